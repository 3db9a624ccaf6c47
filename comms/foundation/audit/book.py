"""One book of anchors beside the trail: what it says of entries that are there, and of those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comms.foundation.audit.anchoring import EVERY
from comms.foundation.audit.anchors import Anchor, Head, Reading, anchors_in_force, read_through
from comms.foundation.audit.tampering import Fault, Tampering, entries
from comms.foundation.audit.walk import Stored, Walk

# So much later than the last anchor nothing may have been written without another.
BEHIND = 2 * EVERY
MOST_TOLD = 10


@dataclass(slots=True)
class Book:
    """A file of anchors, or the one that somebody wrote on paper, with the next anchor in hand."""

    name: str
    reading: Reading
    waiting: Iterator[Anchor]
    start: int = 1
    missing: bool = False
    next: Anchor | None = None
    newest: Anchor | None = None
    other: Fault | None = None

    @classmethod
    def opened(cls, path: Path, size: int | None, key: bytes, start: int) -> Book:
        """A file as it was when it had this size, read through once for its seals; None where there was none."""
        if size is None:
            return cls(str(path), Reading(), iter(()), start, missing=True)
        reading = read_through(path, size, key)
        made = cls(str(path), reading, anchors_in_force(path, size, reading), start)
        made.turn()
        return made

    @classmethod
    def of_paper(cls, head: Head, start: int) -> Book:
        """What somebody wrote down: one anchor, which only its link vouches for."""
        anchor = Anchor(head.at.isoformat(), head.number, head.link)
        made = cls("", Reading(last=anchor), iter([anchor]), start)
        made.turn()
        return made

    def turn(self) -> None:
        """Take the next anchor in hand."""
        self.next = next(self.waiting, None)
        self.newest = self.next or self.newest

    def pass_by(self, entry: Stored, *, fits: bool) -> None:
        """Compare an entry with the anchors of its number; those of entries that are not there are passed over."""
        while self.next is not None and self.next.number <= entry.number:
            # A link that was copied from paper may be shortened.
            same = entry.link.startswith(self.next.link)
            if self.next.number == entry.number and fits and self.other is None and not same:
                said = f"entry {entry.number} is not the one that {self._existed(self.next)}"
                why = "it fits, so somebody who has the key wrote the trail anew"
                self.other = Fault(entry.number, Tampering.WRITTEN_ANEW, f"{said}: {why}")
            self.turn()

    def _existed(self, anchor: Anchor) -> str:
        return f"existed at {anchor.at}" if self.name else "was written down"

    def faults(self, walk: Walk, *, numbered_anew: bool) -> Iterator[Fault]:
        """What is wrong with the book itself, and what it says of a trail that was walked to its end. Where the trail
        was ``numbered_anew`` after some were taken out, it ends sooner for that alone."""
        if self.missing:
            if walk.last:
                said = f"are not there, though the trail has {walk.last} entries"
                yield self._said(f"{said}: they were never written, or were taken away")
            return
        for place, what in self.reading.faults[:MOST_TOLD]:
            yield self._said(f"do not hold: line {place} {what}")
        if self.other is not None:
            yield self.other
        while self.next is not None:
            self.turn()
        newest = self.newest
        if newest is not None and newest.number >= self.start and newest.number > walk.last and not numbered_anew:
            yield self._cut_off(newest, walk.last + 1)
        yield from self._behind(walk)

    def _cut_off(self, newest: Anchor, first: int) -> Fault:
        were = "was" if newest.number == first else "were"
        said = f"the trail was cut off: {entries(first, newest.number)} {were} there"
        return Fault(first, Tampering.CUT_OFF, f"{said}; entry {newest.number} {self._existed(newest)}")

    def _behind(self, walk: Walk) -> Iterator[Fault]:
        last = self.reading.last
        if not self.name or walk.at is None:
            return
        if last is None:
            yield self._said("are empty, though the trail is not")
        elif last.number < walk.last and walk.at - last.moment > BEHIND:
            said = f"end at entry {last.number} ({last.at}), and entry {walk.last} was written later"
            yield self._said(f"{said} ({walk.at.isoformat()}): nobody wrote any since, or their end was cut off")

    def _said(self, what: str) -> Fault:
        return Fault(0, Tampering.ANCHORS, f"the anchors in {self.name} {what}")
