"""What a text of ours says in English, beside the language it went in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.languages import language
from comms.messages.find import line_of
from comms.messages.line import Line
from comms.messages.message import Message
from comms.messages.wording import GAP, fill
from comms.translation.short_words import TEXT, short_words

ENGLISH = "en"
NOT_KEPT = "…"


def in_english(session: Session, viewer: Viewer, message: Message) -> str:
    """The English of a packaged text; empty for words that somebody wrote themselves. What filled a gap is not kept
    apart from the text, so it stands as "…" where it is not our own name or number."""
    return english_words(str(message.wording.get("key", "")), line_of(session, viewer), {})


def english_words(key: str, line: Line | None, values: Mapping[str, object]) -> str:
    """The English words of a key ("missed_call.named") with their gaps filled; empty for a key there is not."""
    entry = short_words(TEXT).get(key)
    if entry is None:
        return ""
    ours = {"sender": line.short_name, "number": line.ring_number} if line else {}
    known = {name: values.get(name) or ours.get(name) or NOT_KEPT for name in GAP.findall(entry.text)}
    return fill(entry.text, language(ENGLISH), known)
