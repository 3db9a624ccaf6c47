"""A text as an answer to what we asked, understood in one language: nothing in it may be left over to be sure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from comms.messages.reading.hours import Part
from comms.messages.reading.offered import chosen_in
from comms.messages.reading.options import (
    ABROAD,
    AFTER_WORK,
    ASK_FOR_AN_HOUR,
    COMING,
    INTERPRETER,
    NOT_COMING,
    OFFERED,
    REMINDER,
    TRANSPORT,
    WILL_RING,
    WORK,
)
from comms.messages.reading.reading import Meaning
from comms.messages.reading.said import Said
from comms.messages.reading.times import Time, time_in

_TOPICS = frozenset({WORK, INTERPRETER, TRANSPORT, ABROAD})
_OF_OPTION: Mapping[str, str] = MappingProxyType({AFTER_WORK: WORK})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text answers, as one language understands it. ``left_over`` counts the words it does not know, ``own`` the
    words that are this language's and not everybody's."""

    meaning: Meaning
    option: str = ""
    hour: int | None = None
    minute: int = 0
    day: date | None = None
    back_on: date | None = None
    sure: bool = False
    left_over: int = 0
    own: int = 0
    of_time: bool = False


def understand(said: Sequence[Said], asked: str, today: date, *, mirrored: bool = False) -> Answer:
    """The answer in a text, where ``asked`` is the key of our last one, and ``mirrored`` says that it may have run from
    right to left."""
    offered = OFFERED.get(asked, MappingProxyType({}))
    chosen = chosen_in(said, offered, mirrored=mirrored)
    kinds = frozenset().union(*(one.kinds for one in said))
    topics = kinds & _TOPICS
    option = chosen.option or _option_in_words(topics, offered)
    time = time_in(chosen.rest, today, of_return=option == ABROAD)
    left_over = sum(1 for one in said if not one.is_known)
    meaning = _meaning(option, kinds, time, left_over)
    by_reply = _reminded(asked, meaning)
    clear = (
        left_over == 0
        and chosen.clear
        and time.clear
        and topics <= {option, _OF_OPTION.get(option, "")}
        and _agrees(option or by_reply, kinds, time)
    )
    hour = None if option == ABROAD or _hides_the_hour(kinds, topics) else time.hour
    return Answer(
        meaning=meaning,
        option=option or by_reply,
        hour=hour.hour if hour else None,
        minute=hour.minute if hour else 0,
        day=None if option == ABROAD else time.day,
        back_on=time.day if option == ABROAD else None,
        sure=clear and _answers_what_was_asked(meaning, option, asked, time),
        left_over=left_over,
        own=sum(1 for one in said if one.own),
        of_time=time.is_said,
    )


def _option_in_words(topics: Collection[str], offered: Mapping[int, str]) -> str:
    if len(topics) != 1:
        return INTERPRETER if INTERPRETER in topics and not set(topics) - {INTERPRETER, WORK} else ""
    topic = next(iter(topics))
    choices = offered.values()
    if topic == WORK:
        return AFTER_WORK if AFTER_WORK in choices else WORK if WORK in choices else ""
    return topic


def _meaning(option: str, kinds: Collection[str], time: Time, left_over: int) -> Meaning:
    if option:
        return Meaning.OPTION
    if time.is_said:
        return Meaning.TIME
    yes, no = bool({"yes", "thumb_up"} & set(kinds)), bool({"no", "thumb_down"} & set(kinds))
    # "Yes, but I will be late" is a yes; "nie rozumiem" (I do not understand) is not a no.
    if yes == no or (no and left_over):
        return Meaning.UNREAD
    return Meaning.YES if yes else Meaning.NO


def _reminded(asked: str, meaning: Meaning) -> str:
    """What a bare yes or no chooses among the answers to a reminder."""
    if asked != REMINDER:
        return ""
    return {Meaning.YES: COMING, Meaning.NO: NOT_COMING}.get(meaning, "")


def _agrees(option: str, kinds: Collection[str], time: Time) -> bool:
    """Whether nothing in the text speaks against the rest of it."""
    if {"ambiguous", "thumb_up", "thumb_down"} & set(kinds):
        return False
    if "no" in kinds and (time.is_said or option not in {"", NOT_COMING}):
        return False
    if "yes" in kinds and option == NOT_COMING:
        return False
    return "before" not in kinds or option == ABROAD


def _hides_the_hour(kinds: Collection[str], topics: Collection[str]) -> bool:
    """Whether an hour in the text is not one from which on they can be rung: "before 18", "not after 18"."""
    if "no" in kinds:
        return True
    # "I work until 18" names the hour all the same.
    return "before" in kinds and "after" not in kinds and WORK not in topics


def _answers_what_was_asked(meaning: Meaning, option: str, asked: str, time: Time) -> bool:
    if meaning is Meaning.OPTION:
        return option in OFFERED.get(asked, {}).values() and _fits_option(option, time)
    if meaning is Meaning.TIME:
        return asked in ASK_FOR_AN_HOUR and time.hour is not None and time.hour.sure
    return (asked, meaning) in {(REMINDER, Meaning.YES), (REMINDER, Meaning.NO), (WILL_RING, Meaning.YES)}


def _fits_option(option: str, time: Time) -> bool:
    if option == AFTER_WORK:
        return time.hour.sure if time.hour else time.day is None
    return time.part is Part.NONE if option == ABROAD else not time.is_said
