"""Letting a letter go out in words that nobody approved: only with a reason, and an interpreter booked for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from booking_factories import a_booking, a_request, an_appointment, an_interpreter, booked_for
from factories import a_need
from formal_factories import Formal, a_formal_case, everything_told
from formal_steps_made import IMPROVE, reads_english
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, Role
from comms.formal.steps.actions import issue_step
from comms.formal.steps.preparing import StepGiven
from comms.formal.steps.releasing import ReleaseGiven, check_release, interpreted_with
from comms.foundation.db import new_id
from comms.foundation.errors import BadInput, Refused


@pytest.fixture
def formal(session: Session, viewer: Viewer, now: datetime) -> Formal:
    """A case with a mother who speaks and reads Lithuanian, of which everything is told."""
    formal = a_formal_case(session, viewer, now)
    everything_told(session, viewer, formal, now)
    return formal


def _meeting(session: Session, viewer: Viewer, now: datetime, formal: Formal) -> Appointment:
    return an_appointment(session, viewer, now, [(formal.mother, Role.PARENT)])


def _booked(session: Session, viewer: Viewer, now: datetime, formal: Formal, language: str = "lt") -> UUID:
    there = _meeting(session, viewer, now, formal)
    request = a_request(session, viewer, now, there, people=[str(formal.mother.id)], language=language)
    booked_for(session, viewer, now, request, an_interpreter(session, viewer, now, language=language))
    session.flush()
    return there.id


def test_it_goes_with_a_reason_and_an_interpreter_of_a_language_they_speak(
    session: Session, viewer: Viewer, now: datetime, formal: Formal
) -> None:
    where = _booked(session, viewer, now, formal)
    found = check_release(session, viewer, formal.case, ReleaseGiven("The time to act is short.", where), now)
    assert found.appointment.id == where


def test_a_reason_is_needed(session: Session, viewer: Viewer, now: datetime, formal: Formal) -> None:
    where = _booked(session, viewer, now, formal)
    with pytest.raises(BadInput):
        check_release(session, viewer, formal.case, ReleaseGiven("  ", where), now)


def test_an_interpreter_who_is_only_held_or_of_another_language_is_not_enough(
    session: Session, viewer: Viewer, now: datetime, formal: Formal
) -> None:
    other = _booked(session, viewer, now, formal, "pl")
    there = _meeting(session, viewer, now, formal)
    request = a_request(session, viewer, now, there, people=[str(formal.mother.id)])
    a_booking(session, viewer, now, None, request)
    for where in (other, there.id, new_id()):
        with pytest.raises(Refused, match="No interpreter of a language"):
            check_release(session, viewer, formal.case, ReleaseGiven("Soon.", where), now)
    assert interpreted_with(session, viewer, formal.mother.id, now) == []


def test_nobody_releases_by_a_job(session: Session, viewer: Viewer, now: datetime, formal: Formal) -> None:
    from dataclasses import replace  # noqa: PLC0415

    where = _booked(session, viewer, now, formal)
    with pytest.raises(Refused, match="named person"):
        check_release(session, replace(viewer, staff_id=None), formal.case, ReleaseGiven("Soon.", where), now)


def test_where_every_word_is_approved_there_was_nothing_to_release(
    session: Session, viewer: Viewer, now: datetime, formal: Formal
) -> None:
    where = _booked(session, viewer, now, formal)
    reads_english(session, viewer, formal, now)
    a_need(session, viewer, formal.mother, now, "en", spoken=["en", "lt"], source="asked the person",
           interpreter="needed", reads="well")  # fmt: skip
    session.flush()
    given = StepGiven("L08", IMPROVE, ReleaseGiven("Soon.", where))
    step = issue_step(session, viewer, formal.case.id, given, now).step
    assert step is not None
    assert (step.released_because, step.appointment_id) == (None, None)
