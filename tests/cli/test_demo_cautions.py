"""What the demo shows of cautions: one sealed in Lithuanian, one that waits for an interpreter, one declined."""

from __future__ import annotations

from datetime import timedelta

import pytest
from demo_district import CUSTODY, MONDAY, acting_for
from sqlalchemy.orm import Session

from comms.cautions import find
from comms.cautions.exhibits.court.find import records_of
from comms.cautions.session import CautionSession, SessionState
from comms.cautions.standing import Standing
from comms.cautions.step import Step
from comms.cautions.steps import what_is_missing


def session_with(looking: Session, name: str) -> tuple[CautionSession, Standing]:
    custody = acting_for(looking, CUSTODY)
    for row in find.sessions(looking, custody):
        standing = find.standing(looking, custody, row.id)
        if standing.name == name:
            return row, standing
    raise AssertionError(f"there is no session with {name}")


def test_the_custody_suite_has_a_session_of_each_sort(looking: Session) -> None:
    found = find.sessions(looking, acting_for(looking, CUSTODY))
    assert sorted((one.state, one.outcome, one.language) for one in found) == [
        (SessionState.ENDED, "declines", "pl"), (SessionState.PAUSED, "", "ckb"),
        (SessionState.SEALED, "accepts", "lt"),
    ]  # fmt: skip


def test_a_simple_caution_in_lithuanian_is_sealed_after_one_point_was_said_in_other_words(looking: Session) -> None:
    row, standing = session_with(looking, "Tomas Grigaliūnas")
    again = {name for name, one in standing.points.items() if len(one.rounds) > 1}
    assert again == {"spent"}
    assert all(one.understood for one in standing.points.values())
    assert standing.information is not None
    assert standing.information.letter_id is not None
    assert standing.information.language == "lt"
    assert standing.authority is not None
    assert standing.authority.by_name == "Inspector Joanne Cole"
    assert {one.way for one in standing.signatures} == {"drawn"}
    [sealed] = records_of(looking, acting_for(looking, CUSTODY), row.id)
    assert sealed.pdf.startswith(b"%PDF")
    assert sealed.copy is not None


def test_somebody_waits_for_an_interpreter_and_nothing_is_explained_meanwhile(looking: Session) -> None:
    _, standing = session_with(looking, "Karwan Hamasalih")
    assert standing.needs_interpreter
    assert standing.no_interpreter is not None
    assert all(not one.rounds for one in standing.points.values())
    missing = {one.step for one in what_is_missing(standing, MONDAY)}
    assert {Step.INTERPRETER, Step.POINTS} <= missing
    assert standing.paused_at is not None
    assert standing.sought is not None
    assert timedelta() < MONDAY - standing.sought.at < timedelta(hours=2)


def test_somebody_declined_and_the_record_waits_for_the_officer_to_sign(looking: Session) -> None:
    _, standing = session_with(looking, "Dariusz Wrona")
    assert standing.decided is not None
    assert standing.decided.why
    [missing] = what_is_missing(standing, MONDAY)
    assert missing.step == Step.SIGNATURES
    assert "the officer" in missing.what


@pytest.mark.parametrize("name", ["Tomas Grigaliūnas", "Karwan Hamasalih", "Dariusz Wrona"])
def test_what_was_said_was_said_in_order_and_before_the_demo_was_made(looking: Session, name: str) -> None:
    row, standing = session_with(looking, name)
    entries = find.entries(looking, acting_for(looking, CUSTODY), row.id)
    times = [one.at for one in entries]
    assert times == sorted(times)
    assert standing.last_at < MONDAY
