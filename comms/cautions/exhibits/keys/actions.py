"""Making, retiring and using an agency's sealing keys."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions.exhibits.certificate import make_certificate
from comms.cautions.exhibits.key import SealingKey, SigningKey
from comms.cautions.exhibits.keys import find
from comms.cautions.exhibits.public_key import name_of
from comms.foundation.audit import note


def agency_key(session: Session, viewer: Viewer, now: datetime) -> SigningKey:
    """The key the viewer's agency seals with today; on first use it is made."""
    viewer.require(Permission.TAKE_CAUTIONS)
    used = find.key_in_use(session, viewer)
    if used is None:
        agency = find.hold_agency(session, viewer)
        used = find.key_in_use(session, viewer) or _make(session, viewer, agency, now)
    return SigningKey(used.id, used.name, used.certificate, Ed25519PrivateKey.from_private_bytes(used.private))


def make_key(session: Session, viewer: Viewer, now: datetime) -> SealingKey:
    """Make a new key for the viewer's agency and retire the one it had. What that one sealed is checked with it for
    ever."""
    viewer.require(Permission.MANAGE_AGENCY)
    agency = find.hold_agency(session, viewer)
    if used := find.key_in_use(session, viewer):
        _retire(session, viewer, used, now)
    return _make(session, viewer, agency, now)


def retire_key(session: Session, viewer: Viewer, name: str, now: datetime) -> SealingKey:
    """Seal nothing more with the key of this name; the next record that is sealed makes a new one. A key that is
    retired already stays as it is."""
    viewer.require(Permission.MANAGE_AGENCY)
    found = find.key_named(session, viewer, name)
    if found.retired_at is None:
        _retire(session, viewer, found, now)
    return found


def _make(session: Session, viewer: Viewer, agency: Agency, now: datetime) -> SealingKey:
    private = Ed25519PrivateKey.generate()
    made = SealingKey(
        agency_id=agency.id,
        name=name_of(private.public_key().public_bytes_raw()),
        certificate=make_certificate(agency.name, private, now),
        private=private.private_bytes_raw(),
        made_at=now,
        made_by=viewer.staff_id,
    )
    session.add(made)
    session.flush()
    note(session, viewer.actor, "make sealing key", ("sealing key", made.id), now, {"name": made.name})
    return made


def _retire(session: Session, viewer: Viewer, used: SealingKey, now: datetime) -> None:
    used.retired_at = now
    session.flush()
    note(session, viewer.actor, "retire sealing key", ("sealing key", used.id), now, {"name": used.name})
