"""Calls and texts with a person, for their page: what is followed up, the last texts either way, and whether their
number takes texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.follow_ups.find import live_of_person
from comms.messages.find import thread_messages, threads_of_person
from comms.messages.incoming import Incoming
from comms.messages.message import Message
from comms.messages.numbers import last_digits
from comms.messages.thread import Thread
from comms.web.reaching.delivery import where_it_stands
from comms.web.reaching.follow_up_rows import FollowUpRow, follow_up_rows
from comms.web.reaching.moments import at_in_words
from comms.web.reaching.read_as import known

SHOWN = 4


@dataclass(frozen=True, slots=True)
class LastText:
    """A text either way. ``stands`` is where one of ours stands, empty for one of theirs."""

    thread_id: UUID
    theirs: bool
    body: str
    tag: str
    direction: str
    when: str
    stands: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What the page of a person says of calls and texts with them."""

    follow_ups: Sequence[FollowUpRow]
    texts: Sequence[LastText]
    threads: Sequence[Thread]

    @property
    def opted_out(self) -> list[tuple[str, datetime]]:
        """The ends of the numbers that want no texts, each with since when."""
        return [(last_digits(one.number or ""), one.opted_out_at) for one in self.threads if one.opted_out_at]


def reached(session: Session, viewer: Viewer, person_id: UUID, on: date) -> Reached:
    """Gather what a person's page says of calls and texts."""
    threads = threads_of_person(session, viewer, person_id)
    both = [one for thread in threads for one in thread_messages(session, viewer, thread.id)]
    newest = sorted(both, key=_moment, reverse=True)[:SHOWN]
    rows = follow_up_rows(session, viewer, live_of_person(session, viewer, person_id), on)
    return Reached(rows, [_text(one, on) for one in newest], threads)


def _moment(one: Message | Incoming) -> datetime:
    return one.received_at if isinstance(one, Incoming) else one.made_at


def _text(one: Message | Incoming, on: date) -> LastText:
    written, theirs = known(one.language), isinstance(one, Incoming)
    return LastText(
        thread_id=one.thread_id,  # type: ignore[arg-type]
        theirs=theirs,
        body=one.body or "",
        tag=written.tag if written else "und",
        direction=written.direction if written else "auto",
        when=at_in_words(_moment(one), on),
        stands="" if isinstance(one, Incoming) else where_it_stands(one, on),
    )
