"""What is refused of somebody's own words."""

from __future__ import annotations

from comms.cautions.refusing.bad_said import BadSaid
from comms.cautions.said import Words
from comms.cautions.said.words import INTERPRETER, OFFICER
from comms.cautions.standing import Standing
from comms.cautions.yes_alone import is_yes_alone
from comms.translation.catalogues import is_english


def check_words(standing: Standing, words: Words, field: str = "words", *, rendered: bool = True) -> None:
    """Raises ``BadSaid`` unless the words are there, in a language that is named, and with their meaning in English
    where they are not English text. With ``rendered`` false the meaning may be wanting: nobody may be there to say."""
    if not words.text.strip() and words.media_id is None:
        said = "What they said is not written down."
        raise BadSaid(f"{field}.text", said, "Type it, let them write it on the screen, or record it.")
    if not words.language:
        raise BadSaid(f"{field}.language", "It is not said in which language that is.", "Choose the language.")
    plain = words.media_id is None and is_english(words.language)
    if not words.rendition.strip():
        if rendered and not plain:
            said = "What it means in English is not written down."
            raise BadSaid(f"{field}.rendition", said, "Write down what the interpreter says it means.")
        return
    _check_rendition(standing, words, field)


def _check_rendition(standing: Standing, words: Words, field: str) -> None:
    if words.rendered_by not in {INTERPRETER, OFFICER}:
        raise BadSaid(f"{field}.rendered_by", "It is not said who put it into English.", "Say who did.")
    if words.rendered_by == INTERPRETER and standing.interpreter is None:
        raise BadSaid(f"{field}.rendered_by", "No interpreter is there.", "Record the interpreter first.")
    if words.rendered_by == OFFICER and standing.needs_interpreter:
        said = "An interpreter is needed, so the officer cannot say what it means."
        raise BadSaid(f"{field}.rendered_by", said, "Let the interpreter say it.")


def require_own_language(standing: Standing, words: Words, field: str, message: str) -> None:
    """Raises ``BadSaid`` for words in English of somebody who was asked through an interpreter."""
    if standing.language and standing.needs_interpreter and not standing.speaks_english and is_english(words.language):
        raise BadSaid(f"{field}.language", message, "Ask them to say it in their own language.")


def refuse_yes_alone(words: Words, field: str, instead: str) -> None:
    """Raises ``BadSaid`` for words that are “yes” alone, in their language or in English."""
    if any(one.strip() and is_yes_alone(one) for one in (words.text, words.rendition)):
        raise BadSaid(f"{field}.text", "Yes alone does not show what they understood.", instead)
