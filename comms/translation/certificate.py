"""A certificate: one qualified person signs off the words of a whole letter, in one language, at once.

It lists exactly the sentences it is for, by their hashes, and a digest over that list. Every agency whose letter says
the same words is served by it, because the approvals it gave count for the words wherever they stand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record


class TranslationCertificate(Record):
    """One certificate for one use in one language. ``sentences`` lists the context and the two hashes of each sentence
    it is for. Rows are added, never changed; what was withdrawn, by whom and why, is the one exception."""

    __tablename__ = "translation_certificate"
    __table_args__ = (Index("ix_translation_certificate_use", "language", "use"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    use: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    approver_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    approver_name: Mapped[str] = mapped_column(String(200))
    qualification: Mapped[str] = mapped_column(String(200))
    statement: Mapped[str] = mapped_column(String(500))
    sentences: Mapped[list[Json]]
    digest: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The hashes of source and translation of each sentence it is for."""
        return [(one["source_hash"], one["translation_hash"]) for one in self.sentences]

    @property
    def is_whole(self) -> bool:
        """Whether its list is still the one its digest was made of."""
        return digest_of(self.sentences) == self.digest


def digest_of(sentences: Iterable[Mapping[str, str]]) -> str:
    """The SHA-256, in hexadecimal, over the sentences in their order: the UTF-8 bytes of their JSON with sorted keys
    and without spaces."""
    text = json.dumps([dict(one) for one in sentences], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
