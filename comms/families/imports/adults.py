"""Whether a contact in a file is a person already on record.

The same name and a telephone number, e-mail address or home in common make the same person, and so a sibling is
linked. A name alone never does: two children's mothers may both be Jack O'Brien's mother.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from comms.families.imports.contact_row import ContactGiven
from comms.families.imports.relation import Sex, said_sex
from comms.families.person import Person, Relationship
from comms.foundation.writing import fold


@dataclass(slots=True)
class KnownAdult:
    """An adult on record, or met earlier in the same file.

    ``points`` are their numbers and e-mail addresses on record, as channel and hash. ``values`` and ``homes`` are
    all hashes they are known by, those of the file among them. ``relations`` is what they are to each child.
    """

    person: Person
    is_new: bool = False
    points: set[tuple[str, bytes]] = field(default_factory=set)
    values: set[bytes] = field(default_factory=set)
    homes: set[bytes] = field(default_factory=set)
    relationships: dict[UUID, Relationship] = field(default_factory=dict)
    relations: dict[UUID, str] = field(default_factory=dict)
    sex: Sex | None = None

    def learn(self, child_id: UUID, given: ContactGiven, values: frozenset[bytes], home: bytes | None) -> None:
        """Know them also by what one more row says."""
        self.values |= values
        if home:
            self.homes.add(home)
        self.relations[child_id] = given.relation
        self.sex = self.sex or said_sex(given.relation, given.title)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a row offers to know a person by, beside the name: hashes of numbers, e-mail addresses and the home."""

    child_id: UUID
    values: frozenset[bytes]
    home: bytes | None


class Adults:
    """The adults a file's contacts may turn out to be."""

    def __init__(self, known: Iterable[KnownAdult]) -> None:
        self.by_name: dict[str, list[KnownAdult]] = defaultdict(list)
        for adult in known:
            self.add(adult)

    def add(self, adult: KnownAdult) -> None:
        """One more adult; later ones come after earlier ones when nothing else decides."""
        self.by_name[_found_by(adult.person.given_name, adult.person.family_name)].append(adult)

    def the_same(self, given: ContactGiven, evidence: Evidence) -> KnownAdult | None:
        """The adult this contact is, or None when it is nobody known."""
        candidates = self.by_name.get(_found_by(given.given_name, given.family_name), [])
        ranked = [(rank, adult) for adult in candidates if (rank := _rank(adult, given, evidence)) is not None]
        return max(ranked, key=lambda entry: entry[0])[1] if ranked else None


def _found_by(given_name: str, family_name: str) -> str:
    name = f"{given_name} {family_name}"
    return fold(name) or name


def _rank(adult: KnownAdult, given: ContactGiven, evidence: Evidence) -> tuple[bool, ...] | None:
    """How surely the adult is this contact, the surest the greatest; None when it is not."""
    relation = adult.relations.get(evidence.child_id)
    as_before = relation is not None and fold(relation) == fold(given.relation)
    reached = bool(evidence.values & adult.values)
    at_home = evidence.home is not None and evidence.home in adult.homes
    sex = said_sex(given.relation, given.title)
    opposed = sex is not None and adult.sex is not None and sex != adult.sex
    # A child's mother and father may share a name and a home, even a telephone, and are still two people.
    if opposed and (relation is not None or not reached):
        return None
    # The same child's contact of the same name and relation has moved and changed number: not known by name alone.
    if not (reached or at_home or as_before):
        return None
    exact = (adult.person.given_name, adult.person.family_name) == (given.given_name, given.family_name)
    return (as_before, reached and at_home, reached, not opposed, exact)
