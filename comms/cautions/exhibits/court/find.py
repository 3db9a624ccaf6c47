"""Questions about links and the export log. A member of staff sees those of their agency; whoever holds a link, its
record alone."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.export import ExhibitExport
from comms.cautions.exhibits.key import SealingKey
from comms.cautions.exhibits.link import ExhibitLink, hash_of
from comms.cautions.find import visible_sessions
from comms.cautions.media import CautionMedia
from comms.cautions.session import CautionSession
from comms.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the record, the key that sealed it, whose it is, and the number of its newest version."""

    link: ExhibitLink
    record: CautionRecord
    key: SealingKey
    agency: Agency
    newest: int


@dataclass(frozen=True, slots=True)
class Version:
    """The number of a version of a record, and that of the newest one."""

    number: int
    newest: int


def record(session: Session, viewer: Viewer, record_id: UUID) -> CautionRecord:
    """One version of a record of the viewer's agency. Raises ``NotFound`` for any other."""
    found = session.scalar(_records(viewer).where(CautionRecord.id == record_id))
    if found is None:
        raise NotFound("There is no such record.")
    return found


def records_of(session: Session, viewer: Viewer, session_id: UUID) -> Sequence[CautionRecord]:
    """Every version of the record of a session, the newest first. Their papers are fetched when they are asked for."""
    query = _records(viewer).where(CautionRecord.session_id == session_id)
    papers = (defer(CautionRecord.pdf_locked), defer(CautionRecord.copy_locked))
    return session.scalars(query.options(*papers).order_by(CautionRecord.version.desc())).all()


def link(session: Session, viewer: Viewer, link_id: UUID) -> ExhibitLink:
    """One link to a record of the viewer's agency. Raises ``NotFound`` for any other."""
    query = select(ExhibitLink).where(ExhibitLink.id == link_id, ExhibitLink.record_id.in_(_ids(viewer)))
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such link.")
    return found


def links_of(session: Session, viewer: Viewer, session_id: UUID) -> Sequence[ExhibitLink]:
    """Every link to the record of a session, whichever its version, the newest first."""
    ids = _ids(viewer).where(CautionRecord.session_id == session_id)
    query = select(ExhibitLink).where(ExhibitLink.record_id.in_(ids))
    return session.scalars(query.order_by(ExhibitLink.made_at.desc(), ExhibitLink.id.desc())).all()


def exports_of(session: Session, viewer: Viewer, session_id: UUID) -> Sequence[ExhibitExport]:
    """The export log of the record of a session, the newest line first."""
    ids = _ids(viewer).where(CautionRecord.session_id == session_id)
    query = select(ExhibitExport).where(ExhibitExport.record_id.in_(ids))
    return session.scalars(query.order_by(ExhibitExport.at.desc(), ExhibitExport.id.desc())).all()


def opened_by(session: Session, token: str) -> Opened | None:
    """What the link with these letters opens, good or not any more; None where there never was one."""
    wanted = hash_of(token)
    found = session.execute(
        select(ExhibitLink, CautionRecord, SealingKey, Agency)
        .join(CautionRecord, CautionRecord.id == ExhibitLink.record_id)
        .join(CautionSession, CautionSession.id == CautionRecord.session_id)
        .join(SealingKey, SealingKey.id == CautionRecord.key_id)
        .join(Agency, Agency.id == CautionSession.agency_id)
        .where(ExhibitLink.token_hash == wanted)
    ).one_or_none()
    if found is None or not hmac.compare_digest(found[0].token_hash, wanted):
        return None
    newest = select(func.max(CautionRecord.version)).where(CautionRecord.session_id == found[1].session_id)
    return Opened(found[0], found[1], found[2], found[3], session.scalar(newest) or found[1].version)


def version_of_file(session: Session, record_id: UUID, sha256: str) -> Version | None:
    """Which version a sealed file is, for anybody who holds it and had it checked; None where it is not kept here."""
    query = select(CautionRecord.session_id, CautionRecord.version, CautionRecord.pdf_sha256)
    found = session.execute(query.where(CautionRecord.id == record_id)).one_or_none()
    if found is None or found.pdf_sha256 != sha256:
        return None
    newest = select(func.max(CautionRecord.version)).where(CautionRecord.session_id == found.session_id)
    return Version(found.version, session.scalar(newest) or found.version)


def media_of(session: Session, viewer: Viewer, of: CautionRecord, name: str) -> CautionMedia:
    """The file of that name that belongs to a record of the viewer's agency. Raises ``NotFound`` for any other."""
    return _media(session, record(session, viewer, of.id), name)


def media_behind(session: Session, opened: Opened, name: str) -> CautionMedia:
    """The file of that name that belongs to the record behind a link. Raises ``NotFound`` for any other."""
    return _media(session, opened.record, name)


def _media(session: Session, of: CautionRecord, name: str) -> CautionMedia:
    """The file, if it is the one that was sealed."""
    named = {one["name"]: one for one in json.loads(of.record)["media"]}
    query = select(CautionMedia).where(CautionMedia.session_id == of.session_id)
    found = session.scalar(query.where(CautionMedia.id == UUID(named[name]["id"]))) if name in named else None
    if found is None or found.sha256 != named[name]["sha256"]:
        raise NotFound("There is no such file.")
    return found


def _records(viewer: Viewer) -> Select[CautionRecord]:
    ids = visible_sessions(viewer).with_only_columns(CautionSession.id)
    return select(CautionRecord).where(CautionRecord.session_id.in_(ids))


def _ids(viewer: Viewer) -> Select[UUID]:
    return _records(viewer).with_only_columns(CautionRecord.id)
