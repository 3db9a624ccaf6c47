"""An interpreter answers an offer by text: with its code, from their own number. The text is settled by that; whatever
is not plainly an answer to an open offer of theirs, or more than that, is left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.offers import find
from comms.bookings.offers.answering import accept, decline
from comms.bookings.offers.offer import Offer
from comms.bookings.offers.refusals import AnswerTooLate
from comms.bookings.offers.reply_code import read_answer
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.audit import Actor
from comms.messages.incoming import Incoming
from comms.messages.incoming_actions import settle_incoming

OFFER = "offer"
ACCEPTED, DECLINED = "accepted", "declined"
SAID_BY_TEXT = "Said no by text."
ANOTHERS = "an offer of another agency"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a text did to which offer: "accepted" or "declined"."""

    did: str
    offer: Offer


def take_answer(session: Session, viewer: Viewer, incoming: Incoming, number_hash: bytes, now: datetime) -> bool:
    """Take an incoming text as the answer to an offer, where it is plainly one, and settle it by that; whether it was
    one. A picture may say more than the words, so such a text stays for a person though the offer is answered.

    Raises ``AlreadyTaken`` as ``answer_by_text`` does.
    """
    answered = answer_by_text(session, number_hash, incoming.body or "", now)
    if answered is None:
        return False
    offer = answered.offer
    ours = offer.agency_id == viewer.agency_id
    about = (OFFER, offer.id if ours else None)
    incoming.about_kind, incoming.about_id = about
    if not incoming.pictures:
        # Whose line a text comes to says nothing of whose offer it answers; of another agency's no more is told.
        what = f"the offer {session.get_one(InterpreterRequest, offer.request_id).reference}" if ours else ANOTHERS
        settle_incoming(session, viewer, incoming, f"{answered.did.capitalize()} {what}; nothing to do.", about, now)
    return True


def answer_by_text(session: Session, number_hash: bytes, body: str, now: datetime) -> Answered | None:
    """Take a text from a number as the answer to an offer. None where it is not the answer to an open offer to an
    interpreter with this number, where it could be meant for two, and where the offer cannot be had any more: then
    somebody reads it.

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
            return Answered(ACCEPTED, offer)
        decline(session, viewer, offer, SAID_BY_TEXT, them, now)
    except AnswerTooLate:
        return None
    return Answered(DECLINED, offer)
