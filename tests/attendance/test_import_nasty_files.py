"""Three exports with everything that goes wrong in one, and every good row of them."""

from __future__ import annotations

from datetime import datetime

import pytest
from imported import SAMPLES, counts, take_in
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import adults_of, pupils
from comms.families.imports import ImportOutcome


@pytest.fixture
def outcomes(session: Session, viewer: Viewer, now: datetime) -> dict[str, ImportOutcome]:
    files = {"pupils": "nasty_pupils.csv", "contacts": "nasty_contacts.csv", "marks": "nasty_marks.tsv"}
    return {kind: take_in(session, viewer, kind, SAMPLES / name, now) for kind, name in files.items()}


def told(outcome: ImportOutcome) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The lines and columns of what was left out, and of what landed with something missing."""
    left_out, missing = ([(bad.line, bad.column) for bad in rows] for rows in (outcome.bad, outcome.faults))
    return sorted(left_out), sorted(missing)


def test_every_good_pupil_lands(session: Session, viewer: Viewer, outcomes: dict[str, ImportOutcome]) -> None:
    assert counts(outcomes["pupils"]) == (5, 0, 0)
    assert sorted(pupil.upn for pupil in pupils(session, viewer)) == [
        "D873400126006", "H873400126001", "U873400126000", "W873400126009", "X873400126002",
    ]  # fmt: skip
    assert told(outcomes["pupils"]) == (
        [(7, "Unique Pupil Number"), (8, "Legal Surname"), (10, ""), (11, "Unique Pupil Number"), (13, ""), (14, "")],
        [(6, "Date of Birth"), (12, "CP plan"), (12, "Date of Birth")],
    )


def test_every_good_contact_lands(session: Session, viewer: Viewer, outcomes: dict[str, ImportOutcome]) -> None:
    assert counts(outcomes["contacts"]) == (7, 0, 0)
    assert told(outcomes["contacts"]) == (
        [(12, "UPN"), (13, "Surname")],
        [(4, "Email"), (4, "Home phone"), (4, "Parental responsibility"), (10, "Mobile"), (14, "Mobile")],
    )
    children = {pupil.upn: pupil.child_id for pupil in pupils(session, viewer)}
    names = {upn: [adult.name for _, adult in adults_of(session, viewer, child)] for upn, child in children.items()}
    assert sorted(names["X873400126002"]) == ["Mary O'Brien", "بيان الخطيب"]
    assert names["D873400126006"] == ["Оксана Шевченко"]
    mothers = [adults_of(session, viewer, children[upn])[0][1].id for upn in ("H873400126001", "X873400126002")]
    assert mothers[0] != mothers[1]


def test_every_good_mark_lands(outcomes: dict[str, ImportOutcome]) -> None:
    assert counts(outcomes["marks"]) == (6, 0, 0)
    assert told(outcomes["marks"]) == (
        [(1, "24/11/2026 AM"), (1, "31/11/2026 AM"), (4, "UPN")],
        [(3, "17/11/2026 AM"), (3, "Mon 16 Nov AM"), (3, "Mon 16 Nov PM")],
    )


def test_the_report_of_the_faults_is_safe_to_open_in_a_spreadsheet(outcomes: dict[str, ImportOutcome]) -> None:
    for outcome in outcomes.values():
        assert not any(line.startswith(("=", "+", "-", "@")) for line in outcome.as_csv().splitlines())
        assert len(outcome.lines()) >= 1 + len(outcome.bad) + len(outcome.faults)
