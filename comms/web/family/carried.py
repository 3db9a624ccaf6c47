"""An answer on its way through the gate. Whoever wrote for longer than half an hour is asked for the two secrets again;
meanwhile what they typed lies in hidden fields of that page and nowhere else: not in the address, and not with us."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comms.follow_ups.family_page.answering import LONGEST_WORDS
from comms.follow_ups.family_page.family_link import AnswerKind
from comms.web.forms import Form

# A browser lets twice as much be typed as an answer may hold: what is too long stays whole, and can be shortened.
MOST_TYPED = 2 * LONGEST_WORDS
# Some letters of India are written with two characters for one when they are tidied.
MOST_WORDS = 2 * MOST_TYPED
MOST: Mapping[str, int] = MappingProxyType(
    {
        "answer": 20, "words": MOST_WORDS, "why": 20, "back_day": 10, "back_month": 10, "back_year": 10, "on_day": 10,
        "after": 5,
    }
)  # fmt: skip


def carried(form: Form) -> dict[str, str]:
    """The fields of an answer that was sent, by their names and none longer than it can be; empty where none was."""
    if form.text("answer") not in AnswerKind.__members__:
        return {}
    return {name: text[:most] for name, most in MOST.items() if (text := form.text(name))}
