"""A thread: both ways in order, with where each text stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import person as find_person
from comms.families.person import Person
from comms.messages.find import people_with_number, thread_messages
from comms.messages.incoming import Incoming
from comms.messages.message import Message
from comms.messages.numbers import last_digits
from comms.messages.thread import Thread
from comms.web.people.language_card import LanguageCard
from comms.web.people.person_page import NOT_TOLD, card_of
from comms.web.reaching.delivery import GONE_WRONG, where_it_stands
from comms.web.reaching.english import ENGLISH, in_english
from comms.web.reaching.follow_up_rows import names_of_staff
from comms.web.reaching.incoming_card import IncomingCard, incoming_cards
from comms.web.reaching.machine_said import mark_of
from comms.web.reaching.moments import at_in_words
from comms.web.reaching.read_as import known

# To whom a text of ours goes that is to no interpreter and no supplier.
FAMILIES = frozenset({"person", "thread"})


@dataclass(frozen=True, slots=True)
class Ours:
    """A text of ours in a thread. ``english`` is what it says in English, empty for words of somebody's own; ``mark``
    says that a machine made its words, where one did."""

    message: Message
    tag: str
    direction: str
    when: str
    stands: str
    is_wrong: bool
    by: str
    english: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One thread. ``may_be`` are the people who have the number."""

    thread: Thread
    person: Person | None
    language: LanguageCard | None
    may_be: Sequence[Person]
    entries: Sequence[Ours | IncomingCard]

    @property
    def last_digits(self) -> str:
        """The end of the number."""
        return last_digits(self.thread.number or "")

    @property
    def theirs(self) -> list[IncomingCard]:
        """What came in."""
        return [one for one in self.entries if isinstance(one, IncomingCard)]

    @property
    def tags(self) -> list[str]:
        """The languages in which something stands on the page."""
        ours = [one.tag for one in self.entries if isinstance(one, Ours) and one.tag != "und"]
        return [*ours, *(tag for one in self.theirs for tag in one.tags)]

    @property
    def people(self) -> list[UUID]:
        """Everybody the page tells of."""
        return [one.id for one in self.may_be]


def thread_page(session: Session, viewer: Viewer, thread: Thread, on: date) -> ThreadPage:
    """Gather a thread."""
    person = find_person(session, viewer, thread.person_id) if thread.person_id else None
    both = thread_messages(session, viewer, thread.id)
    rows = [one for one in both if isinstance(one, Incoming) or may_read(viewer, one)]
    cards = incoming_cards(session, viewer, [one for one in rows if isinstance(one, Incoming)], on)
    theirs, staff = {one.incoming.id: one for one in cards}, names_of_staff(session, viewer)
    return ThreadPage(
        thread=thread,
        person=person,
        language=card_of(session, viewer, person, on) if person else None,
        may_be=people_with_number(session, viewer, thread.number_hash),
        entries=[
            theirs[one.id]
            if isinstance(one, Incoming)
            else ours(session, viewer, one, staff.get(one.made_by, NOT_TOLD) if one.made_by else "", on)
            for one in rows
        ],
    )


def may_read(viewer: Viewer, message: Message) -> bool:
    """Whether the viewer may read a text of ours: one to an interpreter holds the link that answers for them, so only
    whoever books interpreters does."""
    return message.to_kind in FAMILIES or viewer.may(Permission.BOOK_INTERPRETERS)


def ours(session: Session, viewer: Viewer, message: Message, by: str, on: date) -> Ours:
    """A text of ours, ready to be shown. ``by`` is who wrote it, empty for one that was written by itself."""
    written, machine = known(message.language), str(message.wording.get("machine", ""))
    english = str(message.wording.get("english", "")) or in_english(session, viewer, message)
    return Ours(
        message=message,
        tag=written.tag if written else "und",
        direction=written.direction if written else "auto",
        when=at_in_words(message.made_at, on),
        stands=where_it_stands(message, on),
        is_wrong=message.state in GONE_WRONG,
        by=by,
        english="" if message.language == ENGLISH else english,
        mark=mark_of(machine) if machine else "",
    )
