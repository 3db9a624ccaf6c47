"""The web's own secrets (sessions, password salt), made once for an installation that has not set its own."""

from __future__ import annotations

import os
import secrets

from comms.foundation.errors import Misconfigured
from comms.foundation.settings import Settings


def web_secret(settings: Settings) -> str:
    """The secret that signs sessions: COMMS_SECRET_KEY, or a file made on first use. Production demands the setting."""
    if settings.secret_key:
        return settings.secret_key
    if settings.mode == "production":
        raise Misconfigured("COMMS_SECRET_KEY is not set.", "Make one with: openssl rand -base64 48")
    path = settings.home / "keys" / "web.secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
