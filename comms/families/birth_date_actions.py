"""Recording a birth date that was not known, or was wrong. What follows from somebody's age follows from it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.person import Person
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput

# Nobody is older than this; a birth date before it is a slip of the keyboard.
OLDEST = 120


class BadBirthDate(BadInput):
    """A birth date that cannot be right."""


def record_birth_date(session: Session, viewer: Viewer, person_id: UUID, born: date, now: datetime) -> Person:
    """Record when somebody was born. Raises ``BadBirthDate`` for a day to come, and for one too long ago."""
    viewer.require(Permission.RECORD_FAMILIES)
    person = find.person(session, viewer, person_id)
    today = london_date(now)
    if born > today:
        raise BadBirthDate(f"The birth date {born:%d/%m/%Y} is in the future.", "Check the year.")
    if today.year - born.year > OLDEST:
        raise BadBirthDate(f"The birth date {born:%d/%m/%Y} is more than {OLDEST} years ago.", "Check the year.")
    if person.birth_date != born:
        person.birth_date = born
        note(session, viewer.actor, "record birth date", ("person", person.id), now)
    return person
