"""How a fact is written in another language, so that whoever reads it there reads the same fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from babel.dates import format_date, format_skeleton

from comms.foundation.languages import LANGUAGES
from comms.foundation.writing import NO_BREAK_SPACE, isolate
from comms.translation.guard.date_words import date_words, formats_of, name_of
from comms.translation.guard.fact import FactKind, Found
from comms.translation.guard.letters import as_read
from comms.translation.guard.named import Names
from comms.translation.guard.reading import found_in

_LEAP_YEAR = 2024
_PLAIN_TIME = re.compile("(?P<hour>[0-9]{1,2})[.:hH](?P<rest>[0-9]{2}(?::[0-9]{2})?)")
_CALENDAR = re.compile(r"(?P<year>[0-9]{4}|-)-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?")
_SIGN_OF = {"GBP": "£", "EUR": "€"}
# Every language reads these by the same rules.
_READ_ALIKE = frozenset({FactKind.NAME, FactKind.PHONE, FactKind.ADDRESS, FactKind.GAP})
# What a right-to-left line would turn round: "+44 7700 900821", "PN-2026/014", "160 zł". A date is in the language's
# own words, a plain figure keeps its order, and a gap is filled by somebody else.
_ISOLATED = frozenset({FactKind.NAME, FactKind.PHONE, FactKind.REFERENCE, FactKind.ADDRESS, FactKind.SUM})


def written(found: Found, original: str, target: str, names: Names) -> str | None:
    """The fact as it stands in a translation into ``target``; None where nobody there would read the same.

    - A date is written in the target's way (Babel), its month as a word, since 03/04 is another day elsewhere: "24
      listopada 2026" and "24.11.2026" become "24 November 2026". A weekday or a month alone is the target's name.
    - A time has a colon: 15.40 would be a number in English. Its hour stands as it was written, since "3.40" may be
      after noon; "3.40 pm" is 15:40.
    - A sum keeps its currency, and its writing where that is read there too; else it has the currency's sign or code
      ("160 funtów" is "£160").
    - A number keeps its writing where it is read as the same; else its places follow the target's sign ("1,500" of
      Polish is "1.500" in English).
    - Names, phones, references, addresses and gaps stand as they are. So does what can be read in two ways.

    Digits are written as 0 to 9 in every language, as in the letters. Each writing is read again by the target's rules
    and must be the same fact, or the next one is tried.
    """
    if found.fact.kind in _READ_ALIKE:
        return _with_latin_digits(original)
    for candidate in _candidates(found, original, target):
        if _reads(candidate, found, target, names):
            return candidate
    return None


def for_line(text: str, kind: FactKind, target: str) -> str:
    """What was written, kept apart from the words of a line that runs the other way, by invisible marks."""
    if kind not in _ISOLATED:
        return text
    first = target.partition("-")[0]
    known = LANGUAGES.get(target) or LANGUAGES.get(first)
    return isolate(text, known.direction if known else "ltr")


def _reads(candidate: str, found: Found, target: str, names: Names) -> bool:
    """Whether the target reads this fact and no other. A weekday's name may be another word there too ("luni")."""
    again = found_in(candidate, target, names)
    if [one.fact for one in again] != [found.fact] or not (again[0].sure or found.word):
        return False
    return not any(map(str.isalnum, candidate[: again[0].start] + candidate[again[0].end :]))


def _candidates(found: Found, original: str, target: str) -> Iterator[str]:
    kind, value = found.fact.kind, found.fact.value
    stands = _with_latin_digits(original)
    if kind is FactKind.DATE and not found.stands:
        yield from _dates(value, target)
    if kind is FactKind.TIME:
        yield _time(value, stands)
    if kind is FactKind.NUMBER and _is_of_its_language(value, stands):
        yield value
    if kind is FactKind.SUM and stands.endswith("p"):
        yield from _sums(value, target)
    yield stands
    if kind is FactKind.SUM:
        yield from _sums(value, target)
    if kind is FactKind.NUMBER and not found.stands:
        yield _number(value, target)


def _is_of_its_language(value: str, stands: str) -> bool:
    """Whether a number is written as only some languages do: "3rd", "3-go", "%50"."""
    return stands.startswith("%") or (value.isdigit() and not stands.replace(" ", "").isdigit() and value in stands)


def _with_latin_digits(original: str) -> str:
    if original.isascii():
        return original
    return "".join(as_read(one) if one.isdecimal() else one for one in original)


def _time(value: str, stands: str) -> str:
    plain = _PLAIN_TIME.fullmatch(as_read(stands))
    return f"{plain['hour']}:{plain['rest']}" if plain else value


def _dates(value: str, target: str) -> Iterator[str]:
    kind, _, number = value.partition(" ")
    if kind == "weekday":
        name = name_of(target, "weekdays", int(number))
        if name:
            yield name
        return
    parts = _CALENDAR.fullmatch(value)
    if parts:
        yield from _calendar_dates(parts, target)


def _calendar_dates(parts: re.Match[str], target: str) -> Iterator[str]:
    year, month, day = parts["year"].strip("-"), int(parts["month"]), int(parts["day"] or 0)
    locale, name = formats_of(target), name_of(target, "months", month)
    if locale is not None:
        when = date(int(year or _LEAP_YEAR), month, day or 1)
        text = ""
        if day and year:
            text = format_date(when, "long", locale=locale)
        elif day or year or name is None:
            text = format_skeleton(f"{'y' if year else ''}MMMM{'d' if day else ''}", when, locale=locale)
        # Not every font has the narrow blank that Unicode puts before "г.".
        yield text.replace("\u202f", NO_BREAK_SPACE)
    if name is not None:
        yield " ".join(part for part in (str(day or ""), name, year) if part)
    if year:
        yield parts[0]


def _sums(value: str, target: str) -> Iterator[str]:
    code, _, amount = value.partition(" ")
    if amount:
        short = amount.removesuffix(".00").replace(".", date_words(target).decimal)
        if code in _SIGN_OF:
            yield f"{_SIGN_OF[code]}{short}"
        yield f"{short} {code}"


def _number(value: str, target: str) -> str:
    return value.replace(".", date_words(target).decimal)
