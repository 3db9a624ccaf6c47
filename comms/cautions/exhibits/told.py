"""What a record is written from: a session's entries and what follows from them, with the names and files they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from comms.cautions.entry import Entry
from comms.cautions.said import Said, Words
from comms.cautions.standing import Standing

S = TypeVar("S", bound=Said)

# File names say what a piece is and never whose.
ENDINGS = {"image/png": "png", "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a"}


@dataclass(frozen=True, slots=True)
class AgencyTold:
    """The agency as the record names it, and how to ask it."""

    name: str
    address: tuple[str, ...] = ()
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class FileTold:
    """A drawing, a recording or a drawn signature."""

    id: UUID
    kind: str
    mime: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """The version that this one takes the place of, and why. ``names`` are those of the staff as it has them."""

    id: UUID
    version: int
    record_sha256: str
    why: str
    names: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sealing:
    """How the record is sealed: its own id, when, by whom, with which key, and where it can be checked."""

    record_id: UUID
    at: datetime
    by: str
    key: str
    certificate_sha256: str
    verification_page: str
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A line of the export log: how the record or a copy left, to whom, in which language."""

    way: str
    to_whom: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written(Generic[S]):
    """An entry, with what it says known to be of one kind."""

    entry: Entry
    said: S


@dataclass(frozen=True, slots=True)
class Told:
    """Everything. ``names`` are those of the staff who wrote the entries; ``left`` is the export log so far."""

    session_id: UUID
    agency: AgencyTold
    standing: Standing
    entries: Sequence[Entry]
    names: Mapping[UUID, str]
    files: Sequence[FileTold]
    sealing: Sealing
    left: Sequence[Left] = ()

    def every(self, kind: type[S]) -> Iterator[Written[S]]:
        """Every entry of a kind, in order."""
        return (Written(entry, entry.said) for entry in self.entries if isinstance(entry.said, kind))

    def last(self, kind: type[S]) -> Written[S] | None:
        """The newest entry of a kind: what was said later counts."""
        every = list(self.every(kind))
        return every[-1] if every else None

    def by(self, entry: Entry) -> str:
        """The name of whoever wrote an entry."""
        return self.names[entry.by]


def as_recorded(told: Told, written: Written[S] | None) -> dict[str, Any] | None:
    """What an entry says, field by field, with when it was written down and by whom; None where it was never said."""
    if written is None:
        return None
    return written.said.to_json() | {"recorded_at": moment_of(written.entry.at), "recorded_by": told.by(written.entry)}


def moment_of(at: datetime) -> str:
    """A moment as a record has it: ISO 8601, in UTC."""
    return at.astimezone(UTC).isoformat()


def words_of(words: Words | None) -> dict[str, Any] | None:
    """Somebody's own words as a record has them; ``media_id`` is the id of a file of the record."""
    return None if words is None else words.to_json()


def file_name(place: int, file: FileTold) -> str:
    """The name of an attachment, as in "media-02-audio.webm"."""
    return f"media-{place:02}-{file.kind}.{ENDINGS[file.mime]}"
