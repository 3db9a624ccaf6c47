"""Writing one adult from all rows about them: name, home, numbers, language, and what they are to each child."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from comms.families.contact_point import ContactPoint
from comms.families.imports.adults import KnownAdult
from comms.families.imports.contact import Contact, Noted
from comms.families.imports.homes import Homes
from comms.families.imports.languages_said import LanguagesSaid
from comms.families.imports.outcome import ImportOutcome
from comms.families.imports.relation import kind_of
from comms.families.imports.writing import Writing, rename
from comms.families.person import Person, PersonKind, Relationship

Change = Literal["new", "changed", "unchanged"]


@dataclass(slots=True)
class Landing:
    """Writes the adults of a file, and counts each of its rows. ``closed`` are the people who are kept closed from
    whoever takes the file in; ``elsewhere`` the numbers and addresses that only other agencies know."""

    writing: Writing
    homes: Homes
    languages: LanguagesSaid
    noted: Noted
    outcome: ImportOutcome
    closed: Collection[UUID]
    elsewhere: Mapping[tuple[UUID, str, bytes], UUID]

    def land(self, adult: KnownAdult, contacts: Sequence[Contact]) -> None:
        """Write one adult from their rows, and count each row as new, changed or unchanged. A row of a family that is
        kept closed from whoever takes the file in always counts as unchanged: any other count, and anything noted of
        it, would tell what is on record of them."""
        shut = self._shut(adult, contacts)
        read = {contact.line: list(contact.reading.faults) for contact in contacts}
        described = self._describe(adult.person, contacts)
        if described and not adult.is_new:
            self.writing.note("change person", adult.person.id, {"fields": described})
        moved = self.homes.settle(adult.person, contacts)
        reached = self._reach(adult, contacts)
        heard = self.languages.hear(adult.person, contacts)
        for contact in contacts:
            change = self._relate(adult, contact)
            # What changed about the person is counted with the first of their rows.
            if change == "unchanged" and contact is contacts[0] and (described or moved or reached or heard):
                change = "changed"
            if contact.line in shut:
                change, contact.reading.faults = "unchanged", read[contact.line]
            setattr(self.outcome, change, getattr(self.outcome, change) + 1)

    def _shut(self, adult: KnownAdult, contacts: Sequence[Contact]) -> set[int]:
        """The lines of which nothing is told."""
        whole = adult.person.id in self.closed
        return {contact.line for contact in contacts if whole or contact.child.id in self.closed}

    def _describe(self, person: Person, contacts: Sequence[Contact]) -> list[str]:
        """Give somebody the name, title and kind their rows agree on; the names of the fields that changed."""
        changed = []
        if self._rename(person, contacts):
            changed.append("name")
        titles = {contact.given.title for contact in contacts if contact.given.title}
        if len(titles) == 1 and titles != {person.title}:
            [person.title] = titles
            changed.append("title")
        kinds = {kind_of(contact.given.relation, responsible=contact.given.responsible) for contact in contacts}
        if PersonKind.PARENT in kinds and person.kind != PersonKind.PARENT:
            person.kind = PersonKind.PARENT
            changed.append("kind")
        return changed

    def _rename(self, person: Person, contacts: Sequence[Contact]) -> bool:
        spelled = {(contact.given.given_name, contact.given.family_name) for contact in contacts}
        if spelled == {(person.given_name, person.family_name)}:
            return False
        # A system that lost the marks of a name must not take them away here.
        if len(spelled) > 1 or any(_marks(*names) < _marks(person.given_name, person.family_name) for names in spelled):
            self.noted.add("spelling", *contacts)
            return False
        [(person.given_name, person.family_name)] = spelled
        rename(person)
        return True

    def _reach(self, adult: KnownAdult, contacts: Sequence[Contact]) -> bool:
        """Add the numbers and e-mail addresses that are new for this person; whether there were any."""
        given = {key: contact for contact in reversed(contacts) for key in contact.hashes}
        added = [key for key in given if key not in adult.points]
        for channel, hashed in added:
            contact = given[channel, hashed]
            if any(kept == channel for kept, _ in adult.points - given.keys()):
                self.noted.add("number", contact)
            self._know(adult.person.id, channel, contact.hashes[channel, hashed].value, hashed)
            self.writing.note("add contact point", adult.person.id, {"channel": channel})
        restored = [c for c in contacts if any(reachable.restored for reachable in c.hashes.values())]
        self.noted.add("zero", *restored)
        return bool(added)

    def _know(self, person_id: UUID, channel: str, value: str, hashed: bytes) -> None:
        """The school knows a number or address now, be it one that another agency knows already."""
        point_id = self.elsewhere.get((person_id, channel, hashed))
        if point_id is None:
            point = ContactPoint(
                person_id=person_id, channel=channel, value=value, value_hash=hashed, recorded_at=self.writing.now
            )
            self.writing.points.append(point)
            point_id = point.id
        self.writing.know(point_id)

    def _relate(self, adult: KnownAdult, contact: Contact) -> Change:
        """Record what the adult is to the child."""
        given, child = contact.given, contact.child
        known = adult.relationships.get(child.id)
        if known is None:
            self.writing.add(
                Relationship(
                    child_id=child.id,
                    adult_id=adult.person.id,
                    relation=given.relation,
                    parental_responsibility=given.responsible,
                    recorded_at=self.writing.now,
                )
            )
            self.writing.note("relate", child.id, {"adult": str(adult.person.id)})
            return "new"
        relation = given.relation or known.relation
        responsible = known.parental_responsibility if given.responsible is None else given.responsible
        if (relation, responsible) == (known.relation, known.parental_responsibility):
            return "unchanged"
        known.relation, known.parental_responsibility = relation, responsible
        self.writing.note("change relationship", child.id, {"adult": str(adult.person.id)})
        return "changed"


def _marks(*names: str) -> int:
    return sum(not letter.isascii() for name in names for letter in unicodedata.normalize("NFC", name))
