"""The questions of a letter made by hand: only what the records do not say, and every phrase from its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.attendance.code import UNEXPLAINED, attendance_code
from comms.attendance.counts import summarise_ordered
from comms.attendance.find import marks_of
from comms.attendance.pattern import days_away
from comms.attendance.school_weeks import last_school_weeks, session_days
from comms.attendance.session_mark import between
from comms.letters.attendance_facts import answer_day, away_values, concern_values
from comms.letters.contradictions import Contradiction
from comms.letters.reader import agency_values
from comms.letters.run import LOOK_BACK
from comms.letters.templates.book import LetterBook
from comms.letters.templates.kind import Field, LetterKind, Phrase
from comms.letters.text.values import BadValue, read_value
from comms.letters.triggers import LetterTriggers
from comms.web.forms import Form, filled_form

# What a letter takes from the records of its reader, or makes by itself.
NEVER_ASKED = frozenset({"recipient", "child", "reference", "language_in_english", "hours"})
INPUT_TYPES = {"date": "date", "time": "time", "telephone": "tel"}


@dataclass(frozen=True, slots=True)
class Question:
    """One value to give: a field of the kind, and for phrases the list it is chosen from."""

    field: Field
    choices: tuple[Phrase, ...] = ()

    @property
    def asked(self) -> str:
        """The question's label, beginning with a capital."""
        return f"{self.field.what[0].upper()}{self.field.what[1:]}"

    @property
    def input_type(self) -> str:
        """The browser's own way to ask for such a value."""
        return INPUT_TYPES.get(self.field.type, "text")

    @property
    def of_interpreter(self) -> bool:
        """Whether it asks how an interpreter helps."""
        return self.field.phrase_list == "interpreter"

    def part(self, phrase: Phrase, value: str) -> str:
        """What a phrase's own value is called in the form."""
        return f"{self.field.name}-{phrase.key}-{value}"

    def place_of(self, name: str, chosen: str) -> str:
        """Where in the form a value stands: at the question itself, or ("decision.last_day") in the phrase chosen."""
        inner = name.partition(".")[2]
        return next((self.part(phrase, inner) for phrase in self.choices if inner and phrase.key == chosen), name)


def questions(kind: LetterKind, agency: Agency, book: LetterBook) -> list[Question]:
    """What must be asked for a letter of this kind; what the agency says of itself is not asked again. Phrases are
    chosen from the agency's book."""
    known = agency_values(agency).keys() - {"support"}
    asked = [field for field in kind.fields.values() if field.name not in NEVER_ASKED | known]
    return [Question(field, _choices(field, book)) for field in asked if not _set_elsewhere(field)]


def _set_elsewhere(field: Field) -> bool:
    return field.name in {"telephone", "contact"}


def _choices(field: Field, book: LetterBook) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in book.phrases.values() if phrase.phrase_list == field.phrase_list)


def known_answers(asked: list[Question], known: Mapping[str, object]) -> Form:
    """The form with what is known filled in."""
    filled: dict[str, str | list[str]] = {}
    for question in asked:
        value = known.get(question.field.name)
        if isinstance(value, Mapping):
            filled[question.field.name] = str(value["key"])
            filled |= {
                question.part(phrase, name): str(value[name])
                for phrase in question.choices
                for name in phrase.values
                if phrase.key == value["key"]
            }
        elif isinstance(value, list):
            filled[question.field.name] = [str(one) for one in value]
        elif value is not None:
            filled[question.field.name] = str(value)
    return filled_form(filled)


def read_answers(asked: list[Question], form: Form) -> dict[str, object]:
    """The values that were typed or chosen, in the shapes letters take. What cannot be right is noted in the form."""
    values: dict[str, object] = {}
    for question in asked:
        field = question.field
        value = _phrase_answer(question, form) if question.choices else _answer(field, form)
        if value:
            values[field.name] = value[0]
        elif not field.optional:
            form.wrong(field.name, f"Give this: {field.what}.")
    return values


def note_contradiction(asked: list[Question], found: Contradiction, form: Form) -> None:
    """Say at its field what cannot stand beside the other values."""
    name = found.field.partition(".")[0]
    places = [one.place_of(found.field, form.text(name)) for one in asked if one.field.name == name]
    form.wrong(next(iter(places), name), f"{found.why} {found.remedy}")


def _answer(field: Field, form: Form) -> tuple[object] | None:
    text = form.line(field.name)
    if not text:
        return None
    given: object = int(text) if field.type == "count" and text.isdecimal() else text
    try:
        read_value(field.what, field.type, given)
    except BadValue as fault:
        form.refused(fault, field.name)
    return (given,)


def _phrase_answer(question: Question, form: Form) -> tuple[object] | None:
    chosen = set(form.many(question.field.name))
    found = [_with_values(question, phrase, form) for phrase in question.choices if phrase.key in chosen]
    if chosen - {phrase.key for phrase in question.choices}:
        form.wrong(question.field.name, "Choose from the list.")
    if not found:
        return None
    return (found,) if question.field.type == "phrases" else (found[0],)


def _with_values(question: Question, phrase: Phrase, form: Form) -> object:
    if not phrase.values:
        return phrase.key
    given: dict[str, object] = {"key": phrase.key}
    for name, kind in phrase.values.items():
        part = question.part(phrase, name)
        text = form.line(part)
        given[name] = int(text) if kind == "count" and text.isdecimal() else text
        try:
            read_value(name, kind, given[name])
        except BadValue as fault:
            form.refused(fault, part)
    return given


def register_values(
    session: Session, viewer: Viewer, agency: Agency, kind: str, child: UUID, on: date
) -> dict[str, object]:
    """What the register says of a child for a letter of this kind, to be looked over before it is written."""
    if kind == "L01":
        return {"day": on.isoformat()}
    marks = marks_of(session, viewer, [child], on - LOOK_BACK, on)[child]
    triggers = LetterTriggers.from_mapping(dict(agency.letter_settings.get("triggers", {})))
    if kind == "L02":
        window = last_school_weeks(session_days(marks), on, triggers.school_weeks)
        counted = summarise_ordered(between(marks, window.first, window.last)) if window else None
        said = dict(concern_values(counted)) if counted and counted.possible else {}
        return said | {"reply_by": answer_day(on, triggers.reply_days).isoformat()}
    if kind == "L07":
        runs = days_away(marks, (UNEXPLAINED,), None)
        said = dict(away_values(runs[-1])) if runs else {}
        return said | {"reply_by": answer_day(on, triggers.l07_reply_days).isoformat()}
    if kind == "L13":
        seen = max((mark.day for mark in marks if attendance_code(mark.code).attended), default=None)
        said = {"last_seen": seen.isoformat()} if seen else {}
        return said | {"reply_by": answer_day(on, triggers.l07_reply_days).isoformat()}
    return {}
