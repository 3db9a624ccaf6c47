"""Recording the register's marks, and telling at once of a child nobody can account for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance import find
from comms.attendance.hearing import tell_of_changes
from comms.attendance.register import MarkChange, RegisterMark
from comms.attendance.session_mark import SessionMark
from comms.attendance.social_worker_days import recent_days, unexplained
from comms.families.protection.find import statuses_in_force
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.db import new_id
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.one_at_a_time import one_at_a_time
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind, TaskState

UNEXPLAINED_ABSENCE = "unexplained_absence"

# Two school days are never further apart than the summer holidays.
LOOK_BACK = timedelta(days=60)

Progress = Callable[[int, int], None]

# The tables themselves: the mapper would look at every mark of a year once more.
REGISTER = cast(Table, RegisterMark.__table__)
CHANGES = cast(Table, MarkChange.__table__)
KEY = ("agency_id", "child_id", "day", "session")


@dataclass(slots=True)
class MarkCounts:
    """How many marks were new, replaced another, or stood already; and the tasks that were opened."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    tasks: int = 0


def record_marks(
    session: Session,
    viewer: Viewer,
    marks: Mapping[UUID, Sequence[SessionMark]],
    now: datetime,
    progress: Progress | None = None,
) -> MarkCounts:
    """Record the marks of children on the roll of the viewer's school, by child.

    A mark that differs from the one that stands replaces it, and what stood before is kept. A session that is not
    given keeps its mark. ``progress`` is told how many children of how many are done. Raises ``NotFound`` for a
    child who is not on the roll and ``BadInput`` for a session of one child given twice; then nothing is recorded.
    """
    viewer.require(Permission.IMPORT_RECORDS)
    one_at_a_time(session, f"records of {viewer.agency_id}")
    if not set(marks) <= find.on_roll(session, viewer):
        raise NotFound("A mark is for a child who is not on the roll of your school.", "Import the pupils first.")
    days = [mark.day for given in marks.values() for mark in given]
    counts = MarkCounts()
    if days:
        writing = _Writing(session, viewer, (min(days), max(days)), now, counts)
        done = 0
        for lot in find.children_in_lots(marks):
            writing.write({child: marks[child] for child in lot})
            done += len(lot)
            if progress:
                progress(done, len(marks))
        counts.tasks = _tell_social_workers(session, viewer, marks, max(days), now)
    if counts.changed:
        tell_of_changes(session, viewer, list(marks), now)
    detail = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged, "children": len(marks)}
    note(session, viewer.actor, "import marks", ("agency", viewer.agency_id), now, detail)
    return counts


class _Writing:
    """Writes marks in bulk: a school's year is too many for one statement each."""

    def __init__(
        self, session: Session, viewer: Viewer, days: tuple[date, date], now: datetime, counts: MarkCounts
    ) -> None:
        self.session, self.viewer, self.days, self.now, self.counts = session, viewer, days, now, counts

    def write(self, marks: Mapping[UUID, Sequence[SessionMark]]) -> None:
        """Write the marks of one lot of children."""
        standing = find.standing_marks(self.session, self.viewer, list(marks), *self.days)
        new: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        for child, given in marks.items():
            _refuse_sessions_given_twice(given)
            stood = standing.get(child, {})
            for mark in given:
                before = stood.get((mark.day, mark.session))
                if before is None:
                    new.append(self._row(child, mark, code=mark.code, recorded_at=self.now))
                elif before.code != mark.code:
                    changes.append(self._change(child, mark, before))
            self.counts.unchanged += len(given)
        self.counts.unchanged -= len(new) + len(changes)
        self.counts.new += len(new)
        self.counts.changed += len(changes)
        if new:
            self.session.execute(insert(REGISTER), new)
        if changes:
            self._replace(changes)

    def _row(self, child: UUID, mark: SessionMark, **values: Any) -> dict[str, Any]:
        key = {"agency_id": self.viewer.agency_id, "child_id": child, "day": mark.day, "session": mark.session}
        return key | values

    def _change(self, child: UUID, mark: SessionMark, before: find.StandingMark) -> dict[str, Any]:
        return self._row(
            child,
            mark,
            id=new_id(),
            before=before.code,
            before_recorded_at=before.recorded_at,
            after=mark.code,
            changed_at=self.now,
            changed_by=self.viewer.staff_id,
        )

    def _replace(self, changes: list[dict[str, Any]]) -> None:
        self.session.execute(insert(CHANGES), changes)
        key = [REGISTER.c[name] == bindparam(f"the_{name}") for name in KEY]
        replacing = update(REGISTER).where(*key).values(code=bindparam("after"), recorded_at=bindparam("changed_at"))
        rows = [
            {f"the_{name}": change[name] for name in KEY} | {name: change[name] for name in ("after", "changed_at")}
            for change in changes
        ]
        self.session.execute(replacing, rows)


def _refuse_sessions_given_twice(given: Sequence[SessionMark]) -> None:
    if len({(mark.day, mark.session) for mark in given}) != len(given):
        raise BadInput("A session of one pupil is given twice.", "Give each session of a pupil one mark.")


def _tell_social_workers(
    session: Session, viewer: Viewer, marks: Mapping[UUID, Sequence[SessionMark]], newest: date, now: datetime
) -> int:
    """Open a task for each child with a social worker, a plan or in care who is missing without a known reason."""
    today = london_date(now)
    days = recent_days(find.school_days(session, viewer, newest - LOOK_BACK, today))
    missing = {child: found for child, given in marks.items() if (found := unexplained(given, days))}
    opened = 0
    for child, status in statuses_in_force(session, viewer, list(missing)).items():
        if not status.tell_social_worker:
            continue
        if _told_already(session, viewer, child, missing[child]):
            continue
        wanted = TaskWanted(
            TaskKind.TELL_SOCIAL_WORKER, child, UNEXPLAINED_ABSENCE, _why(missing[child]), today, child_id=child
        )
        open_task(session, viewer, wanted, now)
        opened += 1
    return opened


def _told_already(session: Session, viewer: Viewer, child: UUID, missing: Sequence[SessionMark]) -> bool:
    """Whether somebody is asked to tell, or has told since the last of these marks was recorded.

    So the same file again opens nothing, and a child who goes missing again after the telling is told of again.
    """
    standing = find.standing_marks(session, viewer, [child], missing[0].day, missing[-1].day)[child]
    recorded_at = max(standing[mark.day, mark.session].recorded_at for mark in missing)
    return any(
        task.state == TaskState.OPEN or (task.done_at is not None and task.done_at >= recorded_at)
        for task in tasks_about(session, viewer, child)
        if task.kind == TaskKind.TELL_SOCIAL_WORKER and task.reason == UNEXPLAINED_ABSENCE
    )


def _why(missing: Sequence[SessionMark]) -> str:
    halves: dict[date, list[str]] = {}
    for mark in missing:
        halves.setdefault(mark.day, []).append("morning" if mark.session == "AM" else "afternoon")
    said = "; ".join(f"{day:%A} {day.day} {day:%B %Y} ({' and '.join(parts)})" for day, parts in halves.items())
    return f"Not at school, and no reason is known: {said}. This child has a social worker, a plan, or is in care."
