"""A file somebody uploaded, kept locked from the preview to the moment it is taken in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from comms.foundation.audit import Actor, note
from comms.foundation.db import Record
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.locks import locked_bytes, locked_text
from comms.foundation.writing import tidy_name


class StoredFile(Record):
    """One uploaded file under a key of its own, so that it can be erased without anything else. ``kind`` says what it
    was uploaded for ("pupils", "contacts", "marks"); ``size`` is in bytes, ``sha256`` in hexadecimal."""

    __tablename__ = "stored_file"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # By name only: this floor does not know what an agency is.
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    name_locked: Mapped[bytes]
    content_locked: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    stored_at: Mapped[datetime]
    name = locked_text()
    content = locked_bytes()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was uploaded: what it is for, what its sender called it, and its bytes."""

    kind: str
    name: str
    content: bytes


def store_file(session: Session, actor: Actor, agency_id: UUID, upload: Upload, now: datetime) -> StoredFile:
    """Keep an uploaded file, locked. Raises ``BadInput`` for an empty one."""
    if not upload.content:
        raise BadInput("The file is empty.", "Choose the file again.")
    stored = StoredFile(
        agency_id=agency_id,
        kind=upload.kind,
        name=tidy_name(upload.name) or "file",
        content=upload.content,
        sha256=hashlib.sha256(upload.content).hexdigest(),
        size=len(upload.content),
        stored_at=now,
    )
    session.add(stored)
    session.flush()
    detail = {"kind": upload.kind, "size": stored.size, "sha256": stored.sha256}
    note(session, actor, "import file", ("stored file", stored.id), now, detail)
    return stored


def stored_file(session: Session, agency_id: UUID, file_id: UUID) -> StoredFile:
    """A file of one agency. Raises ``NotFound`` for any other, as if it did not exist."""
    stored = session.get(StoredFile, file_id)
    if stored is None or stored.agency_id != agency_id:
        raise NotFound("There is no such file.", "Upload it again.")
    return stored
