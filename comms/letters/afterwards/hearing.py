"""Rooms above letters that must hear at once of what happened with one, in the same unit of work: so that one fact is
not told twice, nor in one of two places only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.letters.afterwards.letter_event import LetterEvent
from comms.letters.letter import Letter

Hears = Callable[[Session, Viewer, Letter, LetterEvent, datetime], None]

_HEAR: dict[str, Hears] = {}


def hears(name: str) -> Callable[[Hears], Hears]:
    """Marks what a room does when something was recorded of a letter; ``name`` is the room's."""

    def keep(told: Hears) -> Hears:
        _HEAR[name] = told
        return told

    return keep


def tell(session: Session, viewer: Viewer, letter: Letter, event: LetterEvent, now: datetime) -> None:
    """Tell every room that hears of an event. What one of them refuses is not recorded at all."""
    for told in _HEAR.values():
        told(session, viewer, letter, event, now)
