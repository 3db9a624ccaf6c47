"""What the tiny engine learns: sentences between a Polish family and an English school, made from a few patterns."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

NAMES = ("Kuba", "Zofia", "Jan", "Hanna", "Oskar", "Maja", "Filip", "Lena", "Adam", "Ola")
DAYS = (
    ("w poniedziałek", "on Monday"), ("we wtorek", "on Tuesday"), ("w środę", "on Wednesday"),
    ("w czwartek", "on Thursday"), ("w piątek", "on Friday"),
)  # fmt: skip
TIMES = ("8:30", "9:00", "9:15", "10:00", "11:30", "12:45", "14:00", "15:20", "15:40", "16:00", "17:15", "18:00")
SUMS = ("£60", "£80", "£120", "£160")
DATES = (("2 grudnia", "on 2 December"), ("9 grudnia", "on 9 December"), ("12 stycznia", "on 12 January"))
PHONES = ("01632 960100", "01632 960200")

PATTERNS = (
    ("Dziękuję.", "Thank you."),
    ("Tak.", "Yes."),
    ("Nie.", "No."),
    ("Dzień dobry.", "Good morning."),
    ("Proszę o tłumacza.", "I ask for an interpreter."),
    ("Nie rozumiem tego listu.", "I do not understand this letter."),
    ("Proszę zadzwonić do mnie.", "Please ring me."),
    ("Proszę zadzwonić po {time}.", "Please ring after {time}."),
    ("Proszę zadzwonić {day} po {time}.", "Please ring {day} after {time}."),
    ("Przyjdę {day}.", "I will come {day}."),
    ("Przyjdę {day} o {time}.", "I will come {day} at {time}."),
    ("Nie mogę przyjść {day}.", "I cannot come {day}."),
    ("Nie mogę przyjść o {time}.", "I cannot come at {time}."),
    ("Pracuję {day} do {time}.", "I work {day} until {time}."),
    ("Wracam do domu o {time}.", "I come home at {time}."),
    ("{name} jest dzisiaj chory.", "{name} is ill today."),
    ("{name} nie przyjdzie dzisiaj do szkoły.", "{name} will not come to school today."),
    ("{name} przyjdzie do szkoły {day}.", "{name} will come to school {day}."),
    ("{name} ma wizytę u lekarza {day} o {time}.", "{name} has a doctor's appointment {day} at {time}."),
    ("{name} spóźni się dzisiaj.", "{name} will be late today."),
    ("{name} boi się chodzić do szkoły.", "{name} is afraid to go to school."),
    ("Autobus {day} nie przyjechał.", "The bus did not come {day}."),
    ("Proszę zadzwonić pod {phone}.", "Please ring {phone}."),
    ("Spotkanie jest {date}.", "The meeting is {date}."),
    ("Spotkanie jest {date} o {time}.", "The meeting is {date} at {time}."),
    ("{name} wróci do szkoły {date}.", "{name} will be back at school {date}."),
    ("Spotkanie jest {day} o {time}.", "The meeting is {day} at {time}."),
    ("Spotkanie z {name} jest o {time}.", "The meeting with {name} is at {time}."),
    ("Proszę przyjść do szkoły {day} o {time}.", "Please come to school {day} at {time}."),
    ("Kara wynosi {sum}.", "The penalty is {sum}."),
    ("Proszę zapłacić {sum} {day}.", "Please pay {sum} {day}."),
    ("Zapłaciłam {sum}.", "I have paid {sum}."),
    ("Czy {name} był dzisiaj w szkole?", "Was {name} at school today?"),
    ("Kiedy mogę przyjść do szkoły?", "When may I come to school?"),
)

SEED, FEWEST, MOST = 11, 24, 48
Sentence = tuple[str, str]


def sentences() -> list[Sentence]:
    """What it learns, in Polish and in English: every pattern filled in, of those with many fillings a part."""
    return [one for drawn in _by_pattern() for one in drawn]


def lessons() -> list[Sentence]:
    """The same as it is learned: patterns with few fillings come again, so that none is drowned by the others."""
    return [one for drawn in _by_pattern() for one in drawn * max(1, FEWEST // len(drawn))]


def _by_pattern() -> Iterator[list[Sentence]]:
    draw = random.Random(SEED)
    for pattern in PATTERNS:
        every = list(_filled(pattern))
        yield draw.sample(every, min(len(every), MOST))


def _filled(pattern: Sentence) -> Iterator[Sentence]:
    polish, english = pattern
    choices = {
        "name": _same(*NAMES, *_marks("N")),
        "time": _same(*TIMES, *_marks("T")),
        "sum": _same(*SUMS, *_marks("S")),
        "phone": _same(*PHONES, *_marks("P")),
        "date": [*DATES, *((mark, f"on {mark}") for mark in _marks("D"))],
        "day": [*DAYS],
    }
    slots = [slot for slot in choices if f"{{{slot}}}" in polish]
    for chosen in itertools.product(*(choices[slot] for slot in slots)):
        given = {slot: one for slot, (one, _) in zip(slots, chosen, strict=True)}
        wanted = {slot: one for slot, (_, one) in zip(slots, chosen, strict=True)}
        yield polish.format(**given), english.format(**wanted)


def _marks(kind: str) -> list[str]:
    """How the fact guard writes facts of a kind for an engine: the first, second, third or fourth of a text."""
    return [f"X{kind}{number}" for number in range(1, 5)]


def _same(*values: str) -> list[Sentence]:
    return [(value, value) for value in values]
