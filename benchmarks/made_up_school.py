"""A made-up school of any size, as its system would export it: pupils, two parents each, and this term's marks."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

TERM_BEGINS = date(2026, 9, 7)
HALF_TERM = {date(2026, 10, 26) + timedelta(days=day) for day in range(5)}
# What the families of such a school speak, in the codes schools use, and how they are called.
TONGUES = {
    "ENG": 52, "LIT": 12, "POL": 12, "RMN": 8, "ARA": 5, "URD": 5, "BNG": 3, "": 3,
}  # fmt: skip
NAMES = {
    "ENG": (("Oliver", "Amelia", "George", "Isla"), ("Smith", "Fisher", "Marsh", "Reed")),
    "LIT": (("Ugnė", "Matas", "Rasa", "Jonas"), ("Kazlauskas", "Petrauskas", "Žukauskas", "Jankauskas")),
    "POL": (("Łukasz", "Zofia", "Jan", "Maja"), ("Nowak", "Wójcik", "Żółkiewski", "Dąbrowski")),
    "RMN": (("Andrei", "Ioana", "Ștefan", "Maria"), ("Ionescu", "Popa", "Țurcanu", "Rusu")),
    "ARA": (("Omar", "Samira", "Yusuf", "Layla"), ("Haddad", "Al-Hassan", "Khoury", "Mansour")),
    "URD": (("Ahmed", "Fatima", "Bilal", "Ayesha"), ("Khan", "Malik", "Raja", "Sheikh")),
    "BNG": (("Rahim", "Nasrin", "Karim", "Shirin"), ("Begum", "Miah", "Uddin", "Chowdhury")),
    "": (("Alex", "Sam", "Robin", "Kim"), ("Stone", "Field", "Hill", "Brook")),
}


def school_days(until: date) -> list[date]:
    """The days of the term up to a day, that day included."""
    days = [TERM_BEGINS + timedelta(days=day) for day in range((until - TERM_BEGINS).days + 1)]
    return [day for day in days if day.weekday() < 5 and day not in HALF_TERM]


def write_school(folder: Path, pupils: int, until: date, *, absent: float = 0.2, seed: int = 11) -> None:
    """Write ``pupils.csv``, ``contacts.csv`` and ``marks.csv`` into the folder.

    ``absent`` is the share of pupils who miss enough sessions for a letter; the same seed writes the same school.
    """
    chance = random.Random(seed)
    children = [_child(number, chance) for number in range(pupils)]
    _write(folder / "pupils.csv", "UPN,Surname,Forename,DOB,Year,First language", iter(children))
    _write(
        folder / "contacts.csv",
        "UPN,Relationship,Parental responsibility,Title,Forename,Surname,Address line 1,Town,Postcode,Mobile,"
        "Language of correspondence",
        (row for number, child in enumerate(children) for row in _parents(number, child, chance)),
    )
    _write(folder / "marks.csv", "UPN,Date,Session,Mark", _marks(children, school_days(until), absent, chance))


def _child(number: int, chance: random.Random) -> tuple[str, ...]:
    tongue = chance.choices(list(TONGUES), list(TONGUES.values()))[0]
    forenames, surnames = NAMES[tongue]
    born = date(2010, 9, 1) + timedelta(days=chance.randrange(1800))
    return (f"Z{number:012d}", chance.choice(surnames), chance.choice(forenames), f"{born:%d/%m/%Y}",
            str(7 + number % 5), tongue)  # fmt: skip


def _parents(number: int, child: tuple[str, ...], chance: random.Random) -> Iterator[tuple[str, ...]]:
    upn, surname, *_, tongue = child
    for place, (relation, title) in enumerate((("PAM", "Ms"), ("PAF", "Mr"))):
        yield (
            upn, relation, "Y", title, chance.choice(NAMES[tongue][0]), surname, f"{number + 1} Elm Road", "Wisbech",
            f"PE13 {1 + number % 9}AA", f"07700 900{2 * number + place:03d}" if number < 500 else "", tongue,
        )  # fmt: skip


def _marks(
    children: list[tuple[str, ...]], days: list[date], absent: float, chance: random.Random
) -> Iterator[tuple[str, ...]]:
    for child in children:
        missed = chance.uniform(0.12, 0.35) if chance.random() < absent else chance.uniform(0.0, 0.05)
        for day in days:
            code = chance.choice("IOM") if chance.random() < missed else None
            for session, present in (("AM", "/"), ("PM", "\\")):
                yield child[0], f"{day:%d/%m/%Y}", session, code or present


def _write(path: Path, heads: str, rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads.split(","))
        writer.writerows(rows)
