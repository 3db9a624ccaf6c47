"""The report of an import, kept locked: the counts of each file, and every row with something wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.imports import ImportOutcome
from comms.foundation.errors import NotFound
from comms.foundation.stored_file import StoredFile, Upload, store_file, stored_file
from comms.foundation.tables import BadRow, csv_text
from comms.web.wording import counted

REPORT = "import report"
COLUMNS = ("import", "line", "column", "value", "what is wrong", "what to do", "outcome")
LEFT_OUT, REST_TAKEN = "left out", "the rest was taken"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing wrong in one row, and what became of the row."""

    row: BadRow
    outcome: str


def told(outcome: ImportOutcome) -> list[Told]:
    """Everything wrong in a file, in the order of its lines."""
    found = [Told(row, LEFT_OUT) for row in outcome.bad] + [Told(row, REST_TAKEN) for row in outcome.faults]
    return sorted(found, key=lambda one: one.row.line)


def keep_report(session: Session, viewer: Viewer, outcomes: Iterable[ImportOutcome], now: datetime) -> StoredFile:
    """Keep what an import did, locked like the file itself. It is the viewer's alone: of a family that is kept closed
    it says as much as they may know."""
    kept = {"by": str(viewer.staff_id), "files": [_entry(outcome) for outcome in outcomes]}
    upload = Upload(REPORT, "report.json", json.dumps(kept, ensure_ascii=False).encode())
    return store_file(session, viewer.actor, viewer.agency_id, upload, now)


def _entry(outcome: ImportOutcome) -> dict[str, object]:
    # Whose need changed was for their appointments, and stands on their own records.
    return {name: value for name, value in asdict(outcome).items() if name != "needs_recorded"}


def kept_report(session: Session, viewer: Viewer, file_id: UUID) -> tuple[StoredFile, list[ImportOutcome]]:
    """A report of the viewer's own import. Raises ``NotFound`` for any other."""
    stored = stored_file(session, viewer.agency_id, file_id)
    kept = json.loads(stored.content) if stored.kind == REPORT else {}
    if kept.get("by") != str(viewer.staff_id):
        raise NotFound("There is no such report.", "See the files you imported.")
    return stored, [_outcome(entry) for entry in kept["files"]]


def _outcome(entry: dict[str, object]) -> ImportOutcome:
    rows = {name: [BadRow(**row) for row in entry[name]] for name in ("bad", "faults")}  # type: ignore[attr-defined]
    return ImportOutcome(**{**entry, **rows})  # type: ignore[arg-type]


def report_csv(outcomes: Iterable[ImportOutcome]) -> bytes:
    """Every fault of every file as CSV, no cell of which can become a formula."""
    rows = [
        (outcome.kind, str(one.row.line), one.row.column, one.row.value, one.row.what, one.row.remedy, one.outcome)
        for outcome in outcomes
        for one in told(outcome)
    ]
    return csv_text([COLUMNS, *rows]).encode("utf-8-sig")


def in_a_sentence(outcomes: Iterable[ImportOutcome], *, taken: bool) -> str:
    """What the files bring, or brought: "62 new pupils, 3 changed marks", or that nothing is new."""
    found = list(outcomes)
    parts = [f"{outcome.new:,} new {_noun(outcome.kind, outcome.new)}" for outcome in found if outcome.new]
    parts += [
        f"{outcome.changed:,} changed {_noun(outcome.kind, outcome.changed)}" for outcome in found if outcome.changed
    ]
    bad = sum(outcome.refused_lines for outcome in found)
    if not parts:
        said = "Nothing in these files is new" if not taken else "Nothing was new"
    else:
        said = f"{'Taken in' if taken else 'To be taken in'}: {', '.join(parts)}"
    if bad and taken:
        said += f"; {counted(bad, 'row was', 'rows were')} left out"
    elif bad:
        said += f"; {counted(bad, 'row', 'rows')} cannot be taken"
    return said


def _noun(kind: str, count: int) -> str:
    return kind.removesuffix("s") if count == 1 else kind
