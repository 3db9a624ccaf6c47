"""One interpreter as a row of a spreadsheet gives them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from comms.families.imports.row_reading import RowReading, without_formula
from comms.foundation.errors import BadInput
from comms.foundation.tables import read_date
from comms.foundation.writing import fold, tidy_name
from comms.interpreters.given import (
    ALL_MODES,
    LanguageGiven,
    QualificationGiven,
    checked_language,
    checked_qualification,
)
from comms.interpreters.hours_actions import HoursGiven, check_hours
from comms.interpreters.imports.fields import CHECK_COLUMNS, DIPLOMA_COLUMNS
from comms.interpreters.imports.hours_cell import read_hours
from comms.interpreters.imports.languages_cell import LanguageSaid, read_languages, read_modes
from comms.interpreters.interpreter import Gender
from comms.interpreters.qualification import QualificationKind
from comms.interpreters.reaching import one_email, one_number, one_zone

_GENDERS = {
    "f": Gender.WOMAN, "female": Gender.WOMAN, "woman": Gender.WOMAN, "w": Gender.WOMAN, "a woman": Gender.WOMAN,
    "m": Gender.MAN, "male": Gender.MAN, "man": Gender.MAN, "a man": Gender.MAN,
}  # fmt: skip
_AMOUNT = re.compile(r"£?\s*([0-9]{1,4})(?:\.([0-9]{1,2}))?")
_HOURS_A_WEEK = re.compile(r"([0-9]{1,2})(?:\.([0-9]))?")
_LONGEST_DETAIL = 60

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class RowGiven:
    """What a row says of an interpreter. Empty text, nothing listed and None mean that it says nothing."""

    name: str
    gender: str
    telephone: str
    email: str
    zone: str
    travels_minutes: int | None
    minutes_a_week: int | None
    pence_an_hour: int | None
    languages: tuple[LanguageSaid, ...]
    modes: tuple[str, ...]
    qualifications: tuple[QualificationGiven, ...]
    hours: tuple[HoursGiven, ...]


def read_interpreter(reading: RowReading, today: date) -> RowGiven | None:
    """The interpreter in a row, or None when the row cannot land; what is wrong stands in the reading."""
    name = reading.name("name")
    if not name and not reading.refusals:
        reading.refuse("name", "the interpreter has no name.", "Give the name as they spell it.")
    if reading.refusals:
        return None
    modes: tuple[str, ...] = _tried(reading, "modes", lambda text: tuple(read_modes(text)), ())
    return RowGiven(
        name=name,
        gender=_gender(reading),
        telephone=_tried(reading, "telephone", one_number, ""),
        email=_tried(reading, "email", one_email, ""),
        zone=_tried(reading, "postcode", one_zone, ""),
        travels_minutes=_tried(reading, "travels", _minutes, None),
        minutes_a_week=_tried(reading, "hours_a_week", _minutes_a_week, None),
        pence_an_hour=_tried(reading, "rate", _pence, None),
        languages=_languages(reading, modes),
        modes=modes,
        qualifications=tuple(_qualifications(reading, today)),
        hours=_tried(reading, "hours", _checked_hours, ()),
    )


def _tried(reading: RowReading, name: str, read: Callable[[str], Value], without: Value) -> Value:
    """What a cell says, or what a row lands with where it cannot be read."""
    text = without_formula(reading.raw(name))
    if not text:
        return without
    try:
        return read(text)
    except BadInput as fault:
        reading.fault(name, fault.message, fault.remedy)
        return without


def _gender(reading: RowReading) -> str:
    word = fold(reading.raw("gender"))
    if word and word not in _GENDERS:
        reading.fault("gender", "it is no answer that is known.", "Write woman or man, or leave it blank.")
    return _GENDERS.get(word, Gender.NOT_SAID)


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise BadInput("it is not a number of minutes.", "Write figures, such as 45.")
    return int(text)


def _minutes_a_week(text: str) -> int:
    found = _HOURS_A_WEEK.fullmatch(text)
    if found is None or not int(found[1]):
        raise BadInput("it is not a number of hours.", "Write figures, such as 20 or 37.5.")
    return int(found[1]) * 60 + int(found[2] or 0) * 6


def _pence(text: str) -> int:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise BadInput("it is not an amount of pounds.", "Write it as in 28.50.")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _languages(reading: RowReading, modes: tuple[str, ...]) -> tuple[LanguageSaid, ...]:
    try:
        found = read_languages(reading.raw("languages"), reading.raw("levels"))
        for one in found:
            checked_language(LanguageGiven(one.tag, one.level or 0, one.dialect, modes=modes or ALL_MODES))
    except BadInput as fault:
        name = {"level": "levels", "modes": "modes"}.get(getattr(fault, "field", ""), "languages")
        reading.fault(name, f"{fault.message} Taken without languages.", fault.remedy)
        return ()
    return tuple(found)


def _checked_hours(text: str) -> tuple[HoursGiven, ...]:
    found = read_hours(text)
    check_hours(found)
    return tuple(found)


def _qualifications(reading: RowReading, today: date) -> list[QualificationGiven]:
    found = [_diploma(reading, kind, column, today) for kind, column in DIPLOMA_COLUMNS if reading.raw(column)]
    found += [
        _check(reading, kind, columns, today)
        for kind, *columns in CHECK_COLUMNS
        if any(reading.raw(column) for column in columns)
    ]
    return [one for one in found if one is not None]


def _diploma(reading: RowReading, kind: QualificationKind, column: str, today: date) -> QualificationGiven | None:
    issued_on = _day(reading, column)
    return (
        None if issued_on is None else _counted(reading, QualificationGiven(kind, issued_on), (column, column), today)
    )


def _check(reading: RowReading, kind: QualificationKind, columns: list[str], today: date) -> QualificationGiven | None:
    number, issued, expires = columns
    said = tidy_name(without_formula(reading.raw(number)))
    if len(said) > _LONGEST_DETAIL:
        reading.fault(number, f"it has {len(said)} characters; {_LONGEST_DETAIL} can be kept.", "Shorten it.")
        return None
    if not reading.raw(issued):
        reading.fault(
            issued,
            f"the day on which the {kind} was issued is missing. The interpreter was taken without it.",
            "Give that day.",
            "",
        )
        return None
    days = _day(reading, issued), _day(reading, expires) if reading.raw(expires) else None
    if days[0] is None or (reading.raw(expires) and days[1] is None):
        return None
    vetting = kind is QualificationKind.VETTING
    given = QualificationGiven(kind, days[0], days[1], detail=said if vetting else "", number="" if vetting else said)
    return _counted(reading, given, (issued, expires), today)


def _counted(
    reading: RowReading, given: QualificationGiven, columns: tuple[str, str], today: date
) -> QualificationGiven | None:
    """What was given, when it can be; what is wrong with it is told at its column."""
    try:
        checked_qualification(given, today)
    except BadInput as fault:
        at_expiry = getattr(fault, "field", "") == "expires_on"
        reading.fault(columns[at_expiry], f"{fault.message} The interpreter was taken without it.", fault.remedy)
        return None
    return given


def _day(reading: RowReading, name: str) -> date | None:
    try:
        return read_date(without_formula(reading.raw(name)))
    except BadInput as fault:
        reading.fault(name, f"{fault.message} The interpreter was taken without it.", fault.remedy)
        return None
