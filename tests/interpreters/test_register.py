"""The register: who is taken into it, who is not, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import a_child, a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import add_contact_point
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.interpreters import find
from comms.interpreters.actions import (
    InterpreterGiven,
    LanguageGiven,
    QualificationGiven,
    change_interpreter,
    code_is_right,
    end_interpreter,
    end_qualification,
    give_code,
    record_language,
    record_qualification,
    register_interpreter,
    remove_language,
    share_register,
    stop_sharing,
    take_on_again,
)
from comms.interpreters.bad_interpreter import AlsoOnRecord, BadInterpreter
from comms.interpreters.interpreter import Interpreter

DAIVA = InterpreterGiven(
    "Daiva Rimkutė", "a woman", "07700 900511", "daiva@interpreters.example", "pe13 9qd", 45, 480, 2400
)
DBS = QualificationGiven("DBS", date(2026, 1, 31), date(2029, 1, 31))


@contextmanager
def refused(field: str) -> Iterator[None]:
    with pytest.raises(BadInterpreter) as fault:
        yield
    assert fault.value.field == field
    assert fault.value.message
    assert fault.value.remedy


@pytest.fixture
def daiva(session: Session, viewer: Viewer, now: datetime) -> Interpreter:
    return register_interpreter(session, viewer, DAIVA, now)


@pytest.fixture
def neighbour(session: Session, now: datetime) -> Viewer:
    """Another agency's coordinator."""
    agency = an_agency(session, now, "Cambridgeshire Children’s Services", "social_care")
    return viewer_of(a_staff_member(session, agency, now, roles=("interpreter coordinator",)))


def test_an_interpreter_is_kept_as_given_and_reached_by_nobody_who_reads_the_database(
    session: Session, daiva: Interpreter
) -> None:
    session.commit()
    session.expire_all()
    assert (daiva.name, daiva.base_zone, daiva.travels_minutes) == ("Daiva Rimkutė", "PE13", 45)
    assert (daiva.telephone, daiva.email) == ("07700 900511", "daiva@interpreters.example")
    assert b"900511" not in (daiva.telephone_locked or b"")
    said = session.scalars(select(AuditEntry).where(AuditEntry.action == "register interpreter")).one()
    assert said.subject_id == daiva.id
    assert "Daiva" not in said.detail


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("gender", "other"), ("telephone", "0770"), ("telephone", "07700 900511; 07700 900512"),
        ("email", "daiva"), ("base_zone", "Wisbech"), ("travels_minutes", -5), ("most_minutes_a_day", 5),
        ("most_minutes_a_week", 100_000), ("terms", {"pence_an_hour": -1}), ("terms", {"gold": 1}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(
    session: Session, viewer: Viewer, now: datetime, field: str, value: object
) -> None:
    with refused(field):
        register_interpreter(session, viewer, replace(DAIVA, **{field: value}), now)  # type: ignore[arg-type]
    assert find.interpreters(session, viewer) == []


@pytest.mark.parametrize(
    "again", [{"telephone": "+44 7700 900511", "email": ""}, {"telephone": "", "email": "DAIVA@interpreters.example"}]
)
def test_the_same_interpreter_is_registered_once(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter, again: dict[str, Any]
) -> None:
    with refused("email" if again["email"] else "telephone"):
        register_interpreter(session, viewer, replace(DAIVA, name="D. Rimkutė", **again), now)
    changed = change_interpreter(session, viewer, daiva.id, replace(DAIVA, travels_minutes=60), now)
    assert changed.travels_minutes == 60


def test_a_parent_on_record_is_not_registered_unless_it_is_said_that_they_are_the_same(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    add_contact_point(session, viewer, mother, "mobile", "+44 7700 900 511", now)
    session.flush()
    with pytest.raises(AlsoOnRecord) as fault:
        register_interpreter(session, viewer, DAIVA, now)
    assert (fault.value.field, fault.value.people) == ("telephone", (mother.id,))
    assert "Rasa" not in str(fault.value)
    made = register_interpreter(session, viewer, replace(DAIVA, also_person_id=mother.id), now)
    assert find.interpreters_who_are(session, viewer, [mother.id]) == {mother.id: made}


def test_a_parent_of_whom_the_viewer_may_not_know_is_neither_linked_nor_told_of(
    session: Session, viewer: Viewer, neighbour: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    add_contact_point(session, viewer, mother, "mobile", "07700 900511", now)
    session.flush()
    assert register_interpreter(session, neighbour, DAIVA, now).person_id is None
    with refused("also_person_id"):
        register_interpreter(session, neighbour, replace(DAIVA, telephone="", email="", also_person_id=mother.id), now)


def test_a_child_never_interprets(session: Session, viewer: Viewer, now: datetime) -> None:
    with refused("also_person_id"):
        register_interpreter(session, viewer, replace(DAIVA, also_person_id=a_child(session, viewer, now).id), now)


def test_only_who_keeps_the_register_changes_it(session: Session, school: Agency, now: datetime) -> None:
    worker = viewer_of(a_staff_member(session, school, now, roles=("social worker",)))
    with pytest.raises(NotAllowed):
        register_interpreter(session, worker, DAIVA, now)


def test_a_language_is_recorded_once_with_what_is_new_about_it(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    record_language(session, viewer, daiva.id, LanguageGiven("lt", 3), now)
    better = record_language(session, viewer, daiva.id, LanguageGiven("lt", 6, modes=["by video"]), now)
    apart = record_language(session, viewer, daiva.id, LanguageGiven("lt", 3, dialect="Samogitian"), now)
    assert find.languages_of(session, viewer, [daiva.id]) == {daiva.id: [better, apart]}
    assert (better.level, better.modes) == (6, ["by video"])
    remove_language(session, viewer, daiva.id, apart.id, now)
    assert find.languages_of(session, viewer, [daiva.id]) == {daiva.id: [better]}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("language", LanguageGiven("xx")), ("language", LanguageGiven("en")), ("level", LanguageGiven("lt", 8)),
        ("way", LanguageGiven("lt", way="sideways")), ("modes", LanguageGiven("lt", modes=["by post"])),
        ("modes", LanguageGiven("lt", modes=[])), ("modes", LanguageGiven("bfi", modes=["by telephone"])),
    ],
)  # fmt: skip
def test_a_language_nobody_could_interpret_so_is_refused(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter, field: str, given: LanguageGiven
) -> None:
    with refused(field):
        record_language(session, viewer, daiva.id, given, now)


def test_nobody_signs_down_a_telephone(session: Session, viewer: Viewer, now: datetime, daiva: Interpreter) -> None:
    assert record_language(session, viewer, daiva.id, LanguageGiven("bfi", 6), now).modes == ["in person", "by video"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", {"kind": "driving licence"}), ("expires_on", {"expires_on": None}),
        ("expires_on", {"expires_on": date(2026, 1, 30)}), ("issued_on", {"issued_on": date(2026, 11, 24)}),
        ("issued_on", {"issued_on": date(1926, 1, 31)}), ("expires_on", {"expires_on": date(2206, 1, 31)}),
        ("language", {"language": "xx"}), ("level", {"level": 9}), ("level", {"kind": "RQF"}),
    ],
)  # fmt: skip
def test_a_qualification_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter, field: str, given: dict[str, Any]
) -> None:
    with refused(field):
        record_qualification(session, viewer, daiva.id, replace(DBS, **given), now)


def test_a_check_counts_on_its_last_day_and_a_diploma_does_not_run_out(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    dbs = record_qualification(session, viewer, daiva.id, replace(DBS, number="001 234"), now)
    diploma = record_qualification(session, viewer, daiva.id, QualificationGiven("DPSI", date(2015, 7, 1)), now)
    assert record_qualification(session, viewer, daiva.id, replace(DBS, number="001 234"), now) is dbs
    assert diploma.level == 6
    assert [dbs.valid_on(date(2029, 1, 31) + timedelta(days=add)) for add in (0, 1)] == [True, False]
    end_qualification(session, viewer, dbs.id, now)
    assert find.qualifications_of(session, viewer, [daiva.id]) == {daiva.id: [diploma]}
    assert not dbs.valid_on(date(2027, 1, 31))


def test_who_left_is_not_found_cannot_be_registered_anew_and_may_come_back(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    code = give_code(session, viewer, daiva.id, now)
    with refused("left_on"):
        end_interpreter(session, viewer, daiva.id, date(2026, 11, 24), now)
    end_interpreter(session, viewer, daiva.id, date(2026, 11, 20), now)
    assert find.interpreters(session, viewer, "daiva") == []
    assert find.interpreters_who_left(session, viewer) == [daiva]
    assert not code_is_right(session, daiva, code)
    with refused("email"):
        register_interpreter(session, viewer, DAIVA, now)
    with pytest.raises(Refused):
        end_interpreter(session, viewer, daiva.id, date(2026, 11, 20), now)
    with pytest.raises(Refused):
        give_code(session, viewer, daiva.id, now)
    take_on_again(session, viewer, daiva.id, now)
    assert find.interpreters(session, viewer, "rimkute dai", "") == [daiva]


def test_a_personal_code_opens_for_its_owner_alone_and_only_the_newest(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    other = register_interpreter(session, viewer, InterpreterGiven("Ona Petraitė"), now)
    assert not code_is_right(session, daiva, "")
    code = give_code(session, viewer, daiva.id, now)
    assert len(code) == 6
    assert code.isdecimal()
    assert code_is_right(session, daiva, f"{code[:3]} {code[3:]}")
    assert not code_is_right(session, other, code)
    assert code.encode() not in (daiva.code_hash or b"")
    newer = give_code(session, viewer, daiva.id, now)
    assert code_is_right(session, daiva, newer)
    assert newer == code or not code_is_right(session, daiva, code)


def test_another_agency_sees_a_register_only_while_it_is_shared_and_never_changes_it(
    session: Session, viewer: Viewer, neighbour: Viewer, now: datetime, daiva: Interpreter
) -> None:
    record_language(session, viewer, daiva.id, LanguageGiven("lt", 6), now)
    dbs = record_qualification(session, viewer, daiva.id, DBS, now)
    with pytest.raises(NotFound):
        find.interpreter(session, neighbour, daiva.id)
    assert find.languages_of(session, neighbour, [daiva.id]) == {}
    share_register(session, viewer, neighbour.agency_id, now)
    assert share_register(session, viewer, neighbour.agency_id, now).keeper_id == viewer.agency_id
    assert find.interpreter(session, neighbour, daiva.id) is daiva
    assert find.interpreters(session, neighbour, language="lt") == [daiva]
    for change in (
        lambda: change_interpreter(session, neighbour, daiva.id, DAIVA, now),
        lambda: record_language(session, neighbour, daiva.id, LanguageGiven("ru"), now),
        lambda: end_qualification(session, neighbour, dbs.id, now),
        lambda: give_code(session, neighbour, daiva.id, now),
    ):
        with pytest.raises(NotFound):
            change()
    stop_sharing(session, viewer, neighbour.agency_id, now)
    assert find.interpreters(session, neighbour) == []
