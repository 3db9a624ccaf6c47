"""The words of a family's page in the language somebody reads, beside the English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from comms.foundation.languages import Language, language
from comms.translation.catalogues import ENGLISH, is_english
from comms.translation.find import words
from comms.translation.short_words import PAGE, short_words

# Words that came later: until somebody has written them in a language, another entry says the same there.
STANDS_IN: Mapping[str, str] = {
    "on_day": "day", "kept": "why_two", "send_again": "send",
    "no_code": "closed", "not_sent": "closed", "bad_link": "closed",
    **dict.fromkeys(
        ("no_date", "six_figures", "code_over", "too_long", "write_first", "choose_one", "choose_when", "trouble"),
        "wrong",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageWords:
    """Every entry by its key, in one language and in English. ``draft`` means that nobody qualified has approved at
    least one of them; ``complete`` that none is missing. What is missing is there in English."""

    language: Language
    own: Mapping[str, str]
    english: Mapping[str, str]
    draft: bool
    complete: bool

    @property
    def bilingual(self) -> bool:
        """Whether the words stand beside English ones, and are not English themselves."""
        return not is_english(self.language.tag)


def english_page_words() -> PageWords:
    """The page's words for somebody of whom nothing is known; nothing is asked of the database."""
    english = {key: one.text for key, one in short_words(PAGE).items()}
    return PageWords(language(ENGLISH), english, english, draft=False, complete=True)


def page_words(session: Session, tag: str, agency_id: UUID) -> PageWords:
    """The page's words in a language. Raises ``NotFound`` for a language the registry does not have."""
    look_up = words(session, tag, agency_id)
    english = {key: one.text for key, one in short_words(PAGE).items()}
    found = {key: look_up(PAGE, text) for key, text in english.items()}
    own = {key: str(one.text) for key, one in found.items() if not one.missing}
    own |= {key: own[other] for key, other in STANDS_IN.items() if key not in own and other in own}
    draft = any(one.draft for one in found.values() if not one.missing)
    return PageWords(language(tag), english | own, english, draft, own.keys() == english.keys())
