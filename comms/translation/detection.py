"""Which language a short text seems to be written in, or that nobody can tell.

It suggests only: a person changes a language need. A naive Bayes over groups of letters, always with the same answer
for the same text. What is on record for the family counts before the text is looked at (0.6, English 0.3, everything
else 0.1), and below 0.9 it is unsure. Figures, signs and addresses on the internet say nothing and are left out first.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comms.foundation.languages import LANGUAGES, canonical_tag, fallbacks
from comms.translation.catalogues import ENGLISH
from comms.translation.known_words import known_words, words_in
from comms.translation.latin_words import language_in_latin_letters, sounds_english
from comms.translation.profiles import as_in_profiles, profiles, without_marks
from comms.translation.spelling import Spelling

SURE = 0.9
_FAMILY, _ENGLISH, _REST = 0.6, 0.3, 0.1
# "Ok" and "ha" are words everywhere.
FEWEST_LETTERS = 4
UNSURE = "It is unsure which language this is."


@dataclass(frozen=True, slots=True)
class Detected:
    """The language a text seems to be in (a BCP 47 tag), or None where it is unsure.

    ``probability`` is that of the likeliest language between 0 and 1 (0 where nothing was compared), ``why`` says in
    words for a person how it was found or why not.
    """

    language: str | None
    probability: float
    why: str


def detect(text: str, family: Sequence[str]) -> Detected:
    """The language of a text, given the languages that stand on record for whoever sent it (BCP 47, in any order).

    A language of the family is named by the family's own tag ("pt-BR"), any other by the registry's. Never raises, for
    any text or tag.
    """
    words = words_in(text)
    if sum(map(len, words)) < FEWEST_LETTERS:
        return Detected(None, 0.0, "There are too few letters to tell a language.")
    marked = not all(letter.isascii() for word in words for letter in word if _is_latin(letter))
    known = profiles(marked=marked)
    spelling = Spelling(known, [as_in_profiles(word if marked else without_marks(word)) for word in words])
    sums = known.weigh(spelling.words)
    if sums is None:
        return Detected(None, 0.0, "It is in letters of a language that nothing is known of here.")
    theirs = _written_by(family, known.tags)
    tag, probability = _likeliest(known.tags, sums, theirs)
    if probability < SURE:
        return Detected(None, probability, UNSURE)
    expected = tag in theirs or tag == ENGLISH
    if spelling.is_strange_to(tag, on_record=expected):
        return Detected(None, probability, f"It has letters that {LANGUAGES[tag].english_name} is not written with.")
    doubt = _doubt(tag, words, family, theirs) or ("" if expected else _doubt_of_words(tag, words, spelling))
    if doubt:
        return Detected(None, probability, doubt)
    return Detected(theirs.get(tag, tag), probability, _how(tag, theirs))


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _written_by(family: Sequence[str], tags: Sequence[str]) -> Mapping[str, str]:
    """The profiles' tags of what the family's languages are written in, each with the tag to name it by."""
    found: dict[str, str] = {}
    for given in family:
        tag = canonical_tag(given) if given.strip() else ""
        first = tag.partition("-")[0]
        for nearest in (tag, *(fallbacks(tag) if tag in LANGUAGES else ()), first, f"{first}-Guru"):
            if nearest in tags and _same_script(tag, nearest):
                same = nearest.partition("-")[0] == first
                found.setdefault(nearest, tag if same and tag != first else nearest)
                break
    return found


def _same_script(tag: str, other: str) -> bool:
    scripts = {LANGUAGES[one].script for one in (tag, other) if one in LANGUAGES} - {"Zyyy"}
    return len(scripts) <= 1


def _likeliest(tags: Sequence[str], sums: Sequence[float], theirs: Mapping[str, str]) -> tuple[str, float]:
    before = dict.fromkeys(tags, _REST / len(tags))
    for tag in theirs:
        before[tag] += _FAMILY / len(theirs)
    before[ENGLISH] += _ENGLISH
    weighed = [amount + math.log(before[tag]) for tag, amount in zip(tags, sums, strict=True)]
    top = max(weighed)
    return tags[weighed.index(top)], 1 / sum(math.exp(one - top) for one in weighed)


def _doubt(tag: str, words: Sequence[str], family: Sequence[str], theirs: Mapping[str, str]) -> str:
    """Why a likely language is still not named; empty where nothing speaks against it."""
    if tag in theirs and tag != ENGLISH:
        return ""
    doubt = _doubt_of_letters(tag, words, family) if _script_of(tag) == "Latn" else ""
    if doubt or tag == ENGLISH:
        return doubt
    if any(not _written_by([one], profiles(marked=True).tags) for one in family):
        # Kurdish or Shona would be taken for whatever is nearest among the languages that are known.
        return "It may be their language, which cannot be told from others here."
    return ""


def _doubt_of_words(tag: str, words: Sequence[str], spelling: Spelling) -> str:
    """Why a language that nobody has on record is not named: there are no words in it here, so that nothing can be done
    with the name ("aaj shokale bus asheni" is Bengali, and its letters are Albanian's), or none of the text's words is
    among them and it is spelled unusually too."""
    known = known_words(tag)
    if known and (spelling.is_usual_in(tag) or any(without_marks(word) in known for word in words)):
        return ""
    return f"It may be {LANGUAGES[tag].english_name}, which is not on record for them."


def _doubt_of_letters(tag: str, words: Sequence[str], family: Sequence[str]) -> str:
    """Why Latin letters do not show a language that they look like."""
    other = language_in_latin_letters(words)
    if other:
        return f"It looks like {LANGUAGES[other].english_name} in Latin letters."
    if tag == ENGLISH:
        return "" if sounds_english(words) else UNSURE
    others = any(_script_of(one) not in {"Latn", ""} for one in family)
    return "It may be their language in Latin letters." if others else ""


def _script_of(tag: str) -> str:
    found = LANGUAGES.get(canonical_tag(tag))
    return found.script if found else ""


def _how(tag: str, theirs: Mapping[str, str]) -> str:
    on_record = "which stands on record for them" if tag in theirs else "which does not stand on record for them"
    return f"Its letters follow one another as in {LANGUAGES[tag].english_name}, {on_record}."
