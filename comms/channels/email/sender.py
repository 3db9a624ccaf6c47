"""As whom an e-mail is sent: the installation's own address, with the name of the agency that writes."""

from __future__ import annotations

from dataclasses import replace

from comms.channels.email.message import Email
from comms.foundation.settings import Settings

# Of an installation without a mail server, and of an agency without an address: names that nobody can have.
NO_DOMAIN = "comms.invalid"
NO_SENDER = f"not-sent@{NO_DOMAIN}"
LONGEST_MESSAGE_ID = 120


def from_us(settings: Settings, email: Email) -> Email:
    """The e-mail with the installation's own address as its sender; where none is set, one that nobody can have."""
    return replace(email, sender=(email.sender[0], settings.smtp_from or NO_SENDER))


def message_id_of(row: object, address: str) -> str:
    """The message id of a row, in the domain of its agency's address, so that a server's log finds it."""
    return f"{row}@{address.partition('@')[2] or NO_DOMAIN}"[:LONGEST_MESSAGE_ID]
