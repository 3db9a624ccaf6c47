"""The words of a text: which variant says no more than is safe, in the reader's language, with its gaps filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from babel import Locale
from babel.dates import format_date

from comms.channels.sms import MOST_UNITS, Units, count_units
from comms.foundation.clock import LONDON
from comms.foundation.languages import Language
from comms.foundation.writing import isolate
from comms.messages.safety import Decision
from comms.translation.catalogues import LookUp
from comms.translation.short_words import TEXT, short_words

LONGEST_SENDER, LONGEST_CHILD, LONGEST_NUMBER = 16, 12, 15
NO_NIGHT = "first.no_night"
# What is said of today is wrong tomorrow.
SAYS_TODAY = frozenset({"not_there", "our_failure"})
# Gaps that tell whoever else reads it whom it is from, and about whom.
TELLING = frozenset({"sender", "child"})
GAP = re.compile(r"\{(\w+)\}")
_WITH, _WITHOUT = "interpreter", "plain"


@dataclass(frozen=True, slots=True)
class Composed:
    """A text ready to go. ``key`` is its entry ("missed_call.child"); the hashes say exactly which words it has."""

    key: str
    body: str
    units: Units
    draft: bool
    source_hash: str
    translation_hash: str
    names_child: bool = False
    names_sender: bool = False

    @property
    def on_record(self) -> dict[str, object]:
        """What a message keeps of it."""
        return {
            "key": self.key, "source": self.source_hash, "translation": self.translation_hash, "draft": self.draft,
            "names_sender": self.names_sender,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoWords:
    """Why none of the variants can be said: a code of the house, and a sentence."""

    code: str
    why: str


def group_of(key: str) -> str:
    """What a text was for, from the key of its words: "missed_call" from "missed_call.child"."""
    return key.partition(".")[0]


def variants(key: str, decision: Decision, *, child: bool, interpreter: bool) -> list[str]:
    """The keys to try for a group of words, the one that says most first. Empty where nothing of the group is safe to
    say to this reader. ``child`` says whether the child may be named; a key with a dot is taken as it is, if it names
    no sender where none may be named."""
    known = short_words(TEXT)
    if decision.alias:
        wanted: tuple[str, ...] = ("one_way",)
    elif decision.neutral:
        wanted = ("neutral", *((_WITH,) if interpreter else ()), _WITHOUT)
    else:
        rich = (("child",) if child else ()) + ((_WITH,) if interpreter else ())
        wanted = (*rich, "named", "neutral", _WITHOUT)
    exact = () if decision.alias else (key,)
    keys = exact if "." in key else tuple(f"{key}.{name}" for name in wanted)
    # A variant that is named after what it says, as the one with an interpreter, may name us all the same.
    return [one for one in keys if one in known and not (decision.neutral and _gaps(one) & TELLING)]


def compose(look_up: LookUp, reader: Language, keys: Sequence[str], values: Mapping[str, object]) -> Composed | NoWords:
    """The first of these entries that has words in the reader's language, values for all its gaps, and no more units
    than a text may have; why not, where there is none."""
    held = NoWords("says_too_much", "There are no words for this that would be safe to send them.")
    for key in keys:
        found = _one(look_up, reader, key, values)
        if isinstance(found, Composed):
            return found
        held = found
    return held


def _one(look_up: LookUp, reader: Language, key: str, values: Mapping[str, object]) -> Composed | NoWords:
    words = look_up(TEXT, short_words(TEXT)[key].text)
    if words.missing or not isinstance(words.text, str):
        return NoWords("words_missing", f"These words have not been written in {reader.english_name} yet.")
    if lacking := sorted(_gaps(key) - {name for name, value in values.items() if value not in {None, ""}}):
        return NoWords("value_missing", f"The text needs something that is not on record: {', '.join(lacking)}.")
    body = fill(words.text, reader, values)
    units = count_units(body)
    if units.units > MOST_UNITS:
        return NoWords("too_long", f"The text would have {units.units} characters, and may have {MOST_UNITS}.")
    gaps = _gaps(key)
    return Composed(
        key, body, units, words.draft, words.source_hash, words.translation_hash, "child" in gaps, "sender" in gaps
    )


def _gaps(key: str) -> set[str]:
    return set(GAP.findall(short_words(TEXT)[key].text))


def fill(text: str, reader: Language, values: Mapping[str, object]) -> str:
    """The text with its gaps filled, each value kept apart where the words around it run the other way."""
    return GAP.sub(lambda gap: isolate(said(values[gap[1]], gap[1], reader), reader.direction), text)


def said(value: object, name: str, reader: Language) -> str:
    """A value as the reader's language writes it: a day as "3 gru", a time by the clock in London as "14:30"; anything
    else as it stands."""
    if isinstance(value, datetime):
        there = value.astimezone(LONDON)
        value = there.time() if name == "time" else there.date()
    if isinstance(value, date):
        return _day(value, reader)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _day(day: date, reader: Language) -> str:
    # Days are written as in Britain where the reader's words are English.
    locale = Locale.parse("en_GB" if reader.locale == "en" else reader.locale)
    pattern = str(locale.datetime_skeletons["MMMd"].pattern)
    if "MMM" not in pattern and not pattern.startswith("d"):
        # Two figures with the month first: nobody in this country could tell which of them is the month.
        pattern = str(locale.datetime_skeletons["MMMMd"].pattern).replace("MMMM", "MMM")
    return str(format_date(day, pattern, locale=locale))
