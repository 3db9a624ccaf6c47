"""One thing that was said in a session: as the database keeps it, and as a value that the rules work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.cautions.said import Answered, ExplainedToAdult, Judged, LanguageEstablished, PointRead, Said, said_of
from comms.foundation.db import Record
from comms.foundation.locks import locked_json

# A tablet whose clock is off by more than this is said to be so on the record.
CLOCK_IS_OFF = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Device:
    """The tablet or computer something was said on: how it names itself, and what its own clock showed."""

    name: str
    at: datetime | None = None


class CautionEntry(Record):
    """One entry of a session. Rows are added, never changed: what was wrong is said to be so by another.

    Entries are numbered from 1 without a gap, and the database refuses a second one of the same number. ``said`` is the
    payload, locked with the session's key. What stands beside it in the open names nobody; it is there for counting:
    which point, which round, how it was judged, in which language.
    """

    __tablename__ = "caution_entry"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("caution_session.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    point: Mapped[str] = mapped_column(String(60), default="")
    round: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    said_locked: Mapped[bytes]
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    device: Mapped[str] = mapped_column(String(200), default="")
    device_at: Mapped[datetime | None]
    said = locked_json()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.session_id


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a value: its number, the time by the clock of the service, who wrote it down, and what was said."""

    number: int
    at: datetime
    by: UUID
    said: Said
    device: str = ""
    device_at: datetime | None = None

    @property
    def clock_off_by(self) -> timedelta | None:
        """How far ahead of the service's clock that of the tablet was, where that is worth saying."""
        if self.device_at is None or abs(self.device_at - self.at) <= CLOCK_IS_OFF:
            return None
        return self.device_at - self.at


def entry_of(row: CautionEntry) -> Entry:
    """The value a row keeps."""
    return Entry(row.number, row.at, row.by, said_of(row.kind, row.said), row.device, row.device_at)


def row_of(session_id: UUID, entry: Entry) -> CautionEntry:
    """The row that keeps a value."""
    point, round_, result, language = _open_side(entry.said)
    return CautionEntry(
        session_id=session_id, number=entry.number, kind=entry.said.KIND, point=point, round=round_, result=result,
        language=language, said=entry.said.to_json(), at=entry.at, by=entry.by, device=entry.device,
        device_at=entry.device_at,
    )  # fmt: skip


def _open_side(said: Said) -> tuple[str, int, str, str]:
    """What of it is kept in the open, to be counted: point, round, result and language."""
    if isinstance(said, PointRead):
        return said.point, said.round, "", said.language
    if isinstance(said, Answered):
        return said.point, said.round, "", said.words.language
    if isinstance(said, Judged):
        return said.point, said.round, said.result, ""
    if isinstance(said, ExplainedToAdult):
        return said.point, 0, "", said.words.language
    return "", 0, "", said.spoken if isinstance(said, LanguageEstablished) else ""
