"""Looking through uploaded files before they are taken in: what each is, which column is which, what would happen.

What somebody chooses stands in addresses and forms as numbers of files and columns only, never as headings: a file
without headings has a person's details in its first line.
"""

from __future__ import annotations

from collections.abc import Mapping as ByName
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.imports import IMPORTS, ImportKind
from comms.attendance.imports.wide import session_columns
from comms.families.imports import ImportOutcome
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.stored_file import StoredFile, stored_file
from comms.foundation.tables import Mapping, Table, WantedField, read_table, recognise

NOT_READ = "-"
ROWS_SHOWN = 5
COLUMNS_SHOWN = 14
SHAPE = ("date", "session", "mark")


@dataclass(slots=True)
class CheckedFile:
    """One uploaded file: what it is taken for, which column is which, and what taking it in would do.

    ``number`` is its place among the files, ``problem`` why it cannot be taken in as it stands.
    """

    number: int
    stored: StoredFile
    kind: str
    table: Table
    mapping: Mapping
    outcome: ImportOutcome | None = None
    problem: str = ""

    @property
    def fields(self) -> tuple[WantedField, ...]:
        """The columns that are looked for."""
        return IMPORTS[self.kind].fields

    @property
    def sessions(self) -> int:
        """How many columns are of a session of the register."""
        return len(session_columns(self.mapping, date.max)) if self.kind == "marks" else 0

    @property
    def first_rows(self) -> list[list[str]]:
        """The first rows as they stand in the file, the first columns of each."""
        return [[row.text(header) for header in self.first_headers] for row in self.table.rows[:ROWS_SHOWN]]

    @property
    def first_headers(self) -> tuple[str, ...]:
        """The headings of the columns shown."""
        return self.table.headers[:COLUMNS_SHOWN]

    def parameter(self, name: str) -> str:
        """What the choice of a field's column is called in the form."""
        return parameter(self.number, self.kind, name)

    def column(self, name: str) -> str:
        """The column chosen for a field, by its number; "-" where the field is not read."""
        header = self.mapping.found.get(name)
        return str(self.table.headers.index(header)) if header is not None else NOT_READ


@dataclass(slots=True)
class Check:
    """All files of one upload, in the order in which they are taken in: pupils, contacts, marks."""

    files: list[CheckedFile] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether every file can be taken in as it stands."""
        return not any(file.problem for file in self.files)

    @property
    def brings(self) -> bool:
        """Whether taking the files in would change anything."""
        return any(file.outcome.new + file.outcome.changed for file in self.files if file.outcome)


def parameter(number: int, kind: str, name: str) -> str:
    """What the choice of a field's column is called: "2.contacts.mobile"."""
    return f"{number}.{kind}.{name}"


def guessed_kind(table: Table, today: date) -> str:
    """What a file is, from its headings: the marks of a register, pupils, or their contacts."""
    marks = recognise(table.headers, IMPORTS["marks"].fields)
    if all(name in marks.found for name in SHAPE) or session_columns(marks, today):
        return "marks"
    fits = {name: _fit(table, IMPORTS[name]) for name in ("pupils", "contacts")}
    return max(fits, key=lambda name: fits[name])


def _fit(table: Table, kind: ImportKind) -> int:
    found = recognise(table.headers, kind.fields)
    return len(found.found) - len(kind.fields) * len(found.missing)


def read_upload(content: bytes, name: str) -> Table:
    """An uploaded file as a table. Raises ``UnreadableTable``, which says what to do."""
    return read_table(content, name, limits=IMPORTS["marks"].limits)


def open_check(session: Session, viewer: Viewer, file_ids: Sequence[str], chosen: ByName[str, str]) -> Check:
    """The files of an upload with what was chosen about them. Raises ``NotFound`` for another agency's, or none."""
    order = list(IMPORTS)
    files = [_open(session, viewer, number, given, chosen) for number, given in enumerate(file_ids)]
    if not files:
        raise NotFound("No file is chosen.", "Choose the files to import.")
    return Check(sorted(files, key=lambda file: (order.index(file.kind), file.number)))


def _open(session: Session, viewer: Viewer, number: int, given: str, chosen: ByName[str, str]) -> CheckedFile:
    try:
        stored = stored_file(session, viewer.agency_id, UUID(given))
    except ValueError as fault:
        raise NotFound("There is no such file.", "Upload it again.") from fault
    if stored.kind not in IMPORTS:
        raise NotFound("There is no such file.", "Upload it again.")
    kind = chosen.get(f"{number}.kind", stored.kind)
    kind = kind if kind in IMPORTS else stored.kind
    table = read_table(stored.content, stored.name, limits=IMPORTS[kind].limits)
    named = _chosen_columns(table, number, kind, chosen)
    return CheckedFile(number, stored, kind, table, recognise(table.headers, IMPORTS[kind].fields, named))


def _chosen_columns(table: Table, number: int, kind: str, chosen: ByName[str, str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for wanted in IMPORTS[kind].fields:
        value = chosen.get(parameter(number, kind, wanted.name))
        if value == NOT_READ:
            columns[wanted.name] = ""
        elif value is not None and value.isdecimal() and int(value) < len(table.headers):
            columns[wanted.name] = table.headers[int(value)]
    return columns


def take_in(session: Session, viewer: Viewer, check: Check, now: datetime) -> None:
    """Take every file in, in order, and note what became of each row. Whoever calls commits it, or rolls it back."""
    for file in check.files:
        if file.mapping.missing:
            file.problem = _missing(file)
            continue
        try:
            file.outcome = IMPORTS[file.kind].run(session, viewer, file.table, file.mapping, now)
        except BadInput as fault:
            file.problem = str(fault)


def _missing(file: CheckedFile) -> str:
    titles = [f"“{wanted.title}”" for wanted in file.fields if wanted.name in file.mapping.missing]
    return f"No column is recognised as {' or '.join(titles)}. Choose it below, or say what else this file holds."
