"""The way to an appointment and back, and whether it fits between what an interpreter is booked for already.

Two bookings must leave the way between their places, whichever comes first: this is the rule that the database itself
keeps (``foundation/migrations/no_double_booking.py``), asked beforehand so that a person sees why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from comms.bookings.matching.facts import InterpreterFacts, RequestFacts, Taken
from comms.foundation.clock import london_date
from comms.interpreters.travel import Zones, minutes_between


def booked_over(request: RequestFacts, one: InterpreterFacts) -> bool:
    """Whether something else they are booked for overlaps the request."""
    return any(
        taken.starts_at < request.ends_at and request.starts_at < taken.ends_at for taken in _others(request, one)
    )


def unreachable(request: RequestFacts, one: InterpreterFacts, ways: Mapping[Zones, int]) -> bool:
    """Whether nobody could get from the request to another booking of theirs, or from that one to it."""
    return any(_no_way(request, taken, ways) for taken in _others(request, one))


def _no_way(request: RequestFacts, taken: Taken, ways: Mapping[Zones, int]) -> bool:
    there = timedelta(minutes=minutes_between(ways, request.zone, taken.zone))
    back = timedelta(minutes=minutes_between(ways, taken.zone, request.zone))
    return taken.starts_at < request.ends_at + there and request.starts_at < taken.ends_at + back


def _others(request: RequestFacts, one: InterpreterFacts) -> Iterator[Taken]:
    # What they hold for this very request is no obstacle to it.
    return (taken for taken in one.taken if taken.request_id != request.id)


def there_and_back(request: RequestFacts, one: InterpreterFacts, ways: Mapping[Zones, int]) -> tuple[int, int]:
    """Minutes to the appointment and from it: from and to where they set out in the morning, or the place they are at
    before or after it on that day. (0, 0) where nobody travels."""
    if request.zone is None:
        return 0, 0
    placed = [taken for taken in _others(request, one) if taken.zone is not None]
    before = [taken for taken in placed if taken.ends_at <= request.starts_at and _same_day(request, taken)]
    after = [taken for taken in placed if taken.starts_at >= request.ends_at and _same_day(request, taken)]
    come_from = max(before, key=lambda taken: taken.ends_at).zone if before else one.base_zone
    go_to = min(after, key=lambda taken: taken.starts_at).zone if after else one.base_zone
    return minutes_between(ways, come_from, request.zone), minutes_between(ways, request.zone, go_to)


def _same_day(request: RequestFacts, taken: Taken) -> bool:
    return london_date(taken.starts_at) == request.day


def too_far(request: RequestFacts, one: InterpreterFacts, ways: Mapping[Zones, int]) -> int:
    """The longer of the two ways when it is longer than they travel; 0 when it is not."""
    longest = max(there_and_back(request, one, ways))
    return longest if longest > one.travels_minutes else 0
