"""What a small school's system exports: five children, their parents, and ten weeks of marks up to today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.imports import IMPORTS
from comms.foundation.clock import london_date
from comms.foundation.tables import csv_text, read_table, recognise

CHILDREN = (
    ("A1", "Kazlauskaitė", "Ugnė", "LIT"),
    ("A2", "Nowak", "Łukasz", "POL"),
    ("A3", "Singh", "Ravi", "PNJ"),
    ("A4", "O'Brien", "Jack", "ENG"),
    ("A5", "Haddad", "Omar", "ARA"),
)
PARENTS = (
    ("A1", "Kazlauskienė", "Rasa", "LIT"),
    ("A2", "Nowak", "Ola", ""),
    ("A3", "Singh", "Meera", "PNJ"),
    ("A4", "O'Brien", "Mary", "ENG"),
    ("A5", "Haddad", "Samira", "ARA"),
)


def pupils_csv() -> str:
    """The pupils."""
    rows = [(upn, surname, forename, "04/05/2013", "8", tongue) for upn, surname, forename, tongue in CHILDREN]
    return csv_text([("UPN", "Surname", "Forename", "DOB", "Year", "First language"), *rows])


def contacts_csv() -> str:
    """A mother for each pupil, each at an address of her own; nobody has said what Ola Nowak reads."""
    heads = ("UPN", "Relationship", "Parental responsibility", "Title", "Forename", "Surname", "Address line 1", "Town",
             "Postcode", "Mobile", "Language of correspondence")  # fmt: skip
    rows = [
        (upn, "PAM", "Y", "Ms", forename, surname, f"{12 + number} Elm Road", "Wisbech", "PE13 1AA",
         f"07700 90010{number}", tongue)
        for number, (upn, surname, forename, tongue) in enumerate(PARENTS)
    ]  # fmt: skip
    return csv_text([heads, *rows])


def marks_csv(today: date) -> str:
    """Ten weeks of marks, a row for each. Every child missed five whole days, each of them long ago and explained;
    Omar's last three school days have no reason yet."""
    days = [day for day in (today - timedelta(days=back) for back in range(69, -1, -1)) if day.weekday() < 5]
    return csv_text([("UPN", "Date", "Session", "Mark"), *_marks(days)])


def _marks(days: list[date]) -> Iterable[tuple[str, str, str, str]]:
    missed = set(days[5:30:5])
    for upn, *_ in CHILDREN:
        for day in days:
            away = upn == "A5" and day in days[-3:]
            for half, present in (("AM", "/"), ("PM", "\\")):
                mark = "N" if away else "G" if day in missed else present
                yield upn, day.strftime("%d/%m/%Y"), half, mark


def take_in_the_school(session: Session, viewer: Viewer, now: datetime) -> None:
    """Import all three files for the viewer's school."""
    files = {"pupils": pupils_csv(), "contacts": contacts_csv(), "marks": marks_csv(london_date(now))}
    for kind, text in files.items():
        table = read_table(text.encode(), f"{kind}.csv")
        outcome = IMPORTS[kind].run(session, viewer, table, recognise(table.headers, IMPORTS[kind].fields), now)
        assert outcome.flawless, outcome.lines()
