"""Writing many people at once: in the order their rows depend on each other, a few statements in all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.access.closed_family import ClosedPerson
from comms.families.contact_point import ContactKnown, ContactPoint
from comms.families.imports import find
from comms.families.imports.outcome import ImportOutcome
from comms.families.person import Household, Involvement, Person, search_name_of
from comms.foundation.audit import note
from comms.foundation.audit.trail import Detail
from comms.foundation.db import Record


def rename(person: Person) -> None:
    """Fold the person's name anew, to be found by."""
    person.search_name = search_name_of(person.given_name, person.family_name, person.known_as or "")


class Writing:
    """Gathers what an import records, and notes each thing in the audit under the name its own action has."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self.session, self.viewer, self.now = session, viewer, now
        self.households: list[Household] = []
        self.moves: list[tuple[Person, UUID]] = []
        self.people: list[Person] = []
        self.points: list[ContactPoint] = []
        self.others: list[Record] = []
        self.works: dict[UUID, Involvement] = {}

    def add_person(self, person: Person) -> None:
        """Record somebody the viewer's agency now works with."""
        self.people.append(person)
        self._begin(person)
        self.note("record person", person.id, {"kind": person.kind})

    def work_again(self, person: Person, involved: Involvement | None) -> None:
        """Work again with somebody who had left."""
        if involved is None:
            self._begin(person)
        else:
            involved.until = None

    def add_household(self, household: Household) -> None:
        """Record an address."""
        self.households.append(household)

    def move(self, person: Person, household: UUID) -> None:
        """Record where the school knows a person to live."""
        # Told only once the home is stored: the two rows may not be written in the same flush.
        self.moves.append((person, household))
        self.note("set address", person.id, {"household": str(household)})

    def add(self, record: Record) -> None:
        """Record something about people."""
        self.others.append(record)

    def know(self, point_id: UUID) -> None:
        """Record that the school knows a number or address, which may be among those that are still to be written."""
        self.others.append(ContactKnown(contact_point_id=point_id, agency_id=self.viewer.agency_id, since=self.now))

    def close(self, person: Person, family_id: UUID) -> None:
        """Keep somebody closed with a family."""
        self.others.append(ClosedPerson(closed_family_id=family_id, person_id=person.id, since=self.now))
        self.note("close person", person.id, {"family": str(family_id)})

    def note(self, action: str, person_id: UUID, detail: Detail | None = None) -> None:
        """Note what was done about a person."""
        note(self.session, self.viewer.actor, action, ("person", person_id), self.now, detail)

    def note_import(self, outcome: ImportOutcome) -> None:
        """Note the import itself, with its counts; for a file that changes nothing this is all."""
        counts = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
        rows = {"left out": outcome.refused_lines, "faulty": outcome.faulty_lines}
        about = ("agency", self.viewer.agency_id)
        note(self.session, self.viewer.actor, f"import {outcome.kind}", about, self.now, counts | rows)

    def write(self) -> None:
        """Write everything: homes before those who live in them, people before what is said of them."""
        self._write(self.households)
        before = [person.id for person, _ in self.moves if person.id not in self.works]
        self.works |= find.involvements(self.session, self.viewer, before)
        for person, household in self.moves:
            self.works[person.id].household_id = household
        self.moves.clear()
        self._write(self.people)
        self._write(self.points)
        self._write(self.others)

    def _begin(self, person: Person) -> None:
        works = Involvement(agency_id=self.viewer.agency_id, person_id=person.id, since=self.now)
        self.works[person.id] = works
        self.others.append(works)

    def _write(self, records: Sequence[Record]) -> None:
        self.session.add_all(records)
        self.session.flush()
