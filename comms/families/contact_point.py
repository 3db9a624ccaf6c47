"""Ways to reach a person, and whether each is safe to use. Unknown is never "safe" where a flag stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class Channel(StrEnum):
    """A way to reach somebody."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"


class Safety(StrEnum):
    """Whether the person says this way is safe."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NOT_ASKED = "not asked"


class ContactPoint(Record):
    """One number or address of one person. The same number may belong to several people."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("person_id", "channel", "value_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    value_locked: Mapped[bytes]
    value_hash: Mapped[bytes] = mapped_column(index=True)
    reachable: Mapped[bool] = mapped_column(default=True)
    safety: Mapped[str] = mapped_column(String(20), default=Safety.NOT_ASKED)
    recorded_at: Mapped[datetime]
    value = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id


class SafeContact(Record):
    """What a person says about being reached safely. Each answer is a new row; the newest counts.

    ``flagged`` means that somebody in or near the home may be a danger: then only what was said to be safe is used,
    and post is held for a person to decide.
    """

    __tablename__ = "safe_contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    flagged: Mapped[bool] = mapped_column(default=False)
    post_is_safe: Mapped[bool | None]
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_to: Mapped[str | None] = mapped_column(String(5))
    note_locked: Mapped[bytes | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    note = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id


def post_allowed(answer: SafeContact | None) -> bool:
    """Whether a letter may go by post. Without a flag post is used; with one, only if the person said it is safe."""
    if answer is None:
        return True
    return bool(answer.post_is_safe) if answer.flagged else answer.post_is_safe is not False
