"""Questions about times without letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import visible_people
from comms.families.hidden.find import nobody_hidden
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.letters.left_out.exclusion import LetterExclusion


def _visible(viewer: Viewer) -> Select[LetterExclusion]:
    people = visible_people(viewer).with_only_columns(Person.id)
    return select(LetterExclusion).where(
        LetterExclusion.agency_id == viewer.agency_id,
        LetterExclusion.child_id.in_(people),
        nobody_hidden(viewer, LetterExclusion.adult_id),
    )


def exclusion(session: Session, viewer: Viewer, exclusion_id: UUID) -> LetterExclusion:
    """One time without letters. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(_visible(viewer).where(LetterExclusion.id == exclusion_id))
    if found is None:
        raise NotFound("There is no such time without letters.")
    return found


def exclusions_to_come(session: Session, viewer: Viewer, on: date) -> Sequence[LetterExclusion]:
    """The agency's times without letters that hold on a day or later, the one that ends first first."""
    return session.scalars(_open(viewer, on)).all()


def exclusions_about(session: Session, viewer: Viewer, child_id: UUID, on: date) -> Sequence[LetterExclusion]:
    """The times without letters about one child that hold on a day or later, the one that ends first first."""
    return session.scalars(_open(viewer, on).where(LetterExclusion.child_id == child_id)).all()


def _open(viewer: Viewer, on: date) -> Select[LetterExclusion]:
    query = _visible(viewer).where(LetterExclusion.ended_at.is_(None), LetterExclusion.until_day >= on)
    return query.order_by(LetterExclusion.until_day, LetterExclusion.id)


def still_left_out(session: Session, viewer: Viewer, ended: LetterExclusion, on: date) -> LetterExclusion | None:
    """Of the other times about the same child that hold on a day, the one that keeps most letters back: for every adult
    before one for a single adult, and then the one that ends last. None when none holds."""
    others = [
        one
        for one in exclusions_about(session, viewer, ended.child_id, on)
        if one.id != ended.id and one.from_day <= on
    ]
    return max(others, key=lambda one: (one.adult_id is None, one.until_day), default=None)


LeftOut = Mapping[tuple[UUID, UUID | None], LetterExclusion]


def left_out_on(session: Session, viewer: Viewer, children: Iterable[UUID], on: date) -> LeftOut:
    """Whom no attendance letter reaches on a day: by child and adult, or child and None for every adult, the time
    without letters that reaches furthest."""
    wanted, found = set(children), {}
    for one in session.scalars(_open(viewer, on).where(LetterExclusion.from_day <= on)):
        if one.child_id in wanted:
            found[one.child_id, one.adult_id] = one  # the one that ends last comes last
    return found
