"""One pupil as a row of the school's export gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comms.families.imports.row_reading import NO, YES, RowReading
from comms.foundation.writing import fold, tidy_text

_LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True)
class PupilGiven:
    """What a row says of a pupil. Empty text and None mean that it says nothing, which takes nothing back."""

    upn: str
    given_name: str
    family_name: str
    known_as: str
    birth_date: date | None
    year: str
    sex: str
    first_language: str
    has_social_worker: bool | None
    social_worker: str
    protection_plan: bool | None
    looked_after: bool | None
    court_order_note: str


def read_pupil(reading: RowReading, today: date) -> PupilGiven | None:
    """The pupil in a row, or None when the row cannot land; what is wrong stands in the reading."""
    upn = reading.upn()
    given_name, family_name = reading.name("forename"), reading.name("surname")
    if not given_name and not family_name and not reading.refusals:
        reading.refuse("surname", "the pupil has no name.", "Give the name as the family spells it.")
    if reading.refusals:
        return None
    has_social_worker, social_worker = _social_worker(reading)
    return PupilGiven(
        upn=upn,
        given_name=given_name,
        family_name=family_name,
        known_as=reading.text("known_as", 200),
        birth_date=reading.birth_date("birth_date", today),
        year=reading.text("year", 20),
        sex=reading.text("sex", 20),
        first_language=reading.text("first_language", 40),
        has_social_worker=has_social_worker,
        social_worker=social_worker,
        protection_plan=reading.yes_or_no("protection_plan"),
        looked_after=reading.yes_or_no("looked_after"),
        court_order_note=_court_order_note(reading),
    )


def _social_worker(reading: RowReading) -> tuple[bool | None, str]:
    """Whether there is a social worker, and their name where the column gives one instead of yes or no."""
    text = reading.text("social_worker", 200)
    word = fold(text)
    if not word:
        return None, ""
    if word in YES or word in NO:
        return word in YES, ""
    return True, text


def _court_order_note(reading: RowReading) -> str:
    text = tidy_text(reading.raw("court_order_note"))
    if len(text) > _LONGEST_NOTE:
        reading.fault("court_order_note", f"it is longer than {_LONGEST_NOTE} characters.", "Record the note by hand.")
        return ""
    return "" if fold(text) in NO else text
