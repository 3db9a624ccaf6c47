"""Issuing the letters that are made from a formal case. Nothing is issued by itself: each is somebody's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.session_mark import SessionMark
from comms.formal.case.find import case as find_case
from comms.formal.case.formal_case import FormalCase
from comms.formal.gates.checking import check_gates
from comms.formal.ledger import changes, from_letters  # noqa: F401 - both hear of what happens elsewhere
from comms.formal.ledger.actions import Issued, hold_ledger, issue_notice, remind
from comms.formal.ledger.find import notices_of_case
from comms.formal.steps import find
from comms.formal.steps.formal_step import FormalStep
from comms.formal.steps.known import Known, know
from comms.formal.steps.preparing import StepGiven, check_kind
from comms.formal.steps.releasing import Interpreted, check_release
from comms.formal.steps.values import Values, money_of, values_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.references import new_reference
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.find import letter as find_letter
from comms.letters.letter import Letter, LetterState
from comms.letters.own.find import book_of

# The letters that stand on sessions: with each the marks are kept as they were.
ON_MARKS = frozenset({"L08", "L09", "L11"})
VOLUNTARY = frozenset({"L05"})


@dataclass(frozen=True, slots=True)
class StepMade:
    """What came of it: the letter, issued or held, and the step, None where the letter is held."""

    letter: Letter
    step: FormalStep | None


def issue_step(session: Session, viewer: Viewer, case_id: UUID, given: StepGiven, now: datetime) -> StepMade:
    """Issue a letter from a case, once everything holds that must hold before it; pressed twice it is one letter.

    Raises ``StepRefused`` with every gate that is shut, ``BadChoice`` naming what must be chosen and is not,
    ``Refused`` where unapproved words may not go out, and whatever ``issue_letter`` raises.
    """
    check_kind(given.kind)
    viewer.require(Permission.RECORD_FORMAL)
    if given.kind not in VOLUNTARY:
        viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    case = find_case(session, viewer, case_id)
    one_at_a_time(session, f"formal steps of {case.id}")
    # Held until the commit: nobody closes it, or calls a record a mistake, between the look and the letter.
    session.refresh(case, with_for_update=True)
    if given.kind == "L09":
        hold_ledger(session, case.parent_id, case.child_id)
        known_step = _issued_today(session, viewer, case, now)
        if known_step is not None:
            return StepMade(find_letter(session, viewer, known_step.letter_id), known_step)
    check_gates(session, viewer, case, given.kind, now)
    released = check_release(session, viewer, case, given.release, now) if given.release else None
    known, number = know(session, viewer, case, now), new_reference()
    values = values_of(given.kind, known, given.chosen, book_of(session, viewer).phrases, number)
    because = given.release.because.strip() if given.release else ""
    asked = LetterAsked(given.kind, case.parent_id, case.child_id, values, cleared=True, draft_because=because)
    letter = issue_letter(session, viewer, asked, now)
    if letter.state != LetterState.ISSUED:
        return StepMade(letter, None)
    step = find.step_of_letter(session, viewer, letter.id)
    if step is None:
        step = _kept(session, viewer, known, letter, now)
        _release(step, released if letter.draft else None, because)
        session.flush()
        _follow(session, viewer, known, step, values, given, now)
    return StepMade(letter, step)


def _issued_today(session: Session, viewer: Viewer, case: FormalCase, now: datetime) -> FormalStep | None:
    """The notice that was issued in this case today. Its number is its own, so two of one day are never equal letters;
    whoever presses the button twice means one. One that was withdrawn today is not meant any more."""
    today = london_date(now)
    kept = next((one for one in notices_of_case(session, viewer, case.id) if one.notice.issued_on == today), None)
    if kept is None or not kept.standing(today).counts:
        return None
    return find.step(session, viewer, kept.notice.step_id)


def _kept(session: Session, viewer: Viewer, known: Known, letter: Letter, now: datetime) -> FormalStep:
    step = FormalStep(
        agency_id=viewer.agency_id, case_id=known.case.id, parent_id=known.case.parent_id, letter_id=letter.id,
        kind=letter.kind, made_at=now, made_by=viewer.staff_id,
    )  # fmt: skip
    if letter.kind in ON_MARKS:
        step.sessions = marks_as_json(known.marks_counted(letter.kind))
    session.add(step)
    said = {"kind": letter.kind, "letter": str(letter.id), "step": str(step.id)}
    note(session, viewer.actor, "make formal letter", ("formal case", known.case.id), now, said)
    return step


def _release(step: FormalStep, released: Interpreted | None, because: str) -> None:
    """Keep why it went out in words that nobody approved. Where all were approved there was nothing to release."""
    if released is not None:
        step.released_because, step.appointment_id = because, released.appointment.id


def _follow(
    session: Session, viewer: Viewer, known: Known, step: FormalStep, values: Values, given: StepGiven, now: datetime
) -> None:
    """What each letter begins: a time to improve, a notice in the ledger, a reminder on record."""
    if step.kind == "L08":
        starts, ends = (date.fromisoformat(str(values[name])) for name in ("starts", "ends"))
        step.starts, step.ends = starts, ends
    elif step.kind == "L09":
        money = money_of(
            known, date.fromisoformat(str(given.chosen["posting"])), str(given.chosen.get("post_class", ""))
        )
        issued = Issued(str(values["notice"]), money.stage, known.on)
        issue_notice(session, viewer, known.case, step, issued, now)
    elif step.kind == "L10":
        kept = next((one for one in known.notices if one.notice.reference == values["notice"]), None)
        if kept is not None and kept.standing(known.on).state != "withdrawn":
            letter = find_letter(session, viewer, step.letter_id)
            remind(session, viewer, kept.notice.id, letter.reference, now)


def marks_as_json(marks: Sequence[SessionMark]) -> list[list[str]]:
    """Marks as a step keeps them: day, session and code of each."""
    return [[mark.day.isoformat(), mark.session, mark.code] for mark in marks]
