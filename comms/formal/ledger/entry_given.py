"""What somebody says happened with a penalty notice, and what each kind of entry must tell: one table, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from comms.formal.ledger.ledger_entry import LedgerKind
from comms.foundation.errors import BadInput
from comms.letters.afterwards.event_given import PostClass, WhyReturned

LONGEST = 1000


class Ground(StrEnum):
    """Why a notice is withdrawn. The words letters have for them are the phrases "withdrawn_because". Source: Education
    (Penalty Notices) (England) Regulations 2007, regulation 8; the two that name the register and the language say more
    of a notice that should not have been given."""

    NOT_GIVEN = "not_given"
    PERSON = "person"
    MISTAKE = "mistake"
    REGISTER = "register"
    LANGUAGE = "language"
    NO_COURT = "no_court"


GROUND_WORDS: Mapping[str, str] = {
    Ground.NOT_GIVEN: "It should not have been given",
    Ground.PERSON: "It should not have been given to this person",
    Ground.MISTAKE: "There is an important mistake in it",
    Ground.REGISTER: "The school has corrected its register",
    Ground.LANGUAGE: "It was not in a language that they read",
    Ground.NO_COURT: "It was not paid in time, and nobody goes to court",
}

# Signed-for post is first or second class; nobody asked which, so the later day counts: no parent loses time by it.
CLASSES: Mapping[str, str] = {
    PostClass.FIRST: "first",
    PostClass.SECOND: "second",
    PostClass.RECORDED: "second",
}


@dataclass(frozen=True, slots=True)
class EntryGiven:
    """One thing that happened with a notice, as a person tells it: ``kind``, ``on`` which day, and what the kind needs.

    ``pence`` is a payment; ``post_class`` and ``by`` (a member of staff) belong to a posting; ``ground`` to a
    withdrawal; ``because`` says in words how or why; ``entry`` is the row that a mistake is about.
    """

    kind: LedgerKind
    on: date
    pence: int | None = None
    post_class: str = ""
    by: UUID | None = None
    why_returned: str = ""
    ground: str = ""
    because: str = ""
    entry: UUID | None = None


class BadEntry(BadInput):
    """What was told of a notice cannot be recorded: ``problems`` says by field what is missing or not right."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def problems(given: EntryGiven, issued_on: date, today: date) -> dict[str, str]:
    """What is missing or not right, by field, in sentences; empty when it can be recorded."""
    found = {name: _CHECKS[name](given) for name in NEEDS[given.kind]}
    found["on"] = _day(given.on, issued_on, today)
    if len(given.because) > LONGEST:
        found["because"] = f"Keep this to {LONGEST:,} characters."
    return {name: said for name, said in found.items() if said}


def kept_of(given: EntryGiven) -> dict[str, Any]:
    """What is kept of an entry: the fields its kind has, as JSON takes them; what was left empty is left out."""
    values = {name: getattr(given, name) for name in (*NEEDS[given.kind], "because")}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items() if value}


def _day(on: date, issued_on: date, today: date) -> str:
    if on > today:
        return "This day has not come yet. Give the day on which it happened."
    if on < issued_on:
        return f"The notice is from {issued_on:%-d %B %Y}. Give that day or a later one."
    return ""


def _pence(given: EntryGiven) -> str:
    return "" if given.pence and given.pence > 0 else "Give the amount that came in, in pounds, like 80 or 80.00."


def _among(name: str, known: frozenset[str], missing: str) -> Callable[[EntryGiven], str]:
    return lambda given: "" if getattr(given, name) in known else missing


_CHECKS: Mapping[str, Callable[[EntryGiven], str]] = {
    "pence": _pence,
    "post_class": _among("post_class", frozenset(PostClass), "Say how it was posted."),
    "by": lambda given: "" if given.by else "Say who posted it.",
    "why_returned": _among(
        "why_returned", frozenset(WhyReturned), "Say what stands on it, or that no reason is given."
    ),
    "ground": _among("ground", frozenset(Ground), "Choose the ground on which it is withdrawn."),
    "because": lambda given: "" if given.because.strip() else "Say it in a few words.",
    "entry": lambda given: "" if given.entry else "Say which of the entries was a mistake.",
}

# What each kind must tell, beside the day. A notice is issued by its own way, from a case; so is considering one.
NEEDS: Mapping[LedgerKind, tuple[str, ...]] = {
    LedgerKind.POSTED: ("post_class", "by"),
    LedgerKind.SERVED_IN_PERSON: (),
    LedgerKind.RETURNED: ("why_returned",),
    LedgerKind.PAID: ("pence",),
    LedgerKind.REMINDED: ("because",),
    LedgerKind.WITHDRAWN: ("ground", "because"),
    LedgerKind.PROSECUTED: ("because",),
    LedgerKind.MISTAKE: ("entry", "because"),
}
