"""Questions about messages. An agency sees those it wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.messages.message import Message, MessageChannel, MessageState


def visible_messages(viewer: Viewer) -> Select[Message]:
    """The messages of this viewer's agency."""
    return select(Message).where(Message.agency_id == viewer.agency_id)


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
    """The same as they stand now, kept from being sent until the commit."""
    query = visible_messages(viewer).where(Message.about_kind == about_kind, Message.about_id.in_(list(about)))
    query = query.order_by(Message.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()


def waiting_texts(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[Message]:
    """Text messages that are written and not sent, the oldest first."""
    query = visible_messages(viewer).where(Message.channel == MessageChannel.SMS, Message.state == MessageState.WAITING)
    return session.scalars(query.order_by(Message.made_at, Message.id).limit(limit)).all()


def emails_in_outbox(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[Message]:
    """E-mails that lie in the outbox because no mail server is set, the newest first."""
    query = visible_messages(viewer).where(Message.state == MessageState.IN_OUTBOX)
    return session.scalars(query.order_by(Message.made_at.desc(), Message.id).limit(limit)).all()
