"""A key with which another program of an agency asks this service, what it may be used for, and how often."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.db import Record
from comms.foundation.errors import CommsError, TooOften
from comms.foundation.limits import MINUTE, Limit

BEGINS = "comms_"
# Of a key, so many letters after its beginning are shown, so that people can tell one from another.
SHOWN_LETTERS = 6
# 256 random bits: nobody guesses them, and a fast hash of them gives nothing away.
SECRET_BYTES = 32


class Scope(StrEnum):
    """Something a key may be used for."""

    LANGUAGES = "languages"
    DETECT = "detect"
    TRANSLATE = "translate"
    NEEDS = "needs"
    LETTERS = "letters"


# What the system may see for a program that has the scope, and nothing beyond.
SCOPE_PERMISSIONS: Mapping[Scope, frozenset[Permission]] = MappingProxyType(
    {
        Scope.LANGUAGES: frozenset({Permission.SEE_WORDS}),
        Scope.DETECT: frozenset(),
        Scope.TRANSLATE: frozenset({Permission.SEE_WORDS}),
        Scope.NEEDS: frozenset({Permission.SEE_FAMILIES}),
        Scope.LETTERS: frozenset({Permission.SEE_LETTERS}),
    }
)


class BadKey(CommsError):
    """There is no such key, or it is not good any more."""


class TooManyRequests(TooOften):
    """A key was used more often than it may be; after ``seconds`` it may be used again."""

    def __init__(self, a_minute: int, seconds: int) -> None:
        super().__init__(
            f"This key may be used {a_minute} times a minute, and was.",
            f"Wait {seconds} {'second' if seconds == 1 else 'seconds'}, then ask again. Send several texts in one "
            "request, or ask your agency's administrator for a key that may be used more often.",
            seconds,
        )


class ApiKey(Record):
    """One key. ``secret_hash`` is the SHA-256 of the whole key, which is shown once and kept nowhere; ``scopes`` what
    it may be used for, ``a_minute`` how often.

    It is good until ``ends_at``, unless somebody revoked it before. Each request takes up its part of a minute:
    ``free_at`` is the moment at which everything that was asked so far has had its time.
    """

    __tablename__ = "api_key"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    a_minute: Mapped[int]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    free_at: Mapped[datetime | None]

    @property
    def begins(self) -> str:
        """How the key begins: it tells keys apart, and opens nothing."""
        return beginning_of(self.id)

    def why_not_good(self, now: datetime) -> str:
        """Why the key opens nothing any more, in a word; empty while it is good."""
        if self.revoked_at is not None:
            return "revoked"
        return "ended" if self.ends_at is not None and now >= self.ends_at else ""


def beginning_of(key_id: UUID) -> str:
    """The letters a key of this id begins with. They are taken from the id, so that no part of a secret is kept."""
    drawn = base64.b32encode(hashlib.sha256(key_id.bytes).digest()).decode("ascii").lower()
    return f"{BEGINS}{drawn[:SHOWN_LETTERS]}"


def hash_of(secret: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def free_after(free_at: datetime | None, a_minute: int, now: datetime) -> datetime:
    """From when on a key has had the time for one more request, beside those before it.

    So many requests as a minute allows may come at once; then one more as each has had its time. Raises
    ``TooManyRequests`` for one that comes before.
    """
    try:
        return Limit("api key", a_minute, MINUTE).after_one_more(free_at, now)
    except TooOften as fault:
        raise TooManyRequests(a_minute, fault.seconds) from None


def viewer_of_key(agency: Agency, key: ApiKey, scope: Scope) -> Viewer:
    """The system acting for a key's agency, narrowed to what one scope allows; the audit names the key as its role."""
    return Viewer(agency.id, agency.kind, SCOPE_PERMISSIONS[scope], roles=(f"API key {key.id}",))
