"""Texts of one or two sentences such as go between a school and a family, each with facts in it; as many as are wanted,
from a seed, none twice."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20261128
NAMES = ("Jakub", "Amelia", "Rasa", "Jonas", "Zofia", "Marek", "Fatima", "Omar", "Ioana", "Daria", "Leila", "Piotr")
FIRST = (
    "{name} was not at school on {day} and we do not know why.",
    "Please ring us on {phone} before {time} so that we can talk about {name}.",
    "We rang you on {day} at {time} and nobody answered.",
    "The meeting about {name} is on {day} at {time} in the library.",
    "Your letter of {day} came yesterday, thank you for writing to us.",
    "The trip costs {sum} for each child and leaves at {time}.",
    "{name} was late on three mornings this week and missed the first lesson.",
    "There is a place at breakfast club for {name} from {day}.",
    "The number of your request is {reference}, please keep it for when you ring.",
    "The doctor wrote that {name} has to stay at home until {day}.",
    "The bus that {name} takes will not come on {day} because the road is closed.",
    "An interpreter will be there at {time}, you need not bring anybody.",
)
SECOND = (
    "Can you tell us what you think about",
    "If you cannot come, tell us by {time}, and think meanwhile about",
    "Somebody who speaks your language will explain",
    "We would like to understand what is difficult about",
    "Please ring {phone} when you would like to know more about",
)
TWO_SENTENCES, AMISS = 0.7, 2
THINGS = (
    "homework",
    "reading",
    "the timetable",
    "lunch",
    "the bus",
    "sleep",
    "friends",
    "the uniform",
    "maths",
    "science",
    "music",
    "football",
    "the library",
    "the nurse",
    "the form",
    "the trip",
    "the letter",
    "the morning",
    "the playground",
    "swimming",
    "spelling",
    "the garden",
    "art",
    "the choir",
    "breakfast",
    "the road",
    "the weather",
    "history",
    "the doctor",
    "the dentist",
    "glasses",
    "shoes",
    "the kitchen",
    "the office",
    "a quiet room",
    "the computer",
    "cooking",
    "drama",
)
BEGUN = date(2026, 9, 7)


ENGLISH = "aeioubcdfghjklmnpqrstvwxyz"
MADE_UP = "eiouacdfghjklmnpqrstvwxyzb"
_GAPS = re.compile(r"(\{\w+\})")


@dataclass(frozen=True, slots=True)
class Message:
    """One text, in a made-up language, which writes days in figures, and in English. Its facts are the same."""

    made_up: str
    english: str


def in_made_up(text: str) -> str:
    """English words in the made-up language, which has other small letters; gaps stay."""
    table = str.maketrans(ENGLISH, MADE_UP)
    return "".join(part if _GAPS.fullmatch(part) else part.translate(table) for part in _GAPS.split(text))


def in_english(text: str) -> str:
    """A piece of the made-up language in English."""
    return text.translate(str.maketrans(MADE_UP, ENGLISH))


def messages(count: int) -> list[Message]:
    """So many texts, each another one."""
    chance = random.Random(SEED)
    found: dict[Message, None] = {}
    while len(found) < count:
        found.setdefault(_message(chance))
    return list(found)


def names() -> tuple[str, ...]:
    """The names that stand in them, as a family's record gives them."""
    return NAMES


def same_words(one: str, other: str) -> bool:
    """Whether two English texts have the same plain words, but for two at most: facts may be written in other ways, and
    a package knows no names."""
    return (_plain(one) - _plain(other)).total() <= AMISS and (_plain(other) - _plain(one)).total() <= AMISS


def _plain(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if word.isalpha() and word.islower())


def _things(chance: random.Random) -> str:
    return "{}, {} and {}".format(*chance.sample(THINGS, 3))


def _message(chance: random.Random) -> Message:
    # No two sentences are alike without their facts either: the guard takes those out, and the same again costs little.
    first = f"{chance.choice(FIRST)[:-1]}, and we spoke about {_things(chance)}."
    text = f"{first} {chance.choice(SECOND)} {_things(chance)}." if chance.random() < TWO_SENTENCES else first
    day = BEGUN + timedelta(days=chance.randrange(250))
    facts = {
        "name": chance.choice(NAMES), "time": f"{chance.randrange(8, 19)}:{chance.randrange(60):02}",
        "phone": f"01632 960{chance.randrange(1000):03}",
        "sum": f"£{chance.randrange(2, 90)}.{chance.randrange(100):02}",
        "reference": f"INT-{chance.randrange(1000, 9999)}-{chance.choice('ABCDEFGH')}{chance.randrange(100, 999)}",
    }  # fmt: skip
    return Message(in_made_up(text).format(day=f"{day:%d.%m.%Y}", **facts),
                   text.format(day=f"{day.day} {day:%B %Y}", **facts))  # fmt: skip
