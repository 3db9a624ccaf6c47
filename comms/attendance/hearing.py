"""Rooms above the register that must hear at once when marks were corrected, because a letter stands on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer

Hears = Callable[[Session, Viewer, Sequence[UUID], datetime], None]

_HEAR: dict[str, Hears] = {}


def hears_of_changes(name: str) -> Callable[[Hears], Hears]:
    """Marks what a room does when marks of some children were corrected; ``name`` is the room's."""

    def keep(told: Hears) -> Hears:
        _HEAR[name] = told
        return told

    return keep


def tell_of_changes(session: Session, viewer: Viewer, children: Sequence[UUID], now: datetime) -> None:
    """Tell every room that hears of it that marks of some of these children were replaced at this moment."""
    for told in _HEAR.values():
        told(session, viewer, children, now)
