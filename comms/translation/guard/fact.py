"""A fact: what must be the same in two languages, whatever the words around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FactKind(StrEnum):
    """What sort of fact it is. Facts of different kinds are never equal, even if they look the same."""

    NAME = "name"
    DATE = "date"
    TIME = "time"
    SUM = "sum"
    PHONE = "phone"
    REFERENCE = "reference"
    ADDRESS = "address"
    GAP = "gap"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it is compared: its kind, and its value in one spelling for all languages.

    A date is "2026-11-24", "--11-24" without a year, "2026-11" or "--11" for a month, "weekday 3" for a Wednesday,
    "tomorrow" or "day after tomorrow". A time is "15:40", a sum "GBP 160.00", a phone "+447700900821", a number "1500"
    or "1.5" or "50%". What cannot be read for sure has the value it was written with.
    """

    kind: FactKind
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """A fact and where it stands in a text, from ``start`` up to ``end``.

    ``sure`` falls where the word may also be no fact ("may", "luni"): it is then neither demanded of a translation nor
    forbidden in it. ``word`` holds for a weekday, a month or "tomorrow" standing alone, which an engine translates as a
    word, since only it can inflect it. ``stands`` holds where the writing can be read in two ways (12.10 is an hour or
    a day), so that it may only be copied.
    """

    fact: Fact
    start: int
    end: int
    sure: bool = True
    word: bool = False
    stands: bool = False


KINDS_IN_WORDS: Mapping[FactKind, str] = MappingProxyType({
    FactKind.NAME: "a name",
    FactKind.DATE: "a date or a weekday",
    FactKind.TIME: "a time",
    FactKind.SUM: "a sum of money",
    FactKind.PHONE: "a phone number",
    FactKind.REFERENCE: "a reference",
    FactKind.ADDRESS: "an address on the internet",
    FactKind.GAP: "a gap for a value",
    FactKind.NUMBER: "a number",
})  # fmt: skip
