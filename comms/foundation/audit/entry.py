"""One line of the audit. It holds ids, names of fields and codes; never a value a person could be known by."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record

ActorKind = Literal["staff", "system", "visitor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever did it: a member of staff in a role, the system itself, or a visitor who has not signed in."""

    kind: ActorKind
    staff_id: UUID | None = None
    agency_id: UUID | None = None
    role: str = ""


class AuditEntry(Record):
    """One thing that was done or seen. ``link`` chains it to the entry before it under the audit's key."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(400))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    detail: Mapped[str] = mapped_column(Text)
    link: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True, slots=True)
class Line:
    """What an entry says, before it has its place in the chain."""

    at: datetime
    actor: Actor
    action: str
    subject_kind: str
    subject_id: UUID | None
    detail: str

    @property
    def is_look(self) -> bool:
        """Whether something was only seen: that stays true when whatever else was to happen is rolled back."""
        return self.action.startswith("view ")

    def chained(self, number: int, before: bytes, key: bytes) -> bytes:
        """The entry's link: an HMAC over the link before it and everything it says."""
        said = [
            number,
            self.at.isoformat(),
            self.actor.kind,
            str(self.actor.staff_id or ""),
            str(self.actor.agency_id or ""),
            self.actor.role,
            self.action,
            self.subject_kind,
            str(self.subject_id or ""),
            self.detail,
        ]
        return hmac.new(key, before + json.dumps(said, ensure_ascii=False).encode(), hashlib.sha256).digest()


def line_of(entry: AuditEntry) -> Line:
    """What a stored entry says."""
    actor = Actor(entry.actor_kind, entry.staff_id, entry.agency_id, entry.role)  # type: ignore[arg-type]
    return Line(entry.at, actor, entry.action, entry.subject_kind, entry.subject_id, entry.detail)
