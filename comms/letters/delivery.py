"""How a letter reaches its reader: by post where a postal service will take the address, otherwise by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from comms.families.contact_point import SafeContact, post_allowed
from comms.foundation.writing import is_latin
from comms.letters.decision import Held
from comms.letters.templates.kind import Channel, LetterKind

FEWEST_LINES, MOST_LINES = 3, 7
# The last line is a British postcode, or ends with one.
POSTCODE = re.compile(r"(?:^|\s)[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The way a letter goes, the lines in its address window, and why it does not go by post where it might have."""

    channel: Channel
    addressee: tuple[str, ...]
    note: str = ""


def delivery(kind: LetterKind, name: str, address: Sequence[str] | None, safe: SafeContact | None) -> Delivery | Held:
    """The way this letter goes to a person of that formal name.

    Safe-contact rules bind post too: where post is not safe the letter is held, for somebody to hand over or say.
    A postal service takes Latin script only, three to seven lines, the postcode last.
    """
    if not post_allowed(safe):
        return Held("post_not_safe", "A letter to this home may put somebody at risk.",
                    "Ring on a way they said is safe, or give it to them in person.")  # fmt: skip
    by_hand = tuple(line for line in (name,) if line)
    if "post" not in kind.channels:
        return Delivery("hand", by_hand, "this kind of letter is handed over")
    if not address:
        return Delivery("hand", by_hand, "no address is on record, so it is handed over")
    lines = (name, *address)
    if fault := _post_refuses(lines):
        return Delivery("hand", by_hand, fault)
    return Delivery("post", lines)


def _post_refuses(lines: Sequence[str]) -> str:
    """Why a postal service would not take an address, its name first; empty when it would."""
    if not all(is_latin(line) for line in lines):
        return "the name or address is not in Latin letters, which post needs"
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        return f"an address has {FEWEST_LINES} to {MOST_LINES} lines with the name"
    if not POSTCODE.search(lines[-1]):
        return "the address does not end with a postcode, which post needs"
    return ""
