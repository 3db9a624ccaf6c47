"""Setting the directory an agency signs in with, ending it, and untying somebody from who they are there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.directories import find
from comms.agencies.directories.directory import AgencyDirectory
from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_name

LONGEST_NAME, LONGEST_ISSUER, LONGEST_CLIENT, LONGEST_SECRET = 80, 400, 200, 400
MOST_DOMAINS = 20
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class DirectorySet:
    """What an administrator says of their directory. An empty ``client_secret`` leaves the one on record."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    email_domains: Sequence[str]
    second_factor_there: bool


class BadDirectory(BadInput):
    """What was given cannot be a directory; ``field`` names what is wrong."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Say what is wrong with which field."""
        super().__init__(message, remedy)
        self.field = field


def set_directory(session: Session, viewer: Viewer, given: DirectorySet, now: datetime) -> AgencyDirectory:
    """Have the viewer's agency sign in with a directory. Another issuer, or another client of it, is another directory:
    it knows people by other names, so the one before it ends.

    Raises ``BadDirectory``.
    """
    viewer.require(Permission.MANAGE_STAFF)
    one_at_a_time(session, f"directory of {viewer.agency_id}")
    known = find.own_directory(session, viewer)
    same = known is not None and (known.issuer, known.client_id) == (given.issuer, given.client_id)
    _check(given, has_secret=same)
    if known is None or not same:
        if known is not None:
            _end(session, viewer, known, now)
        known = AgencyDirectory(agency_id=viewer.agency_id, made_by=viewer.staff_id, made_at=now)
        session.add(known)
    known.name, known.issuer, known.client_id = tidy_name(given.name), given.issuer, given.client_id
    known.email_domains, known.second_factor_there = _domains(given.email_domains), given.second_factor_there
    session.flush()
    if given.client_secret:
        known.client_secret = given.client_secret
    detail = {
        "domains": known.email_domains, "second_factor_there": given.second_factor_there,
        "new_secret": bool(given.client_secret),
    }  # fmt: skip
    note(session, viewer.actor, "set directory", ("agency_directory", known.id), now, detail)
    return known


def end_directory(session: Session, viewer: Viewer, now: datetime) -> AgencyDirectory:
    """Have nobody sign in with the agency's directory any more. Raises ``NotFound`` where it has none."""
    viewer.require(Permission.MANAGE_STAFF)
    known = find.own_directory(session, viewer)
    if known is None:
        raise NotFound("Your agency signs in with no directory.")
    _end(session, viewer, known, now)
    return known


def untie(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Staff:
    """Forget who a colleague is in the directory: the next time they sign in with it, they are found by their e-mail
    address again. It is needed where the directory made a new account for them."""
    viewer.require(Permission.MANAGE_STAFF)
    staff = colleague(session, viewer, staff_id)
    if staff.directory_subject is not None:
        staff.directory_id = staff.directory_subject = None
        note(session, viewer.actor, "untie from directory", ("staff", staff.id), now)
    return staff


def _end(session: Session, viewer: Viewer, directory: AgencyDirectory, now: datetime) -> None:
    directory.ended_at, directory.client_secret = now, None
    note(session, viewer.actor, "end directory", ("agency_directory", directory.id), now)


def _domains(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.strip().lower().removeprefix("@") for one in given if one.strip()))


def _check(given: DirectorySet, *, has_secret: bool) -> None:
    limits = (("name", LONGEST_NAME), ("issuer", LONGEST_ISSUER), ("client_id", LONGEST_CLIENT))
    for field, most in limits:
        value = getattr(given, field)
        if not value.strip():
            raise BadDirectory(field, "This is empty.", "Copy it from the directory’s settings.")
        if len(value) > most:
            raise BadDirectory(field, f"This is {len(value)} characters long.", f"At most {most} can be right.")
    if not (given.client_secret or has_secret) or len(given.client_secret) > LONGEST_SECRET:
        raise BadDirectory("client_secret", "The secret is missing.", "Copy it from the directory’s settings.")
    domains = _domains(given.email_domains)
    if not 1 <= len(domains) <= MOST_DOMAINS:
        raise BadDirectory("email_domains", "Say whose addresses the directory knows.",
                           f"Give one to {MOST_DOMAINS} domains, like school.example.")  # fmt: skip
    if wrong := [one for one in domains if not DOMAIN.fullmatch(one)]:
        raise BadDirectory("email_domains", f"“{wrong[0][:60]}” is no domain.", "Give one like school.example.")
