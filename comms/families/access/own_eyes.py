"""Who looks through a share only reads."""

from __future__ import annotations

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotAllowed


def require_own_eyes(viewer: Viewer) -> None:
    """Raises ``NotAllowed`` for eyes that another agency lent: what they show is read, and never recorded upon. For
    the actions whose permission lets somebody read as well as record."""
    if viewer.only_people is not None:
        raise NotAllowed("What another agency shows you can only be read.", "Record what you know on your own page.")
