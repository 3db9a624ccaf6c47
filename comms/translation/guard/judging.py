"""What must hold of an engine's answer before a fact goes back into it. Each rule alone can refuse it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from comms.foundation.languages import LANGUAGES, canonical_tag
from comms.translation.detection import detect
from comms.translation.guard.date_words import PART, date_words
from comms.translation.guard.fact import KINDS_IN_WORDS, FactKind
from comms.translation.guard.letters import WORD, as_read, is_currency, is_numeral, is_of_a_word
from comms.translation.guard.masking import SENTINEL, Masked, Run
from comms.translation.guard.shape import mark_date_words, shape_of
from comms.translation.guard.sums import CURRENCY_NAMES

ADDED = "The machine put in a figure or a sign that the original does not have."
CUT_OR_REPEATED = "The machine left something out, or said it again and again."
SAME = "The machine gave the words back as they were."

# As in ``comms.translation.checks``; wider where a writing needs a third of the letters for the same.
_SHORTEST, _LONGEST, _FREE_LETTERS = 0.4, 2.2, 20
_DENSE = frozenset({"zh", "ja", "ko", "yue", "th", "lo", "km", "my"})
_DENSITY = 3
# "No, no, no" is said by people; a fourth time, or twice as often as in the original, by a machine that is lost.
_MOST_IN_A_ROW, _LONGEST_PHRASE = 3, 6
_FEWEST_WORDS, _FEWEST_DIFFERENT = 12, 0.35
_FEWEST_TO_BE_THE_SAME = 3
_NEARLY_CERTAIN = 0.99
_UNSPACED = frozenset({"zh", "ja", "yue", "th", "lo", "km", "my"})
_PREFIXING = frozenset({"ar", "he", "fa", "ur", "ckb", "ps", "sd"})
_SUFFIXING = frozenset({"ko", "bn", "as", "syl", "ctg", "ta", "te", "kn", "ml", "si", "my"})
# Languages that a text of two sentences does not tell apart.
_ALIKE = ({"hr", "bs", "sr", "sh"}, {"nb", "no", "nn", "da"}, {"id", "ms"}, {"fa", "prs"}, {"fil", "tl"}, {"zh", "yue"})
_HALF = re.compile(r"[0-9] ?[ap]\.? ?m(?![^\W_])", re.IGNORECASE)
_LEFTOVER = re.compile(r"(?<![^\W_])X[NDTSPRAGQ](?![^\W_])")


class Way(NamedTuple):
    """From which language into which, by BCP 47 tags."""

    source: str
    target: str


def fault_of_answer(answer: str, asked: Masked, way: Way) -> str:
    """What is wrong with an answer that should hold each sentinel of a text once; empty where nothing is."""
    outside = SENTINEL.sub(" ", answer)
    return (
        _fault_of_sentinels(answer, asked, way.target)
        or fault_of_words(outside, asked.outside, way)
        or fault_of_language(outside, asked.outside, way)
    )


def fault_of_words(outside: str, original: str, way: Way) -> str:
    """What is wrong with the words of an answer, without its facts, put beside those of the original."""
    if _brings_in(outside, original):
        return ADDED
    if _letters(outside) == 0 and _letters(original) > 0:
        return CUT_OR_REPEATED
    if not _has_right_length(_letters(outside), _letters(original), way):
        return CUT_OR_REPEATED
    return CUT_OR_REPEATED if _repeats(outside, original, way.target) else ""


def fault_of_language(outside: str, original: str, way: Way) -> str:
    """Whether the words are in another language than the target, or still those of the original.

    Where a text is too short to tell its language, that is no fault. A third language has to be nearly certain: what
    goes wrong is left in the source, and Russian looks like Bulgarian more often than an engine writes it.
    """
    words, before = _words(outside), _words(original)
    if len(words) >= _FEWEST_TO_BE_THE_SAME and words == before and not _is_same_language(way.source, way.target):
        return SAME
    found = detect(outside, [way.target])
    if found.language is None or _is_same_language(found.language, way.target):
        return ""
    if found.probability < _NEARLY_CERTAIN and not _is_same_language(found.language, way.source):
        return ""
    return f"The machine's words are not in {_named(way.target)}."


def fault_of_halves(text: str, original: str, way: Way) -> str:
    """Whether "am" or "pm" follows a figure of a translation, and the original says no part of the day."""
    if not date_words(way.target).twelve_hours or not _HALF.search(as_read(text)):
        return ""
    shape = shape_of(original, way.source)
    mark_date_words(shape)
    says_part = any(meaning.sign == PART for _, _, meanings in shape.said for meaning in meanings)
    return "" if says_part or _HALF.search(shape.read) else ADDED


def fault_of_kind(kind: FactKind) -> str:
    """The sentence for a fact that is not what it was."""
    return f"The machine lost, changed or moved {KINDS_IN_WORDS[kind]}."


def cannot_be_written(kind: FactKind, target: str) -> str:
    """The sentence for a fact that would be read as another one."""
    return f"It holds {KINDS_IN_WORDS[kind]} that would be read as something else in {_named(target)}."


def _fault_of_sentinels(answer: str, asked: Masked, target: str) -> str:
    """Whether each sentinel is there once, whole, and in order.

    Order: those of one kind as in the original, or one date would be told for the other; those of different kinds may
    change places within a sentence, as word order does between languages (each is typed and goes back as itself), and
    never from one sentence into another.
    """
    wanted, matches = asked.sentinels, list(SENTINEL.finditer(answer))
    given = [match[0] for match in matches]
    for sentinel, run in zip(wanted, asked.runs, strict=True):
        if given.count(sentinel) != 1:
            return fault_of_kind(run.kind)
    if len(given) != len(wanted):
        return ADDED
    runs = [asked.runs[wanted.index(sentinel)] for sentinel in given]
    moved = _moved(runs)
    if moved is not None:
        return fault_of_kind(moved)
    broken = (run.kind for match, run in zip(matches, runs, strict=True) if _is_within_a_word(answer, match, target))
    return next((fault_of_kind(kind) for kind in broken), "")


def _moved(runs: Sequence[Run]) -> FactKind | None:
    for earlier, later in pairwise(runs):
        if later.sentence < earlier.sentence:
            return later.kind
    for kind in FactKind:
        places = [run.start for run in runs if run.kind is kind]
        if places != sorted(places):
            return kind
    return None


def _is_within_a_word(answer: str, match: re.Match[str], target: str) -> bool:
    """Whether letters stand right before or after a sentinel. Arabic and Hebrew put "and" and "to" right before a word,
    Korean and Bengali their endings right after one, and Chinese parts no words; these are letters of their own, never
    Latin ones."""
    before, after = answer[match.start() - 1 : match.start()], answer[match.end() : match.end() + 1]
    first = _first(target)
    may_precede = first in _UNSPACED | _PREFIXING and not before.isascii()
    may_follow = first in _UNSPACED | _SUFFIXING and not after.isascii()
    return (is_of_a_word(before) and not may_precede) or (is_of_a_word(after) and not may_follow)


def _brings_in(outside: str, original: str) -> bool:
    if any(is_numeral(one) or is_currency(one) for one in outside):
        return True
    if any(outside.count(brace) > original.count(brace) for brace in "{}"):
        return True
    return any(
        len(pattern.findall(outside)) > len(pattern.findall(original)) for pattern in (_LEFTOVER, CURRENCY_NAMES)
    )


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _has_right_length(letters: int, original: int, way: Way) -> bool:
    shortest = _SHORTEST / (_DENSITY if _first(way.target) in _DENSE else 1)
    longest = _LONGEST * (_DENSITY if _first(way.source) in _DENSE else 1)
    return original * shortest - _FREE_LETTERS <= letters <= original * longest + _FREE_LETTERS


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in WORD.finditer(text)]


def _repeats(outside: str, original: str, target: str) -> bool:
    words, before = _units(outside, target), _units(original, target)
    most = max(_MOST_IN_A_ROW, _in_a_row(before))
    if _in_a_row(words) > most:
        return True
    if len(words) < _FEWEST_WORDS:
        return False
    return len(set(words)) / len(words) < min(_FEWEST_DIFFERENT, _share(before))


def _units(text: str, target: str) -> list[str]:
    if _first(target) in _UNSPACED:
        return [one for one in text if one.isalpha()]
    return _words(text)


def _share(words: Sequence[str]) -> float:
    return len(set(words)) / len(words) if words else 1.0


def _in_a_row(words: Sequence[str]) -> int:
    """How often a phrase of up to six words follows upon itself, at most."""
    most = 1 if words else 0
    for length in range(1, min(_LONGEST_PHRASE, len(words) // 2) + 1):
        same = 0
        for place in range(length, len(words)):
            same = same + 1 if words[place] == words[place - length] else 0
            most = max(most, same // length + 1)
    return most


def _first(tag: str) -> str:
    return canonical_tag(tag).partition("-")[0]


def _is_same_language(found: str, target: str) -> bool:
    one, other = _first(found), _first(target)
    return one == other or any({one, other} <= group for group in _ALIKE)


def _named(tag: str) -> str:
    known = LANGUAGES.get(canonical_tag(tag))
    return known.english_name if known else "that language"
