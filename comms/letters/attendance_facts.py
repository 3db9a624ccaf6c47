"""What an attendance letter, and the sentence that says why it is due, tell of a child's marks.

The values are a template's fields that come from attendance, in the shapes that `values` reads and JSON has: dates as
ISO texts, counts as whole numbers, percents as decimal texts ("93.3"), a phrase as its key, or as
`{"key": "pattern.weekday", "weekday": "friday"}`. The sentences are plain English, for staff.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from comms.attendance.counts import AttendanceSummary
from comms.attendance.pattern import AbsencePattern, DaysAway, absence_pattern
from comms.foundation.work_days import is_working_day, working_day_after
from comms.letters.text.values import WEEKDAYS


def answer_day(on: date, days: int) -> date:
    """The day `days` after `on`, moved past weekends and England's bank holidays."""
    day = on + timedelta(days=days)
    return day if is_working_day(day) else working_day_after(day)


def away_values(away: DaysAway) -> dict[str, object]:
    """What an L07 says of the days away; nobody has told the school a reason, or the code would not be N."""
    return {
        "first_day": away.first_day.isoformat(),
        "last_day": away.last_day.isoformat(),
        "days": away.days,
        "information": "information.nothing",
    }


def concern_values(counted: AttendanceSummary) -> dict[str, object]:
    """What an L02 says of the sessions counted; `pattern` only where one is clear."""
    values: dict[str, object] = {
        "from": _iso(counted.first_day),
        "to": _iso(counted.last_day),
        "possible": counted.possible,
        "attended": counted.attended,
        "absent": counted.absent,
        "authorised": counted.authorised,
        # The letter lists what is not yet explained on a line of its own, and its lines add up to `absent`.
        "unauthorised": counted.unauthorised_explained,
        "unexplained": counted.unexplained,
    }
    pattern = absence_pattern(counted)
    return values | {"pattern": _pattern_phrase(pattern)} if pattern else values


def improvement_values(before: AttendanceSummary, now: AttendanceSummary, review_on: date) -> dict[str, object]:
    """What an L12 says of the time its L02 spoke of, and of the time since."""
    return {
        "before_from": _iso(before.first_day),
        "before_to": _iso(before.last_day),
        "before_percent": str(before.percent),
        "now_from": _iso(now.first_day),
        "now_to": _iso(now.last_day),
        "now_percent": str(now.percent),
        "review_on": review_on.isoformat(),
    }


def written_share(counted: AttendanceSummary) -> str:
    """Attended of possible, in percent, and when: "85 of 100 possible sessions (85%) from … to …"."""
    share = counted.exact_percent
    if share is None or counted.first_day is None or counted.last_day is None:
        return "no possible session"
    # Two decimals, so that a share just below a whole percent is never written as that percent.
    percent = f"{Decimal(share.numerator) / share.denominator:.2f}".rstrip("0").rstrip(".")
    span = written_span(counted.first_day, counted.last_day)
    return f"{counted.attended} of {counted.possible} possible sessions ({percent}%) {span}"


def written_span(first: date, last: date) -> str:
    """Both days, as in "from 2 November 2026 to 6 November 2026"."""
    return f"from {written_day(first)} to {written_day(last)}"


def written_day(day: date) -> str:
    """A day as staff read it: "2 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def plural(noun: str, count: int) -> str:
    """The noun as it stands after a count."""
    return noun if count == 1 else f"{noun}s"


def _pattern_phrase(pattern: AbsencePattern) -> object:
    if pattern.weekday is None:
        return f"pattern.{pattern.kind}"
    return {"key": "pattern.weekday", "weekday": WEEKDAYS[pattern.weekday]}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
