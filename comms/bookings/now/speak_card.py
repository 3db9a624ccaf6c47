"""The "I speak …" card: a person's language in its own name, and what they need, in their words and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.language_need import LanguageNeed
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.foundation.packaged import packaged
from comms.translation.catalogues import Words, is_english
from comms.translation.find import words

CONTEXT = "card"
# The sentences under the language's name, in their order.
ON_THE_CARD = ("interpreter", "free", "nobody_close")
SIGNED = "Zxxx"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One sentence of the card, and what a translator has to know of it."""

    key: str
    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Needed:
    """The language an interpreter is needed in. ``certain`` means that the person said they speak or sign it; what they
    only read is a hint to begin with."""

    language: Language
    certain: bool

    @property
    def is_signed(self) -> bool:
        """Whether it is a sign language, for which no telephone helps."""
        return self.language.script == SIGNED


@dataclass(frozen=True, slots=True)
class SpeakCard:
    """A card: the language spoken, the one its words are in, and its sentences by key.

    ``own`` is empty where nobody has written the words in that language; then the card is in English alone under the
    language's own name. ``draft`` means that nobody qualified has approved at least one of them.
    """

    spoken: Language
    written: Language
    english: Mapping[str, str]
    own: Mapping[str, str]
    draft: bool


def read_card(folder: Path) -> Mapping[str, CardLine]:
    """The card's sentences in a template folder, by key, in their file's order."""
    lines = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8")).items()
    return MappingProxyType({key: CardLine(key, entry["text"], entry["what"]) for key, entry in lines})


@lru_cache(maxsize=1)
def card_lines() -> Mapping[str, CardLine]:
    """The packaged sentences of the card."""
    return read_card(packaged("letter_templates"))


def language_needed(need: LanguageNeed | None) -> Needed | None:
    """In which language to ask for an interpreter: signed, or the first they speak beside English. None when nobody
    asked, and when there is none."""
    if need is None:
        return None
    said = need.sign_language or next((one for one in need.spoken if not is_english(one)), "")
    tag = said or need.written
    return _needed(tag, certain=bool(said)) if tag and not is_english(tag) else None


def _needed(tag: str, *, certain: bool) -> Needed | None:
    try:
        return Needed(language(tag), certain)
    except NotFound:
        return None


def speak_card(session: Session, viewer: Viewer, spoken: str, written: str | None = None) -> SpeakCard:
    """The card of somebody who speaks one language and reads another, or the same where only that is known.

    Words in a language whose script is not settled (Panjabi) are not guessed: such a card has none of its own until
    somebody asked which form the person reads.
    """
    said = language(spoken)
    reads = language(written) if written else said
    english = {key: line.text for key, line in card_lines().items()}
    found: dict[str, Words] = {}
    if reads.can_be_written and not is_english(reads.tag):
        look_up = words(session, reads.tag, viewer.agency_id)
        found = {key: look_up(CONTEXT, line.text) for key, line in card_lines().items()}
    complete = bool(found) and not any(one.missing for one in found.values())
    own = {key: str(one.text) for key, one in found.items()} if complete else {}
    return SpeakCard(said, reads, english, own, complete and any(one.draft for one in found.values()))


def card_of(session: Session, viewer: Viewer, need: LanguageNeed | None) -> SpeakCard | None:
    """The card of a person by what is on record; None when their language is not known, or is English."""
    needed = language_needed(need)
    if need is None or needed is None:
        return None
    return speak_card(session, viewer, needed.language.tag, need.written or None)


@lru_cache(maxsize=1)
def languages_to_point_at() -> tuple[Language, ...]:
    """The languages to show to somebody whose own is not known: those most spoken in England and Wales first."""
    text = resources.files("comms.bookings.now").joinpath("languages_to_point_at.toml").read_text(encoding="utf-8")
    return tuple(language(tag) for tag in tomllib.loads(text)["tags"])


def words_to_point(session: Session, viewer: Viewer, one: Language) -> str:
    """How to ask somebody, in a language, to point to its name; empty where nobody has written it."""
    if not one.can_be_written:
        return ""
    found = words(session, one.tag, viewer.agency_id)(CONTEXT, card_lines()["point"].text)
    return "" if found.missing else str(found.text)
