"""What the records say against an interpreter: a relative, a conflict, a check that ran out, another language."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from booking_factories import an_interpreter
from caution_factories import a_police_officer, an_adult, an_interpreter_began, put_down, somebody_suspected, taken_to
from factories import a_parent
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.interpreter_refused import run_out
from comms.cautions.refusing import BadSaid
from comms.cautions.said import InterpreterBack, InterpreterLeft, LanguageEstablished
from comms.cautions.session import CautionSession
from comms.cautions.step import Step
from comms.families.actions import add_contact_point, relate, set_address
from comms.families.find import person as find_person
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.qualification import Qualification


@pytest.fixture
def officer(session: Session, now: datetime) -> Viewer:
    """A police officer who takes caution sessions, of a suite with a register of its own."""
    return a_police_officer(session, now)


@pytest.fixture
def row(session: Session, officer: Viewer, now: datetime) -> CautionSession:
    """A session whose interpreter is still to come."""
    return taken_to(session, officer, Step.DETENTION, now)


def began(session: Session, officer: Viewer, row: CautionSession, one: Interpreter, now: datetime) -> str:
    """What is refused when somebody of the register begins; empty where nothing is."""
    try:
        put_down(session, officer, row, an_interpreter_began(now, one.name, interpreter_id=one.id), now)
    except BadSaid as fault:
        return fault.message
    return ""


def test_somebody_of_the_register_who_is_qualified_and_independent_may(
    session: Session, officer: Viewer, row: CautionSession, now: datetime
) -> None:
    assert began(session, officer, row, an_interpreter(session, officer, now), now) == ""
    assert find.standing(session, officer, row.id).interpreter is not None


def test_an_interpreter_who_is_a_relative_is_refused(
    session: Session, officer: Viewer, row: CautionSession, now: datetime
) -> None:
    suspected = find_person(session, officer, row.person_id)
    sister = a_parent(session, officer, now, given="Rasa", family="Kazlauskienė")
    relate(session, officer, suspected, sister, "sister", responsible=None, now=now)
    one = an_interpreter(session, officer, now, name="R. Kazlauskienė", person_id=sister.id)
    assert began(session, officer, row, one, now) == "They are related to the person, or live with them."
    with pytest.raises(BadSaid, match="has this name on record"):
        put_down(session, officer, row, an_interpreter_began(now, "rasa kazlauskiene"), now)


def test_whoever_lives_with_them_or_shares_a_number_is_refused(
    session: Session, officer: Viewer, row: CautionSession, now: datetime
) -> None:
    suspected = find_person(session, officer, row.person_id)
    lodger = a_parent(session, officer, now, given="Jonas", family="Petraitis", address=())
    for person in (suspected, lodger):
        set_address(session, officer, person, ("12 Elm Road", "Wisbech", "PE13 1AA"), now)
    one = an_interpreter(session, officer, now, name="J. Petraitis", person_id=lodger.id)
    assert "live with them" in began(session, officer, row, one, now)
    point = add_contact_point(session, officer, suspected, "mobile", "07700 900777", now)
    session.flush()
    other = an_interpreter(session, officer, now, name="Rūta Jonaitė", telephone_hash=point.value_hash)
    assert "telephone number" in began(session, officer, row, other, now)


def test_a_conflict_on_record_is_refused_without_saying_why(
    session: Session, officer: Viewer, row: CautionSession, now: datetime
) -> None:
    one = an_interpreter(session, officer, now)
    given = ConflictGiven(Scope.PERSON, DeclaredBy.INTERPRETER, "Canary: went to school together.", row.person_id)
    declare_conflict(session, officer, one.id, given, now)
    session.flush()
    refused = began(session, officer, row, one, now)
    assert "conflict" in refused
    assert "Canary" not in refused


def test_whoever_left_the_register_does_not_speak_it_or_has_a_check_run_out_is_refused(
    session: Session, officer: Viewer, row: CautionSession, now: datetime
) -> None:
    for said, given in (
        ("left the register", {"active": False}),
        ("do not interpret Lithuanian", {"language": "pl"}),
        ("DBS ran out on 20 November 2026", {"expires_on": date(2026, 11, 20)}),
        ("NRPSI ran out on 20 November 2026", {"checks": ("NRPSI",), "expires_on": date(2026, 11, 20)}),
    ):
        assert said in began(session, officer, row, an_interpreter(session, officer, now, **given), now)


def test_whoever_began_before_the_language_was_established_interprets_it_by_the_register_too(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.PERSON, now)
    assert began(session, officer, row, an_interpreter(session, officer, now, language="pl"), now) == ""
    said = LanguageEstablished("lt", written="lt", reads="alone", how="She pointed at it.")
    with pytest.raises(BadSaid, match="do not interpret Lithuanian") as refused:
        put_down(session, officer, row, said, now)
    assert refused.value.field == "spoken"
    put_down(session, officer, row, InterpreterLeft(now), now)
    put_down(session, officer, row, said, now)
    with pytest.raises(BadSaid, match="do not interpret Lithuanian") as refused:
        put_down(session, officer, row, InterpreterBack(now), now)
    assert refused.value.field == "at"


def test_the_appropriate_adult_is_not_the_interpreter_by_another_name(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.DETENTION, now, "youth")
    aunt = somebody_suspected(session, officer, now)
    one = an_interpreter(session, officer, now, name="M. K.", person_id=aunt.id)
    assert began(session, officer, row, one, now) == ""
    with pytest.raises(BadSaid, match="never the appropriate adult"):
        put_down(session, officer, row, an_adult(now, "Mindaugė K.", person_id=aunt.id), now)


def test_a_check_that_was_renewed_counts_and_one_to_come_does_not() -> None:
    def shown(kind: str, issued: date, expires: date | None) -> Qualification:
        return Qualification(kind=kind, issued_on=issued, expires_on=expires)

    today = date(2026, 11, 23)
    old = shown("DBS", date(2023, 1, 1), date(2026, 1, 1))
    assert run_out([old, shown("DBS", date(2026, 1, 2), date(2029, 1, 1))], today) == ""
    assert run_out([old], today) == "Their DBS ran out on 1 January 2026."
    assert run_out([shown("police vetting", date(2027, 1, 1), date(2029, 1, 1))], today).endswith("does not count yet.")
    assert run_out([shown("DPSI", date(2001, 1, 1), None)], today) == ""
