"""What has changed in the marks since a letter was made: what was known then, and what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comms.attendance.code import threshold_codes
from comms.attendance.session_mark import Session, SessionMark, in_order


@dataclass(frozen=True, slots=True)
class Changed:
    """One session whose mark is not what it was. ``was`` or ``is_now`` is None where there was, or is, no mark."""

    day: date
    session: Session
    was: str | None
    is_now: str | None

    @property
    def counted_then(self) -> bool:
        """Whether the session counted towards the threshold when the letter was made."""
        return self.was in threshold_codes()

    @property
    def counts_now(self) -> bool:
        """Whether it counts towards the threshold as it stands now."""
        return self.is_now in threshold_codes()


def changed_since(then: Sequence[SessionMark], now: Sequence[SessionMark]) -> tuple[Changed, ...]:
    """The sessions marked otherwise now than then, in order; nothing where both say the same.

    A session marked in one of them only is a change as well, so give the marks of the same days on both sides. Raises
    ``MarkedTwice`` when a session has two marks on one side.
    """
    before = {(mark.day, mark.session): mark.code for mark in in_order(then)}
    after = {(mark.day, mark.session): mark.code for mark in in_order(now)}
    return tuple(
        Changed(day, session, before.get((day, session)), after.get((day, session)))
        for day, session in sorted({*before, *after})
        if before.get((day, session)) != after.get((day, session))
    )
