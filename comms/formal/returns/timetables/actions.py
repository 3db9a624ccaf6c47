"""Putting a part-time timetable on record, looking at it again, and ending it.

Source: School Attendance (Pupil Registration) (England) Regulations 2024, regulation 11(6): for exceptional
circumstances, agreed with a parent whom the child normally lives with, with its times and dates.
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
from comms.formal.returns.attendance_return import PartTimeReview, PartTimeTimetable
from comms.formal.returns.timetables.find import timetable, timetables_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_text


class BadTimetable(BadInput):
    """Something said of a timetable cannot be. ``field`` is the answer to be corrected."""

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class TimetableGiven:
    """A timetable: of which child, from which day to which, when all look at it again, who agreed and when, and why."""

    child_id: UUID
    starts: date
    ends: date
    review_on: date
    agreed_by: UUID
    agreed_on: date
    why: str


@dataclass(frozen=True, slots=True)
class ReviewGiven:
    """A look at a timetable: when, what was said, and when all look again; None where its last day comes first."""

    reviewed_on: date
    said: str
    next_review_on: date | None = None


def make_timetable(session: Session, viewer: Viewer, given: TimetableGiven, now: datetime) -> PartTimeTimetable:
    """Put a part-time timetable on record. Without a parent's agreement there is none.

    Raises ``NotFound`` for a child who is not on the roll, ``BadTimetable`` for what cannot be, and ``Refused`` where
    another timetable of the child is not ended and shares a day with it.
    """
    viewer.require(Permission.RECORD_FORMAL)
    child = families.person(session, viewer, given.child_id)
    if child.id not in on_roll(session, viewer):
        raise NotFound("The child is not on the roll of your school.")
    adults = {adult.id for _, adult in families.adults_of(session, viewer, child.id)}
    if given.agreed_by not in adults:
        raise BadTimetable("agreed_by", "Nobody is on record as the parent who agreed.", "Choose one of the adults.")
    _check_days(given, london_date(now))
    why = _said(given.why, "why", "Say which exceptional circumstances it is for, and how the child gets back.")
    one_at_a_time(session, f"timetables of {child.id}")
    for other in timetables_of(session, viewer, child.id):
        row = other.timetable
        if row.ended_on is None and row.starts <= given.ends and given.starts <= row.ends:
            raise Refused("The child has a part-time timetable on these days already.", "End that one first.")
    made = PartTimeTimetable(
        agency_id=viewer.agency_id, child_id=child.id, starts=given.starts, ends=given.ends,
        review_on=given.review_on, agreed_by=given.agreed_by, agreed_on=given.agreed_on, made_at=now,
        made_by=viewer.staff_id, why=why,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"child": str(child.id), "from": str(made.starts), "to": str(made.ends)}
    note(session, viewer.actor, "make part-time timetable", ("part-time timetable", made.id), now, detail)
    return made


def _check_days(given: TimetableGiven, today: date) -> None:
    if given.agreed_on > today:
        raise BadTimetable("agreed_on", "This day has not come yet.", "Give the day on which the parent agreed.")
    if given.agreed_on > given.starts:
        raise BadTimetable("starts", "It would begin before the parent agreed.", "Give a day on or after that.")
    if given.ends <= given.starts:
        raise BadTimetable("ends", "It would end before it has begun.", "Give a later day.")
    if not given.starts < given.review_on <= given.ends:
        raise BadTimetable(
            "review_on", "This day is not within the timetable.", "Give a day after its first and not after its last."
        )


def review_timetable(
    session: Session, viewer: Viewer, timetable_id: UUID, given: ReviewGiven, now: datetime
) -> PartTimeReview:
    """Record that all looked at a timetable, what was said, and when they look again. Raises ``Refused`` for one that
    is ended, and ``BadTimetable`` for what cannot be."""
    viewer.require(Permission.RECORD_FORMAL)
    row = _open(session, viewer, timetable_id)
    if not row.starts <= given.reviewed_on <= london_date(now):
        raise BadTimetable("reviewed_on", "This is no day on which it can have been looked at.", "Today or earlier.")
    following = given.next_review_on
    if following is not None and not given.reviewed_on < following <= row.ends:
        raise BadTimetable(
            "next_review_on", "This day is not within the timetable.", "Give a day before it ends, or leave it empty."
        )
    said = _said(given.said, "said", "Say what the parent and the child said, and what was agreed.")
    review = PartTimeReview(
        agency_id=viewer.agency_id, timetable_id=row.id, child_id=row.child_id, reviewed_on=given.reviewed_on,
        next_review_on=following, recorded_at=now, recorded_by=viewer.staff_id, said=said,
    )  # fmt: skip
    session.add(review)
    # Without another day its last one is the next: then somebody ends it, or agrees a new one.
    row.review_on = following or row.ends
    session.flush()
    note(session, viewer.actor, "review part-time timetable", ("part-time timetable", row.id), now)
    return review


def end_timetable(
    session: Session, viewer: Viewer, timetable_id: UUID, ended_on: date, because: str, now: datetime
) -> None:
    """Record that a timetable ended: the child comes for the whole week again, or something else was agreed."""
    viewer.require(Permission.RECORD_FORMAL)
    row = _open(session, viewer, timetable_id)
    if not row.starts <= ended_on <= london_date(now):
        raise BadTimetable("ended_on", "This is no day on which it can have ended.", "Today or earlier.")
    row.ended_because = _said(because, "because", "Say how it ended: is the child back for the whole week?")
    row.ended_on, row.ended_by = ended_on, viewer.staff_id
    session.flush()
    note(session, viewer.actor, "end part-time timetable", ("part-time timetable", row.id), now)


def _open(session: Session, viewer: Viewer, timetable_id: UUID) -> PartTimeTimetable:
    row = timetable(session, viewer, timetable_id).timetable
    if row.ended_on is not None:
        raise Refused("This timetable is ended already.", "Put a new one on record, if one was agreed.")
    return row


def _said(given: str, field: str, why_asked: str) -> str:
    said = tidy_text(given).strip()
    if not said:
        raise BadTimetable(field, "Nothing is written here.", why_asked)
    return said
