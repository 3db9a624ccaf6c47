"""Reads a text's facts: where each stands, and what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from comms.translation.guard.clock import take_figures_with_a_point, take_times
from comms.translation.guard.contacts import take_addresses, take_gaps, take_phones
from comms.translation.guard.dates import (
    take_dates_in_words,
    take_dates_of_other_calendars,
    take_numeric_dates,
)
from comms.translation.guard.fact import Fact, Found
from comms.translation.guard.letters import cleaned, is_numeral
from comms.translation.guard.named import Names, names_of, take_names
from comms.translation.guard.numbers import take_numbers
from comms.translation.guard.shape import mark_date_words, shape_of
from comms.translation.guard.sums import take_lone_signs, take_sums


def facts_in(text: str, language: str, names: Sequence[str] = ()) -> Counter[Fact]:
    """The facts of a text in a language (BCP 47), each as often as it stands there.

    ``names`` are those to look for, as a record writes them. Words that may be a fact and may be none ("may") are left
    out. Never raises, for any text.

    Which words of dates are read: the months and weekdays that Unicode (Babel) has for the language, and its inflected
    and everyday forms from ``data/date_words.toml``; "tomorrow" and "the day after tomorrow" too. Figures are read in
    every script's digits. Numbers in words ("two") are no facts.
    """
    return Counter(found.fact for found in found_in(cleaned(text), language, names_of(names)) if found.sure)


def found_in(text: str, language: str, names: Names, *, translated: bool = False) -> list[Found]:
    """The facts of a text that is clean (``letters.cleaned``), from its beginning to its end, certain and uncertain.

    What can be read in more than one way is settled by this order: a name before a month (a girl may be called April),
    a date before a number, a sum before a time.

    A translation is read with ``translated``. "Am" and "pm" are no part of its times then: a time goes into it with 24
    hours or with the hour it had, and "pm" is the machine's word for "wieczorem", as "in the evening" would be. A short
    form ("pon") is no weekday: the machine may have lost the rest of it.
    """
    shape = shape_of(text, language)
    figures = any(map(str.isdigit, shape.read)) or any(map(is_numeral, shape.read))
    take_gaps(shape)
    take_addresses(shape)
    take_names(shape, names, translated=translated)
    mark_date_words(shape)
    if figures or not text.isascii():
        take_numeric_dates(shape)
        take_dates_in_words(shape)
        take_dates_of_other_calendars(shape)
        take_times(shape, halves=not translated)
        take_phones(shape)
        take_sums(shape)
        take_figures_with_a_point(shape)
        take_numbers(shape)
    else:
        take_dates_in_words(shape)
    take_lone_signs(shape)
    shape.take_lone_words(short=not translated)
    return sorted(shape.found, key=lambda found: (found.start, found.end))
