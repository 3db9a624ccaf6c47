"""What somebody says happened with a letter, and what each kind of event must tell: one table, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language
from comms.foundation.writing import fold
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.afterwards.own_answer import is_own_words


class PostClass(StrEnum):
    """How a letter was posted."""

    FIRST = "first class"
    SECOND = "second class"
    RECORDED = "recorded delivery"


class Through(StrEnum):
    """Through whom two people talked. A relative, a friend or a child is no interpreter, and is refused in words."""

    SHARED = "a language they share"
    INTERPRETER = "an interpreter"
    NOT_AN_INTERPRETER = "a relative, a friend or a child"


class HandedTo(StrEnum):
    """Into whose hands a letter was given. Only its reader's count."""

    READER = "its reader"
    SOMEBODY_ELSE = "somebody else"
    CHILD = "a child"


class HowKnown(StrEnum):
    """How it is known that a letter arrived."""

    TRACKING = "the post's tracking says so"
    READER_SAID = "its reader said so"
    SEEN = "one of us saw it there"


class WhyReturned(StrEnum):
    """What stood on a letter that came back."""

    MOVED = "moved away"
    REFUSED = "refused"
    NOT_KNOWN = "not known there"
    NOT_SAID = "no reason given"


@dataclass(frozen=True, slots=True)
class EventGiven:
    """Something that happened with a letter, as a person tells it: ``kind``, ``on`` which day, and what the kind needs.

    ``by`` is the member of staff who asked or read aloud, ``language`` a tag; ``said`` are the reader's own words in
    that language, ``rendered`` what the interpreter said they mean. ``event`` is the row a mistake is about.
    """

    kind: EventKind
    on: date
    post_class: str = ""
    handed_to: str = ""
    how_known: str = ""
    why_returned: str = ""
    by: UUID | None = None
    language: str = ""
    through: str = ""
    interpreter: str = ""
    interpreter_number: str = ""
    said: str = ""
    rendered: str = ""
    because: str = ""
    event: UUID | None = None


class BadEvent(BadInput):
    """What was told of a letter cannot be recorded: ``problems`` says by field what is missing or not right."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the days of an event are held against: the letter's own day and today."""

    issued_on: date
    today: date


LONGEST = {"interpreter": 200, "interpreter_number": 60, "said": 3000, "rendered": 3000, "because": 1000}
NOT_AN_INTERPRETER = (
    "A relative, a friend or a child is never the interpreter: they may leave out what is hard to say, and the family "
    "cannot speak freely. So nobody has asked yet. Ring with an interpreter, and record what was said then."
)
_RELATIVES = frozenset({
    "daughter", "stepdaughter", "granddaughter", "sister", "brother", "husband", "wife", "mum", "dad", "aunt", "uncle",
    "cousin", "niece", "nephew", "grandmother", "grandfather", "grandson", "neighbour", "relative", "sibling",
})  # fmt: skip
# Words that are also names of people and of firms: they tell of a relative only alone, or as "her friend".
_MAY_BE_NAMES = frozenset({"son", "child", "mother", "father", "friend", "partner", "girl", "boy", "pupil"})
_WHOSE = frozenset({"her", "his", "their", "my", "own", "family", "the", "a", "of", "s"})
RELATIONS = _RELATIVES | _MAY_BE_NAMES | _WHOSE


def problems(given: EventGiven, moment: Moment) -> dict[str, str]:
    """What is missing or not right, by field, in sentences; empty when it can be recorded."""
    found = {name: _CHECKS[name](given) for name in NEEDS[given.kind]}
    found["on"] = _day(given.on, moment)
    found |= {name: f"Keep this to {most:,} characters." for name, most in LONGEST.items()
              if len(getattr(given, name)) > most}  # fmt: skip
    return {name: said for name, said in found.items() if said}


def kept_of(given: EventGiven) -> dict[str, str]:
    """What is kept of an event: the fields its kind has, as JSON takes them; what was left empty is left out."""
    values = {name: getattr(given, name) for name in (*NEEDS[given.kind], *MAY_HAVE.get(given.kind, ()))}
    return {name: str(value) for name, value in values.items() if value}


def looks_like_a_relative(name: str) -> bool:
    """Whether what was typed as an interpreter's name says that it was a relative, a friend or a child."""
    words = set(fold(name).replace("'", " ").split())
    if words & _RELATIVES:
        return True
    return bool(words & _MAY_BE_NAMES and (words & _WHOSE or words <= _MAY_BE_NAMES))


def _day(on: date, moment: Moment) -> str:
    if on > moment.today:
        return "This day has not come yet. Give the day on which it happened."
    if on < moment.issued_on:
        return f"The letter is from {moment.issued_on:%-d %B %Y}. Give that day or a later one."
    return ""


def _chosen(name: str, among: type[StrEnum], missing: str) -> Callable[[EventGiven], str]:
    known = {one.value for one in among}
    return lambda given: "" if getattr(given, name) in known else missing


def _handed_to(given: EventGiven) -> str:
    if given.handed_to == HandedTo.CHILD:
        return "A letter is never given to a child to take home. Post it, or hand it to its reader."
    if given.handed_to == HandedTo.SOMEBODY_ELSE:
        return "It counts as handed over when its reader has it. Post it, or hand it to its reader."
    return "" if given.handed_to == HandedTo.READER else "Say into whose hands it was given."


def _language(given: EventGiven) -> str:
    try:
        language(given.language)
    except NotFound:
        return "Choose the language they talked in."
    return ""


def _through(given: EventGiven) -> str:
    if given.through == Through.NOT_AN_INTERPRETER:
        return NOT_AN_INTERPRETER
    return "" if given.through in set(Through) else "Say through whom they talked."


def _interpreter(given: EventGiven) -> str:
    if given.through == Through.SHARED and given.interpreter:
        return "This names an interpreter. Say that you talked through one, or empty this field."
    if given.through != Through.INTERPRETER:
        return ""
    if not given.interpreter:
        return "Give the interpreter's name, or the name of their agency."
    return NOT_AN_INTERPRETER if looks_like_a_relative(given.interpreter) else ""


def _said(given: EventGiven) -> str:
    if not (given.said or given.rendered):
        return "Write what they said, in their own words: what will they do, and when?"
    if is_own_words(given.said) or is_own_words(given.rendered):
        return ""
    return "“Yes” alone is not an answer. Ask what they will do and when, and write what they say."


def _because(given: EventGiven) -> str:
    return "" if given.because.strip() else "Say why, in a few words."


_CHECKS: Mapping[str, Callable[[EventGiven], str]] = {
    "post_class": _chosen("post_class", PostClass, "Say how it was posted."),
    "handed_to": _handed_to,
    "how_known": _chosen("how_known", HowKnown, "Say how you know that it arrived."),
    "why_returned": _chosen("why_returned", WhyReturned, "Say what stands on it, or that no reason is given."),
    "by": lambda given: "" if given.by else "Say who it was.",
    "language": _language,
    "through": _through,
    "interpreter": _interpreter,
    "said": _said,
    "because": _because,
    "event": lambda given: "" if given.event else "Say which of the events was a mistake.",
}

_TALK = ("by", "language", "through", "interpreter")

# What each kind must tell, beside the day. A reply has its own way in, by the numbers of the slip.
NEEDS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.POSTED: ("post_class",),
    EventKind.HANDED_OVER: ("handed_to",),
    EventKind.EMAILED: (),
    EventKind.DELIVERED: ("how_known",),
    EventKind.RETURNED: ("why_returned",),
    EventKind.READ_ALOUD: _TALK,
    EventKind.REPLIED: (),
    EventKind.UNDERSTOOD: (*_TALK, "said"),
    EventKind.NOT_UNDERSTOOD: _TALK,
    EventKind.NOT_CHECKED: ("because",),
    EventKind.MISTAKE: ("event", "because"),
}
# What each kind may tell beside what it must.
MAY_HAVE: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.POSTED: ("by",),
    EventKind.READ_ALOUD: ("interpreter_number",),
    EventKind.UNDERSTOOD: ("interpreter_number", "rendered"),
    EventKind.NOT_UNDERSTOOD: ("interpreter_number", "said", "rendered"),
}
