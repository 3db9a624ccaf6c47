"""Questions of whoever looks after an agency's messages. Those about texts that came in are asked for all of a page at
once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.find import visible_contact_points, visible_people
from comms.families.person import Person
from comms.foundation.locks import keyring_of
from comms.messages.find import MAY_HAVE
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.message import NOT_GONE, Message, MessageChannel, MessageState
from comms.messages.thread import Thread
from comms.messages.visible.find import visible_incoming, visible_messages, visible_threads

# A text that is due goes within seconds; one that lies for longer does not go by itself.
SHOULD_HAVE_GONE = timedelta(minutes=10)
_GONE = (MessageState.SENT, MessageState.DELIVERED)
# What somebody answers is among the last so many texts of a thread.
LOOKED_BACK = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that nobody has dealt with: which, whether it needs somebody now, whose thread it is in, and what it is
    about."""

    id: UUID
    urgent: bool
    person_id: UUID | None
    about_id: UUID | None


def waiting(session: Session, viewer: Viewer) -> list[Waiting]:
    """Everything that came in and nobody has dealt with, what is urgent first, then the oldest: all of it, so that it
    can be counted, and shown a page at a time."""
    columns = (Incoming.id, Incoming.urgent, Thread.person_id, Incoming.about_id)
    theirs = visible_incoming(viewer).join(Thread, Thread.id == Incoming.thread_id).with_only_columns(*columns)
    query = theirs.where(Incoming.state != IncomingState.DONE)
    ordered = query.order_by(Incoming.urgent.desc(), Incoming.received_at, Incoming.id)
    return [Waiting(*row) for row in session.execute(ordered)]


def incoming_by_id(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> list[Incoming]:
    """These texts that came in, in the same order."""
    found = {one.id: one for one in session.scalars(visible_incoming(viewer).where(Incoming.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def threads_by_id(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Thread]:
    """The threads of these ids; their numbers and what came in can be read without a question for each."""
    query = visible_threads(viewer).where(Thread.id.in_(list(ids)))
    found = {one.id: one for one in session.scalars(query)}
    keyring_of(session).have_at_hand(session, found)
    return found


def people_with_numbers(session: Session, viewer: Viewer, hashes: Iterable[bytes]) -> dict[bytes, list[Person]]:
    """Everybody this agency knows by each of several numbers, in the order of their names."""
    known = visible_contact_points(viewer).with_only_columns(ContactPoint.id)
    having = visible_people(viewer).join(ContactPoint, ContactPoint.person_id == Person.id)
    having = having.where(ContactPoint.value_hash.in_(list(hashes)), ContactPoint.id.in_(known))
    query = having.add_columns(ContactPoint.value_hash).distinct()
    found: dict[bytes, list[Person]] = {}
    for person, hashed in session.execute(query.order_by(Person.search_name, Person.id)).unique():
        found.setdefault(hashed, []).append(person)
    return found


def keys_of_last_texts(
    session: Session, viewer: Viewer, threads: Iterable[UUID]
) -> dict[UUID, list[tuple[datetime, str]]]:
    """When each of the last texts of ours was written that whoever has the number may have, and the key of its words;
    by the thread, the newest first."""
    newest = (Message.made_at.desc(), Message.id.desc())
    place = func.row_number().over(partition_by=Message.thread_id, order_by=newest).label("place")
    ours = visible_messages(viewer).with_only_columns(Message.thread_id, Message.made_at, Message.wording, place)
    numbered = ours.where(Message.thread_id.in_(list(threads)), Message.state.in_(MAY_HAVE)).subquery()
    columns = (numbered.c.thread_id, numbered.c.made_at, numbered.c.wording)
    query = select(*columns).where(numbered.c.place <= LOOKED_BACK).order_by(numbered.c.place)
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    for thread, at, wording in session.execute(query):
        found.setdefault(thread, []).append((at, str(wording.get("key", ""))))
    return found


def languages_written(session: Session, viewer: Viewer, threads: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The languages in which people seem to have written to us, by the thread; the one they wrote in first is first."""
    first = func.min(Incoming.received_at)
    query = visible_incoming(viewer).with_only_columns(Incoming.thread_id, Incoming.language).where(
        Incoming.thread_id.in_(list(threads)), Incoming.language != ""
    )  # fmt: skip
    found: dict[UUID, list[str]] = {}
    for thread, tag in session.execute(query.group_by(Incoming.thread_id, Incoming.language).order_by(first)):
        found.setdefault(thread, []).append(tag)
    return found


def count_urgent(session: Session, viewer: Viewer) -> int:
    """How many texts need somebody now, and nobody has dealt with them."""
    urgent = Incoming.urgent.is_(True), Incoming.state != IncomingState.DONE
    # Every page asks this, and on nearly every page there is none at all: only then it matters for whom they are.
    if session.scalar(select(Incoming.id).where(Incoming.agency_id == viewer.agency_id, *urgent).limit(1)) is None:
        return 0
    query = visible_incoming(viewer).where(*urgent).with_only_columns(func.count(Incoming.id))
    return session.scalar(query) or 0


def stuck_texts(
    session: Session, viewer: Viewer, since: datetime, now: datetime, limit: int = 200
) -> Sequence[Message]:
    """Texts to people that did not reach them since then, and those that should have gone and lie; the newest first.
    One after which another did go in the same thread is left out: that number is reached again."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.SMS,
        Message.to_kind.in_(("person", "thread")),
        or_(
            and_(Message.state.in_(NOT_GONE), Message.made_at >= since),
            and_(Message.state == MessageState.WAITING, Message.due_at < now - SHOULD_HAVE_GONE),
        ),
    )
    found = session.scalars(query.order_by(Message.made_at.desc(), Message.id.desc()).limit(limit)).all()
    gone = _last_gone(session, viewer, {one.thread_id for one in found if one.thread_id})
    keyring_of(session).have_at_hand(session, [one.id for one in found if one.why_locked])
    return [one for one in found if one.thread_id not in gone or one.made_at > gone[one.thread_id]]


def _last_gone(session: Session, viewer: Viewer, threads: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the last text that did go was written, in each of some threads."""
    newest = func.max(Message.made_at)
    query = visible_messages(viewer).with_only_columns(Message.thread_id, newest).where(
        Message.thread_id.in_(list(threads)), Message.state.in_(_GONE)
    )  # fmt: skip
    return {thread: at for thread, at in session.execute(query.group_by(Message.thread_id)) if thread is not None}
