"""A number that wants no more texts, or wants them again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.messages import find
from comms.messages.message import MessageState
from comms.messages.moving import move
from comms.messages.thread import Thread


def opt_out(session: Session, viewer: Viewer, thread: Thread, now: datetime) -> None:
    """Put on record that a number wants no more texts; what waits for it never goes. Nothing is answered: the carrier
    tells them itself."""
    if thread.opted_out_at is None:
        thread.opted_out_at = now
        note(session, viewer.actor, "opt out of texts", ("thread", thread.id), now)
    for message in find.waiting_for_numbers(session, viewer, [thread.number_hash]):
        move(message, MessageState.NOT_NEEDED)
        message.ended_at = now
        note(session, viewer.actor, "message not needed", ("message", message.id), now, {"because": "opted_out"})


def opt_in(session: Session, viewer: Viewer, thread: Thread, now: datetime) -> None:
    """Put on record that a number wants texts again."""
    if thread.opted_out_at is None and thread.asked_to_stop_at is None:
        return
    thread.opted_out_at = thread.asked_to_stop_at = None
    note(session, viewer.actor, "opt in to texts", ("thread", thread.id), now)


def pause_texts(session: Session, viewer: Viewer, thread: Thread, now: datetime) -> None:
    """Put on record that words of theirs sound like they want no more: automatic texts wait until somebody asked."""
    if thread.asked_to_stop_at is None:
        thread.asked_to_stop_at = now
        note(session, viewer.actor, "pause texts", ("thread", thread.id), now)
