"""Writing as people's names and words need it.

Tidied without being changed, found without its marks, kept apart from the words around it where the two run in
opposite directions, and safe in a spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

LEFT_TO_RIGHT_ISOLATE = "\u2066"
FIRST_STRONG_ISOLATE = "\u2068"
END_OF_ISOLATE = "\u2069"
NO_BREAK_SPACE = "\u00a0"

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Zero width space, word joiner, byte order mark and the interlinear marks carry no meaning in a name. The joiner
# and non-joiner (U+200D, U+200C) do, in Persian and in the scripts of India and Sri Lanka: they are kept.
_INVISIBLE = frozenset("\u200b\u2060\ufeff\ufff9\ufffa\ufffb")
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# The last two code points of every plane, and one block of the first, are promised never to be characters.
_NONCHARACTER_END = 0xFFFE
_NONCHARACTERS = range(0xFDD0, 0xFDF0)
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def strip_controls(text: str) -> str:
    """The text without control characters, bidi controls, invisible marks, lone surrogates and noncharacters.

    Tabs and line breaks stay, and so do the joiners that Persian and Indic spelling needs.
    """
    return "".join(character for character in text if not _is_stripped(character))


def _is_stripped(character: str) -> bool:
    if character in BIDI_CONTROLS or character in _INVISIBLE:
        return True
    category = unicodedata.category(character)
    if category == "Cc":
        return not character.isspace()
    point = ord(character)
    return category == "Cs" or point & _NONCHARACTER_END == _NONCHARACTER_END or point in _NONCHARACTERS


def tidy_name(text: str) -> str:
    """A name on one line as it was given: NFC, no controls, single spaces; letters and case are never changed."""
    return " ".join(unicodedata.normalize("NFC", strip_controls(text)).split())


def tidy_text(text: str) -> str:
    """A text as it was given, its line breaks kept as line feeds: NFC, no controls, no blanks at the ends of lines."""
    broken = unicodedata.normalize("NFC", strip_controls(_LINE_BREAKS.sub("\n", text)))
    return "\n".join(_blanks_for_controls(line).rstrip() for line in broken.split("\n")).strip("\n")


def _blanks_for_controls(line: str) -> str:
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in line)


_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bb\u02bc\u02bd\u02be\u02bf\u02b9\u2032\u00b4\u0060\uff07\u055a\ua78c\u05f3"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u058a\u05be"
_UNIFIED = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")})

# Letters that Unicode does not take apart, as people type them who do not have the key.
_LATIN_LETTERS = {
    "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ĸ": "k", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ə": "e", "ɣ": "g",
    "ɲ": "n", "ǥ": "g", "ƒ": "f", "ɖ": "d", "ʋ": "v",
}  # fmt: skip

# Arabic, Persian, Urdu and Kurdish keyboards give different letters for the same name.
_ARABIC_LETTERS = {
    "\u0671": "\u0627",  # alef wasla → alef
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u06cd": "\u064a",  # alef maksura, Farsi yeh → yeh
    "\u06a9": "\u0643", "\u06aa": "\u0643",  # keheh → kaf
    "\u0629": "\u0647", "\u06c1": "\u0647", "\u06c3": "\u0647", "\u06be": "\u0647", "\u06d5": "\u0647",  # → heh
    "\u0640": None,  # tatweel
}  # fmt: skip
_LETTERS = str.maketrans({**_LATIN_LETTERS, **_ARABIC_LETTERS})
_VIRAMA, _KANA_VOICING = 9, 8


def fold(text: str) -> str:
    """The text as it is searched: without case, marks, or the differences between keyboards.

    Marks that are letters in their own right (the vowel signs of India, the voicing of kana) stay. Folding twice
    gives the same as folding once. It is for finding only: two people may fold to the same name.
    """
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(text: str) -> str:
    unified = unicodedata.normalize("NFKD", strip_controls(text).translate(_UNIFIED))
    spread = unicodedata.normalize("NFKD", unified.casefold()).translate(_LETTERS)
    return " ".join("".join(_searched(character) for character in spread).split())


def _searched(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or character in "\u034f\u0674" or ord(character) in _VARIATION_SELECTORS:
        return ""
    if category.startswith("M") and unicodedata.combining(character) not in {0, _VIRAMA, _KANA_VOICING}:
        return ""
    figure = unicodedata.decimal(character, None)
    return character if figure is None else str(figure)


def has_rtl(text: str) -> bool:
    """Whether the text holds a letter that is written from right to left."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def is_latin(text: str) -> bool:
    """Whether every letter of the text is a Latin one, with or without marks, as an envelope needs."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())


def isolate(value: str, direction: Direction) -> str:
    """A filled-in value kept apart from a sentence that runs in `direction`, line by line.

    Among right-to-left words every value is isolated, or phone numbers and brackets would silently turn round;
    among left-to-right words only a value with right-to-left letters. Bidi controls in the value itself are
    dropped, since one of them could end the isolation; nothing visible is changed.
    """
    return "\n".join(_isolated(line, direction) for line in value.split("\n"))


def _isolated(line: str, direction: Direction) -> str:
    plain = "".join(character for character in line if character not in BIDI_CONTROLS)
    if not plain:
        return ""
    if has_rtl(plain):
        return f"{FIRST_STRONG_ISOLATE}{plain}{END_OF_ISOLATE}"
    return f"{LEFT_TO_RIGHT_ISOLATE}{plain}{END_OF_ISOLATE}" if direction == "rtl" else plain


def keep_together(phone: str) -> str:
    """A phone number that no line break can part: single no-break spaces between its groups."""
    return NO_BREAK_SPACE.join(phone.split())


_FORMULA_STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")


def spreadsheet_safe(cell: str) -> str:
    """The cell as it can go into a CSV file that a spreadsheet opens: never a formula, never a lost plus sign.

    An apostrophe goes before a cell that begins with = + - @ (also their full-width forms, also after blanks),
    a tab or a return. "+44 7700 900821" becomes "'+44 7700 900821", still the same number to a reader, and
    `spreadsheet_plain` gives back what was there.
    """
    return f"'{cell}" if _could_be_a_formula(cell) else cell


def spreadsheet_plain(cell: str) -> str:
    """What `spreadsheet_safe` was given."""
    return cell[1:] if cell.startswith("'") and _could_be_a_formula(cell[1:]) else cell


def _could_be_a_formula(cell: str) -> bool:
    if cell.startswith(("\t", "\r")):
        return True
    # Apostrophes are looked past so that a cell which already has one gets another, and loses just that one.
    for character in cell:
        if not (character == "'" or character.isspace() or unicodedata.category(character) in {"Cf", "Cc"}):
            return character in _FORMULA_STARTS
    return False
