"""The key with which an agency seals its exhibits, as it is kept, and as it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.cautions.exhibits.public_key import NAME_LETTERS
from comms.foundation.db import Record
from comms.foundation.locks import locked_bytes


class SealingKey(Record):
    """One Ed25519 key of an agency. ``certificate`` is what the agency publishes (X.509, DER, signed by itself);
    ``private`` are the 32 raw bytes nobody else may have.

    A key is retired and never taken away: what it has sealed is checked with it for as long as anybody asks.
    """

    __tablename__ = "sealing_key"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LETTERS))
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    private_locked: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    retired_at: Mapped[datetime | None]
    private = locked_bytes()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A sealing key at work: its record's id, its name, its certificate (DER), and the private key itself."""

    id: UUID
    name: str
    certificate: bytes
    private: Ed25519PrivateKey = field(repr=False)
