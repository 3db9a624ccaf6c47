"""Whoever looks or acts. Every query and every action takes the viewer first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission, permissions_of
from comms.agencies.staff import Staff
from comms.foundation.audit import Actor
from comms.foundation.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Viewer:
    """A member of staff in their agency, or the system acting for an agency.

    ``only_people`` narrows the eyes to these people: whoever was shown what another agency knows of one person sees
    nobody else by it. ``sees_closed`` is the system's alone: its jobs go on for a family that is kept closed.
    ``parts`` are of what the questions of this viewer are made, each made once (see ``families.hidden``).
    """

    agency_id: UUID
    agency_kind: str
    permissions: frozenset[Permission]
    staff_id: UUID | None = None
    name: str = "comms"
    roles: tuple[str, ...] = ()
    only_people: frozenset[UUID] | None = None
    sees_closed: bool = False
    parts: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def actor(self) -> Actor:
        """The viewer as the audit knows them."""
        kind = "staff" if self.staff_id else "system"
        return Actor(kind, self.staff_id, self.agency_id, ", ".join(self.roles))  # type: ignore[arg-type]

    def may(self, permission: Permission) -> bool:
        """Whether the viewer has the permission."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises ``NotAllowed`` unless the viewer has the permission."""
        if permission not in self.permissions:
            raise NotAllowed(
                f"You may not do this: it needs the permission “{permission.value}”.",
                "Ask your agency's administrator.",
            )


def viewer_of(staff: Staff) -> Viewer:
    """The viewer a signed-in member of staff is."""
    roles = staff.role_names
    return Viewer(staff.agency_id, staff.agency.kind, permissions_of(roles), staff.id, staff.name, tuple(roles))


def system_viewer(agency: Agency) -> Viewer:
    """The system, acting for one agency: a command or a job. It sees what that agency sees and no more."""
    return Viewer(agency.id, agency.kind, frozenset(Permission), sees_closed=True)


def seeing_closed(viewer: Viewer) -> Viewer:
    """The same viewer with the service's own eyes for families that are kept closed, at their agency: for a rule that
    must hold of everybody, such as that a number asked for no more texts. What it finds is shown to nobody."""
    return replace(viewer, sees_closed=True)
