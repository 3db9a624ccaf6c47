"""What tests of the letters' screens look up and press."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from browsers import District
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.families.find import people_called
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.letters import find
from comms.letters.letter import Letter, LetterState
from comms.letters.runs.actions import RUN
from comms.letters.runs.letter_run import LetterRun
from comms.worker.working import Worker


def heading(page: TestResponse) -> str:
    """The first heading of a page, as one reads it."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found, page.text
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def letters_in(database: Database, school: District, state: LetterState) -> Sequence[Letter]:
    """The school's letters in a state."""
    with database.work() as session:
        return find.letters_in_state(session, viewer_of(session.merge(school.head)), state)


def letter_to(database: Database, school: District, name: str, state: LetterState) -> Letter:
    """The newest letter in a state to the person of that name."""
    with database.work() as session:
        viewer = viewer_of(session.merge(school.head))
        person = people_called(session, viewer, name)[0]
        return next(one for one in find.letters_about(session, viewer, person.id) if one.state == state)


def person_called(database: Database, school: District, name: str) -> UUID:
    """The id of the person of that name."""
    with database.work() as session:
        return people_called(session, viewer_of(session.merge(school.head)), name)[0].id


def audited(database: Database) -> list[str]:
    """Everything the audit holds, in order."""
    with database.work() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def make_all(client: FlaskClient) -> TestResponse:
    """Make every letter that is due, let the worker make the run, and see its page."""
    return client.get(run_of(client, {"which": "all"}))


def run_of(client: FlaskClient, chosen: dict[str, object]) -> str:
    """Make the chosen letters, and let the worker make the run, which prints nothing yet. Returns the run's address."""
    address = client.post("/letters/make", data=chosen).headers["Location"]
    worker = Worker(client.application.extensions["comms"])
    run = UUID(address.rpartition("/")[2])
    with worker.database.reading() as session:
        total = session.get_one(LetterRun, run).total
    for _ in range(total):
        worker.act(RUN, run)
    return address
