"""A text that came in as a card: the words as they came, what they probably say, whose they are, and who has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import people_of
from comms.bookings.offers.find import offer
from comms.bookings.offers.offer import Offer
from comms.families.find import language_needs
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.interpreters.find import interpreter
from comms.interpreters.interpreter import Interpreter
from comms.messages.find import last_texts, messages_about_all, people_with_number, thread
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.message import Message, MessageState
from comms.messages.numbers import last_digits
from comms.messages.thread import Thread
from comms.web.people.language_card import LanguageCard, language_card
from comms.web.people.person_page import NOT_TOLD
from comms.web.reaching.delivery import where_it_stands
from comms.web.reaching.english import in_english
from comms.web.reaching.moments import at_in_words
from comms.web.reaching.read_as import Original, ReadAs, original_of, read_as, translation_said

INCOMING, OFFER = "incoming", "offer"


@dataclass(frozen=True, slots=True)
class IncomingCard:
    """One text that came in. ``may_be`` are those who have the number where it is nobody's alone; ``asked`` is what we
    had asked, in English; ``told`` says who on duty was told, and when; ``interpreter`` wrote about an offer
    for ``request_id``."""

    incoming: Incoming
    thread: Thread
    person: Person | None
    language: LanguageCard | None
    may_be: Sequence[Person]
    original: Original
    read: ReadAs
    translation: str
    asked: str
    told: Sequence[str]
    when: str
    taken: str
    interpreter: Interpreter | None = None
    request_id: UUID | None = None

    @property
    def whom(self) -> str:
        """Who wrote, for whoever hears the page read out."""
        if self.person is not None:
            return self.person.name
        return self.interpreter.name if self.interpreter else f"the number ending in {self.last_digits}"

    @property
    def last_digits(self) -> str:
        """The end of the number."""
        return last_digits(self.thread.number or "")

    @property
    def tags(self) -> list[str]:
        """The languages in which something stands on it."""
        theirs = self.language.language if self.language else None
        return [one for one in (self.original.tag, theirs.tag if theirs else "") if one not in {"", "und"}]

    @property
    def is_new(self) -> bool:
        """Whether nobody has it yet."""
        return self.incoming.state == IncomingState.NEW

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what was done."""
        return self.incoming.state != IncomingState.DONE

    @property
    def is_shared(self) -> bool:
        """Whether somebody has to say who wrote it."""
        return self.person is None and bool(self.may_be)


def incoming_cards(session: Session, viewer: Viewer, rows: Sequence[Incoming], today: date) -> list[IncomingCard]:
    """The cards of texts that came in, in the same order."""
    threads = {key: thread(session, viewer, key) for key in {row.thread_id for row in rows}}
    people = people_of(session, viewer, [one.person_id for one in threads.values() if one.person_id])
    needs = language_needs(session, viewer, people)
    staff = {one.id: one.name for one in colleagues(session, viewer)}
    told = _told(session, viewer, rows, staff, today)
    found = []
    for row in rows:
        its = threads[row.thread_id]
        person = people.get(its.person_id) if its.person_id else None
        asked = _offer(session, viewer, row) if person is None else None
        need = needs.get(person.id) if person else None
        found.append(
            IncomingCard(
                incoming=row,
                thread=its,
                person=person,
                language=language_card(person, need, (), today) if person else None,
                may_be=() if person or asked else people_with_number(session, viewer, its.number_hash),
                original=original_of(row, need),
                read=read_as(row),
                translation=translation_said(row),
                asked=_asked(session, viewer, row),
                told=told.get(row.id, ()),
                when=at_in_words(row.received_at, today),
                taken=_taken(row, staff, today),
                interpreter=_interpreter(session, viewer, asked),
                request_id=asked.request_id if asked else None,
            )
        )
    return found


def _offer(session: Session, viewer: Viewer, row: Incoming) -> Offer | None:
    """The offer to an interpreter that a text seems to answer."""
    if row.about_kind != OFFER or row.about_id is None:
        return None
    try:
        found = offer(session, viewer, row.about_id)
    except NotFound:
        return None
    return found if found.interpreter_id else None


def _interpreter(session: Session, viewer: Viewer, asked: Offer | None) -> Interpreter | None:
    return interpreter(session, viewer, asked.interpreter_id) if asked and asked.interpreter_id else None


def _asked(session: Session, viewer: Viewer, row: Incoming) -> str:
    """Our last text before theirs, in English; empty where there was none, or where it was in our own words."""
    before = [one for one in last_texts(session, viewer, row.thread_id) if one.made_at < row.received_at]
    return next((said for one in before if (said := in_english(session, viewer, one))), "")


def _told(
    session: Session, viewer: Viewer, rows: Sequence[Incoming], staff: Mapping[UUID, str], today: date
) -> dict[UUID, list[str]]:  # fmt: skip
    """Who was told of what is urgent, in the order in which they were."""
    found: dict[UUID, list[str]] = {}
    urgent = [row.id for row in rows if row.urgent]
    for one in reversed(messages_about_all(session, viewer, INCOMING, urgent)):
        found.setdefault(one.about_id, []).append(_told_one(one, staff, today))
    return found


def _told_one(one: Message, staff: Mapping[UUID, str], today: date) -> str:
    who, at = staff.get(one.to_id, NOT_TOLD), at_in_words(one.made_at, today)
    # That an e-mail went is what everybody takes for granted; only what did not is said.
    return f"{who}, {at}" if one.state == MessageState.SENT else f"{who}, {at} ({where_it_stands(one, today)})"


def _taken(row: Incoming, staff: Mapping[UUID, str], today: date) -> str:
    if row.state == IncomingState.DONE and row.done_by and row.done_at:
        return f"Dealt with by {staff.get(row.done_by, NOT_TOLD)}, {at_in_words(row.done_at, today)}"
    if row.taken_by and row.taken_at:
        return f"{staff.get(row.taken_by, NOT_TOLD)} has it, since {at_in_words(row.taken_at, today)}"
    return ""
