"""An invitation: how somebody comes to sign in for an agency. Nobody signs up by themselves."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record

# 256 random bits: nobody guesses them, and a fast hash of them gives nothing away.
TOKEN_BYTES = 32
# Long enough for somebody who begins on Monday, and too short to be found in an old letter-box.
OPEN_FOR = timedelta(days=7)


class Invitation(Record):
    """One invitation. ``token_hash`` is the SHA-256 of the letters in the link, which are shown once and kept nowhere.

    ``staff_id`` is who came of it. Where it was for somebody who is staff already, because they forgot their password
    or come back, it names them from the beginning (``is_return``). ``interpreter_id`` is the entry in the register that
    the new account is for. ``made_by`` is empty where a command made it.
    """

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    roles: Mapped[list[str]] = mapped_column(default=list)
    qualification: Mapped[str] = mapped_column(String(200), default="")
    qualified_in: Mapped[list[str]] = mapped_column(default=list)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    is_return: Mapped[bool] = mapped_column(default=False)
    interpreter_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter.id"))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)

    def why_not_open(self, now: datetime) -> str:
        """Why its link opens nothing any more, in a word; empty while it does."""
        if self.used_at is not None:
            return "used"
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "ended" if now >= self.ends_at else ""


def hash_of(token: str) -> bytes:
    """What is kept of a link's letters."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
