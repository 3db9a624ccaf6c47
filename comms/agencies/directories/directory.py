"""A directory: an agency's own list of staff, which says by OpenID Connect who somebody is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class AgencyDirectory(Record):
    """One directory. ``issuer`` is the address it speaks from, ``email_domains`` whose addresses it may vouch for.

    ``second_factor_there`` is the agency's word that its directory asks for a second factor itself; otherwise ours is
    asked as well. ``made_by`` is a member of staff, empty where a command made it.
    """

    __tablename__ = "agency_directory"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    issuer: Mapped[str] = mapped_column(String(400))
    client_id: Mapped[str] = mapped_column(String(200))
    client_secret_locked: Mapped[bytes | None]
    email_domains: Mapped[list[str]] = mapped_column(default=list)
    second_factor_there: Mapped[bool] = mapped_column(default=False)
    # No foreign key: staff point at their directory, and a table cannot be made before and after another.
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    client_secret = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """The directory itself: its secret is nobody's record."""
        return self.id
