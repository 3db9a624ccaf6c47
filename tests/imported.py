"""Takes in an export as a person would: read, its columns recognised, and imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.imports import IMPORTS
from comms.families.imports import ImportOutcome
from comms.foundation.tables import read_table, recognise

SAMPLES = Path(__file__).with_name("samples")


def take_in(
    session: Session,
    viewer: Viewer,
    kind: str,
    content: bytes | str | Path,
    now: datetime,
    chosen: Mapping[str, str] | None = None,
) -> ImportOutcome:
    """Import a file, or its text or bytes, and write it to the database without committing."""
    source = content.encode() if isinstance(content, str) else content
    wanted = IMPORTS[kind]
    table = read_table(source, f"{kind}.csv" if isinstance(source, bytes) else "", limits=wanted.limits)
    outcome = wanted.run(session, viewer, table, recognise(table.headers, wanted.fields, chosen), now)
    session.flush()
    return outcome


def counts(outcome: ImportOutcome) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    return outcome.new, outcome.changed, outcome.unchanged


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV text."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue()


def as_workbook(rows: Sequence[Sequence[str | int | date]]) -> bytes:
    """Rows as an Excel workbook; numbers and dates as Excel keeps them."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def sample_rows(name: str) -> list[list[str]]:
    """A sample export, row by row."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
