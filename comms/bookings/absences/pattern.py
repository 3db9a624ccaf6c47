"""What is on record of somebody's appointments within a year, as facts: no score, and no word for anybody.

The domain's notes on missed contact ask for the pattern to be shown as facts, failures of the service apart, and for
no screen to label a parent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from comms.bookings.absences.absence import SERVICE_FAILED, AbsenceKind, ReasonCode
from comms.bookings.appointments.appointment import AppointmentState, CalledOffBy

# How far back it looks, and from how many absences on it is to be talked over: the practitioners' briefing asks for
# supervision where a pattern forms, and a house has to say from when.
A_YEAR = timedelta(days=365)
TALK_OVER_FROM = 3


@dataclass(frozen=True, slots=True)
class Happened:
    """What came of one appointment for one person: ``absence`` is what counts of what was recorded of them, None where
    nothing was. ``day`` is the day in London it was planned for."""

    day: date
    state: str
    called_off_by: str = ""
    absence: str | None = None
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Counts of a person's appointments since ``since``. ``times`` are those they kept or did not, whatever the reason;
    ``service_failed`` stands apart, and is in none of the others. ``by_reason`` counts what they said stood in the
    way."""

    since: date
    times: int = 0
    kept: int = 0
    not_brought: int = 0
    did_not_attend: int = 0
    cancelled: int = 0
    service_failed: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def absences(self) -> int:
        """How often they were not there and it was not the service that failed."""
        return self.not_brought + self.did_not_attend + self.cancelled

    @property
    def talk_over(self) -> bool:
        """Whether it is to be talked over in supervision."""
        return self.absences >= TALK_OVER_FROM

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.times and not self.service_failed


def pattern(happened: Iterable[Happened], on: date) -> Pattern:
    """The pattern of the year that ends on a day. What nobody recorded of this person is not guessed: it counts as
    nothing."""
    since = on - A_YEAR
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for one in happened:
        what = _what(one) if since < one.day <= on else None
        if what is None:
            continue
        counts[what] += 1
        if what not in {_KEPT, _FAILED}:
            reasons.update(set(one.reasons))
    return Pattern(
        since=since,
        times=sum(counts.values()) - counts[_FAILED],
        kept=counts[_KEPT],
        not_brought=counts[AbsenceKind.NOT_BROUGHT],
        did_not_attend=counts[AbsenceKind.DID_NOT_ATTEND],
        cancelled=counts[AbsenceKind.CANCELLED],
        service_failed=counts[_FAILED],
        by_reason={code: reasons[code] for code in ReasonCode if reasons[code]},
    )


_KEPT, _FAILED = AbsenceKind.WAS_THERE, "service failed"


def _what(one: Happened) -> str | None:
    """What an appointment counts as; None where it counts as nothing."""
    failed = one.state == AppointmentState.FAILED or one.called_off_by == CalledOffBy.INTERPRETER
    if one.absence in SERVICE_FAILED or (one.absence is None and failed):
        return _FAILED
    if one.absence is not None:
        return one.absence
    return _KEPT if one.state == AppointmentState.TOOK_PLACE else None
