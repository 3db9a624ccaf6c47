"""The eyes through which a school's export lands."""

from __future__ import annotations

from dataclasses import replace

from comms.agencies.viewer import Viewer


def whole_roll(viewer: Viewer) -> Viewer:
    """The viewer with the service's own eyes, for what is taken in from an export of the whole school: its rows of a
    family kept closed must land too, and must find the people there are. Nothing of what is found so may be shown to
    the viewer, be it in a count; the actor on record stays who they are."""
    return replace(viewer, sees_closed=True)
