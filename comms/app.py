"""The application: the screens, the door in front of them, and the installation behind."""

from __future__ import annotations

import hashlib

from flask import Flask

from comms.foundation.errors import Misconfigured
from comms.foundation.opening import Installation, opening_faults
from comms.web import accounts, door, faults, forged, headers, limiting, screens
from comms.web.secrets_file import web_secret
from comms.web.signing_in import browser_session


def create_app(installation: Installation) -> Flask:
    """The WSGI application for one installation."""
    settings = installation.settings
    if settings.mode == "production" and (wrong := opening_faults(settings)):
        # Whoever starts it in a way of their own is refused too.
        raise Misconfigured("The settings are not right for production.", " ".join(wrong))
    app = Flask("comms.web", static_folder="assets", static_url_path="/static", template_folder="templates")
    app.extensions["comms"] = installation
    secret = web_secret(settings)
    salt = hashlib.sha256(b"password salt" + secret.encode()).hexdigest()
    app.config.update(accounts.security_settings(settings, secret, salt))
    browser_session.keep_sessions(app)
    door.open_door(app)
    limiting.keep_limits(app, settings.proxies)
    forged.refuse_foreign_forms(app)
    headers.set_headers(app, secure=settings.secure)
    accounts.guard_accounts(app)
    faults.answer_faults(app)
    screens.add_screens(app)
    return app
