"""The two figures that tell an offer from the interpreter's other open ones in a text, and an answer with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

FIRST, LAST = 10, 99
YES, NO = "1", "2"
# "1 47", "1. 47", "(2) 47!", "147"; "yes 47" too, because people write so. What has more words in it may be a yes with
# a condition, and that is for a person to read.
ANSWER = re.compile(r"\W*(?:(?P<figure>[12])|(?P<word>yes|no))\W*(?P<code>[1-9][0-9])\W*", re.IGNORECASE)


def next_code(last: int | None, taken: Collection[int]) -> int | None:
    """The code of an interpreter's next offer: the one after the last they were given, so that an old text answered
    late does not mean a new offer; those ``taken`` are of offers that are open. None where all are taken."""
    start = FIRST if last is None else last + 1
    many = LAST - FIRST + 1
    codes = ((start - FIRST + step) % many + FIRST for step in range(many))
    return next((code for code in codes if code not in taken), None)


def read_answer(body: str) -> tuple[bool, int] | None:
    """Whether a text says yes, and to the offer of which code; None where it is anything but plainly that. The figures
    may be of any script."""
    plain = "".join(_figure(letter) for letter in body)
    found = ANSWER.fullmatch(plain.strip())
    if found is None:
        return None
    said_yes = found["figure"] == YES or (found["word"] or "").casefold() == "yes"
    return said_yes, int(found["code"])


def _figure(letter: str) -> str:
    figure = unicodedata.decimal(letter, None)
    return letter if figure is None else str(figure)
