"""Asking whoever works with a person to be told more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access import find as access
from comms.families.access.lookups.find import agencys_lookup, kept_closed
from comms.families.access.parts import Part, read_basis, read_parts
from comms.families.access.share import ShareRequest
from comms.families.access.working import reason
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class RequestGiven:
    """What is given of a request: which parts, on what basis, and why they are needed."""

    parts: Sequence[str]
    basis: str
    why: str


def ask_to_be_told(
    session: Session,
    viewer: Viewer,
    given: RequestGiven,
    now: datetime,
    *,
    person_id: UUID | None = None,
    lookup_id: UUID | None = None,
) -> ShareRequest:
    """Ask every agency that works with somebody to show these parts: somebody the viewer's agency works with, or whom
    it looked up within the last day. Each decides for itself. Who they are is never told but by what they share.

    Raises ``BadInput`` for no part, basis or reason, and unless exactly one of the two is given; ``NotFound``.
    """
    viewer.require(Permission.LOOK_UP_FAMILIES)
    parts, basis = read_parts(given.parts), read_basis(given.basis)
    why = reason(given.why, "Say why you need to know this: those who decide read it.")
    about = _about(session, viewer, person_id, lookup_id, now)
    row = ShareRequest(
        person_id=about, agency_id=viewer.agency_id, parts=parts, basis=basis, why=why, asked_by=viewer.staff_id,
        asked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    detail = {"request": str(row.id), "parts": [Part(one).name for one in parts]}
    note(session, viewer.actor, "ask to be told", ("person", about), now, detail)
    return row


def withdraw_request(session: Session, viewer: Viewer, request_id: UUID, now: datetime) -> ShareRequest:
    """Take back what the viewer's agency asked for: nobody decides about it any more. Raises ``NotFound``."""
    viewer.require(Permission.LOOK_UP_FAMILIES)
    found = next((one for one in access.own_requests(session, viewer) if one.id == request_id), None)
    if found is None:
        raise NotFound("There is no such request of yours.", "Look at the list of what you asked for.")
    found.withdrawn_at = now
    session.flush()
    note(session, viewer.actor, "withdraw request", ("person", found.person_id), now, {"request": str(found.id)})
    return found


def _about(
    session: Session, viewer: Viewer, person_id: UUID | None, lookup_id: UUID | None, now: datetime
) -> UUID:  # fmt: skip
    if (person_id is None) == (lookup_id is None):
        raise BadInput("It does not say whom it is about.", "Ask from a person's page, or after looking somebody up.")
    if person_id is not None:
        return find.person(session, viewer, person_id).id
    row = agencys_lookup(session, viewer, lookup_id) if lookup_id else None
    if row is None or row.person_id is None or not row.holds(now) or kept_closed(session, viewer, [row.person_id]):
        raise NotFound("There is no look-up of today that found them.", "Look them up again.")
    return row.person_id
