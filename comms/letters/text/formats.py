"""How a value is written in a language: dates, times and numbers in its manner, always with the digits 0 to 9."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.numbers import format_decimal, parse_pattern

from comms.foundation.languages import babel_locale, language
from comms.foundation.writing import BIDI_CONTROLS
from comms.letters.text.values import Value

# Babel's plain English is American: "November 23, 2026".
_BRITISH = Locale("en", "GB")
# CLDR's words for Romani in Polish and Arabic are those that Roma people are insulted with.
_BADLY_NAMED = frozenset({"rom"})
_BIDI = dict.fromkeys(map(ord, BIDI_CONTROLS))


def written(value: Value, tag: str) -> str:
    """The value as readers of the language write it. Raises `NotFound` for a language whose formats are not known."""
    # Dates and numbers are the same in many letters of a run; names are each family's own.
    return _written(value, tag) if isinstance(value.content, str) else _written_once(value, tag)


@lru_cache(maxsize=2048)
def _written_once(value: Value, tag: str) -> str:
    return _written(value, tag)


def _written(value: Value, tag: str) -> str:
    content = value.content
    locale = _BRITISH if tag == "en" else babel_locale(tag)
    match content:
        case date():
            text = format_date(content, "long", locale=locale)
        case time():
            text = _time(content, locale)
        case Decimal():
            text = _percent(content, locale)
        case int() if value.type == "weekday":
            # Never Babel's stand-alone names: for most languages they are an alias into data all languages share,
            # and Babel 2.18 keeps there what the first language made of it (Urdu weekdays in a Russian letter).
            text = get_day_names("wide", "format", locale)[content]
        case int():
            text = format_decimal(content, locale=locale, numbering_system="latn")
        case _:
            text = _text(value, content, tag)
    # Some languages' patterns bring direction marks; a value is isolated as a whole where it is filled in.
    return text.translate(_BIDI)


def name_of_language(wanted: str, tag: str) -> str | None:
    """What readers of ``tag`` call a language, without its script; None where only its English name is known."""
    base = language(wanted).tag.partition("-")[0]
    names = babel_locale(tag).languages
    return None if base in _BADLY_NAMED else names.get(base)


def _text(value: Value, content: str, tag: str) -> str:
    if value.type == "language_name":
        return name_of_language(content, tag) or language(content).english_name
    return language(content).english_name if value.type == "language" else content


def _time(moment: time, locale: Locale) -> str:
    if "Hm" in locale.datetime_skeletons:
        return format_skeleton("Hm", moment, locale=locale)
    return format_time(moment, "HH:mm", locale=locale)


def _percent(percent: Decimal, locale: Locale) -> str:
    """The percent with one decimal, or none where it is whole, in the language's pattern (%87,5 in Turkish)."""
    pattern = parse_pattern(locale.percent_formats[None].pattern)
    pattern.frac_prec = (0, 1)
    return str(pattern.apply(percent / 100, locale, numbering_system="latn"))
