"""What appointments are for: what each asks of an interpreter, and how long it takes when it is interpreted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from comms.foundation.languages import LANGUAGES
from comms.interpreters.interpreter import Mode

SIGNED_SCRIPT = "Zxxx"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. ``minutes`` is its usual length in one language; ``level`` (RQF) and ``checks`` are what an
    interpreter must have; ``in_person`` says that an interpreter belongs in the room; ``mode`` is the usual one."""

    key: str
    words: str
    minutes: int
    risk: str
    level: int
    checks: tuple[str, ...]
    in_person: bool = False
    mode: str = Mode.IN_PERSON


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long things take, as dated data: ``from_day`` and ``source`` say since when and on whose word."""

    from_day: date
    source: str
    times: Fraction
    rounded_to: int
    briefing: timedelta
    debriefing: timedelta
    telephone_suits: int
    longest: int

    def minutes(self, asked: int, *, interpreted: bool) -> int:
        """How long a meeting of ``asked`` minutes in one language lasts; rounded up, so that nobody is cut short."""
        if not interpreted:
            return asked
        return -(-(asked * self.times) // self.rounded_to) * self.rounded_to

    def ends(self, starts_at: datetime, asked: int, *, interpreted: bool) -> datetime:
        """When it ends."""
        return starts_at + timedelta(minutes=self.minutes(asked, interpreted=interpreted))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "purposes.toml").read_text("utf-8"))


@cache
def purposes() -> Mapping[str, Purpose]:
    """Every purpose by its key, in the order in which they are offered."""
    return MappingProxyType(
        {one["key"]: Purpose(**(one | {"checks": tuple(one["checks"])})) for one in _data()["purpose"]}
    )


@cache
def lengths() -> Lengths:
    """The lengths."""
    found = _data()["length"]
    return Lengths(
        from_day=_data()["from_day"], source=_data()["source"], times=Fraction(*found["interpreted_times"]),
        rounded_to=found["rounded_to_minutes"], briefing=timedelta(minutes=found["briefing_minutes"]),
        debriefing=timedelta(minutes=found["debriefing_minutes"]), telephone_suits=found["telephone_suits_minutes"],
        longest=found["longest_minutes"],
    )  # fmt: skip


def checks_for(purpose: str, language: str) -> tuple[str, ...]:
    """The kinds of qualification that must count on the day, for a purpose and a language."""
    signed = _data()["signed"]["checks"] if LANGUAGES[language].script == SIGNED_SCRIPT else ()
    return tuple(dict.fromkeys((*purposes()[purpose].checks, *signed)))


def advice_on_mode(purpose: str, mode: str, minutes: int, *, child_attends: bool) -> str:
    """What to think of before an interpreter is only heard or seen from afar; empty where nothing speaks against it.
    ``minutes`` is how long the interpreted meeting lasts. It is advice: nothing is changed by it."""
    if not Mode(mode).is_remote:
        return ""
    reasons = []
    if mode == Mode.TELEPHONE and minutes > lengths().telephone_suits:
        reasons.append(f"the telephone suits up to about {lengths().telephone_suits} minutes, and this takes {minutes}")
    if child_attends:
        reasons.append("a child is there")
    if purposes()[purpose].in_person:
        reasons.append("what is said may be distressing")
    if not reasons:
        return ""
    return f"An interpreter in the room would be better: {'; '.join(reasons)}."
