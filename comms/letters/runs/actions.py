"""Making many letters: chosen by a person, made in the background some at a time, each once.

A lot of letters is one commit together with what became of each in the run, so a worker that dies loses the lot it had
in hand and nothing else, and no letter is made twice. Whether a letter is due is asked anew as it is made: what changed
meanwhile counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, seeing_closed, system_viewer
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused
from comms.foundation.work import hint_after_commit
from comms.foundation.work_days import working_day_after
from comms.foundation.work_item import Work, WorkState
from comms.letters.actions import lock_letters, settle_letter
from comms.letters.letter import LetterState
from comms.letters.reader import LetterWanted
from comms.letters.run import DueLetter, due_letters, why_not_due
from comms.letters.runs import find
from comms.letters.runs.letter_run import MOVES, LetterRun, Outcome, RunLetter, RunState
from comms.letters.templates.source import letter_kinds
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

RUN = "make a run of letters"
# Few enough that others write between two lots, and enough that what is gathered for a lot is worth the gathering.
LOT = 25
# The letters bear the day of their run; one that was left standing for longer is started anew.
STANDS_FOR = timedelta(days=2)

Wish = tuple[str, UUID, UUID]


def wish(wanted: LetterWanted) -> Wish:
    """What a due letter is known by: its kind, the parent, the child. Letters that are due are about a child."""
    if wanted.child is None:
        raise ValueError("A letter that is due is about a child.")
    return wanted.kind, wanted.reader.person.id, wanted.child.id


def _by_child(wanted: LetterWanted) -> tuple[str, str]:
    """The order of a run, which is that of the list people tick: by child, then by parent."""
    return wanted.child.search_name if wanted.child else "", wanted.reader.person.search_name


def start_run(
    session: Session,
    viewer: Viewer,
    chosen: Iterable[LetterWanted],
    on: date,
    now: datetime,
    *,
    by_email: bool = False,
) -> LetterRun:
    """Start making these letters, which are due on that day; the worker makes them, and prints them.

    Raises ``Refused`` when there are none, and while another run of the agency is being made.
    """
    viewer.require(Permission.ISSUE_LETTERS)
    lock_letters(session, viewer)
    other = find.in_the_making(session, seeing_closed(viewer))
    if other is not None:
        raise Refused("Letters are being made already.", "Wait until that run is made, or stop it.")
    wishes = list(dict.fromkeys(wish(one) for one in sorted(chosen, key=_by_child) if not one.left_out))
    if not wishes:
        raise Refused("None of these letters is due any more.", "Nothing has to be made.")
    if any(letter_kinds()[kind].legal_warning for kind, *_ in wishes):
        viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    run = LetterRun(
        agency_id=viewer.agency_id, on=on, total=len(wishes), by_email=by_email, started_at=now,
        started_by=viewer.staff_id, next_action_at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add_all(
        RunLetter(run_id=run.id, place=place, kind=kind, recipient_id=parent, child_id=child)
        for place, (kind, parent, child) in enumerate(wishes)
    )
    note(session, viewer.actor, "start run of letters", ("letter run", run.id), now, {"letters": run.total})
    hint_after_commit(session, RUN, run.id)
    return run


def make_lot(session: Session, run_id: UUID, now: datetime) -> Work | None:
    """Make the next letters of a run: the worker's part, called again until there are no more."""
    run = session.get_one(LetterRun, run_id, with_for_update=True)
    if run.state != RunState.MAKING:
        return None
    viewer = _for_whom(session, run)
    lock_letters(session, viewer)
    if now - run.started_at > STANDS_FOR:
        _end(session, viewer, run, RunState.STOPPED, now)
        return None
    # After a failure one by one, so that the letter that fails is found and the others are made.
    lot = find.next_letters(session, viewer, run.id, LOT if run.attempts <= 1 else 1)
    children = {one.child_id for one in lot}
    due = {
        wish(one.wanted): one for one in due_letters(session, viewer, run.on, children=children, by_email=run.by_email)
    }
    for one in lot:
        _make(session, viewer, run, one, due.get((one.kind, one.recipient_id, one.child_id)), now)
    session.flush()
    if find.next_letters(session, viewer, run.id, 1):
        # Where one fails, others may: for the rest of this run each costs no more than tries of its own.
        return Work.MORE if len(lot) == LOT else Work.MORE_WITH_CARE
    _end(session, viewer, run, RunState.MADE, now)
    return None


def _for_whom(session: Session, run: LetterRun) -> Viewer:
    """Whoever started the run, acting through it: the letters are theirs."""
    system = system_viewer(session.get_one(Agency, run.agency_id))
    return replace(system, staff_id=run.started_by, roles=("run of letters",))


def _make(
    session: Session, viewer: Viewer, run: LetterRun, one: RunLetter, due: DueLetter | None, now: datetime
) -> None:
    if due is None:
        one.outcome = Outcome.NOT_DUE
        one.why = why_not_due(session, viewer, run.on, (one.kind, one.recipient_id, one.child_id))
        return
    if due.left_out:
        one.outcome, one.why = Outcome.NOT_DUE, due.wanted.left_out
        return
    letter = settle_letter(session, viewer, due.wanted, due.prepared, now, run_id=run.id)
    one.letter_id = letter.id
    one.outcome = Outcome.ISSUED if letter.state == LetterState.ISSUED else Outcome.HELD
    one.why = letter.why if one.outcome == Outcome.HELD else None


def _end(session: Session, viewer: Viewer, run: LetterRun, state: RunState, now: datetime) -> None:
    run.state, run.ended_at = state, now
    note(session, viewer.actor, f"run of letters {state}", ("letter run", run.id), now)


def leave_out_what_fails(session: Session, run_id: UUID, now: datetime) -> None:
    """Every try at the next letter has failed: leave that one to a person, and go on with the others."""
    run = session.get_one(LetterRun, run_id, with_for_update=True)
    if run.state != RunState.MAKING:
        return
    viewer = _for_whom(session, run)
    for one in find.next_letters(session, viewer, run.id, 1):
        title = letter_kinds()[one.kind].title
        one.outcome, one.why = Outcome.FAILED, "It could not be made; the reason is in the service's log."
        why = f"The letter “{title}” could not be made. Tell them what it would have said."
        wanted = TaskWanted(
            TaskKind.RING, one.recipient_id, "not_made", why, working_day_after(london_date(now)), one.child_id,
            about_kind="run letter", about_id=one.id,
        )  # fmt: skip
        open_task(session, viewer, wanted, now)
        note(session, viewer.actor, "leave letter of run", ("run letter", one.id), now, {"kind": one.kind})
    run.work_state, run.next_action_at, run.attempts = WorkState.WAITING, now, 0
    hint_after_commit(session, RUN, run.id)


def stop_run(session: Session, viewer: Viewer, run_id: UUID, now: datetime) -> LetterRun:
    """Make no more letters of a run. What was made stays; what is due still is made by the next. Raises ``Refused``."""
    viewer.require(Permission.ISSUE_LETTERS)
    run = find.run(session, viewer, run_id)
    session.refresh(run, with_for_update=True)
    if RunState.STOPPED not in MOVES[RunState(run.state)]:
        raise Refused("This run is over.", "There is nothing to stop.")
    run.stopped_by = viewer.staff_id
    _end(session, viewer, run, RunState.STOPPED, now)
    return run
