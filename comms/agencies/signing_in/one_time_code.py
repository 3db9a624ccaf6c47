"""One-time codes of an authenticator app: six figures, new every 30 seconds. Source: RFC 6238.

Flask-Security's own do not remember which code was used, and read the clock themselves.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from comms.agencies.staff import Staff

SECONDS = 30
FIGURES = 6
# 160 bits, as RFC 4226 asks for; in base32 that is 32 letters.
SECRET_BYTES = 20
# A telephone's clock may be wrong by this many steps, in either direction.
SKEW = 1
ISSUER = "comms"


def new_secret() -> str:
    """A secret to share with an app, in base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def step_at(now: datetime) -> int:
    """The step that a moment lies in: spans of 30 seconds since 1970."""
    return int(now.timestamp()) // SECONDS


def code_at(secret: str, step: int) -> str:
    """The code of a step."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    begin = digest[-1] & 0x0F
    number = int.from_bytes(digest[begin : begin + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**FIGURES:0{FIGURES}}"


def step_of(secret: str, given: str, used: int | None, now: datetime) -> int | None:
    """The step whose code was given; None for a wrong code, and for one of the step ``used`` or before it."""
    figures = "".join(given.split())
    if not (figures.isascii() and figures.isdigit()):
        return None
    here = step_at(now)
    steps = [step for step in range(here - SKEW, here + SKEW + 1) if used is None or step > used]
    fitting = [step for step in steps if hmac.compare_digest(code_at(secret, step), figures)]
    return fitting[0] if fitting else None


def unused_code(secret: str, used: int | None, now: datetime) -> str | None:
    """A code that would be taken now; None where those of now were all used, until half a minute has passed."""
    here = step_at(now)
    step = max(here, (used or 0) + 1)
    return code_at(secret, step) if step <= here + SKEW else None


def take_code(session: Session, staff: Staff, given: str, now: datetime) -> bool:
    """Whether a code is right; it is used up by that, also for others who give it at the same moment."""
    if staff.totp_secret_locked is None:
        return False
    step = step_of(staff.totp_secret, given, staff.totp_used_at_step, now)
    if step is None:
        return False
    fresh = or_(Staff.totp_used_at_step.is_(None), Staff.totp_used_at_step < step)
    taken = session.execute(update(Staff).where(Staff.id == staff.id, fresh).values(totp_used_at_step=step))
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def app_address(secret: str, email: str) -> str:
    """What an app reads from the picture: the secret, and by which name to keep it."""
    label = quote(f"{ISSUER}:{email}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def spaced(secret: str) -> str:
    """A secret in groups of four, to be typed by hand."""
    return " ".join(secret[begin : begin + 4] for begin in range(0, len(secret), 4))
