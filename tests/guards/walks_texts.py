"""Bringing texts, ours and theirs, from each state to each other by the real verbs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from factories import a_staff_member
from guards.walks_offers import message_moved as email_moved
from sqlalchemy.orm import Session
from text_factories import a_father, a_line, a_report, a_text, a_text_came

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.channels.sms import Answer, Outcome
from comms.colleagues.leaving import let_go
from comms.foundation.errors import Refused
from comms.messages.actions import STATES, not_needed, sent_by_hand
from comms.messages.arriving import take_in_text
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.incoming_actions import finish_incoming, take_incoming
from comms.messages.message import Message, MessageState
from comms.messages.reports import take_in_report
from comms.messages.sending import Said, end_batch, start_batch
from comms.messages.sending.batch import ToHold

_S = MessageState
ANSWERS = {
    _S.SENT: Answer(Outcome.SENT, "SM1", "queued"),
    _S.IN_OUTBOX: Answer(Outcome.IN_OUTBOX),
    _S.REFUSED: Answer(Outcome.REFUSED, error_code=21617),
    _S.UNKNOWN: Answer(Outcome.UNKNOWN),
    _S.WAITING: Answer(Outcome.LATER),
}
REPORTS = {_S.SENT: "sent", _S.DELIVERED: "delivered", _S.NOT_DELIVERED: "undelivered"}


def message_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a message in one state, as an e-mail or as a text, is brought to another by any of what can happen to
    it."""
    by_email = after in {_S.SENDING, _S.NOT_NEEDED, *STATES.values()} and email_moved(
        session, viewer, now, before, after
    )
    return by_email or text_moved(session, viewer, now, before, after)


def text_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """The same for a text: by choosing it, by the carrier's answer, report or list, by holding it back, by hand, or by
    saying that it is not needed."""
    line = a_line(session, viewer, now).id
    text = a_text(session, viewer, now, a_father(session, viewer, now))
    text.state, text.started_at = before, now
    session.flush()
    for verb in _verbs(session, viewer, line, text, MessageState(after), now):
        with suppress(Refused):
            verb()
        session.flush()
        if text.state != before:
            break
    return before != after and text.state == after


def _verbs(
    session: Session, viewer: Viewer, line: UUID, text: Message, after: MessageState, now: datetime
) -> list[Callable[[], object]]:
    verbs: list[Callable[[], object]] = []
    later = now + timedelta(minutes=20)

    def answered(said: Said) -> Callable[[], object]:
        return lambda: end_batch(session, line, later, said)

    if after in REPORTS:
        fields = a_report(REPORTS[after], 30007 if after == _S.NOT_DELIVERED else None)
        verbs.append(lambda: take_in_report(session, text.report_token or "", fields, now))
    if after in ANSWERS:
        verbs.append(answered(Said({text.id: ANSWERS[after]}, (), {}, now)))
    if after == _S.SENDING:
        verbs.append(lambda: start_batch(session, line, now))
    if after == _S.NOT_NEEDED:
        verbs.append(lambda: not_needed(session, viewer, text, now))
    if after == _S.SUPPRESSED:
        verbs.append(answered(Said({}, [ToHold(text.id, "unsafe", "It is not safe.")], {}, now)))
    if after == _S.REFUSED:
        verbs.append(answered(Said({}, (), {text.id: ()}, now)))
    if after == _S.SENT:
        verbs.append(lambda: _by_hand(session, viewer, text, now))
    return verbs


def _by_hand(session: Session, viewer: Viewer, text: Message, now: datetime) -> None:
    text.due_at = None
    session.flush()
    sent_by_hand(session, viewer, text.id, now)


def incoming_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a text that came in is brought from one state to another by taking it, by saying what was done, or by the
    leaving of whoever has it."""
    a_line(session, viewer, now)
    row = take_in_text(session, a_text_came("?"), now)
    assert row is not None
    row.state = before
    session.flush()
    with suppress(Refused):
        if after == IncomingState.TAKEN:
            take_incoming(session, viewer, row.id, now)
        elif after == IncomingState.DONE:
            finish_incoming(session, viewer, row.id, "Rang them.", now)
        elif after == IncomingState.NEW:
            _holder_leaves(session, viewer, row, now)
    return before != after and row.state == after


def _holder_leaves(session: Session, viewer: Viewer, row: Incoming, now: datetime) -> None:
    holder = a_staff_member(session, own_agency(session, viewer), now)
    row.taken_by = holder.id
    session.flush()
    let_go(session, viewer, holder.id, now)
