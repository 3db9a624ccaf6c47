"""A text that came in as a card: the words as they came, what they probably say, whose they are, and who has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.person import Person
from comms.foundation.languages import Language
from comms.interpreters.interpreter import Interpreter
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.numbers import last_digits
from comms.messages.thread import Thread
from comms.messages.translated import ABOUT
from comms.web.people.language_card import LanguageCard, language_card
from comms.web.people.person_page import NOT_TOLD
from comms.web.reaching.answering import languages_known
from comms.web.reaching.drafting import NOTHING_READY, Ready, ready_for
from comms.web.reaching.english import english_words
from comms.web.reaching.machine_said import MachineSaid, machine_said
from comms.web.reaching.moments import at_in_words
from comms.web.reaching.read_as import Original, ReadAs, original_of, read_as
from comms.web.reaching.texts_known import TextsKnown, texts_known


@dataclass(frozen=True, slots=True)
class IncomingCard:
    """One text that came in. ``may_be`` are those who have the number where it is nobody's alone; ``asked`` is what we
    had asked, in English; ``machine`` is its translation; ``told`` says who on duty was told, and when; ``languages``
    are those to answer in, and ``ready`` what an answer can be made with; ``interpreter`` wrote about an offer, or a
    booking, for ``request_id``."""

    incoming: Incoming
    thread: Thread
    person: Person | None
    language: LanguageCard | None
    may_be: Sequence[Person]
    original: Original
    read: ReadAs
    machine: MachineSaid
    asked: str
    told: Sequence[str]
    when: str
    taken: str
    languages: Sequence[Language]
    interpreter: Interpreter | None = None
    request_id: UUID | None = None
    ready: Ready = NOTHING_READY

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
        ready = [phrase.language.tag for phrase in self.ready.phrases]
        return [one for one in (self.original.tag, theirs.tag if theirs else "", *ready) if one not in {"", "und"}]

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
    """The cards of texts that came in, in the same order. However many there are, the questions are as many."""
    known, made = texts_known(session, viewer, rows, today), machine_said(session, viewer, ABOUT, rows)
    cards = [_card(row, known, made[row.id], today) for row in rows]
    ready = ready_for(session, viewer, [card.languages for card in cards])
    return [replace(card, ready=one) for card, one in zip(cards, ready, strict=True)]


def _card(row: Incoming, known: TextsKnown, machine: MachineSaid, today: date) -> IncomingCard:
    its = known.threads[row.thread_id]
    person = known.people.get(its.person_id) if its.person_id else None
    interpreter, request_id = (None, None) if person else known.wrote_about.get(row.id, (None, None))
    need = known.needs.get(person.id) if person else None
    return IncomingCard(
        incoming=row,
        thread=its,
        person=person,
        language=language_card(person, need, (), today) if person else None,
        may_be=() if person or request_id else known.sharing.get(its.number_hash, ()),
        original=original_of(row, need),
        read=read_as(row),
        machine=machine,
        asked=_asked(row, known),
        told=known.told.get(row.id, ()),
        when=at_in_words(row.received_at, today),
        taken=_taken(row, known.staff, today),
        languages=languages_known(need, known.wrote_in.get(its.id, ())),
        interpreter=interpreter,
        request_id=request_id,
    )


def _asked(row: Incoming, known: TextsKnown) -> str:
    """Our last text before theirs, in English; empty where there was none, or where it was in our own words."""
    before = [key for at, key in known.before.get(row.thread_id, ()) if at < row.received_at]
    return next((said for key in before if (said := english_words(key, known.line, {}))), "")


def _taken(row: Incoming, staff: Mapping[UUID, str], today: date) -> str:
    if row.state == IncomingState.DONE and row.done_at:
        who = f"Dealt with by {staff.get(row.done_by, NOT_TOLD)}" if row.done_by else "Settled by itself"
        return f"{who}, {at_in_words(row.done_at, today)}"
    if row.taken_by and row.taken_at:
        return f"{staff.get(row.taken_by, NOT_TOLD)} has it, since {at_in_words(row.taken_at, today)}"
    return ""
