"""The findings in sentences, as whoever answers for interpreters and for the words reads them. Counts are said as they
are: of three people no percentage is made."""

from __future__ import annotations

from collections.abc import Sequence

from comms.bookings.missing.period import Period
from comms.bookings.missing.saying import begin, listed, times
from comms.cautions.findings.points import PointFigures
from comms.cautions.findings.waiting import Waits

# Up to so many waits are said one by one; of more, the middle and the longest.
MOST_LISTED = 5


def answer(points: Sequence[PointFigures], period: Period) -> str:
    """What was explained, and how often it had to be explained again, in one or two sentences."""
    read, failed = sum(one.read for one in points), sum(one.failed for one in points)
    open_ones = sum(one.not_judged for one in points)
    when = _when(period)
    if read == 0:
        return f"{when} no point of a caution was explained to anybody."
    said = f"{when} a point of a caution was explained {times(read)}"
    if failed == 0:
        understood = "each time it was understood at first" if not open_ones else "none had to be explained again"
        return f"{said}; {understood}."
    return f"{said}. {begin(times(failed))} it was not understood at first."


def further(points: Sequence[PointFigures]) -> list[str]:
    """What came of those that were not understood at first, and what nobody judged."""
    other, never = sum(one.in_other_words for one in points), sum(one.not_understood for one in points)
    open_ones, said = sum(one.not_judged for one in points), []
    if other:
        said.append(f"{begin(times(other))} other words helped.")
    if never:
        said.append(f"{begin(times(never))} it was not understood to the end.")
    if open_ones:
        said.append(f"{begin(times(open_ones))} the session ended before the officer judged the answer.")
    return said


def of_point(one: PointFigures) -> str:
    """How one point fared in one language: "3 of 5 did not understand it at first"."""
    return f"{one.failed} of {one.read} did not understand it at first"


def waited(all_of_them: Waits) -> str:
    """Who waited for an interpreter, in one or two sentences."""
    needed = all_of_them.needed
    if not needed:
        return "In no session an interpreter was needed."
    parts = []
    if all_of_them.at_once:
        parts.append(f"{times(all_of_them.at_once)} one was there at once")
    if all_of_them.waited:
        parts.append(f"{times(len(all_of_them.waited))} the person waited")
    if all_of_them.never:
        parts.append(f"{times(all_of_them.never)} none ever came")
    if all_of_them.still:
        parts.append(f"{times(all_of_them.still)} the person waits still")
    return f"An interpreter was needed {times(needed)}: {listed(parts)}."


def how_long(waits: Waits) -> str:
    """How long the waits of a language were: each of a few, of more the middle and the longest."""
    if not waits.waited:
        return "nobody waited"
    if len(waits.waited) <= MOST_LISTED:
        return listed(duration(minutes) for minutes in waits.waited)
    return f"half of them more than {duration(waits.middle)}, the longest {duration(waits.longest)}"


def duration(minutes: int) -> str:
    """Minutes as a person says them: "40 min", "2 h 05 min"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def _when(period: Period) -> str:
    if period.from_day == period.until_day:
        return f"On {period.title}"
    return f"In {period.title}" if period.is_month else f"From {period.title}"
