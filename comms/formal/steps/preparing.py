"""A formal letter as it would go out: its values put together, and the paper, or why it would be held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.paper import Paper
from comms.formal.case.find import case as find_case
from comms.formal.steps.known import Known, know
from comms.formal.steps.releasing import ReleaseGiven
from comms.formal.steps.values import SAMPLE_NUMBER, Values, values_of
from comms.foundation.errors import NotFound
from comms.letters.decision import Held
from comms.letters.desk import Desk, desk_of
from comms.letters.preparing import Ready, prepare
from comms.letters.reader import LetterWanted

# The letters that are made from a case, in the order in which they follow each other.
LOOKED_AT = "Only looked at."
KINDS = ("L05", "L08", "L09", "L10", "L11")


@dataclass(frozen=True, slots=True)
class StepGiven:
    """A letter to make from a case: its kind, what a person chose for it, and, where its words are not approved, why it
    goes out all the same and where it is read aloud.

    ``chosen`` holds by kind: L05 from, to, review_on, ours, yours, interpreter; L08 support, starts, ends, improve,
    early; L09 posting (the day it will be posted), post_class, officer; L10 notice_id, next; L11 appointment_id,
    section, officer.
    """

    kind: str
    chosen: Mapping[str, Any] = field(default_factory=dict)
    release: ReleaseGiven | None = None


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A letter as it would be issued now."""

    known: Known
    values: Values
    prepared: Ready | Held


def check_kind(kind: str) -> str:
    """The kind, if it is made from a case. Raises ``NotFound`` otherwise."""
    if kind not in KINDS:
        raise NotFound("No such letter is made from a case.", f"There are: {', '.join(KINDS)}.")
    return kind


def draft_step(session: Session, viewer: Viewer, case_id: UUID, given: StepGiven, now: datetime) -> StepDraft:
    """The letter as it would be issued now; nothing is stored, and nothing is asked of the gates.

    Raises ``BadChoice`` naming what must be chosen and is not, ``Refused`` for a closed case, ``NotFound`` for a case
    there is not and a letter that is made from none.
    """
    check_kind(given.kind)
    known, desk = know(session, viewer, find_case(session, viewer, case_id), now), desk_of(session, viewer)
    values = values_of(given.kind, known, given.chosen, desk.book.phrases, SAMPLE_NUMBER)
    return StepDraft(known, values, _prepared(desk, known, given, values))


def paper_to_look_at(session: Session, viewer: Viewer, case_id: UUID, given: StepGiven, now: datetime) -> Paper | Held:
    """The paper as it would be, also where its words are drafts, which it then says; or why there is none. Nothing is
    stored, and nobody is written to."""
    shown = replace(given, release=ReleaseGiven(LOOKED_AT, case_id))
    prepared = draft_step(session, viewer, case_id, shown, now).prepared
    return prepared if isinstance(prepared, Held) else prepared.paper


def _prepared(desk: Desk, known: Known, given: StepGiven, values: Values) -> Ready | Held:
    wanted = LetterWanted(
        given.kind, known.parent, known.child.person, known.on, values, cleared=True,
        draft_because=given.release.because if given.release else "",
    )  # fmt: skip
    return prepare(desk, wanted, SAMPLE_NUMBER)
