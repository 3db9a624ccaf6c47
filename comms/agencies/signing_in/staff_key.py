"""A passkey or hardware key with which a member of staff signs in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record

LONGEST_NAME = 64


class StaffKey(Record):
    """One key, by its public half. ``sign_count`` only grows for keys that count; many passkeys always say 0, so
    ``challenge_at`` holds when the last challenge it answered was made: an answer to that one, or to an older one, is a
    repetition and opens nothing.

    ``backed_up`` is whether it is copied between devices, as passkeys are and hardware keys are not.
    """

    __tablename__ = "staff_key"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str]] = mapped_column(default=list)
    backed_up: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    challenge_at: Mapped[datetime | None]
