"""Making a link to a family's page, and sending it by text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.contact_point import Channel, ContactPoint
from comms.follow_ups.family_page import find
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.links import family_address
from comms.follow_ups.family_page.page_words import page_words
from comms.follow_ups.family_page.safe_number import why_no_link
from comms.follow_ups.family_page.subject import birth_dates, subject_of
from comms.foundation.audit import note
from comms.foundation.db import new_id
from comms.foundation.languages import Language
from comms.foundation.one_at_a_time import one_at_a_time
from comms.messages.drafting import HeldBack, TextGiven, reader_of
from comms.messages.find import points_of
from comms.messages.gathering import facts_of
from comms.messages.message import Purpose
from comms.messages.texting import write_text

TEXT = "link.named"
VALID_FOR = timedelta(days=14)
# Whoever presses the button twice sends one link.
TWICE = timedelta(minutes=2)
OVER = HeldBack("This is settled already, so there is nothing to show them.", "over")
NO_BIRTH_DATE = HeldBack("No birth date is on record, and a page opens only with one. Record it first.", "no_birth")
NO_NUMBER = HeldBack("No number of theirs that takes texts is on record.", "no_number")


@dataclass(frozen=True, slots=True)
class LinkGiven:
    """To whom a link goes, and about which row: a "letter", an "appointment" or a "follow_up". ``point_id`` is the
    number, where somebody chose it."""

    person_id: UUID
    about_kind: str
    about_id: UUID
    point_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MayHaveLink:
    """Where a link would go, and in which language its page would be."""

    point: ContactPoint
    reader: Language


def make_link(session: Session, viewer: Viewer, given: LinkGiven, now: datetime) -> FamilyLink | HeldBack:
    """Make a link and write the text that carries it; or say why there is none. Pressed twice, it is one.

    Raises ``NotAllowed`` where the viewer may not write to families, ``NotFound`` for a person or a row they may not
    know of, and for a row that is somebody else's.
    """
    viewer.require(Permission.WRITE_TO_FAMILIES)
    one_at_a_time(session, f"family link {given.about_id}")
    may = may_have_link(session, viewer, given)
    if isinstance(may, HeldBack):
        return may
    for known in find.links_about(session, viewer, given.about_kind, given.about_id):
        same = (known.person_id, known.point_id) == (given.person_id, may.point.id)
        if same and known.ended_at is None and now - known.made_at <= TWICE:
            return known
    link_id = new_id()
    address = family_address(session, link_id, may.point.value_hash)
    text = TextGiven(
        given.person_id, TEXT, given.about_kind, given.about_id, Purpose.LINK, values={"link": address},
        point_id=may.point.id, automatic=False,
    )  # fmt: skip
    written = write_text(session, viewer, text, now)
    if isinstance(written, HeldBack):
        return written
    # Its time begins when the text may go: somebody may not be reached before Monday.
    begins = max(now, written.due_at or now)
    link = FamilyLink(
        id=link_id, agency_id=viewer.agency_id, person_id=given.person_id, about_kind=given.about_kind,
        about_id=given.about_id, point_id=may.point.id, language=may.reader.tag, made_at=now, made_by=viewer.staff_id,
        expires_at=begins + VALID_FOR,
    )  # fmt: skip
    session.add(link)
    session.flush()
    detail = {"about": f"{given.about_kind} {given.about_id}", "person": str(given.person_id)}
    note(session, viewer.actor, "send family link", ("family_link", link.id), now, detail)
    return link


def may_have_link(session: Session, viewer: Viewer, given: LinkGiven) -> MayHaveLink | HeldBack:
    """Whether this person may have a link about this row; nothing is written. Raises ``NotFound`` as ``make_link``."""
    subject = subject_of(session, viewer, (given.about_kind, given.about_id), given.person_id)
    if subject.over:
        return OVER
    point = _number(session, viewer, given)
    if isinstance(point, HeldBack):
        return point
    reader = reader_of(session, viewer, given.person_id)
    if isinstance(reader, HeldBack):
        return reader
    if not page_words(session, reader.tag, viewer.agency_id).complete:
        return HeldBack(f"The page has not been written in {reader.english_name} yet.", "words_missing")
    if birth_dates(subject) is None:
        return NO_BIRTH_DATE
    return MayHaveLink(point, reader)


def _number(session: Session, viewer: Viewer, given: LinkGiven) -> ContactPoint | HeldBack:
    """The first number that a link may go to; why not, where there is none."""
    points = points_of(session, viewer, given.person_id)
    mobiles = [one for one in points if one.channel == Channel.MOBILE and given.point_id in {None, one.id}]
    facts = facts_of(session, viewer, [(given.person_id, one.value_hash) for one in mobiles])
    held = NO_NUMBER
    for number, point in enumerate(mobiles):
        why = why_no_link(facts[given.person_id, point.value_hash])
        if why is None:
            return point
        held = why if number == 0 else held
    return held
