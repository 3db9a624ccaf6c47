"""Reading a file into a table: what it is, is seen from its content, not from its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from comms.foundation.tables.delimited import read_delimited
from comms.foundation.tables.encodings import decode
from comms.foundation.tables.table import MEGABYTE, Limits, Table, UnreadableTable
from comms.foundation.tables.workbook import read_workbook

_AS_CSV = "Save it as CSV (UTF-8) or as an Excel workbook (.xlsx) and import that."

# The first bytes of files that are exported or picked by mistake, and what to call them.
_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a word processor's file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook")


def read_table(
    source: Path | bytes,
    filename: str = "",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
) -> Table:
    """Reads a CSV file (comma, semicolon, tab or bar) or an Excel workbook.

    `filename` is what the person called it, for messages. Text is UTF-8 or UTF-16, otherwise Windows-1252, which
    is noted; Windows-1250 and 1257 are read where `encoding` asks for them, since nothing in a file tells them
    apart. `delimiter` overrides the one found. Raises UnreadableTable, which says what to do.
    """
    limits = limits or Limits()
    content = source if isinstance(source, bytes) else _bytes_of(source, limits)
    name = filename or (source.name if isinstance(source, Path) else "The file")
    _refuse_what_is_no_table(content, name, limits)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_workbook(content, name, limits, notes=_name_notes(name, is_workbook=True))
    decoded = decode(content, name, encoding)
    notes = (*_name_notes(name, is_workbook=False), *decoded.notes)
    return read_delimited(replace(decoded, notes=notes), name, limits, delimiter)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.file_size + 1)
    except FileNotFoundError:
        raise UnreadableTable(f"There is no file {path}.", "Check the name and the folder.") from None
    except OSError as error:
        raise UnreadableTable(
            f"{path} cannot be opened ({error.strerror}).", "Check that it is a readable file."
        ) from error


def _refuse_what_is_no_table(content: bytes, name: str, limits: Limits) -> None:
    if len(content) > limits.file_size:
        size = limits.file_size // MEGABYTE
        raise UnreadableTable(f"{name} is larger than {size} MB.", "Export fewer pupils or a shorter period at a time.")
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise UnreadableTable(f"{name} is empty.", "Export it again, with the headings in the first line.")
    for start, what in _OTHER_FILES:
        if content.startswith(start):
            raise UnreadableTable(f"{name} is {what}, not a table.", _AS_CSV)
    if content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise UnreadableTable(
            f"{name} is a web page or XML, whatever its name says.", f"Open it in a spreadsheet. {_AS_CSV}"
        )


def _name_notes(name: str, *, is_workbook: bool) -> tuple[str, ...]:
    suffix = PurePath(name).suffix.lower()
    if is_workbook and suffix in {".csv", ".tsv", ".txt"}:
        return (f"{name} is named {suffix} but is an Excel workbook, and was read as one.",)
    if not is_workbook and suffix in {".xlsx", ".xlsm", ".xls"}:
        return (f"{name} is named {suffix} but is a text file, and was read as CSV.",)
    return ()
