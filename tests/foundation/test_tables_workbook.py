"""Excel workbooks are read as they stand: dates as dates, formulas as text, and nothing unpacked without limit."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from comms.foundation.tables import Limits, UnreadableTable, read_date, read_table


def _saved(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _workbook(rows: Iterable[Iterable[object]]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    return _saved(workbook)


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for known in before.namelist():
            if known != name:
                after.writestr(known, before.read(known))
        after.writestr(name, part)
    return target.getvalue()


def _sheet(rows: str) -> bytes:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{start}{rows}</sheetData></worksheet>".encode()


PLAIN = _workbook([["UPN", "Name"], ["U1", "Łukasz"]])


def test_a_workbook_is_read_with_names_dates_and_numbers() -> None:
    table = read_table(
        _workbook(
            [
                ["UPN", "Name", "DOB", "Seen", "At", "Year", "Share", "Yes"],
                ["U1", "بيان", date(2014, 12, 7), datetime(2026, 9, 7, 8, 40), time(8, 40), 7.0, 0.5, True],  # noqa: DTZ001
            ]
        ),
        "pupils.xlsx",
    )
    assert (table.kind, table.delimiter, table.notes, table.bad) == ("workbook", "", (), ())
    row = table.rows[0]
    assert row.line_number == 2
    assert row.cells["DOB"] == date(2014, 12, 7)
    assert [row.text(header) for header in table.headers] == [
        "U1",
        "بيان",
        "07/12/2014",
        "07/09/2026 08:40",
        "08:40",
        "7",
        "0.5",
        "TRUE",
    ]
    assert read_date(row.cells["DOB"]) == read_date(row.text("DOB"))


def test_blank_lines_are_skipped_and_line_numbers_are_the_sheets() -> None:
    table = read_table(_workbook([[], ["UPN", "Name"], ["U1", "Jan"], [], [None, "  "], ["U2", None]]))
    assert [(row.line_number, row.text("Name")) for row in table.rows] == [(3, "Jan"), (6, "")]


def test_dates_as_headings_are_read_as_people_write_them() -> None:
    assert read_table(_workbook([["UPN", date(2026, 9, 7)], ["U1", "/"]])).headers == ("UPN", "07/09/2026")


def test_a_formula_is_its_text_and_is_noted() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["UPN", "Name", "Sum"])
    sheet.append(["U1", '=HYPERLINK("http://example.org","x")', "U"])
    sheet["C2"] = ArrayFormula("C2", "=SUM(A1:A2)")
    table = read_table(_saved(workbook))
    assert table.rows[0].text("Name") == '=HYPERLINK("http://example.org","x")'
    assert table.rows[0].text("Sum") == "=SUM(A1:A2)"
    assert table.notes[0].startswith("Formulas in line 2")


def test_a_telephone_number_without_its_zero_is_kept_and_noted() -> None:
    table = read_table(_workbook([["UPN", "Mobile"], ["U1", 7700900821]]))
    assert table.rows[0].text("Mobile") == "7700900821"
    assert table.notes[0].startswith("Mobile: a number without its leading zero in line 2")


def test_a_column_formatted_to_show_its_zero_keeps_it() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["UPN", "Mobile"])
    sheet.append(["U1", 7700900821])
    sheet["B2"].number_format = "00000000000"
    table = read_table(_saved(workbook))
    assert (table.rows[0].text("Mobile"), table.notes) == ("07700900821", ())


def test_the_first_visible_sheet_with_content_is_read_and_the_others_are_named() -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "Empty"
    hidden = workbook.create_sheet("Hidden")
    hidden.append(["Secret"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Pupils").append(["UPN"])
    workbook.create_sheet("Staff").append(["Name"])
    table = read_table(_saved(workbook))
    assert table.headers == ("UPN",)
    assert table.notes == ("Only the sheet “Pupils” was read, not “Staff”.",)


def test_cells_beyond_the_headings_are_noted_and_cost_no_row() -> None:
    table = read_table(_workbook([["UPN", "Name"], ["U1", "Jan", "a remark"], ["U2", "Eva"]]))
    assert [row.text("UPN") for row in table.rows] == ["U1", "U2"]
    assert table.notes == ("Cells to the right of the last heading in line 2 were not read.",)


def test_what_a_file_is_shows_in_its_content_not_in_its_name() -> None:
    assert "is an Excel workbook" in read_table(PLAIN, "pupils.csv").notes[0]
    assert "is a text file" in read_table(b"UPN\nU1\n", "pupils.xlsx").notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_workbook([]), "empty"),
        (_workbook([["UPN", None, "Name"], ["U1", "x", "Jan"]]), "column 2"),
        (_workbook([["UPN", "upn "], ["U1", "U1"]]), "more than once"),
        (_with_part(PLAIN, "xl/workbook.xml", b"<not closed"), "damaged"),
        (
            _with_part(PLAIN, "xl/worksheets/sheet1.xml", _sheet('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>')),
            "damaged",
        ),
        (
            _with_part(
                PLAIN, "xl/worksheets/sheet1.xml", _sheet('<row r="999999999"><c r="A999999999"><v>1</v></c></row>')
            ),
            "goes on far beyond",
        ),
        (
            _with_part(PLAIN, "xl/sharedStrings.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'),
            "declarations",
        ),
        (PLAIN[:-200], "damaged"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_with_a_remedy(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said) as refusal:
        read_table(content, "pupils.xlsx")
    assert refusal.value.remedy


def test_another_kind_of_archive_is_refused() -> None:
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(UnreadableTable, match="another kind of document"):
        read_table(target.getvalue(), "pupils.ods")


def test_an_archive_that_unpacks_to_far_too_much_is_refused_before_it_is_read() -> None:
    bomb = _with_part(PLAIN, "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 3_000_000)
    with pytest.raises(UnreadableTable, match="unpacks to far more"):
        read_table(bomb, "pupils.xlsx")
    with pytest.raises(UnreadableTable, match="unpacks to far more"):
        read_table(PLAIN, "pupils.xlsx", limits=Limits(unpacked_size=1000))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(rows=1), "more than 1 rows"),
        (Limits(columns=1), "more than 1 columns in line 1"),
        (Limits(cells=3), "goes on far beyond"),
    ],
)
def test_a_workbook_far_too_large_is_refused(limits: Limits, said: str) -> None:
    content = _workbook([["UPN", "Name"], ["U1", "a"], ["U2", "b"]])
    with pytest.raises(UnreadableTable, match=said):
        read_table(content, "pupils.xlsx", limits=limits)


CELLS = st.text(st.sampled_from("abÄłي 0123'\"=+@,;\n"), min_size=1, max_size=8).filter(
    lambda text: text.strip() != "" and not text.startswith("=")
)


@settings(max_examples=25)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_every_text_comes_back_from_a_workbook(rows: list[list[str]]) -> None:
    table = read_table(_workbook([["UPN", "Name"], *rows]))
    assert [list(row.cells.values()) for row in table.rows] == rows
