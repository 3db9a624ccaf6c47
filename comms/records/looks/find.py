"""Questions about the audit of the viewer's own agency: what was done about a person, and all of it.

Nobody is told here what another agency did: an entry belongs to the agency of whoever did it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.access.find import visible_people
from comms.families.hidden.find import closed_to
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.records.looks.ties.find import people_of, tied_to

PERSON = "person"
# Where an entry's detail names people by their ids.
NAMED_IN_DETAIL = ("people", "found", "person", "adult", "child")
# A list notes everybody on it by id, and no index finds that: they are looked for among the newest of the trail.
LISTED = ("view list", "search people")
NEWEST = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the trail: done by whom, which actions, from when until when, and so many entries that are
    older than a number, the newest first."""

    staff_id: UUID | None = None
    actions: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    most: int = 50


def looks_at(session: Session, viewer: Viewer, person_id: UUID, asked: Asked) -> Sequence[AuditEntry]:
    """What the viewer's agency did about a person and what is theirs, and who looked at it; with the lists and searches
    they stood in among the newest entries of the trail. Whoever asks has found the person as the viewer."""
    own = AuditEntry.agency_id == viewer.agency_id
    number = select(AuditEntry.number)
    newest = select(func.coalesce(func.max(AuditEntry.number), 0)).scalar_subquery()
    about = union(
        number.where(AuditEntry.subject_kind == PERSON, AuditEntry.subject_id == person_id),
        *(
            number.where(AuditEntry.subject_kind == kind, AuditEntry.subject_id.in_(subjects))
            for kind, subjects in tied_to(person_id)
        ),
        number.where(
            AuditEntry.number > newest - NEWEST, own, AuditEntry.action.in_(LISTED),
            AuditEntry.detail.contains(str(person_id), autoescape=True),
        ),
    )  # fmt: skip
    return _answered(session, select(AuditEntry).where(AuditEntry.number.in_(about), own), asked)


def trail(session: Session, viewer: Viewer, asked: Asked) -> Sequence[AuditEntry]:
    """Everything the viewer's agency did, and whoever came to it without signing in."""
    return _answered(session, select(AuditEntry).where(AuditEntry.agency_id == viewer.agency_id), asked)


def _answered(session: Session, query: Select[AuditEntry], asked: Asked) -> Sequence[AuditEntry]:
    if asked.staff_id is not None:
        query = query.where(AuditEntry.staff_id == asked.staff_id)
    if asked.actions is not None:
        query = query.where(AuditEntry.action.in_(asked.actions))
    if asked.since is not None:
        query = query.where(AuditEntry.at >= asked.since)
    if asked.until is not None:
        query = query.where(AuditEntry.at < asked.until)
    if asked.before is not None:
        query = query.where(AuditEntry.number < asked.before)
    return session.scalars(query.order_by(AuditEntry.number.desc()).limit(asked.most)).all()


def people_in(session: Session, entries: Iterable[AuditEntry]) -> dict[int, set[UUID]]:
    """For each entry the ids of the people it is about: its subject, whose its subject is, and whom its detail names.
    Ids alone, for whoever goes on to ask who of them the viewer may know."""
    entries = list(entries)
    tied = people_of(session, [(one.subject_kind, one.subject_id) for one in entries if one.subject_id])
    found = {}
    for one in entries:
        people = set(tied.get((one.subject_kind, one.subject_id), ())) if one.subject_id else set()
        if one.subject_kind == PERSON and one.subject_id:
            people.add(one.subject_id)
        found[one.number] = people | _named(one.detail)
    return found


def _named(detail: str) -> set[UUID]:
    said: dict[str, Any] = json.loads(detail)
    values = [value for key in NAMED_IN_DETAIL for value in _listed(said.get(key))]
    return {UUID(value) for value in values if value}


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def names_of(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of these people whom the viewer may know of."""
    query = visible_people(viewer).where(Person.id.in_(list(people)))
    return {one.id: one.name for one in session.scalars(query)}


def kept_closed(session: Session, viewer: Viewer, people: Iterable[UUID]) -> set[UUID]:
    """Those of these people whom the viewer's agency keeps closed from them: that there is somebody may be told, and
    not who."""
    closed = closed_to(viewer).subquery()
    return set(session.scalars(select(closed.c.person_id).where(closed.c.person_id.in_(list(people)))))
