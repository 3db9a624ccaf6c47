"""What a form says of each who was to attend, and what is on record of it, in words that blame nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.absences.absence import SERVICE_FAILED, AbsenceKind, ReasonCode
from comms.bookings.absences.ending import kinds_said_of
from comms.bookings.absences.find import absences_at, pattern_of, reasons_for
from comms.bookings.absences.pattern import TALK_OVER_FROM, Pattern
from comms.families.person import Person
from comms.web.forms import Form
from comms.web.wording import counted, day_in_words

ABSENCE_WORDS = {
    AbsenceKind.NOT_BROUGHT: "Was not brought",
    AbsenceKind.DID_NOT_ATTEND: "Did not attend",
    AbsenceKind.CANCELLED: "The family cancelled",
    AbsenceKind.OUR_FAILURE: "It failed through us",
    AbsenceKind.INTERPRETER_FAILED: "It failed through the interpreter",
    AbsenceKind.WAS_THERE: "Was there",
}
REASON_WORDS = {
    ReasonCode.WORK: "work",
    ReasonCode.INTERPRETER: "an interpreter was needed",
    ReasonCode.TRANSPORT: "no way to get there",
    ReasonCode.ABROAD: "abroad",
    ReasonCode.OTHER: "another reason",
}


def said_field(person_id: UUID) -> str:
    """The name of the field that says whether somebody was there."""
    return f"there-{person_id}"


def read_said(form: Form, people: Iterable[Person]) -> dict[UUID, str]:
    """What the form says of each of these people. Whom it says nothing of is not in it."""
    said = {}
    for one in people:
        name = said_field(one.id)
        if form.text(name):
            said[one.id] = form.chosen(name, set(kinds_said_of(one)), "Say whether they were there.")
    return said


def choices_when_it_ends(person: Person) -> list[tuple[str, str]]:
    """What can be said of somebody as an appointment ends; that it failed is said of the appointment."""
    kinds = [kind for kind in kinds_said_of(person) if kind not in SERVICE_FAILED]
    return [(kind.value, ABSENCE_WORDS[kind]) for kind in kinds]


@dataclass(frozen=True, slots=True)
class NotThere:
    """Somebody who was not at an appointment: in what way, and what they said stood in the way."""

    person_id: UUID
    said: str
    counts: bool
    note: str
    reasons: Sequence[str]


def not_there(session: Session, viewer: Viewer, appointment_id: UUID) -> dict[UUID, NotThere]:
    """Who was not at an appointment, by person."""
    reasons: dict[UUID, list[str]] = {}
    for each in reasons_for(session, viewer, [appointment_id]):
        said = REASON_WORDS[ReasonCode(each.code)]
        reasons.setdefault(each.person_id, []).append(f"{said}: “{each.words}”" if each.words else said)
    return {
        person_id: NotThere(
            person_id, ABSENCE_WORDS[AbsenceKind(one.kind)], one.kind not in {*SERVICE_FAILED, AbsenceKind.WAS_THERE},
            one.note or "", tuple(reasons.get(person_id, ())),
        )
        for person_id, one in absences_at(session, viewer, appointment_id).items()
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatternSaid:
    """A year of somebody's appointments in sentences: what happened, what failed through the service, the reasons they
    gave, and whether to talk it over."""

    facts: str
    service: str
    reasons: str
    talk_over: str


def pattern_said(pattern: Pattern) -> PatternSaid | None:
    """A pattern in sentences; None where there is nothing to say."""
    if pattern.is_empty:
        return None
    since = f"Since {day_in_words(pattern.since)}"
    parts: Mapping[str, int] = {
        "kept": pattern.kept, "was not brought": pattern.not_brought, "did not attend": pattern.did_not_attend,
        "cancelled by the family": pattern.cancelled,
    }  # fmt: skip
    told = ", ".join(f"{words}: {count}" for words, count in parts.items() if count)
    times = counted(pattern.times, "appointment", "appointments")
    by_reason = ", ".join(f"{REASON_WORDS[ReasonCode(code)]} ({count})" for code, count in pattern.by_reason.items())
    return PatternSaid(
        f"{since}, {times}: {told}." if pattern.times else f"{since}, no appointment that they kept or missed.",
        f"Apart from these, {counted(pattern.service_failed, 'appointment', 'appointments')} failed through us or the "
        "interpreter. That never counts against anybody." if pattern.service_failed else "",
        f"What stood in the way, as they said: {by_reason}." if by_reason else "",
        f"There are {TALK_OVER_FROM} or more within a year: talk over in supervision what would make it easier to come."
        if pattern.talk_over else "",
    )  # fmt: skip


def pattern_shown(session: Session, viewer: Viewer, person: Person, on: date) -> PatternSaid | None:
    """The pattern of a person, in sentences."""
    return pattern_said(pattern_of(session, viewer, person.id, on))
