"""What a share shows of one person, gathered through the sharer's own eyes: the same for whoever is to see it, for who
sees it, and for who is about to share it. Nothing in it can be changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access import find as access
from comms.families.access.fields import court_order_for, may_see_field, note_for
from comms.families.access.parts import Part, is_shown_to
from comms.families.access.share import FamilyShare
from comms.families.contact_point import ContactPoint
from comms.families.person import Person, PersonKind
from comms.families.protection.find import safety_in_force
from comms.families.pupil import ChildStatus
from comms.web.access.shown_history import (
    AttendanceShown,
    Happened,
    LetterShown,
    appointments_shown,
    attendance_shown,
    calls_and_texts,
    letters_shown,
)
from comms.web.people.language_card import LanguageCard, language_card
from comms.web.people.person_page import Relative, relatives_of, siblings_of
from comms.web.people.reaching import Way, hours_in_words, post_in_words, quiet_in_words, ways_to_reach


@dataclass(frozen=True, slots=True)
class ContactShown:
    """How a person may be reached: each number with what was said of it, and what holds for all of them."""

    ways: Sequence[tuple[ContactPoint, Way]]
    address: Sequence[str]
    flagged: bool
    times: Sequence[str]
    quiet: str
    post: str


@dataclass(frozen=True, slots=True)
class StatusShown:
    """A child's social worker, plan and orders; ``known`` is None where nothing is on record, or for an adult.
    ``kept_back`` holds where there is a note on court orders that the looker's role does not show."""

    known: ChildStatus | None
    court_order: str | None
    kept_back: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One person as a share shows them. A part that is not shared, or that the looker's role is not shown, is None;
    ``kept_back`` names the latter."""

    person: Person
    card: LanguageCard
    kept_back: Sequence[Part]
    contact: ContactShown | None
    relatives: Sequence[Relative] | None
    siblings: Sequence[Relative]
    notes: Sequence[str] | None
    status: StatusShown | None
    attendance: AttendanceShown | None
    letters: Sequence[LetterShown] | None
    made: Sequence[Happened] | None
    appointments: Sequence[Happened] | None

    @property
    def is_child(self) -> bool:
        """Whether the person is a child."""
        return self.person.kind == PersonKind.CHILD


@dataclass(frozen=True, slots=True)
class Lent:
    """The eyes that a share lends, or would lend, and which parts they are for. ``wider`` take in the relatives: they
    find what is about the person and names one of these, and nothing of these is shown by them."""

    eyes: Viewer
    wider: Viewer
    person_id: UUID
    parts: Collection[str]


def lent_by(session: Session, viewer: Viewer, share: FamilyShare, on: date) -> Lent:
    """What a share that shows something on this day lends."""
    eyes = access.eyes_of(session, viewer, share, on)
    wider = access.eyes_among_relatives(session, eyes, share.person_id, share.made_at)
    return Lent(eyes, wider, share.person_id, share.parts)


def would_lend(session: Session, viewer: Viewer, person_id: UUID, parts: Collection[str], now: datetime) -> Lent:
    """What a share would lend that somebody is about to make."""
    eyes = access.eyes_to_share(session, viewer, person_id, parts, now)
    return Lent(eyes, access.eyes_among_relatives(session, eyes, person_id, now), person_id, parts)


def shown(session: Session, lent: Lent, looker: Viewer, on: date) -> Shown:
    """What ``looker`` is shown of a person. Raises ``NotFound`` where the eyes that were lent do not see the person."""
    eyes, wider, parts = lent.eyes, lent.wider, lent.parts
    person = find.person(session, eyes, lent.person_id)
    wanted = [part for part in Part if part in parts]
    kept_back = [part for part in wanted if not is_shown_to(looker, part)]
    open_parts = frozenset(wanted) - frozenset(kept_back)
    is_child = person.kind == PersonKind.CHILD
    safe = find.safe_contact(session, eyes, person.id)
    return Shown(
        person=person,
        card=language_card(person, find.language_need(session, eyes, person.id), (), on),
        kept_back=kept_back,
        contact=_contact(session, eyes, person, on) if Part.CONTACT in open_parts else None,
        relatives=relatives_of(session, eyes, person, on) if Part.RELATIVES in open_parts else None,
        siblings=siblings_of(session, eyes, person, on) if Part.RELATIVES in open_parts and is_child else (),
        notes=list(filter(None, [note_for(looker, safe)])) if Part.SAFE_NOTES in open_parts else None,
        status=_status(session, eyes, looker, person.id) if Part.STATUS in open_parts else None,
        attendance=attendance_shown(session, eyes, person.id, on) if Part.ATTENDANCE in open_parts else None,
        letters=letters_shown(session, wider, person.id) if Part.LETTERS in open_parts else None,
        made=calls_and_texts(session, wider, person.id, on) if Part.CONTACTS_MADE in open_parts else None,
        appointments=appointments_shown(session, wider, person.id) if Part.APPOINTMENTS in open_parts else None,
    )


def _contact(session: Session, eyes: Viewer, person: Person, on: date) -> ContactShown:
    """A number never goes without what makes it dangerous: a share of numbers alone says whether they are safe."""
    safe = safety_in_force(session, eyes, person.id)
    points = find.contact_points(session, eyes, person.id)
    home = find.household(session, eyes, person)
    return ContactShown(
        ways=list(zip(points, ways_to_reach(points, safe), strict=True)),
        address=home.address if home else (),
        flagged=safe is not None and safe.flagged,
        times=hours_in_words(safe, on),
        quiet=quiet_in_words(safe),
        post=post_in_words(safe),
    )


def _status(session: Session, eyes: Viewer, looker: Viewer, person_id: UUID) -> StatusShown:
    known = find.child_status(session, eyes, person_id)
    noted = known is not None and bool(known.court_order_note)
    kept_back = noted and not may_see_field(looker, "child_status.court_order_note")
    return StatusShown(known, court_order_for(looker, known), kept_back)
