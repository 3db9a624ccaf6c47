"""The language needs a file gives, recorded beside what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from uuid import UUID

from comms.families.imports.contact import Contact, Noted
from comms.families.imports.needs import (
    differs,
    may_be_replaced,
    names_something,
    need_given,
    need_to_record,
    same_language,
)
from comms.families.imports.writing import Writing
from comms.families.language_need import REVIEW_AFTER, Interpreter, LanguageNeed
from comms.families.need_actions import NeedGiven
from comms.families.person import Person
from comms.foundation.clock import london_date


class LanguagesSaid:
    """Records what a school's record says of people's languages. ``on_record`` is the newest need of each,
    ``recorded`` whose need is another now."""

    def __init__(self, writing: Writing, on_record: dict[UUID, LanguageNeed], noted: Noted) -> None:
        self.writing, self.on_record, self.noted = writing, on_record, noted
        self.recorded: list[UUID] = []

    def hear(self, person: Person, contacts: Sequence[Contact]) -> bool:
        """Record the need a person's rows give, the first where they give two; whether that was a change."""
        on_record = self.on_record.get(person.id)
        said = [
            (contact, given)
            for contact in contacts
            if (given := need_given(contact.given.language, interpreter=contact.given.interpreter)) is not None
        ]
        if not said:
            if on_record is None:
                self.noted.add("unknown", contacts[0])
            return False
        contact, given = _first_language(said)
        if not given.written:
            self.noted.add("ask" if names_something(given) else "unknown", contact)
        if on_record is not None and not may_be_replaced(on_record) and differs(given, on_record):
            self.noted.add("person", contact)
        wanted = need_to_record(given, on_record)
        if wanted is not None:
            self._record(person, wanted)
        return wanted is not None

    def _record(self, person: Person, wanted: NeedGiven) -> None:
        need = LanguageNeed(
            person_id=person.id, recorded_at=self.writing.now, recorded_by=self.writing.viewer.staff_id,
            review_on=london_date(self.writing.now) + REVIEW_AFTER, **asdict(wanted),
        )  # fmt: skip
        self.writing.add(need)
        self.recorded.append(person.id)
        self.writing.note("record language need", person.id, {"need": str(need.id), "source": wanted.source})


def _first_language(said: Sequence[tuple[Contact, NeedGiven]]) -> tuple[Contact, NeedGiven]:
    """The first row that names a language; rows that name another are faulty. One row's need of an interpreter is
    enough."""
    naming = [(contact, given) for contact, given in said if names_something(given)] or list(said[:1])
    first, given = naming[0]
    for contact, other in naming[1:]:
        if not same_language(given, other):
            what = f"line {first.line} gives another language for the same person; that one was taken."
            contact.reading.fault("language", what, "Ask which it is, and correct the other.")
    if any(other.interpreter == Interpreter.NEEDED for _, other in said):
        given = replace(given, interpreter=Interpreter.NEEDED)
    return first, given
