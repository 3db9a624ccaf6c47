"""Finding out what was done to entries that do not fit: they were moved, numbered anew after some were taken out or
put in, changed, or never written by this service."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from comms.foundation.audit.tampering import Fault, Tampering, entries
from comms.foundation.audit.walk import Misfit, Walk

# By so many numbers the rest of a trail is looked for elsewhere, when all of it seems to have been numbered anew.
MOST_SHIFTED = 1000
MOST_PLACES = 5
# From so many entries in a row, up to the very end, nobody changed them one by one.
WRITTEN_ANEW = 3
MOST_TOLD = 50


def found_out(walk: Walk) -> list[Fault]:
    """What was done, the lowest number first; at most so many places, and then that there are more."""
    faults = [
        Fault(number, Tampering.ADDED, f"entry {number} was put in: no entry has had such a number")
        for number in walk.before_the_first
    ]
    left = list(walk.misfits)
    for run in _runs(left):
        if anew := _numbered_anew(run, walk):
            faults += anew
            left = [one for one in left if one.number < run[0].number]
    placed = _placed(walk, left)
    faults += [
        Fault(number, Tampering.MOVED, f"entry {number} was moved: it stands at {misfit.number}")
        for number, misfit in placed.items()
        if number != misfit.number
    ]
    moved = {misfit.number for misfit in placed.values()}
    faults += _missing(walk, placed, moved)
    # What stands right after a missing entry cannot be checked without it, and that is said of the missing one.
    rest = [one for one in left if one.number not in moved and (one.before is not None or one.number - 1 in placed)]
    faults += [_changed(run, walk) for run in _runs(rest)]
    faults.sort(key=lambda fault: fault.number)
    if len(faults) > MOST_TOLD:
        more = len(faults) - MOST_TOLD
        faults[MOST_TOLD:] = [Fault(faults[MOST_TOLD].number, faults[MOST_TOLD].kind, f"{more} more places")]
    return faults


def _placed(walk: Walk, misfits: list[Misfit]) -> dict[int, Misfit]:
    """Where misfits belong: each is looked for at every place that has lost its own."""
    free = {one.number: one for one in misfits}
    broken = set(free)
    placed: dict[int, Misfit] = {}
    for place, link in _places(walk, misfits):
        number, before = place, link
        while before is not None and number not in placed and (found := _for(number, before, free, walk.key)):
            placed[number] = free.pop(found.number)
            before, number = found.entry.link, number + 1
            if number not in broken and not any(gap.first <= number <= gap.last for gap in walk.gaps):
                break
    return placed


def _for(number: int, before: bytes, free: dict[int, Misfit], key: bytes) -> Misfit | None:
    """The misfit that was written as the entry of this number. The one that stands there is tried first: mostly only
    what stands before it was moved."""
    tried = [*filter(None, [free.get(number)]), *(one for one in free.values() if one.number != number)]
    return next((one for one in tried if one.entry.chains(number, before, key)), None)


def _places(walk: Walk, misfits: list[Misfit]) -> Iterator[tuple[int, bytes | None]]:
    """Where the chain breaks, with the link before."""
    yield from ((gap.first, gap.before) for gap in walk.gaps)
    numbers = {one.number for one in misfits}
    yield from ((one.number, one.before) for one in misfits if one.number - 1 not in numbers)


def _missing(walk: Walk, placed: dict[int, Misfit], moved: set[int]) -> Iterator[Fault]:
    ends = max([walk.newest_that_fits, *placed, *(one.number for one in walk.misfits if one.number not in moved)])
    for gap in walk.gaps:
        first = gap.first
        while first in placed:
            first += 1
        if first > gap.last or first > ends:
            # Whatever stood here was found elsewhere, or the trail never went so far.
            continue
        said = f"{entries(first, gap.last)} {'was' if first == gap.last else 'were'} deleted"
        after = gap.last + 1
        if any(one.number == after and one.before is None for one in walk.misfits):
            said += f"; what entry {after} says cannot be checked without it"
        yield Fault(first, Tampering.DELETED, said)


def _runs(misfits: list[Misfit]) -> list[list[Misfit]]:
    runs: list[list[Misfit]] = []
    for one in misfits:
        if runs and runs[-1][-1].number == one.number - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _numbered_anew(run: list[Misfit], walk: Walk) -> list[Fault]:
    """Where entries up to the end hold together under other numbers: some were taken out before them, or put in, in
    one place or a few. Empty where they do not."""
    if run[-1].number + walk.more_misfits < walk.last:
        return []
    faults: list[Fault] = []
    by, failed, place = 0, 0, run[0].number
    for one, after in pairwise(run):
        if by and after.entry.chains(after.number + by, one.entry.link, walk.key):
            failed = 0
            continue
        now = _shifted(one, after, walk.key) if len(faults) < MOST_PLACES else None
        if now is None:
            # Between two that were neighbours only because others are gone, nothing holds; after that it does again.
            failed, place = failed + 1, after.number
            if failed > 1:
                return []
            continue
        faults.append(_shifted_by(place, now - by))
        by, failed = now, 0
    return faults


def _shifted(one: Misfit, after: Misfit, key: bytes) -> int | None:
    """By how much the numbers of two neighbours are wrong, when one was written right after the other."""
    tried = (way * step for step in range(1, MOST_SHIFTED + 1) for way in (1, -1))
    return next((by for by in tried if after.entry.chains(after.number + by, one.entry.link, key)), None)


def _shifted_by(number: int, by: int) -> Fault:
    many = "one entry that" if abs(by) == 1 else f"{abs(by)} entries that"
    if by > 0:
        stood = "stood here was" if by == 1 else "stood here were"
        return Fault(number, Tampering.DELETED, f"{many} {stood} deleted, and those after it were numbered anew")
    was = "was" if by == -1 else "were"
    return Fault(number, Tampering.ADDED, f"{many} never stood here {was} put in, and those after it numbered anew")


def _changed(run: list[Misfit], walk: Walk) -> Fault:
    first, last = run[0].number, run[-1].number
    if run[-1] is walk.misfits[-1]:
        last += walk.more_misfits
    if last >= walk.last and last - first + 1 >= WRITTEN_ANEW:
        said = "from here to the end" if first > 1 else "from the first entry to the last"
        return Fault(first, Tampering.WRITTEN_ANEW, f"{said} nothing was written with this installation's key")
    if first == last:
        return Fault(first, Tampering.CHANGED, f"entry {first} was changed, or was not written by this service")
    return Fault(first, Tampering.CHANGED, f"{entries(first, last)} were changed, or stand on one that was")
