"""What is told of a case before a formal step, and what each kind of record must tell: one table, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from comms.formal.case.case_record import RecordKind
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language
from comms.letters.afterwards.event_given import NOT_AN_INTERPRETER, Through, looks_like_a_relative
from comms.letters.afterwards.own_answer import is_own_words
from comms.letters.templates.source import phrases


class Came(StrEnum):
    """What came of support that was offered."""

    NOT_TAKEN = "not taken up"
    NO_CHANGE = "did not change enough"
    GOES_ON = "goes on"
    HELPED = "helped"
    NOT_GIVEN = "not given by us"


class ToldBy(StrEnum):
    """Who told us of a family's circumstances."""

    PARENT = "the parent"
    CHILD = "the child"
    COLLEAGUE = "a colleague"
    ANOTHER_AGENCY = "another agency"


class Failed(StrEnum):
    """Whether it was the service or the language that failed, or that this was put right."""

    NOTHING = "nothing failed"
    SERVICE = "the service failed"
    LANGUAGE = "the language failed"
    PUT_RIGHT = "put right"


class AtRisk(StrEnum):
    """Whether the letter could put somebody at risk."""

    NO = "no"
    YES = "yes"
    NOT_KNOWN = "not known"


class Ground(StrEnum):
    """The grounds on which a notice may come before the time to improve is over, as the Notice to Improve names them
    (phrases ``early.*``)."""

    SESSIONS = "sessions"
    NO_CHANGE = "no_change"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class RecordGiven:
    """Something told about a case: ``kind``, ``on`` which day, and what the kind needs (see ``NEEDS``).

    ``by`` is the member of staff who asked or offered, ``language`` a tag; ``said`` are the words of whoever was asked,
    ``rendered`` what the interpreter said they mean. ``support`` is the key of a phrase without its ``support.``;
    ``notices`` are the days of other authorities' notices; ``record`` is the row a mistake is about.
    """

    kind: RecordKind
    on: date
    support: str = ""
    what: str = ""
    by: UUID | None = None
    language: str = ""
    through: str = ""
    interpreter: str = ""
    interpreter_number: str = ""
    came: str = ""
    told_by: str = ""
    said: str = ""
    rendered: str = ""
    failed: str = ""
    who_reads: str = ""
    at_risk: str = ""
    asked: str = ""
    notices: tuple[date, ...] = ()
    ground: str = ""
    because: str = ""
    record: UUID | None = None


class BadRecord(BadInput):
    """What was told of a case cannot be recorded: ``problems`` says by field what is missing or not right."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


LONGEST = {
    "what": 3000, "said": 3000, "rendered": 3000, "because": 3000, "who_reads": 500, "asked": 500,
    "interpreter": 200, "interpreter_number": 60,
}  # fmt: skip
# Support that has no phrase of its own.
OTHER_SUPPORT = "other"


def kinds_of_support() -> tuple[str, ...]:
    """The keys of support that letters have words for, and "other"."""
    named = [key.removeprefix("support.") for key in phrases() if key.startswith("support.")]
    return (*named, OTHER_SUPPORT)


def problems(given: RecordGiven, today: date) -> dict[str, str]:
    """What is missing or not right, by field, in sentences; empty when it can be recorded."""
    found = {name: _CHECKS[name](given) for name in NEEDS[given.kind]}
    if given.on > today:
        found["on"] = "This day has not come yet. Give the day on which it happened."
    if any(day > today for day in given.notices):
        found["notices"] = "A notice of a day that has not come cannot have been issued."
    found |= {name: f"Keep this to {most:,} characters." for name, most in LONGEST.items()
              if len(getattr(given, name)) > most}  # fmt: skip
    return {name: said for name, said in found.items() if said}


def kept_of(given: RecordGiven) -> dict[str, Any]:
    """What is kept of a record: the fields its kind has, as JSON takes them; what was left empty is left out."""
    names = (*NEEDS[given.kind], *MAY_HAVE.get(given.kind, ()))
    return {name: kept for name in names if (kept := _as_json(getattr(given, name)))}


def _as_json(value: object) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return str(value).strip() if value else ""


def _words(name: str, missing: str) -> Callable[[RecordGiven], str]:
    return lambda given: "" if getattr(given, name).strip() else missing


def _chosen(name: str, among: type[StrEnum], missing: str) -> Callable[[RecordGiven], str]:
    known = {one.value for one in among}
    return lambda given: "" if getattr(given, name) in known else missing


def _support(given: RecordGiven) -> str:
    return "" if given.support in kinds_of_support() else "Choose what was offered."


def _language(given: RecordGiven) -> str:
    try:
        language(given.language)
    except NotFound:
        return "Choose the language you talked in."
    return ""


def _through(given: RecordGiven) -> str:
    if given.through == Through.NOT_AN_INTERPRETER:
        return NOT_AN_INTERPRETER
    return "" if given.through in set(Through) else "Say through whom you talked."


def _interpreter(given: RecordGiven) -> str:
    if given.through == Through.SHARED and given.interpreter:
        return "This names an interpreter. Say that you talked through one, or empty this field."
    if given.through != Through.INTERPRETER:
        return ""
    if not given.interpreter:
        return "Give the interpreter's name, or the name of their agency."
    return NOT_AN_INTERPRETER if looks_like_a_relative(given.interpreter) else ""


def _said(given: RecordGiven) -> str:
    if not (given.said or given.rendered):
        return "Write what they said, in their own words."
    if is_own_words(given.said) or is_own_words(given.rendered):
        return ""
    return "“Yes” alone is not a reason. Ask what makes it hard, and write what they say."


def _failed_because(given: RecordGiven) -> str:
    if given.because.strip():
        return ""
    if given.failed == Failed.PUT_RIGHT:
        return "Say what was put right, and how."
    return "Say what you looked at: bookings, letters, calls, and in which language each was."


_CHECKS: Mapping[str, Callable[[RecordGiven], str]] = {
    "support": _support,
    "what": lambda given: "" if given.what.strip() else _WHAT[given.kind],
    "by": lambda given: "" if given.by else "Say who it was.",
    "language": _language,
    "through": _through,
    "interpreter": _interpreter,
    "came": _chosen("came", Came, "Say what came of it."),
    "told_by": _chosen("told_by", ToldBy, "Say who told us."),
    "said": _said,
    "failed": _chosen("failed", Failed, "Say whether the service or the language failed."),
    "who_reads": _words("who_reads", "Say who will open and read the letter at home."),
    "at_risk": _chosen("at_risk", AtRisk, "Say whether the letter could put somebody at risk."),
    "asked": _words("asked", "Say which authorities you asked, and who answered."),
    "notices": lambda _: "",
    "ground": _chosen("ground", Ground, "Choose the ground that the Notice to Improve names."),
    "because": lambda given: _failed_because(given) if given.kind == RecordKind.OUR_FAILURE
    else "" if given.because.strip() else "Say why, in a few words.",
    "record": lambda given: "" if given.record else "Say which of the records was a mistake.",
}  # fmt: skip

_WHAT: Mapping[RecordKind, str] = {
    RecordKind.SUPPORT: "Write what was offered, so that somebody else would understand it.",
    RecordKind.CIRCUMSTANCES: "Write what is known: illness, care, housing, travel to school, needs of the child.",
    RecordKind.RISK: "Say what could happen when the letter arrives, or that nothing is known.",
}
_TALK = ("by", "language", "through", "interpreter")

# What each kind must tell, beside the day.
NEEDS: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.SUPPORT: ("support", "what", *_TALK, "came"),
    RecordKind.UNSUITABLE: ("because",),
    RecordKind.CIRCUMSTANCES: ("what", "told_by"),
    RecordKind.PARENTS_REASON: (*_TALK, "said"),
    RecordKind.CHILDS_REASON: (*_TALK, "said"),
    RecordKind.OUR_FAILURE: ("failed", "because"),
    RecordKind.RISK: ("who_reads", "what", "at_risk"),
    RecordKind.OTHER_NOTICES: ("asked", "notices"),
    RecordKind.EARLY: ("ground", "because"),
    RecordKind.MISTAKE: ("record", "because"),
}
# What each kind may tell beside what it must.
MAY_HAVE: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.SUPPORT: ("interpreter_number",),
    RecordKind.PARENTS_REASON: ("interpreter_number", "rendered"),
    RecordKind.CHILDS_REASON: ("interpreter_number", "rendered"),
}
