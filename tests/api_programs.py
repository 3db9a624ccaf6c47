"""A program that asks the service with a key, and holds every answer against the description as it comes.

The worker's answers are made here where a test is not about the worker: capitals stand for another language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import jsonschema
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.api_key import Scope
from comms.agencies.api_keys.actions import KeyGiven, make_key
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.translation.machine import APPROVED, Answer
from comms.web.api import batches
from comms.web.api.description import description

EVERYTHING = tuple(Scope)
BY = "pl_en 1.9"


def a_key(
    database: Database,
    staff: Staff,
    now: datetime,
    scopes: Sequence[str] = EVERYTHING,
    a_minute: int = 600,
    last_day: date | None = None,
) -> str:
    """A key of the agency of a member of staff, which is shown this once."""
    with database.work() as session:
        viewer = viewer_of(session.merge(staff))
        given = KeyGiven("attendance system", scopes, a_minute, last_day or now.date() + timedelta(days=30))
        return make_key(session, viewer, given, now)[1]


def header(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Bearer {key}"}


@dataclass
class Program:
    """A program with a key. ``seen`` holds each operation and status that was answered."""

    client: FlaskClient
    key: str = ""
    seen: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def at(cls, app: Flask, key: str = "") -> Program:
        """A program that speaks to an application; it keeps no cookies."""
        return cls(app.test_client(use_cookies=False), key)

    def get(self, path: str, **given: Any) -> TestResponse:
        """Ask with GET."""
        return self.ask("GET", path, **given)

    def post(self, path: str, **given: Any) -> TestResponse:
        """Ask with POST; ``json`` or ``data`` is the body."""
        return self.ask("POST", path, **given)

    def ask(self, method: str, path: str, **given: Any) -> TestResponse:
        """Ask, and hold the answer against the description."""
        headers = (header(self.key) if self.key else {}) | given.pop("headers", {})
        answer = self.client.open(path, method=method, headers=headers, **given)
        self.seen.add(held(method, path, answer))
        return answer


def held(method: str, path: str, answer: TestResponse) -> tuple[str, str]:
    """The operation and the status of an answer, once it is what the description says of it."""
    operation = _operation(method, path.partition("?")[0])
    status = str(answer.status_code)
    responses = operation["responses"]
    assert status in responses, f"{method} {path} answered {status}, which is not described: {answer.text}"
    described = _followed(responses[status])
    [(kind, content)] = described["content"].items()
    assert answer.mimetype == kind, (method, path, status)
    for name, one in described.get("headers", {}).items():
        value: Any = answer.headers.get(name)
        assert value is not None, (name, path, status)
        _validate(int(value) if one["schema"].get("type") == "integer" else value, one["schema"])
    _validate(json.loads(answer.text) if kind.endswith("json") else answer.text, content["schema"])
    return operation["operationId"], status


def _operation(method: str, path: str) -> dict[str, Any]:
    for template, operations in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    raise AssertionError(f"{method} {path} is not described.")


def _followed(described: dict[str, Any]) -> dict[str, Any]:
    reference = described.get("$ref")
    if reference is None:
        return described
    *_, kind, name = reference.split("/")
    found: dict[str, Any] = description()["components"][kind][name]
    return found


def _validate(found: Any, schema: dict[str, Any]) -> None:
    # Nothing is fetched: what is referred to stands in the same document.
    whole = schema | {"components": description()["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(
        found
    )


@dataclass
class Worker:
    """Answers as the worker would: in capitals. ``late`` never answers; a text that says REFUSE is refused, and
    "We will ring you." is known from the memory. ``asked`` is what came to it."""

    late: bool = False
    asked: list[tuple[list[str], str, str, list[str]]] = field(default_factory=list)
    askers: list[Viewer | None] = field(default_factory=list)

    def __call__(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        seconds: float,
        names: Sequence[str] = (),
        *,
        asker: Viewer | None = None,
    ) -> list[Answer] | None:
        """What ``comms.web.translating.translated_by_worker`` answers."""
        assert 0 < seconds <= batches.SECONDS
        self.asked.append((list(texts), source, target, list(names)))
        self.askers.append(asker)
        return None if self.late else [self._answer(text) for text in texts]

    def _answer(self, text: str) -> Answer:
        if "REFUSE" in text:
            return Answer(None, "", "The translation lost a date, so it was refused.", from_memory=False)
        if text == "We will ring you.":
            return Answer("Zadzwonimy do Państwa.", APPROVED, "", from_memory=True)
        return Answer(text.upper(), BY, "", from_memory=False)


def notes(database: Database, action: str) -> list[AuditEntry]:
    """What the audit says of an action, the oldest first."""
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)
        found = list(session.scalars(query))
        session.expunge_all()
        return found
