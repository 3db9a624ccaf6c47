"""What an incoming text is an answer to: an offer to an interpreter, a reminder, a follow-up. An answered offer is
closed by the answer; everything else stays in the inbox until a person has dealt with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.offers.by_text import take_answer
from comms.bookings.reminders.actions import answer_reminder
from comms.bookings.reminders.planning import ABOUT as REMINDER
from comms.follow_ups import find
from comms.follow_ups.follow_up import FollowUp
from comms.follow_ups.moving import ABOUT
from comms.follow_ups.replying import replied
from comms.foundation.errors import NotFound, Refused
from comms.messages.actions import none_needed
from comms.messages.find import incoming as find_incoming
from comms.messages.find import thread as find_thread
from comms.messages.incoming import Incoming
from comms.messages.reading import Reading
from comms.messages.understanding import reading_of

COMING, NOT_COMING = "coming", "not_coming"


def match(session: Session, viewer: Viewer, incoming: Incoming, now: datetime) -> None:
    """Take an incoming text to whatever it answers. A number that several people have is nobody's until a person has
    said who writes: then nothing is done by itself."""
    thread = find_thread(session, viewer, incoming.thread_id)
    reading = reading_of(incoming)
    if not reading.danger and take_answer(session, viewer, incoming, thread.number_hash, now):
        return
    if thread.person_id is not None:
        _match_person(session, viewer, incoming, thread.person_id, reading, now)
    elif incoming.about_kind == ABOUT and incoming.about_id is not None:
        # Somebody with that number has answered, and it is not known who: what waits does not go by itself.
        none_needed(session, viewer, ABOUT, [incoming.about_id], now)


def take_up(session: Session, viewer: Viewer, incoming_id: UUID, now: datetime) -> None:
    """Take a text to what it answers after somebody has said who wrote it; one that was taken there before is left."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    incoming = find_incoming(session, viewer, incoming_id)
    if not find.was_taken_up(session, viewer, incoming.id):
        match(session, viewer, incoming, now)


def _match_person(
    session: Session, viewer: Viewer, incoming: Incoming, person_id: UUID, reading: Reading, now: datetime
) -> None:  # fmt: skip
    live = find.live_of_person(session, viewer, person_id)
    if reading.danger:
        # Nothing goes to them by itself before a person has read this.
        none_needed(session, viewer, ABOUT, [one.id for one in live], now)
    elif _answers_reminder(session, viewer, incoming, reading, now):
        return
    row = _follow_up(incoming, live)
    if row is not None:
        replied(session, row, incoming, reading, now)


def _answers_reminder(
    session: Session, viewer: Viewer, incoming: Incoming, reading: Reading, now: datetime
) -> bool:  # fmt: skip
    """Whether it says plainly that they will come, or cannot; then the reminder has its answer."""
    if incoming.about_kind != REMINDER or incoming.about_id is None or not reading.sure:
        return False
    if reading.option not in {COMING, NOT_COMING}:
        return False
    try:
        answer_reminder(session, viewer, incoming.about_id, coming=reading.option == COMING, now=now)
    except (NotFound, Refused):
        return False
    return True


def _follow_up(incoming: Incoming, live: Sequence[FollowUp]) -> FollowUp | None:
    """The follow-up their text answers: the one we wrote about last, while nobody has closed it; else the newest of
    theirs that is live. To hear from somebody we try to reach is an answer, whatever they write about."""
    return next((one for one in live if one.id == incoming.about_id), next(iter(live), None))
