"""School weeks, and the rolling count of unauthorised sessions over ten of them.

A school week runs from Monday to Sunday and has at least one session; holidays are therefore no weeks of the
count, which may span terms and school years. Only dates are used, so no change of the clock can move a session.
Source: the national framework for penalty notices, as dated in `data/framework.toml`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comms.attendance.code import UNEXPLAINED, attendance_codes, threshold_codes
from comms.attendance.framework import framework
from comms.attendance.session_mark import SessionMark, between, in_order

# The school is shut on a planned closure (#), and a pupil coded Z is not yet on the roll: neither is a session.
_NO_SESSION = "not_collected"


@dataclass(frozen=True, slots=True)
class Window:
    """The last school weeks up to a day: from the Monday of the first of them to that day, both included.

    `weeks` is how many school weeks were found, fewer than asked for when the marks begin later.
    """

    first: date
    last: date
    weeks: int


@dataclass(frozen=True, slots=True)
class ThresholdCount:
    """The sessions of G, N, O and U, in any mix, in the rolling window that ends on a day.

    `unexplained` are those of them coded N, which are provisional. `by_code` has an entry for each code that
    occurs. `reached_on` is the day of the session that made the count reach `threshold` within this window, None
    when it did not. `window` is None when the pupil has no session up to that day.
    """

    window: Window | None
    threshold: int
    sessions: int
    unexplained: int
    by_code: dict[str, int]
    reached_on: date | None

    @property
    def reached(self) -> bool:
        """Whether the threshold is reached; a penalty notice must then be considered, case by case."""
        return self.sessions >= self.threshold

    @property
    def reached_when_explained(self) -> bool:
        """Whether it would be reached still if every session coded N turned out to have a good reason."""
        return self.sessions - self.unexplained >= self.threshold


def monday_of(day: date) -> date:
    """The Monday of the week, Monday to Sunday, in which a day lies."""
    return day - timedelta(days=day.weekday())


def session_days(marks: Iterable[SessionMark]) -> list[date]:
    """The days on which the school held a session for the pupil, each once, in the order of the marks."""
    codes = attendance_codes()
    return list(dict.fromkeys(m.day for m in marks if codes[m.code].statistical_class != _NO_SESSION))


def school_weeks(days: Iterable[date]) -> list[date]:
    """The Mondays of the weeks that hold at least one of these days, in order."""
    return sorted({monday_of(day) for day in days})


def last_school_weeks(days: Iterable[date], until: date, weeks: int) -> Window | None:
    """The last `weeks` school weeks up to and with `until`, or None when there is no school day up to then.

    `days` are days with a session: the school's calendar, or `session_days` of the pupil's own marks. The week of
    `until` is the last of the window when it has had a session; in a holiday the window ends before it.
    """
    found = school_weeks(day for day in days if day <= until)[-weeks:]
    return Window(first=found[0], last=until, weeks=len(found)) if found else None


def threshold_count(
    marks: Iterable[SessionMark], until: date, school_days: Iterable[date] | None = None
) -> ThresholdCount:
    """Count one pupil's sessions towards the national threshold in the window that ends on `until`.

    `school_days` is the school's calendar of days with a session, when it is known; otherwise the pupil's own
    marks say which weeks were school weeks. Raises `MarkedTwice` when a session has two marks.
    """
    ordered = in_order(marks)
    figures = framework()
    days = session_days(ordered) if school_days is None else school_days
    window = last_school_weeks(days, until, figures.threshold_school_weeks.value)
    held = between(ordered, window.first, window.last) if window else []
    counted = [mark for mark in held if mark.code in threshold_codes()]
    threshold = figures.threshold_sessions.value
    by_code = Counter(mark.code for mark in counted)
    return ThresholdCount(
        window=window,
        threshold=threshold,
        sessions=len(counted),
        unexplained=by_code[UNEXPLAINED],
        by_code=dict(sorted(by_code.items())),
        reached_on=counted[threshold - 1].day if len(counted) >= threshold else None,
    )


def days_threshold_was_reached(
    marks: Iterable[SessionMark], until: date, school_days: Iterable[date] | None = None
) -> list[date]:
    """Every day up to `until` on which the rolling count rose from below the threshold to it, in order.

    It answers "was it ever reached?", where `threshold_count` answers "is it reached now?": sessions leave the
    window as school weeks pass. One walk over the marks, so a whole school's year is counted at once.
    """
    ordered = [mark for mark in in_order(marks) if mark.day <= until]
    days: Sequence[date] = session_days(ordered) if school_days is None else list(school_days)
    number = {monday: place for place, monday in enumerate(school_weeks(days))}
    width, threshold = framework().threshold_school_weeks.value, framework().threshold_sessions.value
    recent: deque[int] = deque()
    reached: list[date] = []
    for mark in ordered:
        if mark.code not in threshold_codes():
            continue
        week = number.get(monday_of(mark.day))
        if week is None:
            continue
        while recent and recent[0] <= week - width:
            recent.popleft()
        recent.append(week)
        if len(recent) == threshold:
            reached.append(mark.day)
    return reached
