"""The languages to choose from in the register: those that people here need before all others."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.languages import LANGUAGES, Language
from comms.interpreters import find
from comms.web.people.language_card import ENGLISH, known_languages


@dataclass(frozen=True, slots=True)
class LanguageChoices:
    """The languages people here need, the most needed first, and every other by name."""

    near: list[Language]
    every: list[Language]


def language_choices(session: Session, viewer: Viewer) -> LanguageChoices:
    """The languages an interpreter may have: all but English."""
    needed = find.languages_needed(session, viewer)
    near = [one for one in known_languages(tag for tag, _ in needed.most_common()) if one.tag != ENGLISH]
    others = [one for one in LANGUAGES.values() if one not in near and one.tag != ENGLISH]
    return LanguageChoices(near, sorted(others, key=lambda one: one.english_name.casefold()))
