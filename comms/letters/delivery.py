"""How a letter reaches its reader: by e-mail where that was asked for and is safe, by post where a postal service will
take the address, otherwise by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comms.families.contact_point import post_allowed
from comms.foundation.writing import is_latin
from comms.letters.decision import Held
from comms.letters.reader import Reader
from comms.letters.templates.kind import Channel, LetterKind

FEWEST_LINES, MOST_LINES = 3, 7
# The last line is a British postcode, or ends with one.
POSTCODE = re.compile(r"(?:^|\s)[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The way a letter goes, the lines in its address window, and why it does not go by e-mail or post where it might
    have."""

    channel: Channel
    addressee: tuple[str, ...]
    note: str = ""


def delivery(kind: LetterKind, reader: Reader, *, by_email: bool = False) -> Delivery | Held:
    """The way this letter goes to its reader.

    E-mail only where somebody asked for it, the kind allows it, and the reader said that the address is safe.
    Safe-contact rules bind post too: where post is not safe the letter is held, for somebody to hand over or say.
    A postal service takes Latin script only, three to seven lines, the postcode last. A kind that goes by post alone is
    held where post does not take the address.
    """
    name = reader.person.formal_name
    by_hand = tuple(line for line in (name,) if line)
    why_not = _email_refuses(kind, reader) if by_email else ""
    if by_email and not why_not:
        return Delivery("email", by_hand)
    if not post_allowed(reader.safe):
        return Held("post_not_safe", "A letter to this home may put somebody at risk.",
                    "Ring on a way they said is safe, or give it to them in person.")  # fmt: skip
    channel, lines, note = _on_paper(kind, name, reader.address)
    if kind.post_only and channel != "post":
        # Source: Cambridgeshire's code: letters with a legal warning go by post, one to each parent.
        return Held("no_address", f"This letter goes by post only, and post does not reach them: {note}.",
                    "Ask for their address and record it, then make the letter again.")  # fmt: skip
    return Delivery(channel, lines or by_hand, "; ".join(filter(None, (why_not, note))))


def _email_refuses(kind: LetterKind, reader: Reader) -> str:
    if "email" not in kind.channels:
        return "this kind of letter does not go by e-mail"
    if reader.email is None:
        return "they have told us of no e-mail address that it is safe"
    return ""


def _on_paper(kind: LetterKind, name: str, address: Sequence[str] | None) -> tuple[Channel, tuple[str, ...], str]:
    """By post or by hand, the lines of the address for post, and why it is not post."""
    if "post" not in kind.channels:
        return "hand", (), "this kind of letter is handed over"
    if not address:
        missing = "no address is on record"
        return "hand", (), missing if kind.post_only else f"{missing}, so it is handed over"
    lines = (name, *address)
    if fault := _post_refuses(lines):
        return "hand", (), fault
    return "post", lines, ""


def _post_refuses(lines: Sequence[str]) -> str:
    """Why a postal service would not take an address, its name first; empty when it would."""
    if not all(is_latin(line) for line in lines):
        return "the name or address is not in Latin letters, which post needs"
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        return f"an address has {FEWEST_LINES} to {MOST_LINES} lines with the name"
    if not POSTCODE.search(lines[-1]):
        return "the address does not end with a postcode, which post needs"
    return ""
