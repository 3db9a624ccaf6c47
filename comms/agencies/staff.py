"""A member of staff: somebody who signs in. Flask-Security's mixin is the one thing of the web this floor knows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from comms.foundation.db import Record, UtcDateTime

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
    """One person at one agency. Columns named ``fs_…`` and ``tf_…`` are read by Flask-Security."""

    __tablename__ = "staff"

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
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    made_at: Mapped[datetime]

    roles: Mapped[list[Role]] = relationship(secondary=staff_roles, lazy="selectin")  # type: ignore[assignment]
    agency: Mapped[Agency] = relationship(lazy="joined")

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
