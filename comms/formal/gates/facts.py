"""What the gates ask of: everything known of one case before one step, gathered; and what a gate answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from comms.attendance.offences import Offences
from comms.families.language_need import LanguageNeed
from comms.families.protection.in_force import Protection
from comms.formal.case.sent_along import ToImprove
from comms.formal.case.standing import Records
from comms.formal.code.find import Issuer
from comms.formal.ledger.find import KeptNotice
from comms.formal.penalties.terms import Rules
from comms.formal.safeguarding.question import SafeguardingQuestion


@dataclass(frozen=True, slots=True)
class Interview:
    """A meeting to come with the parent; ``language`` is that of the interpreter who is booked for them, empty where
    none is yet."""

    starts_at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Warned:
    """What is known of the paper of a Notice to Improve: the grounds for an earlier notice that it names ("leave"), the
    day on which it was sent, None where nobody recorded that, and whether it came back."""

    grounds: frozenset[str]
    sent: date | None
    came_back: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case before a step (a kind of letter) on a day.

    ``offences`` are those of the window that ends on that day; ``before_notice`` those of the window that ended when
    the last Notice to Improve was made, None where there was none. ``improvement`` is that Notice to Improve, and
    ``warned`` its paper, None where nothing is known of it. ``marks_until`` is the day of the last mark that is known.
    ``questions`` are those about the child, in whichever case, the newest first. ``notices`` are the days of the
    notices that count or may count, whoever issued them. ``related`` says whether the parent is on record as the
    child's and both are people the agency works with. ``left_out`` is the sentence of a time without letters, empty
    where none holds.
    """

    step: str
    on: date
    rules: Rules
    records: Records
    need: LanguageNeed | None
    safety: Protection | None
    offences: Offences
    marks_as_of: date | None
    marks_until: date | None
    improvement: ToImprove | None
    warned: Warned | None
    before_notice: Offences | None
    questions: tuple[SafeguardingQuestion, ...]
    issuer: Issuer
    notices: tuple[date, ...]
    kept: tuple[KeptNotice, ...]
    interviews: tuple[Interview, ...]
    related: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a gate answers: whether it is open, why, and for one that is shut what opens it and where that is done
    (a key that the screens turn into a link)."""

    is_open: bool
    why: str
    remedy: str = ""
    where: str = ""


def opens(why: str) -> Answered:
    """That a gate is open."""
    return Answered(is_open=True, why=why)


def shuts(why: str, remedy: str, where: str) -> Answered:
    """That a gate is shut, and what opens it."""
    return Answered(is_open=False, why=why, remedy=remedy, where=where)


State = Literal["open", "shut", "not asked for"]


@dataclass(frozen=True, slots=True)
class GateSeen:
    """A gate as it stands for one step: ``state`` is "not asked for" where the step does not have it."""

    key: str
    title: str
    state: State
    why: str
    remedy: str
    where: str
    source: str
    read_on: date


def counted(count: int, one: str, more: str) -> str:
    """A number with its word: "1 session is", "3 sessions are"."""
    return f"{count} {one if count == 1 else more}"


def said_on(day: date) -> str:
    """A day as the sentences of gates say it: "23 November 2026"."""
    return f"{day.day} {day:%B %Y}"
