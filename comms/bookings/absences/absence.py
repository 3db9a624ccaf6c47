"""Who was not at an appointment, as a fact, and the reasons given for it. No row says what anybody is like."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class AbsenceKind(StrEnum):
    """What happened. A child does not miss an appointment: they were not brought. What we or the interpreter failed in
    never counts; the last corrects what was recorded by mistake."""

    NOT_BROUGHT = "was not brought"
    DID_NOT_ATTEND = "did not attend"
    CANCELLED = "cancelled by the family"
    OUR_FAILURE = "we failed"
    INTERPRETER_FAILED = "the interpreter failed"
    WAS_THERE = "was there"


# What never counts against a family.
SERVICE_FAILED = frozenset({AbsenceKind.OUR_FAILURE, AbsenceKind.INTERPRETER_FAILED})


# What may be recorded of a child, and of an adult.
OF_A_CHILD = (AbsenceKind.NOT_BROUGHT, AbsenceKind.CANCELLED)
OF_AN_ADULT = (AbsenceKind.DID_NOT_ATTEND, AbsenceKind.CANCELLED)


class ReasonCode(StrEnum):
    """What stood in the way, as the menu of a text offers it."""

    WORK = "work"
    INTERPRETER = "interpreter"
    TRANSPORT = "transport"
    ABROAD = "abroad"
    OTHER = "other"


class ToldHow(StrEnum):
    """How a reason reached us."""

    TEXT = "by text"
    PAGE = "on their page"
    CALL = "by telephone"
    IN_PERSON = "in person"


class Absence(Record):
    """One person's absence from one appointment, under that person's key. It can be corrected: the newest row counts,
    and rows are never changed."""

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("appointment_id", "person_id", "at"),
        Index("ix_absence_person", "agency_id", "person_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    note_locked: Mapped[bytes | None]
    note = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id


class AbsenceReason(Record):
    """A reason that was given for an absence, by whom and how. Rows are added, never changed."""

    __tablename__ = "absence_reason"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    told_how: Mapped[str] = mapped_column(String(20))
    told_by_id: Mapped[UUID | None]
    language: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    words_locked: Mapped[bytes | None]
    words = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
