"""What was done so often that it has to be counted, and until when it counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class LimitUse(Record):
    """One limit and one who is counted. ``key`` is a keyed hash of both, so that the row says neither an address nor a
    name; ``free_at`` is when everything they did so far has had its time, and from then on the row says nothing."""

    __tablename__ = "limit_use"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    free_at: Mapped[datetime] = mapped_column(index=True)
