"""What an incoming text was read as: a value that says how far it can be trusted, and nothing about what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Meaning(StrEnum):
    """What a text says, as far as words and figures alone can tell.

    DANGER goes before everything: a text with such a word is never anything else. STOP and START are the carrier's own
    English words, standing alone; what sounds like them in another language or in a sentence is MAYBE_STOP. OPTION is
    an answer that our last text offered, TIME an hour or a day without one. EMPTY has neither letter, figure nor sign;
    UNREAD is everything that only a person can read.
    """

    STOP = "stop"
    START = "start"
    MAYBE_STOP = "maybe stop"
    OPTION = "option"
    YES = "yes"
    NO = "no"
    TIME = "time"
    DANGER = "danger"
    EMPTY = "empty"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it was read.

    ``option`` is "after_work", "work", "interpreter", "transport", "abroad", "other", "coming" or "not_coming", and
    empty where the text names none; a yes or no to a reminder carries its option too. ``hour`` (0 to 23, London clock)
    and ``minute`` are from when on they can be rung, ``day`` on which day, ``back_on`` when they are home again.
    ``language`` is a BCP 47 tag, empty where nobody can tell. Only what is ``sure`` may be answered without a person;
    everything else is a guess to show beside the original. ``danger`` holds exactly where the meaning is DANGER; the
    other fields then say what else the text holds.
    """

    meaning: Meaning
    option: str = ""
    hour: int | None = None
    day: date | None = None
    back_on: date | None = None
    language: str = ""
    sure: bool = False
    danger: bool = False
    minute: int = 0
