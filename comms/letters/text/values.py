"""The typed values that go into a letter, read and checked before any sentence sees them.

Values come as JSON has them, or as Python's own dates and times: a date "2026-11-23", a time "08:30", a count 4, a
percent 87.5, money "£160", a weekday "monday", a language by its BCP 47 tag, a phrase by its key ("support.travel"),
or, where the phrase has values of its own, as {"key": "hours.weekdays", "open": "08:30", "close": "15:30"}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType

from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language
from comms.foundation.writing import keep_together, tidy_name
from comms.letters.templates.kind import Field, FieldType, LetterKind, Phrase
from comms.letters.templates.source import phrases

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_TELEPHONE = re.compile(r"\+?[0-9().\u00a0-]+")
_REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z/-]{0,39}")
_FEWEST_DIGITS, _MOST_DIGITS = 3, 20
_MONEY = re.compile(r"£?(\d{1,5}|\d{1,2},\d{3})(?:\.(\d\d))?", re.ASCII)
_ALL = Decimal(100)


class BadValue(BadInput):
    """A value that is not of its field's type, or belongs to no field."""


class MissingField(BadInput):
    """A letter lacks values that it cannot do without: `fields` are their names, `field` the first of them."""

    def __init__(self, kind: str, missing: Sequence[Field]) -> None:
        """Name each missing field and what it is."""
        listed = "; ".join(f"{field.name} ({field.what})" for field in missing)
        super().__init__(f"{kind} has no value for: {listed}.", "Give the value, or hold the letter.")
        self.kind = kind
        self.fields = tuple(field.name for field in missing)
        self.field = self.fields[0]


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its type. Two are equal when they say the same, however they are printed.

    `content` is a date, a time, a count (int), a percent from 0 to 100 with one decimal (Decimal), a weekday
    (int, Monday is 0), or text for the other types: for both kinds of language its tag, for money pounds ("£160"). A
    "language" is printed in English everywhere, to be said on the telephone; a "language_name" in the words of whoever
    reads it.
    """

    type: FieldType
    content: str | int | date | time | Decimal


@dataclass(frozen=True, slots=True)
class ChosenPhrase:
    """A phrase that was chosen for a letter, with the values of its own."""

    phrase: Phrase
    values: Mapping[str, Value]


LetterValue = Value | ChosenPhrase | tuple[ChosenPhrase, ...]


def read_values(
    kind: LetterKind, given: Mapping[str, object], known: Mapping[str, Phrase] | None = None
) -> Mapping[str, LetterValue]:
    """The values of a letter, checked against its kind. An optional field may be left out, or be None.

    ``known`` are the phrases to choose from, the packaged ones unless given.

    Raises `BadValue` naming field, value and what to do, and `MissingField` naming every field without a value.
    """
    unknown = sorted(given.keys() - kind.fields.keys())
    if unknown:
        message = f"{kind.kind} has no field “{unknown[0]}”."
        raise BadValue(message, f"Its fields are: {', '.join(kind.fields)}.")
    # An empty text or list says nothing: a letter with it would show a gap.
    there = {name: value for name, value in given.items() if not _says_nothing(value)}
    missing = [field for field in kind.fields.values() if not field.optional and field.name not in there]
    if missing:
        raise MissingField(kind.kind, missing)
    known = phrases() if known is None else known
    read = {name: _read(field, there[name], known) for name, field in kind.fields.items() if name in there}
    return MappingProxyType(read)


def read_value(name: str, kind: FieldType, given: object) -> Value:
    """One simple value of that type; `name` is what the field is called in errors. Raises `BadValue`."""
    try:
        return Value(kind, _READERS[kind](given))
    except (ValueError, TypeError, InvalidOperation, NotFound) as fault:
        message = f"The value of {name} is not right: {_shown(given)}."
        raise BadValue(message, f"Give {_ADVICE[kind]}.") from fault


def _read(field: Field, given: object, known: Mapping[str, Phrase]) -> LetterValue:
    if field.type == "phrase":
        return _phrase(field, given, known)
    if field.type == "phrases":
        if not isinstance(given, (list, tuple)):
            message = f"The value of {field.name} is not a list of phrases: {_shown(given)}."
            raise BadValue(message, 'Give a list, such as ["support.travel"].')
        chosen = tuple(_phrase(field, item, known) for item in given)
        said = [(choice.phrase.key, tuple(choice.values.values())) for choice in chosen]
        if len(set(said)) != len(said):
            message = f"The value of {field.name} names a phrase twice: {_shown(given)}."
            raise BadValue(message, "Name each phrase once.")
        return chosen
    return read_value(field.name, field.type, given)


def _phrase(field: Field, given: object, book: Mapping[str, Phrase]) -> ChosenPhrase:
    key, values = (given.get("key"), {**given}) if isinstance(given, Mapping) else (given, {})
    values.pop("key", None)
    phrase = book.get(key) if isinstance(key, str) else None
    if phrase is None or phrase.phrase_list != field.phrase_list:
        known = ", ".join(phrase.key for phrase in book.values() if phrase.phrase_list == field.phrase_list)
        message = f"The value of {field.name} is none of its phrases: {_shown(given)}."
        raise BadValue(message, f"Choose from: {known}.")
    unknown = sorted(str(name) for name in values.keys() - phrase.values.keys())
    if unknown:
        message = f"The phrase {phrase.key} has no value “{unknown[0]}”."
        raise BadValue(message, f"Its values are: {', '.join(phrase.values) or 'none'}.")
    missing = [name for name in phrase.values if _says_nothing(values.get(name))]
    if missing:
        fields = [Field(f"{field.name}.{name}", phrase.values[name], f"a {phrase.values[name]}") for name in missing]
        raise MissingField(phrase.key, fields)
    read = {name: read_value(f"{field.name}.{name}", kind, values[name]) for name, kind in phrase.values.items()}
    return ChosenPhrase(phrase, MappingProxyType(read))


def _says_nothing(given: object) -> bool:
    return given is None or (isinstance(given, (str, list, tuple)) and not given) or _is_blank(given)


def _is_blank(given: object) -> bool:
    return isinstance(given, str) and not tidy_name(given)


def _shown(given: object) -> str:
    """The value as an error shows it: a long one is cut, so that the message stays readable."""
    text = repr(given)
    longest = 80
    return text if len(text) <= longest else f"{text[:longest]}…"


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return tidy_name(given)


def _date(given: object) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    return date.fromisoformat(_text(given))


def _time(given: object) -> time:
    if isinstance(given, time):
        return given.replace(second=0, microsecond=0, tzinfo=None)
    match = _TIME.fullmatch(_text(given))
    if match is None:
        raise ValueError
    return time(int(match[1]), int(match[2]))


def _count(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise ValueError
    return given


def _percent(given: object) -> Decimal:
    if not isinstance(given, (int, float, str, Decimal)) or isinstance(given, bool):
        raise TypeError
    percent = Decimal(str(given).strip())
    if not 0 <= percent <= _ALL:
        raise ValueError
    return percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _telephone(given: object) -> str:
    number = keep_together(_text(given))
    digits = sum(letter.isdigit() for letter in number)
    if not _TELEPHONE.fullmatch(number) or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        raise ValueError
    return number


def _reference(given: object) -> str:
    if not _REFERENCE.fullmatch(_text(given)):
        raise ValueError
    return _text(given)


def _language(given: object) -> str:
    return language(_text(given)).tag


def _money(given: object) -> str:
    match = _MONEY.fullmatch(str(given) if type(given) is int else _text(given))
    if match is None:
        raise ValueError
    pounds, pence = int(match[1].replace(",", "")), match[2] or "00"
    return f"£{pounds:,}" if pence == "00" else f"£{pounds:,}.{pence}"


def _weekday(given: object) -> int:
    return WEEKDAYS.index(_text(given).lower())


_READERS: Mapping[FieldType, Callable[[object], str | int | date | time | Decimal]] = {
    "name": _text,
    "date": _date,
    "time": _time,
    "count": _count,
    "percent": _percent,
    "telephone": _telephone,
    "reference": _reference,
    "language": _language,
    "language_name": _language,
    "weekday": _weekday,
    "money": _money,
}
_ADVICE: Mapping[FieldType, str] = {
    "name": "a name as text",
    "date": "a date as year, month and day: 2026-11-23",
    "time": "a time on the 24-hour clock: 08:30",
    "count": "a whole number, 0 or more",
    "percent": "a number from 0 to 100",
    "telephone": "a telephone number of digits 0 to 9 and spaces; + ( ) . - may stand in it",
    "reference": "the letter's number: letters A to Z, digits and -",
    "language": "a language tag such as lt or pa-Guru",
    "language_name": "a language tag such as lt or pa-Guru",
    "weekday": "a day of the week in English, such as monday",
    "money": "an amount in pounds: £160",
}
