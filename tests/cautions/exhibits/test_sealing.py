"""Sealing the record of a session, and correcting it, on both databases."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta

import pytest
from caution_factories import AT, OFFICER, a_police, a_police_officer, an_officer, put_down, taken_to
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.court.actions import CopyGiven, give_copy
from comms.cautions.exhibits.court.find import records_of
from comms.cautions.exhibits.keys.find import keys
from comms.cautions.exhibits.public_key import read_keys
from comms.cautions.exhibits.sealing import NotSealedYet, NotToBeSealed, correct, seal
from comms.cautions.exhibits.verifying import verify_exhibit
from comms.cautions.moments import ClockWrong
from comms.cautions.refusing import BadSaid
from comms.cautions.said import Decided, Signed
from comms.cautions.session import CautionSession, SessionState
from comms.cautions.signing import signers
from comms.cautions.step import Step
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import NotAllowed, NotFound

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def officer(session: Session) -> Viewer:
    """An officer of a custody suite."""
    return a_police_officer(session, AT)


def signed(session: Session, officer: Viewer) -> CautionSession:
    """A simple caution that was accepted and signed."""
    return taken_to(session, officer, Step.SIGNATURES)


def test_a_signed_session_is_sealed_into_an_exhibit_that_holds_with_the_key_alone(
    session: Session, officer: Viewer
) -> None:
    row = signed(session, officer)
    made = seal(session, officer, row.id, LATER)
    (key,) = keys(session, officer)
    found = verify_exhibit(made.pdf, read_keys(key.certificate))
    assert found.faults == ()
    assert found.record == json.loads(made.record)
    assert found.record_sha256 == made.record_sha256
    assert (made.version, made.supersedes_id, made.sealed_at, made.sealed_by) == (1, None, LATER, officer.staff_id)
    assert (row.state, row.sealed_at) == (SessionState.SEALED, LATER)
    record = json.loads(made.record)
    assert {one["by"] for one in record["entries"]} == {OFFICER}
    assert record["outcome"]["outcome"] == "accepts"
    assert record["disclosure"]["verification_page"].endswith("/verify")
    assert record["copies_given"]["made"] == {"language": "lt", "sha256": hashlib.sha256(made.copy or b"").hexdigest()}
    assert "accepted a simple caution" in " ".join(PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("step", "why"), [(Step.INDUCEMENT, "has not ended"), (Step.OUTCOME, "signature of the person")]
)
def test_a_session_that_is_not_signed_to_the_end_is_not_sealed(
    session: Session, officer: Viewer, step: Step, why: str
) -> None:
    row = taken_to(session, officer, step)
    with pytest.raises(NotToBeSealed, match=why):
        seal(session, officer, row.id, LATER)
    assert records_of(session, officer, row.id) == []


def test_a_record_is_sealed_once_and_that_is_noted_without_a_name(session: Session, officer: Viewer) -> None:
    row = signed(session, officer)
    made = seal(session, officer, row.id, LATER)
    with pytest.raises(NotToBeSealed, match="sealed already"):
        seal(session, officer, row.id, LATER)
    session.commit()
    (entry,) = session.query(AuditEntry).filter_by(action="seal caution record")
    assert json.loads(entry.detail) == {"record": str(made.id), "version": 1, "hash": made.pdf_sha256}


def test_only_the_agencys_own_officers_seal_and_only_with_a_clock_that_is_right(
    session: Session, officer: Viewer
) -> None:
    row = signed(session, officer)
    other = an_officer(session, a_police(session, AT, "Another Suite"), AT, "Ann Bell")
    with pytest.raises(NotFound):
        seal(session, other, row.id, LATER)
    with pytest.raises(NotAllowed):
        seal(session, without_permissions(officer), row.id, LATER)
    with pytest.raises(ClockWrong):
        seal(session, officer, row.id, AT - timedelta(hours=1))


def without_permissions(viewer: Viewer) -> Viewer:
    """The same person who may do nothing."""
    return Viewer(viewer.agency_id, viewer.agency_kind, frozenset(), viewer.staff_id, viewer.name)


def test_a_session_that_was_declined_is_sealed_as_well(session: Session, officer: Viewer) -> None:
    row = taken_to(session, officer, Step.PERSON)
    put_down(session, officer, row, Decided("cannot proceed", "No interpreter could be found."))
    for one in signers(find.standing(session, officer, row.id)):
        put_down(session, officer, row, Signed(one.who, one.name, "refused", why="Left", witness="Sam Reed"))
    record = json.loads(seal(session, officer, row.id, LATER).record)
    assert record["outcome"]["outcome"] == "cannot proceed"
    assert record["language"]["spoken"] == ""


def test_a_correction_is_another_version_and_the_first_stays_as_it_was_sealed(
    session: Session, officer: Viewer
) -> None:
    row = signed(session, officer)
    first = seal(session, officer, row.id, LATER)
    before = (first.record, first.pdf, first.pdf_sha256)
    give_copy(session, officer, first.id, CopyGiven("Mindaugas Kazlauskas", "lt"), LATER)
    second = correct(session, officer, row.id, "The custody number", "NA/1234/27", "A figure was misread", LATER)
    record = json.loads(second.record)
    assert (second.version, second.supersedes_id, second.why) == (2, first.id, "A figure was misread")
    assert record["record"]["supersedes"]["record_sha256"] == first.record_sha256
    assert record["record"]["corrections"][0]["says_now"] == "NA/1234/27"
    assert record["copies_given"]["given"][0]["language"] == "lt"
    assert (first.record, first.pdf, first.pdf_sha256) == before
    (key,) = keys(session, officer)
    assert verify_exhibit(second.pdf, read_keys(key.certificate)).holds
    assert [one.version for one in records_of(session, officer, row.id)] == [2, 1]
    with pytest.raises(DBAPIError, match="only ever added"):
        session.execute(text("UPDATE caution_record SET version = 7 WHERE id = :id"), {"id": _bound(session, first)})


@pytest.mark.parametrize("kind", ["conditional", "youth", "youth_conditional", "interview"])
def test_a_record_of_every_kind_is_sealed_and_holds(session: Session, officer: Viewer, kind: str) -> None:
    row = taken_to(session, officer, Step.SIGNATURES, AT, kind)
    made = seal(session, officer, row.id, LATER)
    (key,) = keys(session, officer)
    found = verify_exhibit(made.pdf, read_keys(key.certificate))
    assert found.holds
    assert found.record
    assert found.record["disposal"]["kind"] == kind
    assert found.record["outcome"]["outcome"] == row.outcome


def test_an_officer_who_is_renamed_makes_no_other_entries_of_those_that_were_sealed(
    session: Session, officer: Viewer
) -> None:
    row = signed(session, officer)
    before = json.loads(seal(session, officer, row.id, LATER).record)["entries"]
    session.get_one(Staff, officer.staff_id).name = "Sergeant Joanna Reed-Harker"
    session.flush()
    corrected = correct(session, officer, row.id, "The custody number", "NA/1234/27", "A figure was misread", LATER)
    assert json.loads(corrected.record)["entries"][: len(before)] == before


def test_a_correction_without_a_reason_or_of_nothing_sealed_is_refused(session: Session, officer: Viewer) -> None:
    row = signed(session, officer)
    with pytest.raises(NotSealedYet):
        correct(session, officer, row.id, "The date", "2026-11-22", "Misread", LATER)
    seal(session, officer, row.id, LATER)
    with pytest.raises(BadSaid) as refused:
        correct(session, officer, row.id, "The date", "2026-11-22", "", LATER)
    assert refused.value.field == "why"


def _bound(session: Session, made: CautionRecord) -> object:
    return made.id if session.get_bind().dialect.name == "postgresql" else made.id.hex
