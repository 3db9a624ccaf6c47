"""Browsers signed in to the screens, and the district they look at."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff


@dataclass
class District:
    """Two agencies with a member of staff each, committed, for tests through the screens."""

    school: Agency
    head: Staff
    other_school: Agency
    other_head: Staff


def signed_in(app: Flask, staff: Staff) -> FlaskClient:
    """A browser signed in as this member of staff."""
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = staff.fs_uniquifier
        cookie["_fresh"] = True
        cookie["fs_cc"] = "set"
        cookie["fs_paa"] = 4102444800.0
        cookie["identity.id"] = staff.fs_uniquifier
    return browser
