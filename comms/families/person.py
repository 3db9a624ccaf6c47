"""A person, and who people are to each other. Each parent is a record of their own; none is of "the family"."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text
from comms.foundation.writing import fold

LONGEST_SEARCH_NAME = 700


class PersonKind(StrEnum):
    """What a person is in a family."""

    CHILD = "child"
    PARENT = "parent or carer"
    OTHER = "other adult"


class Person(Record):
    """Somebody, with their name exactly as they spell it. ``search_name`` is the same name folded, to be found by."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_search_name", "search_name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(40), default="")
    given_name: Mapped[str] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200))
    known_as: Mapped[str] = mapped_column(String(200), default="")
    name_sounds_like: Mapped[str] = mapped_column(String(200), default="")
    search_name: Mapped[str] = mapped_column(String(LONGEST_SEARCH_NAME))
    birth_date: Mapped[date | None]
    recorded_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """Given name, then family name, as they were given."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def formal_name(self) -> str:
        """The name as an envelope has it."""
        return f"{self.title} {self.name}".strip()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


def search_name_of(given_name: str, family_name: str, known_as: str = "") -> str:
    """What a person is found by: every part of the name without marks, with its hyphens and apostrophes left out and
    as places where a word begins, because nobody types the name of an O'Brien or a Nowak-Kowalska in one way only."""
    words = fold(f"{given_name} {family_name} {known_as}").split()
    ways = [found_by for word in words for found_by in search_words(word)]
    ways += [found_by for word in words for found_by in search_words(word.replace("'", ""))]
    ways += ["".join(search_words(word)) for word in words]
    # Folding can lengthen a name, so a very long one is cut.
    return " ".join(dict.fromkeys(ways))[:LONGEST_SEARCH_NAME].rstrip()


def search_words(typed: str) -> list[str]:
    """The words to look for in what was typed: folded, and parted wherever there is no letter, figure or mark."""
    return "".join(" " if unicodedata.category(one)[0] in "PS" else one for one in fold(typed)).split()


class Household(Record):
    """One address, with its own key, so that it can be erased without the people and the people without it."""

    __tablename__ = "household"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_locked: Mapped[bytes]
    address_hash: Mapped[bytes] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    address = locked_json()  # list[str]: the lines in order, the postcode last

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


class Relationship(Record):
    """What an adult is to a child."""

    __tablename__ = "relationship"
    __table_args__ = (UniqueConstraint("child_id", "adult_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    adult_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    relation: Mapped[str] = mapped_column(String(60))
    parental_responsibility: Mapped[bool | None]
    recorded_at: Mapped[datetime]


class How(StrEnum):
    """How an agency came to work with a person."""

    RECORDED = "recorded"
    LOOKED_UP = "looked up"
    TOLD = "told by a colleague"


class Involvement(Record):
    """An agency works with a person: the reason it may see them. ``household_id`` is where this agency knows them to
    live; ``because`` why it began to work with somebody whom another agency had recorded, or why it stopped."""

    __tablename__ = "involvement"
    __table_args__ = (UniqueConstraint("agency_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    household_id: Mapped[UUID | None] = mapped_column(ForeignKey("household.id"), index=True)
    how: Mapped[str] = mapped_column(String(20), default=How.RECORDED)
    because_locked: Mapped[bytes | None]
    because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
