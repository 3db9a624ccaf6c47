"""Fields that not everybody sees who sees the person. The rules of the house act on them all the same: an interpreter
whom a family refuses is never proposed, whoever plans."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.contact_point import SafeContact
from comms.families.pupil import ChildStatus

# Field by table and column, and the permission that shows it.
FIELDS: Mapping[str, Permission] = MappingProxyType({
    "safe_contact.note": Permission.SEE_SAFE_CONTACT,
    "language_need.avoid": Permission.SEE_VETOES,
    "interpreter_request.avoid": Permission.SEE_VETOES,
    "child_status.court_order_note": Permission.RECORD_FAMILIES,
})  # fmt: skip


class HasVetoes(Protocol):
    """A language need, or a request for an interpreter that took it over: whom the family refuses, in its own words."""

    @property
    def avoid(self) -> str | None:
        """Whom they refuse as interpreter, and why."""


def may_see_field(viewer: Viewer, field: str) -> bool:
    """Whether the viewer is shown a field. Raises ``KeyError`` for one that is not in the table."""
    return viewer.may(FIELDS[field])


def vetoes_for(viewer: Viewer, need: HasVetoes | None) -> str | None:
    """Whom a family refuses as interpreter, as far as the viewer is shown it; None where there is nothing to show."""
    return _shown(viewer, "language_need.avoid", need.avoid if need is not None else None)


# What stands in the place of the words, so that nobody takes their absence for there being none.
REFUSED = "Somebody is refused as interpreter; who books interpreters sees whom."


def veto_in_words(viewer: Viewer, need: HasVetoes | None) -> str:
    """Whom a family refuses as interpreter, for a screen: its words, or that there are some; empty where there are
    none."""
    if need is None or not need.avoid:
        return ""
    return vetoes_for(viewer, need) or REFUSED


def note_for(viewer: Viewer, answer: SafeContact | None) -> str | None:
    """The words on how to reach somebody safely, as far as the viewer is shown them."""
    return _shown(viewer, "safe_contact.note", answer.note if answer is not None else None)


def court_order_for(viewer: Viewer, status: ChildStatus | None) -> str | None:
    """The words on court orders about a child, as far as the viewer is shown them."""
    return _shown(viewer, "child_status.court_order_note", status.court_order_note if status is not None else None)


def _shown(viewer: Viewer, field: str, value: str | None) -> str | None:
    return (value or None) if may_see_field(viewer, field) else None
