"""Writing a text to a person of a family: only in a language they read, only where and when it is safe, and saying only
as much as is safe. What is held back says why, so that a person reaches them otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.channels.sms import pence_for
from comms.foundation.audit import note
from comms.messages.drafting import Draft, HeldBack, TextGiven, draft_text, reader_of
from comms.messages.message import Message, Purpose
from comms.messages.new_text import NewText, add_text
from comms.messages.numbers import last_digits
from comms.messages.own_words import OwnTextGiven, write_own_words
from comms.messages.threads import open_thread
from comms.messages.wording import Composed

__all__ = [
    "HeldBack",
    "OwnTextGiven",
    "Preview",
    "TextGiven",
    "preview_text",
    "write_own_words",
    "write_text",
]


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would be written, and about what it costs. Where it is held back, what is not known is empty."""

    body: str = ""
    language: str = ""
    direction: Literal["ltr", "rtl"] = "ltr"
    variant: str = ""
    units: int = 0
    segments: int = 0
    pence: Decimal = Decimal(0)
    draft: bool = False
    to_last_digits: str = ""
    sender: str = ""
    due_at: datetime | None = None
    held_back: HeldBack | None = None


def write_text(session: Session, viewer: Viewer, given: TextGiven, now: datetime) -> Message | HeldBack:
    """Write a text, to be sent when it is due; or say why there is none.

    Where nobody reads at night, a number that can answer is told so before the first text it gets. Raises
    ``NotAllowed`` for a text that is not automatic where the viewer may not write to families, ``NotFound`` for a
    person or child they may not know of.
    """
    if not given.automatic:
        viewer.require(Permission.WRITE_TO_FAMILIES)
    draft = draft_text(session, viewer, given, now)
    if isinstance(draft, HeldBack):
        detail = {"key": given.key, "code": draft.code, "about": f"{given.about_kind} {given.about_id}"}
        note(session, viewer.actor, "hold back text", ("person", given.person_id), now, detail)
        return draft
    thread = open_thread(session, viewer, draft.line.number, draft.to, now)
    if draft.first is not None:
        new = _new(given, draft, draft.first, Purpose.FIRST, now)
        add_text(session, viewer, draft.line, thread, new, now)
    return add_text(session, viewer, draft.line, thread, _new(given, draft, draft.words, given.purpose, now), now)


def _new(given: TextGiven, draft: Draft, words: Composed, purpose: Purpose, now: datetime) -> NewText:
    since = given.since if given.goes_at_once(now) else None
    return NewText(
        to_kind="person",
        to_id=given.person_id,
        to=draft.to,
        about_kind=given.about_kind,
        about_id=given.about_id,
        purpose=purpose,
        body=words.body,
        due_at=draft.due_at,
        send_by=draft.send_by,
        language=draft.reader.tag,
        sender=draft.sender,
        automatic=given.automatic,
        names_child=words.names_child,
        wording={**words.on_record, "at_once": since is not None} | ({"since": since.isoformat()} if since else {}),
    )


def preview_text(session: Session, viewer: Viewer, given: TextGiven, now: datetime) -> Preview:
    """A text as it would be written, with its length and cost; nothing is written."""
    draft = draft_text(session, viewer, given, now)
    if isinstance(draft, HeldBack):
        reader = reader_of(session, viewer, given.person_id)
        if isinstance(reader, HeldBack):
            return Preview(held_back=draft)
        return Preview(language=reader.tag, direction=reader.direction, held_back=draft)
    units = draft.words.units
    return Preview(
        body=draft.words.body,
        language=draft.reader.tag,
        direction=draft.reader.direction,
        variant=draft.words.key,
        units=units.units,
        segments=units.segments,
        pence=pence_for(units.segments + (draft.first.units.segments if draft.first else 0)),
        draft=draft.words.draft,
        to_last_digits=last_digits(draft.to),
        sender=draft.sender,
        due_at=draft.due_at,
    )
