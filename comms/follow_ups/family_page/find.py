"""Questions about family pages: the links that were sent, and what was answered there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.find import visible_people
from comms.families.person import Person
from comms.follow_ups.family_page.family_link import FamilyAnswer, FamilyLink
from comms.foundation.errors import NotFound
from comms.messages.about import about_seen


def link_and_number(session: Session, link_id: UUID) -> tuple[FamilyLink, ContactPoint] | None:
    """A link and the number it was sent to, for whoever holds it: they are nobody's viewer."""
    query = select(FamilyLink, ContactPoint).join(ContactPoint, ContactPoint.id == FamilyLink.point_id)
    found = session.execute(query.where(FamilyLink.id == link_id)).one_or_none()
    return (found[0], found[1]) if found is not None else None


def links_about(session: Session, viewer: Viewer, about_kind: str, about_id: UUID) -> Sequence[FamilyLink]:
    """The links that were sent about a row to people the viewer may know of, the newest first."""
    people = visible_people(viewer).with_only_columns(Person.id)
    query = select(FamilyLink).where(
        FamilyLink.agency_id == viewer.agency_id, FamilyLink.person_id.in_(people),
        FamilyLink.about_kind == about_kind, FamilyLink.about_id == about_id,
        about_seen(viewer, FamilyLink.about_kind, FamilyLink.about_id),
    )  # fmt: skip
    return session.scalars(query.order_by(FamilyLink.made_at.desc(), FamilyLink.id.desc())).all()


def _answers(viewer: Viewer) -> Select[FamilyAnswer]:
    return select(FamilyAnswer).where(
        FamilyAnswer.agency_id == viewer.agency_id,
        FamilyAnswer.person_id.in_(visible_people(viewer).with_only_columns(Person.id)),
        about_seen(viewer, FamilyAnswer.about_kind, FamilyAnswer.about_id),
    )


def answer(session: Session, viewer: Viewer, answer_id: UUID) -> FamilyAnswer:
    """One answer of somebody the viewer may know of. Raises ``NotFound``."""
    found = session.scalar(_answers(viewer).where(FamilyAnswer.id == answer_id))
    if found is None:
        raise NotFound("There is no such answer.")
    return found


def answers_about(session: Session, viewer: Viewer, about_kind: str, about_id: UUID) -> Sequence[FamilyAnswer]:
    """What people the viewer may know of answered about a row on their pages, the newest first."""
    query = _answers(viewer).where(FamilyAnswer.about_kind == about_kind, FamilyAnswer.about_id == about_id)
    return session.scalars(query.order_by(FamilyAnswer.at.desc(), FamilyAnswer.id.desc())).all()
