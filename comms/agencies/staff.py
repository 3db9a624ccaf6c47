"""A member of staff: somebody who signs in. Flask-Security's mixin is the one thing of the web this floor knows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from comms.foundation.db import Record, UtcDateTime
from comms.foundation.locks import locked_text

if TYPE_CHECKING:
    from comms.agencies.agency import Agency

staff_roles = Table(
    "staff_role",
    Record.metadata,
    Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    Column("role_name", ForeignKey("role.name"), primary_key=True),
)


class Role(Record, RoleMixin):
    """The name of a bundle of permissions; the bundle itself stands in ``permissions.py``."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    description: Mapped[str] = mapped_column(String(255), default="")

    def get_permissions(self) -> set[str]:
        """Nothing: what a role may do is asked of the viewer, never of Flask-Security."""
        return set()


class Staff(Record, UserMixin):
    """One person at one agency. Columns named ``fs_…`` are read by Flask-Security.

    ``totp_secret`` is shared with their authenticator app; ``totp_used_at_step`` is the step (of 30 seconds since 1970)
    of the last code that was taken, so that no code is taken twice. ``recovery_codes`` are keyed hashes, one for each
    code that was not used yet. ``directory_subject`` is who they are in their agency's own directory.
    """

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("directory_id", "directory_subject"),)

    # Flask-Security types these for its own generated models; ours are redeclared, aware and by UUID.
    id: Mapped[UUID] = mapped_column(primary_key=True)  # type: ignore[assignment]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    qualification: Mapped[str] = mapped_column(String(200), default="")
    qualified_in: Mapped[list[str]] = mapped_column(default=list)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # type: ignore[assignment]
    current_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # type: ignore[assignment]
    login_count: Mapped[int] = mapped_column(default=0)
    totp_secret_locked: Mapped[bytes | None]
    totp_made_at: Mapped[datetime | None]
    totp_used_at_step: Mapped[int | None] = mapped_column(BigInteger)
    recovery_codes: Mapped[list[str]] = mapped_column(default=list)
    left_at: Mapped[datetime | None]
    left_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    directory_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency_directory.id"))
    directory_subject: Mapped[str | None] = mapped_column(String(255))
    made_at: Mapped[datetime]
    totp_secret = locked_text()

    roles: Mapped[list[Role]] = relationship(secondary=staff_roles, lazy="selectin")  # type: ignore[assignment]
    agency: Mapped[Agency] = relationship(lazy="joined")

    @property
    def lock_owner(self) -> UUID:
        """They themselves."""
        return self.id

    @property
    def role_names(self) -> list[str]:
        """The names of this person's roles, in alphabetical order."""
        return sorted(role.name for role in self.roles)

    def __repr__(self) -> str:
        # Logs must not hold a name; an id is enough to find the rest.
        return f"Staff({self.id})"

    def get_security_payload(self) -> dict[str, Any]:
        """What Flask-Security may tell a browser about this person."""
        return {"id": str(self.id)}
