"""The words of dates in a language: months, weekdays, "tomorrow", and what stands between them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, babel_locale, canonical_tag, fallbacks
from comms.translation.guard.letters import WORD, folded

# What a word is written over with before dates are looked for, so that one pattern reads every language.
_FIRST_MONTH, _FIRST_WEEKDAY = 0xE001, 0xE011
OF, YEAR, DAY, AT, PART = "\ue030", "\ue031", "\ue032", "\ue033", "\ue034"
NEAR, HOUR_AFTER = "\ue035", "\ue036"
MONTHS, WEEKDAYS = "\ue001-\ue00c", "\ue011-\ue017"
CURRENCIES = ("GBP", "EUR", "PLN", "RON", "BGN", "RUB", "UAH", "TRY", "PKR", "BDT")
_FIRST_CURRENCY = 0xE040
CURRENCY_WORDS = f"{chr(_FIRST_CURRENCY)}-{chr(_FIRST_CURRENCY + len(CURRENCIES) - 1)}"
TOMORROW, AFTER_TOMORROW, TODAY, YESTERDAY = "tomorrow", "day after tomorrow", "today", "yesterday"
_RELATIVE = {"tomorrow": TOMORROW, "after_tomorrow": AFTER_TOMORROW, "today": TODAY, "yesterday": YESTERDAY}
_SIGNS = {"of": OF, "year": YEAR, "day": DAY, "at": AT, "parts_of_day": PART, "near": NEAR, "hour_after": HOUR_AFTER}
_SHORTEST_SUFFIXED = 5
# Any tag may be asked for, so that what is kept has to end somewhere.
_MOST_LANGUAGES = 256


class Meaning(NamedTuple):
    """What a word may mean: the value of a date ("--11", "weekday 3") or none, and the sign it is written over with.

    ``short`` holds for a short form ("pon"), which is never sure.
    """

    value: str
    sign: str
    sure: bool
    short: bool = False


@dataclass(slots=True)
class DateWords:
    """The words of one language. ``decimal`` is what stands before its decimal places."""

    decimal: str = "."
    ordinals: tuple[str, ...] = ()
    month_first: bool = False
    twelve_hours: bool = False
    capital_months: bool = False
    prefixes: tuple[str, ...] = ()
    is_unspaced: bool = False
    unspaced: re.Pattern[str] | None = None
    _exact: dict[str, list[Meaning]] = field(default_factory=dict)
    _stems: dict[str, list[Meaning]] = field(default_factory=dict)
    _lengths: tuple[int, ...] = ()
    _longer: frozenset[str] = frozenset()

    def meanings(self, word: str) -> Sequence[Meaning]:
        """What a folded word means; nothing for most."""
        found = self._exact.get(word)
        if found is not None:
            return found
        for length in self._lengths:
            if (stem := self._stems.get(word[:length])) is not None and len(word) >= length:
                return stem
        for prefix in self.prefixes:
            if word.startswith(prefix) and (found := self._exact.get(word[len(prefix) :])) is not None:
                return found
        return ()

    def begins_longer(self, word: str) -> bool:
        """Whether a form of several words begins with this folded one."""
        return word in self._longer

    def learn(self, form: str, value: str, sign: str) -> None:
        """Take up one form as the file writes it, over whatever was known of the same form and sign."""
        stem, short, unsure = form.endswith("*"), form.endswith("~"), form.endswith(("?", "~"))
        bare = form.rstrip("*?~")
        key = bare if self.is_unspaced else " ".join(folded(one) for one in WORD.findall(bare))
        if not key:
            return
        known = (self._stems if stem else self._exact).setdefault(key, [])
        known[:] = [one for one in known if one.sign != sign or one.value != value]
        known.append(Meaning(value, sign, sure=not unsure and value not in {TODAY, YESTERDAY}, short=short))

    def settle(self) -> None:
        """Make what is looked up from what was learnt."""
        self._lengths = tuple(sorted({len(stem) for stem in self._stems}, reverse=True))
        self._longer = frozenset(key.partition(" ")[0] for key in self._exact if " " in key)
        if self.is_unspaced:
            longest = sorted((key for key in self._exact if len(key) > 1), key=len, reverse=True)
            self.unspaced = re.compile("|".join(map(re.escape, longest)))


@lru_cache(maxsize=_MOST_LANGUAGES)
def date_words(tag: str) -> DateWords:
    """The words of a language, by its BCP 47 tag; of one that Unicode does not know, only what the file has."""
    tag = canonical_tag(tag)
    own = next((_files()[one] for one in nearest(tag) if one in _files()), {})
    words = DateWords(
        ordinals=tuple(_forms(own.get("ordinal", ""))),
        month_first=bool(own.get("month_first")),
        twelve_hours=bool(own.get("twelve_hours")),
        capital_months=bool(own.get("capital_months")),
        is_unspaced=bool(own.get("unspaced")),
        prefixes=tuple(sorted(map(folded, _forms(own.get("prefixes", ""))), key=len, reverse=True)),
    )
    locale = formats_of(tag)
    if locale is not None:
        words.decimal = str(locale.number_symbols.get("latn", {}).get("decimal", "."))
        words.month_first |= _writes_months_first(locale)
        ending = "*" if own.get("suffixing") else ""
        for kind in ("months", "weekdays"):
            for number, name in _unicode_names(locale, kind):
                long = ending if len(name) >= _SHORTEST_SUFFIXED else ""
                words.learn(name + long, *_meant(kind, number))
    for kind, number, form in _own_forms(own):
        words.learn(form, *_meant(kind, number))
    words.settle()
    return words


def other_calendars() -> frozenset[str]:
    """The months of calendars that are not the common one, as they are written."""
    return frozenset(_forms(_files()["calendars"]["months"]))


def nearest(tag: str) -> list[str]:
    """The tag, then those whose words may stand for it, nearest first: "pt-BR", "pt"."""
    chain = [tag, *(fallbacks(tag) if tag in LANGUAGES else ())]
    parts = tag.split("-")
    return [*chain, *("-".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))]


@lru_cache(maxsize=_MOST_LANGUAGES)
def formats_of(tag: str) -> Locale | None:
    """The Babel locale that writes a language's dates, or None where Unicode does not know it. English is British."""
    for one in nearest(canonical_tag(tag)):
        if one == "en":
            return Locale.parse("en_GB")
        try:
            return babel_locale(one) if one in LANGUAGES else Locale.parse(one, sep="-")
        except (NotFound, ValueError, UnknownLocaleError):
            continue
    return None


def name_of(tag: str, kind: Literal["months", "weekdays"], number: int) -> str | None:
    """A month or a weekday (1 to 12, 1 to 7) as it is called when it stands alone, or None where nobody knows."""
    locale = formats_of(tag)
    found = [name for one, name in _unicode_names(locale, kind) if one == number] if locale is not None else []
    return found[-1] if found else None


def _unicode_names(locale: Locale, kind: str) -> Iterator[tuple[int, str]]:
    """Each number with its name, first as within a date, then as it stands alone where that is the same word.

    Babel 2.18 keeps the names that a language lacks for itself from whichever language was asked before, so that a
    Wednesday in Bengali comes out in Urdu: a name that does not begin like the one within a date is left out.
    """
    read = get_month_names if kind == "months" else get_day_names
    within, alone = read("wide", "format", locale), read("wide", "stand-alone", locale)
    for key, name in within.items():
        number = key if kind == "months" else key + 1
        if any(one.isdecimal() for one in name):
            continue  # "11月" is read by its figures
        yield number, name
        if alone.get(key) != name and folded(alone.get(key, ""))[:2] == folded(name)[:2]:
            yield number, alone[key]


def _writes_months_first(locale: Locale) -> bool:
    pattern = locale.datetime_skeletons.get("MMMMd")
    return pattern is not None and str(pattern.pattern).startswith(("M", "L"))


def _meant(kind: str, number: int) -> tuple[str, str]:
    if kind == "months":
        return f"--{number:02}", chr(_FIRST_MONTH + number - 1)
    if kind == "weekdays":
        return f"weekday {number}", chr(_FIRST_WEEKDAY + number - 1)
    if kind in CURRENCIES:
        return "", chr(_FIRST_CURRENCY + CURRENCIES.index(kind))
    return (_RELATIVE[kind], "") if kind in _RELATIVE else ("", _SIGNS[kind])


def _own_forms(own: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    for kind in ("months", "weekdays"):
        for number, forms in enumerate(own.get(kind, ()), start=1):
            yield from ((kind, number, form) for form in _forms(forms))
    for kind in (*_RELATIVE, *_SIGNS):
        yield from ((kind, 0, form) for form in _forms(own.get(kind, "")))
    for kind, code in (("pounds", "GBP"), ("euros", "EUR"), ("zlotys", "PLN")):
        yield from ((code, 0, form) for form in _forms(own.get(kind, "")))
    for form in _forms(own.get("sums", "")):
        word, _, code = form.rpartition(" ")
        yield code, 0, word


def _forms(said: str) -> list[str]:
    return [form.strip() for form in re.split("[,،]", said) if form.strip()]


@cache
def _files() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "data" / "date_words.toml").read_text(encoding="utf-8"))
