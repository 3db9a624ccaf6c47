"""The contacts with a parent that a pack tells of: appointments and texts, those that were missed among them.

What failed through us or an interpreter is told as ours, apart from what the family did not come to: it never counts
against a family. Calls are known on a floor above, and are handed in with the referral.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Attendee, CalledOffBy, NeedThen
from comms.bookings.appointments.find import appointments_with, attendees_of
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import RequestState
from comms.formal.referral.pack import Contact
from comms.foundation.clock import london_date
from comms.messages.find import thread_messages, threads_of_person
from comms.messages.message import NOT_GONE, Message, MessageState

_S = AppointmentState
OURS = frozenset({CalledOffBy.US, CalledOffBy.INTERPRETER})
GONE = frozenset({MessageState.SENT, MessageState.DELIVERED})


def contacts_with(session: Session, viewer: Viewer, person_id: UUID, since: datetime, until: datetime) -> list[Contact]:
    """The appointments and texts with a person between two moments, as the viewer's agency knows them."""
    met = [one for one in appointments_with(session, viewer, person_id, since) if one.starts_at <= until]
    there = attendees_of(session, viewer, [one.id for one in met])
    asked = requests_of(session, viewer, [one.id for one in met])
    found = [
        _appointment(one, _attendee(there.get(one.id, ()), person_id), (r.state for r in asked.get(one.id, ())))
        for one in met
    ]
    return found + _texts(session, viewer, person_id, since, until)


def _attendee(attendees: Iterable[Attendee], person_id: UUID) -> Attendee | None:
    return next((one for one in attendees if one.person_id == person_id), None)


def _appointment(one: Appointment, attendee: Attendee | None, requests: Iterable[str]) -> Contact:
    needed = attendee is not None and attendee.need == NeedThen.NEEDED
    filled = RequestState.FILLED in set(requests)
    ours = one.state == _S.FAILED or (one.state == _S.CANCELLED and one.called_off_by in OURS)
    came = one.state if one.state != _S.CANCELLED or not one.called_off_by else f"called off by {one.called_off_by}"
    # Where nobody asked whether one was needed, that nobody was there says nothing.
    known = filled or needed
    return Contact(london_date(one.starts_at), "appointment", str(came), filled if known else None, ours)


def _texts(session: Session, viewer: Viewer, person_id: UUID, since: datetime, until: datetime) -> list[Contact]:
    found = []
    for thread in threads_of_person(session, viewer, person_id):
        for one in thread_messages(session, viewer, thread.id):
            at = one.made_at if isinstance(one, Message) else one.received_at
            if since <= at <= until and (said := _text(one)):
                found.append(Contact(london_date(at), *said))
    return found


def _text(one: object) -> tuple[str, str] | None:
    if not isinstance(one, Message):
        return "text from them", "received"
    if one.state in GONE:
        return "text to them", str(one.state)
    return ("text to them", "did not arrive") if one.state in NOT_GONE else None
