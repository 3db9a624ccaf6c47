"""An interpreter at once: each asking is on record, and nobody close to the family takes the interpreter's place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.now import find
from comms.bookings.now.emergency import (
    ALLOWED,
    NEVER,
    BadEmergency,
    EmergencyGiven,
    NeverTheInterpreter,
    is_under_age,
)
from comms.bookings.telephone import answer_use, ask_for_interpreter_now, record_emergency_adult
from comms.families.actions import PersonDetails, record_person, relate
from comms.families.person import Person, PersonKind
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mother(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A mother who speaks Lithuanian, with a daughter of eight."""
    child = a_child(session, viewer, now)
    made = a_parent(session, viewer, now, child)
    a_need(session, viewer, made, now)
    return made


@pytest.fixture
def manager(session: Session, viewer: Viewer, now: datetime) -> Staff:
    """Somebody who may agree to what is done without an interpreter."""
    return a_staff_member(session, own_agency(session, viewer), now, ("team manager",), "Priya Nair")


def emergency(manager: Staff | UUID | None, **given: Any) -> EmergencyGiven:
    by = manager.id if isinstance(manager, Staff) else manager
    values: dict[str, Any] = {
        "adult_name": "Ms Daiva Rimkutė", "adult_is": ALLOWED[1], "reason": "She was bleeding.", "authorised_by": by,
    }  # fmt: skip
    return EmergencyGiven(**(values | given))


def rows(session: Session, viewer: Viewer, person: Person) -> list[str]:
    return [one.kind for one in find.uses_about(session, viewer, person.id)]


def test_a_tap_is_on_record_with_the_language(session: Session, viewer: Viewer, now: datetime, mother: Person) -> None:
    use = ask_for_interpreter_now(session, viewer, mother.id, now)
    assert (use.kind, use.language, use.at, use.recorded_by) == (UseKind.ASKED, "lt", now, viewer.staff_id)


def test_a_language_nobody_asked_about_is_not_written_down_as_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    assert ask_for_interpreter_now(session, viewer, a_parent(session, viewer, now).id, now).language == ""


def test_two_taps_within_ten_minutes_are_one_asking(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    first = ask_for_interpreter_now(session, viewer, mother.id, now)
    assert ask_for_interpreter_now(session, viewer, mother.id, now + 9 * MINUTE).id == first.id
    assert ask_for_interpreter_now(session, viewer, mother.id, now + 10 * MINUTE).id != first.id
    assert rows(session, viewer, mother) == [UseKind.ASKED] * 2


def test_a_colleagues_tap_is_another_asking(session: Session, viewer: Viewer, now: datetime, mother: Person) -> None:
    other = viewer_of(a_staff_member(session, own_agency(session, viewer), now, ("reception",), "Al Chen"))
    first = ask_for_interpreter_now(session, viewer, mother.id, now)
    assert ask_for_interpreter_now(session, other, mother.id, now + MINUTE).id != first.id


def test_after_an_answer_a_further_tap_is_a_further_asking(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    first = ask_for_interpreter_now(session, viewer, mother.id, now)
    answer_use(session, viewer, first.id, False, "Nobody free.", now + MINUTE)
    assert ask_for_interpreter_now(session, viewer, mother.id, now + 2 * MINUTE).id != first.id


def test_that_one_was_had_is_a_row_of_its_own(session: Session, viewer: Viewer, now: datetime, mother: Person) -> None:
    asked = ask_for_interpreter_now(session, viewer, mother.id, now)
    had = answer_use(session, viewer, asked.id, True, "", now + MINUTE)
    assert (had.kind, had.of_id, had.language, had.reason) == (UseKind.HAD, asked.id, "lt", None)
    assert asked.kind == UseKind.ASKED, "what was asked stays as it was"


def test_that_none_was_had_needs_a_reason_which_is_locked(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    asked = ask_for_interpreter_now(session, viewer, mother.id, now)
    with pytest.raises(BadInput, match="does not say why"):
        answer_use(session, viewer, asked.id, False, "  ", now)
    said = answer_use(session, viewer, asked.id, False, "Nobody free for an hour.", now + MINUTE)
    assert (said.kind, said.reason) == (UseKind.NOT_HAD, "Nobody free for an hour.")
    assert b"Nobody" not in (said.reason_locked or b"")


def test_an_asking_is_answered_once(session: Session, viewer: Viewer, now: datetime, mother: Person) -> None:
    asked = ask_for_interpreter_now(session, viewer, mother.id, now)
    said = answer_use(session, viewer, asked.id, True, "", now)
    with pytest.raises(Refused, match="said already"):
        answer_use(session, viewer, asked.id, False, "No.", now)
    with pytest.raises(NotFound):
        answer_use(session, viewer, said.id, True, "", now)


def test_another_agency_neither_asks_nor_answers(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other School"), now))
    asked = ask_for_interpreter_now(session, viewer, mother.id, now)
    with pytest.raises(NotFound):
        ask_for_interpreter_now(session, other, mother.id, now)
    with pytest.raises(NotFound):
        answer_use(session, other, asked.id, True, "", now)


def test_who_neither_sees_families_nor_does_tasks_asks_for_nobody(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    adviser = viewer_of(a_staff_member(session, own_agency(session, viewer), now, ("court legal adviser",)))
    with pytest.raises(NotAllowed):
        ask_for_interpreter_now(session, adviser, mother.id, now)


def test_an_adult_in_an_emergency_is_on_record_and_the_talk_is_held_again(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    use = record_emergency_adult(session, viewer, mother.id, emergency(manager), now)
    assert (use.kind, use.adult_name, use.authorised_by) == (
        UseKind.EMERGENCY_ADULT, "Ms Daiva Rimkutė", manager.id,
    )  # fmt: skip
    [task] = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.INTERVIEW_AGAIN]
    assert (task.person_id, task.about_id, task.due_on) == (mother.id, use.id, date(2026, 11, 25))
    assert "Daiva" not in task.why


def test_two_working_days_after_a_friday_is_a_tuesday(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    record_emergency_adult(session, viewer, mother.id, emergency(manager), now + timedelta(days=4))
    [task] = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.INTERVIEW_AGAIN]
    assert task.due_on == date(2026, 12, 1)


@pytest.mark.parametrize("adult_is", NEVER)
def test_a_relative_a_friend_and_a_child_are_refused_with_what_to_do_instead(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff, adult_is: str
) -> None:
    with pytest.raises(NeverTheInterpreter, match="never the interpreter") as refused:
        record_emergency_adult(session, viewer, mother.id, emergency(manager, adult_is=adult_is), now)
    assert "Ring the telephone interpreters again" in refused.value.remedy
    assert refused.value.field == "adult_is"
    assert rows(session, viewer, mother) == []


@pytest.mark.parametrize("name", ["Ugnė Kazlauskaitė", "ugne kazlauskaite", "KAZLAUSKAITĖ, Ugnė", "Ugne", "Rasa"])
def test_a_name_of_the_family_is_refused_whatever_they_are_said_to_be(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff, name: str
) -> None:
    with pytest.raises(NeverTheInterpreter, match="close to this family") as refused:
        record_emergency_adult(session, viewer, mother.id, emergency(manager, adult_name=name), now)
    assert refused.value.field == "adult_name"


def test_the_other_parent_of_her_child_and_who_lives_with_her_are_of_the_family(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    child = a_child(session, viewer, now, "Matas", "Kazlauskas")
    relate(session, viewer, child, mother, "mother", responsible=True, now=now)
    a_parent(session, viewer, now, child, "Tomas", "Kazlauskas", ("3 Fen Lane", "March", "PE15 1AA"))
    a_parent(session, viewer, now, None, "Ona", "Grinienė")  # the same address, no child on record
    for name in ("Tomas Kazlauskas", "Ona Grinienė", "Matas"):
        with pytest.raises(NeverTheInterpreter):
            record_emergency_adult(session, viewer, mother.id, emergency(manager, adult_name=name), now)


def test_a_child_of_another_family_is_refused_by_name_and_a_grown_up_is_not(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    a_child(session, viewer, now, "Jonas", "Petraitis")
    grown = PersonDetails(PersonKind.CHILD, "Rūta", "Petraitė", birth_date=date(2008, 11, 23))
    record_person(session, viewer, grown, now)
    with pytest.raises(NeverTheInterpreter, match="A child on record"):
        record_emergency_adult(session, viewer, mother.id, emergency(manager, adult_name="Petraitis Jonas"), now)
    record_emergency_adult(session, viewer, mother.id, emergency(manager, adult_name="Rūta Petraitė"), now)
    assert rows(session, viewer, mother) == [UseKind.EMERGENCY_ADULT]


def test_a_child_of_an_agency_that_is_not_ours_is_not_given_away(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other School"), now))
    a_child(session, other, now, "Jonas", "Petraitis")
    record_emergency_adult(session, viewer, mother.id, emergency(manager, adult_name="Jonas Petraitis"), now)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("adult_is", {"adult_is": ""}),
        ("adult_is", {"adult_is": "an angel"}),
        ("adult_name", {"adult_name": " . "}),
        ("adult_name", {"adult_name": "Daiva " * 40}),
        ("reason", {"reason": " "}),
        ("reason", {"reason": "x" * 2001}),
        ("authorised_by", {"authorised_by": None}),
        ("authorised_by", {"authorised_by": uuid4()}),
        ("authorised_by", {"adult_name": "Nair Priya"}),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff, field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(BadEmergency) as wrong:
        record_emergency_adult(session, viewer, mother.id, emergency(manager, **given), now)
    assert wrong.value.field == field
    assert rows(session, viewer, mother) == []


def test_nobody_agrees_to_it_for_themself_nor_without_the_permission_nor_after_leaving(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    reception = a_staff_member(session, own_agency(session, viewer), now, ("reception",), "Al Chen")
    elsewhere = a_staff_member(session, an_agency(session, now, name="Other School"), now, ("team manager",))
    manager.active = False
    session.flush()
    for who in (viewer.staff_id, reception.id, elsewhere.id, manager.id):
        with pytest.raises(BadEmergency) as wrong:
            record_emergency_adult(session, viewer, mother.id, emergency(who), now)
        assert wrong.value.field == "authorised_by"


def test_the_same_form_sent_twice_is_one_record(
    session: Session, viewer: Viewer, now: datetime, mother: Person, manager: Staff
) -> None:
    first = record_emergency_adult(session, viewer, mother.id, emergency(manager), now)
    assert record_emergency_adult(session, viewer, mother.id, emergency(manager), now + MINUTE).id == first.id
    other = emergency(manager, reason="She fainted again.")
    assert record_emergency_adult(session, viewer, mother.id, other, now + MINUTE).id != first.id
    again = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.INTERVIEW_AGAIN]
    assert len(again) == 1, "one talk goes over both"


def test_what_is_noted_holds_no_name(session: Session, viewer: Viewer, now: datetime, mother: Person,
                                     manager: Staff) -> None:  # fmt: skip
    record_emergency_adult(session, viewer, mother.id, emergency(manager), now)
    noted = " ".join(line.detail for line in session.info["audit_waiting"])
    assert "Daiva" not in noted
    assert "bleeding" not in noted


@given(st.dates(date(1950, 1, 1), date(2026, 11, 23)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_nobody_is_of_age_before_their_eighteenth_birthday(born: date, on: date) -> None:
    person = Person(kind=PersonKind.OTHER, given_name="A", family_name="B", birth_date=born)
    birthday = born.replace(year=born.year + 18) if (born.month, born.day) != (2, 29) else date(born.year + 18, 3, 1)
    assert is_under_age(person, on) == (on < birthday)


def test_a_use_is_never_changed_by_what_follows(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    asked = ask_for_interpreter_now(session, viewer, mother.id, now)
    answer_use(session, viewer, asked.id, True, "", now)
    session.expire_all()
    kept = session.get_one(InterpreterUse, asked.id)
    assert (kept.kind, kept.of_id, kept.at) == (UseKind.ASKED, None, now)
