"""What the register says of somebody, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from comms.foundation.languages import LANGUAGES
from comms.interpreters.hours import WeeklyHours
from comms.interpreters.hours_actions import WEEKDAYS
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.qualification import CHECKS, Qualification, QualificationKind, is_checked
from comms.web.wording import counted, day_in_words

SOON = timedelta(days=60)

KINDS = {
    QualificationKind.DPSI: "Diploma in Public Service Interpreting (DPSI)",
    QualificationKind.DPI: "Diploma in Police Interpreting (DPI)",
    QualificationKind.RQF: "Another interpreting qualification with a level",
    QualificationKind.NRPSI: "Registration with the NRPSI",
    QualificationKind.DBS: "DBS check",
    QualificationKind.VETTING: "Police vetting",
    QualificationKind.SIGN: "Registration as a sign-language interpreter",
}


@dataclass(frozen=True, slots=True)
class State:
    """How a qualification stands, in words, and whether somebody has to do something about it."""

    said: str
    needs_doing: bool = False


def state_of(one: Qualification, today: date) -> State:
    """Whether a qualification counts, and until when."""
    if one.ended_at is not None:
        return State("no longer counts")
    if one.expires_on is None:
        return State("does not run out")
    if one.expires_on < today:
        return State(f"ran out on {day_in_words(one.expires_on)}", needs_doing=True)
    left = (one.expires_on - today).days
    if one.expires_on <= today + SOON:
        said = "today" if not left else f"in {counted(left, 'day', 'days')}, on {day_in_words(one.expires_on)}"
        return State(f"runs out {said}", needs_doing=True)
    return State(f"counts until {day_in_words(one.expires_on)}")


def check_in_words(shown: Sequence[Qualification], today: date) -> State:
    """Whether a check counts today, for a list."""
    valid = [one for one in shown if one.kind in CHECKS and one.valid_on(today)]
    if not valid:
        return State("no check that counts today", needs_doing=True)
    last = max(valid, key=lambda one: one.expires_on or date.max)
    return State(f"{last.kind} {state_of(last, today).said}", state_of(last, today).needs_doing)


def others_that_run_out(shown: Iterable[Qualification], today: date) -> list[str]:
    """What has run out or soon will, beside the checks; each kind by its newest, so that a renewal puts the one before
    it at rest."""
    newest: dict[str, Qualification] = {}
    for one in shown:
        if one.kind in CHECKS:
            continue
        known = newest.get(one.kind)
        if known is None or (one.expires_on or date.max) > (known.expires_on or date.max):
            newest[one.kind] = one
    states = {kind: state_of(one, today) for kind, one in newest.items()}
    return [f"{kind} {state.said}" for kind, state in states.items() if state.needs_doing]


def language_name(tag: str) -> str:
    """The English name of a language; its tag where the list holds it no more."""
    return LANGUAGES[tag].english_name if tag in LANGUAGES else tag


def level_in_words(level: int) -> str:
    """A level as people say it."""
    return f"level {level}" if level else "no level on record"


def languages_in_words(languages: Iterable[InterpreterLanguage]) -> str:
    """The languages somebody interprets: "Lithuanian and Russian"."""
    return listed(list(dict.fromkeys(language_name(one.language) for one in languages)))


def listed(names: Sequence[str]) -> str:
    """Names in a row, with "and" before the last."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def lead(
    one: Interpreter,
    languages: Sequence[InterpreterLanguage],
    shown: Sequence[Qualification],
    hours: Sequence[WeeklyHours],
    today: date,
) -> str:
    """The one sentence a page answers first: whether this interpreter can be booked, and what would let them be."""
    if not one.active:
        return f"Left on {day_in_words(one.left_on)} and is not booked any more." if one.left_on else "Has left."
    if not languages:
        return "No language is on record yet, so nobody is offered to them. Add one."
    speaks = f"Interprets {languages_in_words(languages)}"
    if not any(each.until_day is None or each.until_day >= today for each in hours):
        return f"{speaks}. No hours are on record, so they are never free. Set the hours of their week."
    if not is_checked(shown, today):
        return f"{speaks}. No DBS or vetting check counts today, so they are not booked where one is asked for."
    return f"{speaks}, and can be booked: {check_in_words(shown, today).said}."


def week_in_words(hours: Iterable[WeeklyHours], today: date) -> list[tuple[str, str]]:
    """Each day of the week with its hours as they hold today: ("Monday", "09:00 to 17:00"), or "does not work"."""
    days: dict[int, list[str]] = {}
    for one in hours:
        if one.from_day <= today and (one.until_day is None or one.until_day >= today):
            days.setdefault(one.weekday, []).append(f"{one.from_time:%H:%M} to {_end(one.until_time)}")
    return [(name, ", ".join(days.get(day, [])) or "does not work") for day, name in enumerate(WEEKDAYS)]


def _end(until: time) -> str:
    return "midnight" if until == time.min else f"{until:%H:%M}"


def hours_to_come(hours: Iterable[WeeklyHours], today: date) -> date | None:
    """The day from which other hours hold, when that is still to come."""
    starts = [one.from_day for one in hours if one.from_day > today]
    ends = [one.until_day + timedelta(days=1) for one in hours if one.until_day and one.until_day >= today]
    return min([*starts, *ends], default=None)
