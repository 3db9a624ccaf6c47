"""The demo: what there is to see in it, and that it is the same each time."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from demo_district import (
    AFTER_HALF_TERM,
    CUSTODY,
    MONDAY,
    SCHOOL,
    SECOND_OF_JANUARY,
    SOCIAL_CARE,
    SUNDAY,
    Districts,
    acting_for,
    check_what_came_after_letters,
    due_at,
    made,
)
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.find import colleagues, staff_with_email
from comms.agencies.viewer import viewer_of
from comms.attendance.register import RegisterMark
from comms.cli.district.described import families
from comms.cli.district.filling import fill_district, is_filled
from comms.cli.district.patterns import PATTERNS, draw_register
from comms.cli.district.people_at_work import MADE_UP, sign_ins
from comms.cli.district.school_calendar import WEEKS, school_calendar
from comms.families import find
from comms.families.contact_point import ContactPoint
from comms.families.language_need import LanguageNeed
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.foundation.audit import verify
from comms.foundation.clock import london_date
from comms.foundation.opening import Installation
from comms.letters.decision import Held
from comms.letters.letter import Letter, LetterState
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind, TaskState
from comms.translation.approval import TranslationApproval
from comms.translation.find import certificates, reviews
from comms.translation.states import WordState
from comms.web.words.shown import shown

# Letters from a formal case, which test_demo_formal.py looks at.
FORMAL = frozenset({"L08", "L09"})
# The number of a letter, or of a request for an interpreter, as tasks name it.
NUMBER = re.compile(r"\b(INT-)?[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def check_there_is_enough_to_see(session: Session, now: datetime) -> None:
    found = due_at(session, now)
    kinds = Counter(one.due.kind for one in found)
    assert kinds["L02"] >= 15
    assert len({one.wanted.child.id for one in found if one.due.kind == "L07" and one.wanted.child}) >= 4
    assert kinds["L12"] >= 2
    assert len({one.prepared.reason for one in found if isinstance(one.prepared, Held)}) >= 5
    assert {one.language for one in found} >= {"pl", "lt", "ro", "ur", "en"}
    tasks = Counter(task.kind for task in open_tasks(session, acting_for(session, SCHOOL)))
    assert tasks[TaskKind.TELL_SOCIAL_WORKER] == 1
    assert tasks[TaskKind.RING] >= 5


def test_the_district_is_made_on_either_database(installation: Installation, tmp_path: Path) -> None:
    with installation.database.work() as session:
        assert not is_filled(session)
        fill_district(session, "no password", MONDAY, installation.settings)
    with installation.database.reading() as session:
        assert is_filled(session)
        check_there_is_enough_to_see(session, MONDAY)
        check_what_came_after_letters(session, MONDAY)
        assert verify(session, ()) == []


@pytest.mark.parametrize("now", [SUNDAY, SECOND_OF_JANUARY, AFTER_HALF_TERM], ids=lambda now: f"{now:%A %d %B}")
def test_there_is_enough_to_see_on_whatever_day_it_is_made(districts: Districts, now: datetime) -> None:
    with districts(now).database.reading() as session:
        check_there_is_enough_to_see(session, now)
        check_every_run_wrote_its_letter(session)
        check_letters_by_hand(session)
        check_what_came_after_letters(session, now)


def test_there_are_about_forty_families_in_fifteen_languages(looking: Session) -> None:
    assert 40 <= len(families()) <= 48
    assert 58 <= (looking.scalar(select(func.count()).select_from(Pupil)) or 0) <= 65
    written = {
        need.written
        for need in find.language_needs(
            looking, acting_for(looking, SCHOOL), looking.scalars(select(Person.id))
        ).values()
    }
    wanted = {"pl", "lt", "ro", "lv", "pt", "ru", "bg", "uk", "ur", "ar", "pa-Guru", "bn", "fa", "tr", "en"}
    assert wanted <= written
    assert None in written  # asked for by nobody yet, or written in more than one script


def test_names_stand_exactly_as_the_families_spell_them(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    for typed, name in (
        ("zydrune", "Žydrūnė Petrauskienė"),
        ("lukasz", "Łukasz Wiśniewski"),
        ("Madalina", "Mădălina Ionescu"),
        ("بيان", "Bayan Al-Khatib"),
        ("isil", "Işıl Yılmaz"),
        ("nasreen", "Nasreen"),
        ("morkuniene", "Eglė Stankevičiūtė-Morkūnienė"),
    ):
        assert name in [person.name for person in find.people_called(looking, school, typed)]
    assert len(find.people_called(looking, school, "Jack O'Brien")) == 2


def test_letters_went_out_in_several_languages_with_both_faces(looking: Session) -> None:
    letters = looking.scalars(select(Letter)).all()
    issued = {(letter.language, letter.draft) for letter in letters if letter.state == LetterState.ISSUED}
    assert {("pl", False), ("lt", False), ("ro", False), ("en", False), ("ar", True), ("ur", True)} <= issued
    assert len({letter.reason for letter in letters if letter.state == LetterState.HELD}) >= 5
    assert any(letter.state == LetterState.RELEASED for letter in letters)
    assert {letter.kind for letter in letters if letter.state == LetterState.ISSUED} >= {"L02", "L07"}


def check_letters_by_hand(looking: Session) -> None:
    people = {person.id: person.name for person in looking.scalars(select(Person))}
    by_hand = {
        (people[one.recipient_id], one.kind): (one.state, one.reason or "", one.language or "", one.draft)
        for one in looking.scalars(select(Letter))
        if one.kind not in {"L00", "L02", "L07", "L12", "L14", *FORMAL}
    }
    assert by_hand == {
        ("Rasa Kazlauskienė", "L03"): (LetterState.ISSUED, "", "lt", True),
        ("Agnieszka Wiśniewska", "L03"): (LetterState.HELD, "interpreter_not_held", "", False),
        ("Elżbieta Kamińska-Wójcik", "L05"): (LetterState.ISSUED, "", "pl", False),
        ("Małgorzata Zielińska", "L06"): (LetterState.ISSUED, "", "pl", False),
        ("Małgorzata Zielińska", "L13"): (LetterState.ISSUED, "", "pl", True),
    }


def test_letters_by_hand_went_or_wait_for_an_interpreter(looking: Session) -> None:
    check_letters_by_hand(looking)


def test_every_run_in_the_data_wrote_its_letter(looking: Session) -> None:
    check_every_run_wrote_its_letter(looking)


def check_every_run_wrote_its_letter(looking: Session) -> None:
    written = {(letter.child_id, letter.kind) for letter in looking.scalars(select(Letter))}
    wanted = [(child.name, run["kind"]) for family in families() for child in family.children for run in child.written]
    people = {person.id: person.name for person in looking.scalars(select(Person))}
    found = {(people[child], kind) for child, kind in written if child}
    assert set(wanted) <= found


def test_somebody_at_reception_has_finished_a_task_and_said_how(looking: Session) -> None:
    reception = staff_with_email(looking, "reception@demo.example")
    assert reception is not None
    done = [task for task in looking.scalars(select(Task)) if task.state == TaskState.DONE]
    assert any(task.done_by == reception.id and "interpreter" in task.outcome for task in done)
    told = [task for task in done if task.kind == TaskKind.TELL_SOCIAL_WORKER]
    assert [london_date(task.done_at) for task in told if task.done_at] == [task.due_on for task in told]
    assert len(told) == 1


def test_a_need_from_the_schools_record_was_asked_about_later_and_both_stand(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    (rasa,) = find.people_called(looking, school, "Rasa Kazlauskiene")
    sources = [need.source for need in find.language_need_history(looking, school, rasa.id)]
    assert sources == ["asked the person through an interpreter", "school record, not confirmed"]
    assert find.needs_to_review(looking, school, MONDAY)
    assert len(find.needs_to_confirm(looking, school)) >= 15


def test_two_families_share_one_telephone(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    assert {person.name for person in find.people_called(looking, school, "07700 900777")} == {
        "Desislava Dimitrova",
        "Asen Asenov",
    }


def test_other_agencies_see_only_those_they_work_with(looking: Session) -> None:
    seen = {
        name: set(looking.scalars(find.visible_people(acting_for(looking, name)).with_only_columns(Person.search_name)))
        for name in (SCHOOL, SOCIAL_CARE, CUSTODY)
    }
    assert 0 < len(seen[SOCIAL_CARE]) < 15
    assert 0 < len(seen[CUSTODY]) < 10
    cautioned = {"tomas grigaliunas", "karwan hamasalih", "dariusz wrona"}
    assert cautioned < seen[CUSTODY], "whom the custody suite cautions is nobody else's"
    assert seen[SOCIAL_CARE] | (seen[CUSTODY] - cautioned) < seen[SCHOOL]


def test_every_address_number_and_mailbox_is_made_up(looking: Session) -> None:
    for point in looking.scalars(select(ContactPoint)):
        assert point.value.startswith(("07700 900", "01632 960")) or point.value.endswith(".example")
    assert all(one.email.endswith("@demo.example") for one in sign_ins())
    assert len({one.email for one in sign_ins()}) == len(list(sign_ins()))


def test_only_made_up_approvers_have_approved_anything(looking: Session) -> None:
    approvals = looking.scalars(select(TranslationApproval)).all()
    assert {approval.language for approval in approvals} == {"pl", "lt", "ro", "ar", "ur"}
    assert {approval.context for approval in approvals if approval.language in {"ar", "ur"}} == {"text"}
    assert {approval.qualification for approval in approvals} == {MADE_UP}
    assert all(approval.approver_name.startswith("Demo Approver") for approval in approvals)
    assert {approval.context for approval in approvals if approval.language == "ro"}.isdisjoint({"L00", "L07", "L12"})
    assert {approval.language for approval in approvals if approval.context in {"L05", "L06"}} == {"pl"}


def test_words_stand_in_every_state_that_somebody_can_look_at(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    states = {
        (tag, use): {one.state for one in shown(looking, school, tag, use)}
        for tag, use in (("lt", "L03"), ("lt", "L13"), ("lt", "caution"), ("pl", "L12"), ("pl", "L05"))
    }
    assert WordState.IN_REVIEW in states["lt", "L03"]
    assert WordState.DRAFT_BY_PERSON in states["lt", "L13"]
    assert states["lt", "caution"] == {WordState.HALF_APPROVED}
    assert states["pl", "L12"] == {WordState.APPROVED}
    assert states["pl", "L05"] == {WordState.APPROVED, WordState.MISSING}
    assert {one.step for one in reviews(looking, school)} == {"asked", "sent back"}
    (certificate,) = certificates(looking, school)
    assert (certificate.language, certificate.use, certificate.qualification) == ("pl", "L12", MADE_UP)
    assert certificate.is_whole
    (changed,) = [one for one in shown(looking, school, "pl", "L05") if one.before]
    assert changed.before is not None
    assert changed.before.may_be_typo


def test_everybody_who_can_sign_in_has_something_to_do_there(looking: Session) -> None:
    for one in sign_ins():
        staff = staff_with_email(looking, one.email)
        assert staff is not None
        assert viewer_of(staff).permissions
        assert staff in colleagues(looking, viewer_of(staff))


def picture_of(session: Session, now: datetime) -> dict[str, list[str]]:
    """What somebody would see of the district, without what is drawn by lot: ids and letters' numbers."""
    people = {person.id: person for person in session.scalars(select(Person))}
    marks = session.scalars(select(RegisterMark))
    needs = session.scalars(select(LanguageNeed))
    return {
        "people": sorted(f"{one.name} {one.known_as} {one.kind} {one.birth_date}" for one in people.values()),
        "marks": sorted(f"{people[mark.child_id].name} {mark.day} {mark.session} {mark.code}" for mark in marks),
        "needs": sorted(f"{people[need.person_id].name} {need.written} {need.recorded_at}" for need in needs),
        "letters": sorted(
            f"{people[one.recipient_id].name} {one.kind} {one.state} {one.language} {one.issued_on} {one.why}"
            for one in session.scalars(select(Letter))
        ),
        "tasks": sorted(
            f"{people[one.person_id].name} {one.kind} {one.state} {one.due_on} {NUMBER.sub('', one.why)}"
            for one in session.scalars(select(Task))
        ),
        "due": sorted(f"{one.wanted.reader.person.name} {one.due.kind} {one.due.why}" for one in due_at(session, now)),
    }


def test_the_district_is_the_same_whenever_it_is_made_on_one_day(looking: Session, tmp_path: Path) -> None:
    with made(tmp_path, MONDAY).database.reading() as session:
        assert picture_of(session, MONDAY) == picture_of(looking, MONDAY)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_on_any_day_the_register_has_ten_weeks_and_is_new(now: datetime) -> None:
    calendar = school_calendar(now)
    assert len(calendar.weeks) == WEEKS
    assert list(calendar.days) == sorted(set(calendar.days))
    assert timedelta(0) < london_date(now) - calendar.days[-1] <= timedelta(days=14)
    assert all(day.weekday() < 5 for day in calendar.days)
    assert all(calendar.end_of_week(week, days) < now for week in range(WEEKS) for days in range(5))
    # The last run before this morning's export had a register that was new, too.
    assert london_date(calendar.end_of_week(WEEKS - 1)) - calendar.days[-2] <= timedelta(days=14)


@given(st.sampled_from(sorted(PATTERNS)), st.dates(date(2025, 1, 1), date(2035, 12, 31)))
def test_each_session_of_a_pattern_ends_with_one_mark(pattern: str, today: date) -> None:
    weeks = school_calendar(datetime(today.year, today.month, today.day, 9, tzinfo=UTC)).weeks
    register = draw_register(weeks, "a child", pattern)
    slots = {(day, half) for day in register.days for half in ("AM", "PM")}
    assert set(register.marks) == slots
    assert set(register.first) <= slots
    standing = {(mark.day, mark.session): mark.code for week in range(WEEKS) for mark in register.in_week(week)}
    newest = {(day, half) for day in weeks[-1] for half in ("AM", "PM")}
    assert {slot: code for slot, code in standing.items() if slot not in newest} == {
        slot: code for slot, code in register.marks.items() if slot not in newest
    }
