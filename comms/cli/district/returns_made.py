"""Returns of the demo: enquiries about a child not back from leave, a part-time timetable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.attendance.find import marks_of
from comms.cli.district.described import Described
from comms.cli.district.people_at_work import AtWork
from comms.families.find import adults_of, people_called
from comms.formal.returns.enquiries.actions import StepGiven, open_enquiry, record_step
from comms.formal.returns.timetables.actions import TimetableGiven, make_timetable
from comms.foundation.clock import london_date

LEAVE = "C"
WHOLE_REGISTER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ReturnsMade:
    """Makes what the data tell of returns."""

    session: Session
    at_work: AtWork

    def enquire(self, told: Described, at: datetime) -> None:
        """Begin the enquiries about a child, and record what was asked so far."""
        viewer, on = self.at_work.viewer(told["by"]), london_date(at)
        [child] = people_called(self.session, viewer, told["child"])
        marks = marks_of(self.session, viewer, [child.id], on - WHOLE_REGISTER, on)[child.id]
        last_seen = max(mark.day for mark in marks if mark.code in {"/", "\\", "L"})
        expected = min(mark.day for mark in marks if mark.day > last_seen and mark.code != LEAVE)
        made = open_enquiry(self.session, viewer, child.id, last_seen, expected, at)
        for step in told["steps"]:
            said = {name: words for name, words in step.items() if name != "item"}
            record_step(self.session, viewer, made.id, StepGiven(step["item"], on, **said), at)

    def part_time(self, told: Described, at: datetime) -> None:
        """Put a part-time timetable on record, from the first day on that the register has as one."""
        viewer, on = self.at_work.viewer(told["by"]), london_date(at)
        [child] = people_called(self.session, viewer, told["child"])
        _, parent = adults_of(self.session, viewer, child.id)[0]
        starts = on + timedelta(days=3)
        given = TimetableGiven(
            child.id, starts, starts + timedelta(weeks=told["for_weeks"]),
            starts + timedelta(weeks=told["review_after_weeks"]), parent.id, on, told["why"],
        )  # fmt: skip
        make_timetable(self.session, viewer, given, at)
