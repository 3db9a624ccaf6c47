"""The kinds of caution: who may be given one, what it needs, and how it may end. The facts stand in
``data/kinds.toml``, with their sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from comms.foundation.errors import BadInput


class Outcome(StrEnum):
    """How a session may end. All of them are equally good answers; none of them is a failure of the person."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    ASKS_FOR_TIME = "asks for time"
    CANNOT_PROCEED = "cannot proceed"
    GIVEN = "given"
    NOT_GIVEN = "not given"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"


# These say that the person understood, so everything has to hold before one is recorded.
COUNTS = frozenset({Outcome.ACCEPTS, Outcome.GIVEN, Outcome.UNDERSTOOD})
# After these another session may go on from what was established.
GOES_ON_LATER = frozenset({Outcome.ASKS_FOR_TIME, Outcome.CANNOT_PROCEED})
ADULT = 18


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of caution. ``disposal`` is whether it ends the case, which the words before an interview do not;
    ``youngest`` and ``under`` bound the age in years, ``under`` being 0 where nothing does; ``conditions`` is whether
    there are any to keep. ``in_force_from`` is None where it is not in force, and ``why_not`` then says why."""

    name: str
    title: str
    disposal: bool
    youngest: int
    under: int
    needs_consent: bool
    needs_admission: bool
    conditions: bool
    outcomes: tuple[Outcome, ...]
    in_force_from: date | None
    why_not: str
    source: str
    dated: date
    checked: bool

    def in_force(self, day: date) -> bool:
        """Whether it may be given on a day."""
        return self.in_force_from is not None and self.in_force_from <= day

    def fits(self, age: int) -> bool:
        """Whether it is for somebody of this age."""
        return age >= self.youngest and (not self.under or age < self.under)

    @property
    def counting(self) -> Outcome | None:
        """The outcome for which everything has to hold: accepts, given or understood."""
        return next((one for one in self.outcomes if one in COUNTS), None)

    @property
    def ages(self) -> str:
        """For whom it is, as it stands in a sentence."""
        return f"people of {self.youngest} to {self.under - 1}" if self.under else f"people of {self.youngest} and over"


class NoSuchKind(BadInput):
    """There is no caution of this kind."""


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, those that are not in force as well."""
    text = resources.files("comms.cautions").joinpath("data/kinds.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _read(name, content) for name, content in tomllib.loads(text).items()})


def _read(name: str, content: dict[str, object]) -> Kind:
    values = {"in_force_from": None, "why_not": "", "under": 0, "conditions": False} | content
    values["outcomes"] = tuple(Outcome(one) for one in values["outcomes"])  # type: ignore[attr-defined]
    return Kind(name=name, **values)  # type: ignore[arg-type]


def kind(name: str) -> Kind:
    """The kind of that name. Raises ``NoSuchKind``."""
    if name not in kinds():
        raise NoSuchKind(f"There is no caution of the kind “{name}”.", f"It is one of: {', '.join(kinds())}.")
    return kinds()[name]


def age_on(born: date, day: date) -> int:
    """How many whole years old somebody is on a day, which is a date in London. Who was born on 29 February has their
    birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def wrong_age(one: Kind, born: date | None, day: date) -> tuple[str, str] | None:
    """What is wrong, and what to do, where this kind is not for somebody born then; None where it is. Unknown is never
    adult."""
    if born is None:
        return "The birth date is not known, and unknown is never adult.", "Find out their birth date and record it."
    age = age_on(born, day)
    if one.fits(age):
        return None
    said = f"They are {age} years old; the {one.title} is for {one.ages}."
    fitting = [
        other.title
        for other in kinds().values()
        if other.fits(age) and other.in_force(day) and other.disposal == one.disposal
    ]
    if not fitting:
        return said, "No caution can be given to somebody of this age."
    return said, f"End this with “cannot proceed”, and open one for their age: {' or '.join(fitting)}."
