"""What the carrier brings: a request is stored at once as it came, and taken in after. Each once, in whatever order."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.families.find import language_needs
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.work import hint_after_commit
from comms.messages import find
from comms.messages.climbing import TELL_DUTY
from comms.messages.incoming import Incoming
from comms.messages.message import Message, Purpose
from comms.messages.once import add_once
from comms.messages.opting_out import opt_in, opt_out, pause_texts
from comms.messages.reading import Meaning, Reading, read_text
from comms.messages.reports import take_in_report
from comms.messages.thread import Thread
from comms.messages.threads import open_thread
from comms.messages.translated import ask_for_english
from comms.messages.understanding import keep_reading, needs_somebody_now
from comms.messages.webhook import DESK, Webhook, WebhookKind
from comms.messages.wording import group_of
from comms.translation.detection import detect

__all__ = ["WEBHOOKS_WORK", "store_webhook", "take_in_report", "take_in_text"]

logger = logging.getLogger(__name__)

WEBHOOKS_WORK = "handle webhooks"
# Thanks ask nothing, nor does what is said of the night: what comes after them answers the text before.
ASKS_NOTHING = frozenset({"thanks", "first", "link"})
# The carrier's own word for what a text means to its list of those who want none.
THEIR_WORD = {"STOP": Meaning.STOP, "START": Meaning.START}


def store_webhook(
    session: Session, kind: WebhookKind, once: str, about: str, fields: Mapping[str, str], now: datetime
) -> bool:
    """Store one request of the carrier, locked, to be handled after the commit. Whether it is new: the same again, also
    at the same moment, changes nothing."""
    made = Webhook(kind=kind, once=once, about=about, fields=dict(fields), received_at=now)
    if not add_once(session, made):
        return False
    # On SQLite everybody writes one after the other: a worker who is at the desk now will see this row before it
    # leaves. Elsewhere it may have looked already, so there is always a hint.
    if session.get_bind().dialect.name != "sqlite" or not find.desk_is_busy(session, DESK, now):
        hint_after_commit(session, WEBHOOKS_WORK, DESK)
    return True


def take_in_text(session: Session, fields: Mapping[str, str], now: datetime) -> Incoming | None:
    """Take in a text that somebody sent to a line of ours: whose it is, what it seems to say, and whether people are
    called. STOP is obeyed here, and not answered. None when it was taken in before, or came to no line of ours.

    ``fields`` are those of the carrier: MessageSid, From, To, Body, NumMedia, OptOutType.
    """
    line = find.line_with_number(session, fields.get("To", ""))
    name = fields.get("MessageSid", "")
    if line is None or not name or not fields.get("From"):
        logger.warning("A text came to no line of ours.", extra={"provider": name})
        return None
    if find.incoming_called(session, name) is not None:
        return None
    viewer = system_viewer(session.get_one(Agency, line.agency_id))
    thread = open_thread(session, viewer, line.number, fields["From"], now)
    row = Incoming(
        agency_id=viewer.agency_id, thread_id=thread.id, person_id=thread.person_id, provider_id=name,
        body=fields.get("Body", ""), pictures=_count(fields.get("NumMedia", "")), received_at=now, next_action_at=None,
    )  # fmt: skip
    reading = _read(session, viewer, thread, row, fields.get("OptOutType", ""), now)
    session.add(row)
    session.flush()
    note(session, viewer.actor, "take in text", ("incoming", row.id), now, {"meaning": row.meaning})
    _obey(session, viewer, thread, reading, now)
    if row.urgent:
        row.next_action_at = now
        hint_after_commit(session, TELL_DUTY, row.id)
    ask_for_english(session, viewer, row, now)
    return row


def _read(
    session: Session, viewer: Viewer, thread: Thread, row: Incoming, their_word: str, now: datetime
) -> Reading:  # fmt: skip
    """Read the text against what we asked last, and put on record what it seems to say."""
    asked = _asked(session, viewer, thread)
    languages = _languages(session, viewer, thread)
    key = group_of(str(asked.wording.get("key", ""))) if asked else ""
    reading = read_text(row.body, key, languages, london_date(now))
    if not reading.danger and their_word in THEIR_WORD:
        reading = Reading(THEIR_WORD[their_word], language=reading.language, sure=True)
    row.language = reading.language or detect(row.body, languages).language or ""
    keep_reading(row, reading)
    if asked is not None:
        row.about_kind, row.about_id = asked.about_kind, asked.about_id
    row.urgent = needs_somebody_now(reading, row.language, row.body, row.pictures)
    return reading


def _asked(session: Session, viewer: Viewer, thread: Thread) -> Message | None:
    """The last text of ours that asked something."""
    texts = find.last_texts(session, viewer, thread.id)
    asking = (one for one in texts if group_of(str(one.wording.get("key", ""))) not in ASKS_NOTHING)
    return next((one for one in asking if one.purpose != Purpose.FIRST), None)


def _languages(session: Session, viewer: Viewer, thread: Thread) -> list[str]:
    """The languages on record of everybody who has the number: what they may write in."""
    people = [one.id for one in find.people_with_number(session, viewer, thread.number_hash)]
    needs = language_needs(session, viewer, people).values()
    tags = (tag for need in needs for tag in (need.written, *need.spoken) if tag)
    return list(dict.fromkeys(tags))


def _obey(session: Session, viewer: Viewer, thread: Thread, reading: Reading, now: datetime) -> None:
    if reading.meaning == Meaning.STOP:
        opt_out(session, viewer, thread, now)
    elif reading.meaning == Meaning.MAYBE_STOP:
        pause_texts(session, viewer, thread, now)
    elif reading.meaning == Meaning.START:
        opt_in(session, viewer, thread, now)


def _count(said: str) -> int:
    return int(said) if said.isdecimal() else 0
