"""Taking in the marks of a school's register."""

from __future__ import annotations

from collections.abc import Mapping as ByChild
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.actions import MarkCounts, record_marks
from comms.attendance.imports.fields import MARK_FIELDS
from comms.attendance.imports.gathering import Gathering
from comms.attendance.imports.long import SHAPE, gather_long
from comms.attendance.imports.wide import gather_wide, session_columns
from comms.attendance.session_mark import SessionMark
from comms.families.access.whole_roll import whole_roll
from comms.families.imports.find import children_by_upn, closed_people
from comms.families.imports.outcome import ImportOutcome, Progress, outcome_for
from comms.foundation.clock import london_date
from comms.foundation.tables import Mapping, MissingColumns, Table
from comms.foundation.tables.mapping import require


def import_marks(
    session: Session, viewer: Viewer, table: Table, mapping: Mapping, now: datetime, progress: Progress | None = None
) -> ImportOutcome:
    """Take in the marks of pupils on the roll of the viewer's school. The counts are of marks.

    The table's headings tell its shape: a row for each mark (date, session, mark), or a column for each session. A
    mark that cannot be read costs that mark alone. The same file again changes nothing. The marks of a child who is
    kept closed from the viewer land too, and always count as unchanged. ``progress`` is told how many pupils of how
    many are done. Raises ``MissingColumns`` for a table of neither shape. Nothing is committed,
    so rolling back makes it a preview.
    """
    viewer.require(Permission.IMPORT_RECORDS)
    require(mapping, MARK_FIELDS, "The file")
    outcome = outcome_for("marks", table)
    children = {upn: child.id for upn, child in children_by_upn(session, whole_roll(viewer)).items()}
    gathering = Gathering(children, london_date(now), outcome)
    if all(name in mapping.found for name in SHAPE):
        gather_long(gathering, table, mapping)
    elif session_columns(mapping, gathering.today):
        gather_wide(gathering, table, mapping)
    else:
        raise MissingColumns(
            "The file has neither a column for each session nor columns for date, session and mark.",
            "Head each session's column with its day, such as “07/09/2026 AM”, or name the three columns.",
        )
    counts = _record(session, viewer, gathering.by_child(), now, progress)
    outcome.new, outcome.changed, outcome.unchanged = counts.new, counts.changed, counts.unchanged
    gathering.tell()
    if counts.tasks:
        outcome.notes.append(
            f"{counts.tasks} {'child' if counts.tasks == 1 else 'children'} with a social worker, a plan or in care "
            "missed school without a known reason: see the tasks to tell the social worker today."
        )
    return outcome


def _record(
    session: Session, viewer: Viewer, marks: ByChild[UUID, Sequence[SessionMark]], now: datetime,
    progress: Progress | None,
) -> MarkCounts:  # fmt: skip
    """Record the marks, those of children who are kept closed from the viewer through the service's own eyes."""
    closed = closed_people(session, viewer)
    hidden = {child: given for child, given in marks.items() if child in closed}
    counts = record_marks(session, viewer, {one: marks[one] for one in marks if one not in hidden}, now, progress)
    if hidden:
        # What was new, and that somebody must be told of the child today, would say what is on record of them.
        record_marks(session, whole_roll(viewer), hidden, now)
        counts.unchanged += sum(len(given) for given in hidden.values())
    return counts
