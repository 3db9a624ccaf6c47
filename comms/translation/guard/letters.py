"""Letters, digits and signs of every script, told apart one for one, so that a place in the one text is the same place
in the other."""

from __future__ import annotations

import re
import unicodedata

from comms.foundation.writing import fold, strip_controls

# Stands for a numeral that is no decimal digit (½, ², Ⅳ), and for a fact that was taken out. Both are for private use
# in Unicode: in a text they would mean nothing, and are read as any other sign.
NUMERAL, TAKEN = "\ue0f0", "\ue0ff"
_OTHER_SIGN, _PRIVATE_USE = "\ufffd", "Co"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032\u066c"
_UNIFIED = {
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_APOSTROPHES, "'"),
    "\u066b": ",",  # Arabic decimal separator
    "\u060c": ",",  # Arabic comma
    "\u066a": "%",
    "\t": " ",
}
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_OFFSET = 0xFF01 - ord("!")

# Letters that a number can be part of a reference with (4b, 7А): the alphabets that have capitals.
ALPHABET = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u03ff\u0400-\u0481\u048a-\u058f\u1e00-\u1fff"
    r"\u2c60-\u2c7f\ua720-\ua7ff"
)
# Signs that belong to the letter before them; the vowel signs of India are words' middles, and no end of one.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963\u0970-\u09f1\u09f4-\u0af0\u0af2-\u0bf8\u0bfa-\u0dff"
    r"\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u109d\u135d-\u135f\u17b4-\u17d3\u200c\u200d"
)
_LETTER = rf"[^\W\d_{ALPHABET}]"
# A word ends where its alphabet does: in "وJakub" the name is a word of its own.
WORD = re.compile(rf"[{ALPHABET}][{ALPHABET}\u0300-\u036f]*|{_LETTER}(?:{_LETTER}|[{_MARKS}])*")
CURRENCY_SIGNS = (
    r"$\u00a2-\u00a5\u058f\u060b\u07fe\u07ff\u09f2\u09f3\u09fb\u0af1\u0bf9\u0e3f\u17db\u20a0-\u20cf\ua838\ufdfc\ufe69"
)


class _Alike(dict[int, str]):
    """Each character as it is read: any script's digit as 0 to 9, every hyphen as -, every blank as a space."""

    def __missing__(self, point: int) -> str:
        self[point] = found = _alike(chr(point))
        return found


def _alike(one: str) -> str:
    if _FULL_WIDTH.start <= ord(one) < _FULL_WIDTH.stop:
        one = chr(ord(one) - _FULL_WIDTH_OFFSET)
    category = unicodedata.category(one)
    if category == "Nd":
        return str(unicodedata.decimal(one))
    if category in {"No", "Nl"}:
        return NUMERAL
    if category in {_PRIVATE_USE, "Cn", "Cs"}:
        return _OTHER_SIGN
    return " " if category == "Zs" else _UNIFIED.get(one, one)


class _Folded(dict[int, str]):
    """Each letter without case and marks."""

    def __missing__(self, point: int) -> str:
        self[point] = found = fold(chr(point))
        return found


_ALIKE, _FOLDED = _Alike(), _Folded()


def as_read(text: str) -> str:
    """The text with every digit as 0 to 9 and every hyphen, blank and apostrophe alike; as long as it was."""
    return text if text.isascii() and "\t" not in text and "`" not in text else text.translate(_ALIKE)


def folded(word: str) -> str:
    """A word without case and marks, letter by letter; see ``comms.foundation.writing.fold``."""
    return word.casefold() if word.isascii() else word.translate(_FOLDED)


def cleaned(text: str) -> str:
    """The text composed (NFC), without controls, marks of direction and other invisible signs; nothing visible goes."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return composed if composed.replace("\n", "").isprintable() else strip_controls(composed)


def is_numeral(one: str) -> bool:
    """Whether a character is a digit or another numeral, of any script."""
    return not one.isalpha() and unicodedata.category(one)[0] == "N"


def is_currency(one: str) -> bool:
    """Whether a character is the sign of a currency."""
    return unicodedata.category(one) == "Sc"


def is_of_a_word(one: str) -> bool:
    """Whether a character next to a sign makes it a part of a word: a letter, a digit, a mark or an underscore."""
    return one == "_" or one.isalnum() or (one != "" and unicodedata.category(one)[0] == "M")
