"""Everything else that has a digit: numbers, and references such as "PN-2026/014", "4b" and "LS1 4AP"."""

from __future__ import annotations

import re

from comms.translation.guard.date_words import date_words
from comms.translation.guard.fact import FactKind
from comms.translation.guard.letters import ALPHABET, NUMERAL
from comms.translation.guard.shape import Shape
from comms.translation.guard.small_words import small_words

_FEWEST_OF_A_REFERENCE = 7
_DIGIT = f"0-9{NUMERAL}"
_GROUPED = re.compile(
    rf"(?<![{_DIGIT}{ALPHABET}])(?<![{_DIGIT}][.,])"
    rf"[0-9]{{1,3}}(?: [0-9]{{3}})+(?:[.,][0-9]{{1,2}})?(?![{_DIGIT}{ALPHABET}]|[.,/:-][0-9])"
)
# What holds a digit, with letters and signs within it; a sign at its end belongs to the sentence. An emoji's keycap
# belongs to its figure.
_JOINED = rf"(?:[-/_&]+(?=[{_DIGIT}{ALPHABET}])|(?<=[{_DIGIT}])[.,:']+(?=[{_DIGIT}]))"
_TOKEN = re.compile(rf"[{_DIGIT}{ALPHABET}]+(?:{_JOINED}[{_DIGIT}{ALPHABET}]+)*[\ufe0e\ufe0f\u20e3]*")
_HAS_DIGIT = re.compile(f"[{_DIGIT}]")
_PER_CENT = re.compile(" ?%")
_WHOLE = re.compile(r"[0-9]+")
_ENDING = re.compile(rf"(?P<number>[0-9]+)(?P<ending>[{ALPHABET}]+)")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,'])[0-9]{3})(?:\1[0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+")
_THOUSANDS_AND_PLACES = re.compile(r"(?P<whole>[0-9]{1,3}(?:([.,' ])[0-9]{3})+)(?!\2)[.,](?P<places>[0-9]{1,2})")
_PLACES = re.compile(r"(?P<whole>[0-9]+)(?P<sign>[.,])(?P<places>[0-9]+)")
_THREE_PLACES = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_COMPOUND = re.compile(
    rf"(?P<number>[0-9]+)(?:-(?P<joined>[{ALPHABET}]+)|(?P<glued>[{ALPHABET}]{{4,}}))(?:-[{ALPHABET}]+)*"
)


def take_numbers(shape: Shape) -> None:
    """Take every number and reference that is left, until no digit is. A reference's value is its writing."""
    for match in _GROUPED.finditer(shape.read):
        _take_number(shape, _plain(match[0], shape.tag) or match[0], *match.span())
    for match in _TOKEN.finditer(shape.read):
        if _HAS_DIGIT.search(match[0]):
            _take_token(shape, match[0].rstrip("\ufe0e\ufe0f\u20e3"), *match.span())


def _take_token(shape: Shape, token: str, start: int, end: int) -> None:
    written = shape.text[start:end]
    plain = _plain(token, shape.tag)
    if plain:
        _take_number(shape, plain, start, end)
        return
    ordinal = _ENDING.fullmatch(token)
    if ordinal and (ordinal["ending"] in small_words("endings") or ordinal["ending"] in _ordinals(shape.tag)):
        shape.keep(FactKind.NUMBER, ordinal["number"], start, end)
        return
    compound = _COMPOUND.fullmatch(token)
    if compound:
        _take_compound(shape, compound, start, end)
        return
    if ordinal and ordinal["ending"] in small_words("units"):
        shape.keep(FactKind.NUMBER, ordinal["number"], start, start + len(ordinal["number"]))
        return
    letters = any(one.isalpha() for one in token)
    is_number = not letters and len(token) < _FEWEST_OF_A_REFERENCE
    kind = FactKind.NUMBER if is_number else FactKind.REFERENCE
    # ½ and ² are read as one sign, and told apart by what was written.
    shape.keep(kind, written if NUMERAL in token else token, start, end, stands=True)


def _take_compound(shape: Shape, compound: re.Match[str], start: int, end: int) -> None:
    """Take "12-letni" and "5minut" by their number, "12-go" as an ordinal, and "12-AB" as a reference."""
    number, joined, glued = compound["number"], compound["joined"], compound["glued"]
    if joined and joined in _ordinals(shape.tag):
        shape.keep(FactKind.NUMBER, number, start, start + len(number) + 1 + len(joined))
    elif (joined or glued or "").islower():
        shape.keep(FactKind.NUMBER, number, start, start + len(number))
    else:
        shape.keep(FactKind.REFERENCE, compound[0], start, end, stands=True)


def _take_number(shape: Shape, value: str, start: int, end: int) -> None:
    per_cent = _PER_CENT.match(shape.read, end)
    if per_cent:
        value, end = f"{value}%", per_cent.end()
    elif shape.read[start - 1 : start] == "%":
        value, start = f"{value}%", start - 1
    if shape.read[start - 1 : start] == "-" and shape.read[start - 2 : start - 1].strip(" \n(") == "":
        value, start = f"-{value}", start - 1
    reference = value.isdigit() and len(value) >= _FEWEST_OF_A_REFERENCE and value == shape.read[start:end]
    shape.keep(FactKind.REFERENCE if reference else FactKind.NUMBER, value, start, end)


def _plain(token: str, tag: str) -> str:
    """A number without its thousands' signs and with a point before its places, or nothing where it is none.

    Three places after one sign are thousands, unless the language writes its decimals with that sign: "1,500" is 1500
    in English and one and a half in Polish.
    """
    if _WHOLE.fullmatch(token):
        return token
    places = _PLACES.fullmatch(token)
    if places:
        if _THREE_PLACES.fullmatch(token) and places["sign"] != date_words(tag).decimal:
            return places["whole"] + places["places"]
        return f"{places['whole']}.{places['places']}"
    if _THOUSANDS.fullmatch(token) or (" " in token and token.replace(" ", "").isdigit()):
        return "".join(one for one in token if one.isdigit())
    parts = _THOUSANDS_AND_PLACES.fullmatch(token)
    if parts:
        return f"{''.join(one for one in parts['whole'] if one.isdigit())}.{parts['places']}"
    return ""


def _ordinals(tag: str) -> frozenset[str]:
    return frozenset(date_words(tag).ordinals)
