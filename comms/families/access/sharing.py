"""Showing another agency named parts of what one's own knows of somebody, deciding not to, ending it, looking at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access import find as access
from comms.families.access.own_eyes import require_own_eyes
from comms.families.access.parts import Part, read_basis, read_parts
from comms.families.access.share import LONGEST_DAYS, Decision, FamilyShare, ShareRequest
from comms.families.access.working import reason
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time

WHY_NECESSARY = "Say why the other agency needs to know this: it stands beside the share, and can be asked for later."


@dataclass(frozen=True, slots=True)
class ShareGiven:
    """What is given of a share. ``until`` is the last day on which it opens anything; ``request_id`` what it answers,
    where it was asked for."""

    to_agency_id: UUID
    parts: Sequence[str]
    basis: str
    why: str
    until: date
    request_id: UUID | None = None


def share_family(
    session: Session, viewer: Viewer, person_ids: Sequence[UUID], given: ShareGiven, now: datetime
) -> list[FamilyShare]:
    """Show another agency these parts of what the viewer's knows of each of these people, until a day.

    Raises ``BadInput`` for nobody, no part, no basis, no reason or a day that is over or more than 365 days ahead;
    ``Refused`` for one's own agency; ``NotFound`` for anybody the viewer may not know of, an agency or a request there
    is not; ``NotAllowed`` for safe-contact notes the viewer does not see.
    """
    viewer.require(Permission.SHARE_FAMILIES)
    parts, basis, why = read_parts(given.parts), read_basis(given.basis), reason(given.why, WHY_NECESSARY)
    if Part.SAFE_NOTES in parts:
        viewer.require(Permission.SEE_SAFE_CONTACT)
    _check(session, viewer, person_ids, given, london_date(now))
    # Whoever shares while somebody else closes the family comes before it, and it ends; or after, and sees nobody.
    one_at_a_time(session, f"closed families of {viewer.agency_id}")
    request = _request(session, viewer, person_ids, given) if given.request_id else None
    made = []
    for person_id in dict.fromkeys(person_ids):
        person = find.person(session, viewer, person_id)
        row = FamilyShare(
            person_id=person.id, from_agency_id=viewer.agency_id, to_agency_id=given.to_agency_id,
            decision=Decision.SHARED, parts=parts, basis=basis, why=why, made_by=viewer.staff_id, made_at=now,
            until=given.until, request_id=request.id if request else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        detail = {"share": str(row.id), "to": str(given.to_agency_id), "parts": [Part(one).name for one in parts],
                  "until": given.until.isoformat()}  # fmt: skip
        note(session, viewer.actor, "share", ("person", person.id), now, detail)
        made.append(row)
    return made


def decide_not_to_share(
    session: Session, viewer: Viewer, request_id: UUID, why: str, now: datetime
) -> FamilyShare:  # fmt: skip
    """Decide not to show what another agency asked for, and why. It is not told: it would learn who works with the
    family. Raises ``NotFound`` for a request that is not the viewer's to decide, ``BadInput`` without a reason."""
    viewer.require(Permission.SHARE_FAMILIES)
    request = _to_decide(session, viewer, request_id)
    said = reason(why, "Say why not: it stands on record with the decision.")
    row = FamilyShare(
        person_id=request.person_id, from_agency_id=viewer.agency_id, to_agency_id=request.agency_id,
        decision=Decision.NOT_SHARED, parts=list(request.parts), basis=request.basis, why=said, made_by=viewer.staff_id,
        made_at=now, request_id=request.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    detail = {"share": str(row.id), "request": str(request.id)}
    note(session, viewer.actor, "decide not to share", ("person", request.person_id), now, detail)
    return row


def end_share(session: Session, viewer: Viewer, share_id: UUID, now: datetime) -> FamilyShare:
    """End what the viewer's agency shows, before its day. Ended already, nothing changes. Raises ``NotFound``."""
    viewer.require(Permission.SHARE_FAMILIES)
    row = access.share(session, viewer, share_id, london_date(now))
    if row.from_agency_id != viewer.agency_id:
        raise NotFound("There is no such share of yours.", "Ask the agency that shared it to end it.")
    if row.decision == Decision.SHARED and row.ended_at is None:
        end(session, viewer, row, now)
    return row


def end(session: Session, viewer: Viewer, row: FamilyShare, now: datetime) -> None:
    """End a share of the viewer's agency, which somebody has found; it opens nothing from this moment on."""
    row.ended_at, row.ended_by = now, viewer.staff_id
    session.flush()
    note(session, viewer.actor, "end share", ("person", row.person_id), now, {"share": str(row.id)})


def view_share(session: Session, viewer: Viewer, share_id: UUID, now: datetime) -> FamilyShare:
    """Look at a share, from either side; the look itself is noted. Raises ``NotFound`` for one that the viewer may not
    know of, and for one to the viewer's agency that shows nothing now."""
    viewer.require(Permission.SEE_FAMILIES)
    row = access.share(session, viewer, share_id, london_date(now))
    note(session, viewer.actor, "view share", ("person", row.person_id), now, {"share": str(row.id)})
    return row


def receive_share(session: Session, viewer: Viewer, share_id: UUID, now: datetime) -> FamilyShare:
    """Mark that what another agency shows was looked at for the first time, so that whoever shared it knows that it
    arrived. Marked already, nothing changes. Raises ``NotFound`` for one that shows the viewer's agency nothing now."""
    viewer.require(Permission.SEE_FAMILIES)
    require_own_eyes(viewer)
    row = access.share(session, viewer, share_id, london_date(now))
    if row.to_agency_id != viewer.agency_id:
        raise NotFound("There is no such share to you.", "Look at the person's page.")
    if row.received_at is None:
        row.received_at, row.received_by = now, viewer.staff_id
        session.flush()
        note(session, viewer.actor, "receive share", ("person", row.person_id), now, {"share": str(row.id)})
    return row


def _check(session: Session, viewer: Viewer, people: Sequence[UUID], given: ShareGiven, today: date) -> None:
    if not people:
        raise BadInput("It does not say whom it is about.", "Choose at least one person.")
    if given.to_agency_id == viewer.agency_id:
        raise Refused("This is your own agency.", "Your colleagues see who they work with anyway.")
    if session.get(Agency, given.to_agency_id) is None:
        raise NotFound("There is no such agency.", "Choose one from the list.")
    if given.until <= today:
        raise BadInput("The day on which it ends is not still to come.", "Give the last day on which it is needed.")
    if given.until > today + timedelta(days=LONGEST_DAYS):
        raise BadInput(f"It would last longer than {LONGEST_DAYS} days.", "Share it for as long as it is needed now.")


def _request(session: Session, viewer: Viewer, people: Sequence[UUID], given: ShareGiven) -> ShareRequest:
    request = _to_decide(session, viewer, given.request_id)
    if request.agency_id != given.to_agency_id or set(people) != {request.person_id}:
        raise BadInput("This is not what was asked for.", "Share it for itself, without answering the request.")
    return request


def _to_decide(session: Session, viewer: Viewer, request_id: UUID | None) -> ShareRequest:
    found = next((one for one in access.requests_to_decide(session, viewer) if one.id == request_id), None)
    if found is None:
        raise NotFound("There is no such request for you to decide.", "Look at the list of what others ask.")
    return found
