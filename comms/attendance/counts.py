"""What a pupil's marks come to: possible, attended, missed, and why.

Counting follows the Department for Education's statistics: only possible sessions count, N is unauthorised until
it is explained, and it is shown apart because it is provisional.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from comms.attendance.code import LATE, PART_TIME, UNEXPLAINED, attendance_codes
from comms.attendance.framework import framework
from comms.attendance.session_mark import SessionMark, in_order

_TENTH = Decimal("0.1")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """The sessions of one pupil over some time, counted.

    `possible = attended + absent`, `absent = authorised + unauthorised`, and
    `unauthorised = unexplained + unauthorised_explained`. `late` are sessions attended after the start and before
    the register closed (L); `part_time` are sessions missed on a part-time timetable (C2). `first_day` and
    `last_day` are the first and last day with a possible session, None when there is none. `absent_by_weekday`
    holds seven counts, Monday first.
    """

    first_day: date | None
    last_day: date | None
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    unexplained: int
    late: int
    part_time: int
    absent_by_weekday: tuple[int, ...]
    absent_mornings: int
    absent_afternoons: int

    @property
    def absent(self) -> int:
        """Possible sessions that were missed, for whatever reason."""
        return self.possible - self.attended

    @property
    def unauthorised_explained(self) -> int:
        """Unauthorised sessions whose reason is known: all but those coded N."""
        return self.unauthorised - self.unexplained

    @property
    def exact_percent(self) -> Fraction | None:
        """Attended of possible in percent, exactly (0 to 100); None when no session was possible."""
        return Fraction(100 * self.attended, self.possible) if self.possible else None

    @property
    def percent(self) -> Decimal | None:
        """Attended of possible in percent, rounded half up to one decimal as schools print it.

        It is for reading. Rules compare `exact_percent`, which is exact: 94.96 is below 95 and prints as 95.0.
        """
        if not self.possible:
            return None
        return (Decimal(100 * self.attended) / self.possible).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def persistent(self) -> bool:
        """Persistently absent: the framework's share of possible sessions (10 %) or more was missed."""
        return self._missed_at_least(framework().persistent_percent.value)

    @property
    def severe(self) -> bool:
        """Severely absent: the framework's share of possible sessions (50 %) or more was missed."""
        return self._missed_at_least(framework().severe_percent.value)

    def _missed_at_least(self, percent: int) -> bool:
        return self.possible > 0 and 100 * self.absent >= percent * self.possible


def summarise(marks: Iterable[SessionMark]) -> AttendanceSummary:
    """Count one pupil's marks, given in any order; raises `MarkedTwice` when a session has two marks."""
    return summarise_ordered(in_order(marks))


def summarise_ordered(marks: Iterable[SessionMark]) -> AttendanceSummary:
    """Count marks that `in_order` has already put in order and found to be single."""
    codes = attendance_codes()
    first_day = last_day = None
    possible = authorised = unexplained = late = part_time = mornings = 0
    weekdays = [0] * _WEEK
    for mark in marks:
        about = codes[mark.code]
        if not about.possible:
            continue
        possible += 1
        first_day = first_day or mark.day
        last_day = mark.day
        if about.attended:
            late += mark.code == LATE
            continue
        authorised += about.statistical_class == "authorised"
        unexplained += mark.code == UNEXPLAINED
        part_time += mark.code == PART_TIME
        mornings += mark.session == "AM"
        weekdays[mark.day.weekday()] += 1
    absent = sum(weekdays)
    return AttendanceSummary(
        first_day=first_day,
        last_day=last_day,
        possible=possible,
        attended=possible - absent,
        authorised=authorised,
        unauthorised=absent - authorised,
        unexplained=unexplained,
        late=late,
        part_time=part_time,
        absent_by_weekday=tuple(weekdays),
        absent_mornings=mornings,
        absent_afternoons=absent - mornings,
    )
