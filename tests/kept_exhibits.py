"""Sealed records as the database keeps them: a real session on paper and under seal, made once for all tests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from factories import a_parent
from recorded_cautions import PAGE, Session, a_session
from sealed_exhibits import a_signing_key
from sqlalchemy.orm import Session as Work

from comms.agencies.viewer import Viewer
from comms.cautions.entry import row_of
from comms.cautions.exhibits.canonical import canonical
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.court.actions import make_link
from comms.cautions.exhibits.key import SealingKey
from comms.cautions.exhibits.keys.find import published
from comms.cautions.exhibits.link import LinkGiven
from comms.cautions.exhibits.printing import exhibit_pdf
from comms.cautions.exhibits.signing import seal_pdf, sign_record
from comms.cautions.exhibits.told import Sealing
from comms.cautions.find import media
from comms.cautions.media import CautionMedia
from comms.cautions.session import CautionSession, SessionState
from comms.families.person import Person

COPY = b"%PDF-1.7 the person's copy"


@dataclass(frozen=True)
class Sealed:
    """A session with its record and its sealed exhibit."""

    session: Session
    record: dict[str, Any]
    pdf: bytes


@cache
def sealed(language: str = "lt") -> Sealed:
    """A simple caution that was accepted, sealed with the first key."""
    session, key = a_session(language), a_signing_key()
    sealing = Sealing(UUID(int=1), session.now, "Helen Green", key.name, "d" * 64, PAGE)
    record = session.record(sealing=sealing)
    record["copies_given"] = {"made": {"language": language, "sha256": "c" * 64}, "given": []}
    written = canonical(record)
    pdf = exhibit_pdf(record, written, sign_record(key, written), session.attachments)
    return Sealed(session, record, seal_pdf(pdf, key, session.now))


def a_kept_record(
    work: Work, viewer: Viewer, now: datetime, language: str = "lt", person: Person | None = None
) -> CautionRecord:
    """The record of that session, kept by the viewer's agency."""
    assert viewer.staff_id is not None
    one = sealed(language)
    person = person or a_parent(work, viewer, now, given="Rūta", family="Kazlauskienė")
    row = CautionSession(
        agency_id=viewer.agency_id, person_id=person.id, kind="simple", script_version="2026-11-1", language=language,
        state=SessionState.SEALED, outcome="accepts", opened_at=now - timedelta(hours=2), opened_by=viewer.staff_id,
        officer_id=viewer.staff_id, last_entry=len(one.session.entries), ended_at=now, sealed_at=now,
    )  # fmt: skip
    work.add(row)
    work.flush()
    for told, content in one.session.files:
        made = {"mime": told.mime, "content": content, "sha256": told.sha256, "made_at": now}
        work.add(CautionMedia(id=told.id, session_id=row.id, kind=told.kind, made_by=viewer.staff_id, **made))
    work.add_all(row_of(row.id, replace(entry, by=viewer.staff_id)) for entry in one.session.entries)
    return another_version(work, viewer, row.id, now, language)


def another_version(work: Work, viewer: Viewer, session_id: UUID, now: datetime, language: str = "lt") -> CautionRecord:
    """One more version of the record of a session, in the same words."""
    one, version = sealed(language), _versions(work, session_id) + 1
    made = CautionRecord(
        session_id=session_id, version=version, why="A number was wrong." if version > 1 else None,
        record=canonical(one.record), pdf=one.pdf, copy=COPY,
        record_sha256=hashlib.sha256(canonical(one.record)).hexdigest(),
        pdf_sha256=hashlib.sha256(one.pdf).hexdigest(), key_id=a_kept_key(work, viewer, now).id, sealed_at=now,
        sealed_by=viewer.staff_id,
    )  # fmt: skip
    work.add(made)
    work.flush()
    return made


def _versions(work: Work, session_id: UUID) -> int:
    return work.query(CautionRecord).filter_by(session_id=session_id).count()


def a_kept_key(work: Work, viewer: Viewer, now: datetime) -> SealingKey:
    """The key that seals these, kept and published by the viewer's agency."""
    key = a_signing_key()
    kept = next((one for one in published(work, viewer.agency_id) if one.name == key.name), None)
    if kept is None:
        kept = SealingKey(
            agency_id=viewer.agency_id, name=key.name, certificate=key.certificate,
            private=key.private.private_bytes_raw(), made_at=now, made_by=viewer.staff_id,
        )  # fmt: skip
        work.add(kept)
        work.flush()
    return kept


def a_caution_of(work: Work, officer: Viewer, person: Person, now: datetime) -> dict[str, UUID]:
    """One of everything there is about a caution that an officer took, by the names of the places in addresses."""
    record = a_kept_record(work, officer, now, person=person)
    given = LinkGiven("Ruth Okafor", "Cambridge Magistrates’ Court", "Hearing", 7)
    return {
        "session_id": record.session_id,
        "record_id": record.id,
        "exhibit_link_id": make_link(work, officer, record.id, given, now)[0].id,
        "media_id": media(work, officer, record.session_id)[0].id,
    }
