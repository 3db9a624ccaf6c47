"""Questions about who sees whom. A person is seen by the agencies that work with them, and there, where the family is
kept closed, by the staff named for it alone; by a share, as far as it goes; for everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.families.access.closed.find import closed_families, closed_families_of, closed_family, is_closed_for_others
from comms.families.access.lookups.find import lookup_seen, lookups_kept_closed, need_looked_up, own_lookups
from comms.families.access.parts import Part, permissions_for
from comms.families.access.share import Decision, FamilyShare, ShareRequest
from comms.families.hidden.find import closed_to, nobody_hidden
from comms.families.person import Involvement, Person, Relationship
from comms.foundation.errors import NotFound

__all__ = [
    "closed_families",
    "closed_family",
    "eyes_among_relatives",
    "eyes_of",
    "eyes_to_share",
    "is_closed_for_others",
    "live_shares_made",
    "lookup_seen",
    "lookups_kept_closed",
    "need_looked_up",
    "open_shares_of_person",
    "open_shares_to",
    "own_lookups",
    "own_requests",
    "requests_to_decide",
    "share",
    "shares_for_requests",
    "shares_made",
    "visible_ids",
    "visible_people",
]


def visible_people(viewer: Viewer) -> Select[Person]:
    """The people this viewer may know of. Every other question about people stands on this one.

    Eyes that a share lent see whom it shows until its day, also where the agency that shares works with them no more.
    """
    query = select(Person).join(Involvement, Involvement.person_id == Person.id)
    query = query.where(Involvement.agency_id == viewer.agency_id)
    if viewer.only_people is None:
        query = query.where(Involvement.until.is_(None))
    else:
        query = query.where(Person.id.in_(viewer.only_people))
    return query if viewer.sees_closed else query.where(Person.id.not_in(closed_to(viewer)))


def visible_ids(viewer: Viewer) -> Select[UUID]:
    """The ids of the people this viewer may know of."""
    return visible_people(viewer).with_only_columns(Person.id)


def share(session: Session, viewer: Viewer, share_id: UUID, on: date) -> FamilyShare:
    """One share: to the agency it shows something to as long as it does, and always to the one that made it. Raises
    ``NotFound`` for any other, and for one about somebody whom the viewer's own agency keeps closed from them."""
    found = session.scalar(
        select(FamilyShare).where(FamilyShare.id == share_id, or_(_live_to(viewer, on), _from(viewer)))
    )
    if found is None:
        raise NotFound("There is no such share.", "Ask the agency that shared it whether it has ended.")
    return found


def open_shares_to(session: Session, viewer: Viewer, on: date) -> Sequence[FamilyShare]:
    """What other agencies show the viewer's on this day, the newest first."""
    return _shares(session, _live_to(viewer, on))


def open_shares_of_person(session: Session, viewer: Viewer, person_id: UUID, on: date) -> Sequence[FamilyShare]:
    """What other agencies show the viewer's of one person on this day, the newest first."""
    return _shares(session, _live_to(viewer, on), FamilyShare.person_id == person_id)


def shares_made(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[FamilyShare]:
    """What the viewer's own agency decided to show of a person, or not to, the newest first, ended ones among them."""
    return _shares(session, _from(viewer), FamilyShare.person_id == person_id)


def live_shares_made(session: Session, viewer: Viewer, on: date) -> Sequence[FamilyShare]:
    """Everything the viewer's own agency shows others on this day, the newest first: also of people it works with no
    more."""
    shared = FamilyShare.decision == Decision.SHARED
    return _shares(session, _from(viewer), shared, FamilyShare.ended_at.is_(None), FamilyShare.until >= on)


def shares_for_requests(
    session: Session, viewer: Viewer, requests: Iterable[UUID], on: date
) -> dict[UUID, list[FamilyShare]]:
    """What was shown to the viewer's agency for each of its requests and is open. That somebody decided not to is never
    told: it would say who works with the family."""
    found: dict[UUID, list[FamilyShare]] = {}
    for one in _shares(session, _live_to(viewer, on), FamilyShare.request_id.in_(list(requests))):
        if one.request_id is not None:
            found.setdefault(one.request_id, []).append(one)
    return found


def requests_to_decide(session: Session, viewer: Viewer) -> Sequence[ShareRequest]:
    """What other agencies ask to be told of people the viewer's works with and has not decided about, the oldest
    first."""
    decided = select(FamilyShare.request_id).where(
        FamilyShare.from_agency_id == viewer.agency_id, FamilyShare.request_id.is_not(None)
    )
    query = select(ShareRequest).where(
        ShareRequest.agency_id != viewer.agency_id, ShareRequest.withdrawn_at.is_(None),
        ShareRequest.person_id.in_(visible_ids(viewer)), ShareRequest.id.not_in(decided), _own_eyes(viewer),
    )  # fmt: skip
    return session.scalars(query.order_by(ShareRequest.asked_at, ShareRequest.id)).all()


def own_requests(session: Session, viewer: Viewer) -> Sequence[ShareRequest]:
    """What the viewer's own agency asks to be told and has not withdrawn, the newest first."""
    query = select(ShareRequest).where(
        ShareRequest.agency_id == viewer.agency_id, ShareRequest.withdrawn_at.is_(None),
        nobody_hidden(viewer, ShareRequest.person_id), _own_eyes(viewer),
    )  # fmt: skip
    return session.scalars(query.order_by(ShareRequest.asked_at.desc(), ShareRequest.id.desc())).all()


def eyes_of(session: Session, viewer: Viewer, shared: FamilyShare, on: date) -> Viewer:
    """The eyes through which a share is looked at: those of the agency that shares, narrowed to the person and, where
    it shows who is who, to their relatives; with no permission but those its parts need. Raises ``NotFound`` for a
    share the viewer may not know of, and for one that shows nothing on this day."""
    found = share(session, viewer, shared.id, on)
    if not found.is_live(on):
        raise NotFound("There is no such share.", "Ask the agency that shared it whether it has ended.")
    agency = session.get_one(Agency, found.from_agency_id)
    eyes = _narrowed(session, agency, found.person_id, found.parts, found.made_at)
    # Whom the viewer's own agency keeps closed from them, no other agency's share shows them either.
    return replace(eyes, only_people=frozenset(eyes.only_people or ()).difference(session.scalars(closed_to(viewer))))


def eyes_to_share(session: Session, viewer: Viewer, person_id: UUID, parts: Collection[str], now: datetime) -> Viewer:
    """The eyes that a share of these parts would lend, for whoever is about to make it. Raises ``NotFound`` for a
    person the viewer may not know of."""
    if session.scalar(visible_ids(viewer).where(Person.id == person_id)) is None:
        raise NotFound("There is no such person.")
    return _narrowed(session, session.get_one(Agency, viewer.agency_id), person_id, parts, now)


def eyes_among_relatives(session: Session, viewer: Viewer, person_id: UUID, since: datetime) -> Viewer:
    """The eyes of a share widened to the person's relatives and theirs, to find what is about the person and names one
    of them: a letter to a mother about her child, a meeting of both parents. Whoever shows it names nobody of them,
    unless the share shows who is who. ``since`` is when it was shared. Raises ``NotFound`` for eyes that no share of
    the person lent."""
    if viewer.only_people is None or person_id not in viewer.only_people:
        raise NotFound("There is no such person.")
    bare = Viewer(viewer.agency_id, viewer.agency_kind, frozenset(), sees_closed=True)
    family = closed_families_of(session, bare, [person_id]).get(person_id)
    near = _relatives(session, bare, person_id, family, since)
    theirs = (_relatives(session, bare, one, family, since) for one in near)
    return replace(viewer, only_people=viewer.only_people.union(near, *theirs))


def _narrowed(session: Session, agency: Agency, person_id: UUID, parts: Iterable[str], since: datetime) -> Viewer:
    bare = Viewer(agency.id, agency.kind, frozenset(), sees_closed=True)
    family = closed_families_of(session, bare, [person_id]).get(person_id)
    people = {person_id}
    if Part.RELATIVES in set(parts):
        people |= _relatives(session, bare, person_id, family, since)
    # A share of somebody who is kept closed was made by one of those named for the family. It shows that family, and
    # of every other closed one nobody.
    return Viewer(
        agency.id, agency.kind, permissions_for(parts), name=agency.name, only_people=frozenset(people),
        sees_closed=family is not None,
    )  # fmt: skip


def _relatives(session: Session, bare: Viewer, person_id: UUID, family: UUID | None, since: datetime) -> set[UUID]:
    """A person's adults, children, brothers and sisters, of those the agency worked with when it shared and does not
    keep closed in another family."""

    def known(who: InstrumentedAttribute[UUID], *of: ColumnElement[bool]) -> set[UUID]:
        works = select(Involvement.person_id).where(
            Involvement.agency_id == bare.agency_id, or_(Involvement.until.is_(None), Involvement.until >= since)
        )
        found = set(session.scalars(select(who).where(*of, who.in_(works))))
        closed = closed_families_of(session, bare, found)
        return {one for one in found if closed.get(one, family) == family}

    adults = known(Relationship.adult_id, Relationship.child_id == person_id)
    children = known(Relationship.child_id, Relationship.adult_id == person_id)
    return adults | children | known(Relationship.child_id, Relationship.adult_id.in_(adults))


def _live_to(viewer: Viewer, on: date) -> ColumnElement[bool]:
    return and_(
        FamilyShare.to_agency_id == viewer.agency_id, FamilyShare.decision == Decision.SHARED,
        FamilyShare.ended_at.is_(None), FamilyShare.until >= on, nobody_hidden(viewer, FamilyShare.person_id),
        _own_eyes(viewer),
    )  # fmt: skip


def _from(viewer: Viewer) -> ColumnElement[bool]:
    # Also of somebody the agency works with no more: whoever shared must be able to end it.
    return and_(
        FamilyShare.from_agency_id == viewer.agency_id, nobody_hidden(viewer, FamilyShare.person_id), _own_eyes(viewer)
    )


def _own_eyes(viewer: Viewer) -> ColumnElement[bool]:
    # What is shown opens the page of the share, and no other share.
    return true() if viewer.only_people is None else false()


def _shares(session: Session, *conditions: ColumnElement[bool]) -> Sequence[FamilyShare]:
    query = select(FamilyShare).where(*conditions)
    return session.scalars(query.order_by(FamilyShare.made_at.desc(), FamilyShare.id.desc())).all()
