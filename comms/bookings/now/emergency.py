"""Who may speak for somebody in an emergency, when no interpreter can be had: never a relative, a friend or a child.

Law 5 of this house, and what local safeguarding procedures agree on: whoever is close to a family may have a side in
it, may leave out what is hard to say, and learns what is not theirs to know; a child must not carry it at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from comms.families.person import Person, PersonKind, search_words
from comms.foundation.errors import BadInput, Refused

OF_AGE = 18
LONGEST_NAME, LONGEST_REASON = 200, 2000
# Minutes within which the same words sent again are the same record.
SAME_WITHIN = 10


class AdultIs(StrEnum):
    """What somebody is who could speak for a person in an emergency."""

    COLLEAGUE = "a bilingual colleague"
    PROFESSIONAL = "another professional"
    OTHER = "another adult whom the person does not know"
    RELATIVE = "a relative"
    FRIEND = "a friend or neighbour"
    CHILD = "a child"


ALLOWED = (AdultIs.COLLEAGUE, AdultIs.PROFESSIONAL, AdultIs.OTHER)
NEVER = (AdultIs.RELATIVE, AdultIs.FRIEND, AdultIs.CHILD)
INSTEAD = (
    "Act first if somebody is in danger. Ring the telephone interpreters again, ask a colleague who speaks the "
    "language, or show the “I speak …” card and wait for an interpreter."
)
_WHY_NEVER = {
    AdultIs.RELATIVE: "A relative is never the interpreter: they may have a side in it, or leave something out.",
    AdultIs.FRIEND: "A friend or neighbour is never the interpreter: what is said here is not theirs to know.",
    AdultIs.CHILD: "A child is never the interpreter, whatever the emergency.",
}


class BadEmergency(BadInput):
    """Something is missing or wrong in what was given. ``field`` is what must be corrected: "adult_name", "adult_is",
    "reason" or "authorised_by"."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


class NeverTheInterpreter(Refused):
    """Whoever was named may not interpret. ``field`` is the answer that said so."""

    def __init__(self, field: str, message: str) -> None:
        """Keep which answer said so, and say what to do instead."""
        super().__init__(message, INSTEAD)
        self.field = field


@dataclass(frozen=True, slots=True)
class EmergencyGiven:
    """What is given of an adult who spoke for somebody: their name, what they are (see ``AdultIs``), why no interpreter
    could be waited for, and the colleague who agreed to it."""

    adult_name: str
    adult_is: str
    reason: str
    authorised_by: UUID | None


def check_adult(given: EmergencyGiven, close: Iterable[Person], namesakes: Iterable[Person], on: date) -> None:
    """Raises ``NeverTheInterpreter`` for a relative, a friend or a child, whether they are called so or their name says
    it, and ``BadEmergency`` for an answer that is missing.

    ``close`` are the people close to the person on record, ``namesakes`` those on record who may have the name.
    """
    if given.adult_is in NEVER:
        raise NeverTheInterpreter("adult_is", _WHY_NEVER[AdultIs(given.adult_is)])
    if given.adult_is not in ALLOWED:
        raise BadEmergency("adult_is", "It does not say who they are.", "Choose what they are.")
    if not search_words(given.adult_name):
        raise BadEmergency("adult_name", "There is no name.", "Write the name of the adult who spoke for them.")
    if any(_is_called(one, given.adult_name, by_first_name=True) for one in close):
        raise NeverTheInterpreter("adult_name", "Somebody close to this family on record has this name. "
                                  "A relative or a friend is never the interpreter.")  # fmt: skip
    if any(_is_called(one, given.adult_name) and is_under_age(one, on) for one in namesakes):
        raise NeverTheInterpreter("adult_name", "A child on record has this name. A child is never the interpreter.")
    if not given.reason.strip():
        raise BadEmergency("reason", "There is no reason.", "Write why nobody could wait for an interpreter.")
    for field, text, most in (
        ("adult_name", given.adult_name, LONGEST_NAME),
        ("reason", given.reason, LONGEST_REASON),
    ):
        if len(text) > most:
            raise BadEmergency(field, f"This is {len(text):,} characters long.", f"Shorten it to {most:,}.")


def is_under_age(person: Person, on: date) -> bool:
    """Whether somebody is under 18, or is on record as a child and nobody knows how old."""
    born = person.birth_date
    if born is None:
        return person.kind == PersonKind.CHILD
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < OF_AGE


def _is_called(person: Person, typed: str, *, by_first_name: bool = False) -> bool:
    """Whether what was typed is the person's name, in any spelling and order. Of those close to the family the first
    name alone is enough: nobody writes a family name for the daughter of the house."""
    words = sorted(search_words(typed))
    first = [name for name in (person.given_name, person.known_as) if name]
    names = [f"{name} {person.family_name}" for name in first] + (first if by_first_name else [])
    return any(words == sorted(search_words(name)) for name in names)
