"""Who is looking, and what a route demands of them. Every route says one or the other; a guard test asks each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g
from flask_login import current_user

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.web.signing_in.asking import ask_to_confirm, ask_to_sign_in
from comms.web.signing_in.browser_session import own_session

View = TypeVar("View", bound=Callable[..., Any])


def viewer() -> Viewer:
    """The signed-in member of staff as a viewer."""
    if "viewer" not in g:
        g.viewer = viewer_of(current_user._get_current_object())  # noqa: SLF001 - how Flask-Login hands it out
    return cast("Viewer", g.viewer)


def is_signed_in() -> bool:
    """Whether somebody has signed in with this browser, second factor and all."""
    return bool(current_user and current_user.is_authenticated)


def needs(permission: Permission) -> Callable[[View], View]:
    """The permission a route needs. Without sign-in it leads to the sign-in page; without the permission it refuses."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not is_signed_in():
                return ask_to_sign_in()
            viewer().require(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def own(what: str) -> Callable[[View], View]:
    """Marks a route that everybody who has signed in may open, because it shows or changes ``what`` is their own."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs) if is_signed_in() else ask_to_sign_in()

        guarded.own = what  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def confirmed(view: View) -> View:
    """Marks a route on which somebody has to have shown within ten minutes that it is they; it stands below ``own``.

    So that whoever finds a browser open cannot take the account with it. Source: OWASP ASVS 5.0, 7.5.1.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if own_session().is_confirmed(g.now) else ask_to_confirm()

    guarded.confirmed = True  # type: ignore[attr-defined]
    return cast("View", guarded)


def public(reason: str) -> Callable[[View], View]:
    """Marks a route that anyone may open, and says why."""

    def decorate(view: View) -> View:
        view.public = reason  # type: ignore[attr-defined]
        return view

    return decorate
