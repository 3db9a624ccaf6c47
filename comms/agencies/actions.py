"""What changes an agency or its staff."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency, AgencyKind
from comms.agencies.find import agency_called, authorities, own_agency, staff_with_email
from comms.agencies.permissions import ROLES, Permission
from comms.agencies.staff import Role, Staff
from comms.agencies.viewer import Viewer
from comms.foundation.audit import Actor, note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.writing import tidy_name

SYSTEM = Actor("system")

EDITABLE = (
    "address", "telephone", "email", "contact_name", "hours", "opens", "closes", "interpreter_line", "logo",
    "letter_settings", "signed_by", "signature", "reply_address", "formats",
)  # fmt: skip


def found_agency(session: Session, name: str, kind: str, now: datetime) -> Agency:
    """Make an agency. Raises ``BadInput`` for a name that is empty or taken, and for an unknown kind."""
    if not tidy_name(name):
        raise BadInput("The agency has no name.", "Give one, as it should stand on letters.")
    if kind not in set(AgencyKind):
        raise BadInput(f"There is no kind of agency called “{kind}”.", f"It is one of: {', '.join(AgencyKind)}.")
    if agency_called(session, tidy_name(name)):
        raise BadInput(f"There is an agency called “{tidy_name(name)}” already.", "Give this one another name.")
    agency = Agency(name=tidy_name(name), kind=kind, made_at=now, letter_settings={}, address=[])
    session.add(agency)
    note(session, SYSTEM, "found agency", ("agency", agency.id), now, {"kind": kind})
    return agency


def change_agency(session: Session, viewer: Viewer, changes: Mapping[str, Any], now: datetime) -> Agency:
    """Change what the viewer's agency says of itself; only the fields in ``EDITABLE``."""
    viewer.require(Permission.MANAGE_AGENCY)
    agency = own_agency(session, viewer)
    if unknown := sorted(set(changes) - set(EDITABLE)):
        raise BadInput(f"An agency has no {', '.join(unknown)} to change.", f"It has: {', '.join(EDITABLE)}.")
    for name, value in changes.items():
        setattr(agency, name, value)
    note(session, viewer.actor, "change agency", ("agency", agency.id), now, {"fields": sorted(changes)})
    return agency


def name_authority(session: Session, viewer: Viewer, authority_id: UUID | None, now: datetime) -> Agency:
    """Say under which local authority's code of conduct the viewer's school stands; None says that nobody knows.

    Raises ``Refused`` for an agency that is no school, and ``BadInput`` for one that is no local authority here.
    """
    viewer.require(Permission.MANAGE_AGENCY)
    agency = own_agency(session, viewer)
    if agency.kind != AgencyKind.SCHOOL:
        raise Refused("Only a school stands under a local authority's code of conduct.")
    if authority_id is not None and authority_id not in {one.id for one in authorities(session)}:
        raise BadInput("There is no such local authority here.", "Choose one from the list, or none.")
    if agency.authority_id != authority_id:
        before, agency.authority_id = agency.authority_id, authority_id
        detail = {"was": str(before) if before else None, "is": str(authority_id) if authority_id else None}
        note(session, viewer.actor, "name authority", ("agency", agency.id), now, detail)
    return agency


def add_staff(  # noqa: PLR0913 - each is one thing said of a new colleague
    session: Session,
    agency: Agency,
    name: str,
    email: str,
    roles: Sequence[str],
    *,
    now: datetime,
    password_hash: str | None = None,
    qualification: str = "",
    qualified_in: Sequence[str] = (),
) -> Staff:
    """Let somebody sign in for an agency. ``password_hash`` comes from the door, which knows how to make one;
    ``qualified_in`` are the tags of the languages that the recorded qualification is for.
    """
    if staff_with_email(session, email):
        raise BadInput("Somebody signs in with this e-mail address already.", "Give another address.")
    if unknown := [role for role in roles if role not in ROLES]:
        raise BadInput(f"There is no role called “{unknown[0]}”.", f"Roles are: {', '.join(ROLES)}.")
    staff = Staff(
        agency_id=agency.id,
        name=tidy_name(name),
        email=email.strip().lower(),
        password=password_hash,
        qualification=qualification,
        qualified_in=list(qualified_in),
        fs_uniquifier=secrets.token_hex(32),
        made_at=now,
        confirmed_at=now,
        active=True,
    )
    staff.roles = [session.get(Role, role) or Role(name=role) for role in dict.fromkeys(roles)]
    session.add(staff)
    session.flush()
    note(session, SYSTEM, "add staff", ("staff", staff.id), now, {"roles": sorted(roles)})
    return staff
