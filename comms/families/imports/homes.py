"""Where the adults of a file live. One address is one household, whoever lives there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from comms.families.imports.contact import Contact, Noted
from comms.families.imports.writing import Writing
from comms.families.person import Household, Person
from comms.foundation.writing import is_latin

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", re.IGNORECASE)


class Homes:
    """The households on record, by the hash of their address, and those the file adds. ``lives`` is where the school
    knows each person to live."""

    def __init__(self, writing: Writing, on_record: dict[UUID, bytes], lives: dict[UUID, UUID], noted: Noted) -> None:
        self.writing, self.noted, self.lives = writing, noted, lives
        self.address_of = dict(on_record)
        self.household_at = {hashed: household for household, hashed in on_record.items()}

    def settle(self, person: Person, contacts: Sequence[Contact]) -> bool:
        """Record the address a person's rows give, the first where they give two; whether that was a change."""
        housed = [contact for contact in contacts if contact.home]
        if not housed:
            return False
        first = housed[0]
        for contact in housed[1:]:
            if contact.home != first.home:
                what = f"line {first.line} gives another address for the same person; that one was taken."
                contact.reading.fault("address_1", what, "Correct the one that is wrong.")
        self._note(first)
        home = first.home
        lives = self.lives.get(person.id)
        if home is None or (lives and self.address_of.get(lives) == home):
            return False
        # A town and a postcode are many people's: they make nobody share a household.
        shared = self.household_at.get(home) if first.given.has_street else None
        self.writing.move(person, shared or self._add(first, home))
        return True

    def _add(self, contact: Contact, home: bytes) -> UUID:
        household = Household(address=list(contact.given.address), address_hash=home, recorded_at=self.writing.now)
        self.writing.add_household(household)
        self.address_of[household.id] = home
        if contact.given.has_street:
            self.household_at[home] = household.id
        return household.id

    def _note(self, contact: Contact) -> None:
        if not contact.given.has_street:
            self.noted.add("street", contact)
        if not _POSTCODE.fullmatch(contact.given.address[-1]):
            self.noted.add("postcode", contact)
        if not all(is_latin(line) for line in contact.given.address):
            self.noted.add("letters", contact)
