"""The words of each language that a reply may hold, from the files beside this one; each says where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from comms.foundation.languages import canonical_tag
from comms.messages.reading.body import words_of
from comms.messages.reading.phrases import Phrases

# The file of what belongs to no language.
EVERYWHERE = "und"
ENGLISH = "en"
# The kind of a word of danger that counts whoever writes it.
DANGER = "danger"
# What a word says in an answer.
WORDS = (
    "yes", "no", "ambiguous", "after", "before", "beside", "hour", "morning", "afternoon", "evening", "night", "today",
    "tomorrow", "after_tomorrow", "ordinal", "work", "interpreter", "transport", "abroad", "polite", "numbered",
    "thumb_up", "thumb_down", "am", "pm",
)  # fmt: skip
# Spoken languages whose speakers write in another, and read it: what they text is looked for there.
_WRITTEN_IN: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "pa": ("pa-Guru", "ur"), "pa-Arab": ("ur",), "phr": ("ur",), "hnd": ("ur",), "skr": ("ur",), "prs": ("fa",),
    "haz": ("fa",), "syl": ("bn",), "ctg": ("bn",),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words: those of an answer by what they say, and those about texts themselves."""

    tag: str
    answers: Phrases
    stop_alone: frozenset[tuple[str, ...]]
    stop_anywhere: Phrases


@cache
def lexicon(tag: str) -> Lexicon:
    """The words of one language, with those of every language under them."""
    content, shared = _content(tag), _content(EVERYWHERE)
    stops = [words_of(phrase) for phrase in _split(content.get("maybe_stop", ""))]
    return Lexicon(
        tag=tag,
        answers=Phrases([*_answers(content), *_answers(shared)]),
        stop_alone=frozenset(stops),
        stop_anywhere=Phrases((" ".join(words), "stop") for words in stops if len(words) > 1),
    )


@cache
def every_tag() -> tuple[str, ...]:
    """The tags of all languages there is a lexicon for, in the order of the alphabet."""
    found = sorted(one.stem.replace("_", "-") for one in _folder().glob("*.toml"))
    return tuple(tag for tag in found if tag != EVERYWHERE)


def theirs(languages: Sequence[str]) -> Mapping[str, str]:
    """The lexicons for the languages on record, in their order, each with the tag to name its language by."""
    found: dict[str, str] = {}
    for given in languages:
        tag = canonical_tag(given) if given.strip() else ""
        first = tag.partition("-")[0]
        if tag in _WRITTEN_IN or first in every_tag():
            for one in _WRITTEN_IN.get(tag, (first,)):
                found.setdefault(one, tag if one == first else one)
        elif tag in every_tag():
            found.setdefault(tag, tag)
    return MappingProxyType(found)


@cache
def shared_words(kind: str) -> frozenset[str]:
    """The single words of a kind that belong to no language, folded."""
    return frozenset(words[0] for phrase in _split(_content(EVERYWHERE)[kind]) if len(words := words_of(phrase)) == 1)


@cache
def danger_words() -> Phrases:
    """The words, signs and figures of danger of all languages together; those that count only where their language is
    at home have its tag for a kind."""
    return Phrases(
        (phrase, DANGER if key == DANGER else tag)
        for tag in (*every_tag(), EVERYWHERE)
        for key in (DANGER, "danger_if_theirs")
        for phrase in _split(_content(tag).get(key, ""))
    )


@cache
def known_words() -> frozenset[str]:
    """Every word of an answer in any language: what a figure may stand right beside."""
    contents = [_content(tag) for tag in (*every_tag(), EVERYWHERE)]
    return frozenset(word for content in contents for phrase, _ in _answers(content) for word in words_of(phrase))


def _answers(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [(phrase, kind) for kind in WORDS for phrase in _split(content.get(kind, ""))]
    for kind in ("weekdays", "months"):
        for place, words in enumerate(content.get(kind, ())):
            found.extend((phrase, f"{kind}:{place}") for phrase in _split(words))
    for figure, words in content.get("hours", {}).items():
        found.extend((phrase, f"figure:{figure}") for phrase in _split(words))
    return found


def _split(words: str) -> list[str]:
    return [phrase for part in words.split(",") if (phrase := " ".join(part.split()))]


@cache
def _content(tag: str) -> Mapping[str, Any]:
    path = _folder() / f"{tag.replace('-', '_')}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


def _folder() -> Path:
    return Path(__file__).parent / "lexicon"
