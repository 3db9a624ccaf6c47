"""Recording what became of texts, each by what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.sms import Answer, Outcome, Sent, rank_of, reaction_to, state_of
from comms.foundation.audit import note
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import Work
from comms.messages.ended import Worked
from comms.messages.line import Line
from comms.messages.message import Message, MessageState, Purpose
from comms.messages.moving import move
from comms.messages.new_text import LINE_WORK, SOON
from comms.messages.sending import find
from comms.messages.sending.batch import AHEAD, Said
from comms.messages.sending.doubts import InDoubt, Resolved, resolve
from comms.messages.sending.pacing import planned
from comms.messages.sending.reacting import SAID, STOPS_THE_LINE, react
from comms.messages.thread import Thread

TRY_AGAIN_AFTER = timedelta(minutes=1)
NOT_KNOWN = "The carrier does not know it, so it did not go."
STAYS_IN_DOUBT = "It was asked after for an hour, and it is still not known whether it went."


@dataclass(slots=True)
class Turn:
    """One turn of work on a line, while its end is put on record."""

    session: Session
    viewer: Viewer
    line: Line
    now: datetime
    ended: list[UUID] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)


def end_batch(session: Session, line_id: UUID, now: datetime, said: Said | None = None) -> Worked:
    """Put on record what became of a batch, and say when the line is worked on next: at once while there is more, else
    whenever somebody looks: at the moment of the next text where that is near, and each minute."""
    line = session.get_one(Line, line_id, with_for_update=True, populate_existing=True)
    viewer = system_viewer(session.get_one(Agency, line.agency_id))
    turn = Turn(session, viewer, line, now)
    if said is not None:
        _record(turn, said)
        line.free_at = max(line.free_at or now, said.free_at)
        note(session, viewer.actor, "send texts", ("line", line.id), now, {"outcomes": turn.outcomes})
    session.flush()
    due = find.next_due(session, viewer)
    begins = None if due is None or line.stopped_why else planned(line.free_at, due, now)
    if begins is not None and AHEAD < begins - now <= SOON:
        # The line stays due, so that a text which is written meanwhile need not wait for this one.
        hint_after_commit(session, LINE_WORK, line.id, begins)
    more = begins is not None and begins - now <= AHEAD
    return Worked(tuple(turn.ended), Work.MORE if more else now)


def _record(turn: Turn, said: Said) -> None:
    ids = {*said.answers, *said.found, *(one.id for one in said.held)}
    rows = find.held_messages(turn.session, turn.viewer, ids)
    for held in said.held:
        _hold(turn, rows[held.id], held.code, held.why)
    for one, answer in said.answers.items():
        _answered(turn, rows[one], answer)
    listed = [sent.provider_id for found in said.found.values() for sent in found or ()]
    taken = find.taken_names(turn.session, turn.viewer, listed)
    for one, found in said.found.items():
        row = rows[one]
        if row.state == MessageState.UNKNOWN and row.started_at is not None:
            _resolved(turn, row, resolve(InDoubt(row.body, row.started_at), found, taken, turn.now), taken)
    turn.outcomes = {str(one): rows[one].state for one in ids}


def _hold(turn: Turn, row: Message, code: str, why: str) -> None:
    if row.state != MessageState.WAITING:  # somebody said meanwhile that it is not needed
        return
    move(row, MessageState.SUPPRESSED)
    row.wording = {**row.wording, "held": code}
    _end(turn, row, why, told=True)


def _answered(turn: Turn, row: Message, answer: Answer | None) -> None:
    """What the carrier answered. A report may have been sooner; then it is further than the answer."""
    if answer is not None and answer.provider_id and row.provider_id is None:
        row.provider_id = answer.provider_id
    if row.state == MessageState.UNKNOWN and answer is not None and answer.outcome == Outcome.SENT:
        move(row, MessageState.SENT)
    if row.state != MessageState.SENDING:
        return
    if answer is None or answer.outcome == Outcome.LATER:
        _wait(turn, row, answer)
    elif answer.outcome == Outcome.REFUSED:
        _refused(turn, row, answer)
    elif answer.outcome == Outcome.UNKNOWN:
        move(row, MessageState.UNKNOWN)
        row.why = answer.why or None
    else:
        move(row, MessageState.SENT if answer.outcome == Outcome.SENT else MessageState.IN_OUTBOX)
        row.delivery = _further(row.delivery, answer.status)
        _end(turn, row, answer.why, told=False)
        _told_of_night(turn, row)


def _wait(turn: Turn, row: Message, answer: Answer | None) -> None:
    move(row, MessageState.WAITING)
    row.started_at = None
    if answer is not None:
        row.due_at, row.why = turn.now + TRY_AGAIN_AFTER, answer.why or None


def _refused(turn: Turn, row: Message, answer: Answer) -> None:
    row.error_code = answer.error_code
    reaction = reaction_to(answer.error_code)
    again = react(turn.session, turn.viewer, turn.line, row, reaction, turn.now)
    if reaction in STOPS_THE_LINE:
        # Nothing is wrong with the text: it goes when the line may send again, unless it is too late by then.
        move(row, MessageState.WAITING)
        row.started_at, row.why = None, SAID[reaction]
        return
    move(row, MessageState.REFUSED)
    _end(turn, row, SAID.get(reaction, answer.why), told=not again)


def _resolved(turn: Turn, row: Message, found: Sent | Resolved, taken: set[str]) -> None:
    if isinstance(found, Sent):
        taken.add(found.provider_id)
        row.provider_id, row.delivery, row.error_code = found.provider_id, found.status, found.error_code
        state = MessageState(state_of(found.status) or MessageState.SENT)
        move(row, state)
        lost = state == MessageState.NOT_DELIVERED
        again = lost and react(turn.session, turn.viewer, turn.line, row, reaction_to(found.error_code), turn.now)
        _end(turn, row, SAID.get(reaction_to(found.error_code), "") if lost else "", told=lost and not again)
    elif found == Resolved.NEVER_WENT:
        move(row, MessageState.REFUSED)
        _end(turn, row, NOT_KNOWN, told=True)
    elif found == Resolved.STAYS:
        _end(turn, row, STAYS_IN_DOUBT, told=True)


def _end(turn: Turn, row: Message, why: str, *, told: bool) -> None:
    row.ended_at, row.why = turn.now, why or None
    if told:
        turn.ended.append(row.id)


def _told_of_night(turn: Turn, row: Message) -> None:
    if row.purpose == Purpose.FIRST and row.state == MessageState.SENT and row.thread_id:
        turn.session.get_one(Thread, row.thread_id).told_of_night_at = turn.now


def _further(before: str, after: str) -> str:
    """Of two words of the carrier, the one further along; one that nobody knows changes nothing."""
    return after if (rank_of(after) or 0) > (rank_of(before) or 0) else before
