"""Questions about letters, and the gathering of what a letter must know of its reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import Channel, ContactPoint, Safety
from comms.families.find import homes_of, language_needs, visible_contact_points, visible_people
from comms.families.hidden.find import is_hidden
from comms.families.person import Household, Person
from comms.families.protection.find import safeties_in_force
from comms.foundation.errors import NotFound
from comms.foundation.work_item import WorkState
from comms.letters.due import SentLetter
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.reader import Reader
from comms.messages.about import hidden_about


def visible_letters(viewer: Viewer) -> Select[Letter]:
    """The letters this viewer may know of. Every other query about letters stands on this one."""
    people = visible_people(viewer).with_only_columns(Person.id)
    return select(Letter).where(
        Letter.agency_id == viewer.agency_id,
        Letter.recipient_id.in_(people),
        or_(Letter.child_id.is_(None), Letter.child_id.in_(people)),
    )


_visible = visible_letters


@hidden_about("letter")
def _is_hidden(viewer: Viewer, letter_id: Any) -> ColumnElement[bool]:
    hidden = or_(is_hidden(viewer, Letter.recipient_id), is_hidden(viewer, Letter.child_id))
    return exists().where(Letter.id == letter_id, hidden)


def letter(session: Session, viewer: Viewer, letter_id: UUID) -> Letter:
    """One letter. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(_visible(viewer).where(Letter.id == letter_id))
    if found is None:
        raise NotFound("There is no such letter.")
    return found


def letters_about(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[Letter]:
    """Every letter to a person or about them, the newest first."""
    query = _visible(viewer).where(or_(Letter.recipient_id == person_id, Letter.child_id == person_id))
    return session.scalars(query.order_by(Letter.made_at.desc())).all()


def letters_in_state(session: Session, viewer: Viewer, state: LetterState, limit: int = 500) -> Sequence[Letter]:
    """The agency's letters in a state, the newest first."""
    query = _visible(viewer).where(Letter.state == state)
    return session.scalars(query.order_by(Letter.made_at.desc(), Letter.id).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class RunCounts:
    """The letters issued at one moment by hand, counted: all, those not printed yet, those that never could be."""

    at: datetime
    letters: int
    waiting: int
    failed: int


def made_by_hand(session: Session, viewer: Viewer, limit: int = 100) -> Sequence[RunCounts]:
    """The moments at which letters were issued outside of runs, the newest first."""
    issued = _visible(viewer).where(Letter.state == LetterState.ISSUED, Letter.run_id.is_(None)).subquery()
    counted = [
        func.count().filter(issued.c.work_state == state) for state in (WorkState.WAITING, WorkState.NEEDS_WORKER)
    ]
    query = select(issued.c.made_at, func.count(), *counted).group_by(issued.c.made_at)
    found = session.execute(query.order_by(issued.c.made_at.desc()).limit(limit))
    return [RunCounts(at, letters, waiting, failed) for at, letters, waiting, failed in found]


def letters_made_at(session: Session, viewer: Viewer, moment: datetime) -> Sequence[Letter]:
    """The letters issued at that moment, outside of runs."""
    query = _visible(viewer).where(
        Letter.state == LetterState.ISSUED, Letter.made_at == moment, Letter.run_id.is_(None)
    )
    return session.scalars(query.order_by(Letter.kind, Letter.id)).all()


def count_in_state(session: Session, viewer: Viewer, state: LetterState) -> int:
    """How many of the agency's letters are in a state."""
    query = select(func.count()).select_from(_visible(viewer).where(Letter.state == state).subquery())
    return session.scalar(query) or 0


def held_like(
    session: Session, viewer: Viewer, kind: str, recipient_id: UUID, child_id: UUID | None
) -> Sequence[Letter]:
    """The held letters of this kind to the same person about the same child."""
    query = _to_and_about(viewer, recipient_id, child_id)
    return session.scalars(query.where(Letter.state == LetterState.HELD, Letter.kind == kind)).all()


def _to_and_about(viewer: Viewer, recipient_id: UUID, child_id: UUID | None) -> Select[Letter]:
    """The letters to one person about one child, or about none, for a viewer who may know of both.

    Asked for every letter of a run: so only these two are looked for among the people a viewer may see, not all.
    """
    people = [recipient_id] if child_id is None else [recipient_id, child_id]
    seen = visible_people(viewer).where(Person.id.in_(people)).with_only_columns(Person.id)
    query = select(Letter).where(
        Letter.agency_id == viewer.agency_id, Letter.recipient_id == recipient_id, Letter.recipient_id.in_(seen)
    )
    if child_id is None:
        return query.where(Letter.child_id.is_(None))
    return query.where(Letter.child_id == child_id, Letter.child_id.in_(seen))


def sent_letters(
    session: Session, viewer: Viewer, children: Sequence[UUID]
) -> dict[tuple[UUID, UUID | None], list[SentLetter]]:
    """What was issued to whom about which of these children, in the shape the rule of what is due wants."""
    sent: dict[tuple[UUID, UUID | None], list[SentLetter]] = {}
    issued = _visible(viewer).where(Letter.state == LetterState.ISSUED, Letter.child_id.in_(children))
    for found in session.scalars(issued):
        entry = SentLetter(found.kind, found.issued_on, found.values or {})
        sent.setdefault((found.recipient_id, found.child_id), []).append(entry)
    return sent


def printed(session: Session, viewer: Viewer, letter_id: UUID) -> PrintedLetter | None:
    """The PDF of an issued letter, None until the worker has printed it."""
    letter(session, viewer, letter_id)
    return session.get(PrintedLetter, letter_id)


def issued_on_day(
    session: Session, viewer: Viewer, kind: str, recipient_id: UUID, child_id: UUID | None, day: date
) -> Sequence[Letter]:
    """The letters of a kind that were issued to a person about a child on one day."""
    query = _to_and_about(viewer, recipient_id, child_id)
    same = query.where(Letter.state == LetterState.ISSUED, Letter.kind == kind, Letter.issued_on == day)
    return session.scalars(same).all()


def withdrawn_since(session: Session, viewer: Viewer, since: datetime) -> set[tuple[str, UUID, UUID | None]]:
    """The letters (kind, reader, child) that somebody has withdrawn since then, so that no run holds them anew."""
    query = _visible(viewer).where(Letter.state == LetterState.WITHDRAWN, Letter.withdrawn_at >= since)
    return {(found.kind, found.recipient_id, found.child_id) for found in session.scalars(query)}


def readers(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Reader]:
    """What letters must know of these people, for those the viewer may see."""
    wanted = list(dict.fromkeys(people))
    found = {one.id: one for one in session.scalars(visible_people(viewer).where(Person.id.in_(wanted)))}
    homes = homes_of(session, viewer, found)
    lived_in = select(Household).where(Household.id.in_(set(homes.values())))
    addresses = {home.id: tuple(home.address) for home in session.scalars(lived_in)}
    needs = language_needs(session, viewer, found)
    safe = safeties_in_force(session, viewer, found)
    emails = {
        point.person_id: point.value
        for point in session.scalars(
            visible_contact_points(viewer)
            .where(ContactPoint.person_id.in_(found), ContactPoint.channel == Channel.EMAIL, ContactPoint.reachable)
            .where(ContactPoint.safety == Safety.SAFE)
            .order_by(ContactPoint.recorded_at, ContactPoint.id)
        )
    }
    return {
        key: Reader(
            one,
            needs.get(key),
            addresses.get(homes[key]) if key in homes else None,
            safe.get(key),
            emails.get(key),
        )
        for key, one in found.items()
    }


def reader(session: Session, viewer: Viewer, person_id: UUID) -> Reader:
    """What letters must know of one person. Raises ``NotFound`` for anyone the viewer may not know of."""
    found = readers(session, viewer, [person_id])
    if person_id not in found:
        raise NotFound("There is no such person.")
    return found[person_id]


def count_everywhere(session: Session, state: LetterState) -> int:
    """How many letters of the whole installation are in a state: a figure for its watchers, with nobody in it."""
    return session.scalar(select(func.count()).select_from(Letter).where(Letter.state == state)) or 0


def printed_everywhere(session: Session, letter_id: UUID) -> bytes | None:
    """The PDF of a letter, for the command that has just made it."""
    made = session.get(PrintedLetter, letter_id)
    return made.pdf if made else None
