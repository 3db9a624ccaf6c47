"""Questions about messages. An agency sees those it wrote, and what came in; whoever is not named for a closed family
sees neither what it was told nor what it says. What must hold of a number whoever has it (that it wants no more texts,
that it has a thread) is asked of the whole agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import Channel, ContactPoint
from comms.families.find import visible_contact_points, visible_people
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.line import Line
from comms.messages.message import NOT_GONE, Message, MessageChannel, MessageState, Purpose
from comms.messages.thread import Thread
from comms.messages.visible.find import visible_incoming, visible_messages, visible_threads
from comms.messages.webhook import Webhook, WebhookDesk

_S = MessageState
# In these whoever has the number may have a text: in doubt is not "did not go", and what lies in the outbox was read
# out, or shown while trying it.
MAY_HAVE = (_S.SENDING, _S.SENT, _S.DELIVERED, _S.UNKNOWN, _S.IN_OUTBOX)


def message(session: Session, viewer: Viewer, message_id: UUID) -> Message:
    """One message. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_messages(viewer).where(Message.id == message_id))
    if found is None:
        raise NotFound("There is no such message.")
    return found


def messages_about(session: Session, viewer: Viewer, about_kind: str, about_id: UUID) -> Sequence[Message]:
    """Every message about a row, the newest first."""
    return messages_about_all(session, viewer, about_kind, [about_id])


def messages_about_all(session: Session, viewer: Viewer, about_kind: str, about: Iterable[UUID]) -> Sequence[Message]:
    """Every message about several rows of one kind, the newest first."""
    query = visible_messages(viewer).where(Message.about_kind == about_kind, Message.about_id.in_(list(about)))
    return session.scalars(query.order_by(Message.made_at.desc(), Message.id.desc())).all()


def held_about(session: Session, viewer: Viewer, about_kind: str, about: Iterable[UUID]) -> Sequence[Message]:
    """The same as they stand now, whoever may know of them, kept from being sent until the commit."""
    query = _ours(viewer).where(Message.about_kind == about_kind, Message.about_id.in_(list(about)))
    query = query.order_by(Message.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()


def waiting_texts(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[Message]:
    """Text messages that wait for somebody to send them by hand, the oldest first."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.SMS, Message.state == MessageState.WAITING, Message.due_at.is_(None)
    )
    return session.scalars(query.order_by(Message.made_at, Message.id).limit(limit)).all()


def emails_in_outbox(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[Message]:
    """E-mails that lie in the outbox because no mail server is set, the newest first. Never an invitation: whoever
    reads its link may use it."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.EMAIL, Message.state == MessageState.IN_OUTBOX,
        Message.purpose != Purpose.INVITATION,
    )  # fmt: skip
    return session.scalars(query.order_by(Message.made_at.desc(), Message.id).limit(limit)).all()


def line_of(session: Session, viewer: Viewer) -> Line | None:
    """The line of the viewer's agency; None where it has none, and texts are sent by hand."""
    return session.scalar(select(Line).where(Line.agency_id == viewer.agency_id))


def _ours(viewer: Viewer) -> Select[Message]:
    """Every message of the agency, for rules that hold whoever may know of it; nothing of these is shown."""
    return select(Message).where(Message.agency_id == viewer.agency_id)


def _threads(viewer: Viewer) -> Select[Thread]:
    """Every thread of the agency, as above."""
    return select(Thread).where(Thread.agency_id == viewer.agency_id)


def line_with_number(session: Session, number: str) -> Line | None:
    """The line that has this number of ours, in international form."""
    return session.scalar(select(Line).where(Line.number == number))


def thread(session: Session, viewer: Viewer, thread_id: UUID) -> Thread:
    """One thread. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_threads(viewer).where(Thread.id == thread_id))
    if found is None:
        raise NotFound("There are no such texts.")
    return found


def threads_of_person(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[Thread]:
    """The threads that belong to a person, the newest first."""
    query = visible_threads(viewer).where(Thread.person_id == person_id)
    return session.scalars(query.order_by(Thread.made_at.desc(), Thread.id)).all()


def incoming(session: Session, viewer: Viewer, incoming_id: UUID) -> Incoming:
    """One text that came in. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_incoming(viewer).where(Incoming.id == incoming_id))
    if found is None:
        raise NotFound("There is no such text.")
    return found


def open_incoming(session: Session, viewer: Viewer, limit: int = 200) -> Sequence[Incoming]:
    """What came in and nobody has dealt with, what is urgent first, then the oldest."""
    query = visible_incoming(viewer).where(Incoming.state != IncomingState.DONE)
    return session.scalars(query.order_by(Incoming.urgent.desc(), Incoming.received_at, Incoming.id).limit(limit)).all()


def thread_messages(session: Session, viewer: Viewer, thread_id: UUID) -> list[Message | Incoming]:
    """Everything in a thread, both ways, the oldest first."""
    ours = session.scalars(visible_messages(viewer).where(Message.thread_id == thread_id)).all()
    query = visible_incoming(viewer).where(Incoming.thread_id == thread_id)
    theirs = session.scalars(query).all()
    return sorted([*ours, *theirs], key=_moment)


def _moment(one: Message | Incoming) -> datetime:
    return one.received_at if isinstance(one, Incoming) else one.made_at


def outbox_texts(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[Message]:
    """Texts that lie in the outbox because no carrier is set, the newest first."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.SMS, Message.state == MessageState.IN_OUTBOX
    )
    return session.scalars(query.order_by(Message.made_at.desc(), Message.id).limit(limit)).all()


def last_texts(session: Session, viewer: Viewer, thread_id: UUID, limit: int = 10) -> Sequence[Message]:
    """The last texts of ours in a thread that whoever has the number may have, the newest first."""
    query = visible_messages(viewer).where(Message.thread_id == thread_id, Message.state.in_(MAY_HAVE))
    return session.scalars(query.order_by(Message.made_at.desc(), Message.id.desc()).limit(limit)).all()


def night_was_told(session: Session, viewer: Viewer, sender: str, hashed: bytes) -> bool:
    """Whether a number was told, or is about to be, that nobody reads at night."""
    never = [*(NOT_GONE - {_S.UNKNOWN}), _S.NOT_NEEDED]
    query = _ours(viewer).with_only_columns(Message.id).where(
        Message.purpose == Purpose.FIRST,
        Message.thread_id.in_(_threads(viewer).with_only_columns(Thread.id).where(
            Thread.sender == sender, Thread.number_hash == hashed
        )),
        Message.state.not_in(never),
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def waiting_for_numbers(session: Session, viewer: Viewer, hashes: Iterable[bytes]) -> Sequence[Message]:
    """Texts that are on their way to a number by any sender of the agency, held until the commit."""
    ids = _threads(viewer).with_only_columns(Thread.id).where(Thread.number_hash.in_(list(hashes)))
    query = _ours(viewer).where(Message.thread_id.in_(ids), Message.state == MessageState.WAITING)
    return session.scalars(query.order_by(Message.id).with_for_update()).all()


def thread_between(session: Session, viewer: Viewer, sender: str, hashed: bytes) -> Thread | None:
    """The thread of a number with one of the agency's senders."""
    return session.scalar(_threads(viewer).where(Thread.sender == sender, Thread.number_hash == hashed))


def threads_with_numbers(session: Session, viewer: Viewer, hashes: Iterable[bytes]) -> dict[bytes, list[Thread]]:
    """The threads of some numbers with any sender of the agency, by the hash of the number."""
    found: dict[bytes, list[Thread]] = {}
    for one in session.scalars(_threads(viewer).where(Thread.number_hash.in_(list(hashes)))):
        found.setdefault(one.number_hash, []).append(one)
    return found


def people_with_number(session: Session, viewer: Viewer, hashed: bytes) -> Sequence[Person]:
    """Everybody this agency knows by a number, in the order of their names."""
    having = visible_contact_points(viewer).where(ContactPoint.value_hash == hashed)
    query = visible_people(viewer).where(Person.id.in_(having.with_only_columns(ContactPoint.person_id)))
    return session.scalars(query.order_by(Person.search_name, Person.id)).unique().all()


def how_many_have(session: Session, hashes: Iterable[bytes]) -> dict[bytes, int]:
    """How many people of the whole installation have each number: whoever it is, a text to them names nobody."""
    count = func.count(func.distinct(ContactPoint.person_id))
    query = select(ContactPoint.value_hash, count).where(ContactPoint.value_hash.in_(list(hashes)))
    return {row[0]: row[1] for row in session.execute(query.group_by(ContactPoint.value_hash))}


def points_of(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[ContactPoint]:
    """A person's own numbers and addresses that this agency knows, the newest first."""
    query = visible_contact_points(viewer).where(ContactPoint.person_id == person_id)
    return session.scalars(query.order_by(ContactPoint.recorded_at.desc(), ContactPoint.id.desc())).all()


def points_with_number(session: Session, viewer: Viewer, hashed: bytes) -> Sequence[ContactPoint]:
    """The number as each of those has it whom this agency knows by it."""
    query = visible_contact_points(viewer).where(ContactPoint.value_hash == hashed)
    return session.scalars(query.order_by(ContactPoint.id)).all()


def mobiles_of(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[tuple[UUID, bytes], ContactPoint]:
    """The mobile numbers of several people that this agency knows, by the person and the hash of the number."""
    query = visible_contact_points(viewer).where(
        ContactPoint.person_id.in_(list(people)), ContactPoint.channel == Channel.MOBILE
    )
    return {(one.person_id, one.value_hash): one for one in session.scalars(query)}


def open_webhooks(session: Session, limit: int = 50) -> Sequence[Webhook]:
    """What the carrier told us and nobody has handled or given up, in the order in which it came."""
    query = select(Webhook).where(Webhook.handled_at.is_(None), Webhook.given_up.is_(False))
    return session.scalars(query.order_by(Webhook.received_at, Webhook.id).limit(limit)).all()


def has_written(session: Session, viewer: Viewer, thread_id: UUID) -> bool:
    """Whether anything came in in a thread."""
    query = visible_incoming(viewer).with_only_columns(Incoming.id).where(Incoming.thread_id == thread_id)
    return session.scalar(query.limit(1)) is not None


def incoming_in(session: Session, viewer: Viewer, thread_id: UUID) -> Sequence[Incoming]:
    """What came in in a thread, the oldest first."""
    query = visible_incoming(viewer).where(Incoming.thread_id == thread_id)
    return session.scalars(query.order_by(Incoming.received_at, Incoming.id)).all()


def incoming_called(session: Session, provider_id: str) -> Incoming | None:
    """The text that came in under this name of the carrier's, so that it is taken in once."""
    return session.scalar(select(Incoming).where(Incoming.provider_id == provider_id))


def desk_is_busy(session: Session, desk_id: UUID, now: datetime) -> bool:
    """Whether a worker is at the desk."""
    until = session.scalar(select(WebhookDesk.lease_until).where(WebhookDesk.id == desk_id))
    return until is not None and until > now
