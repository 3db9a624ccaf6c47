"""Walking through the sentences of one use: where somebody is, what waits for them, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comms.translation.states import WordState
from comms.web.wording import counted
from comms.web.words.shown import Shown

# So many sentences before and after one show where it stands.
AROUND = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence and its number in the list, from 1."""

    number: int
    one: Shown
    waits: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """The sentences of one use in the order of the letter, each in its newest words, and who walks: whether they may
    approve words of this language, and whether they may write them. ``said_now`` holds, for a sentence whose newest
    words are a draft written since, the approved words that letters go on saying."""

    sentences: tuple[Shown, ...]
    said_now: dict[str, Shown]
    approves: bool
    translates: bool

    @classmethod
    def of(cls, found: Sequence[Shown], *, approves: bool, translates: bool) -> Walk:
        """The walk through what ``shown`` found."""
        newest: dict[str, Shown] = {}
        said_now: dict[str, Shown] = {}
        for one in found:
            source = one.words.source_hash
            if one.newer and source in newest:
                said_now[source] = newest[source]
            newest[source] = one
        return cls(tuple(newest.values()), said_now, approves, translates)

    def waits(self, one: Shown) -> bool:
        """Whether there is something for this person to do with a sentence: to read and approve it, or to write it."""
        if self.approves and one.waits_for_me:
            return True
        if not self.translates:
            return False
        unread = one.state == WordState.DRAFT_BY_MACHINE and not self.approves
        return one.words.missing or one.sent_back is not None or unread

    def index_of(self, source_hash: str) -> int | None:
        """Where a sentence stands in the list, from 0; None where it is not in it."""
        return next((at for at, one in enumerate(self.sentences) if one.words.source_hash == source_hash), None)

    def next_waiting(self, after: int) -> int | None:
        """The next sentence that waits, from there to the end and then from the beginning; None where none does."""
        size = len(self.sentences)
        order = ((after + step) % size for step in range(1, size + 1))
        return next((at for at in order if self.waits(self.sentences[at])), None)

    def places(self, first: int = 0, end: int | None = None) -> list[Place]:
        """The sentences from one place up to another, which is left out."""
        some = range(max(first, 0), len(self.sentences) if end is None else min(end, len(self.sentences)))
        return [Place(at + 1, self.sentences[at], self.waits(self.sentences[at])) for at in some]

    @property
    def progress(self) -> str:
        """How far the words have come, in a sentence: "12 of 30 approved, 18 to read"."""
        approved = sum(one.state == WordState.APPROVED for one in self.sentences)
        rest = [one for one in self.sentences if one.state != WordState.APPROVED]
        missing = sum(one.words.missing for one in rest)
        back = sum(one.sent_back is not None for one in rest)
        others = sum(one.is_draft and (one.mine or one.given) and one.sent_back is None for one in rest)
        read = len(rest) - missing - back - others
        parts = [f"{approved} of {len(self.sentences)} approved"]
        parts += [f"{read} to read"] if read else []
        parts += [f"{missing} to translate"] if missing else []
        parts += [f"{back} sent back"] if back else []
        parts += [counted(others, "waits for somebody else", "wait for somebody else")] if others else []
        return ", ".join(parts)
