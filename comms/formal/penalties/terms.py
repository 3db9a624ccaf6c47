"""The amounts, days and limits of penalty notices that count on a day. They stand in ``data/penalties.toml``.

The file holds one edition for each change of the framework. A notice keeps the edition of the day on which it was
issued; a screen that shows a figure shows its source and date beside it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from comms.attendance.framework import Figure, framework
from comms.foundation.errors import Misconfigured

_SPOILT = "Put data/penalties.toml back as it was released, or correct the edition."


@dataclass(frozen=True, slots=True)
class Terms:
    """What settles a notice of one stage: amounts in pounds, and the days within which each is paid.

    ``reduced`` and ``reduced_days`` are None where there is no reduced amount.
    """

    reduced: int | None
    reduced_days: int | None
    full: int
    full_days: int
    source: str
    in_force_from: date

    def as_json(self) -> dict[str, Any]:
        """These terms as a notice keeps them; ``terms_kept`` reads them back."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "in_force_from": str(self.in_force_from),
        }


def terms_kept(kept: Mapping[str, Any]) -> Terms:
    """The terms that a notice kept when it was issued."""
    return Terms(**{**kept, "in_force_from": date.fromisoformat(kept["in_force_from"])})


@dataclass(frozen=True, slots=True)
class Since:
    """A day from which something counts, where it was read, when, and since when that holds."""

    value: date
    source: str
    in_force_from: date
    read_on: date


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits that count on a day, each a figure with its source.

    ``post`` says for each class of post after how many working days a notice counts as served; ``counts_from`` from
    which day of issue on a notice counts towards the limit.
    """

    most_notices: Figure
    within_years: Figure
    days_before_the_first: Figure
    improve_weeks_fewest: Figure
    improve_weeks_most: Figure
    risk_answer_days: Figure
    safeguarding_answer_days: Figure
    review_days: Figure
    post: Mapping[str, Figure]
    counts_from: Since

    @property
    def served_after_working_days(self) -> Figure:
        """Working days after posting, by first class post, on which a notice counts as served."""
        return self.post["first"]

    @property
    def threshold_sessions(self) -> Figure:
        """Sessions at which a notice must be considered; the figure the register is counted by."""
        return framework().threshold_sessions

    @property
    def threshold_school_weeks(self) -> Figure:
        """School weeks over which these sessions are counted."""
        return framework().threshold_school_weeks


@dataclass(frozen=True, slots=True)
class Edition:
    """All terms and rules as they count from a day on, until the next edition."""

    in_force_from: date
    read_on: date
    terms: Mapping[int, Terms]
    rules: Rules


def editions_in(text: str) -> tuple[Edition, ...]:
    """The editions of a data file, the oldest first; raises ``Misconfigured`` on a spoilt one."""
    try:
        written = tomllib.loads(text)["editions"]
        found = sorted((_edition(one) for one in written), key=lambda edition: edition.in_force_from)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as fault:
        raise Misconfigured(f"The terms of penalty notices cannot be read: {fault}.", _SPOILT) from fault
    if len({edition.in_force_from for edition in found}) < len(found):
        raise Misconfigured("Two editions of the terms of penalty notices begin on the same day.", _SPOILT)
    return tuple(found)


@cache
def editions() -> tuple[Edition, ...]:
    """The packaged editions, the oldest first."""
    text = resources.files("comms.formal").joinpath("data/penalties.toml").read_text(encoding="utf-8")
    return editions_in(text)


def edition_on(on: date, among: Sequence[Edition] | None = None) -> Edition:
    """The edition in force on a day; raises ``Misconfigured`` where none is."""
    begun = [edition for edition in (editions() if among is None else among) if edition.in_force_from <= on]
    if not begun:
        raise Misconfigured(
            f"No terms of penalty notices are known for {on.day} {on:%B %Y}.",
            "Add the edition that counted on that day to data/penalties.toml, with its source.",
        )
    return max(begun, key=lambda edition: edition.in_force_from)


def terms_for(stage: int, on: date, among: Sequence[Edition] | None = None) -> Terms:
    """The terms of a first (1) or second (2) notice issued on a day; raises ``Misconfigured`` where there are none.

    Source: the national framework for penalty notices, as each edition tells.
    """
    edition = edition_on(on, among)
    if stage not in edition.terms:
        raise Misconfigured(
            f"There are no terms for notice number {stage} on {on.day} {on:%B %Y}.",
            "No such notice can be issued; consider another step.",
        )
    return edition.terms[stage]


def rules_on(on: date, among: Sequence[Edition] | None = None) -> Rules:
    """The limits that count on a day; raises ``Misconfigured`` where no edition is in force."""
    return edition_on(on, among).rules


def _edition(written: Mapping[str, Any]) -> Edition:
    begins = written["in_force_from"]
    rules = {name: Figure(**figure) for name, figure in written["rules"].items()}
    post = {name: Figure(**figure) for name, figure in written["post"].items()}
    if "first" not in post:
        raise ValueError(f"the edition of {begins} says nothing of first class post")
    terms = {int(stage): _terms(amounts, begins) for stage, amounts in written["terms"].items()}
    return Edition(
        in_force_from=begins,
        read_on=written["read_on"],
        terms=MappingProxyType(terms),
        rules=Rules(**rules, post=MappingProxyType(post), counts_from=Since(**written["counts_from"])),
    )


def _terms(written: Mapping[str, Any], begins: date) -> Terms:
    terms = Terms(**{"reduced": None, "reduced_days": None, "in_force_from": begins, **written})
    if terms.reduced is None or terms.reduced_days is None:
        fits = terms.reduced is terms.reduced_days
    else:
        fits = 0 < terms.reduced < terms.full and 1 < terms.reduced_days < terms.full_days
    if not fits or terms.full <= 0 or terms.full_days <= 1:
        raise ValueError(f"the amounts or days of {begins} do not fit each other")
    return terms
