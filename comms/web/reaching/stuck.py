"""What does not go by itself: texts that reached nobody, a line that is stopped, calls left open, and what could not
be handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import people_of
from comms.families.person import Person
from comms.follow_ups.call import Call
from comms.follow_ups.calls.find import left_open
from comms.follow_ups.find import webhooks_given_up
from comms.follow_ups.moving import ABOUT
from comms.foundation.clock import london_date
from comms.messages.find import line_of
from comms.messages.inbox.find import stuck_texts
from comms.messages.message import Message, MessageState
from comms.web.reaching.delivery import where_it_stands
from comms.web.reaching.moments import at_in_words

# What nobody has done anything about in two weeks is in its follow-up, and on the person's page.
LOOKED_BACK = timedelta(days=14)
# A call that began so long ago is over, whatever nobody said of it.
CALL_IS_OVER = timedelta(hours=2)
SHOULD_HAVE_GONE = "it should have gone, and lies: look whether the service is running"


@dataclass(frozen=True, slots=True)
class StuckText:
    """A text that reached nobody: to whom, where it stands, and the follow-up it is of."""

    message: Message
    person: Person | None
    said: str
    written: str

    @property
    def follow_up_id(self) -> UUID | None:
        """The follow-up it was written for."""
        return self.message.about_id if self.message.about_kind == ABOUT else None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Everything that does not go by itself. ``stopped`` is why the line is stopped, ``failed`` when what the carrier
    told us could not be handled; of ``calls`` nobody has said what became."""

    texts: Sequence[StuckText]
    stopped: str
    failed: Sequence[str]
    calls: Sequence[tuple[Call, Person | None, str]]

    @property
    def anything(self) -> bool:
        """Whether anything is stuck."""
        return bool(self.texts or self.stopped or self.failed or self.calls)

    @property
    def count(self) -> int:
        """How many things are."""
        return len(self.texts) + len(self.failed) + len(self.calls) + bool(self.stopped)


def stuck(session: Session, viewer: Viewer, now: datetime) -> Stuck:
    """What is stuck at the viewer's agency."""
    today, line = london_date(now), line_of(session, viewer)
    rows = stuck_texts(session, viewer, now - LOOKED_BACK, now)
    calls = left_open(session, viewer, now - CALL_IS_OVER)
    ids = [one.to_id for one in rows if one.to_kind == "person"] + [one.person_id for one in calls if one.person_id]
    people = people_of(session, viewer, ids)
    failed = webhooks_given_up(session, viewer)
    return Stuck(
        texts=[
            StuckText(one, people.get(one.to_id), _said(one, now), at_in_words(one.made_at, today)) for one in rows
        ],
        stopped=line.stopped_why if line else "",
        failed=[f"{one.kind}, {at_in_words(one.received_at, today)}" for one in failed],
        calls=[(one, _whom(one, people), at_in_words(one.began_at, today)) for one in calls],
    )  # fmt: skip


def _whom(call: Call, people: Mapping[UUID, Person]) -> Person | None:
    return people.get(call.person_id) if call.person_id else None


def _said(message: Message, now: datetime) -> str:
    if message.state == MessageState.WAITING:
        return SHOULD_HAVE_GONE
    return where_it_stands(message, london_date(now))
