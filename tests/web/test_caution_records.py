"""The page of a sealed record: its versions, corrections, the person's copy, links for a court, and where it went."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from kept_exhibits import COPY, a_kept_record, sealed
from letter_browsing import heading
from recorded_cautions import BEGAN
from screens import said
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.export import ExhibitExport, ExportWay
from comms.cautions.exhibits.keys.find import published
from comms.cautions.exhibits.link import ExhibitLink
from comms.cautions.exhibits.public_key import read_keys
from comms.cautions.exhibits.verifying import verify_exhibit
from comms.cautions.session import CautionSession, SessionState
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.web import door

# What is behind these screens is tried on both databases where it lives.
pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)

# After the session was sealed, the same day.
AFTERWARDS = BEGAN + timedelta(hours=5)
LINK = {
    "for_name": "Ruth Okafor", "for_office": "Cambridge Magistrates’ Court", "why": "Hearing in December", "days": "7",
}  # fmt: skip


@pytest.fixture
def officer(database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Staff:
    """An officer of the district's first agency, after the session."""
    monkeypatch.setattr(door, "utc_now", lambda: AFTERWARDS)
    with database.work() as session:
        return a_staff_member(session, session.merge(district.school), now, roles=("officer",), name="Helen Green")


@pytest.fixture
def record(database: Database, officer: Staff) -> CautionRecord:
    """The record of a simple caution they took."""
    with database.work() as session:
        return a_kept_record(session, viewer_of(session.merge(officer)), AFTERWARDS)


@pytest.fixture
def browser(app: Flask, officer: Staff) -> FlaskClient:
    """The officer's browser."""
    return signed_in(app, officer)


def page(browser: FlaskClient, record: CautionRecord) -> TestResponse:
    return browser.get(f"/cautions/{record.session_id}/record")


def ways(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        lines = session.scalars(select(ExhibitExport).order_by(ExhibitExport.at, ExhibitExport.id))
        return [(one.way, one.to_whom, one.language) for one in lines]


def test_the_page_says_in_a_sentence_what_happened_who_sealed_it_and_that_it_has_not_left(
    browser: FlaskClient, database: Database, record: CautionRecord
) -> None:
    shown = page(browser, record)
    assert (shown.status_code, heading(shown)) == (200, "The record is sealed")
    words = said(shown)
    for told in (
        "accepted a simple caution", "by Helen Green", record.record_sha256, record.pdf_sha256,
        "In Lithuanian first, then in English", "It has not left yet",
    ):  # fmt: skip
        assert told in words, told
    with database.reading() as session:
        [noted] = session.scalars(select(AuditEntry).where(AuditEntry.action == "view record of caution"))
        assert noted.subject_id == record.session_id


def test_the_exhibit_and_the_copy_can_be_taken_and_a_download_is_in_the_log_by_name(
    browser: FlaskClient, database: Database, record: CautionRecord
) -> None:
    exhibit = browser.get(f"/caution-records/{record.id}/exhibit.pdf")
    assert exhibit.data == sealed("lt").pdf
    assert browser.get(f"/caution-records/{record.id}/copy.pdf").data == COPY
    given = browser.post(
        f"/caution-records/{record.id}/copy-given", data={"to_whom": "Rūta Kazlauskienė", "language": "lt"}
    )
    assert given.status_code == 303
    assert ways(database) == [
        (ExportWay.DOWNLOADED, "Helen Green", ""), (ExportWay.COPY_TAKEN, "Helen Green", ""),
        (ExportWay.COPY_GIVEN, "Rūta Kazlauskienė", "lt"),
    ]  # fmt: skip
    words = said(page(browser, record))
    assert "Downloaded by Helen Green" in words
    assert "The person’s copy downloaded by Helen Green" in words
    assert "Copy given to Rūta Kazlauskienė, in Lithuanian (by Helen Green)" in words


def test_a_recording_that_a_colleague_takes_is_in_the_log_and_a_picture_on_the_page_is_not(
    browser: FlaskClient, database: Database, record: CautionRecord
) -> None:
    assert browser.get(f"/caution-records/{record.id}/files/media-01-handwriting.png").status_code == 200
    assert ways(database) == []
    assert browser.get(f"/caution-records/{record.id}/files/media-02-audio.webm").status_code == 200
    assert ways(database) == [(ExportWay.RECORDING_TAKEN, "Helen Green", "")]


def test_a_link_is_shown_once_says_who_looked_and_can_be_withdrawn(
    app: Flask, browser: FlaskClient, record: CautionRecord
) -> None:
    made = browser.post(f"/caution-records/{record.id}/links", data=LINK)
    assert heading(made) == "Copy this link now"
    assert "until the end of 29 November 2026" in said(made)
    found = re.search(r">http://127\.0\.0\.1:8000(/exhibit/[^<]+)</textarea>", made.text)
    assert found
    path = found[1]
    assert path not in page(browser, record).text
    assert "Nobody has looked." in said(page(browser, record))
    court = app.test_client()
    assert heading(court.get(path)) == "Record of a simple caution"
    words = said(page(browser, record))
    assert "Ruth Okafor, Cambridge Magistrates’ Court: may look until the end of 29 November 2026" in words
    assert "Looked 1 time, last 23 November 2026" in words
    assert "Looked at by Ruth Okafor, Cambridge Magistrates’ Court" in words
    action = re.search(r'action="(/exhibit-links/[^"]+)"', page(browser, record).text)
    assert action
    assert browser.post(action[1]).status_code == 303
    assert court.get(path).status_code == 404
    assert "Ruth Okafor, Cambridge Magistrates’ Court: withdrawn 23 November 2026" in said(page(browser, record))


def test_what_is_missing_of_a_link_is_said_at_its_field_and_nothing_typed_is_lost(
    browser: FlaskClient, database: Database, record: CautionRecord
) -> None:
    refused = browser.post(f"/caution-records/{record.id}/links", data=LINK | {"why": " ", "days": "90"})
    assert refused.status_code == 422
    assert 'id="why-error"' in refused.text
    assert 'id="days-error"' in refused.text
    assert 'value="Ruth Okafor"' in refused.text
    with database.reading() as session:
        assert session.scalars(select(ExhibitLink)).all() == []


def test_a_correction_is_a_new_version_with_its_reason_and_both_are_whole(
    browser: FlaskClient, database: Database, record: CautionRecord
) -> None:
    wrong = {"what": "The interpreter’s number.", "says_now": "It is NRPSI 12354.", "correction_why": ""}
    refused = browser.post(f"/cautions/{record.session_id}/record/correct", data=wrong)
    assert refused.status_code == 422
    assert 'id="correction_why-error"' in refused.text
    assert "It is NRPSI 12354.</textarea>" in refused.text
    right = wrong | {"correction_why": "Two figures were swapped."}
    assert browser.post(f"/cautions/{record.session_id}/record/correct", data=right).status_code == 303
    words = said(page(browser, record))
    assert "The record is sealed, and was corrected" in words
    assert "Version 2, sealed 23 November 2026" in words
    assert "Why: Two figures were swapped." in words
    assert "It now says: It is NRPSI 12354." in said(browser.get(f"/cautions/{record.session_id}/record/2"))
    earlier = said(browser.get(f"/cautions/{record.session_id}/record/1"))
    assert "12354" not in earlier
    assert "Since then the record was corrected: version 2 is the newest." in earlier
    with database.reading() as session:
        versions = session.scalars(select(CautionRecord).order_by(CautionRecord.version)).all()
        keys = [key for one in published(session) for key in read_keys(one.certificate)]
        assert [verify_exhibit(one.pdf, keys).holds for one in versions] == [True, True]


def test_an_officer_reads_the_record_as_a_court_does_with_every_answer_by_hand(
    browser: FlaskClient, record: CautionRecord
) -> None:
    read = browser.get(f"/cautions/{record.session_id}/record/1")
    assert heading(read) == "Record of a simple caution"
    assert "This record is whole" in said(read)
    hand = re.search(r'src="(/caution-records/[^"]+handwriting\.png)"', read.text)
    assert hand
    assert browser.get(hand[1]).data.startswith(b"\x89PNG")
    assert browser.get(f"/cautions/{record.session_id}/record/9").status_code == 404


def test_a_session_that_is_not_sealed_says_what_is_needed(
    browser: FlaskClient, database: Database, officer: Staff, record: CautionRecord
) -> None:
    with database.work() as session:
        sealed_one = session.get_one(CautionSession, record.session_id)
        row = CautionSession(
            agency_id=sealed_one.agency_id, person_id=sealed_one.person_id, kind="simple", script_version="2026-11-1",
            state=SessionState.OPEN, opened_at=AFTERWARDS, opened_by=officer.id, officer_id=officer.id,
        )  # fmt: skip
        session.add(row)
    shown = browser.get(f"/cautions/{row.id}/record")
    assert heading(shown) == "There is no sealed record yet"
    assert "Until then nothing of it can leave." in said(shown)


def test_who_may_only_see_cautions_changes_nothing_and_others_see_nothing(
    app: Flask, database: Database, district: District, client: FlaskClient, record: CautionRecord, now: datetime
) -> None:
    looking = page(client, record)
    assert looking.status_code == 200
    for offered in ("Make a link", "Correct something", "They were given it"):
        assert offered not in said(looking)
    assert client.post(f"/caution-records/{record.id}/links", data=LINK).status_code == 403
    with database.work() as session:
        court = a_staff_member(session, session.merge(district.school), now, roles=("court legal adviser",))
    assert page(signed_in(app, court), record).status_code == 403
    assert page(signed_in(app, district.other_head), record).status_code == 404
    assert signed_in(app, district.other_head).get(f"/caution-records/{record.id}/exhibit.pdf").status_code == 404
    assert ways(database) == []
