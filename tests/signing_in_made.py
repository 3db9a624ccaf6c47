"""Staff with what they sign in with, a clock that stands still, and somebody who goes through signing in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from comms.agencies.signing_in.find import open_sessions
from comms.agencies.signing_in.one_time_code import code_at, new_secret, step_at
from comms.agencies.signing_in.recovery_code import make_recovery_codes
from comms.agencies.signing_in.sessions import begin_session
from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.signing_in.staff_session import Factor
from comms.agencies.staff import Staff
from comms.foundation.work import Database
from comms.web.signing_in.passwords import hashed

PASSWORD = "wet pebble orchid tramline"


def signed_in_with_a_key(session: Session, staff_id: UUID, now: datetime) -> dict[str, UUID]:
    """A session and a key of somebody's, by the names that the places in addresses have."""
    begin_session(session, session.get_one(Staff, staff_id), Factor.KEY, now)
    key = StaffKey(
        staff_id=staff_id, name="blue key", credential_id=secrets.token_bytes(16), public_key=b"none", made_at=now
    )
    session.add(key)
    session.flush()
    return {"signed_in_id": open_sessions(session, staff_id)[0].id, "passkey_id": key.id}


@dataclass
class Clock:
    """The moment at which every request comes."""

    now: datetime

    def wait(self, **how_long: float) -> None:
        """Let time pass: ``seconds``, ``minutes``, ``hours``."""
        self.now += timedelta(**how_long)


@dataclass
class Person:
    """Somebody who signs in: with which address, which browser, and the secret in their app, where they have one."""

    app: Flask
    database: Database
    clock: Clock
    staff_id: UUID
    email: str
    browser: FlaskClient
    secret: str = ""

    @classmethod
    def at(cls, app: Flask, database: Database, clock: Clock, staff: Staff, *, app_set_up: bool = True) -> Person:
        """Somebody with a password, and with an app unless the test says otherwise."""
        secret = new_secret() if app_set_up else ""
        with app.app_context(), database.work() as session:
            kept = session.get_one(Staff, staff.id)
            kept.password = hashed(PASSWORD)
            if app_set_up:
                kept.totp_secret, kept.totp_made_at = secret, clock.now
        return cls(app, database, clock, staff.id, staff.email, app.test_client(), secret)

    def elsewhere(self) -> Person:
        """The same person at another browser."""
        found = Person(**vars(self))
        found.browser = self.app.test_client()
        return found

    def give_password(self, password: str = PASSWORD, address: str = "/sign-in") -> TestResponse:
        """Send the first form."""
        return self.browser.post(address, data={"email": self.email, "password": password})

    def code(self, steps: int = 0) -> str:
        """What their app shows now, or as many steps later."""
        return code_at(self.secret, step_at(self.clock.now) + steps)

    def give_code(self, code: str | None = None, address: str = "/sign-in/code") -> TestResponse:
        """Send the second form; half a minute has passed since the last code."""
        if code is None:
            self.clock.wait(seconds=30)
        return self.browser.post(address, data={"code": code or self.code()})

    def sign_in(self) -> None:
        """Go through both steps."""
        assert self.give_password().status_code == 303
        assert self.give_code().status_code == 303

    def is_in(self) -> bool:
        """Whether this browser sees anything."""
        return self.browser.get("/account").status_code == 200

    def recovery_codes(self) -> list[str]:
        """A new set of recovery codes."""
        with self.database.work() as session:
            return make_recovery_codes(session, session.get_one(Staff, self.staff_id), self.clock.now)


def token_in(page: str) -> str:
    """The token against forged requests in a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]
