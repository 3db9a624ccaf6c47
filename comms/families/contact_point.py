"""Ways to reach a person, and whether each is safe to use. Unknown is never "safe" where a flag stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


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


class ReadBy(StrEnum):
    """Who reads what comes to a telephone or an address."""

    ONLY_THEY = "only they"
    OTHERS_TOO = "others too"
    NOT_ASKED = "not asked"


class ContactFault(StrEnum):
    """What a carrier said of a number. Somebody corrects it; nothing is written to it until then."""

    NONE = ""
    INVALID = "there is no such number"
    DEAD = "the number is not in use"
    LANDLINE = "it takes no texts"


class ContactPoint(Record):
    """One number or address of one person. The same number may belong to several people. ``read_by`` is who else reads
    what comes there; ``fault`` what a carrier said of it, at ``fault_at``."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("person_id", "channel", "value_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    value_locked: Mapped[bytes]
    value_hash: Mapped[bytes] = mapped_column(index=True)
    reachable: Mapped[bool] = mapped_column(default=True)
    safety: Mapped[str] = mapped_column(String(20), default=Safety.NOT_ASKED)
    read_by: Mapped[str] = mapped_column(String(20), default=ReadBy.NOT_ASKED)
    fault: Mapped[str] = mapped_column(String(40), default=ContactFault.NONE)
    fault_at: Mapped[datetime | None]
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

    ``quiet_from`` and ``quiet_to`` ("20:00", "08:00") are the hours in which nobody is written to or rung, by the clock
    in London; the usual ones where they are empty. ``hours`` are the times they say they can be reached (see
    ``reaching_hours.py``); None where nobody asked. ``alias`` holds where a text must not say who writes.
    """

    __tablename__ = "safe_contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    flagged: Mapped[bool] = mapped_column(default=False)
    post_is_safe: Mapped[bool | None]
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_to: Mapped[str | None] = mapped_column(String(5))
    alias: Mapped[bool] = mapped_column(default=False)
    hours_locked: Mapped[bytes | None]
    note_locked: Mapped[bytes | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    hours = locked_json()  # list of {"days": [0..6], "from": "18:00", "to": "20:00", "week": 0 or 1, or neither}
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
