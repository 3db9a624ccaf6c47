"""Keeping a family closed: who of the agency's staff sees it, and nobody else."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission, permissions_of
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access import find as access
from comms.families.access.closed.find import ClosedSeen, active_among, closed_families_of, readers_of
from comms.families.access.closed_family import ClosedFamily, ClosedPerson, ClosedReader
from comms.families.access.share import Decision
from comms.families.access.sharing import end
from comms.families.access.working import reason
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.references import READ_OUT

ABOUT = "closed_family"


def close_family(
    session: Session, viewer: Viewer, person_ids: Sequence[UUID], staff_ids: Iterable[UUID], because: str, now: datetime
) -> ClosedFamily:
    """Keep these people closed at the viewer's agency: only the named colleagues see them, and always the viewer. What
    the agency showed others of them ends; whoever is named may share again. One who is named is enough, but then
    nobody sees the family while they are away.

    Raises ``BadInput`` for nobody or no reason, ``NotFound`` for anybody the viewer may not know of, ``Refused`` for
    somebody in a closed family already and for a colleague who has left.
    """
    viewer.require(Permission.CLOSE_FAMILIES)
    said = reason(because, "Say why this family is kept closed: those who are named read it.")
    people = _people(session, viewer, person_ids)
    named = [viewer.staff_id] if viewer.staff_id else []
    named += [_active(session, viewer, one).id for one in staff_ids]
    if not named:
        raise BadInput("Nobody is named who may see this family.", "Name at least one member of your staff.")
    one_at_a_time(session, f"closed families of {viewer.agency_id}")
    _refuse_closed(session, viewer, people)
    family = ClosedFamily(
        agency_id=viewer.agency_id, reference=_reference(), because=said, made_by=viewer.staff_id, made_at=now
    )
    session.add(family)
    session.flush()
    for staff_id in dict.fromkeys(named):
        _name(session, viewer, family.id, staff_id, now)
    note(session, viewer.actor, "close family", (ABOUT, family.id), now, {"reference": family.reference})
    _shut(session, viewer, family.id, people, now)
    return family


def add_to_closed_family(
    session: Session, viewer: Viewer, family_id: UUID, person_ids: Sequence[UUID], now: datetime
) -> None:
    """Keep more people closed with a family the viewer is named for. Raises as ``close_family`` does."""
    _in_hand(session, viewer, family_id)
    people = _people(session, viewer, person_ids)
    _refuse_closed(session, viewer, people)
    _shut(session, viewer, family_id, people, now)


def name_reader(session: Session, viewer: Viewer, family_id: UUID, staff_id: UUID, now: datetime) -> None:
    """Name a colleague who sees a closed family from now on. Named already, nothing changes.

    Whoever is named and may close families names anybody; another who is named only somebody who may. Who is not named
    may name somebody only where nobody who is named can sign in any more. Raises ``NotFound``, ``NotAllowed``, and
    ``Refused`` for a colleague who has left.
    """
    viewer.require(Permission.SEE_FAMILIES)
    seen = _locked(session, viewer, family_id)
    who = _active(session, viewer, staff_id)
    closes = viewer.may(Permission.CLOSE_FAMILIES)
    if not seen.named and not (closes and seen.nobody_active):
        raise NotAllowed("Only those who are named for this family may name somebody.", "Ask one of them.")
    if not closes and Permission.CLOSE_FAMILIES not in permissions_of(who.role_names):
        raise NotAllowed(
            "You may name only a colleague who may keep families closed.", "Name one of them; they may name others."
        )
    if who.id not in {one.staff_id for one in readers_of(session, viewer, family_id)}:
        _name(session, viewer, family_id, who.id, now)


def strike_reader(session: Session, viewer: Viewer, family_id: UUID, staff_id: UUID, now: datetime) -> None:
    """Strike a colleague from those who see a closed family. Raises ``Refused`` for the last one who can sign in, and
    ``NotFound`` for somebody who is not named."""
    _in_hand(session, viewer, family_id)
    readers = readers_of(session, viewer, family_id)
    struck = next((one for one in readers if one.staff_id == staff_id), None)
    if struck is None:
        raise NotFound("They are not named for this family.", "Look at who is.")
    if not active_among(session, viewer, [one.staff_id for one in readers if one is not struck]):
        raise Refused("Nobody would be left who sees this family.", "Name somebody else first, or open the family.")
    struck.until = now
    session.flush()
    note(session, viewer.actor, "strike reader", (ABOUT, family_id), now, {"staff": str(staff_id)})


def open_family_again(session: Session, viewer: Viewer, family_id: UUID, now: datetime) -> None:
    """Open a closed family again: all colleagues see these people. What was ended when it was closed stays ended."""
    seen = _in_hand(session, viewer, family_id)
    family = session.get_one(ClosedFamily, family_id)
    family.ended_at, family.ended_by = now, viewer.staff_id
    session.flush()
    note(session, viewer.actor, "open family again", (ABOUT, family_id), now, {"reference": family.reference})
    for person_id in seen.people:
        note(session, viewer.actor, "open person again", ("person", person_id), now, {"family": str(family_id)})


def _in_hand(session: Session, viewer: Viewer, family_id: UUID) -> ClosedSeen:
    """A closed family the viewer is named for and may change; nobody else changes it meanwhile."""
    viewer.require(Permission.CLOSE_FAMILIES)
    seen = _locked(session, viewer, family_id)
    if not seen.named:
        raise NotAllowed("Only those who are named for this family may change this.", "Ask one of them.")
    return seen


def _locked(session: Session, viewer: Viewer, family_id: UUID) -> ClosedSeen:
    # Two who strike each other at the same moment would leave nobody.
    one_at_a_time(session, f"closed families of {viewer.agency_id}")
    return access.closed_family(session, viewer, family_id)


def _people(session: Session, viewer: Viewer, person_ids: Sequence[UUID]) -> list[UUID]:
    if not person_ids:
        raise BadInput("It does not say whom it is about.", "Choose everybody of the family.")
    return [find.person(session, viewer, one).id for one in dict.fromkeys(person_ids)]


def _active(session: Session, viewer: Viewer, staff_id: UUID) -> Staff:
    who = colleague(session, viewer, staff_id)
    if not who.active:
        raise Refused("This colleague cannot sign in any more.", "Choose somebody else.")
    return who


def _refuse_closed(session: Session, viewer: Viewer, people: Sequence[UUID]) -> None:
    if closed_families_of(session, viewer, people):
        raise Refused("Somebody of these is in a closed family already.", "Add the others to that one.")


def _name(session: Session, viewer: Viewer, family_id: UUID, staff_id: UUID, now: datetime) -> None:
    session.add(ClosedReader(closed_family_id=family_id, staff_id=staff_id, since=now, named_by=viewer.staff_id))
    session.flush()
    note(session, viewer.actor, "name reader", (ABOUT, family_id), now, {"staff": str(staff_id)})


def _shut(session: Session, viewer: Viewer, family_id: UUID, people: Sequence[UUID], now: datetime) -> None:
    for person_id in people:
        for one in access.shares_made(session, viewer, person_id):
            if one.decision == Decision.SHARED and one.ended_at is None:
                end(session, viewer, one, now)
        session.add(ClosedPerson(closed_family_id=family_id, person_id=person_id, since=now))
        session.flush()
        note(session, viewer.actor, "close person", ("person", person_id), now, {"family": str(family_id)})


def _reference() -> str:
    letters = "".join(secrets.choice(READ_OUT) for _ in range(6))
    return f"{letters[:4]}-{letters[4:]}"
