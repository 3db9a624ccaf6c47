"""Whatever stands in a school's file, no good row is lost to a bad one, and twice is the same as once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imported import as_csv, counts, take_in
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.imports import CONTACT_FIELDS, PUPIL_FIELDS
from comms.foundation.tables import UnreadableTable

GOOD_UPN = "U873400126000"
PUPIL = {"upn": GOOD_UPN, "surname": "Kazlauskaitė", "forename": "Ugnė", "birth_date": "07/12/2014"}
CONTACT = {"upn": GOOD_UPN, "contact_surname": "Kazlauskienė", "contact_forename": "Rasa", "mobile": "07700 900821",
           "language": "LIT"}  # fmt: skip

# A NUL is refused with the whole file: it is no text.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
CELLS = st.one_of(
    st.text(LETTERS, max_size=30),
    st.sampled_from(["", "U1", "U2", "=1+1", '"', "\n", "Y", "N", "31/02/2014", "07700900821", "+44", "a@b.cc", "ENG",
                     "x" * 300, "\u202e", "{{7*7}}", "<script>"]),
)  # fmt: skip
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def committed(session: Session, viewer: Viewer) -> None:
    session.commit()


@contextmanager
def rolled_back(session: Session) -> Iterator[None]:
    try:
        yield
    finally:
        session.rollback()


def garbage(columns: int) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(CELLS, min_size=columns, max_size=columns), max_size=6)


def with_good_row(fields: list[str], good: dict[str, str], rows: list[list[str]], place: int) -> str:
    wanted = [good.get(field, "") for field in fields]
    others = [row for row in rows if "".join(row[0].split()).upper() != GOOD_UPN]
    at = place % (len(others) + 1)
    return as_csv([fields, *others[:at], wanted, *others[at:]])


@MANY
@given(rows=garbage(len(PUPIL_FIELDS)), place=st.integers(0, 5))
def test_a_good_pupil_lands_among_any_others(
    session: Session, viewer: Viewer, now: datetime, rows: list[list[str]], place: int
) -> None:
    text = with_good_row([field.name for field in PUPIL_FIELDS], PUPIL, rows, place)
    with rolled_back(session):
        outcome = take_in(session, viewer, "pupils", text, now)
        known = {pupil.upn: pupil for pupil in find.pupils(session, viewer)}
        assert find.person(session, viewer, known[GOOD_UPN].child_id).name == "Ugnė Kazlauskaitė"
        assert sum(counts(outcome)) == len(known)
        again = take_in(session, viewer, "pupils", text, now)
        assert counts(again) == (0, 0, sum(counts(outcome)))
        assert outcome.lines()
        assert outcome.as_csv()


@MANY
@given(rows=garbage(len(CONTACT_FIELDS)), place=st.integers(0, 5), upns=st.lists(st.sampled_from(["U1", GOOD_UPN])))
def test_a_good_contact_lands_among_any_others(
    session: Session, viewer: Viewer, now: datetime, rows: list[list[str]], place: int, upns: list[str]
) -> None:
    for row, upn in zip(rows, upns, strict=False):
        row[0] = upn
    fields: list[Any] = [field.name for field in CONTACT_FIELDS]
    wanted = [CONTACT.get(field, "") for field in fields]
    at = place % (len(rows) + 1)
    text = as_csv([fields, *rows[:at], wanted, *rows[at:]])
    with rolled_back(session):
        take_in(session, viewer, "pupils", f"UPN,Surname,Forename\n{GOOD_UPN},K,Ugnė\nU1,K,Rita\n", now)
        outcome = take_in(session, viewer, "contacts", text, now)
        [child] = [pupil.child_id for pupil in find.pupils(session, viewer) if pupil.upn == GOOD_UPN]
        assert "Rasa Kazlauskienė" in [adult.name for _, adult in find.adults_of(session, viewer, child)]
        again = take_in(session, viewer, "contacts", text, now)
        assert (again.new, again.changed) == (0, 0)
        assert again.unchanged == sum(counts(outcome))


@MANY
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_as_a_whole(
    session: Session, viewer: Viewer, now: datetime, content: bytes
) -> None:
    with rolled_back(session), suppress(UnreadableTable):
        take_in(session, viewer, "pupils", b"UPN,Surname,Forename\nU1,K,Rita\n" + content, now)
        assert "U1" in {pupil.upn for pupil in find.pupils(session, viewer)}
