"""What a message, or a text that came in, is about is a row of a room above this one. Each of those rooms says here
when a row of its own is hidden from a viewer; what is said about such a row is hidden with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from comms.agencies.viewer import Viewer
from comms.families.hidden.find import sees_all

# Whether a row, named by the column that is given, is hidden from the viewer: a condition of a question.
Hidden = Callable[[Viewer, Any], ColumnElement[bool]]

_HIDDEN: dict[str, Hidden] = {}


def hidden_about(kind: str) -> Callable[[Hidden], Hidden]:
    """Marks how a room says of its rows of a kind, as messages name it, that they are hidden."""

    def keep(hidden: Hidden) -> Hidden:
        _HIDDEN[kind] = hidden
        return hidden

    return keep


def about_seen(viewer: Viewer, kind: Any, about_id: Any) -> ColumnElement[bool]:
    """That what a message is about is not hidden from the viewer; ``kind`` and ``about_id`` are the columns that name
    it. Eyes that are narrowed to some people are narrowed by whose thread it is."""
    if sees_all(viewer) or viewer.only_people is not None:
        return true()
    told = ((name, hidden(viewer, about_id)) for name, hidden in sorted(_HIDDEN.items()))
    return and_(true(), *(or_(kind != name, ~hidden) for name, hidden in told))
