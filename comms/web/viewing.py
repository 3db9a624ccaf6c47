"""Who is looking, and what a route demands of them. Every route says one or the other; a guard test asks each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g
from flask_login import current_user
from flask_security import auth_required

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of

View = TypeVar("View", bound=Callable[..., Any])


def viewer() -> Viewer:
    """The signed-in member of staff as a viewer."""
    if "viewer" not in g:
        g.viewer = viewer_of(current_user._get_current_object())  # noqa: SLF001 - how Flask-Login hands it out
    return cast("Viewer", g.viewer)


def needs(permission: Permission) -> Callable[[View], View]:
    """The permission a route needs. Without sign-in it leads to the sign-in page; without the permission it refuses."""

    def decorate(view: View) -> View:
        @wraps(view)
        @auth_required("session")
        def guarded(*args: Any, **kwargs: Any) -> Any:
            viewer().require(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Marks a route that anyone may open, and says why."""

    def decorate(view: View) -> View:
        view.public = reason  # type: ignore[attr-defined]
        return view

    return decorate
