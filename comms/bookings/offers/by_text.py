"""An interpreter answers an offer by text: with its code, from their own number. Whatever is not plainly an answer to
an open offer of theirs is left to a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.bookings.offers import find
from comms.bookings.offers.answering import accept, decline
from comms.bookings.offers.refusals import AnswerTooLate
from comms.bookings.offers.reply_code import read_answer
from comms.foundation.audit import Actor

ACCEPTED, DECLINED = "accepted", "declined"
SAID_BY_TEXT = "Said no by text."


def answer_by_text(session: Session, number_hash: bytes, body: str, now: datetime) -> str | None:
    """Take a text from a number as the answer to an offer: "accepted" or "declined". None where it is not the answer to
    an open offer to an interpreter with this number, where it could be meant for two, and where the offer cannot be
    had any more: then somebody reads it.

    Raises ``AlreadyTaken`` where they were booked for something else in this very moment; the unit of work is lost, and
    done again it comes to None.
    """
    said = read_answer(body)
    if said is None:
        return None
    yes, code = said
    offers = find.open_with_code(session, number_hash, code)
    if len(offers) != 1:
        return None
    [offer] = offers
    viewer = system_viewer(session.get_one(Agency, offer.agency_id))
    them = Actor("visitor", agency_id=offer.agency_id, role="interpreter")
    try:
        if yes:
            accept(session, viewer, offer, them, now)
            return ACCEPTED
        decline(session, viewer, offer, SAID_BY_TEXT, them, now)
    except AnswerTooLate:
        return None
    return DECLINED
