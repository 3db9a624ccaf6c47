"""Taking in the contacts of a school's pupils."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from imported import SAMPLES, as_workbook, counts, sample_rows, take_in
from imported_contacts import HEADINGS, RASA, adults, contacts, enrol, need, the_adult, values
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.imports.mistaken import MistakenFile
from comms.families.language_need import Interpreter, Reads, Source
from comms.families.person import PersonKind
from comms.foundation.tables import MissingColumns


@pytest.fixture(autouse=True)
def pupils(session: Session, viewer: Viewer, now: datetime) -> None:
    enrol(session, viewer, now)


def test_a_contact_lands_whole(session: Session, viewer: Viewer, now: datetime) -> None:
    row = RASA | {"Telephone": "01632 960123", "E-mail": "rasa@example.org"}
    outcome = contacts(session, viewer, now, row)
    assert counts(outcome) == (1, 0, 0)
    assert outcome.flawless
    [(relationship, adult)] = adults(session, viewer, "U1")
    assert (relationship.relation, relationship.parental_responsibility) == ("PAM", True)
    assert (adult.formal_name, adult.kind) == ("Mrs Rasa Kazlauskienė", PersonKind.PARENT)
    home = find.household(session, viewer, adult)
    assert home is not None
    assert home.address == ["111 Lynn Road", "Wisbech", "PE13 4FS"]
    assert values(session, viewer, adult) == ["01632 960123", "07700 900821", "rasa@example.org"]
    known = need(session, viewer, adult)
    assert (known.spoken, known.written, known.reads) == (["lt"], "lt", Reads.NOT_ASKED)
    assert (known.source, known.interpreter) == (Source.SCHOOL_RECORD, Interpreter.NOT_ASKED)


def test_the_sample_lands_and_the_same_again_changes_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    assert counts(take_in(session, viewer, "contacts", SAMPLES / "contacts.csv", now)) == (187, 0, 0)
    before = len(session.info["audit_waiting"])
    again = take_in(session, viewer, "contacts", SAMPLES / "contacts.csv", now + timedelta(days=1))
    assert counts(again) == (0, 0, 187)
    assert [line.action for line in session.info["audit_waiting"][before:]] == ["import contacts"]
    workbook = as_workbook(sample_rows("contacts.csv"))
    assert counts(take_in(session, viewer, "contacts", workbook, now)) == (0, 0, 187)


def test_a_contact_of_a_child_who_is_not_on_the_roll_is_left_out(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = contacts(session, viewer, now, RASA | {"UPN": "U9"}, RASA)
    assert counts(outcome) == (1, 0, 0)
    [bad] = outcome.bad
    assert (bad.line, bad.column, bad.value) == (2, "UPN", "U9")


def test_what_is_no_telephone_number_is_told_and_the_contact_lands_without_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = contacts(session, viewer, now, RASA | {"Mobile": "0770", "E-mail": "rasa"})
    assert counts(outcome) == (1, 0, 0)
    assert [(bad.line, bad.column, bad.value) for bad in outcome.faults] == [
        (2, "Mobile", "0770"),
        (2, "E-mail", "rasa"),
    ]
    assert values(session, viewer, the_adult(session, viewer)) == []


def test_a_lost_leading_zero_is_put_back_and_said(session: Session, viewer: Viewer, now: datetime) -> None:
    rows = [HEADINGS, [RASA.get(heading, "") for heading in HEADINGS]]
    workbook = as_workbook([rows[0], [7700900821 if cell == RASA["Mobile"] else cell for cell in rows[1]]])
    outcome = take_in(session, viewer, "contacts", workbook, now)
    assert values(session, viewer, the_adult(session, viewer)) == ["07700900821"]
    assert [said for said in outcome.notes if "zero" in said] == [
        "Line 2: the leading zero a spreadsheet had dropped from a telephone number was put back."
    ]
    # It is the number it was, so the same mother with her number whole is known by it.
    assert counts(contacts(session, viewer, now, RASA | {"UPN": "U2", "Address line 1": ""})) == (1, 0, 0)
    assert the_adult(session, viewer, "U1").id == the_adult(session, viewer, "U2").id


@pytest.mark.parametrize(("cell", "kept"), [("Y", True), ("no", False), ("", None), ("maybe", None)])
def test_parental_responsibility_is_yes_no_or_not_known(
    session: Session, viewer: Viewer, now: datetime, cell: str, *, kept: bool | None
) -> None:
    outcome = contacts(session, viewer, now, RASA | {"Parental responsibility": cell})
    assert adults(session, viewer, "U1")[0][0].parental_responsibility is kept
    assert len(outcome.faults) == (cell == "maybe")


def test_an_address_in_another_script_is_kept_and_noted(session: Session, viewer: Viewer, now: datetime) -> None:
    outcome = contacts(session, viewer, now, RASA | {"Address line 1": "вул. Шевченка 5"})
    home = find.household(session, viewer, the_adult(session, viewer))
    assert home is not None
    assert home.address[0] == "вул. Шевченка 5"
    assert any("cannot be printed on an envelope" in said for said in outcome.notes)


@pytest.mark.parametrize(
    ("headings", "cells", "address"),
    [
        ("Address", '"111 Lynn Road\nWisbech\nPE13 4FS"', ["111 Lynn Road", "Wisbech", "PE13 4FS"]),
        ("Address", '"111 Lynn Road, Wisbech, PE13 4FS"', ["111 Lynn Road", "Wisbech", "PE13 4FS"]),
        ("House number,Street,Town,County,Post code", "111,Lynn Road,Wisbech,Cambs,PE13 4FS",
         ["111 Lynn Road", "Wisbech", "Cambs", "PE13 4FS"]),
        ("Flat,House name,Street,Town,Postcode", "Flat 2,Mill House,Lynn Road,Wisbech,PE13 4FS",
         ["Flat 2", "Mill House", "Lynn Road", "Wisbech", "PE13 4FS"]),
        ("Address 1,Address 2,Address 3,Postcode", '"Flat 2, Mill House",Lynn Road,Wisbech,PE13 4FS',
         ["Flat 2, Mill House", "Lynn Road", "Wisbech", "PE13 4FS"]),
    ],
)  # fmt: skip
def test_an_address_is_put_together_from_the_columns_there_are(
    session: Session, viewer: Viewer, now: datetime, headings: str, cells: str, address: list[str]
) -> None:
    take_in(session, viewer, "contacts", f"UPN,Forename,Surname,{headings}\nU1,Rasa,K,{cells}\n", now)
    home = find.household(session, viewer, the_adult(session, viewer))
    assert home is not None
    assert home.address == address


def test_moving_house_moves_that_parent_alone(session: Session, viewer: Viewer, now: datetime) -> None:
    jonas = RASA | {"Relationship": "PAF", "Title": "Mr", "Forename": "Jonas", "Surname": "Kazlauskas",
                    "Mobile": "07700 900665"}  # fmt: skip
    contacts(session, viewer, now, RASA, jonas)
    mothers = [adult.id for _, adult in adults(session, viewer, "U1")]
    together = set(find.homes_of(session, viewer, mothers).values())
    assert len(together) == 1
    moved = contacts(session, viewer, now, RASA, jonas | {"Address line 1": "27 Elm High Road"})
    assert counts(moved) == (0, 1, 1)
    homes = {adult.given_name: find.household(session, viewer, adult) for _, adult in adults(session, viewer, "U1")}
    assert {name: home.address[0] for name, home in homes.items() if home} == {
        "Rasa": "111 Lynn Road",
        "Jonas": "27 Elm High Road",
    }


def test_a_new_number_is_added_and_the_one_before_is_kept_and_noted(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, RASA)
    outcome = contacts(session, viewer, now, RASA | {"Mobile": "07700 900111"})
    assert counts(outcome) == (0, 1, 0)
    assert values(session, viewer, the_adult(session, viewer)) == ["07700 900111", "07700 900821"]
    assert any("both are kept" in said for said in outcome.notes)


def test_a_contact_who_stands_twice_is_noted_when_the_same_and_told_when_not(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = contacts(session, viewer, now, RASA, RASA, RASA | {"Telephone": "01632 960123"})
    assert counts(outcome) == (1, 0, 0)
    assert [bad.line for bad in outcome.bad] == [4]
    assert any("Line 3" in said for said in outcome.notes)


def test_a_childminder_is_an_adult_and_no_parent(session: Session, viewer: Viewer, now: datetime) -> None:
    contacts(session, viewer, now, RASA | {"Relationship": "CHM", "Parental responsibility": ""})
    assert the_adult(session, viewer).kind == PersonKind.OTHER
    contacts(session, viewer, now, RASA | {"UPN": "U2", "Relationship": "PAM"})
    assert the_adult(session, viewer).kind == PersonKind.PARENT


@pytest.mark.parametrize(
    "headings",
    [
        (
            "Unique Pupil Number,Relationship Type,Parental Responsibility,Title,Legal Forename,Legal Surname,"
            "Mobile Phone,Home Telephone,Correspondence Language"
        ),
        (
            "UPN,Relationship to student,Has parental responsibility,Contact title,Contact first name,"
            "Contact last name,Mobile number,Home phone,Preferred language"
        ),
        (
            "Pupil UPN,Contact relationship,PR,Parent title,Parent forename,Parent surname,Mobile telephone,Landline,"
            "Contact language"
        ),
    ],
)
def test_usual_headings_of_other_systems_are_known(
    session: Session, viewer: Viewer, now: datetime, headings: str
) -> None:
    cells = "U1,PAM,Y,Mrs,Rasa,Kazlauskienė,07700 900821,01632 960123,LIT"
    take_in(session, viewer, "contacts", f"{headings},Priority\n{cells},1\n", now)
    [(relationship, adult)] = adults(session, viewer, "U1")
    assert (relationship.relation, relationship.parental_responsibility) == ("PAM", True)
    assert adult.formal_name == "Mrs Rasa Kazlauskienė"
    assert values(session, viewer, adult) == ["01632 960123", "07700 900821"]
    assert need(session, viewer, adult).written == "lt"


def test_the_contacts_name_is_read_and_not_the_pupils(session: Session, viewer: Viewer, now: datetime) -> None:
    text = "UPN,Forename,Surname,Contact forename,Contact surname\nU1,Ugnė,Kazlauskaitė,Rasa,Kazlauskienė\n"
    take_in(session, viewer, "contacts", text, now)
    assert the_adult(session, viewer).name == "Rasa Kazlauskienė"


def test_a_file_without_names_is_refused_with_the_columns_it_has(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    with pytest.raises(MissingColumns, match="surname"):
        take_in(session, viewer, "contacts", "UPN,Mobile\nU1,07700 900821\n", now)


def test_a_file_of_pupils_does_not_make_children_their_own_parents(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    with pytest.raises(MistakenFile, match="pupils, not of contacts"):
        take_in(session, viewer, "contacts", SAMPLES / "pupils.csv", now)
