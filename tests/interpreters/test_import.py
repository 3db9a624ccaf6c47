"""Taking a register of interpreters in from a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime, time
from threading import Thread

import pytest
from factories import a_parent, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import add_contact_point
from comms.families.imports.outcome import ImportOutcome
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.errors import BadInput
from comms.foundation.tables import MissingColumns, read_table, recognise
from comms.foundation.work import Database
from comms.interpreters import find
from comms.interpreters.actions import end_interpreter
from comms.interpreters.hours_actions import HoursGiven
from comms.interpreters.imports import INTERPRETER_FIELDS, import_interpreters
from comms.interpreters.imports.hours_cell import read_hours
from comms.interpreters.imports.languages_cell import language_called, read_languages, read_modes
from comms.interpreters.interpreter import Interpreter

HEADINGS = (
    "Name,Gender,Telephone,E-mail,Base postcode,Languages,Levels,Modes,DPSI,NRPSI number,NRPSI registered,"
    "NRPSI expires,DBS number,DBS issued,DBS expires,Vetting,Vetting issued,Vetting expires,Hours,Hourly rate,"
    "Hours per week"
)
DAIVA = (
    "Daiva Rimkutė,F,07700 900511,daiva@interpreters.example,PE13 9QD,lt; Russian (Vilnius),6; 3,in person; video,"
    "01/07/2015,12345,01/04/2026,31/03/2027,001234,31/01/2026,31/01/2029,NPPV 3,01/02/2026,01/02/2027,"
    '"Mon-Fri 09:00-17:00; Sat 10:00-13:00",£28.50,20'
)
BEN = "Ben Carter,M,,ben@signs.example,,BSL,6,,,,,,,,,,,,,,"


def taken(session: Session, viewer: Viewer, now: datetime, *lines: str, headings: str = HEADINGS) -> ImportOutcome:
    table = read_table("\n".join([headings, *lines]).encode(), "register.csv")
    outcome = import_interpreters(session, viewer, table, recognise(table.headers, INTERPRETER_FIELDS), now)
    session.commit()
    return outcome


def daiva(session: Session, viewer: Viewer) -> Interpreter:
    (found,) = find.interpreters(session, viewer, "daiva")
    return found


def test_a_whole_register_lands_and_the_same_file_again_changes_nothing(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = taken(session, viewer, now, DAIVA, BEN)
    assert outcome.lines() == ["interpreters: 2 new, 0 changed, 0 unchanged."]
    one = daiva(session, viewer)
    assert (one.gender, one.telephone, one.base_zone) == ("a woman", "07700 900511", "PE13")
    assert (one.most_minutes_a_week, one.terms["pence_an_hour"]) == (1200, 2850)
    languages = find.languages_of(session, viewer, [one.id])[one.id]
    assert [(each.language, each.dialect, each.level, each.modes) for each in languages] == [
        ("lt", "", 6, ["in person", "by video"]),
        ("ru", "Vilnius", 3, ["in person", "by video"]),
    ]
    shown = {each.kind: each for each in find.qualifications_of(session, viewer, [one.id])[one.id]}
    assert set(shown) == {"DPSI", "NRPSI", "DBS", "police vetting"}
    assert (shown["NRPSI"].number, shown["NRPSI"].expires_on) == ("12345", date(2027, 3, 31))
    assert shown["police vetting"].detail == "NPPV 3"
    hours = find.weekly_hours_of(session, viewer, [one.id])[one.id]
    assert [each.weekday for each in hours] == [0, 1, 2, 3, 4, 5]
    said = session.scalar(select(func.count()).select_from(AuditEntry))
    assert taken(session, viewer, now, DAIVA, BEN).lines() == ["interpreters: 0 new, 0 changed, 2 unchanged."]
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == said


def test_what_has_changed_is_taken_in_and_a_blank_takes_nothing_back(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    taken(session, viewer, now, DAIVA, BEN)
    moved = "Daiva Rimkutė,,+44 7700 900511,,CB1 1AA,,,,,,,,,,,,,,,30,"
    assert taken(session, viewer, now, moved).lines() == ["interpreters: 0 new, 1 changed, 0 unchanged."]
    one = daiva(session, viewer)
    assert (one.base_zone, one.email, one.terms["pence_an_hour"]) == ("CB1", "daiva@interpreters.example", 3000)
    assert one.gender == "a woman"
    assert len(find.languages_of(session, viewer, [one.id])[one.id]) == 2
    assert len(find.interpreters(session, viewer)) == 2


def test_each_bad_row_is_told_by_line_column_value_and_remedy_and_the_good_ones_land(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    add_contact_point(session, viewer, mother, "mobile", "07700 900777", now)
    session.flush()
    outcome = taken(
        session, viewer, now,
        ",F,,,,,,,,,,,,,,,,,,,",
        "Rasa Kazlauskienė,F,07700 900777,,,lt,3,,,,,,,,,,,,,,",
        "Ona Petraitė,F,0770,ona@interpreters.example,Wisbech,Klingon,,,,,,,,31/01/2026,,,,,Mon 17:00-09:00,lots,x",
        "Jonas Jonaitis,?,,j@signs.example,,lt,6; 3,by post,yes,12,,,7,31/02/2026,,,01/02/2026,01/01/2026,,,",
        BEN,
    )  # fmt: skip
    assert {one.name for one in find.interpreters(session, viewer)} == {
        "Ben Carter", "Jonas Jonaitis", "Ona Petraitė"
    }  # fmt: skip
    assert [(row.line, row.column) for row in outcome.bad] == [(2, "Name"), (3, "Telephone")]
    assert {(row.line, row.column, row.value) for row in outcome.faults} == {
        (4, "Telephone", "0770"), (4, "Base postcode", "Wisbech"), (4, "Languages", "Klingon"),
        (4, "DBS expires", ""), (4, "Hours", "Mon 17:00-09:00"), (4, "Hourly rate", "lots"), (4, "Hours per week", "x"),
        (5, "Gender", "?"), (5, "Levels", "6; 3"), (5, "Modes", "by post"), (5, "DPSI", "yes"),
        (5, "NRPSI registered", ""), (5, "DBS issued", "31/02/2026"), (5, "Vetting expires", "01/01/2026"),
    }  # fmt: skip
    assert all(row.what and row.remedy for row in [*outcome.bad, *outcome.faults])
    assert "Kazlauskienė" not in outcome.bad[1].what


def test_a_number_of_one_and_an_address_of_another_are_nobody_and_who_left_stays_away(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    taken(session, viewer, now, DAIVA, BEN)
    mixed = "Somebody,,07700 900511,ben@signs.example,,,,,,,,,,,,,,,,,"
    assert [row.column for row in taken(session, viewer, now, mixed).bad] == ["Telephone"]
    end_interpreter(session, viewer, daiva(session, viewer).id, date(2026, 11, 20), now)
    assert [row.column for row in taken(session, viewer, now, DAIVA).bad] == ["Name"]


def test_one_interpreter_may_have_a_row_for_each_language(session: Session, viewer: Viewer, now: datetime) -> None:
    rows = "Ona Petraitė,ona@interpreters.example,lt,6", "Ona Petraitė,ona@interpreters.example,lv,3"
    outcome = taken(session, viewer, now, *rows, headings="Interpreter,Email,Language,Level")
    assert outcome.lines() == ["interpreters: 1 new, 0 changed, 0 unchanged."]
    (one,) = find.interpreters(session, viewer)
    assert {each.language for each in find.languages_of(session, viewer, [one.id])[one.id]} == {"lt", "lv"}


def test_a_file_without_names_is_refused_whole(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(MissingColumns):
        taken(session, viewer, now, "lt,6", headings="Language,Level")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Mon-Tue 09:00-17:00; Sat 10:00-13:00",
         [(0, "09:00", "17:00"), (1, "09:00", "17:00"), (5, "10:00", "13:00")]),
        ("Monday 9am to 5.30pm", [(0, "09:00", "17:30")]),
        ("Mon, Wed 9–12, 13–17", [(0, "09:00", "12:00"), (0, "13:00", "17:00"), (2, "09:00", "12:00"),
                                  (2, "13:00", "17:00")]),
        ("weekend 22:00-24:00", [(5, "22:00", "00:00"), (6, "22:00", "00:00")]),
        ("Thurs: 0900-1200", [(3, "09:00", "12:00")]),
        ("", []),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(cell: str, expected: list[tuple[int, str, str]]) -> None:
    assert read_hours(cell) == [
        HoursGiven(day, time.fromisoformat(first), time.fromisoformat(last)) for day, first, last in expected
    ]


@pytest.mark.parametrize("cell", ["any time", "Mon", "Mon 9", "Fri-Mon 9-17", "Mon 25:00-26:00", "Xyz 9-17", "9-17"])
def test_hours_that_say_too_little_are_never_guessed(cell: str) -> None:
    with pytest.raises(BadInput):
        read_hours(cell)


@given(st.text(max_size=40))
def test_any_text_in_a_cell_is_read_or_refused_and_never_fails(cell: str) -> None:
    for read in (read_hours, read_modes, lambda text: read_languages(text, text)):
        try:
            read(cell)
        except BadInput:
            continue


@pytest.mark.parametrize(
    ("said", "tag"),
    [("lt", "lt"), ("LT", "lt"), ("Lithuanian", "lt"), ("polish", "pl"), ("BSL", "bfi"), ("pt-BR", "pt-BR")],
)
def test_a_language_is_known_by_its_tag_its_name_or_its_code(said: str, tag: str) -> None:
    assert language_called(said) == tag


@pytest.mark.parametrize("said", ["PRS", "Klingon", "?", ""])
def test_a_language_that_could_be_two_or_none_is_refused(said: str) -> None:
    with pytest.raises(BadInput):
        language_called(said)


def test_of_two_who_take_in_the_same_file_at_once_the_second_finds_the_firsts_interpreters(
    database: Database, now: datetime
) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("interpreter coordinator",)))
    table = read_table("Name\nOna Petraitė\n".encode(), "register.csv")
    mapping = recognise(table.headers, INTERPRETER_FIELDS)
    second: list[tuple[int, int]] = []

    def again() -> None:
        with database.work() as other:
            outcome = import_interpreters(other, viewer, table, mapping, now)
            second.append((outcome.new, outcome.unchanged))

    with database.work() as session:
        assert import_interpreters(session, viewer, table, mapping, now).new == 1
        thread = Thread(target=again)
        thread.start()
        # Without waiting for each other the second is done in this time, and has not seen what is not committed.
        thread.join(timeout=1)
    thread.join()
    assert second == [(0, 1)]
