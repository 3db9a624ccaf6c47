"""The page of one follow-up: where it stands, its line, what they answered, and everything that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import language_need
from comms.families.find import person as find_person
from comms.families.person import Person
from comms.families.protection.find import safety_in_force
from comms.follow_ups.find import events_of
from comms.follow_ups.follow_up import FollowUp, FollowUpState
from comms.follow_ups.moving import ABOUT
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.messages.find import incoming, messages_about
from comms.messages.thread import Thread
from comms.web.bookings.appointments_times import typed_day, typed_time
from comms.web.people.language_card import LanguageCard
from comms.web.people.person_page import NOT_TOLD, card_of
from comms.web.people.reaching import hours_in_words, quiet_in_words
from comms.web.reaching.follow_up_rows import decides, names_of_staff
from comms.web.reaching.happened import Happened, happened, replies, said_otherwise
from comms.web.reaching.incoming_card import IncomingCard, incoming_cards
from comms.web.reaching.ladder_drawn import Point, draw
from comms.web.reaching.moments import at_in_words
from comms.web.reaching.standing import proposed, standing

INTERPRETER = "interpreter"
REMOTE, TELEPHONE = "nowhere: by telephone or video", "by telephone"


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """One follow-up, ready to be shown. ``appointment`` fills the form of an appointment for the call proposed."""

    follow_up: FollowUp
    person: Person
    child: Person | None
    language: LanguageCard
    said: str
    worker: str
    line: Sequence[Point]
    proposed: str
    appointment: Mapping[str, str]
    answers: Sequence[IncomingCard]
    otherwise: Sequence[Happened]
    happened: Sequence[Happened]
    hours: Sequence[str]
    quiet: str
    closed: str

    @property
    def is_live(self) -> bool:
        """Whether nobody has closed it."""
        return self.follow_up.state != FollowUpState.CLOSED

    @property
    def tags(self) -> list[str]:
        """The languages in which something stands on the page."""
        return [tag for card in self.answers for tag in card.tags]

    @property
    def threads(self) -> list[Thread]:
        """The threads in which they answered."""
        return list({one.thread.id: one.thread for one in self.answers}.values())


def follow_up_page(session: Session, viewer: Viewer, row: FollowUp, person: Person, now: datetime) -> FollowUpPage:
    """Gather the page of a follow-up whose person the viewer has opened."""
    today, staff = london_date(now), names_of_staff(session, viewer)
    events, need = events_of(session, viewer, row.id), language_need(session, viewer, person.id)
    texts = {one.id: one for one in messages_about(session, viewer, ABOUT, row.id)}
    worker, manager = decides(row, staff)
    asked = any(one.detail.get("option") == INTERPRETER for one in events)
    safe = safety_in_force(session, viewer, person.id)
    return FollowUpPage(
        follow_up=row,
        person=person,
        child=_child(session, viewer, row.child_id),
        language=card_of(session, viewer, person, today),
        said=standing(row, worker, manager, today),
        worker=worker,
        line=draw(row, events, texts, today),
        proposed=proposed(row, need, today, asked=asked),
        appointment=_appointment(row),
        answers=incoming_cards(session, viewer, [incoming(session, viewer, one) for one in replies(events)], today),
        otherwise=said_otherwise(events, today),
        happened=happened(events, texts, staff, today),
        hours=hours_in_words(safe, today),
        quiet=quiet_in_words(safe),
        closed=_closed(row, staff, now),
    )


def _child(session: Session, viewer: Viewer, child_id: UUID | None) -> Person | None:
    # The follow-up is of the adult; a child the agency no longer works with is left out of its words.
    try:
        return find_person(session, viewer, child_id) if child_id else None
    except NotFound:
        return None


def _appointment(row: FollowUp) -> dict[str, str]:
    """What the form of an appointment is filled with: by telephone, at the day and hour they named."""
    if row.proposed_at is None:
        return {}
    return {
        "day": typed_day(row.proposed_at), "at": typed_time(row.proposed_at), "mode": TELEPHONE, "where": REMOTE,
        "purpose": "first_contact_call",
    }  # fmt: skip


def _closed(row: FollowUp, staff: Mapping[UUID, str], now: datetime) -> str:
    if row.closed_at is None:
        return ""
    by = staff.get(row.closed_by, NOT_TOLD) if row.closed_by else NOT_TOLD
    return f"{by}, {at_in_words(row.closed_at, london_date(now))}"
