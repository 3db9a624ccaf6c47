"""The signed link of a family's page. It opens a page that shows nothing personal; the rest takes two secrets more."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from uuid import UUID

from sqlalchemy.orm import Session

from comms.follow_ups.family_page import find
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.foundation.errors import NotFound
from comms.foundation.locks import keyring_of
from comms.foundation.work import address_of

# The page's place in the screens, as short as it can be: a text has little room.
PAGE = "/m/"
# 112 bits: nobody guesses them. 30 bytes are 40 letters with nothing over, so that no other letters mean the same.
SIGNATURE = 14
ID = 16
# So many letters hold the id alone, also where the rest was lost on the way.
_OF_ID = re.compile(r"[\w-]{22}", re.ASCII)


def family_token(session: Session, link_id: UUID, number_hash: bytes) -> str:
    """The letters of a link: its id and the signature of it. The number it goes to is signed too, so that a link ends
    when that number is corrected."""
    return base64.urlsafe_b64encode(link_id.bytes + _signature(session, link_id, number_hash)).decode()


def family_address(session: Session, link_id: UUID, number_hash: bytes) -> str:
    """The whole address that is sent."""
    return f"{address_of(session)}{PAGE}{family_token(session, link_id, number_hash)}"


def link_by_token(session: Session, token: str) -> FamilyLink:
    """The link these letters are of. Raises ``NotFound`` for one that was never given, or to another number."""
    try:
        given = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise _wrong() from fault
    # First whether there is such a link: then the key has been made, and a look needs not write.
    found = find.link_and_number(session, UUID(bytes=given[:ID])) if len(given) == ID + SIGNATURE else None
    if found is None:
        raise _wrong()
    link, point = found
    if not hmac.compare_digest(given[ID:], _signature(session, link.id, point.value_hash)):
        raise _wrong()
    return link


def link_named(session: Session, token: str) -> FamilyLink | None:
    """The link whose id these letters begin with, signed or not; None where there is none.

    It opens nothing: it only says in which language somebody is told that their link does not work. Whoever knows an
    id had the whole link once, or the number it went to was theirs.
    """
    letters = _OF_ID.match(token)
    if letters is None:
        return None
    found = find.link_and_number(session, UUID(bytes=base64.urlsafe_b64decode(f"{letters[0]}==")))
    return found[0] if found is not None else None


def _signature(session: Session, link_id: UUID, number_hash: bytes) -> bytes:
    signed = f"{link_id} {number_hash.hex()}"
    return keyring_of(session).search_hash(session, "family link", signed)[:SIGNATURE]


def _wrong() -> NotFound:
    return NotFound("There is nothing at this address.", "Open the link in the text again, or ring the office.")
