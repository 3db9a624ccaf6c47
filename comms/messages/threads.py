"""Opening threads, and whose they are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, seeing_closed
from comms.foundation.errors import Refused
from comms.messages import find
from comms.messages.numbers import number_hash
from comms.messages.once import add_once
from comms.messages.thread import Thread


def open_thread(session: Session, viewer: Viewer, sender: str, number: str, now: datetime) -> Thread:
    """The thread between a number and one of the agency's senders; made when there is none, also when somebody else is
    making it at this moment."""
    hashed = number_hash(session, number)
    known = find.thread_between(session, viewer, sender, hashed)
    if known is None:
        made = Thread(agency_id=viewer.agency_id, sender=sender, number_hash=hashed, number=number, made_at=now)
        add_once(session, made)
        known = find.thread_between(session, viewer, sender, hashed)
        if known is None:
            raise Refused("The texts of this number and our line belong to another agency.", "Set a line of your own.")
    if known.assigned_by is None:
        known.person_id = owner_of(session, viewer, hashed)
    return known


def owner_of(session: Session, viewer: Viewer, hashed: bytes) -> UUID | None:
    """The only person this agency knows by that number; None where there is nobody, or several, so that a person has
    to say who writes. Whoever asks, those who are kept closed count too: their texts are nobody else's."""
    people = find.people_with_number(session, seeing_closed(viewer), hashed)
    return people[0].id if len(people) == 1 else None
