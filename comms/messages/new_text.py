"""A text as it is put on record, so that whoever works on its line sends it when it is due."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.sms import count_units
from comms.foundation.audit import note
from comms.foundation.db import new_id
from comms.foundation.work import hint_after_commit
from comms.messages.line import Line
from comms.messages.message import Message, MessageChannel, MessageState, Purpose
from comms.messages.thread import Thread

LINE_WORK = "send texts"
# What lies further ahead is found by the sweep, which comes each minute.
SOON = timedelta(minutes=1)
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewText:
    """What is put on record: to whom in the house's words, and to which number in international form."""

    to_kind: str
    to_id: UUID
    to: str
    about_kind: str
    about_id: UUID
    purpose: Purpose
    body: str
    due_at: datetime
    send_by: datetime | None
    language: str = "en"
    sender: str = ""
    automatic: bool = True
    names_child: bool = False
    wording: Mapping[str, object] = field(default_factory=dict)
    again_of_id: UUID | None = None


def add_text(
    session: Session, viewer: Viewer, line: Line, thread: Thread, new: NewText, now: datetime
) -> Message:  # fmt: skip
    """Put a text on record, and ask for the line to be worked on after the commit."""
    units = count_units(new.body)
    made = Message(
        id=new_id(), agency_id=viewer.agency_id, channel=MessageChannel.SMS, purpose=new.purpose, to_kind=new.to_kind,
        to_id=new.to_id, to=new.to, thread_id=thread.id, about_kind=new.about_kind, about_id=new.about_id,
        language=new.language, body=new.body, sender=new.sender or line.number, automatic=new.automatic,
        names_child=new.names_child, wording=dict(new.wording), units=units.units, segments=units.segments,
        due_at=new.due_at, send_by=new.send_by, report_token=secrets.token_urlsafe(TOKEN_BYTES),
        again_of_id=new.again_of_id, state=MessageState.WAITING, made_at=now, made_by=viewer.staff_id,
        next_action_at=None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if new.due_at <= now + SOON:
        hint_line(session, line.id)
    detail = {"to": f"{new.to_kind} {new.to_id}", "about": f"{new.about_kind} {new.about_id}",
              "key": new.wording.get("key", "")}  # fmt: skip
    note(session, viewer.actor, "write text", ("message", made.id), now, detail)
    return made


def hint_line(session: Session, line_id: UUID) -> None:
    """Ask for a line to be worked on after the commit; once, however many texts were written."""
    if (LINE_WORK, line_id) not in session.info.get("hints", []):
        hint_after_commit(session, LINE_WORK, line_id)
