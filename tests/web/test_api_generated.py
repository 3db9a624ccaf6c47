"""Whatever is sent to a route for programs, as described or not, with a key or without: it answers as is described.

Requests are made from the description itself (schemathesis), the same ones each time. On SQLite alone: what is tried is
how a request is read and what its answer says, and that happens before the database or after it;
test_api_description.py walks every answer on both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from api_programs import Worker, a_key, header
from browsers import District
from factories import a_letter, a_need
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from screens import a_family

from comms.agencies.api_key import Scope
from comms.foundation.work import Database

# Each request takes some hundredths of a second, and half of that is to make it.
MANY, FEW = 15, 2
AS_DESCRIBED = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection, positive_data_acceptance, unsupported_method,
]  # fmt: skip
# Without a key LibreTranslate's own services answer 400, and ours in their place answer the same.
CLOSED = [one for one in AS_DESCRIBED if one is not positive_data_acceptance]
# What the description cannot list: the tags there are, and the ids and numbers of an agency's own. English is the
# language translated into: from English into English there is nothing to do, and the answer says so.
TAGS = ("pl", "lt", "pa-Guru")
# The fields that hold a list.
LISTS = {"texts", "names", "family", "q"}

pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


@pytest.fixture
def operations(app: Flask) -> list[APIOperation]:
    """Every operation of the description, as it is served."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def known(database: Database, district: District, api_moment: datetime) -> dict[str, str]:
    """A pupil, their mother and a letter to her, by the names under which programs ask for them."""
    family = a_family(database, district, api_moment)
    with database.work() as session:
        a_need(session, family.viewer, family.mother, api_moment)
        letter = a_letter(session, family.viewer, api_moment, family.mother)
        upn = f"A{family.child.id.int % 10**12:012}"
        return {"person_id": str(family.mother.id), "letter_id": str(letter.id), "pupil": upn}


def _sent(operation: APIOperation, mode: GenerationMode, most: int, key: str, known: dict[str, str]) -> Counter[int]:
    """Send requests of one kind, and hold each answer against the description. How often each status came."""
    statuses: Counter[int] = Counter()

    @given(case=operation.as_strategy(mode), tag=st.sampled_from(TAGS), is_known=st.booleans())
    @settings(max_examples=most, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def send(case: Case, tag: str, is_known: bool) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters |= {name: known[name] for name in case.path_parameters if is_known}
            case.body = _with_what_there_is(case.body, tag, known if is_known else {})
            if case.media_type != "application/json":
                case.body = _as_in_a_form(case.body)
        headers = header(key) if key else {}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=AS_DESCRIBED if key else CLOSED, headers=headers)
        statuses[answer.status_code] += 1

    if _has_something_to_vary(operation) or mode is GenerationMode.POSITIVE:
        send()
    return statuses


def _has_something_to_vary(operation: APIOperation) -> bool:
    return bool(operation.body) or bool(operation.path_parameters)


def _with_what_there_is(body: Any, tag: str, known: dict[str, str]) -> Any:
    """A body that is as described, with tags of languages there are, and without a key that was made up. A field that
    nobody knows may stand there, but nothing is read that is nested more deeply than what we know."""
    if not isinstance(body, dict):
        return body
    there_is: dict[str, Any] = {"source": tag, "target": "en", "family": [tag]} | known
    return {
        name: there_is.get(name, value)
        for name, value in body.items()
        if name != "api_key" and (name in LISTS or not isinstance(value, list | dict))
    }


def _as_in_a_form(body: Any) -> Any:
    """A form has no null, and nobody writes a whole number in it with a point."""
    if not isinstance(body, dict):
        return body
    return {
        name: int(value) if isinstance(value, float) else value for name, value in body.items() if value is not None
    }


def _kinds(operations: list[APIOperation]) -> Iterator[tuple[APIOperation, GenerationMode]]:
    for operation in operations:
        for mode in GenerationMode:
            yield operation, mode


def test_with_a_key_for_everything_each_route_answers_as_is_described(
    operations: list[APIOperation], database: Database, district: District, api_moment: datetime, worker: Worker,
    known: dict[str, str],
) -> None:  # fmt: skip
    seen: dict[str, Counter[int]] = {}
    for operation, mode in _kinds(operations):
        # Of one key so many requests at one moment are not taken.
        key = a_key(database, district.head, api_moment)
        most = MANY if _has_something_to_vary(operation) else FEW
        seen.setdefault(operation.label, Counter()).update(_sent(operation, mode, most, key, known))
    # What was made got behind the door everywhere, and not all of it was taken.
    assert [label for label, statuses in seen.items() if not statuses[200]] == []
    assert sum(statuses[200] for statuses in seen.values()) > 60
    assert sum(sum(statuses.values()) - statuses[200] for statuses in seen.values()) > 60


@pytest.mark.parametrize("scope", [*Scope, None])
def test_with_a_key_for_one_thing_or_with_none_nothing_else_opens(
    operations: list[APIOperation], database: Database, district: District, api_moment: datetime, worker: Worker,
    known: dict[str, str], scope: Scope | None,
) -> None:  # fmt: skip
    key = a_key(database, district.head, api_moment, [scope]) if scope else ""
    for operation, mode in _kinds(operations):
        asks_for = operation.definition.raw.get("x-scope")
        statuses = _sent(operation, mode, FEW, key, known)
        if asks_for not in {scope, None}:
            assert statuses[200] == 0, (operation.label, statuses)
