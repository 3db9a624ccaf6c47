"""Questions about the formal letters that were made from cases. An agency sees its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.find import children_in_lots
from comms.formal.case.find import visible_cases
from comms.formal.case.formal_case import FormalCase
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.errors import NotFound
from comms.letters.afterwards.find import UncheckedPage, unchecked
from comms.letters.templates.source import must_ask_kinds

# The letters whose weight stands on a number of sessions.
COUNTING = ("L08", "L09")


def visible_steps(viewer: Viewer) -> Select[FormalStep]:
    """The formal letters of the cases this viewer may know of. Every other query here stands on this one."""
    cases = visible_cases(viewer).with_only_columns(FormalCase.id)
    return select(FormalStep).where(FormalStep.agency_id == viewer.agency_id, FormalStep.case_id.in_(cases))


def step(session: Session, viewer: Viewer, step_id: UUID) -> FormalStep:
    """One of them. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_steps(viewer).where(FormalStep.id == step_id))
    if found is None:
        raise NotFound("There is no such formal letter.")
    return found


def steps_of(session: Session, viewer: Viewer, case_id: UUID) -> Sequence[FormalStep]:
    """The formal letters of a case, the newest first."""
    query = visible_steps(viewer).where(FormalStep.case_id == case_id)
    return session.scalars(query.order_by(FormalStep.made_at.desc(), FormalStep.id.desc())).all()


def newest_of(session: Session, viewer: Viewer, case_id: UUID, kind: str) -> FormalStep | None:
    """The newest formal letter of a kind in a case."""
    return next((one for one in steps_of(session, viewer, case_id) if one.kind == kind), None)


def step_of_letter(session: Session, viewer: Viewer, letter_id: UUID) -> FormalStep | None:
    """Which formal letter of a case a letter is; None for every other letter."""
    return session.scalar(visible_steps(viewer).where(FormalStep.letter_id == letter_id))


def steps_on_register(
    session: Session, viewer: Viewer, children: Iterable[UUID]
) -> list[tuple[FormalStep, FormalCase]]:
    """The formal letters, of whichever agency, that stand on the register of the viewer's school and are about one of
    these children; for the rule that a corrected mark is looked at. They are shown to nobody."""
    found: list[tuple[FormalStep, FormalCase]] = []
    for lot in children_in_lots(children):
        query = (
            select(FormalStep, FormalCase)
            .join(FormalCase, FormalCase.id == FormalStep.case_id)
            .where(
                FormalCase.school_id == viewer.agency_id,
                FormalCase.child_id.in_(lot),
                FormalStep.kind.in_(COUNTING),
            )
        )
        found += [(one, case) for one, case in session.execute(query.order_by(FormalStep.made_at, FormalStep.id))]
    return found


def to_ask_about(session: Session, viewer: Viewer, on: date, page: int = 1) -> UncheckedPage:
    """The letters with legal weight of which nobody knows yet whether they were understood, the soonest day first."""
    return unchecked(session, viewer, on, page, must_ask_kinds())
