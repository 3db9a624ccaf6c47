"""Somebody's own words in their own language, read from a form: typed, written by hand on the screen, or recorded.

An officer cannot type Lithuanian. Who speaks it can write on the tablet or say it, and the interpreter puts it into
English beside. Nothing is lost when the page comes back: what was typed stands in its field, and a drawing or a
recording goes back and forth in its hidden one.
"""

from __future__ import annotations

import base64
from uuid import UUID

from comms.cautions.actions import keep_media
from comms.cautions.media import MediaKind
from comms.cautions.said import Words
from comms.cautions.said.words import INTERPRETER, OFFICER
from comms.foundation.errors import BadInput, Refused
from comms.web.cautions.page import SessionPage
from comms.web.door import work
from comms.web.forms import Form

ENGLISH = "en"
NOTHING = "Nothing was written or recorded. Type it, have it written by hand, or record it."
TWO = "There is handwriting and a recording. Keep one of them: clear the other."
NO_ENGLISH = "Write down what it means in English, as the interpreter says it."
UNREADABLE = "What was drawn or recorded did not arrive whole. Clear it, and do it once more."


def read_words(page: SessionPage, form: Form, name: str, language: str, rendered_by: str) -> Words:
    """The words of the field ``name`` and of the fields beside it, in the ``language`` they were said in. What was
    drawn or recorded is kept. What is wrong stands at the form's fields; then what is returned is not to be used."""
    text, rendition = form.text(name), form.text(f"{name}_rendition")
    drawn, heard = form.carried(f"{name}_drawn"), form.carried(f"{name}_audio")
    if not (text or drawn or heard):
        form.wrong(name, NOTHING)
    media_id = None
    if drawn and heard:
        form.wrong(name, TWO)
    elif drawn:
        media_id = keep_drawn(page, form, name, drawn, MediaKind.HANDWRITING)
    elif heard:
        media_id = keep_drawn(page, form, name, heard, MediaKind.AUDIO)
    if media_id and language == ENGLISH:
        # What was typed beside it is what it says.
        rendition = rendition or text
    return Words(text, language, media_id, rendition, rendered_by if rendition else "")


def require_english(form: Form, name: str, words: Words) -> None:
    """Note at its field that the English of these words is wanting, together with what else is wrong."""
    if not words.rendition and (words.language != ENGLISH or words.media_id) and name not in form.errors:
        form.wrong(f"{name}_rendition", NO_ENGLISH)


def rendered_by(page: SessionPage) -> str:
    """Who puts their words into English."""
    return INTERPRETER if page.standing.interpreter else OFFICER


def keep_drawn(page: SessionPage, form: Form, name: str, address: str, kind: MediaKind) -> UUID | None:
    """Keep what a hidden field carries as a data address; None, and said at the field ``name``, where it cannot be."""
    try:
        return keep_media(work(), page.viewer, page.session.id, kind, content_of(address), page.now).id
    except (BadInput, Refused) as fault:
        form.wrong(name, str(fault))
        return None


def content_of(address: str) -> bytes:
    """The bytes of a data address. What they are is told by themselves, never by what the address says of them.

    Raises ``BadInput`` for what is no such address, or was cut off.
    """
    header, between, content = address.partition(";base64,")
    try:
        if not (header.startswith("data:") and between):
            raise BadInput(UNREADABLE)
        return base64.b64decode(content, validate=True)
    except ValueError:
        raise BadInput(UNREADABLE) from None
