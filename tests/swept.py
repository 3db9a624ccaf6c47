"""Going through every route there is: whoever asks, with ids of their own, of nobody, or signed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from browsers import District, signed_in
from every_route import address, rules
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from one_of_everything import everything
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from comms.agencies.permissions import ROLES
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.app import create_app
from comms.foundation.db import Record
from comms.foundation.opening import Installation
from comms.foundation.work import Database

METHODS = ("GET", "POST")
# What every request may put down, whatever it asked for: what was looked at, how often, and that the session is in use.
COUNTED = frozenset({"audit_entry", "limit_use", "staff_session", "data_key"})


@dataclass(frozen=True)
class Everything:
    """Somebody who may do everything there is, and one of everything that is theirs, by the names of the ids."""

    staff: Staff
    ids: dict[str, UUID]


def everything_of_one(database: Database, district: District, now: datetime) -> Everything:
    """One of everything at the district's school, and somebody there who has every role."""
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), now, roles=tuple(ROLES))
        return Everything(staff, everything(session, viewer_of(staff), now))


def over_https(installation: Installation) -> Flask:
    """The application as people reach it over https. Its forms need no token, so that a sweep gets behind them."""
    settings = replace(installation.settings, public_url="https://comms.example")
    app = create_app(replace(installation, settings=settings))
    app.config.update(
        TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False, PREFERRED_URL_SCHEME="https",
        SERVER_NAME="comms.example",
    )  # fmt: skip
    return app


def browsers(app: Flask, all_of_it: Everything, other: Staff) -> Iterator[tuple[str, FlaskClient, dict[str, UUID]]]:
    """Who asks, and with which ids: a visitor, somebody of another agency, who guesses, and who has everything. That
    one comes last, and each signs in when it is their turn: what can be done with one's own may end every session."""
    yield "signed out", app.test_client(), all_of_it.ids
    yield "of another agency", signed_in(app, other), all_of_it.ids
    yield "with ids that are nobody's", signed_in(app, all_of_it.staff), {}
    yield "with ids of their own", signed_in(app, all_of_it.staff), all_of_it.ids


@contextmanager
def asked(browser: FlaskClient, rule: Rule, method: str, ids: dict[str, UUID], **more: Any) -> Iterator[TestResponse]:
    """The answer to one request."""
    with browser.open(address(rule, ids), method=method, **more) as answer:
        yield answer


def every_request(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each route with each method it takes, those that end the session last: signing out ends the sweep."""
    ending: Callable[[Rule], bool] = lambda rule: "sign-out" in rule.rule  # noqa: E731 - a key to sort by
    for rule in sorted(rules(app), key=ending):
        for method in METHODS:
            if method in (rule.methods or set()):
                yield rule, method


def rows_of_all_tables(database: Database, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Each table's rows as one checksum, so that whatever changes in any of them is seen."""
    sums = {}
    with database.reading() as session:
        for table in Record.metadata.sorted_tables:
            if table.name not in without | COUNTED:
                rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
                sums[table.name] = f"{len(rows)} {sha256('|'.join(rows).encode()).hexdigest()[:16]}"
    return sums
