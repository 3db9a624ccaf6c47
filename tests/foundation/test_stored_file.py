"""An uploaded file, kept locked."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest
from factories import an_agency
from sqlalchemy import text
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.stored_file import Upload, store_file, stored_file

CONTENT = "UPN,Surname\nU1,Kazlauskienė\n".encode()


def test_a_file_comes_back_as_it_was_and_stands_locked_in_the_database(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    kept = store_file(session, viewer.actor, school.id, Upload("pupils", "Schüler.csv", CONTENT), now)
    session.expire_all()
    found = stored_file(session, school.id, kept.id)
    assert (found.name, found.content, found.kind, found.size) == ("Schüler.csv", CONTENT, "pupils", len(CONTENT))
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()
    [row] = session.execute(text("SELECT name_locked, content_locked FROM stored_file")).all()
    assert b"Kazlauskien" not in row.content_locked
    assert b"csv" not in row.name_locked
    assert session.info["audit_waiting"][-1].action == "import file"


def test_another_agencys_file_does_not_exist(session: Session, viewer: Viewer, school: Agency, now: datetime) -> None:
    kept = store_file(session, viewer.actor, school.id, Upload("pupils", "p.csv", CONTENT), now)
    other = an_agency(session, now, name="Other")
    with pytest.raises(NotFound):
        stored_file(session, other.id, kept.id)


def test_an_empty_file_is_refused(session: Session, viewer: Viewer, school: Agency, now: datetime) -> None:
    with pytest.raises(BadInput):
        store_file(session, viewer.actor, school.id, Upload("pupils", "p.csv", b""), now)
