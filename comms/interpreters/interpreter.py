"""An interpreter, and each language they interpret. The register belongs to the agency that keeps it, which may let
others book from it; two bookings of one person never overlap, whoever made them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_text


class Mode(StrEnum):
    """How an interpreter is present. The words are those in which a person says what they prefer."""

    IN_PERSON = "in person"
    TELEPHONE = "by telephone"
    VIDEO = "by video"

    @property
    def is_remote(self) -> bool:
        """Whether nobody travels."""
        return self is not Mode.IN_PERSON


class Gender(StrEnum):
    """What an interpreter says of themselves; empty where they did not."""

    WOMAN = "a woman"
    MAN = "a man"
    NOT_SAID = ""


class Way(StrEnum):
    """Into which language somebody interprets."""

    BOTH = "both ways"
    INTO_ENGLISH = "into English"
    FROM_ENGLISH = "from English"


# Levels of the Regulated Qualifications Framework that interpreting qualifications stand at; 0 is none on record.
LEVELS = (0, 1, 2, 3, 4, 5, 6, 7)


class Interpreter(Record):
    """Somebody who interprets for a living, under a key of their own.

    ``base_zone`` is the first half of the postcode they set out from, ``travels_minutes`` how long one way may take.
    ``person_id`` is set where the same human being is a parent on record: they are never offered for those close to
    them. ``staff_id`` is set where they sign in. ``terms`` holds what they charge (see ``terms.py``). ``code_hash``
    proves, on their own page, that it is they.
    """

    __tablename__ = "interpreter"
    __table_args__ = (Index("ix_interpreter_register", "agency_id", "active"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(String(700))
    gender: Mapped[str] = mapped_column(String(10), default=Gender.NOT_SAID)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), unique=True)
    telephone_locked: Mapped[bytes | None]
    telephone_hash: Mapped[bytes | None] = mapped_column(index=True)
    email_locked: Mapped[bytes | None]
    email_hash: Mapped[bytes | None] = mapped_column(index=True)
    base_zone: Mapped[str] = mapped_column(String(8), default="")
    travels_minutes: Mapped[int] = mapped_column(default=60)
    most_minutes_a_day: Mapped[int | None]
    most_minutes_a_week: Mapped[int | None]
    terms: Mapped[Json] = mapped_column(default=dict)
    code_hash: Mapped[bytes | None]
    note_locked: Mapped[bytes | None]
    calendar_address_locked: Mapped[bytes | None]
    calendar_read_at: Mapped[datetime | None]
    calendar_fault: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    left_on: Mapped[date | None]
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    telephone = locked_text()
    email = locked_text()
    note = locked_text()
    calendar_address = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


class InterpreterLanguage(Record):
    """One language an interpreter works in, beside English: how well (RQF level), which dialect, which way, and in
    which modes. A signed language is a language like any other."""

    __tablename__ = "interpreter_language"
    __table_args__ = (
        UniqueConstraint("interpreter_id", "language", "dialect"),
        Index("ix_interpreter_language", "language", "interpreter_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interpreter_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter.id"))
    language: Mapped[str] = mapped_column(String(20))
    dialect: Mapped[str] = mapped_column(String(60), default="")
    level: Mapped[int] = mapped_column(default=0)
    way: Mapped[str] = mapped_column(String(20), default=Way.BOTH)
    modes: Mapped[list[str]] = mapped_column(default=list)


class RegisterShare(Record):
    """The agency that keeps a register lets another book from it."""

    __tablename__ = "register_share"
    __table_args__ = (UniqueConstraint("keeper_id", "agency_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    keeper_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    since: Mapped[datetime]
