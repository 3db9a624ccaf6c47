"""Choosing what goes now: the texts that are due, as many as the pace allows, each decided once more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.sms import TextMessage
from comms.foundation.audit import note
from comms.foundation.work import address_of
from comms.messages.gathering import facts_of
from comms.messages.line import Line
from comms.messages.message import Message, MessageState
from comms.messages.moving import move
from comms.messages.safety import Facts
from comms.messages.sending import find
from comms.messages.sending.batch import AHEAD, AT_ONCE_TEXTS, LEASE, Batch, Doubt, ToHold, ToSend
from comms.messages.sending.deciding import Go, Hold, Wait, verdict
from comms.messages.sending.pacing import planned, takes

DIED = "The service stopped while it was handed over, so it is not known whether it went."
# Asked after one by one, so a few in each turn.
DOUBTS = 20
# Twilio's overrides: try again when it could not connect, got no answer in time, or got a fault of ours.
REPEAT_REPORTS = "#rc=3&rp=ct,rt,5xx"


def start_batch(session: Session, line_id: UUID, now: datetime) -> Batch | None:
    """Choose what is handed over now, and put on record that it is about to be; committed before it is. None where
    there is nothing to say.

    What must not go any more is not ended here: that is done where somebody is told of it.
    """
    watch = time.monotonic()
    line = session.get_one(Line, line_id, with_for_update=True, populate_existing=True)
    viewer = system_viewer(session.get_one(Agency, line.agency_id))
    for row in find.left_sending(session, viewer, now - LEASE):
        move(row, MessageState.UNKNOWN)
        row.why = DIED
    free_at = max(line.free_at or now, now)
    texts, held = _chosen(session, viewer, line, now)
    session.flush()
    doubts = [
        Doubt(row.id, row.to, row.sender, row.started_at)
        for row in find.unknown_texts(session, viewer, now - LEASE, DOUBTS)
        if row.started_at is not None
    ]
    if not (texts or held or doubts):
        return None
    if texts:
        ids = [str(one.id) for one in texts]
        note(session, viewer.actor, "start sending texts", ("line", line.id), now, {"messages": ids})
    return Batch(now, watch, line.segments_a_second, free_at, texts, held, doubts)


def _chosen(session: Session, viewer: Viewer, line: Line, now: datetime) -> tuple[list[ToSend], list[ToHold]]:
    rows = find.texts_due(session, viewer, now + AHEAD, AT_ONCE_TEXTS)
    facts = _facts(session, viewer, rows)
    texts: list[ToSend] = []
    held: list[ToHold] = []
    for row in rows:
        due = row.due_at or now
        begins = planned(line.free_at, due, now)
        if begins - now > AHEAD:
            break
        found = verdict(row, facts[row.id], line, max(due, now))
        if isinstance(found, Hold):
            held.append(ToHold(row.id, found.code, found.why))
        elif isinstance(found, Wait):
            row.due_at = found.until
        elif not line.stopped_why:
            line.free_at = begins + takes(row.segments, line.segments_a_second)
            texts.append(_started(session, row, found, now))
    return texts, held


def _facts(session: Session, viewer: Viewer, rows: Sequence[Message]) -> dict[UUID, Facts]:
    """What is known now of the number each text goes to."""
    threads = find.threads_by_id(session, viewer, {row.thread_id for row in rows if row.thread_id})
    numbers = {row.id: (row.to_id, threads[row.thread_id].number_hash) for row in rows if row.thread_id in threads}
    known = facts_of(session, viewer, set(numbers.values()))
    return {row.id: known[numbers[row.id]] if row.id in numbers else Facts(on_record=False) for row in rows}


def _started(session: Session, row: Message, go: Go, now: datetime) -> ToSend:
    due = row.due_at or now
    move(row, MessageState.SENDING)
    row.started_at, row.sender = now, go.sender
    valid = None if go.until is None else max(1, int((go.until - max(due, now)).total_seconds()))
    report = f"{address_of(session)}/carrier/report/{row.report_token}{REPEAT_REPORTS}"
    return ToSend(row.id, TextMessage(row.to, go.sender, row.body, report, valid), row.segments, due)
