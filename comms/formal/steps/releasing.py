"""Letting a formal letter go out in words that nobody qualified has approved, as the exception it is.

A named person may do so only with a reason, and only where an interpreter is booked who will read the letter aloud to
this parent in a language they speak. Both are recorded with the letter. Source: the issue of the formal letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import coming_with
from comms.bookings.booking import BookingState
from comms.bookings.find import standing_bookings
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.find import language_need
from comms.formal.case.formal_case import FormalCase
from comms.foundation.errors import BadInput, Refused
from comms.letters.gates import languages_to_interpret

LONGEST = 1000
HOW = "Book an interpreter for an appointment with this parent, and have the letter read aloud there."


@dataclass(frozen=True, slots=True)
class ReleaseGiven:
    """Why a letter goes out in unapproved words, and at which appointment an interpreter reads it aloud."""

    because: str
    appointment_id: UUID


@dataclass(frozen=True, slots=True)
class Interpreted:
    """An appointment to come with a parent at which an interpreter of a language they speak is booked."""

    appointment: Appointment
    request: InterpreterRequest


def interpreted_with(session: Session, viewer: Viewer, parent_id: UUID, now: datetime) -> list[Interpreted]:
    """The appointments to come with a parent at which an interpreter of one of their languages is booked, the earliest
    first. One who is only held, or whom a supplier has not named yet, is not booked."""
    spoken = {_base(tag) for tag in languages_to_interpret(language_need(session, viewer, parent_id))}
    coming = coming_with(session, viewer, [parent_id], now)
    asked = requests_of(session, viewer, [one.id for one in coming])
    filled = {
        one.id: request
        for one in coming
        for request in asked[one.id]
        if request.state == RequestState.FILLED
        and _base(request.language) in spoken
        and str(parent_id) in request.people
    }
    booked = standing_bookings(session, viewer, [request.id for request in filled.values()])
    sure = {key for key, one in booked.items() if one.state in {BookingState.CONFIRMED, BookingState.ARRIVED}}
    return [Interpreted(one, filled[one.id]) for one in coming if one.id in filled and filled[one.id].id in sure]


def check_release(
    session: Session, viewer: Viewer, case: FormalCase, given: ReleaseGiven, now: datetime
) -> Interpreted:
    """The appointment at which the letter is read aloud.

    Raises ``BadInput`` without a reason, ``Refused`` where nobody named releases it and where no interpreter of the
    parent's language is booked for that appointment.
    """
    viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    if viewer.staff_id is None:
        raise Refused("Only a named person lets unapproved words go out.", "Sign in, and do it yourself.")
    if not given.because.strip():
        raise BadInput("It does not say why the letter cannot wait for approved words.", "Write it in a few words.")
    if len(given.because) > LONGEST:
        raise BadInput(f"This is {len(given.because):,} characters long.", f"Keep it to {LONGEST:,}.")
    booked = interpreted_with(session, viewer, case.parent_id, now)
    found = next((one for one in booked if one.appointment.id == given.appointment_id), None)
    if found is None:
        raise Refused("No interpreter of a language that this parent speaks is booked for that appointment.", HOW)
    return found


def _base(tag: str) -> str:
    return tag.partition("-")[0]
