"""What follows when somebody was not at an appointment: a follow-up of the adult it is to be talked over with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.absences.absence import Absence, AbsenceKind
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import attendees_of, people_of
from comms.families.find import adults_of
from comms.families.person import Person, PersonKind
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.find import live_of_person, open_tasks_of
from comms.follow_ups.follow_up import Because, FollowUp
from comms.follow_ups.saying import moment_in_words
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

APPOINTMENT = "appointment"
BECAUSE: Mapping[str, Because] = MappingProxyType({
    AbsenceKind.NOT_BROUGHT: Because.NOT_THERE,
    AbsenceKind.DID_NOT_ATTEND: Because.NOT_THERE,
    AbsenceKind.CANCELLED: Because.CALLED_OFF,
    AbsenceKind.OUR_FAILURE: Because.OUR_FAILURE,
    AbsenceKind.INTERPRETER_FAILED: Because.OUR_FAILURE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Missed:
    """Somebody who was not there, and what is followed up of it."""

    person: Person
    because: Because


def follow_absences(
    session: Session, viewer: Viewer, appointment: Appointment, absences: Sequence[Absence], now: datetime
) -> list[FollowUp]:
    """Follow up who was not at an appointment, each adult once. For a child it is an adult of theirs who was to attend;
    else one with parental responsibility; where no adult is on record, somebody is asked to decide. Those opened, or
    live already."""
    people = people_of(session, viewer, [one.person_id for one in absences])
    missed = [
        _Missed(people[one.person_id], BECAUSE[one.kind])
        for one in absences
        if one.kind in BECAUSE and one.person_id in people
    ]
    found: dict[tuple[UUID, Because], set[UUID]] = {
        (one.person.id, one.because): set() for one in missed if one.person.kind != PersonKind.CHILD
    }
    for one in (one for one in missed if one.person.kind == PersonKind.CHILD):
        adult_id = _adult_of(session, viewer, appointment, one.person)
        if adult_id is None:
            _ask(session, viewer, appointment, one.person, now)
        else:
            found.setdefault((adult_id, one.because), set()).add(one.person.id)
    # Whoever records what became of an appointment need not be somebody who writes to families; what follows is the
    # house's own rule.
    writes = viewer.may(Permission.WRITE_TO_FAMILIES)
    by = viewer if writes else system_viewer(session.get_one(Agency, viewer.agency_id))
    return [
        open_follow_up(session, by, _given(appointment, adult_id, because, children), now)
        for (adult_id, because), children in found.items()
    ]


def say_made(session: Session, viewer: Viewer, appointment: Appointment) -> None:
    """Say, in what somebody was asked about the follow-ups of those who are to attend, that an appointment with them is
    made. Whether that is what they asked for is for a person to say."""
    said = f"An appointment with them is made, for {moment_in_words(appointment.starts_at)}."
    for one in attendees_of(session, viewer, [appointment.id])[appointment.id]:
        for row in live_of_person(session, viewer, one.person_id):
            for task in open_tasks_of(session, viewer, row):
                task.why = f"{task.why} {said}"


def _given(appointment: Appointment, adult_id: UUID, because: Because, children: set[UUID]) -> OpenGiven:
    # A text names one child at most.
    child_id = next(iter(children)) if len(children) == 1 else None
    return OpenGiven(
        adult_id, because, APPOINTMENT, appointment.id, child_id=child_id, worker_id=appointment.organiser_id
    )


def _adult_of(session: Session, viewer: Viewer, appointment: Appointment, child: Person) -> UUID | None:
    """The adult to talk to about a child: adults with parental responsibility come first, then those of whom it is not
    known; one who is known to have none is not asked about another's child unless they were to attend."""
    attending = {one.person_id for one in attendees_of(session, viewer, [appointment.id])[appointment.id]}
    adults = adults_of(session, viewer, child.id)
    came = [adult.id for _, adult in adults if adult.id in attending]
    others = [adult.id for relationship, adult in adults if relationship.parental_responsibility is not False]
    return next(iter([*came, *others]), None)


def _ask(session: Session, viewer: Viewer, appointment: Appointment, child: Person, now: datetime) -> None:
    why = (
        "They were not at an appointment, and no adult of theirs is on record to talk it over with. Find out who it is."
    )
    due = working_day_after(london_date(now))
    wanted = TaskWanted(
        TaskKind.DECIDE_FOLLOW_UP, child.id, f"absence {appointment.id}", why, due, about_kind=APPOINTMENT,
        about_id=appointment.id,
    )  # fmt: skip
    open_task(session, viewer, wanted, now)
