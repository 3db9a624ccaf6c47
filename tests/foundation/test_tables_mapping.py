"""Columns are recognised by the headings schools use, or named by the school; and what an import reports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.errors import BadInput
from comms.foundation.tables import (
    BadRow,
    ImportReport,
    MissingColumns,
    Row,
    WantedField,
    read_map_file,
    recognise,
    require,
)

FIELDS = (
    WantedField("upn", ("Unique pupil number", "Pupil ID"), required=True),
    WantedField("surname", ("Family name", "Last name", "Legal surname"), required=True),
    WantedField("forename", ("First name", "Given name"), required=True),
    WantedField("birth_date", ("DOB", "Date of birth")),
    WantedField("phone", ("Mobile", "Telephone")),
)


def test_usual_headings_are_recognised_whatever_their_case_and_punctuation() -> None:
    found = recognise(["Pupil_ID", "LAST NAME", "first-name", "D.O.B.", "House"], FIELDS)
    assert found.found == {"upn": "Pupil_ID", "surname": "LAST NAME", "forename": "first-name", "birth_date": "D.O.B."}
    assert found.missing == ()
    assert found.unused == ("House",)


def test_an_earlier_synonym_wins_and_the_other_column_is_left() -> None:
    found = recognise(["Telephone", "Mobile", "UPN", "Surname", "Forename"], FIELDS)
    assert found.found["phone"] == "Mobile"
    assert found.unused == ("Telephone",)


def test_a_required_column_that_is_missing_is_named_with_those_there_are() -> None:
    found = recognise(["UPN", "Name"], FIELDS)
    assert found.missing == ("surname", "forename")
    with pytest.raises(MissingColumns) as refusal:
        require(found, FIELDS, "pupils.csv")
    assert "“Family name”, “First name”" in refusal.value.message
    assert "“UPN”, “Name”" in refusal.value.message
    assert "surname" in refusal.value.remedy


def test_a_complete_table_is_not_refused() -> None:
    require(recognise(["UPN", "Surname", "Forename"], FIELDS), FIELDS, "pupils.csv")


def test_the_school_can_name_a_column_itself() -> None:
    found = recognise(["No.", "Surname", "Forename", "UPN"], FIELDS, {"upn": "no", "phone": ""})
    assert found.found["upn"] == "No."
    assert found.unused == ("UPN",)


def test_a_column_can_be_left_out_by_the_school() -> None:
    assert "phone" not in recognise(["Mobile"], FIELDS, {"phone": ""}).found


def test_a_mapping_to_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(MissingColumns, match=r"“Familyname”.* “Surname”, “Forename”"):
        recognise(["Surname", "Forename"], FIELDS, {"surname": "Familyname"})


def test_a_mapping_of_an_unknown_field_names_the_fields() -> None:
    with pytest.raises(MissingColumns, match=r"“sirname”.*surname"):
        recognise(["Surname"], FIELDS, {"sirname": "Surname"})


def test_cells_are_read_by_field() -> None:
    found = recognise(["UPN", "Surname", "Forename"], FIELDS)
    row = Row(2, {"UPN": " U1 ", "Surname": "Ionescu", "Forename": "Andrei"})
    assert (found.text(row, "upn"), found.text(row, "phone")) == ("U1", "")
    assert (found.column("upn"), found.column("phone")) == ("UPN", "phone")


@given(st.lists(st.text(min_size=1), unique=True))
def test_every_heading_is_used_once_or_reported_unused(headers: list[str]) -> None:
    found = recognise(headers, FIELDS)
    assert sorted([*found.found.values(), *found.unused]) == sorted(headers)


@pytest.mark.parametrize(
    ("name", "content"),
    [("map.toml", 'upn = "No."\nsurname = "Név"\n'), ("map.json", '\ufeff{"upn": "No.", "surname": "Név"}')],
)
def test_a_mapping_file_is_toml_or_json(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert read_map_file(path) == {"upn": "No.", "surname": "Név"}


@pytest.mark.parametrize("content", ["upn = ", '{"upn": 1}', "[upn]\na = 1\n", '{"upn"}', "upn: No."])
def test_a_faulty_mapping_file_is_refused_with_an_example(tmp_path: Path, content: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match="surname = "):
        read_map_file(path)


def test_a_mapping_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nothing\.toml"):
        read_map_file(tmp_path / "nothing.toml")


def _report() -> ImportReport:
    report = ImportReport("contacts", new=3, changed=1, unchanged=20)
    report.bad.append(BadRow(9, "Mobile", "+44 77", "too short for a telephone number.", "Ask the family for it."))
    report.bad.append(BadRow(4, "Surname", "=cmd|'/c calc'!A1", "not a name.", "Correct it."))
    report.bad.append(BadRow(4, "", "", "the row has 9 cells.", ""))
    report.notes.append("Read as Windows-1252.")
    return report


def test_a_report_tells_people_line_column_value_and_what_to_do() -> None:
    assert _report().lines() == [
        "contacts: 3 new, 1 changed, 20 unchanged, 2 rows left out.",
        "Read as Windows-1252.",
        "line 4, Surname “=cmd|'/c calc'!A1”: not a name. Correct it.",
        "line 4: the row has 9 cells.",
        "line 9, Mobile “+44 77”: too short for a telephone number. Ask the family for it.",
    ]


def test_an_import_without_faults_says_nothing_of_them() -> None:
    assert ImportReport("pupils", unchanged=2).lines() == ["pupils: 0 new, 0 changed, 2 unchanged."]


def test_a_hostile_value_cannot_break_the_line_it_is_shown_in() -> None:
    shown = str(BadRow(2, "Name", "a\nb\u202ec\x1b[31m" + "x" * 200, "too long.", ""))
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert len(shown) < 120


def test_the_report_opens_in_a_spreadsheet_without_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(_report().as_csv(), newline="")))
    assert rows[0] == ["line", "column", "value", "what is wrong", "what to do"]
    assert [row[2] for row in rows[1:]] == ["'=cmd|'/c calc'!A1", "", "'+44 77"]
