"""A session: one browser in which a member of staff has signed in, or has begun to."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text

# 256 random bits: nobody guesses them, and a fast hash of them gives nothing away.
TOKEN_BYTES = 32
LONGEST_BROWSER = 80
# A working day and what comes after it. Source: OWASP ASVS 5.0, 7.3.2 (an absolute limit is documented and kept).
LONGEST = timedelta(hours=10)
# Between the password and the second factor somebody only fetches a telephone, or sets the factor up.
LONGEST_HALF = timedelta(minutes=20)
# Who changes how they sign in has shown within this time that it is they. Source: OWASP ASVS 5.0, 7.5.1.
CONFIRMED_FOR = timedelta(minutes=10)
# Written so seldom that looking at pages does not wait for the database's write lock.
SEEN_EVERY = timedelta(minutes=1)


class Factor(StrEnum):
    """What was shown beside the password, or instead of it. ``NONE`` is a session that opens nothing yet."""

    NONE = ""
    CODE = "code"
    KEY = "key"
    RECOVERY = "recovery code"
    DIRECTORY = "directory"


class Ended(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed out"
    RENEWED = "renewed"
    IDLE = "idle"
    TOO_LONG = "too long"
    FROM_ELSEWHERE = "ended from another browser"
    PASSWORD = "password changed"  # noqa: S105 - a reason
    FACTOR = "second factor changed"
    RESET = "reset by an administrator"
    LEFT = "left the agency"
    ROLES = "roles changed"
    EMAIL = "e-mail address changed"


class StaffSession(Record):
    """One session. ``token_hash`` is the SHA-256 of what the browser's cookie holds, which is kept nowhere.

    ``factor`` says how it was shown that it is they; while it is empty, only the password was given and nothing opens
    but the next step. ``began_at`` is when the password was given, also where the session was renewed since.
    ``new_secret`` is that of an authenticator app while it is being set up.
    """

    __tablename__ = "staff_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    factor: Mapped[str] = mapped_column(String(20), default=Factor.NONE)
    browser: Mapped[str] = mapped_column(String(LONGEST_BROWSER), default="")
    new_secret_locked: Mapped[bytes | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(String(40), default="")
    new_secret = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """The member of staff: what is locked here is theirs."""
        return self.staff_id

    @property
    def opens(self) -> bool:
        """Whether the second factor was shown too."""
        return self.factor != Factor.NONE

    def over(self, now: datetime, idle: timedelta) -> Ended | None:
        """Why the session is over at this moment, though nobody ended it; None while it is not."""
        if now - self.began_at >= (LONGEST if self.opens else LONGEST_HALF):
            return Ended.TOO_LONG
        return Ended.IDLE if now - self.seen_at >= idle else None

    def is_confirmed(self, now: datetime) -> bool:
        """Whether it was shown lately that it is they."""
        return self.confirmed_at is not None and now - self.confirmed_at < CONFIRMED_FOR


def hash_of(token: str) -> bytes:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
