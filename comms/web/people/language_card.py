"""The language card of a person: what stands first on their page, and what to ask when it is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from comms.families.language_need import LanguageNeed, Reads
from comms.families.person import Person, PersonKind
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, census_code, language, written_choices

Standing = Literal["unknown", "speaks", "cannot read", "reads"]
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Clue:
    """What a record says of somebody's language, and the languages to ask the person about.

    ``whose`` holds the names of the children whose records say it; it is empty for the person's own. ``languages`` is
    empty where the record leads to no question of its own.
    """

    whose: tuple[str, ...]
    said: str
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class LanguageCard:
    """What is known of one person's language, in the order in which it matters."""

    person: Person
    need: LanguageNeed | None
    standing: Standing
    language: Language | None
    clues: tuple[Clue, ...]
    review_due: bool

    @property
    def known(self) -> bool:
        """Whether it is known which language they read, or that they do not."""
        return self.standing in {"reads", "cannot read"}

    @property
    def confirmed(self) -> bool:
        """Whether somebody asked the person."""
        return self.need is not None and self.need.confirmed

    @property
    def called(self) -> str:
        """What the person is called in a sentence."""
        return called(self.person)

    @property
    def others_spoken(self) -> tuple[Language, ...]:
        """The languages they speak beside the one on the card."""
        spoken = self.need.spoken if self.need else []
        return tuple(one for one in known_languages(spoken) if one != self.language)

    @property
    def is_child(self) -> bool:
        """Whether the card is a child's; letters go to their adults."""
        return self.person.kind == PersonKind.CHILD


def language_card(
    person: Person, need: LanguageNeed | None, children: Iterable[tuple[Person, str]], on: date
) -> LanguageCard:
    """The card of a person. ``children`` are their children with the first language each school record gives."""
    standing, tag = _standing(need)
    settled = need is not None and need.confirmed and need.written
    clues = () if settled else _own(need) or _of_children(children)
    review = need is not None and need.review_due(on)
    return LanguageCard(person, need, standing, language(tag) if tag else None, clues, review)


def called(person: Person) -> str:
    """What a person is called in a sentence: as they are known, or by their given name."""
    return person.known_as or person.given_name or person.name


def known_languages(tags: Iterable[str]) -> list[Language]:
    """The languages of these tags, without those the registry no longer holds."""
    found = []
    for tag in tags:
        try:
            found.append(language(tag))
        except NotFound:
            continue
    return found


def clue(code: str) -> Clue | None:
    """What a language code of a school's record suggests asking; None when the record does not tell."""
    read = census_code(code)
    if read.unknown:
        return None
    tags = read.written_choices or tuple(tag for tag in (read.written_tag or read.spoken_tag,) if tag)
    return Clue((), read.description or read.code, () if tags == (ENGLISH,) else tuple(known_languages(tags)))


def _standing(need: LanguageNeed | None) -> tuple[Standing, str | None]:
    if need is None:
        return "unknown", None
    if need.written:
        return ("cannot read" if need.reads == Reads.NONE else "reads"), need.written
    return ("speaks", need.spoken[0]) if need.spoken else ("unknown", None)


def _own(need: LanguageNeed | None) -> tuple[Clue, ...]:
    if need is None:
        return ()
    if need.written:
        return (Clue((), language(need.written).english_name, (language(need.written),)),)
    if need.spoken:
        first = need.spoken[0]
        return (Clue((), language(first).english_name, tuple(known_languages(written_choices(first) or (first,)))),)
    found = clue(need.given_code)
    return (found,) if found else ()


def _of_children(children: Iterable[tuple[Person, str]]) -> tuple[Clue, ...]:
    whose: dict[Clue, list[str]] = {}
    for child, code in children:
        if found := clue(code):
            whose.setdefault(found, []).append(called(child))
    return tuple(replace(found, whose=tuple(names)) for found, names in whose.items())
