"""Finding for each row of a file the child and the adult it is about."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import address_hash, contact_hash
from comms.families.imports import find
from comms.families.imports.adults import Adults, Evidence, KnownAdult
from comms.families.imports.contact import Contact, Noted
from comms.families.imports.contact_row import ContactGiven
from comms.families.imports.outcome import ImportOutcome
from comms.families.imports.relation import kind_of, said_sex
from comms.families.imports.row_reading import RowReading
from comms.families.imports.writing import Writing, rename
from comms.families.person import Person
from comms.foundation.tables import BadRow


class Matching:
    """The rows of a file by the adult each is about. ``closed`` are the people of whom the report says nothing."""

    def __init__(self, writing: Writing, outcome: ImportOutcome, noted: Noted, closed: Collection[UUID]) -> None:
        self.writing, self.outcome, self.noted, self.closed = writing, outcome, noted, closed
        self.children = find.children_by_upn(writing.session, writing.viewer)
        self.adults = Adults(_on_record(writing.session, writing.viewer))
        self.matched: dict[UUID, tuple[KnownAdult, list[Contact]]] = {}
        self.seen: dict[tuple[UUID, UUID], Contact] = {}

    def met_before(self) -> list[UUID]:
        """The adults already on record whom the file names."""
        return [adult.person.id for adult, _ in self.matched.values() if not adult.is_new]

    def lines_about(self, people: Collection[UUID]) -> set[int]:
        """The lines of rows about one of these people, child or adult."""
        return {
            contact.line
            for adult, contacts in self.matched.values()
            for contact in contacts
            if adult.person.id in people or contact.child.id in people
        }

    def in_file_order(self) -> list[tuple[KnownAdult, list[Contact]]]:
        """The adults with their rows, both in the order they stand in the file."""
        by_line = [(adult, sorted(rows, key=lambda contact: contact.line)) for adult, rows in self.matched.values()]
        return sorted(by_line, key=lambda entry: entry[1][0].line)

    def take(self, reading: RowReading, given: ContactGiven) -> None:
        """Match one row. A row that says otherwise than an earlier one of the same child and adult is left out."""
        child = self.children.get(given.upn)
        if child is None:
            reading.refuse("upn", "no pupil on your roll has this number.", "Import the pupils first, or correct it.")
            return
        contact = self._contact(reading, given, child)
        values = frozenset(hashed for _, hashed in contact.hashes)
        home = contact.home if given.has_street else None
        adult = self.adults.the_same(given, Evidence(child.id, values, home)) or self._add(given)
        before = self.seen.setdefault((child.id, adult.person.id), contact)
        if before is not contact:
            if {child.id, adult.person.id} & set(self.closed):
                self.outcome.unchanged += 1
            else:
                self._refuse_second(before, contact)
            return
        adult.learn(child.id, given, values, home)
        self.matched.setdefault(adult.person.id, (adult, []))[1].append(contact)

    def _contact(self, reading: RowReading, given: ContactGiven, child: Person) -> Contact:
        session = self.writing.session
        hashes = {(to.channel.value, contact_hash(session, to.value)): to for to in given.reachable}
        return Contact(reading, given, child, hashes, address_hash(session, given.address) if given.address else None)

    def _add(self, given: ContactGiven) -> KnownAdult:
        person = Person(
            kind=kind_of(given.relation, responsible=given.responsible), title=given.title, given_name=given.given_name,
            family_name=given.family_name, known_as="", search_name="", recorded_at=self.writing.now,
        )  # fmt: skip
        rename(person)
        self.writing.add_person(person)
        adult = KnownAdult(person, is_new=True)
        self.adults.add(adult)
        return adult

    def _refuse_second(self, before: Contact, contact: Contact) -> None:
        if before.given == contact.given:
            self.noted.add("repeated", contact)
            return
        what = f"this contact of the pupil stands in line {before.line} too, with other details; the first was taken."
        name = f"{contact.given.given_name} {contact.given.family_name}".strip()
        self.outcome.bad.append(BadRow(contact.line, "", name, what, "Keep the row that is right."))


def _on_record(session: Session, viewer: Viewer) -> list[KnownAdult]:
    """The adults the viewer may see, with what they can be known by."""
    points = find.contact_hashes(session, viewer)
    homes, lives = find.homes(session, viewer), find.lives_at(session, viewer)
    known = {}
    for person in find.adults(session, viewer):
        home = homes.get(lives[person.id]) if person.id in lives else None
        known[person.id] = KnownAdult(
            person,
            points=points.get(person.id, set()),
            values={hashed for _, hashed in points.get(person.id, ())},
            homes={home} if home else set(),
        )
    for relationship in find.relationships(session, viewer):
        if adult := known.get(relationship.adult_id):
            adult.relationships[relationship.child_id] = relationship
            adult.relations[relationship.child_id] = relationship.relation
            adult.sex = adult.sex or said_sex(relationship.relation, adult.person.title)
    return list(known.values())
