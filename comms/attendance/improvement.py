"""How a pupil attended in the time that a Notice to Improve gives: facts only, week by week.

Whether it was enough is for the named person to decide who said beforehand what enough would be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from comms.attendance.counts import AttendanceSummary, summarise_ordered
from comms.attendance.school_weeks import monday_of
from comms.attendance.session_mark import SessionMark, between, in_order
from comms.foundation.errors import BadInput


@dataclass(frozen=True, slots=True)
class ImprovementWeek:
    """One week of the time to improve, from its Monday; the counts are sessions."""

    monday: date
    possible: int
    attended: int
    unauthorised: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class Improvement:
    """The sessions from ``starts`` to ``until``, both included, in all and week by week.

    ``unauthorised`` includes ``unexplained`` (code N), which is provisional. ``weeks`` holds the weeks in which a
    session was possible, so a week of holidays is none. ``authorised`` are sessions missed with leave or illness:
    they are no failure to improve.
    """

    starts: date
    until: date
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    unexplained: int
    weeks: tuple[ImprovementWeek, ...]

    @property
    def missed(self) -> int:
        """Possible sessions that were missed, for whatever reason."""
        return self.possible - self.attended


def improvement(marks: Iterable[SessionMark], starts: date, until: date) -> Improvement:
    """One pupil's attendance from ``starts`` to ``until``; raises ``BadInput`` where the days are turned about, and
    ``MarkedTwice`` when a session has two marks."""
    if starts > until:
        raise BadInput(
            f"The time to improve begins on {starts.isoformat()}, after {until.isoformat()}.",
            "Give the earlier day first.",
        )
    held = between(in_order(marks), starts, until)
    counts = summarise_ordered(held)
    weekly = [(monday, summarise_ordered(week)) for monday, week in groupby(held, key=lambda mark: monday_of(mark.day))]
    return Improvement(
        starts=starts,
        until=until,
        possible=counts.possible,
        attended=counts.attended,
        authorised=counts.authorised,
        unauthorised=counts.unauthorised,
        unexplained=counts.unexplained,
        weeks=tuple(_week(monday, week) for monday, week in weekly if week.possible),
    )


def _week(monday: date, counts: AttendanceSummary) -> ImprovementWeek:
    return ImprovementWeek(
        monday=monday,
        possible=counts.possible,
        attended=counts.attended,
        unauthorised=counts.unauthorised,
        unexplained=counts.unexplained,
    )
