"""Sealing the record of a session that has ended, and correcting one that was sealed.

A sealed version is never changed. A correction is an entry that says what is wrong, what is right and why, and another
version of the record, with the one before named in it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.actions import record as record_entry
from comms.cautions.appending import session_to_write
from comms.cautions.exhibits.canonical import canonical
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.copy import copy_language, copy_pdf
from comms.cautions.exhibits.court.find import records_of
from comms.cautions.exhibits.gathering import attachments, earlier_version, gathered, sealing_of
from comms.cautions.exhibits.keys.actions import agency_key
from comms.cautions.exhibits.printing import exhibit_pdf
from comms.cautions.exhibits.record import caution_record
from comms.cautions.exhibits.signing import seal_pdf, sign_record
from comms.cautions.exhibits.told import Earlier
from comms.cautions.gate import missing_to_seal
from comms.cautions.moments import time_of_entry
from comms.cautions.said import Corrected
from comms.cautions.session import CautionSession, SessionState
from comms.foundation.audit import note
from comms.foundation.db import new_id
from comms.foundation.errors import NotAllowed, Refused
from comms.translation.find import words as words_in


class NotToBeSealed(Refused):
    """A session that has not ended, lacks a signature, or is sealed already."""


class NotSealedYet(Refused):
    """A record that is to be corrected and was never sealed."""


def seal(session: Session, viewer: Viewer, session_id: UUID, now: datetime) -> CautionRecord:
    """Seal the record of a session: its first version, with the exhibit and the person's copy.

    Raises ``NotToBeSealed``, ``ClockWrong``, and ``PrintingFailed``; nothing is stored then.
    """
    row = _to_write(session, viewer, session_id)
    if row.state == SessionState.SEALED:
        raise NotToBeSealed("The record is sealed already.", "Correct it with why: that makes another version.")
    if row.state != SessionState.ENDED:
        raise NotToBeSealed("The session has not ended.", "Record its outcome first.")
    if missing := missing_to_seal(find.standing(session, viewer, session_id)):
        raise NotToBeSealed(missing[0].what, missing[0].remedy)
    made = _add_version(session, viewer, row, now, None)
    row.state, row.sealed_at = SessionState.SEALED, made.sealed_at
    session.flush()
    _note(session, viewer, "seal caution record", made)
    return made


def correct(
    session: Session, viewer: Viewer, session_id: UUID, what: str, says_now: str, why: str, now: datetime
) -> CautionRecord:
    """Say that something in a sealed record is wrong, what is right, and why: another version of it.

    Raises ``NotSealedYet``, ``BadSaid`` where one of the three is empty, ``ClockWrong`` and ``PrintingFailed``; nothing
    is stored then.
    """
    row = _to_write(session, viewer, session_id)
    if row.state != SessionState.SEALED:
        raise NotSealedYet("The record is not sealed yet.", "Seal it first; until then correct the entry itself.")
    record_entry(session, viewer, session_id, row.last_entry, Corrected(what, says_now, why), now)
    newest = records_of(session, viewer, session_id)[0]
    made = _add_version(session, viewer, row, now, earlier_version(newest, why))
    _note(session, viewer, "correct caution record", made)
    return made


def _to_write(session: Session, viewer: Viewer, session_id: UUID) -> CautionSession:
    viewer.require(Permission.TAKE_CAUTIONS)
    if viewer.staff_id is None:
        raise NotAllowed("Only a member of staff seals a record.", "Sign in as yourself.")
    return session_to_write(session, viewer, session_id)


def _add_version(
    session: Session, viewer: Viewer, row: CautionSession, now: datetime, earlier: Earlier | None
) -> CautionRecord:
    """Write the record, print it, and seal it. The copy comes first: the record says what it was."""
    last = find.entries(session, viewer, row.id)[-1].at
    at = time_of_entry(now, last).replace(microsecond=0)
    key, files = agency_key(session, viewer, now), find.media(session, viewer, row.id)
    sealing = sealing_of(session, viewer, new_id(), key, at, earlier)
    told, media = gathered(session, viewer, row.id, sealing, files), attachments(files)
    record = caution_record(told)
    language = copy_language(record)
    copy = copy_pdf(record, language, words_in(session, language, viewer.agency_id), media).content
    record = caution_record(told, {"language": language, "sha256": _sha256(copy)})
    written = canonical(record)
    signature = sign_record(key, written)
    sealed = seal_pdf(exhibit_pdf(record, written, signature, media), key, at)
    made = CautionRecord(
        id=sealing.record_id,
        session_id=row.id,
        version=earlier.version + 1 if earlier else 1,
        supersedes_id=earlier.id if earlier else None,
        why=earlier.why if earlier else None,
        record=written,
        pdf=sealed,
        copy=copy,
        record_sha256=_sha256(written),
        pdf_sha256=_sha256(sealed),
        key_id=key.id,
        sealed_at=at,
        sealed_by=viewer.staff_id,
    )
    session.add(made)
    session.flush()
    return made


def _note(session: Session, viewer: Viewer, action: str, made: CautionRecord) -> None:
    detail = {"record": str(made.id), "version": made.version, "hash": made.pdf_sha256}
    note(session, viewer.actor, action, ("caution session", made.session_id), made.sealed_at, detail)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
