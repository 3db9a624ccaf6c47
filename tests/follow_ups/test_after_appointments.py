"""Who was not at an appointment is followed up: each adult once, what failed through us apart, and no child alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from booking_factories import WEDNESDAY, an_appointment
from factories import a_child, a_parent
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.absences.absence import AbsenceKind
from comms.bookings.absences.ending import record_ending
from comms.bookings.appointments.appointment import Appointment
from comms.families.actions import relate
from comms.families.person import Person
from comms.follow_ups.after_appointments import follow_absences, say_made
from comms.follow_ups.find import follow_ups_of
from comms.follow_ups.follow_up import Because, FollowUp
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind, TaskState

AFTER = WEDNESDAY + timedelta(hours=3)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    return a_child(session, viewer, now)


@pytest.fixture
def mother(session: Session, viewer: Viewer, now: datetime, child: Person) -> Person:
    return a_parent(session, viewer, now, child)


def _ended(
    session: Session, viewer: Viewer, now: datetime, *people: Person, state: str = "family not present"
) -> Appointment:
    return an_appointment(session, viewer, now, [(one, one.kind) for one in people], state=state)


def _follow(session: Session, viewer: Viewer, ended: Appointment) -> list[FollowUp]:
    absences = record_ending(session, viewer, ended, {}, AFTER)
    return follow_absences(session, viewer, ended, absences, AFTER)


def test_a_mother_who_did_not_come_with_her_child_is_followed_up_once(
    session: Session, viewer: Viewer, now: datetime, child: Person, mother: Person
) -> None:
    ended = _ended(session, viewer, now, mother, child)
    [one] = _follow(session, viewer, ended)
    assert (one.person_id, one.child_id, one.because) == (mother.id, child.id, Because.NOT_THERE)
    assert (one.about_kind, one.about_id, one.worker_id) == ("appointment", ended.id, ended.organiser_id)
    assert _follow(session, viewer, ended) == [one]


def test_for_a_child_alone_it_is_an_adult_with_responsibility(
    session: Session, viewer: Viewer, now: datetime, child: Person, mother: Person
) -> None:
    uncle = a_parent(session, viewer, now, None, "Jonas", "Kazlauskas")
    relate(session, viewer, child, uncle, "uncle", responsible=False, now=now)
    [one] = _follow(session, viewer, _ended(session, viewer, now, child))
    assert one.person_id == mother.id
    # Whoever was to bring the child is talked to, whatever their responsibility.
    [other] = _follow(session, viewer, _ended(session, viewer, now, child, uncle))
    assert (other.person_id, other.child_id) == (uncle.id, child.id)


def test_a_child_without_an_adult_on_record_is_left_to_nobodys_silence(
    session: Session, viewer: Viewer, now: datetime, child: Person
) -> None:
    ended = _ended(session, viewer, now, child)
    assert _follow(session, viewer, ended) == []
    [task] = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.DECIDE_FOLLOW_UP]
    assert (task.person_id, task.about_id) == (child.id, ended.id)


@pytest.mark.parametrize(
    ("state", "because"), [("failed by us", Because.OUR_FAILURE), ("family not present", Because.NOT_THERE)]
)
def test_what_failed_through_us_is_followed_up_as_such(
    session: Session, viewer: Viewer, now: datetime, mother: Person, state: str, because: Because
) -> None:
    [one] = _follow(session, viewer, _ended(session, viewer, now, mother, state=state))
    assert one.because == because


def test_an_appointment_that_is_made_is_said_in_what_was_asked_and_closes_nothing(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    [row] = _follow(session, viewer, _ended(session, viewer, now, mother))
    wanted = TaskWanted(
        TaskKind.DECIDE_FOLLOW_UP, mother.id, f"worker {row.id}", "Offer them another time.", AFTER.date(),
        about_kind="follow_up", about_id=row.id,
    )  # fmt: skip
    task = open_task(session, viewer, wanted, AFTER)
    made = an_appointment(session, viewer, AFTER, [(mother, "parent or carer")], starts_at=WEDNESDAY + timedelta(7))
    say_made(session, viewer, made)
    assert task.why == "Offer them another time. An appointment with them is made, for Wednesday 9 December at 10:00."
    assert (task.state, row.closed_at) == (TaskState.OPEN, None)


def test_somebody_who_was_there_is_not_followed_up(
    session: Session, viewer: Viewer, now: datetime, child: Person, mother: Person
) -> None:
    ended = _ended(session, viewer, now, mother, child, state="took place")
    absences = record_ending(session, viewer, ended, {child.id: AbsenceKind.NOT_BROUGHT}, AFTER)
    [one] = follow_absences(session, viewer, ended, absences, AFTER)
    assert (one.person_id, one.child_id) == (mother.id, child.id)
    father = a_parent(session, viewer, now, None, "Jonas", "Kazlauskas")
    took_place = _ended(session, viewer, now, father, state="took place")
    assert _follow(session, viewer, took_place) == []


def test_whoever_only_makes_appointments_starts_a_follow_up_all_the_same(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    coordinator = Viewer(
        viewer.agency_id, viewer.agency_kind, frozenset({Permission.MAKE_APPOINTMENTS}), viewer.staff_id, "Jo"
    )
    ended = _ended(session, viewer, now, mother)
    absences = record_ending(session, coordinator, ended, {}, AFTER)
    assert follow_absences(session, coordinator, ended, absences, AFTER)
    assert len(follow_ups_of(session, viewer, mother.id)) == 1
