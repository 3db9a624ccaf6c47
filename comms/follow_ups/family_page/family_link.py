"""A signed link to a family's page, and what they answered there. The link alone shows nothing personal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


class FamilyLink(Record):
    """One link for one person about one row: a letter, an appointment or a follow-up.

    Two things open it: a birth date that family knows, and a code that goes to the same telephone when it is asked for.
    ``wrong`` counts wrong answers since it was last opened; at five it is closed for good, at ``ended_at``.
    ``code_hash`` and ``code_until`` are of the code that was sent last, while it is good; ``opened_at`` when it was
    first opened.
    """

    __tablename__ = "family_link"
    __table_args__ = (Index("ix_family_link_about", "about_kind", "about_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    about_kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[UUID]
    point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    language: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    code_hash: Mapped[bytes | None]
    code_until: Mapped[datetime | None]
    codes_sent: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]


class AnswerKind(StrEnum):
    """What somebody answered on their page. None of these says that they understood: that is asked by a person."""

    READ = "I have read this"
    CANNOT_READ = "I cannot read this"
    WANT_INTERPRETER = "I want an interpreter"
    COMING = "I will come"
    NOT_COMING = "I cannot come"
    OWN_WORDS = "what it asks of me, in my own words"
    TIME = "when it suits me"
    WHY = "why it was not possible"


class FamilyAnswer(Record):
    """One answer, in their own words and language. Rows are added, never changed: only what a machine made of the words
    is put beside them later. ``translation`` is that, ``translated_by`` its package and version, ``translation_why``
    why there is none."""

    __tablename__ = "family_answer"
    __table_args__ = (Index("ix_family_answer_about", "about_kind", "about_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    link_id: Mapped[UUID] = mapped_column(ForeignKey("family_link.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    about_kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime]
    words_locked: Mapped[bytes | None]
    detail_locked: Mapped[bytes | None]
    translation_locked: Mapped[bytes | None]
    translated_by: Mapped[str] = mapped_column(String(120), default="")
    translation_why: Mapped[str] = mapped_column(String(300), default="")
    words = locked_text()
    detail = locked_json()  # dict: the option, day and hour that were chosen
    translation = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
