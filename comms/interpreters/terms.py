"""What an interpreter or a supplier charges, as accepted: kept with each booking, so that a later change of terms never
reaches back. Amounts are whole pence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from comms.foundation.errors import BadInput
from comms.foundation.work_days import working_minutes_between

MINUTES_AN_HOUR = 60
MOST_PENCE_AN_HOUR = 50_000
# Thirty working days: nobody asks for longer notice.
MOST_HOURS_OF_NOTICE = 240
MOST_BANDS = 4


class BadNotice(BadInput):
    """Bands of notice that cannot be, alone or beside each other."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Less notice than this many working hours, and this share of the fee is due, in per cent."""

    less_than_working_hours: int
    percent: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms as somebody accepted them. ``from_day`` (ISO) and ``source`` say since when and on whose word."""

    name: str
    from_day: str
    source: str
    pence_an_hour: int
    pence_an_hour_remote: int
    minimum_minutes: int
    minimum_minutes_remote: int
    pence_an_hour_travelling: int
    pence_a_mile: int
    notice: tuple[Notice, ...]

    def fee(self, minutes: int, *, remote: bool) -> int:
        """The fee in pence for so many minutes, the minimum at least; half a penny goes up."""
        least, rate = (
            (self.minimum_minutes_remote, self.pence_an_hour_remote)
            if remote
            else (self.minimum_minutes, self.pence_an_hour)
        )
        return _pence(Fraction(max(minutes, least) * rate, MINUTES_AN_HOUR))

    def travel_fee(self, minutes: int, miles: int) -> int:
        """The fee in pence for travelling."""
        return _pence(Fraction(minutes * self.pence_an_hour_travelling, MINUTES_AN_HOUR)) + miles * self.pence_a_mile

    def due_when_cancelled(self, fee: int, starts_at: datetime, now: datetime) -> int:
        """What of the booked fee is due, in pence, when it is cancelled at ``now``. Once it has begun, all of it."""
        if now >= starts_at:
            return fee
        given = working_minutes_between(now, starts_at)
        for band in sorted(self.notice, key=lambda one: one.less_than_working_hours):
            if given < band.less_than_working_hours * MINUTES_AN_HOUR:
                return _pence(Fraction(fee * band.percent, 100))
        return 0


def check_notice(bands: Sequence[Notice]) -> None:
    """Raises ``BadNotice`` for bands nobody could agree to: of no length, of more than the whole fee, two of one
    length, or one by which less notice would cost less. For what is given; what was accepted before stands as it is."""
    if len(bands) > MOST_BANDS:
        raise BadNotice(f"There are {len(bands)} bands of notice.", f"Give {MOST_BANDS} at most.")
    for band in bands:
        hours, percent = band.less_than_working_hours, band.percent
        if not 1 <= hours <= MOST_HOURS_OF_NOTICE:
            raise BadNotice(f"A band is of {hours} working hours’ notice.", f"Give 1 to {MOST_HOURS_OF_NOTICE}.")
        if not 0 <= percent <= 100:
            raise BadNotice(f"{percent} per cent of the fee would be due.", "Give 0 to 100.")
    ordered = sorted(bands, key=lambda one: one.less_than_working_hours)
    for short, long in pairwise(ordered):
        hours = long.less_than_working_hours
        if short.less_than_working_hours == hours:
            raise BadNotice(f"Two bands are of less than {hours} working hours’ notice.", "Keep one of them.")
        if short.percent < long.percent:
            raise BadNotice(
                f"With less than {short.less_than_working_hours} hours’ notice less would be due than with {hours}.",
                "The less notice, the more is due: check the per cent of both.",
            )


def _pence(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


@cache
def starting_terms() -> Terms:
    """The packaged terms."""
    found = tomllib.loads((Path(__file__).parent / "data" / "terms.toml").read_text("utf-8"))
    return _terms(found | {"from_day": found["from_day"].isoformat()})


def terms_from(stored: Mapping[str, Any]) -> Terms:
    """Terms as they are stored with an interpreter, a supplier or a booking; what they leave out is the packaged
    terms'. Raises ``BadInput`` for an amount that cannot be."""
    return replace(starting_terms(), **_given(stored)) if stored else starting_terms()


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """The terms as they are stored."""
    return asdict(terms)


def _terms(found: Mapping[str, Any]) -> Terms:
    return Terms(**_given(found))


def _given(stored: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(stored)
    for name, value in values.items():
        if isinstance(value, int) and value < 0:
            raise BadInput(f"The terms say {value} for “{name.replace('_', ' ')}”.", "Give 0 or more.")
    if values.get("pence_an_hour", 0) > MOST_PENCE_AN_HOUR:
        raise BadInput("An hour costs more than £500.", "Amounts are in pence: £28.00 is 2800.")
    if "notice" in values:
        values["notice"] = tuple(Notice(**dict(band)) for band in values["notice"])
    return values
