"""The carrier's words for where a text stands, in their order. They come twice, late and out of order, and never take a
text back: only a word of a higher rank counts. Source: Twilio's message resource, November 2026."""

from __future__ import annotations

TAKEN = "sent"
DELIVERED = "delivered"
NOT_DELIVERED = "not delivered"

# Each word with its rank and with what it says in ours. "read" comes from channels that tell it, never from SMS.
# A word that is not here, as one for several telephones at once, is stored and changes nothing.
STATUSES: dict[str, tuple[int, str]] = {
    "queued": (1, TAKEN),
    "accepted": (1, TAKEN),
    "scheduled": (1, TAKEN),
    "sending": (2, TAKEN),
    "sent": (3, TAKEN),
    "delivered": (4, DELIVERED),
    "undelivered": (4, NOT_DELIVERED),
    "failed": (4, NOT_DELIVERED),
    "canceled": (4, NOT_DELIVERED),
    "read": (5, DELIVERED),
}


def rank_of(status: str) -> int | None:
    """How far a text with this word is; None for a word nobody knows. What has ended (4) stays as it ended: of two
    words of one rank the first counts."""
    found = STATUSES.get(status)
    return found[0] if found else None


def state_of(status: str) -> str | None:
    """What the word says in ours: "sent" (whoever carries it has it), "delivered", "not delivered"; None for a word
    nobody knows."""
    found = STATUSES.get(status)
    return found[1] if found else None
