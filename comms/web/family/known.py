"""That a browser has opened a family's page: a cookie of its own, for one link and half an hour, signed and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from comms.follow_ups.family_page.family_link import FamilyLink

KNOWN_FOR = timedelta(minutes=30)
NAME = "family"


def remember(response: Response, token: str, link: FamilyLink, now: datetime) -> None:
    """Let this browser see what is behind the link, for half an hour from now."""
    until = now + KNOWN_FOR
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        _name(), _signer().dumps([str(link.id), until.isoformat()]), max_age=KNOWN_FOR, path=_place(token),
        secure=secure, httponly=True, samesite="Lax",
    )  # fmt: skip


def is_known(link: FamilyLink, now: datetime) -> bool:
    """Whether this browser has opened the page a short while ago, and not another one."""
    try:
        link_id, until = _signer().loads(request.cookies.get(_name(), ""))
    except (BadSignature, ValueError, TypeError):
        return False
    return bool(link_id == str(link.id) and now < datetime.fromisoformat(until))


def _name() -> str:
    return f"__Secure-{NAME}" if current_app.config["SESSION_COOKIE_SECURE"] else NAME


def _place(token: str) -> str:
    # So that the cookie is sent to this page alone.
    return url_for("family_page.show", token=token)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="family page")
