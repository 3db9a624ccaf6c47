"""What a court's legal adviser sees behind a link: one record, whole or not, read-only, and every look on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from browsers import District
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from kept_exhibits import a_kept_record, another_version, sealed
from letter_browsing import heading
from screens import said
from sealed_exhibits import a_signing_key
from sqlalchemy import select, update

from comms.agencies.viewer import Viewer, viewer_of
from comms.cautions.exhibits.court.actions import make_link, withdraw_link
from comms.cautions.exhibits.export import ExhibitExport, ExportWay
from comms.cautions.exhibits.key import SealingKey
from comms.cautions.exhibits.link import ExhibitLink, LinkGiven
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.work import Database

RUTH = LinkGiven("Ruth Okafor", "Cambridge Magistrates’ Court", "Hearing on 4 December", 14)
HAND = "media-01-handwriting.png"


@dataclass
class Link:
    """A link that was made, and where it leads."""

    viewer: Viewer
    id: UUID
    session_id: UUID
    record_id: UUID
    path: str


@pytest.fixture
def link(database: Database, district: District) -> Link:
    """A link to the record of a simple caution."""
    now = utc_now()
    with database.work() as session:
        officer = viewer_of(a_staff_member(session, session.merge(district.school), now, roles=("officer",)))
        record = a_kept_record(session, officer, now)
        made, token = make_link(session, officer, record.id, RUTH, now)
        return Link(officer, made.id, record.session_id, record.id, f"/exhibit/{token}")


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


def ways(database: Database) -> list[tuple[str, UUID | None]]:
    with database.reading() as session:
        lines = session.scalars(select(ExhibitExport).order_by(ExhibitExport.at, ExhibitExport.id))
        return [(one.way, one.link_id) for one in lines]


def test_one_look_shows_what_was_asked_answered_and_by_whom_interpreted_and_that_it_is_whole(
    visitor: FlaskClient, link: Link
) -> None:
    page = visitor.get(link.path)
    assert (page.status_code, heading(page)) == (200, "Record of a simple caution")
    words = said(page)
    for told in (
        "This record is whole", "Not one byte has changed", "through the interpreter", "Aldona Petrauskienė",
        "NRPSI 12345", "In your own words, what is a caution?", "Mano įrašas bus policijos kompiuteryje",
        "My entry will be in the police's computer, but no court.", "The officer's judgement", "Understood.",
        "Point 3: admission. Understood at the second explanation.", "Shown to Ruth Okafor", "Each look is noted.",
    ):  # fmt: skip
        assert told in words, told
    assert '<p class="govuk-body" lang="lt" dir="ltr">' in page.text
    assert f'src="{link.path}/files/{HAND}"' in page.text
    assert "<form" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_every_look_and_download_is_noted_before_the_page_leaves(
    visitor: FlaskClient, database: Database, link: Link
) -> None:
    visitor.get(link.path)
    visitor.get(link.path)
    file = visitor.get(f"{link.path}/exhibit.pdf")
    assert file.data == sealed("lt").pdf
    assert "Kazlausk" not in file.headers["Content-Disposition"]
    assert "version-1.pdf" in file.headers["Content-Disposition"]
    assert visitor.get(f"{link.path}/files/{HAND}").mimetype == "image/png"
    assert visitor.get(f"{link.path}/files/media-02-audio.webm").mimetype == "audio/webm"
    assert ways(database) == [
        (ExportWay.LINK_MADE, link.id), (ExportWay.LOOKED_AT, link.id), (ExportWay.LOOKED_AT, link.id),
        (ExportWay.DOWNLOADED_BY_LINK, link.id), (ExportWay.RECORDING_TAKEN, link.id),
    ]  # fmt: skip
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "view caution record")).all()
        assert [(one.actor_kind, one.subject_id) for one in looks] == [("visitor", link.record_id)] * 2
        files = session.scalars(select(AuditEntry).where(AuditEntry.action == "view file of caution record")).all()
        assert [(one.actor_kind, one.subject_id) for one in files] == [("visitor", link.record_id)] * 2
        assert all(str(link.id) in one.detail for one in (*looks, *files))


def test_unknown_withdrawn_and_over_give_the_same_answer_and_say_to_ask_anew(
    visitor: FlaskClient, database: Database, link: Link
) -> None:
    unknown = visitor.get("/exhibit/nobody-ever-made-this")
    assert (unknown.status_code, heading(unknown)) == (404, "This link opens nothing")
    assert "for a new link" in said(unknown)
    with database.work() as session:
        withdraw_link(session, link.viewer, link.id, utc_now())
    withdrawn = visitor.get(link.path)
    with database.work() as session:
        over = {"withdrawn_at": None, "withdrawn_by": None, "until": utc_now() - timedelta(seconds=1)}
        session.execute(update(ExhibitLink).values(**over))
    for path in (link.path, f"{link.path}/exhibit.pdf", f"{link.path}/files/{HAND}", "/exhibit/", f"{link.path}x"):
        answer = visitor.get(path)
        assert answer.status_code == withdrawn.status_code == 404
        assert said(answer) == said(withdrawn) == said(unknown), path
        assert "Kazlausk" not in answer.text
    assert ways(database) == [(ExportWay.LINK_MADE, link.id)]
    with database.reading() as session:
        refused = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "refused")).all()
    assert sum(str(link.id) in one for one in refused) == 4


def test_a_record_that_was_corrected_since_says_so(visitor: FlaskClient, database: Database, link: Link) -> None:
    with database.work() as session:
        another_version(session, link.viewer, link.session_id, utc_now())
    assert "This is version 1. Since then the record was corrected: version 2 is the newest." in said(
        visitor.get(link.path)
    )


def test_a_record_that_is_not_whole_is_said_to_be_so_and_not_shown(
    visitor: FlaskClient, database: Database, link: Link, now: datetime
) -> None:
    with database.work() as session:
        # As if it had been sealed with another key than the one on record.
        session.execute(update(SealingKey).values(certificate=a_signing_key(2).certificate))
    page = visitor.get(link.path)
    assert heading(page) == "This record cannot be shown here"
    assert "This file does not hold" in said(page)
    assert "The file was sealed with the key" in said(page)
    assert "Mano įrašas" not in page.text
    assert "Download" not in said(page)
