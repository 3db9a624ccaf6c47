"""Splitting a text into sentences, and joining their translations again: a few rules for the languages of families.

A sentence that is split too seldom is still translated; one that is split in the middle of "Mr. Nowak" or "16.30" is
translated wrongly. So where it is not sure, a text is not split.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Latin, Armenian, Urdu, Arabic, Devanagari and its neighbours, Ethiopic, Khmer, Burmese, Chinese and Japanese.
_ENDS = ".!?…։؟۔।॥።፧៕။。！？｡"
_CLOSING = "\"'”’»)]}」』）"
# Those after which no space comes.
_WIDE = "。！？｡"
_END = re.compile(rf"(?:[{_WIDE}]+[{re.escape(_CLOSING)}]*\s*)|(?:[{_ENDS}]+[{re.escape(_CLOSING)}]*\s+)")
_BREAKS = re.compile(r"(\s*\n\s*)")
_WORD_BEFORE = re.compile(r"[^\s(\[{\"'“‘«„]+$")
_SOFT = re.compile(r"[,;:–—،؛、，；：]\s*")
_SPACE = re.compile(r"\s+")
# "No. 5" is a number, "No. Thank you" an answer.
_BEFORE_FIGURES = frozenset({"no", "nos", "am", "ab", "р", "стр"})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: words to translate, or what stands between them and stays as it is (a space, line breaks)."""

    text: str
    words: bool


def parts_of(text: str) -> list[Part]:
    """The sentences of a text and what stands between them; together they are the text."""
    found: list[Part] = []
    for index, line in enumerate(_BREAKS.split(text)):
        if index % 2:
            found.append(Part(line, words=False))
        else:
            found += _sentences(line)
    return found


def joined(parts: Sequence[Part], written: Sequence[str], *, spaced: bool) -> str:
    """A text of the translations of its parts, in their order. Line breaks stay; sentences are set apart by a space,
    unless the language written into (Chinese, Japanese) sets none: then ``spaced`` is false."""
    made: list[str] = []
    for index, (part, words) in enumerate(zip(parts, written, strict=True)):
        inside = 0 < index < len(parts) - 1
        if part.words:
            made += [" "] if spaced and index and parts[index - 1].words else []
            made.append(words)
        elif "\n" in part.text or not inside:
            made.append(part.text)
        elif spaced:
            made.append(" ")
    return "".join(made)


def short_enough(sentence: str, fits: Callable[[str], bool]) -> list[str]:
    """A sentence in pieces that fit: cut near its middle, after a comma if there is one, else between words."""
    if len(sentence) < 2 or fits(sentence):
        return [sentence]
    at = _middle(sentence)
    return [piece for half in (sentence[:at], sentence[at:]) for piece in short_enough(half, fits)]


def _sentences(line: str) -> list[Part]:
    inner = line.strip()
    if not inner:
        return [Part(line, words=False)] if line else []
    before, after = line[: line.index(inner[0])], line[len(line.rstrip()) :]
    found = [Part(before, words=False)] if before else []
    start = 0
    for end in _END.finditer(inner):
        if end.end() < len(inner) and _is_end(inner, end):
            words = inner[start : end.end()]
            space = words[len(words.rstrip()) :]
            found.append(Part(words.rstrip(), words=True))
            found += [Part(space, words=False)] if space else []
            start = end.end()
    found.append(Part(inner[start:], words=True))
    return found + ([Part(after, words=False)] if after else [])


def _is_end(line: str, end: re.Match[str]) -> bool:
    if end.group()[0] != "." or end.group().lstrip(".")[:1] in "!?…":
        return True
    following = line[end.end()]
    if following.islower():
        return False
    before = _WORD_BEFORE.search(line[: end.start()])
    word = before.group() if before else ""
    if end.group().startswith(".."):
        return True
    # An initial ("J. Nowak"), a place in a row ("1. Come at nine") or a date ("16. Dezember").
    if (len(word) == 1 and word.isupper()) or word.isdigit():
        return False
    if following.isdigit() and word.casefold() in _BEFORE_FIGURES:
        return False
    return word.casefold() not in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    text = resources.files("comms.channels.argos").joinpath("abbreviations.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _middle(sentence: str) -> int:
    """Where to cut: the break nearest the middle, if one lies in the middle half; always inside the sentence."""
    half = len(sentence) / 2
    for breaks in (_SOFT, _SPACE):
        ends = [one.end() for one in breaks.finditer(sentence) if half / 2 <= one.end() <= 3 * half / 2]
        if ends:
            return min(ends, key=lambda end: abs(end - half))
    at = int(half)
    # Not between a letter and its marks.
    while at > 1 and unicodedata.category(sentence[at]).startswith("M"):
        at -= 1
    return max(at, 1)
