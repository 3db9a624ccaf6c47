"""What is known of all the texts on a page: asked for all of them at once, so that however many there are the questions
are as many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import people_of
from comms.bookings.booking import Booking
from comms.bookings.find import bookings_by_id
from comms.bookings.offers.find import offers_by_id
from comms.bookings.offers.offer import Offer
from comms.families.find import language_needs
from comms.families.language_need import LanguageNeed
from comms.families.person import Person
from comms.foundation.locks import keyring_of
from comms.interpreters.find import interpreters_by_id
from comms.interpreters.interpreter import Interpreter
from comms.messages.find import line_of, messages_about_all
from comms.messages.inbox import find
from comms.messages.incoming import Incoming
from comms.messages.line import Line
from comms.messages.message import Message, MessageState
from comms.messages.thread import Thread
from comms.web.people.person_page import NOT_TOLD
from comms.web.reaching.delivery import where_it_stands
from comms.web.reaching.moments import at_in_words

INCOMING, OFFER, BOOKING = "incoming", "offer", "booking"


@dataclass(frozen=True, slots=True)
class TextsKnown:
    """What is known of some texts that came in: ``before`` and ``wrote_in`` by the thread, ``people`` and ``needs`` by
    the person, ``sharing`` by the hash of a number that is nobody's alone, ``wrote_about`` and ``told`` by the text.
    ``before`` are the last texts of ours, each with its moment and the key of its words."""

    threads: Mapping[UUID, Thread]
    people: Mapping[UUID, Person]
    needs: Mapping[UUID, LanguageNeed]
    sharing: Mapping[bytes, Sequence[Person]]
    wrote_about: Mapping[UUID, tuple[Interpreter | None, UUID]]
    before: Mapping[UUID, Sequence[tuple[datetime, str]]]
    wrote_in: Mapping[UUID, Sequence[str]]
    staff: Mapping[UUID, str]
    told: Mapping[UUID, Sequence[str]]
    line: Line | None


def texts_known(session: Session, viewer: Viewer, rows: Sequence[Incoming], today: date) -> TextsKnown:
    """Gather what is known of texts that came in."""
    threads = find.threads_by_id(session, viewer, {row.thread_id for row in rows})
    people = people_of(session, viewer, [one.person_id for one in threads.values() if one.person_id])
    of_nobody = [one for one in threads.values() if one.person_id not in people]
    staff = {one.id: one.name for one in colleagues(session, viewer)}
    return TextsKnown(
        threads=threads,
        people=people,
        needs=language_needs(session, viewer, people),
        sharing=find.people_with_numbers(session, viewer, [one.number_hash for one in of_nobody]),
        wrote_about=_wrote_about(session, viewer, rows),
        before=find.keys_of_last_texts(session, viewer, threads),
        wrote_in=find.languages_written(session, viewer, threads),
        staff=staff,
        told=_told(session, viewer, rows, staff, today),
        line=line_of(session, viewer),
    )


def _wrote_about(
    session: Session, viewer: Viewer, rows: Sequence[Incoming]
) -> dict[UUID, tuple[Interpreter | None, UUID]]:  # fmt: skip
    """Of each text about an offer to an interpreter, or a booking of one, who wrote it and the request it is for."""
    of = {row.id: row.about_id for row in rows if row.about_kind in {OFFER, BOOKING} and row.about_id}
    about: dict[UUID, Offer | Booking] = {
        **offers_by_id(session, viewer, of.values()), **bookings_by_id(session, viewer, of.values())
    }  # fmt: skip
    found = {row: about[one] for row, one in of.items() if one in about}
    ids = {one.interpreter_id for one in found.values() if one.interpreter_id}
    names = interpreters_by_id(session, viewer, ids)
    return {
        row: (names.get(one.interpreter_id), one.request_id) for row, one in found.items() if one.interpreter_id
    }  # fmt: skip


def _told(
    session: Session, viewer: Viewer, rows: Sequence[Incoming], staff: Mapping[UUID, str], today: date
) -> dict[UUID, list[str]]:  # fmt: skip
    """Who was told of what is urgent, in the order in which they were."""
    found: dict[UUID, list[str]] = {}
    urgent = [row.id for row in rows if row.urgent]
    messages = messages_about_all(session, viewer, INCOMING, urgent)
    keyring_of(session).have_at_hand(session, [one.id for one in messages if one.why_locked])
    for one in reversed(messages):
        found.setdefault(one.about_id, []).append(_told_one(one, staff, today))
    return found


def _told_one(one: Message, staff: Mapping[UUID, str], today: date) -> str:
    who, at = staff.get(one.to_id, NOT_TOLD), at_in_words(one.made_at, today)
    # That an e-mail went is what everybody takes for granted; only what did not is said.
    return f"{who}, {at}" if one.state == MessageState.SENT else f"{who}, {at} ({where_it_stands(one, today)})"
