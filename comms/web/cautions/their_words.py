"""Sentences for the person: in their language, in large letters beside the interpreter, and in English below."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.languages import Language
from comms.translation.find import words
from comms.translation.scripts import session_words
from comms.translation.uses import CAUTION


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in the ``language`` they read. ``own`` is empty where there are no words in it; ``draft`` holds
    where nobody qualified has approved them. ``shown`` is the hash of exactly these words."""

    language: Language
    english: str
    own: str = ""
    draft: bool = False
    shown: str = ""


def sentence(session: Session, viewer: Viewer, language: Language | None, key: str) -> Sentence | None:
    """The sentence of that key for somebody who reads this language; None where their language is not known."""
    if language is None:
        return None
    english = session_words()[key].text
    if language.tag == "en" or not language.can_be_written:
        return Sentence(language, english)
    found = words(session, language.tag, viewer.agency_id)(CAUTION, english)
    return Sentence(language, english, "" if found.missing else str(found.text), found.draft)
