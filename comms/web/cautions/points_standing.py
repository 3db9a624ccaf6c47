"""Which point is the next, what is to be done with it, and how each point stands, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from comms.cautions.rounds import MOST_AT_ONCE, MOST_ROUNDS
from comms.cautions.standing import PointStanding, Round, Standing
from comms.web.bookings.appointments_times import clock

ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Doing(StrEnum):
    """What is to be done with a point next."""

    READ = "read"
    ASK = "ask"
    JUDGE = "judge"
    ADULT = "adult"
    PAUSE = "pause"
    DONE = "done"


def doing_of(standing: Standing, one: PointStanding) -> Doing:
    """What is to be done with this point next."""
    if one.last and one.last.waits:
        return Doing.JUDGE if one.last.answer else Doing.ASK
    if one.understood:
        return Doing.DONE
    if one.judged_understood:
        return Doing.ADULT
    return Doing.PAUSE if one.rounds_in(standing.series) >= MOST_ROUNDS else Doing.READ


def next_point(standing: Standing) -> PointStanding | None:
    """The point to go on with; None when all are understood.

    Two or three points are read one after the other, then each is asked about. What was not understood is said in other
    words at once, while it is fresh; a point explained as often as there is leave waits for the pause.
    """
    every = list(standing.points.values())
    doing = {one.point.id: doing_of(standing, one) for one in every}

    def first(what: Doing, *, failed: bool | None = None) -> PointStanding | None:
        fits = (one for one in every if doing[one.point.id] == what and failed in {None, one.failed})
        return next(fits, None)

    fresh = first(Doing.READ, failed=False)
    return (
        first(Doing.JUDGE)
        or first(Doing.ADULT)
        or first(Doing.READ, failed=True)
        or (fresh if _still_reading(standing) else None)
        or first(Doing.ASK)
        or first(Doing.PAUSE)
        or fresh
    )


def _still_reading(standing: Standing) -> bool:
    """Whether the points that wait were read just now, and there is room for another before they are asked about."""
    waiting = standing.waiting
    if not waiting or len(waiting) >= MOST_AT_ONCE or any(one.failed for one in waiting):
        return False
    read = max(one.last.read_at for one in waiting if one.last)
    judged = [each.judged_at for one in standing.points.values() for each in one.rounds if each.judged_at]
    return not judged or max(judged) < read


def stands(standing: Standing, one: PointStanding) -> str:
    """How a point stands, in words."""
    last = one.last
    if last is None:
        return "Not read yet"
    if not last.valid:
        return f"To be read again. {last.void}"
    return _STANDS[doing_of(standing, one)](standing, one, last)


def _asked(_standing: Standing, _one: PointStanding, last: Round) -> str:
    return f"Read at {clock(last.read_at)}, {'answered, not judged yet' if last.answer else 'not asked about yet'}"


def _for_adult(_standing: Standing, _one: PointStanding, _last: Round) -> str:
    return "Understood by them. To be explained to the appropriate adult too"


def _understood(_standing: Standing, one: PointStanding, _last: Round) -> str:
    often = sum(each.valid for each in one.rounds)
    return "Understood" if often == 1 else f"Understood, the {ORDINALS[min(often, 9)]} time it was explained"


def _exhausted(standing: Standing, one: PointStanding, last: Round) -> str:
    used = COUNTS[min(one.rounds_in(standing.series), 9)]
    return f"{_result(last)} after {used} rounds: pause before it is explained again"


def _again(standing: Standing, one: PointStanding, last: Round) -> str:
    used = one.rounds_in(standing.series)
    return f"{_result(last)}: to be explained in other words{f', {nth_of(used + 1)}' if used else ''}"


def _result(last: Round) -> str:
    result = last.judgement.result if last.judgement else ""
    return {"partly": "Understood in part"}.get(result, result.capitalize())


_STANDS: Mapping[Doing, Callable[[Standing, PointStanding, Round], str]] = MappingProxyType({
    Doing.ASK: _asked, Doing.JUDGE: _asked, Doing.ADULT: _for_adult, Doing.DONE: _understood, Doing.PAUSE: _exhausted,
    Doing.READ: _again,
})  # fmt: skip


def nth_of(number: int) -> str:
    """Which round it is: "second of three"."""
    return f"{ORDINALS[min(number, 9)]} of {COUNTS[min(MOST_ROUNDS, 9)]}"
