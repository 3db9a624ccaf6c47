"""Which fonts print a language, how its lines are set, and which characters none of them has.

A language is printed with its script's own families first. Every other packaged family follows, so that a name in any
script prints inside any letter. Which character a font has is read from its cmap table, the same that Typst asks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont

from comms.foundation.errors import Misconfigured
from comms.foundation.languages import language

FONTS = Path(__file__).resolve().parent / "fonts"
Edges = Literal["cap", "ascender"]

LATIN_FAMILY = "Noto Sans"
NASTALIQ_FAMILY = "Noto Nastaliq Urdu"
# Letters, digits and the invisible isolates come from the Latin family even inside another script's text: their
# own glyphs there are poor, or missing. Spaces do not: Nastaliq sets its words by its own space.
LATIN_CHARACTERS = "[0-9A-Za-z\u00a0\u00c0-\u024f\u1e00-\u1eff\u2066-\u2069]"


@dataclass(frozen=True, slots=True)
class Setting:
    """How lines are set beside 12 pt Latin: scale of the size, leading in em, and which edges a line is measured by.

    Hands that reach far above and below bring their own room ("ascender"); others are measured by their capitals.
    """

    scale: float = 1.0
    leading: float = 0.6
    edges: Edges = "cap"


LATIN = Setting()
NASTALIQ = Setting(leading=-0.2, edges="ascender")
SETTINGS: dict[str, Setting] = {
    "Arab": Setting(scale=1.15, leading=-0.12, edges="ascender"),
    "Beng": Setting(scale=1.08, leading=0.8),
    "Deva": Setting(scale=1.05, leading=0.85),
    "Ethi": Setting(leading=0.75),
    "Gujr": Setting(scale=1.05, leading=0.85),
    "Guru": Setting(scale=1.05, leading=0.85),
    "Hebr": Setting(scale=1.05, leading=0.75),
    "Khmr": Setting(leading=1.1),
    "Knda": Setting(leading=0.95),
    "Laoo": Setting(leading=1.0),
    "Mlym": Setting(leading=0.9),
    "Mymr": Setting(leading=1.2),
    "Orya": Setting(leading=0.95),
    "Sinh": Setting(leading=0.85),
    "Syrc": Setting(scale=1.1, leading=0.9),
    "Taml": Setting(leading=0.85),
    "Telu": Setting(leading=0.95),
    "Thai": Setting(leading=0.9),
    "Tibt": Setting(leading=1.2),
}

# Unicode's default ignorable characters take no room and need no glyph.
_IGNORABLE = frozenset(
    (0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
) | frozenset((*range(0xFE00, 0xFE10), 0xFEFF))
_NEVER = frozenset(("Cc", "Co", "Cs", "Cn"))


def setting_of(tag: str) -> Setting:
    """How a language's lines are set. Raises `NotFound` for a tag the registry of languages does not hold."""
    known = language(tag)
    return NASTALIQ if NASTALIQ_FAMILY in known.fonts else SETTINGS.get(known.script, LATIN)


def can_print(tag: str) -> bool:
    """Whether letters can be printed in that language: its script is settled, and its first family is packaged."""
    fonts = language(tag).fonts
    return bool(fonts) and fonts[0] in packaged_families()


@cache
def families_of(tag: str) -> tuple[str, ...]:
    """Every packaged family in the order in which the language asks them for a glyph, its own first."""
    packaged = packaged_families()
    wanted = (*language(tag).fonts, LATIN_FAMILY, *sorted(packaged))
    return tuple(dict.fromkeys(family for family in wanted if family in packaged))


def own_families(tag: str) -> tuple[str, ...]:
    """The packaged families of a language's own script; none where Latin letters or their neighbours write it, which
    every computer has."""
    return tuple(family for family in language(tag).fonts if family != LATIN_FAMILY and font_file(family) is not None)


def font_file(family: str, weight: str = "400Regular") -> Path | None:
    """The file of a packaged family in a weight ("400Regular" or "700Bold"); None where it is not packaged."""
    path = FONTS / f"{family.replace(' ', '')}_{weight}.ttf"
    return path if path.is_file() else None


def unprintable(text: str, tag: str) -> list[str]:
    """The characters of the text that no font of that language's list has, each once, in order of appearance."""
    printable = _points(families_of(tag))
    if printable.issuperset(map(ord, text)):
        return []
    missing = [character for character in dict.fromkeys(text) if ord(character) not in printable]
    return [character for character in missing if ord(character) not in _IGNORABLE and character not in "\t\n\r"]


def named(character: str) -> str:
    """A character as a person can look it up: U+4E2D CJK UNIFIED IDEOGRAPH-4E2D."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CHARACTER WITHOUT A NAME')}"


@cache
def packaged_families() -> dict[str, frozenset[int]]:
    """Each packaged family with the code points that its regular and its bold weight both have.

    Raises `Misconfigured` when this installation came without fonts.
    """
    families: dict[str, frozenset[int]] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            # Name 16 is the family as designers speak of it; name 1 stands in where a font has no other.
            family = str(font["name"].getDebugName(16) or font["name"].getDebugName(1))
            points: Iterable[int] = font.getBestCmap()
            families[family] = families.get(family, frozenset(points)) & frozenset(points)
    if LATIN_FAMILY not in families:
        message = f"The fonts that letters are printed with are missing from {FONTS}."
        raise Misconfigured(message, "Install comms again, with pip and a connection to the package registries.")
    return families


@cache
def _points(families: tuple[str, ...]) -> frozenset[int]:
    """Every code point that one of the families has, but for controls, private use and what is no character."""
    packaged = packaged_families()
    points = frozenset().union(*(packaged[family] for family in families))
    return frozenset(point for point in points if unicodedata.category(chr(point)) not in _NEVER)
