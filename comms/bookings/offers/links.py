"""The signed link of an offer: whoever holds it answers for whom it was sent to. There is no password."""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

from sqlalchemy.orm import Session

from comms.bookings.offers import find
from comms.bookings.offers.offer import Offer
from comms.foundation.errors import NotFound
from comms.foundation.locks import keyring_of
from comms.foundation.work import address_of

# The page's place in the screens; a test opens a link as it was sent.
PAGE = "/interpreting/"
# 112 bits: nobody guesses them, and a link still fits into a text message. 30 bytes are 40 letters with nothing over,
# so that no other letters mean the same.
SIGNATURE = 14
ID = 16


def offer_link(session: Session, offer: Offer) -> str:
    """The token of an offer: its id and the signature of it, in letters that stand in an address as they are."""
    return base64.urlsafe_b64encode(offer.id.bytes + _signature(session, offer.id)).decode()


def offer_address(session: Session, offer: Offer) -> str:
    """The whole address that is sent."""
    return f"{address_of(session)}{PAGE}{offer_link(session, offer)}"


def offer_by_token(session: Session, token: str) -> Offer:
    """The offer a token is of. Raises ``NotFound`` for one that was never given."""
    try:
        given = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise _wrong() from fault
    # First whether there is such an offer: then the key has been made, and a look needs not write.
    offer = find.offer_of_link(session, UUID(bytes=given[:ID])) if len(given) == ID + SIGNATURE else None
    if offer is None or not hmac.compare_digest(given[ID:], _signature(session, offer.id)):
        raise _wrong()
    return offer


def _signature(session: Session, offer_id: UUID) -> bytes:
    return keyring_of(session).search_hash(session, "offer link", str(offer_id))[:SIGNATURE]


def _wrong() -> NotFound:
    return NotFound("There is nothing at this address.", "Copy the whole link from the message, or ring the office.")
