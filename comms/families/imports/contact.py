"""One row of a file matched to the adult it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from comms.families.imports.contact_row import ContactGiven
from comms.families.imports.outcome import ImportOutcome
from comms.families.imports.row_reading import RowReading
from comms.families.imports.telephone import Reachable
from comms.families.person import Person


@dataclass(slots=True, eq=False)
class Contact:
    """A row, the child it is about, and the hashes of what it gives: numbers and e-mail addresses with their channel,
    and the home."""

    reading: RowReading
    given: ContactGiven
    child: Person
    hashes: dict[tuple[str, bytes], Reachable]
    home: bytes | None

    @property
    def line(self) -> int:
        """The line of the file."""
        return self.reading.line


# What is noted once for all the lines it is true of.
NOTES = {
    "repeated": "the same contact of the same pupil again, word for word; taken once.",
    "zero": "the leading zero a spreadsheet had dropped from a telephone number was put back.",
    "number": "another number was on record for this person; both are kept. Check which is right.",
    "spelling": "the name is spelled otherwise elsewhere for the same person; the spelling on record was kept.",
    "street": "the address has no street, so no letter can be posted there yet.",
    "postcode": "the address has no postcode at its end, so no letter can be posted there yet.",
    "letters": "the address has letters that cannot be printed on an envelope; it was kept as given. Ask for it in "
    "Latin letters.",
    "unknown": "the language is not known. The contact is on the list of languages to ask about; nothing is sent in "
    "English instead.",
    "ask": "the language code does not settle which written language is read. It was kept as given, and must be asked.",
    "person": "the person themselves said another language than the school's record; what they said was kept.",
}


@dataclass(slots=True)
class Noted:
    """The lines of which each of ``NOTES`` is true."""

    lines: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *contacts: Contact) -> None:
        """It is true of these rows."""
        self.lines[name] += [contact.line for contact in contacts]

    def hush(self, lines: Collection[int]) -> None:
        """Say nothing of these rows: they are of a family that is kept closed from whoever reads the report."""
        for name, said in self.lines.items():
            self.lines[name] = [line for line in said if line not in lines]

    def tell(self, outcome: ImportOutcome) -> None:
        """Say it in the report, in the order of ``NOTES``."""
        for name, what in NOTES.items():
            outcome.note_lines(self.lines[name], what)
