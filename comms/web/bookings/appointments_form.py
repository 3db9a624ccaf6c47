"""The form of an appointment: what is offered, what is filled in already, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import AttendeeGiven, BadAppointment, ChangeGiven, Whereabouts
from comms.bookings.appointments.appointment import Appointment, Attendee, Role, Where
from comms.bookings.appointments.knowing import Known, known_now
from comms.bookings.place import Place
from comms.families.find import adults_of, children_of, household, language_need
from comms.families.person import Person, PersonKind
from comms.foundation.writing import tidy_text
from comms.interpreters.interpreter import Mode
from comms.web.bookings.appointments_times import read_minutes, read_moment, typed_day, typed_time
from comms.web.forms import Form
from comms.web.forms import Known as KnownAnswer

LONGEST_LINK, LONGEST_NOTE, LONGEST_MATTER, LONGEST_CODE = 500, 5000, 60, 60
# Fields of what is given whose answers stand in a field of another name.
FIELDS = {"starts_at": "at"}
USUAL_PURPOSE = {"school": "school_meeting", "police": "police_statement", "court": "court"}
AT_HOME = "home_visit"
USUAL_ROLE = {PersonKind.CHILD: Role.CHILD, PersonKind.PARENT: Role.PARENT, PersonKind.OTHER: Role.OTHER}


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who may be ticked, and what is known of their need."""

    person: Person
    known: Known
    role: str


def family_of(session: Session, viewer: Viewer, person: Person) -> list[Person]:
    """A person and those close to them: a parent's children and the children's adults; a child's adults."""
    if person.kind == PersonKind.CHILD:
        near = [adult for _, adult in adults_of(session, viewer, person.id)]
    else:
        children = [child for _, child in children_of(session, viewer, person.id)]
        near = children + [adult for child in children for _, adult in adults_of(session, viewer, child.id)]
    return list({one.id: one for one in [person, *near]}.values())


def offered(session: Session, viewer: Viewer, people: Iterable[Person], form: Form) -> list[Offered]:
    """Those who may be ticked, each with the role that was chosen or is usual."""
    wanted = list({one.id: one for one in people}.values())
    known = known_now(session, viewer, [one.id for one in wanted])
    return [
        Offered(one, known[one.id], form.text(f"role_{one.id}") or USUAL_ROLE[PersonKind(one.kind)]) for one in wanted
    ]


def first_answers(session: Session, viewer: Viewer, person: Person, places: Sequence[Place]) -> dict[str, KnownAnswer]:
    """What is filled in when an appointment with somebody is begun."""
    need = language_need(session, viewer, person.id)
    preferred = need.mode_preferred if need and need.mode_preferred in set(Mode) else Mode.IN_PERSON
    purpose = USUAL_PURPOSE.get(viewer.agency_kind, AT_HOME)
    visited = not places or (purpose == AT_HOME and household(session, viewer, person) is not None)
    where = Where.AT_HOME if visited else Where.OUR_PLACE
    return {
        "purpose": purpose, "mode": preferred, "where": where,
        "place_id": str(places[0].id) if places else "", "home_of_id": str(person.id), "flexible_minutes": "0",
        # Nobody else is ticked: a child may be at school, and it may not be safe that two adults meet.
        "attendees": [str(person.id)], "every_weeks": "0",
    }  # fmt: skip


def answers_of(session: Session, viewer: Viewer, appointment: Appointment) -> Mapping[str, KnownAnswer]:
    """The form with an appointment as it is."""
    attending = find.attendees_of(session, viewer, [appointment.id])[appointment.id]
    return {
        "day": typed_day(appointment.starts_at), "at": typed_time(appointment.starts_at),
        "minutes": str(appointment.minutes_asked), "mode": appointment.mode, "where": appointment.where,
        "place_id": str(appointment.place_id or ""), "home_of_id": str(appointment.home_of_id or ""),
        "address": "\n".join(appointment.address or ()), "link": appointment.link or "", "note": appointment.note or "",
        "flexible_minutes": str(appointment.flexible_minutes), "risk": appointment.risk, "which": "this",
        "attendees": [str(one.person_id) for one in attending],
    } | {f"role_{one.person_id}": one.role for one in attending}  # fmt: skip


def read_whereabouts(form: Form) -> Whereabouts:
    """How and where; whether it fits together is for the rules to say."""
    return Whereabouts(
        form.text("mode"), form.text("where"), read_id(form, "place_id"), read_id(form, "home_of_id"),
        form.text("address").splitlines(), form.limited("link", LONGEST_LINK),
    )  # fmt: skip


def read_attendees(form: Form) -> list[AttendeeGiven]:
    """Who is ticked, and as what."""
    ids = [one for value in form.many("attendees") if (one := _id(value)) is not None]
    return [AttendeeGiven(one, form.text(f"role_{one}") or Role.OTHER) for one in ids]


def read_note(form: Form) -> str:
    """The note, which may have several lines."""
    text = tidy_text(form.text("note"))
    if len(text) > LONGEST_NOTE:
        form.wrong("note", f"This is {len(text):,} characters long. Shorten it to {LONGEST_NOTE:,}.")
    return text


def read_id(form: Form, name: str) -> UUID | None:
    """An id chosen from a list; None where none was, or what came is none."""
    return _id(form.text(name))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def refused(form: Form, fault: BadAppointment) -> None:
    """Show at its field what the rules refused."""
    form.refused(fault, FIELDS.get(fault.field, fault.field))


def read_change(form: Form, found: Appointment, attending: Sequence[Attendee]) -> ChangeGiven:
    """What is to be different; whatever stands in the form as it is planned changes nothing in a series."""
    moment = read_moment(form)
    minutes = read_minutes(form, "minutes", found.minutes_asked)
    flexible = read_minutes(form, "flexible_minutes", found.flexible_minutes)
    where, people, note, risk = read_whereabouts(form), read_attendees(form), read_note(form), form.text("risk")
    same_people = {(one.person_id, one.role) for one in people} == {(one.person_id, one.role) for one in attending}
    return ChangeGiven(
        starts_at=moment if moment != found.starts_at else None,
        minutes=minutes if minutes != found.minutes_asked else None,
        whereabouts=where if _parts(where) != _parts(_planned(found)) else None,
        attendees=None if same_people else people,
        flexible_minutes=flexible if flexible != found.flexible_minutes else None,
        risk=risk if risk and risk != found.risk else None,
        note=note if note != (found.note or "") else None,
        because_no_interpreter=form.ticked("because_no_interpreter"),
    )


def _planned(found: Appointment) -> Whereabouts:
    return Whereabouts(
        found.mode, found.where, found.place_id, found.home_of_id, found.address or (), found.link or ""
    )  # fmt: skip


def _parts(where: Whereabouts) -> tuple[object, ...]:
    """What of it counts, by what kind of place it is."""
    counts = {
        Where.OUR_PLACE: where.place_id, Where.AT_HOME: where.home_of_id,
        Where.ELSEWHERE: tuple(line.strip() for line in where.address if line.strip()),
    }  # fmt: skip
    return where.mode, where.where, where.link, counts.get(Where(where.where)) if where.where in set(Where) else None
