"""What may stand in one fixed sentence of an agency's letter: plain words that are true in every letter, and in which
nobody is named. Whatever differs from letter to letter is a value and stands in its gap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from comms.channels.pdf import unprintable
from comms.channels.pdf.fonts import named
from comms.foundation.languages import LANGUAGES
from comms.foundation.writing import BIDI_CONTROLS
from comms.letters.templates.plain_words import too_long
from comms.translation.sentences import fields_in, own_words

LONGEST_SENTENCE = 500  # characters, as the record of a translation keeps it
_HTML = re.compile(r"</?[A-Za-z!]|&[A-Za-z]+;|&#|\]\(|`")
_REACHED_AT = re.compile(r"https?:|www\.|@|\b[a-z0-9-]+\.(?:uk|com|org|net|eu|info|io)\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:January|February|April|June|July|August|September|October|November|December)\b|(?<=[a-z,] )(?:March|May)\b"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Prof)\b\.?\s+[A-Z]\w*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:^|[.?!:(\u201c\"]\s*|\*\*)$")
# Words with a capital that name no person and stand in letters of schools.
_NO_NAMES = frozenset({
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "England", "Wales", "Scotland",
    "Britain", "Christmas", "Easter", "Ramadan", "Eid", "Diwali", "Year",
})  # fmt: skip


def sentence_faults(text: str, known: frozenset[str], longest: int | None) -> Iterator[tuple[str, str]]:
    """What is wrong with one sentence, and what to do; nothing for one of the packaged sentences in ``known``.

    ``longest`` is the most words a sentence may have, the usual limit unless given; then it holds for those too.
    """
    if text in known and longest is None:
        return
    yield from _letter_faults(text)
    if len(text) > LONGEST_SENTENCE:
        yield f"It is {len(text)} characters long.", f"Shorten it to {LONGEST_SENTENCE}."
    for words, sentence in too_long(text, longest):
        yield f"{words} words in one sentence: “{_cut(sentence)}”", "Make two sentences of it, or leave words out."
    for name, times in fields_in(text).items():
        if times > 1:
            yield f"{{{name}}} stands in it {times} times.", "Name each value once in a sentence."
    words_alone = own_words(text)
    if _REACHED_AT.search(words_alone):
        yield "It holds an address of a website or an e-mail.", "Say it in the letterhead, under “Our agency”."
    known_numbers = {number for one in known for number in _numbers(one)}
    if wrong := [number for number in _numbers(words_alone) if number not in known_numbers]:
        yield f"It holds the number {wrong[0]}.", "Numbers, days, times and telephone numbers are fields: write {…}."
    yield from _name_faults(words_alone)


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", own_words(text))


def _letter_faults(text: str) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield "There are no words.", "Write the sentence, or take it out."
    hidden = [letter for letter in text if letter in BIDI_CONTROLS or unicodedata.category(letter) == "Cc"]
    for letter in dict.fromkeys([*hidden, *unprintable(text, "en")]):
        yield f"It holds a character that no font prints: {named(letter)}.", "Take it out, or write it in letters."
    if _HTML.search(text):
        yield (
            "It holds a mark of a web page.",
            "Letters know # headings, - lists, **strong** and {fields}, and no other mark.",
        )


def _name_faults(words: str) -> Iterator[tuple[str, str]]:
    if found := _MONTH.search(words):
        yield f"“{found[0]}” is part of a date.", "Days are fields: write {…}, or leave it out."
        return
    remedy = "Whoever reads this letter would find it there. Use a field, or write the word in small letters."
    if found := _TITLED.search(words):
        yield f"“{found[0]}” names a person.", remedy
        return
    for found in _WORD.finditer(words):
        word = found[0]
        begins = _BEGINS.search(words[: found.start()])
        plain = word.partition("\u2019")[0]
        named_so = {plain, plain.removesuffix("s")}.isdisjoint(_not_names())
        if word[0].isupper() and not word.isupper() and not begins and named_so:
            yield f"“{word}” may be a name.", remedy
            return


@cache
def _not_names() -> frozenset[str]:
    return _NO_NAMES.union(*(_WORD.findall(one.english_name) for one in LANGUAGES.values()))


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
