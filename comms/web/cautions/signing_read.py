"""A signature, read from its form: drawn on the screen, confirmed aloud, refused, or not possible."""

from __future__ import annotations

from comms.cautions.media import MediaKind
from comms.cautions.said import Signed
from comms.web.cautions.ending_shown import WAYS, SignerShown
from comms.web.cautions.own_words import keep_drawn
from comms.web.cautions.page import SessionPage
from comms.web.cautions.who import LONGEST_NAME, LONGEST_WORDS
from comms.web.forms import Form

DRAWN, ALOUD = "drawn", "aloud"


def read_signature(page: SessionPage, form: Form, signer: SignerShown) -> Signed:
    """How somebody signed, or why they did not. What is wrong stands at the form's fields."""
    way = form.chosen("way", WAYS, "Say how they sign, or why they do not.")
    heard_by, media_id, why, witness = "", None, "", ""
    if way == DRAWN:
        drawn = form.carried("signature")
        if drawn:
            media_id = keep_drawn(page, form, "way", drawn, MediaKind.SIGNATURE)
        else:
            form.wrong("way", "Nothing is drawn yet. Sign in the field, or choose another way.")
    elif way == ALOUD:
        heard_by = _needed(form, "heard_by", LONGEST_NAME, "Say who heard it.")
    elif way:
        why = _needed(form, "why", LONGEST_WORDS, "Say why, in a few words.")
        witness = _needed(form, "witness", LONGEST_NAME, "Say who saw that they did not sign.")
    return Signed(signer.signer.who, signer.signer.name, way, media_id, heard_by, why, witness)


def _needed(form: Form, name: str, most: int, missing: str) -> str:
    if not form.line(name):
        form.wrong(name, missing)
    return form.limited(name, most)
