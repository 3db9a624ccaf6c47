"""Measures whether the English of every letter is plain: short sentences, short words, a reading age of about eleven;
and that of every caution, for which it is about nine.

`python -m comms.letters.templates.plain_words` writes one line for each letter and leaves with 1 when one is over a
limit. The limits, and the words that are exempt with the reason for each, stand in data/plain_words.toml.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from comms.bookings.now.speak_card import card_lines
from comms.channels.paper import Run
from comms.foundation.packaged import packaged
from comms.letters.templates.kind import Field, FieldType, LetterKind, SourceBlock
from comms.letters.templates.source import frame, letter_kinds, phrases, slip_answers
from comms.letters.text.filling import fill
from comms.letters.text.values import ChosenPhrase, LetterValue, Value, read_value
from comms.translation.catalogues import ENGLISH, english
from comms.translation.entries import read_entries
from comms.translation.scripts import KINDS, LAW, script, session_words

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# Endings in which an e is spoken, because the sound before it needs it: houses, changes, wanted.
_SPOKEN_ES = ("ses", "ces", "ges", "xes", "zes", "shes", "ches")
_SPOKEN_ED = ("ted", "ded")
_NUMBERS = re.compile(r"\d")
_SAMPLES: Mapping[FieldType, object] = {
    "name": "Ona Kazlauskienė",
    "date": "2026-11-23",
    "count": 12,
    "time": "15:30",
    "telephone": "01632 960123",
    "percent": "87.5",
    "language": "lt",
    "language_name": "lt",
    "reference": "K7M3-92QX",
    "weekday": "wednesday",
    "money": "£160",
}
_AROUND = "frame, slip and card"
_SCREEN = "caution, screen"


@dataclass(frozen=True, slots=True)
class Plainness:
    """What was measured of one letter, and what is over a limit (`faults`, each a sentence to act on); `on_the_whole`
    has those that no single sentence is to blame for."""

    letter: str
    sentences: int
    longest: int
    mean: float
    grade: float
    faults: tuple[str, ...]
    on_the_whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    limits: Mapping[str, float]
    cautions: Mapping[str, float]
    glossary: frozenset[str]
    syllables: Mapping[str, int]


def measure_letter(kind: LetterKind) -> Plainness:
    """The plainness of one kind of letter with sample values, every optional block and every phrase it may hold."""
    values = {field.name: _sample(field) for field in kind.fields.values()}
    part = fill(replace(kind, blocks=_every_choice(kind.blocks)), values, ENGLISH, english, draft_notice=False).part
    texts = [block.runs for block in part.blocks]
    lists = {field.phrase_list for field in kind.fields.values() if field.type == "phrase"}
    texts += [(Run(phrase.text),) for phrase in phrases().values() if phrase.phrase_list in lists]
    return _measured(kind.kind, texts)


def _every_choice(blocks: Sequence[SourceBlock]) -> tuple[SourceBlock, ...]:
    """The blocks as if everything were chosen at once; what several choices say stands there once."""
    always = {block.text for block in blocks if not block.shown_when}
    chosen = {block.text: block for block in reversed(blocks) if block.shown_when and block.text not in always}
    kept = (block for block in blocks if not block.shown_when or chosen[block.text] is block)
    return tuple(replace(block, shown_when=()) for block in kept)


def measure_caution(kind: str) -> Plainness:
    """The plainness of one script: all that is ours in it. The law's words before an interview are not."""
    law = {one.text for one in read_entries(packaged("letter_templates") / LAW).values()}
    said = [text for point in script(kind).points for text in point.messages if text not in law]
    if (condition := script(kind).condition) is not None:
        said += condition.messages
    return _measured(f"caution, {kind}", [(Run(text),) for text in said], _measure().cautions)


def measure_all() -> list[Plainness]:
    """The plainness of every packaged letter, of the frame, the slip and the card beside them, and of the cautions."""
    around = [line.text for line in frame().values()] + list(slip_answers().values())
    around += [line.text for line in card_lines().values()]
    kinds = [measure_letter(kind) for kind in letter_kinds().values()]
    screen = [(Run(one.text),) for one in session_words().values()]
    cautions = [*map(measure_caution, KINDS), _measured(_SCREEN, screen, _measure().cautions)]
    return [*kinds, _measured(_AROUND, [(Run(text),) for text in around]), *cautions]


def syllables_in(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels; at least one."""
    small = word.lower().replace("\u2019", "'").removesuffix("'s")
    known = _measure().syllables.get(small)
    if known is not None:
        return known
    return max(1, len(_VOWELS.findall(_without_silent_e(small))))


def _without_silent_e(word: str) -> str:
    if word.endswith("ed"):
        return word if word.endswith(_SPOKEN_ED) else word.removesuffix("ed")
    if word.endswith("es"):
        return word if word.endswith(_SPOKEN_ES) else word.removesuffix("es")
    after_consonant = word.endswith("le") and not _VOWELS.search(word[-3:-2])
    return word if after_consonant else word.removesuffix("e")


def _measured(letter: str, texts: Sequence[tuple[Run, ...]], limits: Mapping[str, float] | None = None) -> Plainness:
    measure = _measure()
    limits = limits or measure.limits
    lengths: list[tuple[int, str]] = []
    counted: list[int] = []
    for runs in texts:
        lengths += [(len(_WORD.findall(text)), text) for text in _sentences(runs)]
        words = (word for run in runs if not run.value for word in _WORD.findall(run.text))
        counted += [syllables_in(word) for word in words if _counts(word, measure)]
    total = sum(length for length, _ in lengths)
    mean = total / len(lengths)
    grade = 0.39 * mean + 11.8 * sum(counted) / len(counted) - 15.59
    long = [(length, text) for length, text in lengths if length > limits["longest_sentence"]]
    faults = [f"{length} words in one sentence: {text}" for length, text in long]
    whole = []
    if mean > limits["mean_sentence"]:
        whole.append(f"{mean:.1f} words a sentence on average: write shorter sentences")
    if grade > limits["grade"]:
        whole.append(f"reading grade {grade:.1f}: write shorter sentences and shorter words")
    return Plainness(
        letter, len(lengths), max(length for length, _ in lengths), mean, grade, (*faults, *whole), tuple(whole)
    )


def too_long(text: str, longest: int | None = None) -> list[tuple[int, str]]:
    """The sentences of a text that have too many words (the usual limit unless given), each with how many."""
    limit = longest or _measure().limits["longest_sentence"]
    counted = [(len(_WORD.findall(sentence)), sentence) for sentence in _sentences((Run(text),))]
    return [(words, sentence) for words, sentence in counted if words > limit]


def _sentences(runs: tuple[Run, ...]) -> Iterator[str]:
    for text in _SENTENCE_END.split("".join(run.text for run in runs)):
        if _WORD.search(text):
            yield text


def _counts(word: str, measure: _Measure) -> bool:
    return word.lower() not in measure.glossary and not _NUMBERS.search(word)


def _sample(field: Field) -> LetterValue:
    choices = tuple(_chosen(phrase.key) for phrase in phrases().values() if phrase.phrase_list == field.phrase_list)
    if field.type == "phrase":
        return max(choices, key=lambda choice: len(choice.phrase.text))
    if field.type == "phrases":
        return choices
    return _sample_value(field.name, field.type)


def _chosen(key: str) -> ChosenPhrase:
    phrase = phrases()[key]
    return ChosenPhrase(phrase, {name: _sample_value(name, kind) for name, kind in phrase.values.items()})


def _sample_value(name: str, kind: FieldType) -> Value:
    return read_value(name, kind, _SAMPLES[kind])


@lru_cache(maxsize=1)
def _measure() -> _Measure:
    text = (Path(__file__).parent / "data" / "plain_words.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    return _Measure(content["limits"], content["cautions"], frozenset(content["glossary"]), content["syllables"])


@click.command()
def main() -> None:
    """Write the plainness of every letter, and what is over a limit."""
    measured = measure_all()
    click.echo(f"{'letter':<16}{'sentences':>10}{'longest':>10}{'mean':>8}{'grade':>8}")
    for letter in measured:
        row = f"{letter.letter:<16}{letter.sentences:>10}{letter.longest:>10}{letter.mean:>8.1f}{letter.grade:>8.1f}"
        click.echo(row)
    faults = [f"{letter.letter}: {fault}" for letter in measured for fault in letter.faults]
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
