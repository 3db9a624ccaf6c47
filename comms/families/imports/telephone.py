"""Telephone numbers and e-mail addresses as schools type them: kept as typed, refused when they cannot be one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from comms.families.contact_point import Channel
from comms.families.imports.row_reading import without_formula
from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_name

COUNTRY = "GB"
_COUNTRY_CODE = 44

# A spreadsheet drops the zero a British number begins with. Ten figures from 1, 2 or 7 can be nothing else.
_LOST_ZERO = re.compile(r"[127](?:[ -]?[0-9]){9}")
_SEVERAL = re.compile(r"\s*(?:[;/,|\n]|\bor\b)\s*")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_EXTENSION = re.compile(r"\b(?:ext|extn|extension)\b\.?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+")
_LONGEST_EMAIL = 254


class ImpossibleNumber(BadInput):
    """A text that cannot be a telephone number."""


class ImpossibleAddress(BadInput):
    """A text that cannot be an e-mail address."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """A number or e-mail address of a person. ``restored`` says that a lost leading zero was put back."""

    channel: Channel
    value: str
    restored: bool = False


def read_numbers(cell: str, column: Channel) -> tuple[Reachable, ...]:
    """The telephone numbers in a cell, as typed; several may be separated by a stroke, comma or semicolon.

    Possible is enough: numbers come in that are too new, or kept for drama, to be called valid. A British number is
    a mobile when it begins with 07, whatever column it stands in. Raises ``ImpossibleNumber``.
    """
    text = without_formula(cell.strip())
    whole = tidy_name(text)
    if not whole:
        return ()
    parts = [tidy_name(part) for part in _SEVERAL.split(text) if tidy_name(part)]
    if len(parts) > 1 and all(_parsed(_with_zero(part)) for part in parts):
        return tuple(_number(part, column) for part in parts)
    return (_number(whole, column),)


def _number(text: str, column: Channel) -> Reachable:
    value = _with_zero(text)
    parsed = _parsed(value)
    if parsed is None:
        raise ImpossibleNumber(
            "it cannot be a telephone number.", "Ask the family for it; a number has its area code, or +, in front."
        )
    channel = column
    if parsed.country_code == _COUNTRY_CODE:
        channel = Channel.MOBILE if str(parsed.national_number).startswith("7") else Channel.LANDLINE
    return Reachable(channel, value, restored=value != text)


def _with_zero(text: str) -> str:
    bare = text.removesuffix(".0")
    return f"0{bare}" if _LOST_ZERO.fullmatch(bare) else text


def _parsed(text: str) -> PhoneNumber | None:
    # The library reads letters as keys of a telephone ("0800 FLOWERS"); in a register they are a remark.
    if _LETTERS.search(_EXTENSION.sub("", text)):
        return None
    try:
        parsed = phonenumbers.parse(text, COUNTRY)
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    return parsed if possible else None


def read_emails(cell: str) -> tuple[Reachable, ...]:
    """The e-mail addresses in a cell, as typed. Raises ``ImpossibleAddress``."""
    found = [tidy_name(part) for part in re.split(r"[;,\s]+", cell) if tidy_name(part)]
    for address in found:
        if not _EMAIL.fullmatch(address) or len(address) > _LONGEST_EMAIL:
            raise ImpossibleAddress("it cannot be an e-mail address.", "Ask the family for it.")
    return tuple(Reachable(Channel.EMAIL, address) for address in found)
