"""A caution session: one person, one officer, one kind of caution, from opening it to the sealed record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class SessionState(StrEnum):
    """Where a session stands."""

    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"
    SEALED = "sealed"


_S = SessionState
# Every allowed move. A sealed session stays so: a correction is another version of its record.
MOVES: dict[SessionState, frozenset[SessionState]] = {
    _S.OPEN: frozenset({_S.PAUSED, _S.ENDED}),
    _S.PAUSED: frozenset({_S.OPEN, _S.ENDED}),
    _S.ENDED: frozenset({_S.SEALED}),
    _S.SEALED: frozenset(),
}
# In these something may still be explained or answered.
GOES_ON = frozenset({_S.OPEN, _S.PAUSED})


class CautionSession(Record):
    """One session. What was said in it are its entries; what stands here is only what lists of sessions need.

    ``kind`` is the kind of caution, ``script_version`` the version of its words that the session was opened with,
    ``language`` the one the person speaks as established, ``outcome`` empty until one is recorded. ``last_entry`` is
    the number of the newest entry: whoever writes says which one they saw. ``continues_id`` is an earlier session that
    ended without an answer and that this one goes on from.
    """

    __tablename__ = "caution_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    script_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(20), default=SessionState.OPEN)
    outcome: Mapped[str] = mapped_column(String(40), default="")
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    last_entry: Mapped[int] = mapped_column(default=0)
    continues_id: Mapped[UUID | None] = mapped_column(ForeignKey("caution_session.id"))
    ended_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
