"""An answer by text, taken into the follow-up it belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.bookings.absences.absence import ToldHow
from comms.follow_ups.answering import AnswerGiven, take_answer
from comms.follow_ups.case import system_case
from comms.follow_ups.follow_up import FollowUp
from comms.follow_ups.moving import ABOUT, lock
from comms.messages.incoming import Incoming
from comms.messages.reading import Reading

INCOMING = "incoming"


def replied(session: Session, follow_up: FollowUp, incoming: Incoming, reading: Reading, now: datetime) -> None:
    """They answered by text. Raises ``Refused`` where somebody has closed the follow-up meanwhile."""
    row = lock(session, follow_up)
    take_answer(
        system_case(session, row, now),
        AnswerGiven(reading, (INCOMING, incoming.id), incoming.body or "", ToldHow.TEXT),
    )
    incoming.about_kind, incoming.about_id = ABOUT, row.id
