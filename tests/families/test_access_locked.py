"""What is written about who sees whom stands nowhere open, and fields that not everybody sees are blanked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from access_made import BORN, a_closed_family, social_care, work_with_too
from factories import a_child, a_need, a_parent
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access import find as access
from comms.families.access.asking import RequestGiven, ask_to_be_told
from comms.families.access.fields import FIELDS, court_order_for, may_see_field, note_for, vetoes_for
from comms.families.access.looking_up import LookUpGiven, answer_lookup, look_up
from comms.families.access.parts import Basis, Part
from comms.families.access.sharing import ShareGiven, decide_not_to_share, share_family
from comms.families.access.working import begin_working, stop_working
from comms.families.actions import StatusGiven, record_child_status, record_safe_contact
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.pupil import Pupil
from comms.foundation.audit import AuditEntry
from comms.foundation.db import Record

CANARY = "Canary words"
TABLES = (
    "family_share", "share_request", "closed_family", "closed_person", "closed_reader", "family_lookup", "involvement",
)  # fmt: skip


def test_no_reason_answer_or_name_stands_open_in_any_table_or_in_the_audit(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    worker, child = social_care(session, now), a_child(session, viewer, now)
    other = a_child(session, viewer, now, "Matas", "Petraitis")
    for number, one in enumerate((child, other)):
        session.add(Pupil(agency_id=viewer.agency_id, child_id=one.id, upn=f"A12345678901{number}", recorded_at=now))
    session.flush()
    found = look_up(session, worker, LookUpGiven(child.name, BORN, "A123456789010", Basis.HARM, CANARY), now)
    begin_working(session, worker, found.lookup_id, CANARY, now)
    asked = ask_to_be_told(session, worker, RequestGiven([Part.STATUS], Basis.HARM, CANARY), now, person_id=child.id)
    decide_not_to_share(session, viewer, asked.id, CANARY, now)
    given = ShareGiven(worker.agency_id, [Part.STATUS], Basis.HARM, CANARY, now.date().replace(month=12))
    share_family(session, viewer, [child.id], given, now)
    a_closed_family(session, viewer, [other.id], now)
    look_up(session, worker, LookUpGiven(other.name, BORN, "A123456789011", Basis.HARM, CANARY), now)
    [waiting] = access.lookups_kept_closed(session, viewer)
    answer_lookup(session, viewer, waiting.id, CANARY, now)
    stop_working(session, worker, child.id, CANARY, now)
    session.commit()
    for table in TABLES:
        rows = session.execute(select(Record.metadata.tables[table])).all()
        assert rows, table
        stored = " ".join(repr(value) for row in rows for value in row)
        for word in (CANARY, "take the children abroad", "Kazlausk", "Petraitis", "2013-05-04", "A12345678901"):
            assert word not in stored, (table, word)
    said = " ".join(entry.detail for entry in session.scalars(select(AuditEntry)))
    for word in (CANARY, "abroad", "Kazlausk", "Petraitis"):
        assert word not in said


def test_what_was_written_is_read_by_whom_it_is_for(session: Session, viewer: Viewer, now: datetime) -> None:
    worker, child = social_care(session, now), a_child(session, viewer, now)
    work_with_too(session, viewer, child.id, worker.agency_id, now)
    asked = ask_to_be_told(session, worker, RequestGiven([Part.STATUS], Basis.HARM, CANARY), now, person_id=child.id)
    assert access.requests_to_decide(session, viewer)[0].why == CANARY
    decided = decide_not_to_share(session, viewer, asked.id, "They asked us not to.", now)
    assert access.shares_made(session, viewer, child.id) == [decided]
    assert decided.why == "They asked us not to."


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_shown_by_its_own_permission_alone(viewer: Viewer, field: str) -> None:
    only = replace(viewer, permissions=frozenset({FIELDS[field]}))
    without = replace(viewer, permissions=frozenset(Permission) - {FIELDS[field]})
    assert may_see_field(only, field)
    assert not may_see_field(without, field)


def test_the_words_of_a_field_are_blanked_for_who_may_not_see_them(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother, child = a_parent(session, viewer, now), a_child(session, viewer, now)
    need = a_need(session, viewer, mother, now, avoid="Nobody from his church.")
    answer = record_safe_contact(session, viewer, mother.id, flagged=True, post_is_safe=None, said="By day.", now=now)
    status = record_child_status(session, viewer, child.id, StatusGiven(court_order_note="No contact."), now)
    blind = replace(viewer, permissions=frozenset({Permission.SEE_FAMILIES}))
    assert (vetoes_for(viewer, need), note_for(viewer, answer), court_order_for(viewer, status)) == (
        "Nobody from his church.", "By day.", "No contact.",
    )  # fmt: skip
    assert (vetoes_for(blind, need), note_for(blind, answer), court_order_for(blind, status)) == (None, None, None)
    assert (vetoes_for(viewer, None), note_for(viewer, None), court_order_for(viewer, None)) == (None, None, None)


def test_who_is_not_shown_whom_a_family_refuses_cannot_take_it_back(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, avoid="Nobody from his church.")
    reception = replace(viewer, permissions=viewer.permissions - {Permission.SEE_VETOES})
    given = NeedGiven(Source.ASKED_PERSON, spoken=["lt"], written="lt")
    record_language_need(session, reception, mother.id, given, now.replace(hour=9))
    assert find.language_need(session, viewer, mother.id).avoid == "Nobody from his church."  # type: ignore[union-attr]
    more = replace(given, avoid="Nor Mr Petraitis.")
    record_language_need(session, reception, mother.id, more, now.replace(hour=10))
    record_language_need(session, reception, mother.id, more, now.replace(hour=11))
    kept = find.language_need(session, viewer, mother.id)
    assert kept is not None
    assert kept.avoid == "Nobody from his church.\nNor Mr Petraitis."
    record_language_need(session, viewer, mother.id, given, now.replace(hour=12))
    kept = find.language_need(session, viewer, mother.id)
    assert kept is not None
    assert kept.avoid is None, "who sees it may"
