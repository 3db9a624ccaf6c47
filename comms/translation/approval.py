"""An approval: a named person with a qualification says that these words mean what the English says.

It is bound to the hashes of both, so any change of either leaves the new words unapproved by itself. It also keeps the
words themselves, so that they can be shown beside a later change and remembered for other letters.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from comms.agencies.staff import Staff
from comms.foundation.db import Record
from comms.translation.one_person import marks_of


class Basis(StrEnum):
    """What somebody who approved did: read both texts, or said of a changed English that its meaning is the same."""

    READ = "read"
    TYPO_ONLY = "typo only"


class TranslationApproval(Record):
    """One sentence in one language, approved for one use (the message's context: "L02", "phrase" …). It serves every
    agency that uses the same words. Rows are added, never changed; what was withdrawn, by whom and why, is the one
    exception.

    ``agency_id`` is whose staff approved; ``certificate_id`` the certificate it was given with, where one was. An
    approval whose basis is "typo only" was carried over from ``carried_from_id``, given for the English before.
    ``source`` and ``forms`` are empty in rows from before they were kept, where the words are nowhere any more.
    """

    __tablename__ = "translation_approval"
    __table_args__ = (Index("ix_translation_approval_words", "language", "source_hash", "translation_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    context: Mapped[str] = mapped_column(String(40))
    source_hash: Mapped[str] = mapped_column(String(64))
    translation_hash: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    approver_name: Mapped[str] = mapped_column(String(200))
    qualification: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(String(500), default="")
    source_plural: Mapped[str | None] = mapped_column(String(500))
    forms: Mapped[list[str]] = mapped_column(default=list)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    certificate_id: Mapped[UUID | None] = mapped_column(ForeignKey("translation_certificate.id"), index=True)
    basis: Mapped[str] = mapped_column(String(20), default=Basis.READ)
    carried_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("translation_approval.id"))
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")

    # Asked for together with the approvals: where two people are needed, each is weighed by what they are known by.
    approver: Mapped[Staff] = relationship(foreign_keys=[approved_by], lazy="selectin", viewonly=True)

    @property
    def marks(self) -> frozenset[str]:
        """What the account that approved is known by, with the name it had then."""
        return marks_of(str(self.approved_by), self.approver.email, self.approver_name, self.approver.name)

    @property
    def pair(self) -> tuple[str, str]:
        """The hashes of source and translation: exactly these words."""
        return self.source_hash, self.translation_hash
