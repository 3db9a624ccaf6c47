"""Phone numbers, addresses on the internet, and gaps for values."""

from __future__ import annotations

import re

import phonenumbers

from comms.translation.guard.fact import FactKind
from comms.translation.guard.letters import ALPHABET
from comms.translation.guard.shape import Shape

_HOME = "GB"
_FEWEST, _MOST = 9, 15
_GAPS = re.compile(r"\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|%\([^()\n]*\)[sd]|%[sd](?![A-Za-z0-9])")
# Without a path a name with points is an address only by its end: "szkole.Jutro" lacks a space.
_ENDINGS = "com|org|net|edu|gov|info|uk|eu|pl|lt|lv|ua|bg"
_ADDRESSES = (
    re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE),
    re.compile(r"(?<![^\s<>(),;:])[^\s@<>(),;:]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(rf"(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w@])(?:/[^\s<>]*)?", re.IGNORECASE),
)
_PHONES = re.compile(
    rf"(?<![0-9{ALPHABET}])(?<![0-9][.,:/-])(?:\+ ?|00|\(?0)[0-9](?:[ ./-]?[()]?[ ]?[0-9]){{7,18}}(?![0-9{ALPHABET}])"
)
_LAST_GROUP = re.compile(r"[ ./()-]+[0-9]+$")


def take_gaps(shape: Shape) -> None:
    """Take "{child}", and the gaps that programs leave ("{{name}}", "%s")."""
    for match in _GAPS.finditer(shape.text):
        shape.keep(FactKind.GAP, match[0], *match.span())


def take_addresses(shape: Shape) -> None:
    """Take e-mail addresses and addresses on the web, without the sentence's own signs at their end."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(shape.read):
            written = match[0].rstrip(".,;:!?'\"»”)]")
            if written.count("(") > written.count(")") and match[0][len(written) :].startswith(")"):
                written += ")"
            end = match.start() + len(written)
            if len(written) > len("www."):
                shape.keep(FactKind.ADDRESS, shape.text[match.start() : end], match.start(), end)


def take_phones(shape: Shape) -> None:
    """Take numbers that begin with 0 or + and can be rung from Britain; the value is E.164."""
    place = 0
    while match := _PHONES.search(shape.read, place):
        place = match.end()
        found = _dialled(match[0])
        if found:
            written, value = found
            place = match.start() + len(written)
            shape.keep(FactKind.PHONE, value, match.start(), place)


def _dialled(written: str) -> tuple[str, str] | None:
    """The longest beginning of some figures that is a number somebody has, else that could be one, and its E.164."""
    possible: tuple[str, str] | None = None
    while sum(one.isdigit() for one in written) >= _FEWEST:
        if sum(one.isdigit() for one in written) <= _MOST:
            number = _parsed(written)
            if number is not None:
                value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                if phonenumbers.is_valid_number(number):
                    return written, value
                possible = possible or (written, value)
        shorter = _LAST_GROUP.sub("", written)
        if shorter == written:
            break
        written = shorter
    return possible


def _parsed(written: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, _HOME)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
