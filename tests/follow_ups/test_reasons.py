"""Where the reason for a missed appointment lands: with whoever was not there, and who told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from booking_factories import an_appointment
from factories import a_child
from follow_up_factories import a_father, texted, texts
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.viewer import Viewer
from comms.bookings.absences.absence import AbsenceKind, AbsenceReason, ReasonCode, ToldHow
from comms.bookings.absences.actions import record_absence
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Role
from comms.families.actions import relate
from comms.families.person import Person
from comms.follow_ups.after_appointments import follow_absences
from comms.follow_ups.arriving import handle_webhooks
from comms.follow_ups.working import work_on_follow_up
from comms.messages.message import MessageState
from comms.messages.webhook import DESK


def _father_and_child(session: Session, viewer: Viewer, now: datetime) -> tuple[Person, Person]:
    father = a_father(session, viewer, now)
    child = a_child(session, viewer, now, "Jakub", "Wójcik")
    relate(session, viewer, child, father, "father", responsible=True, now=now)
    session.flush()
    return father, child


def _missed(
    session: Session, viewer: Viewer, now: datetime, attending: Sequence[tuple[Person, str]], absent: Person, kind: str
) -> Appointment:
    """An appointment an hour ago at which somebody was not; the text about it is written."""
    earlier = now - timedelta(hours=1)
    appointment = an_appointment(session, viewer, earlier, attending, starts_at=earlier)
    appointment.state = AppointmentState.NOT_PRESENT
    session.flush()
    absence = record_absence(session, viewer, appointment.id, absent.id, kind, "", now)
    [row] = follow_absences(session, viewer, appointment, [absence], now)
    work_on_follow_up(session, row.id, now)
    texts(session)[-1].state = MessageState.SENT
    session.flush()
    return appointment


def _answers(session: Session, body: str, now: datetime) -> list[AbsenceReason]:
    texted(session, body, now)
    handle_webhooks(session, DESK, now)
    session.flush()
    return list(session.scalars(select(AbsenceReason)))


@pytest.fixture(autouse=True)
def _line(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)


def test_what_a_father_tells_of_his_child_lands_on_the_childs_absence_with_his_name(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    father, child = _father_and_child(session, viewer, now)
    missed = _missed(session, viewer, now, [(child, Role.CHILD)], child, AbsenceKind.NOT_BROUGHT)
    [reason] = _answers(session, "3", now + timedelta(hours=1))
    assert (reason.appointment_id, reason.person_id, reason.code) == (missed.id, child.id, ReasonCode.TRANSPORT)
    assert (reason.told_by_id, reason.told_how, reason.words) == (father.id, ToldHow.TEXT, "3")


def test_what_a_father_tells_who_was_to_come_himself_is_his_own_reason(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    father, child = _father_and_child(session, viewer, now)
    attending = [(father, Role.PARENT), (child, Role.CHILD)]
    missed = _missed(session, viewer, now, attending, child, AbsenceKind.NOT_BROUGHT)
    [reason] = _answers(session, "1", now + timedelta(hours=1))
    assert (reason.appointment_id, reason.person_id, reason.told_by_id) == (missed.id, father.id, None)
    assert reason.code == ReasonCode.WORK


def test_the_same_answer_twice_is_one_reason(session: Session, viewer: Viewer, now: datetime) -> None:
    _, child = _father_and_child(session, viewer, now)
    _missed(session, viewer, now, [(child, Role.CHILD)], child, AbsenceKind.NOT_BROUGHT)
    _answers(session, "3", now + timedelta(hours=1))
    assert len(_answers(session, "3", now + timedelta(hours=2))) == 1
