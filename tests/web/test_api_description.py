"""The description says of every route what it answers, and the routes answer that and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from api_programs import Program, Worker, a_key
from browsers import District
from factories import a_letter, a_need
from flask import Flask
from screens import a_family
from sqlalchemy import update

from comms.agencies.api_key import Scope
from comms.foundation.locks import DataKey
from comms.foundation.work import Database
from comms.web import door
from comms.web.api import libretranslate
from comms.web.api.description import description
from comms.web.api.routes import KEYED

NOBODY = UUID(int=7)
TRANSLATE = {"texts": ["Dzień dobry", "REFUSE"], "source": "auto", "target": "en"}
LIBRE = {"q": "Dzień dobry", "source": "pl", "target": "en"}
LARGE = b'{"texts": "' + b"a" * (2 * 1024 * 1024) + b'"}'


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            yield path, method.upper(), operation


def _documented() -> set[tuple[str, str]]:
    return {
        (operation["operationId"], status)
        for _, _, operation in _operations()
        for status in operation["responses"]
        if status != "default"
    }


def _routes(app: Flask) -> dict[tuple[str, str], Any]:
    """The routes for programs, by path and method, each with the function behind it."""
    ours = {blueprint.name for blueprint in KEYED}
    return {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method): app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in ours
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_for_programs_is_described_and_no_other(app: Flask) -> None:
    assert {(path, method) for path, method, _ in _operations()} == set(_routes(app))


def test_the_description_names_the_scope_that_each_route_asks_for(app: Flask) -> None:
    routes = _routes(app)
    for path, method, operation in _operations():
        scope = getattr(routes[path, method], "scope", None)
        assert operation.get("x-scope") == scope, path
        assert bool(operation["security"]) == (scope is not None), path
    assert {operation.get("x-scope") for _, _, operation in _operations()} - {None} == set(Scope)


def test_the_routes_of_libretranslate_are_no_screens(app: Flask) -> None:
    theirs = {path for path, _, operation in _operations() if "LibreTranslate" in operation["tags"]}
    for rule in app.url_map.iter_rules():
        ours = rule.endpoint.startswith(libretranslate.bp.name)
        assert (rule.rule in theirs) == ours, rule.rule
    assert theirs == {"/translate", "/detect", "/languages", "/frontend/settings"}


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    seen = 0
    for schema in description()["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
        seen += 1
    assert seen > 20
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(description())):
        found: Any = description()
        for part in reference.split("/"):
            found = found[part]
        assert found


def test_the_description_itself_needs_no_key(app: Flask) -> None:
    answer = Program.at(app).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json == description()


@dataclass
class Walk:
    """A walk through every status of every route; ``seen`` is what was met on it, held against the description."""

    app: Flask
    key: str
    seen: set[tuple[str, str]] = field(default_factory=set)

    def ask(self, method: str, path: str, key: str | None = None, **given: Any) -> None:
        """Ask once, with the key for everything or another."""
        program = Program.at(self.app, self.key if key is None else key)
        program.ask(method, path, **given)
        self.seen |= program.seen


@pytest.fixture
def walk(app: Flask, database: Database, district: District, api_moment: datetime) -> Walk:
    return Walk(app, a_key(database, district.head, api_moment))


def test_every_status_that_is_described_is_answered_and_every_answer_is_as_described(
    walk: Walk, database: Database, district: District, api_moment: datetime, worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    family = a_family(database, district, api_moment)
    with database.work() as session:
        a_need(session, family.viewer, family.mother, api_moment, dialect="Samogitian")
        a_need(session, family.viewer, family.child, api_moment, dialect="Samogitian")
        letter = a_letter(session, family.viewer, api_moment, family.mother)
    upn = f"A{family.child.id.int % 10**12:012}"
    read = [
        ("GET", "/api/v1/languages"),
        ("GET", f"/api/v1/needs/{family.mother.id}"),
        ("GET", f"/api/v1/letters/to/{family.mother.id}"),
        ("GET", f"/api/v1/letters/{letter.id}/html"),
        ("GET", f"/api/v1/letters/{letter.id}/text"),
    ]
    sent: list[tuple[str, dict[str, Any]]] = [
        ("/api/v1/detect", {"texts": "Labas"}),
        ("/api/v1/translate", TRANSLATE),
        ("/api/v1/needs", {"pupil": upn}),
    ]
    everything: list[tuple[str, str, dict[str, Any]]] = [
        *((method, path, {}) for method, path in read),
        *(("POST", path, {"json": body}) for path, body in sent),
    ]
    _well(walk, everything)
    _at_the_door(walk, database, district, api_moment, everything)
    for path, body in sent:
        walk.ask("POST", path, data=b"{", content_type="application/json")
        walk.ask("POST", path, data=LARGE, content_type="application/json")
        walk.ask("POST", path, data=body)
        walk.ask("POST", path, json={"nothing": 1})
    for path in (f"needs/{NOBODY}", f"letters/to/{NOBODY}", f"letters/{NOBODY}/html", f"letters/{NOBODY}/text"):
        walk.ask("GET", f"/api/v1/{path}")
    walk.ask("POST", "/api/v1/needs", json={"pupil": "A1"})
    worker.late = True
    walk.ask("POST", "/api/v1/translate", json=TRANSLATE | {"source": "pl"})
    walk.ask("POST", "/translate", json=LIBRE | {"api_key": walk.key})
    with database.work() as session:
        erased = DataKey.owner_id.in_([family.mother.id, family.child.id])
        session.execute(update(DataKey).where(erased).values(wrapped=None))
    for method, path, given in everything:
        if "needs" in path or path.endswith(("html", "text")):
            walk.ask(method, path, **given)
    assert walk.seen == _documented()


def _well(walk: Walk, everything: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Everything that goes well, and what LibreTranslate's routes refuse."""
    for method, path, given in everything:
        walk.ask(method, path, **given)
    for path in ("/api/v1/openapi.json", "/languages", "/frontend/settings"):
        walk.ask("GET", path, key="")
    for source in ("pl", "auto"):
        for q in ("Dzień dobry, moja córka jest dzisiaj chora.", ["Dzień dobry, moja córka jest chora.", "REFUSE"]):
            walk.ask("POST", "/translate", json={"q": q, "source": source, "target": "en", "alternatives": 2})
    for q in ("Dzień dobry, moja córka jest dzisiaj chora.", "1"):
        walk.ask("POST", "/detect", data={"q": q, "api_key": walk.key}, key="")
    for path in ("/translate", "/detect"):
        walk.ask("POST", path, json={})
        walk.ask("POST", path, json=LIBRE | {"api_key": "comms_wrong"})
        walk.ask("POST", path, data=LARGE, content_type="application/json")


def _at_the_door(
    walk: Walk, database: Database, district: District, now: datetime, everything: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """What is answered to a wrong key, to one for something else, and to one that was used up."""
    for_little = {scope: a_key(database, district.head, now, [scope]) for scope in ("languages", "detect")}
    used_up = a_key(database, district.head, now, a_minute=1)
    walk.ask("POST", "/api/v1/detect", key=used_up, json={"texts": "Labas"})
    for method, path, given in everything:
        walk.ask(method, path, key="", **given)
        walk.ask(method, path, key=for_little["detect" if path.endswith("languages") else "languages"], **given)
        walk.ask(method, path, key=used_up, **given)
    for path in ("/translate", "/detect"):
        walk.ask("POST", path, json=LIBRE | {"api_key": used_up})


def test_a_key_that_ended_opens_nothing_though_it_did(
    walk: Walk, app: Flask, api_moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program.at(app, walk.key)
    assert program.get("/api/v1/languages").status_code == 200
    monkeypatch.setattr(door, "utc_now", lambda: api_moment + timedelta(days=32))
    assert program.get("/api/v1/languages").status_code == 401
