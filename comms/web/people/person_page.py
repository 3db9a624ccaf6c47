"""What the page of one person shows, gathered in one place. It holds nobody's contact points but their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies import find as find_agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.contact_point import SafeContact
from comms.families.language_need import LanguageNeed
from comms.families.person import Person, PersonKind, Relationship
from comms.families.protection.find import safety_in_force, status_of_child
from comms.families.protection.in_force import Protection, StatusInForce
from comms.families.pupil import ChildStatus, Pupil
from comms.letters.find import letters_about
from comms.letters.letter import Letter
from comms.tasks.find import tasks_about
from comms.web.bookings.absences_said import PatternSaid, pattern_shown
from comms.web.bookings.appointments_listed import Row, coming_with
from comms.web.letters.without_letters import WithoutLetters, times_about
from comms.web.people.language_card import Clue, LanguageCard, clue, language_card
from comms.web.people.reaching import (
    Way,
    hours_in_words,
    others_in_words,
    post_in_words,
    quiet_in_words,
    ways_to_reach,
)
from comms.web.tasks.card import TaskCard, most_urgent_first, task_cards

# Who of our own agency did something, where that is known no more.
NOT_TOLD = "a colleague who has left"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody's child, adult, brother or sister, with their language and, of a child, their place at the school."""

    person: Person
    relationship: Relationship | None
    card: LanguageCard
    pupil: Pupil | None

    @property
    def responsibility(self) -> str:
        """Whether this adult has parental responsibility, in words."""
        known = self.relationship.parental_responsibility if self.relationship else None
        if known is None:
            return "parental responsibility: not known"
        return "has parental responsibility" if known else "has no parental responsibility"


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person, and what their page says."""

    person: Person
    card: LanguageCard
    history: Sequence[LanguageNeed]
    relatives: Sequence[Relative]
    siblings: Sequence[Relative]
    ways: Sequence[Way]
    address: Sequence[str]
    safe: SafeContact | None
    in_force: Protection | None
    others_say: Sequence[str]
    times: Sequence[str]
    quiet: str
    post: str
    pupil: Pupil | None
    first_language: Clue | None
    status: ChildStatus | None
    status_acts: StatusInForce | None
    appointments: Sequence[Row]
    pattern: PatternSaid | None
    tasks: Sequence[TaskCard]
    letters: Sequence[Letter]
    without_letters: Sequence[WithoutLetters]
    staff: Mapping[UUID, str]

    @property
    def is_child(self) -> bool:
        """Whether the person is a child."""
        return self.person.kind == PersonKind.CHILD

    @property
    def to_do(self) -> list[TaskCard]:
        """What is still to be done about them."""
        return most_urgent_first(card for card in self.tasks if card.is_open)

    @property
    def done(self) -> list[TaskCard]:
        """What was done about them, the newest first."""
        return [card for card in self.tasks if not card.is_open]

    def by(self, staff_id: UUID | None) -> str:
        """Which colleague recorded something; empty for what another agency did, so that nobody learns which do."""
        return self.staff.get(staff_id, "") if staff_id else "an import"


def person_page(session: Session, viewer: Viewer, person: Person, on: date) -> PersonPage:
    """Gather the page of a person whose record the viewer has opened."""
    is_child = person.kind == PersonKind.CHILD
    home = find.household(session, viewer, person)
    in_force = safety_in_force(session, viewer, person.id)
    pupil = find.pupil_of(session, viewer, person.id) if is_child else None
    return PersonPage(
        person=person,
        card=card_of(session, viewer, person, on),
        history=find.language_need_history(session, viewer, person.id),
        relatives=relatives_of(session, viewer, person, on),
        siblings=siblings_of(session, viewer, person, on) if is_child else (),
        ways=ways_to_reach(find.contact_points(session, viewer, person.id), in_force),
        address=home.address if home else (),
        safe=find.safe_contact(session, viewer, person.id),
        in_force=in_force,
        others_say=others_in_words(in_force),
        times=hours_in_words(in_force, on),
        quiet=quiet_in_words(in_force),
        post=post_in_words(in_force),
        pupil=pupil,
        first_language=clue(pupil.first_language) if pupil else None,
        status=find.child_status(session, viewer, person.id) if is_child else None,
        status_acts=status_of_child(session, viewer, person.id) if is_child else None,
        appointments=coming_with(session, viewer, person.id, on) if viewer.may(Permission.SEE_BOOKINGS) else (),
        pattern=pattern_shown(session, viewer, person, on) if viewer.may(Permission.SEE_BOOKINGS) else None,
        tasks=task_cards(session, viewer, tasks_about(session, viewer, person.id), on),
        letters=letters_about(session, viewer, person.id),
        without_letters=times_about(session, viewer, person, on) if is_child else (),
        staff={one.id: one.name for one in find_agency.colleagues(session, viewer)},
    )


def card_of(session: Session, viewer: Viewer, person: Person, on: date) -> LanguageCard:
    """The language card of a person; for an adult with what their children's school records suggest asking."""
    if person.kind == PersonKind.CHILD:
        children = [(person, _first_language(session, viewer, person.id))]
    else:
        found = find.children_of(session, viewer, person.id)
        children = [(child, _first_language(session, viewer, child.id)) for _, child in found]
    return language_card(person, find.language_need(session, viewer, person.id), children, on)


def relatives_of(session: Session, viewer: Viewer, person: Person, on: date) -> list[Relative]:
    """A child's adults, or an adult's children."""
    find_them = find.adults_of if person.kind == PersonKind.CHILD else find.children_of
    found = find_them(session, viewer, person.id)
    needs = find.language_needs(session, viewer, [one.id for _, one in found])
    return [
        Relative(
            one, relationship, language_card(one, needs.get(one.id), (), on), find.pupil_of(session, viewer, one.id)
        )
        for relationship, one in found
    ]


def siblings_of(session: Session, viewer: Viewer, child: Person, on: date) -> list[Relative]:
    """A child's brothers and sisters."""
    found = find.siblings_of(session, viewer, child.id)
    return [
        Relative(one, None, language_card(one, None, (), on), find.pupil_of(session, viewer, one.id)) for one in found
    ]


def _first_language(session: Session, viewer: Viewer, child_id: UUID) -> str:
    pupil = find.pupil_of(session, viewer, child_id)
    return pupil.first_language if pupil else ""
