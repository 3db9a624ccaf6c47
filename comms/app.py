"""The application: the screens, the door in front of them, and the installation behind."""

from __future__ import annotations

import hashlib

from flask import Flask

from comms.foundation.opening import Installation
from comms.web import accounts, door, faults, headers, screens
from comms.web.secrets_file import web_secret


def create_app(installation: Installation) -> Flask:
    """The WSGI application for one installation."""
    settings = installation.settings
    app = Flask("comms.web", static_folder="assets", static_url_path="/static", template_folder="templates")
    app.extensions["comms"] = installation
    secret = web_secret(settings)
    salt = hashlib.sha256(b"password salt" + secret.encode()).hexdigest()
    app.config.update(accounts.security_settings(settings, secret, salt))
    door.open_door(app)
    headers.set_headers(app, secure=settings.secure)
    accounts.guard_accounts(app)
    faults.answer_faults(app)
    screens.add_screens(app)
    return app
