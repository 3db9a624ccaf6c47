"""Taking in a school's pupils."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from imported import SAMPLES, as_csv, as_workbook, counts, sample_rows, take_in
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families import find
from comms.families.imports.mistaken import MistakenFile
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.foundation.errors import NotAllowed
from comms.foundation.tables import MissingColumns

HEADINGS = "UPN,Surname,Forename,DOB,Year,Sex,First language"
UGNE = "U873400126000,Kazlauskienė,Ugnė,07/12/2014,7,F,LIT"


def pupil(session: Session, viewer: Viewer, upn: str = "U873400126000") -> tuple[Pupil, Person]:
    [found] = [pupil for pupil in find.pupils(session, viewer) if pupil.upn == upn]
    return found, find.person(session, viewer, found.child_id)


def waiting_entries(session: Session) -> list[str]:
    return [line.action for line in session.info.get("audit_waiting", [])]


def test_every_pupil_of_the_sample_lands(session: Session, viewer: Viewer, now: datetime) -> None:
    outcome = take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    assert counts(outcome) == (120, 0, 0)
    assert outcome.flawless
    record, child = pupil(session, viewer)
    assert (child.given_name, child.family_name, child.birth_date) == ("Ugnė", "Kazlauskienė", date(2014, 12, 7))
    assert (record.year, record.sex, record.first_language) == ("7", "F", "LIT")


def test_the_same_file_again_changes_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    before = len(waiting_entries(session))
    outcome = take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now + timedelta(days=1))
    assert counts(outcome) == (0, 0, 120)
    assert waiting_entries(session)[before:] == ["import pupils"]


def test_what_changed_in_the_file_changes_on_record(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", f"{HEADINGS}\n{UGNE}\n", now)
    married = UGNE.replace("Kazlauskienė", "O’Brien").replace(",7,", ",8,")
    assert counts(take_in(session, viewer, "pupils", f"{HEADINGS}\n{married}\n", now)) == (0, 1, 0)
    record, child = pupil(session, viewer)
    assert (child.family_name, record.year) == ("O’Brien", "8")
    assert [person.id for person in find.people_called(session, viewer, "ugne o'brien")] == [child.id]


def test_a_blank_cell_takes_nothing_back(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", f"{HEADINGS}\n{UGNE}\n", now)
    blank = "U873400126000,Kazlauskienė,Ugnė,,,,"
    assert counts(take_in(session, viewer, "pupils", f"{HEADINGS}\n{blank}\n", now)) == (0, 0, 1)
    assert pupil(session, viewer)[1].birth_date == date(2014, 12, 7)


def test_two_pupils_of_one_name_are_two_children(session: Session, viewer: Viewer, now: datetime) -> None:
    rows = "X1,O'Brien,Jack,18/06/2011,9,M,ENG\nL2,O'Brien,Jack,18/06/2011,9,M,ENG\n"
    assert counts(take_in(session, viewer, "pupils", f"{HEADINGS}\n{rows}", now)) == (2, 0, 0)
    assert pupil(session, viewer, "X1")[1].id != pupil(session, viewer, "L2")[1].id


def test_an_upn_is_the_same_in_small_letters_and_with_spaces(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", f"{HEADINGS}\n{UGNE}\n", now)
    again = UGNE.replace("U873400126000", " u8734 00126000 ")
    assert counts(take_in(session, viewer, "pupils", f"{HEADINGS}\n{again}\n", now)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("written", "what"),
    [("31/02/2014", "is not a date"), ("01/09/2099", "still to come"), ("01/09/1914", "years old"), ("soon", "not a")],
)
def test_an_impossible_birth_date_is_told_and_the_rest_of_the_row_lands(
    session: Session, viewer: Viewer, now: datetime, written: str, what: str
) -> None:
    rows = f"{UGNE}\nH2,Ionescu,Andrei,{written},8,M,RMN\nX3,O'Brien,Jack,18/06/2011,9,M,ENG\n"
    outcome = take_in(session, viewer, "pupils", f"{HEADINGS}\n{rows}", now)
    assert counts(outcome) == (3, 0, 0)
    [fault] = outcome.faults
    assert (fault.line, fault.column, fault.value) == (3, "DOB", written)
    assert what in fault.what
    assert fault.remedy
    assert pupil(session, viewer, "H2")[1].birth_date is None
    assert not outcome.flawless


def test_a_row_without_a_number_or_without_any_name_is_left_out_and_told(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    rows = f",Ionescu,Andrei,03/05/2012,8,M,RMN\nH2,,,03/05/2012,8,M,RMN\n{UGNE}\nS4,Sukarno,,,,,\n"
    outcome = take_in(session, viewer, "pupils", f"{HEADINGS}\n{rows}", now)
    assert counts(outcome) == (2, 0, 0)
    assert [(bad.line, bad.column) for bad in outcome.bad] == [(2, "UPN"), (3, "Surname")]


def test_a_pupil_who_stands_twice_is_noted_when_the_same_and_told_when_not(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = take_in(session, viewer, "pupils", f"{HEADINGS}\n{UGNE}\n{UGNE}\n{UGNE.replace(',7,', ',8,')}\n", now)
    assert counts(outcome) == (1, 0, 0)
    [bad] = outcome.bad
    assert bad.line == 4
    assert "line 2" in bad.what
    assert any("Line 3" in said for said in outcome.notes)
    assert pupil(session, viewer)[0].year == "7"


def test_social_worker_plan_and_orders_are_recorded_and_only_a_plain_no_takes_them_back(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    headings = "UPN,Surname,Forename,Social worker,Protection plan,Looked after,Court order note"

    def status(cells: str, day: int) -> tuple[bool, str | None, bool, bool, str | None]:
        at = now + timedelta(days=day)
        outcome = take_in(session, viewer, "pupils", f"{headings}\nU1,Khan,Ayesha,{cells}\n", at)
        assert outcome.flawless
        known = find.child_status(session, viewer, pupil(session, viewer, "U1")[1].id)
        assert known is not None
        return (known.has_social_worker, known.social_worker, known.protection_plan, known.looked_after,
                known.court_order_note)  # fmt: skip

    note = "Father may not collect"
    assert status(f"Sam Achebe,Y,,{note}", 0) == (True, "Sam Achebe", True, False, note)
    assert status(",,,", 1) == (True, "Sam Achebe", True, False, note)
    assert status("N,N,Y,", 2) == (False, None, False, True, note)


def test_a_flag_that_is_neither_yes_nor_no_is_told(session: Session, viewer: Viewer, now: datetime) -> None:
    outcome = take_in(session, viewer, "pupils", "UPN,Surname,Forename,CP plan\nU1,Khan,Ayesha,Neglect\n", now)
    assert counts(outcome) == (1, 0, 0)
    [fault] = outcome.faults
    assert (fault.line, fault.column, fault.value) == (2, "CP plan", "Neglect")


def test_usual_headings_of_other_systems_are_known(session: Session, viewer: Viewer, now: datetime) -> None:
    text = (
        "Unique Pupil Number;Legal Surname;Legal Forename;Preferred forename;Date of Birth;Year Group;Home Language\n"
        "U1;Łukaszewicz;Michał;Misiek;7 Dec 2014;Year 7;POL\n"
    )
    assert counts(take_in(session, viewer, "pupils", text, now)) == (1, 0, 0)
    record, child = pupil(session, viewer, "U1")
    assert (child.known_as, child.birth_date, record.year) == ("Misiek", date(2014, 12, 7), "Year 7")


def test_a_school_can_say_which_column_is_which(session: Session, viewer: Viewer, now: datetime) -> None:
    chosen = {"surname": "Nachname", "forename": "Vorname"}
    text = "UPN,Nachname,Vorname\nU1,Groß,Zoë\n"
    assert counts(take_in(session, viewer, "pupils", text, now, chosen)) == (1, 0, 0)
    with pytest.raises(MissingColumns, match="surname"):
        take_in(session, viewer, "pupils", text, now)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (SAMPLES / "pupils.csv").read_bytes(),
        (SAMPLES / "pupils.csv").read_text("utf-8").encode("utf-16"),
        as_csv(sample_rows("pupils.csv"), ";").encode(),
        as_csv(sample_rows("pupils.csv"), "\t").encode(),
        as_workbook(sample_rows("pupils.csv")),
    ],
    ids=["byte order mark", "UTF-16", "semicolons", "tabs", "workbook"],
)
def test_the_same_pupils_in_another_writing_are_unchanged(
    session: Session, viewer: Viewer, now: datetime, content: bytes
) -> None:
    take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    assert counts(take_in(session, viewer, "pupils", content, now)) == (0, 0, 120)


def test_a_workbooks_own_dates_and_numbers_are_read(session: Session, viewer: Viewer, now: datetime) -> None:
    content = as_workbook([HEADINGS.split(","), ["U1", "Țăran", "Ion", date(2014, 12, 7), 7, "M", "RMN"]])
    assert take_in(session, viewer, "pupils", content, now).flawless
    record, child = pupil(session, viewer, "U1")
    assert (child.birth_date, record.year) == (date(2014, 12, 7), "7")


def test_western_letters_in_the_old_windows_writing_are_read_and_said(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = take_in(session, viewer, "pupils", f"{HEADINGS}\nU1,Gonçalves,Inês,,,,\n".encode("cp1252"), now)
    assert pupil(session, viewer, "U1")[1].name == "Inês Gonçalves"
    assert any("Windows-1252" in said for said in outcome.notes)


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("x")', "{{7*7}}", "<script>alert(1)</script>", "#panic()", "بيان", "Шевченко", "D'Souza-Łęcka"],
)
def test_a_name_is_kept_exactly_as_given(session: Session, viewer: Viewer, now: datetime, name: str) -> None:
    text = as_csv([HEADINGS.split(","), ["U1", name, "Ayesha", "", "", "", ""]])
    assert take_in(session, viewer, "pupils", text, now).flawless
    assert pupil(session, viewer, "U1")[1].family_name == name


def test_bidi_controls_and_line_breaks_do_not_get_into_a_name(session: Session, viewer: Viewer, now: datetime) -> None:
    text = as_csv([HEADINGS.split(","), ["U1", " Al\u202e-Sayed\n ", "Bayan\u200f\x01", "", "", "", ""]])
    assert take_in(session, viewer, "pupils", text, now).flawless
    assert pupil(session, viewer, "U1")[1].name == "Bayan Al-Sayed"


def test_a_name_too_long_to_keep_leaves_its_row_out_and_no_other(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    outcome = take_in(
        session, viewer, "pupils", f"{HEADINGS}\nU1,{'ß' * 200},A,,,,\nU2,{'x' * 3000},B,,,,\n{UGNE}\n", now
    )
    assert counts(outcome) == (2, 0, 0)
    assert [(bad.line, bad.column) for bad in outcome.bad] == [(3, "Surname")]


def test_another_schools_pupils_are_neither_matched_nor_changed(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other"), now, roles=("head teacher",)))
    take_in(session, viewer, "pupils", f"{HEADINGS}\n{UGNE}\n", now)
    assert counts(take_in(session, other, "pupils", f"{HEADINGS}\n{UGNE.replace('Ugnė', 'Rasa')}\n", now)) == (1, 0, 0)
    assert pupil(session, viewer)[1].given_name == "Ugnė"
    assert pupil(session, other)[1].given_name == "Rasa"


def test_a_preview_is_the_import_rolled_back(session: Session, viewer: Viewer, school: Agency, now: datetime) -> None:
    session.commit()
    assert counts(take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)) == (120, 0, 0)
    session.rollback()
    assert find.pupils(session, viewer) == []
    assert counts(take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)) == (120, 0, 0)


def test_importing_needs_the_permission(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        take_in(session, replace(viewer, permissions=frozenset()), "pupils", f"{HEADINGS}\n{UGNE}\n", now)


def test_a_file_of_contacts_does_not_rename_the_pupils(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", SAMPLES / "pupils.csv", now)
    with pytest.raises(MistakenFile, match="contacts, not of pupils"):
        take_in(session, viewer, "pupils", SAMPLES / "contacts.csv", now)
    assert pupil(session, viewer)[1].given_name == "Ugnė"


def test_one_export_of_pupils_and_contacts_together_is_taken_as_pupils(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    both = f"{HEADINGS},Relationship,Contact forename,Contact surname\n{UGNE},Mother,Rasa,Kazlauskienė\n"
    assert counts(take_in(session, viewer, "pupils", both, now)) == (1, 0, 0)
    assert counts(take_in(session, viewer, "contacts", both, now)) == (1, 0, 0)
