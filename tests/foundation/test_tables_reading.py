"""Whatever a school's system exports as text is read without losing a good row, or refused with a remedy."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.tables import Limits, Table, UnreadableTable, read_table

EXPORTS = Path(__file__).parent / "exports"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be-with-mark", "cp1252", "cp1250", "cp1257")
DELIMITERS = (",", ";", "\t", "|")
WESTERN = "abcXYZ éüñçß€’0123456789 '\"=+-@;,|\t\n"


def _encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-be-with-mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def _cells(table: Table) -> list[list[str]]:
    return [[str(cell) for cell in row.cells.values()] for row in table.rows]


def test_a_schools_contacts_are_read_as_they_stand() -> None:
    table = read_table(EXPORTS / "contacts.csv")
    assert (table.encoding, table.delimiter, table.kind, table.bad, table.notes) == ("utf-8", ",", "text", (), ())
    assert table.headers[:3] == ("UPN", "Relationship", "Parental responsibility")
    assert table.rows[0].line_number == 2
    assert table.rows[0].text("Surname") == "Kazlauskienė"
    assert table.rows[0].text("Mobile") == "07700 900821"


def test_a_register_with_commas_in_names_is_read() -> None:
    table = read_table(EXPORTS / "marks_wide.csv")
    assert table.headers[2] == "07/09/2026 AM"
    assert (table.rows[0].text("Name"), table.rows[0].text("07/09/2026 PM")) == ("Kazlauskienė, Ugnė", "\\")


ROWS = st.lists(
    st.lists(st.text(st.sampled_from(WESTERN), max_size=12), min_size=3, max_size=3).filter(
        lambda row: any(cell.strip() for cell in row)
    ),
    max_size=8,
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
@given(rows=ROWS)
def test_every_cell_comes_back_from_every_delimiter_and_encoding(
    delimiter: str, encoding: str, rows: list[list[str]]
) -> None:
    # The Windows code pages are named: "ß’" in one of them is also a letter of the N’Ko alphabet in UTF-8.
    asked = encoding if encoding.startswith("cp") else None
    if asked:
        rows = [[cell.encode(asked, errors="replace").decode(asked) for cell in row] for row in rows]
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows([["UPN", "Surname", "Note"], *rows])
    table = read_table(_encoded(target.getvalue(), encoding), encoding=asked, delimiter=delimiter)
    assert _cells(table) == rows
    assert (table.bad, table.delimiter) == ((), delimiter)


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_found_though_others_stand_in_the_cells(delimiter: str) -> None:
    rows = [["UPN", "Name; forename", "Note, a|b"], ["U1", "Nowak; Jan", "a, b|c\td"], ["U2", "Lis", ""]]
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    table = read_table(target.getvalue().encode())
    assert (table.delimiter, list(table.headers), _cells(table)) == (delimiter, rows[0], rows[1:])


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("UPN\tName\nU1\tNowak, Jan\n", "\t"),
        ("UPN;Name\nU1;Nowak, Jan\n", ";"),
        ("Name, forename;DOB\nNowak, Jan;07/09/2014\n", ";"),
        ("sep=|\nUPN|Name\nU1|Jan\n", "|"),
        ("UPN\nU1\n", ","),
        ("UPN,Note\nU1,a;b;c\nU2,d\n", ","),
    ],
)
def test_the_delimiter_that_every_line_agrees_on_is_taken(text: str, delimiter: str) -> None:
    assert read_table(text.encode()).delimiter == delimiter


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_numbers_are_those_of_the_file(ending: str) -> None:
    text = ending.join(["UPN,Address", "", 'U1,"1 Elm Road', 'Wisbech"', " , ", "U2,x", ""])
    table = read_table(text.encode())
    assert [row.line_number for row in table.rows] == [3, 6]
    assert table.rows[0].text("Address").split() == ["1", "Elm", "Road", "Wisbech"]


def test_one_unclosed_quotation_mark_costs_one_row() -> None:
    table = read_table(b'UPN,Name\nU1,"Jan\nU2,Anna\nU3,Eva\n')
    assert [row.text("UPN") for row in table.rows] == ["U2", "U3"]
    assert [(row.line, row.value) for row in table.bad] == [(2, 'U1,"Jan')]
    assert "not closed" in table.bad[0].what


def test_a_quotation_mark_in_the_wrong_place_costs_one_row() -> None:
    table = read_table(b'UPN,Name\nU1,"Jan "JJ" Nowak"\nU2,Anna\n')
    assert [row.text("UPN") for row in table.rows] == ["U2"]
    assert (table.bad[0].line, "wrong place" in table.bad[0].what) == (2, True)


def test_a_cell_beyond_all_measure_costs_one_row() -> None:
    table = read_table(b"UPN,Name\nU1," + b"x" * 140_000 + b"\nU2,Anna\n")
    assert [row.text("UPN") for row in table.rows] == ["U2"]
    assert "far too long" in table.bad[0].what


def test_a_row_with_too_many_cells_is_reported_and_a_short_one_noted() -> None:
    table = read_table(b"UPN,Name,Town\nU1,Nowak, Jan,Ely\nU2,Lis\nU3,Ott,Ely,,\n")
    assert [(row.line_number, row.text("Town")) for row in table.rows] == [(3, ""), (4, "Ely")]
    assert [(row.line, row.value) for row in table.bad] == [(2, "U1")]
    assert "quotation marks" in table.bad[0].remedy
    assert table.notes == ("Fewer cells than headings in line 3: the missing ones were read as blank.",)


def test_windows_western_text_is_read_and_said_to_be_a_guess() -> None:
    table = read_table("UPN,Name\nU1,José\n".encode("cp1252"), "pupils.csv")
    assert table.rows[0].text("Name") == "José"
    assert table.encoding == "cp1252"
    assert "pupils.csv" in table.notes[0]
    assert "Windows-1252" in table.notes[0]


@pytest.mark.parametrize(("encoding", "name"), [("windows-1250", "Łukasz"), ("cp1257", "Kazlauskienė")])
def test_other_code_pages_are_read_where_asked(encoding: str, name: str) -> None:
    table = read_table(f"UPN,Name\nU1,{name}\n".encode(encoding), encoding=encoding)
    assert (table.rows[0].text("Name"), table.notes) == (name, ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"UPN,Name\nU1,Jos\x81\n", "line 2 has the byte 0x81 (byte 16"),
        ("UPN,Name\nU1,Kazlauskienė\nU2,Žemaitė\n".encode() + b"U3,\xe9\n", "line 4 has the byte 0xE9"),
        (b"\xef\xbb\xbfUPN,Name\r\nU1,\xff\r\n", "line 2 has the byte 0xFF (byte 17"),
        (b"\xff\xfeU\x00\n\x00\x00\xd8\n\x00", "UTF-16: line 2"),
        ("UPN,Name\nU1,Jan".encode("utf-16-le"), "UTF-16 without its mark"),
    ],
)
def test_bytes_that_do_not_fit_are_named_with_their_line(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable) as refusal:
        read_table(content, "pupils.csv")
    assert said in refusal.value.message
    assert "UTF-8" in refusal.value.remedy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b",,,\n,,\n", "no readable line"),
        (b"UPN,,Town\nU1,Jan,Ely\n", "column 2"),
        ("UPN,Name, náme\nU1,Jan,Nowak\n".encode(), r"“Name” more than once in line 1 \(columns 2, 3\)"),
        (b'UPN,"Name\nU1,Jan\n', "quotation mark in its headings"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old or password-protected"),
        (b" <!DOCTYPE html><table>", "web page"),
        (b"PK\x03\x04rubbish", "damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_name_and_a_remedy(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said) as refusal:
        read_table(content, "contacts.xls")
    assert refusal.value.message.startswith("contacts.xls")
    assert refusal.value.remedy


def test_columns_with_neither_heading_nor_content_are_left_out() -> None:
    assert read_table(b"UPN,,Name,\nU1,,Jan,\n").headers == ("UPN", "Name")


def test_headings_without_rows_are_an_empty_table() -> None:
    assert read_table(b"UPN,Name\n").rows == ()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"no file .*pupils\.csv"):
        read_table(tmp_path / "pupils.csv")
    with pytest.raises(UnreadableTable, match="cannot be opened"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(file_size=10), "larger than"), (Limits(rows=1), "more than 1 rows"), (Limits(columns=1), "2 columns")],
)
def test_what_is_far_too_large_is_refused(tmp_path: Path, limits: Limits, said: str) -> None:
    path = tmp_path / "pupils.csv"
    path.write_bytes(b"UPN,Name\nU1,a\nU2,b\n")
    with pytest.raises(UnreadableTable, match=said):
        read_table(path, limits=limits)


def test_numbers_that_a_spreadsheet_spoiled_are_noted_and_kept() -> None:
    table = read_table(b"UPN,Mobile,Ref\nU1,7700900821,7.7009E+09\nU2,07700 900665,1234567890\n")
    assert table.rows[0].text("Mobile") == "7700900821"
    assert any(note.startswith("Mobile: a number without its leading zero in line 2") for note in table.notes)
    assert any(note.startswith("Ref: a long number shortened") for note in table.notes)


@pytest.mark.parametrize(("encoding", "said"), [("utf-7", "utf-7"), ("rubbish", "rubbish")])
def test_an_encoding_that_is_not_read_here_is_refused(encoding: str, said: str) -> None:
    with pytest.raises(UnreadableTable, match=said):
        read_table(b"UPN\n", encoding=encoding)


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n"])
def test_a_delimiter_that_cannot_be_one_is_refused(delimiter: str) -> None:
    with pytest.raises(UnreadableTable, match="delimiter"):
        read_table(b"UPN\n", delimiter=delimiter)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_clear_refusal(content: bytes) -> None:
    try:
        table = read_table(content, "any.csv")
    except UnreadableTable as refusal:
        assert refusal.message  # noqa: PT017
        assert refusal.remedy  # noqa: PT017
    else:
        assert table.headers
