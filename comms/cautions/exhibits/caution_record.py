"""The sealed record of one session, as it is kept: a version is added and never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_bytes, locked_text


class CautionRecord(Record):
    """One version of the record of a session, never changed. The first has the number 1; a correction is a new version
    that says in ``why`` what made it necessary, and which version it takes the place of.

    ``record`` is the canonical JSON, ``pdf`` the sealed exhibit that carries it, ``copy`` the PDF for the person, and
    ``key_id`` the key that sealed.
    """

    __tablename__ = "caution_record"
    __table_args__ = (UniqueConstraint("session_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("caution_session.id"))
    version: Mapped[int]
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("caution_record.id"))
    why_locked: Mapped[bytes | None]
    record_locked: Mapped[bytes]
    pdf_locked: Mapped[bytes]
    copy_locked: Mapped[bytes | None]
    record_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[UUID] = mapped_column(ForeignKey("sealing_key.id"))
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    why = locked_text()
    record = locked_bytes()
    pdf = locked_bytes()
    copy = locked_bytes()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.session_id
