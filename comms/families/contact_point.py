"""Ways to reach a person, and whether each is safe to use. Unknown is never "safe" where a flag stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol
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
    what comes there; ``fault`` what a carrier said of it, at ``fault_at``. Who knows it is ``ContactKnown``."""

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


class ContactKnown(Record):
    """An agency knows a number or address of a person, because it was told it. Another that works with them does not,
    until somebody tells it too; whoever is told a number that is on record already gets the same row, so that what was
    said of its safety holds for all."""

    __tablename__ = "contact_known"
    __table_args__ = (UniqueConstraint("contact_point_id", "agency_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    since: Mapped[datetime]


class SafeContact(Record):
    """What a person says to an agency about being reached safely. Each answer is a new row; the newest of an agency is
    its own, and what acts is the most careful of all of them (``protection/in_force.py``).

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
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    hours = locked_json()  # list of {"days": [0..6], "from": "18:00", "to": "20:00", "week": 0 or 1, or neither}
    note = locked_text()

    @property
    def hours_asked(self) -> bool:
        """Whether they named times at which they can be reached, or quiet hours."""
        return self.hours_locked is not None or bool(self.quiet_from)

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id


class SaysOfPost(Protocol):
    """An answer about safe contact, or all that hold taken together, as far as it bears on post."""

    @property
    def flagged(self) -> bool:
        """Whether somebody in or near the home may be a danger."""

    @property
    def post_is_safe(self) -> bool | None:
        """Whether they said that post is safe; None where nobody asked."""


def post_allowed(answer: SaysOfPost | None) -> bool:
    """Whether a letter may go by post. Without a flag post is used; with one, only if the person said it is safe."""
    if answer is None:
        return True
    return bool(answer.post_is_safe) if answer.flagged else answer.post_is_safe is not False
