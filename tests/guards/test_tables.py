"""Laws of the tables: what is locked stands nowhere open, and what is only ever added is guarded by the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import LargeBinary, Text, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.families.actions import StatusGiven, record_child_status, record_safe_contact
from comms.families.find import contact_hash
from comms.families.pupil import Pupil
from comms.foundation.db import Record
from comms.foundation.locks import Locked
from comms.foundation.migrations import every_record  # noqa: F401
from comms.foundation.work import Database
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind
from comms.translation.actions import WordsGiven, write_translation

RECORDS = sorted((mapper.class_ for mapper in Record.registry.mappers), key=lambda record: record.__tablename__)
# Open texts of free length, each with the reason why it holds nobody's words.
OPEN_TEXTS = {
    "audit_entry.detail": "ids, codes and names of fields",
    "agency_template.body": "an agency's letter before it is filled in; one that names somebody never comes into force",
}


def _locked(record: type[Any]) -> dict[str, Locked[Any]]:
    return {name: value for name, value in vars(record).items() if isinstance(value, Locked)}


def test_every_locked_column_is_read_through_its_lock_and_has_no_open_twin() -> None:
    seen = 0
    for record in RECORDS:
        columns = set(record.__table__.c.keys())
        locked = {name for name in columns if name.endswith("_locked")}
        assert {f"{name}_locked" for name in _locked(record)} == locked, record.__tablename__
        for column in locked:
            assert isinstance(record.__table__.c[column].type, LargeBinary)
            assert column.removesuffix("_locked") not in columns, f"{record.__tablename__}.{column} has an open twin"
        if locked:
            assert isinstance(vars(record).get("lock_owner"), property), f"whose key locks {record.__tablename__}?"
        seen += len(locked)
    assert seen >= 10


def test_no_open_column_holds_text_of_any_length() -> None:
    open_texts = {
        f"{record.__tablename__}.{column.name}"
        for record in RECORDS
        for column in record.__table__.c
        if isinstance(column.type, Text)
    }
    assert open_texts == set(OPEN_TEXTS)


def test_a_hash_that_finds_a_locked_value_is_keyed(session: Session, viewer: Viewer, now: datetime) -> None:
    assert contact_hash(session, "07700 900821") not in {
        sha256(b"07700900821").digest(),
        sha256(b"contact|07700900821").digest(),
    }


Make = Callable[[Session, Viewer, datetime], object]


def _changed_mark(session: Session, viewer: Viewer, now: datetime) -> None:
    child = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn="A100000000001", recorded_at=now))
    session.flush()
    for code in ("N", "I"):
        record_marks(session, viewer, {child.id: [SessionMark(date(2026, 11, 20), "AM", code)]}, now)


def _posted_letter(session: Session, viewer: Viewer, now: datetime) -> None:
    letter = a_letter(session, viewer, now)
    record_event(session, viewer, letter.id, EventGiven(EventKind.POSTED, now.date(), post_class="first class"), now)


def _translated_sentence(session: Session, viewer: Viewer, now: datetime) -> None:
    school = own_agency(session, viewer)
    translator = viewer_of(a_staff_member(session, school, now, roles=("translator",)))
    given = WordsGiven("lt", "phrase", "We can lend your child a bicycle.", None, ("Paskolinsime vaikui dviratį.",))
    write_translation(session, translator, given, now)


def _interpreter_asked_for(session: Session, viewer: Viewer, now: datetime) -> None:
    person = a_parent(session, viewer, now)
    session.add(InterpreterUse(agency_id=viewer.agency_id, person_id=person.id, kind=UseKind.ASKED, at=now))
    session.flush()


APPEND_ONLY: dict[str, Make] = {
    "audit_entry": a_parent,
    "language_need": lambda s, v, now: a_need(s, v, a_parent(s, v, now), now),
    "safe_contact": lambda s, v, now: record_safe_contact(
        s, v, a_parent(s, v, now).id, flagged=True, post_is_safe=None, said="", now=now
    ),
    "child_status": lambda s, v, now: record_child_status(s, v, a_child(s, v, now).id, StatusGiven(), now),
    "mark_change": _changed_mark,
    "letter_event": _posted_letter,
    "own_words": _translated_sentence,
    "interpreter_use": _interpreter_asked_for,
}
# Said to be added only, and yet changed in one column, which its own words explain.
WITH_AN_EXCEPTION = {"translation_approval", "agency_template"}


def test_every_record_that_says_it_is_only_added_to_is_guarded() -> None:
    says_so = {
        record.__tablename__
        for record in RECORDS
        if any(words in (record.__doc__ or "") for words in ("never changed", "is a new row"))
    }
    assert says_so - WITH_AN_EXCEPTION == set(APPEND_ONLY) - {"audit_entry"}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_itself_refuses_to_change_or_delete_what_is_only_added(
    database: Database, now: datetime, table: str
) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        viewer = viewer_of(a_staff_member(session, school, now, roles=("head teacher", "administrator")))
        APPEND_ONLY[table](session, viewer, now)
    [column] = Record.metadata.tables[table].primary_key.columns
    attempts = [f"UPDATE {table} SET {column.name} = {column.name}", f"DELETE FROM {table}"]
    if database.engine.dialect.name == "postgresql":
        attempts.append(f"TRUNCATE {table}")
    for attempt in attempts:
        with pytest.raises(DBAPIError, match="only ever added"), database.work() as session:
            session.execute(text(attempt))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Record.metadata.tables[table]))
