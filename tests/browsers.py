"""Browsers signed in to the screens, and the district they look at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from comms.agencies.agency import Agency
from comms.agencies.signing_in.staff_session import TOKEN_BYTES, Factor, StaffSession, hash_of
from comms.agencies.staff import Staff
from comms.foundation.opening import Installation
from comms.web.signing_in.browser_session import TOKEN, WHOSE


@dataclass
class District:
    """Two agencies with a member of staff each, committed, for tests through the screens."""

    school: Agency
    head: Staff
    other_school: Agency
    other_head: Staff


# A browser of a test is signed in wherever the test's clock stands: its session began long after.
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def signed_in(app: Flask, staff: Staff, at: datetime = FAR) -> FlaskClient:
    """A browser signed in as this member of staff, second factor and all, since ``at``.

    The session is a row like any other; only the audit knows nothing of it. The member of staff has to be committed.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    installation: Installation = app.extensions["comms"]
    with installation.database.work() as session:
        session.add(
            StaffSession(staff_id=staff.id, token_hash=hash_of(token), began_at=at, seen_at=at, confirmed_at=at,
                         factor=Factor.CODE, browser="Firefox on Windows")
        )  # fmt: skip
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie[TOKEN], cookie[WHOSE] = token, str(staff.id)
    return browser
