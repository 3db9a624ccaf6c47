"""What the marks were when a formal letter was made, and what has changed in the register since.

The letter and the ledger keep what was known then. A correction changes neither; it is shown, and where fewer sessions
are left than the law asks for, somebody is asked to look at the letter again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.attendance.code import threshold_codes
from comms.attendance.find import mark_changes, marks_of
from comms.attendance.hearing import hears_of_changes
from comms.attendance.register import MarkChange
from comms.attendance.session_mark import SessionMark, between
from comms.attendance.since import Changed, changed_since
from comms.formal.case.find import referral_taken
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.register import marks_of_case
from comms.formal.ledger.find import notice_of_letter
from comms.formal.penalties.terms import rules_on
from comms.formal.referral.changes import changes_of
from comms.formal.steps.find import steps_on_register
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

BELOW = "below_threshold"
Place = tuple[date, str]  # a session: its day and its half
NAMES = {"L08": "Notice to Improve", "L09": "penalty notice"}


@dataclass(frozen=True, slots=True)
class SinceThen:
    """The marks a letter stood on and what has changed in them, each with the day on which it was corrected where that
    is known. ``counted_then`` and ``counts_now`` are the sessions that count towards the threshold."""

    then: tuple[SessionMark, ...]
    changes: tuple[tuple[Changed, date | None], ...]
    counted_then: int
    counts_now: int
    threshold: int

    @property
    def fell_below(self) -> bool:
        """Whether fewer sessions are left than the law asks for, where there were enough."""
        return self.counts_now < self.threshold <= self.counted_then


def marks_then(step: FormalStep) -> tuple[SessionMark, ...]:
    """The marks that a letter stood on, as they were when it was made."""
    return tuple(SessionMark(date.fromisoformat(day), half, code) for day, half, code in step.sessions or ())


def since_then(session: Session, viewer: Viewer, case: FormalCase, step: FormalStep, on: date) -> SinceThen:
    """What has changed in the marks of a letter since it was made, as the viewer's agency knows them on a day. An
    authority knows those of the days that the school sent, as its register has them now."""
    held = marks_of_case(session, viewer, case, on)
    referral = referral_taken(session, viewer, case)
    if referral is not None:
        sent = changes_of(session, viewer, referral)
        return _compared(step, held.marks, {(one.changed.day, one.changed.session): one.on for one in sent})
    return _compared(step, held.marks, _days(mark_changes(session, viewer, case.child_id)))


def _days(known: Sequence[MarkChange]) -> dict[Place, date | None]:
    # The newest change comes first, so that of each session the last to be kept is told.
    return {(one.day, one.session): london_date(one.changed_at) for one in reversed(known)}


def _compared(step: FormalStep, now: Sequence[SessionMark], days: Mapping[Place, date | None]) -> SinceThen:
    then = marks_then(step)
    held = between(now, then[0].day, then[-1].day) if then else []
    codes = threshold_codes()
    return SinceThen(
        then=then,
        changes=tuple((one, days.get((one.day, one.session))) for one in changed_since(then, held)),
        counted_then=sum(mark.code in codes for mark in then),
        counts_now=sum(mark.code in codes for mark in held),
        threshold=rules_on(london_date(step.made_at)).threshold_sessions.value,
    )


@hears_of_changes("formal letters")
def look_again(session: Session, viewer: Viewer, children: Sequence[UUID], now: datetime) -> None:
    """Ask whoever sent a letter to look at it again where a correction of the register leaves too few sessions. The
    viewer is the school's: it may be the authority that sent the letter, and is asked then."""
    for step, case in steps_on_register(session, viewer, children):
        changes = mark_changes(session, viewer, case.child_id)
        then = marks_then(step)
        just_now = [one for one in changes if one.changed_at == now and then and then[0].day <= one.day <= then[-1].day]
        if not just_now:
            continue
        marks = marks_of(session, viewer, [case.child_id], then[0].day, then[-1].day)[case.child_id]
        found = _compared(step, marks, _days(changes))
        if found.fell_below:
            _ask(session, step, case, found, now)


def _ask(session: Session, step: FormalStep, case: FormalCase, found: SinceThen, now: datetime) -> None:
    sender = system_viewer(session.get_one(Agency, step.agency_id))
    kept = notice_of_letter(session, sender, step.letter_id)
    if kept is not None and not kept.standing(london_date(now)).counts:
        return
    made = london_date(step.made_at)
    what = f"The {NAMES[step.kind]} of {made:%-d %B %Y}"
    number = f" ({kept.notice.reference})" if kept else ""
    why = (
        f"{what}{number} stood on {found.counted_then} sessions. The school has corrected its register since: "
        f"{found.counts_now} of them count now, fewer than the {found.threshold} that are needed. Look at it again, "
        "and withdraw it if it does not stand any more. Whoever got it is told, in their language."
    )
    wanted = TaskWanted(
        TaskKind.CHECK_NOTICE, case.parent_id, BELOW, why, working_day_after(london_date(now)),
        child_id=case.child_id, about_kind="formal_step", about_id=step.id,
    )  # fmt: skip
    open_task(session, sender, wanted, now)
