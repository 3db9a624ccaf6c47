"""Taking in a school's pupils. The UPN alone says who is who; a name never does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.access.whole_roll import whole_roll
from comms.families.imports import find
from comms.families.imports.fields import PUPIL_FIELDS
from comms.families.imports.mistaken import refuse_contacts
from comms.families.imports.outcome import ImportOutcome, Progress, outcome_for
from comms.families.imports.pupil_row import PupilGiven, read_pupil
from comms.families.imports.row_reading import RowReading
from comms.families.imports.writing import Writing, rename
from comms.families.person import Person, PersonKind
from comms.families.pupil import ChildStatus, Pupil
from comms.foundation.clock import london_date
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.tables import BadRow, Mapping, Table
from comms.foundation.tables.mapping import require

_SAME_AGAIN = "the same pupil again, word for word; taken once."


def import_pupils(
    session: Session, viewer: Viewer, table: Table, mapping: Mapping, now: datetime, progress: Progress | None = None
) -> ImportOutcome:
    """Take in the pupils of the viewer's school: new ones, and what has changed of those on record by their UPN.

    A blank cell says nothing and takes nothing back. The same file again changes nothing. The row of a pupil who is
    kept closed from the viewer lands too, and always counts as unchanged. Raises ``MissingColumns``
    when the file has no column for the UPN or the name, and ``MistakenFile`` when it holds contacts. Nothing is
    committed, so rolling back makes it a preview.
    """
    viewer.require(Permission.IMPORT_RECORDS)
    require(mapping, PUPIL_FIELDS, "The file")
    refuse_contacts(table, mapping)
    one_at_a_time(session, f"records of {viewer.agency_id}")
    outcome = outcome_for("pupils", table)
    roll = _Roll(session, viewer, now, outcome)
    for done, row in enumerate(table.rows, start=1):
        reading = RowReading(row, mapping)
        given = read_pupil(reading, london_date(now))
        outcome.bad += reading.refusals
        if given is not None and roll.take(reading, given):
            outcome.faults += reading.faults
        if progress:
            progress(done, len(table.rows))
    roll.write()
    roll.writing.note_import(outcome)
    return outcome


class _Roll:
    """The school's roll while a file is taken in."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime, outcome: ImportOutcome) -> None:
        self.now, self.outcome = now, outcome
        self.closed, self.viewer = find.closed_people(session, viewer), whole_roll(viewer)
        viewer = self.viewer
        self.writing = Writing(session, viewer, now)
        self.known = find.pupils_by_upn(session, viewer)
        self.statuses = find.newest_statuses(session, viewer, [child.id for _, child, _ in self.known.values()])
        self.seen: dict[str, tuple[int, PupilGiven]] = {}
        self.repeated: list[int] = []

    def take(self, reading: RowReading, given: PupilGiven) -> bool:
        """Take one row; False when the same pupil stood in an earlier one."""
        if given.upn in self.seen:
            self._refuse_second(reading, given)
            return False
        self.seen[given.upn] = (reading.line, given)
        if given.upn not in self.known:
            child = self._add(given)
            self._take_status(child, given)
            self.outcome.new += 1
            return True
        pupil, child, involved = self.known[given.upn]
        changed = _changed(pupil, child, given)
        if involved is None or involved.until is not None:
            self.writing.work_again(child, involved)
            changed.append("agency")
        if changed:
            self.writing.note("change person", child.id, {"fields": sorted(changed)})
        changed_status = self._take_status(child, given)
        # Another count would tell whoever is not named for a closed family what is on record of the child.
        told = bool(changed or changed_status) and child.id not in self.closed
        self.outcome.changed += told
        self.outcome.unchanged += not told
        return True

    def write(self) -> None:
        """Write what was taken."""
        self.writing.write()
        self.outcome.note_lines(self.repeated, _SAME_AGAIN)

    def _refuse_second(self, reading: RowReading, given: PupilGiven) -> None:
        line, first = self.seen[given.upn]
        if first == given:
            self.repeated.append(reading.line)
            return
        what = f"this pupil stands in line {line} too, with other details; the first was taken."
        self.outcome.bad.append(BadRow(reading.line, "", given.upn, what, "Keep the row that is right."))

    def _add(self, given: PupilGiven) -> Person:
        child = Person(
            kind=PersonKind.CHILD, given_name=given.given_name, family_name=given.family_name,
            known_as=given.known_as, birth_date=given.birth_date, search_name="", recorded_at=self.now,
        )  # fmt: skip
        rename(child)
        self.writing.add_person(child)
        pupil = Pupil(
            agency_id=self.viewer.agency_id, child_id=child.id, upn=given.upn, year=given.year, sex=given.sex,
            first_language=given.first_language, recorded_at=self.now,
        )  # fmt: skip
        self.writing.add(pupil)
        return child

    def _take_status(self, child: Person, given: PupilGiven) -> bool:
        """Record what is now known of a social worker, plan and orders, if that is not on record already."""
        before = self.statuses.get(child.id)
        after = _status(before, given)
        if after == _status(before, None):
            return False
        status = ChildStatus(
            child_id=child.id, recorded_at=self.now, recorded_by=self.viewer.staff_id,
            agency_id=self.viewer.agency_id, **after,
        )  # fmt: skip
        self.writing.add(status)
        self.writing.note("record child status", child.id, {"status": str(status.id)})
        return True


def _changed(pupil: Pupil, child: Person, given: PupilGiven) -> list[str]:
    """Give the records what the row says; the names of the fields that changed."""
    changed = []
    for record, names in (
        (child, ("given_name", "family_name", "known_as", "birth_date")),
        (pupil, ("year", "sex", "first_language")),
    ):
        for name in names:
            value = getattr(given, name)
            if value and value != getattr(record, name):
                setattr(record, name, value)
                changed.append(name)
    if changed:
        rename(child)
    return changed


def _status(before: ChildStatus | None, given: PupilGiven | None) -> dict[str, Any]:
    """A child's status once the row has been heard. A cell left blank takes no flag away: only a plain no does."""
    after: dict[str, Any] = {
        "has_social_worker": before.has_social_worker if before else False,
        "social_worker": before.social_worker if before else None,
        "protection_plan": before.protection_plan if before else False,
        "looked_after": before.looked_after if before else False,
        "court_order_note": before.court_order_note if before else None,
    }
    if given is None:
        return after
    said = {name: getattr(given, name) for name in ("has_social_worker", "protection_plan", "looked_after")}
    after |= {name: value for name, value in said.items() if value is not None}
    after |= {name: value for name in ("social_worker", "court_order_note") if (value := getattr(given, name))}
    if given.has_social_worker is False:
        after["social_worker"] = None
    return after
