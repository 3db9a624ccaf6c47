"""The report of a run: what became of each letter, why, and what to do, a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import language_needs
from comms.letters.letter import Letter, LetterState
from comms.letters.please_ring import languages_for_please_ring
from comms.letters.runs.find import RunRow, every_row
from comms.letters.runs.letter_run import Outcome

COLUMNS = ("pupil", "parent", "kind", "language", "way", "outcome", "reason", "what to do", "please ring us in", "file")
NOT_MADE = "The run was stopped before this letter."


def report_rows(
    session: Session, viewer: Viewer, run_id: UUID, file_name: Callable[[Letter], str]
) -> Iterator[tuple[str, ...]]:
    """The rows of the report in the order of the run, each in the order of ``COLUMNS``."""
    for row in every_row(session, viewer, run_id):
        yield _cells(session, viewer, row, file_name)


def _cells(session: Session, viewer: Viewer, row: RunRow, file_name: Callable[[Letter], str]) -> tuple[str, ...]:
    letter, outcome = row.letter, row.wanted.outcome
    issued = letter is not None and letter.state == LetterState.ISSUED and outcome == Outcome.ISSUED
    ring: list[str] = []
    if letter is not None and outcome == Outcome.HELD:
        need = language_needs(session, viewer, [row.parent.id]).get(row.parent.id)
        ring = languages_for_please_ring(need, letter.reason)
    return (
        row.child.name,
        row.parent.name,
        row.wanted.kind,
        (letter.language or "") if letter else "",
        letter.channel if letter and issued else "",
        outcome,
        _reason(row),
        (letter.remedy or "") if letter and outcome == Outcome.HELD else "",
        ", ".join(ring),
        file_name(letter) if letter and issued else "",
    )


def _reason(row: RunRow) -> str:
    letter = row.letter
    if row.wanted.outcome == Outcome.ISSUED and letter is not None:
        return "; ".join(filter(None, (letter.because, letter.why)))
    if row.wanted.outcome == Outcome.HELD and letter is not None:
        return f"{letter.reason}: {letter.why}"
    return row.wanted.why or (NOT_MADE if row.wanted.outcome == Outcome.WAITING else "")
