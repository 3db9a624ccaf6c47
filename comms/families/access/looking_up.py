"""Looking up somebody the agency does not work with, so that nobody is asked for their language again; and answering,
where the family is kept closed.

Whoever looks up must know the person already: the exact name, the birth date and one identifier. A family that is kept
closed, one that several fit, and nobody at all give the same answer, with the same work done for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.lookup import FamilyLookup, Outcome
from comms.families.access.lookups import find as looked
from comms.families.access.own_eyes import require_own_eyes
from comms.families.access.parts import read_basis
from comms.families.access.working import reason
from comms.families.language_need import LanguageNeed
from comms.families.person import Person, search_words
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.limits import HOUR, Limit, take
from comms.foundation.writing import fold

# Nobody meets twenty new families in an hour; somebody who tries names does.
LOOK_UPS = Limit(
    "family look-ups", 20, HOUR, "You looked families up", "If they are before you, ask them which language they speak."
)
ABOUT = "family_lookup"
# A British postcode, its blanks taken out.
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", re.IGNORECASE)


class Identifier(StrEnum):
    """What somebody is told apart by, beside their name and birth date."""

    UPN = "pupil number (UPN)"
    TELEPHONE = "telephone number"
    EMAIL = "e-mail address"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class LookUpGiven:
    """What somebody gives to look a person up. ``identifier`` is a pupil number, a telephone number, an e-mail address
    or a postcode: theirs, or for a child that of a parent, and for a parent the pupil number of a child."""

    name: str
    birth_date: date
    identifier: str
    basis: str
    why: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What somebody is told: whether exactly one person fits, and the language need on record of them, None where there
    is none. ``person_id`` is given only where the viewer's agency works with them: there their page is."""

    lookup_id: UUID
    found: bool
    need: LanguageNeed | None = None
    person_id: UUID | None = None


def look_up(session: Session, viewer: Viewer, given: LookUpGiven, now: datetime) -> LookedUp:
    """Look somebody up by exact name, birth date and one identifier. It is put on record, found or not.

    Raises ``BadInput`` for no name, identifier, basis or reason, and ``TooOften`` after twenty in an hour.
    """
    viewer.require(Permission.LOOK_UP_FAMILIES)
    require_own_eyes(viewer)
    basis, why = read_basis(given.basis), reason(given.why, "Say why you look them up.")
    kind = kind_of(given.identifier)
    if not search_words(given.name):
        raise BadInput("The name is empty.", "Give the whole name, as they spell it.")
    if given.birth_date > london_date(now):
        raise BadInput(f"The birth date {given.birth_date:%d/%m/%Y} is in the future.", "Check the year.")
    take(session, LOOK_UPS, viewer.staff_id or viewer.agency_id, now)
    people = _who_fits(session, viewer, given, kind)
    ours, closed = looked.worked_with(session, viewer, people), looked.kept_closed(session, viewer, people)
    outcome, person_id = _outcome(people, ours, closed)
    row = FamilyLookup(
        agency_id=viewer.agency_id, asked_by=viewer.staff_id, at=now, outcome=outcome, person_id=person_id, basis=basis,
        why=why, given={"name": given.name, "birth_date": given.birth_date.isoformat(), "identifier": kind.value},
    )  # fmt: skip
    session.add(row)
    session.flush()
    found = outcome == Outcome.FOUND
    # The agency's own audit tells no more than whoever asked was told.
    detail = {"outcome": Outcome.FOUND if found else Outcome.NOT_FOUND, "person": str(person_id) if found else ""}
    note(session, viewer.actor, "look up family", (ABOUT, row.id), now, detail)
    if not found or person_id is None:
        return LookedUp(row.id, found=False)
    need = looked.newest_need(session, viewer, person_id)
    return LookedUp(row.id, True, need, person_id if person_id in ours else None)


def answer_lookup(session: Session, viewer: Viewer, lookup_id: UUID, answer: str, now: datetime) -> FamilyLookup:
    """Answer, in words, whoever looked up a family that is kept closed; it says as much as whoever is named for the
    family decides. Raises ``NotFound`` for a look-up that is not the viewer's to answer, ``BadInput`` without words."""
    viewer.require(Permission.SEE_FAMILIES)
    row = next((one for one in looked.lookups_kept_closed(session, viewer) if one.id == lookup_id), None)
    if row is None:
        raise NotFound("There is no such look-up for you to answer.", "Somebody may have answered it.")
    row.answer = reason(answer, "Write what they are to be told, if only whom to ring.")
    row.answered_at, row.answered_by = now, viewer.staff_id
    session.flush()
    note(session, viewer.actor, "answer look-up", (ABOUT, row.id), now, {"person": str(row.person_id)})
    return row


def kind_of(identifier: str) -> Identifier:
    """What an identifier is, from how it is written. Raises ``BadInput`` for one that is none."""
    typed = fold(identifier)
    figures = sum(letter.isdigit() for letter in typed)
    bare = "".join(typed.split())
    if "@" in typed:
        return Identifier.EMAIL
    if _POSTCODE.fullmatch(bare):
        return Identifier.POSTCODE
    if figures >= 6 and not any(letter.isalpha() for letter in typed):
        return Identifier.TELEPHONE
    if figures >= 6 and bare.isalnum():
        return Identifier.UPN
    raise BadInput(
        f"“{identifier.strip()}” is neither a pupil number, a telephone number, an e-mail address nor a postcode.",
        "Give one of these, whole.",
    )


def is_called(person: Person, name: str) -> bool:
    """Whether a name is exactly a person's: the same words, in any order, with or without marks; the name they are
    known by may stand in the place of the given one."""
    own = (f"{person.given_name} {person.family_name}", f"{person.known_as} {person.family_name}")
    return any(ways & _ways(name) for ways in map(_ways, own))


def _ways(name: str) -> set[frozenset[str]]:
    """The words of a name, parted at its hyphens and apostrophes, and joined there: people write it either way."""
    joined = ("".join(search_words(word)) for word in fold(name).split())
    return {frozenset(search_words(name)), frozenset(word for word in joined if word)}


def _who_fits(session: Session, viewer: Viewer, given: LookUpGiven, kind: Identifier) -> list[UUID]:
    """Everybody of exactly that name and birth date who has the identifier, at whichever agency. Each question is asked
    whatever the one before it found."""
    named = looked.of_that_name(session, viewer, search_words(given.name))
    exactly = [one for one in named if is_called(one, given.name)]
    born = looked.born(session, viewer, exactly, given.birth_date)
    people = [one.id for one in exactly if one.id in born]
    identified = _identified(session, viewer, people, given.identifier, kind)
    return [one for one in people if one in identified]


def _identified(
    session: Session, viewer: Viewer, people: list[UUID], identifier: str, kind: Identifier
) -> set[UUID]:  # fmt: skip
    if kind == Identifier.UPN:
        return looked.with_upn(session, viewer, "".join(identifier.split()).upper())
    if kind != Identifier.POSTCODE:
        return looked.reached_by(session, viewer, find.contact_hash(session, identifier))
    wanted = _postcode(identifier)
    homes = looked.homes_of(session, viewer, people)
    return {one for one, found in homes.items() if any(_postcode(home.address[-1]) == wanted for home in found)}


def _postcode(line: str) -> str:
    return "".join(letter for letter in fold(line) if letter.isalnum())


def _outcome(people: list[UUID], ours: list[UUID], closed: list[UUID]) -> tuple[Outcome, UUID | None]:
    if len(ours) == 1:
        return Outcome.FOUND, ours[0]
    if closed:
        return Outcome.KEPT_CLOSED, closed[0]
    return (Outcome.FOUND, people[0]) if len(people) == 1 else (Outcome.NOT_FOUND, None)
