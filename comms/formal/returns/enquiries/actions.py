"""Beginning the joint enquiries, recording what was asked and found, and ending them when the child was found.

Nobody is removed from the roll here, and silence ends nothing: they end with evidence, by a named person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.find import on_roll
from comms.families import find as families
from comms.formal.returns.attendance_return import EnquiryStep, LeaveEnquiry
from comms.formal.returns.enquiries.checklist import items
from comms.formal.returns.enquiries.find import enquiry, open_enquiry_of, steps_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_name, tidy_text


class BadEnquiry(BadInput):
    """Something said of the enquiries cannot be. ``field`` is the answer to be corrected."""

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class StepGiven:
    """One thing asked or found: which of the checklist, when, what came of it in words, and of whom it was asked."""

    item: str
    happened_on: date
    said: str
    of_whom: str = ""
    through: str = ""


def open_enquiry(
    session: Session, viewer: Viewer, child_id: UUID, last_seen: date, expected_on: date, now: datetime
) -> LeaveEnquiry:
    """Begin the enquiries about a child on the roll. What is open about the child already is that one.

    Raises ``NotFound`` for a child who is not on the roll, and ``BadEnquiry`` for days that cannot be.
    """
    viewer.require(Permission.RECORD_FORMAL)
    child = families.person(session, viewer, child_id)
    if child.id not in on_roll(session, viewer):
        raise NotFound("The child is not on the roll of your school.")
    today = london_date(now)
    if last_seen > today:
        raise BadEnquiry("last_seen", "This day has not come yet.", "Give the last day on which anybody saw the child.")
    if not last_seen < expected_on <= today:
        raise BadEnquiry(
            "expected_on", "The child was not expected by then.", "Give a day after the child was last seen, and past."
        )
    one_at_a_time(session, f"enquiries about {child.id}")
    known = open_enquiry_of(session, viewer, child.id)
    if known is not None:
        return known
    made = LeaveEnquiry(
        agency_id=viewer.agency_id, child_id=child.id, last_seen=last_seen, expected_on=expected_on, opened_at=now,
        opened_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, viewer.actor, "begin enquiries", ("leave enquiry", made.id), now, {"child": str(child.id)})
    return made


def record_step(session: Session, viewer: Viewer, enquiry_id: UUID, given: StepGiven, now: datetime) -> EnquiryStep:
    """Record one thing that was asked or found. Raises ``Refused`` where they have ended."""
    viewer.require(Permission.RECORD_FORMAL)
    row = _open(session, viewer, enquiry_id)
    if given.item not in items():
        raise BadEnquiry("item", "Choose what was asked or found.")
    if not row.last_seen <= given.happened_on <= london_date(now):
        raise BadEnquiry(
            "happened_on", "This is no day on which it can have been.", "Since the child was last seen, until today."
        )
    said = tidy_text(given.said).strip()
    if not said:
        raise BadEnquiry("said", "Nothing is written here.", "Write what came of it, also if nobody answered.")
    told = {"said": said, "of whom": tidy_name(given.of_whom), "through": tidy_name(given.through)}
    step = EnquiryStep(
        agency_id=viewer.agency_id, enquiry_id=row.id, child_id=row.child_id, item=given.item,
        happened_on=given.happened_on, recorded_at=now, recorded_by=viewer.staff_id,
        detail={name: words for name, words in told.items() if words},
    )  # fmt: skip
    session.add(step)
    session.flush()
    note(session, viewer.actor, "record enquiry", ("leave enquiry", row.id), now, {"item": given.item})
    return step


def end_enquiry(session: Session, viewer: Viewer, enquiry_id: UUID, because: str, now: datetime) -> None:
    """End the enquiries: the child was found. Raises ``Refused`` while nothing on record says where the child is."""
    viewer.require(Permission.DECIDE_FORMAL)
    row = _open(session, viewer, enquiry_id)
    if not any(items()[step.item].found for step in steps_of(session, viewer, row.id)):
        raise Refused(
            "Nothing on record says where the child is, so the enquiries go on.",
            "Record first who saw the child, and when: back in school, or found elsewhere.",
        )
    said = tidy_text(because).strip()
    if not said:
        raise BadEnquiry("because", "Nothing is written here.", "Say on what evidence the child counts as found.")
    row.ended_because, row.ended_at, row.ended_by = said, now, viewer.staff_id
    session.flush()
    note(session, viewer.actor, "end enquiries", ("leave enquiry", row.id), now)


def _open(session: Session, viewer: Viewer, enquiry_id: UUID) -> LeaveEnquiry:
    row = enquiry(session, viewer, enquiry_id).enquiry
    if row.ended_at is not None:
        raise Refused("These enquiries have ended.", "If the child is away again, begin new ones.")
    return row
