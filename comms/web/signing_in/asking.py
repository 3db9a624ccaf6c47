"""Leading somebody to the step of signing in that is missing, and back to where they were going."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.signing_in import find
from comms.agencies.signing_in.staff_session import Ended
from comms.web.door import work
from comms.web.signing_in.browser_session import found

OVER = {
    Ended.IDLE: "You were signed out, because nothing was done here for a while. Sign in to go on.",
    Ended.TOO_LONG: "You were signed out, because you signed in a long time ago. Sign in to go on.",
}


def ask_to_sign_in() -> ResponseReturnValue:
    """Lead to what is missing: the password, the second factor, or setting one up."""
    both = found(work())
    if both is None:
        over = g.get("session_over")
        flash(OVER[over[1]] if over else "Please sign in first.", "info")
        return _lead("signing_in.password")
    has_factor = find.has_second_factor(work(), both[1])
    return _lead("second_factor.code" if has_factor else "factors.choose")


def ask_to_confirm() -> ResponseReturnValue:
    """Lead to the page that asks again whether it is they."""
    return _lead("confirming.confirm")


def _lead(endpoint: str) -> ResponseReturnValue:
    address = url_for(endpoint, next=_going())
    if "HX-Request" in request.headers:
        # A part of a page was asked for: the whole page has to go there, not that part of it.
        return "", 401, {"HX-Redirect": address}
    return redirect(address, 302)


def _going() -> str | None:
    """Where somebody was going: this page, or the one whose form they sent; None where that is no page."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter and adapter.test(request.path, "GET") else None


def onward() -> str:
    """Where to go after signing in: where somebody was going, where that is a page of ours, else the home page."""
    return safe_place(request.args.get("next", "")) or "/"


def safe_place(place: str) -> str:
    """A place inside this service as it was given; empty for one that could lead elsewhere."""
    # Browsers read a backslash as a slash, and leave control characters out: “/\evil” and “/\t/evil” lead elsewhere.
    if not place.startswith("/") or place.startswith("//") or "\\" in place or not place.isprintable():
        return ""
    try:
        parts = urlsplit(place)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else place
