"""Signing in, by Flask-Security, on this house's own sessions. Its commit only flushes: the door commits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_wtf import CSRFProtect

from comms.agencies.staff import Role, Staff
from comms.foundation.clock import utc_now
from comms.foundation.settings import Settings
from comms.web.door import work_proxy


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
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_TRACKABLE": False,
        # No screen asks for the password a second time, so there is no page on which to give it.
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_REGISTERABLE": False,
        "SECURITY_DATETIME_FACTORY": utc_now,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_MSG_UNAUTHENTICATED": ("Please sign in first.", "info"),
        "SECURITY_ANONYMOUS_USER_DISABLED": False,
        "SESSION_COOKIE_NAME": "__Host-comms" if settings.secure else "comms",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 10,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def guard_accounts(app: Flask) -> None:
    """Put sign-in and the protection against forged requests into the application."""
    CSRFProtect(app)
    # The proxy is a session in all but name: each request has its own.
    Security(app, StaffStore(work_proxy, Staff, Role))  # type: ignore[arg-type]
