"""Telephone numbers as a carrier wants them, and as little of them as a screen needs."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException
from sqlalchemy.orm import Session

from comms.families.find import contact_hash
from comms.foundation.locks import keyring_of

COUNTRY = "GB"
_SHOWN = 3


def international(value: str) -> str | None:
    """A number as a carrier takes it (+447700900821), from the way somebody wrote it; None where it cannot be one.

    Possible is enough, as where numbers are taken in: some are too new, or kept for drama, to be called valid.
    """
    try:
        parsed = phonenumbers.parse(value, COUNTRY)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def last_digits(value: str) -> str:
    """The end of a number, enough to tell two of one person apart, and too little to ring it."""
    return "".join(letter for letter in value if letter.isdecimal())[-_SHOWN:]


def number_hash(session: Session, number: str) -> bytes:
    """The keyed hash a thread is found by: that of the number as families' records have it. What has no figures, as
    the name of a company that writes to us, has one of its own."""
    if any(letter.isdecimal() for letter in number):
        return contact_hash(session, number)
    return keyring_of(session).search_hash(session, "sender", number.strip().casefold())
