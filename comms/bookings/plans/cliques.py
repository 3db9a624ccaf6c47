"""Which stretches of time one person cannot work both of, in groups as large as can be.

Of a group in which each collides with each, one person takes one at most. One such rule for the group says more to the
solver than a rule for each pair: half of each is then no longer an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from comms.bookings.plans.problem import Stretch, collide, too_far
from comms.interpreters.travel import NOT_KNOWN, WITHIN_A_ZONE, Zones


def collisions(whens: Sequence[Stretch], travel: Mapping[Zones, int], most: int | None) -> list[int]:
    """For each of these, which others cannot be taken with it by somebody who travels so many minutes at most, as bits
    of a number. They come sorted by their start."""
    longest = timedelta(minutes=max((NOT_KNOWN, WITHIN_A_ZONE, *travel.values())))
    near = [0] * len(whens)
    for number, one in enumerate(whens):
        until, day = one.end + longest, one.day if most is not None else None
        for later in range(number + 1, len(whens)):
            other = whens[later]
            reaches = other.start < until
            if not reaches and other.day != day:
                break
            if (reaches and collide(one, other, travel)) or too_far(one, other, travel, most):
                near[number] |= 1 << later
                near[later] |= 1 << number
    return near


def cliques_of(chosen: Iterable[int], near: Sequence[int]) -> list[list[int]]:
    """Groups of these in which each collides with each, none of which could be larger; every two that collide are
    together in one at least, and whatever collides with nothing is alone.

    The sweep goes by their start. For times alone, without ways, it finds each largest group once; where ways make
    more of it, what one group leaves out begins the next.
    """
    every = sorted(set(chosen))
    mine = sum(1 << number for number in every)
    together = dict.fromkeys(every, 0)
    found = [1 << number for number in every if not near[number] & mine]
    for number in every:
        earlier = near[number] & mine & ((1 << number) - 1)
        while left := earlier & ~together[number]:
            group = _grown(number, (left, earlier, mine), near)
            for member in _numbers(group):
                together[member] |= group
            found.append(group)
    return [_numbers(group) for group in found]


def _grown(number: int, candidates: Iterable[int], near: Sequence[int]) -> int:
    """A group around one of them: of each lot of candidates in turn, the latest first, whoever collides with all."""
    group, fits = 1 << number, near[number]
    for lot in candidates:
        while rest := lot & fits:
            latest = rest.bit_length() - 1
            group |= 1 << latest
            fits &= near[latest]
    return group


def _numbers(group: int) -> list[int]:
    numbers = []
    while group:
        lowest = group & -group
        numbers.append(lowest.bit_length() - 1)
        group ^= lowest
    return numbers
