"""Gaps and `**` as inline elements, so that the programs of translators keep them whole, and back again.

Each stands as `<ph>` with its own text inside. The same gap has the same number in the English and in the translation,
so a program that empties the element, or writes `<x/>` instead, loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comms.translation.exchange.safe_xml import XmlNode
from comms.translation.sentences import stretches

STRONG = "**"
# Elements that stand for a piece of the sentence which is not to be translated, in XLIFF and in TMX.
_CODES = frozenset({"ph", "x", "it", "bpt", "ept", "bx", "ex", "ut"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a sentence. ``number`` counts its gaps and `**` from 1; words have none."""

    text: str
    number: int = 0

    @property
    def kind(self) -> str:
        """What a mark is, as the type of its element."""
        return "x-strong" if self.text == STRONG else "x-gap"


def numbered(english: str, text: str | None = None) -> Iterator[Stretch]:
    """The stretches of a sentence; of its translation ``text`` with the numbers that the marks have in the English."""
    known: dict[tuple[str, int], int] = {}
    seen: Counter[str] = Counter()
    for mark in _marks(english):
        seen[mark] += 1
        known[mark, seen[mark]] = len(known) + 1
    seen.clear()
    for stretch in stretches(english if text is None else text):
        if not _is_mark(stretch):
            yield Stretch(stretch)
            continue
        seen[stretch] += 1
        yield Stretch(stretch, known.setdefault((stretch, seen[stretch]), len(known) + 1))


def _marks(sentence: str) -> list[str]:
    return [stretch for stretch in stretches(sentence) if _is_mark(stretch)]


def _is_mark(stretch: str) -> bool:
    return stretch == STRONG or (stretch.startswith("{") and stretch.endswith("}"))


def code_texts(node: XmlNode) -> dict[str, str]:
    """What each inline element of a sentence stands for, by its number."""
    found: dict[str, str] = {}
    for child in node.nodes():
        if child.name in _CODES:
            found.setdefault(_number(child), text_of(child) or child.get("equiv-text"))
        found |= code_texts(child)
    return found


def text_of(node: XmlNode, codes: Mapping[str, str] | None = None) -> str:
    """The sentence of an element with its inline elements put back. One that is empty is taken from ``codes``, the
    marks of the English beside it."""
    parts = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
            continue
        inner = text_of(child, codes)
        if not inner and child.name in _CODES:
            inner = child.get("equiv-text") or (codes or {}).get(_number(child), "")
        parts.append(inner)
    return "".join(parts)


def _number(node: XmlNode) -> str:
    return node.get("id") or node.get("x") or node.get("i")
