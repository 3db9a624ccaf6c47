"""Questions about the engine's jobs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.foundation.locks import keyring_of
from comms.foundation.work_item import WorkState
from comms.translation.machine.answer import Answer, answer_from_json
from comms.translation.machine.job import KEPT, TranslationJob

# Whoever presses again does so within their last few questions.
LOOKED_BACK = 10


def job(session: Session, viewer: Viewer, job_id: UUID) -> TranslationJob:
    """One job of the viewer's own agency; any other does not exist for them, nor does one about a row, whose answers
    are read where the row is. Raises ``NotFound``."""
    row = TranslationJob
    query = select(row).where(row.id == job_id, row.agency_id == viewer.agency_id)
    found = session.scalar(query if viewer.sees_closed else query.where(row.about_kind == ""))
    if found is None:
        raise NotFound("There is no such translation.")
    return found


def answers_of(session: Session, viewer: Viewer, job_id: UUID) -> list[Answer] | None:
    """The answers of a job, one for each text in their order; None while it waits.

    Raises ``NotFound`` where there is no such job of the viewer's agency, and where its answers are not kept any more.
    """
    found = job(session, viewer, job_id)
    if found.answers is not None:
        return [answer_from_json(one) for one in found.answers]
    if found.answered_at is not None:
        raise NotFound("The translation is not kept any more: it is there for an hour.", "Have it translated again.")
    return None


def waiting_about(session: Session, viewer: Viewer, kind: str, ids: Collection[UUID]) -> frozenset[UUID]:
    """Of rows of one kind, those about which the viewer's agency has asked something that is not answered yet."""
    row = TranslationJob
    query = select(row.about_id).where(
        row.agency_id == viewer.agency_id, row.about_kind == kind, row.about_id.in_(ids), row.answered_at.is_(None)
    )
    return frozenset(one for one in session.scalars(query) if one is not None) if ids else frozenset()


def asked_before(
    session: Session, viewer: Viewer, direction: tuple[str, str], count: int, since: datetime
) -> Sequence[TranslationJob]:
    """What the viewer asked for themselves, of so many texts between two languages, about no row, and that waits or was
    answered since then; the newest first."""
    row = TranslationJob
    query = select(row).where(
        row.agency_id == viewer.agency_id, row.asked_by == viewer.staff_id, row.about_kind == "",
        row.source == direction[0], row.target == direction[1], row.count == count,
        row.work_state == WorkState.WAITING, row.texts_locked.is_not(None),
        or_(row.answered_at.is_(None), row.answered_at >= since),
    )  # fmt: skip
    found = session.scalars(query.order_by(row.asked_at.desc(), row.id.desc()).limit(LOOKED_BACK)).all()
    keyring_of(session).have_at_hand(session, [one.id for one in found])
    return found


def waiting_beside(session: Session, one: TranslationJob, now: datetime, most: int) -> Sequence[TranslationJob]:
    """The jobs that wait for the same two languages as one does, and that nobody ever had in hand; the oldest first."""
    row = TranslationJob
    query = select(row).where(
        row.id != one.id, row.source == one.source, row.target == one.target, row.attempts == 0,
        row.answers_locked.is_(None), row.answered_at.is_(None), *_free(now),
    )  # fmt: skip
    return session.scalars(query.order_by(row.asked_at, row.id).limit(most)).all()


def jobs_held(session: Session, tokens: dict[UUID, str]) -> Sequence[TranslationJob]:
    """Of jobs that were taken, each with its token, those that nobody else has taken since."""
    row = TranslationJob
    query = select(row).where(row.id.in_(tokens), row.work_state == WorkState.WAITING)
    found = session.scalars(query.order_by(row.asked_at, row.id).execution_options(populate_existing=True))
    return [one for one in found if one.token == tokens[one.id]]


def answered_long_ago(session: Session, now: datetime, most: int) -> Sequence[UUID]:
    """The jobs whose answers were kept as long as they are, the oldest first."""
    row = TranslationJob
    query = select(row.id).where(row.answered_at <= now - KEPT, *_free(now))
    return session.scalars(query.order_by(row.answered_at).limit(most)).all()


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    row = TranslationJob
    return row.work_state == WorkState.WAITING, row.next_action_at <= now, or_(
        row.lease_until.is_(None), row.lease_until < now
    )  # fmt: skip
