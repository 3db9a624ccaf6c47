"""The packaged catalogues: what a sentence of a letter is in another language, and whether anybody approved it.

One PO file for each language, `locales/<Babel locale>/LC_MESSAGES/letters.po`, read with Babel. A message flagged
`fuzzy` is a draft; one that also names another English as its previous one is missing, and its words stand among the
earlier ones. A message that is missing stays missing: nothing here ever answers with English instead.

Two hashes identify words, so that an approval or an issued letter can say exactly which words it means. Each is the
SHA-256, in hexadecimal, of the UTF-8 bytes of the NFC text: the context, U+0004, then the forms (singular and plural,
or the plural forms in their order) with U+0000 between them. The English forms give `source_hash`, the translation's
forms `translation_hash`.
"""

from __future__ import annotations

import gettext
import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from babel.core import get_global, parse_locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from comms.foundation.errors import BadInput, Misconfigured
from comms.foundation.languages import gettext_plural
from comms.foundation.packaged import packaged
from comms.translation.previous import is_of_earlier, previous_of, take_in_previous

ENGLISH = "en"
DOMAIN = "letters"


@dataclass(frozen=True, slots=True)
class Words:
    """The words for one message in one language.

    `text` is the sentence, or for a message that depends on a count the tuple of its plural forms. When nothing
    complete is there, `missing` holds, `text` is empty and `translation_hash` too. `draft` means that nobody
    qualified has approved these words.
    """

    language: str
    context: str
    source: str
    source_plural: str | None
    text: str | tuple[str, ...]
    draft: bool
    source_hash: str
    translation_hash: str
    missing: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """The hashes of source and translation: exactly these words."""
        return self.source_hash, self.translation_hash


def forms_of(words: Words) -> tuple[str, ...]:
    """The translation as its forms: one, or the plural forms in their order; none where it is missing."""
    if words.missing:
        return ()
    return (words.text,) if isinstance(words.text, str) else words.text


class LookUp(Protocol):
    """Whatever answers for a language's words: a packaged catalogue, or an installation's own words above it."""

    def __call__(self, context: str, text: str, plural: str | None = None, /) -> Words:
        """The words for the English message `text` (and its plural) in this context; missing words say so."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a catalogue has come: its messages, how many have complete words, how many of those are drafts."""

    messages: int
    translated: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All packaged words of one language, by context and English text; ``earlier`` holds for a changed sentence, by its
    new English, the words it had before."""

    language: str
    messages: Mapping[tuple[str, str], Words]
    earlier: Mapping[tuple[str, str], Words] = field(default_factory=dict)

    @classmethod
    def of(cls, language: str, folder: Path | None = None) -> Catalogue:
        """The catalogue for a BCP 47 tag; one without any message where the language has no packaged words.

        `folder` is the locales folder, the packaged one unless given. A file is read again when it has changed.
        Raises `BadInput` for a tag that is none and `Misconfigured` for a file that cannot be read.
        """
        path = catalogue_path(language, folder or packaged("locales"))
        if path is None:
            return cls(language, {})
        return cls(language, *_messages(path, path.stat().st_mtime_ns, language))

    def look_up(self, context: str, text: str, plural: str | None = None) -> Words:
        """The words for an English message; `missing` when it is not there, not complete, or English itself changed."""
        if is_english(self.language):
            return english(context, text, plural)
        words = self.messages.get((context, text))
        if words is None or words.source_plural != plural:
            return missing_words(self.language, context, text, plural)
        return words

    def tally(self, context: str | None = None) -> Tally:
        """How far the catalogue has come, in all or in one context ("L02")."""
        counted = [words for words in self.messages.values() if context in {None, words.context}]
        translated = [words for words in counted if not words.missing]
        return Tally(len(counted), len(translated), sum(words.draft for words in translated))


def is_english(language: str) -> bool:
    """Whether a BCP 47 tag means English, the language that every message is written in."""
    return language == ENGLISH or language.startswith(f"{ENGLISH}-")


def english(context: str, text: str, plural: str | None = None) -> Words:
    """A message as its own words: English needs no translation and no approval of one."""
    forms = (text,) if plural is None else (text, plural)
    digest = words_hash(context, forms)
    own = text if plural is None else forms
    return Words(ENGLISH, context, text, plural, own, draft=False, source_hash=digest, translation_hash=digest)


def missing_words(language: str, context: str, text: str, plural: str | None = None) -> Words:
    """The answer for a message without usable words."""
    source_hash = words_hash(context, (text,) if plural is None else (text, plural))
    return Words(
        language, context, text, plural, "", draft=False, source_hash=source_hash, translation_hash="", missing=True
    )


def words_hash(context: str, forms: Sequence[str]) -> str:
    """The hash of a message's forms in one language, as this module's docstring defines it."""
    text = context + "\x04" + "\x00".join(forms)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def catalogue_path(language: str, folder: Path) -> Path | None:
    """The PO file for a BCP 47 tag, or None.

    A place is dropped when its own file is not there (pt-PT reads pt), but never the language, and never the script:
    Punjabi in Arabic letters is not served by Punjabi in Gurmukhi.
    """
    for name in _folder_names(language):
        path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.po"
        if path.is_file():
            return path
    return None


def catalogue_files(folder: Path | None = None) -> list[Path]:
    """All PO files of a locales folder (the packaged one unless given), by language."""
    return sorted((folder or packaged("locales")).glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def plural_rule(language: str) -> tuple[int, Callable[[int], int]]:
    """How many plural forms the language has, and which one (from 0) a count takes.

    Raises `NotFound` for a language that is not in the registry or whose plurals nobody knows: none are guessed.
    """
    forms, expression = gettext_plural(language)
    return forms, gettext.c2py(expression)


def _folder_names(tag: str) -> Iterator[str]:
    """The names a language's folder may have, the closest first."""
    try:
        language, territory, script = parse_locale(tag, sep="-")[:3]
    except ValueError as fault:
        message = f"{tag!r} is not a BCP 47 language tag."
        raise BadInput(message, "Write a tag such as lt, pt-PT or pa-Guru.") from fault
    usual = _usual_script(language)
    script = script or _usual_script(language, territory)
    if script and territory:
        yield f"{language}_{script}_{territory}"
    if script:
        yield f"{language}_{script}"
    if script == usual:
        if territory:
            yield f"{language}_{territory}"
        yield language


def _usual_script(language: str, territory: str | None = None) -> str | None:
    """The script a language is usually written in, in that place (Punjabi: Arabic letters in Pakistan)."""
    table: Mapping[str, str] = get_global("likely_subtags")
    likely = table.get(f"{language}_{territory}") or table.get(language)
    return parse_locale(likely)[2] if likely else None


_ByEnglish = Mapping[tuple[str, str], Words]


@lru_cache(maxsize=256)
def _messages(path: Path, mtime_ns: int, language: str) -> tuple[_ByEnglish, _ByEnglish]:
    """Read one file. The time of its last change is part of the key, so that a changed file is read again."""
    del mtime_ns
    catalogue = read_catalogue(path)
    counts = any(isinstance(message.id, tuple) for message in catalogue if message.id)
    forms = plural_rule(language)[0] if counts else 1
    found, earlier = {}, {}
    for message in catalogue:
        if message.id:
            words = _words(message, language, forms)
            found[words.context, words.source] = words
            if is_of_earlier(message):
                before = _in_words(message.context or "", previous_of(message), translated_forms(message), language)
                earlier[words.context, words.source] = before
    return MappingProxyType(found), MappingProxyType(earlier)


def read_catalogue(path: Path) -> Catalog:
    """One PO file as Babel reads it, with the previous English of its messages. Raises `Misconfigured`, naming the
    file, when it cannot be read."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True, charset="utf-8")
    except (PoFileError, ValueError, OSError) as fault:
        message = f"The catalogue {path} cannot be read: {fault}"
        raise Misconfigured(message, "Correct that file, or take it again from the package.") from fault
    take_in_previous(catalogue)
    return catalogue


def source_forms(message: Message) -> tuple[str, ...]:
    """The English of a message: its text, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translated_forms(message: Message) -> tuple[str, ...]:
    """The translation of a message: its text, or its plural forms; each empty where nobody has written it."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(form or "" for form in message.string or ())


def _words(message: Message, language: str, forms: int) -> Words:
    context, sources, own = message.context or "", source_forms(message), translated_forms(message)
    source, plural = sources[0], sources[1] if len(sources) > 1 else None
    if len(own) != (1 if plural is None else forms) or not all(own) or is_of_earlier(message):
        return missing_words(language, context, source, plural)
    return _in_words(context, sources, own, language, draft=message.fuzzy)


def _in_words(
    context: str, sources: tuple[str, ...], own: tuple[str, ...], language: str, *, draft: bool = True
) -> Words:
    return Words(
        language=language,
        context=context,
        source=sources[0],
        source_plural=sources[1] if len(sources) > 1 else None,
        text=own[0] if len(sources) == 1 else own,
        draft=draft,
        source_hash=words_hash(context, sources),
        translation_hash=words_hash(context, own),
    )
