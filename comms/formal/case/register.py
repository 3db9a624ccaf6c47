"""The marks a case stands on: those of the school's own register, or at an authority those of the days that the school
sent, as its register has them now. Nobody acts on a mark that was corrected since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.find import marks_of, school_days
from comms.attendance.offences import Offences, offences_in_window
from comms.attendance.session_mark import SessionMark
from comms.formal.case.find import referral_taken
from comms.formal.case.formal_case import FormalCase
from comms.formal.referral.changes import marks_now
from comms.foundation.clock import london_date

# Ten school weeks with every holiday between them lie within a year; the second year is for what came before.
LOOK_BACK = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class CaseMarks:
    """The child's marks in order, up to a day. ``school_days`` is the school's calendar where it is known; ``as_of`` is
    the day on which the school sent them, None for the agency's own register."""

    marks: tuple[SessionMark, ...]
    school_days: tuple[date, ...] | None
    as_of: date | None = None

    def offences(self, until: date) -> Offences:
        """The sessions that count in the rolling window that ends on a day."""
        days = [day for day in self.school_days if day <= until] if self.school_days is not None else None
        return offences_in_window((mark for mark in self.marks if mark.day <= until), until, days)


def marks_of_case(session: Session, viewer: Viewer, case: FormalCase, until: date) -> CaseMarks:
    """The marks of a case's child up to a day, both included."""
    referral = referral_taken(session, viewer, case)
    if referral is not None:
        days = tuple(date.fromisoformat(day) for day in (referral.pack or {}).get("school_days", ()))
        marks = tuple(mark for mark in marks_now(session, viewer, referral) if mark.day <= until)
        return CaseMarks(marks, days or None, london_date(referral.sent_at))
    if case.school_id != viewer.agency_id:
        return CaseMarks((), None)
    since = until - LOOK_BACK
    own = marks_of(session, viewer, [case.child_id], since, until)[case.child_id]
    return CaseMarks(tuple(own), tuple(school_days(session, viewer, since, until)))


def offences_of_case(session: Session, viewer: Viewer, case: FormalCase, until: date) -> Offences:
    """The sessions that count in the rolling window that ends on a day."""
    return marks_of_case(session, viewer, case, until).offences(until)
