"""Flask-Security's machinery in this house: hashing, its user and its store, on our own sessions and screens.

Its own screens are not offered. They keep the session in the cookie, take a one-time code twice, and believe the
``Host`` a browser sends; what stands in their place is in ``comms/web/signing_in``.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_wtf import CSRFProtect

from comms.agencies.staff import Role, Staff
from comms.foundation.clock import utc_now
from comms.foundation.settings import Settings
from comms.web.door import work_proxy
from comms.web.signing_in.browser_session import load_staff
from comms.web.signing_in.passwords import NOBODYS, make_nobodys


class StaffStore(SQLAlchemySessionUserDatastore):
    """Finds staff for Flask-Security, inside the request's unit of work."""

    def commit(self) -> None:
        """Write what changed; the door commits it with the rest, or rolls all of it back."""
        self.db.session.flush()


def security_settings(settings: Settings, secret: str, salt: str) -> dict[str, Any]:
    """Flask's and Flask-Security's settings. Over plain http (the demo) a cookie cannot demand https."""
    return {
        "SECRET_KEY": secret,
        "SECURITY_PASSWORD_SALT": salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_TRACKABLE": False,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_DATETIME_FACTORY": utc_now,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_ANONYMOUS_USER_DISABLED": False,
        "SESSION_COOKIE_NAME": "__Host-comms" if settings.secure else "comms",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Our own token is all that opens anything: neither where a browser is nor what it calls itself counts.
        "SESSION_PROTECTION": None,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        # Our pages have browsers send no referrer, so none can be asked for. What is asked: comms/web/forged.py.
        "WTF_CSRF_SSL_STRICT": False,
    }


def guard_accounts(app: Flask) -> None:
    """Put sign-in and the protection against forged requests into the application."""
    CSRFProtect(app)
    # The proxy is a session in all but name: each request has its own.
    security = Security(app, StaffStore(work_proxy, Staff, Role), register_blueprint=False)  # type: ignore[arg-type]
    security.login_manager.user_loader(load_staff)
    # Nobody signs in by a header, or by a word in an address: programs have keys of their own.
    security.login_manager.request_loader(None)
    # Flask-Principal would ask who this is before every request, also for a font, and hold SQLite's write lock from
    # the beginning of each form that is sent, while a password is hashed.
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    with app.app_context():
        app.extensions[NOBODYS] = make_nobodys()
