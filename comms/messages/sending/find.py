"""Questions of whoever works on a line. The viewer is the system, acting for the line's agency."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.messages.message import Message, MessageChannel, MessageState
from comms.messages.thread import Thread
from comms.messages.visible.find import visible_messages, visible_threads


def texts_due(session: Session, viewer: Viewer, until: datetime, limit: int) -> Sequence[Message]:
    """Texts that wait and are due until a moment, in their order, held until the commit."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.SMS, Message.state == MessageState.WAITING, Message.due_at <= until
    )
    query = query.order_by(Message.due_at, Message.id).limit(limit).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def next_due(session: Session, viewer: Viewer) -> datetime | None:
    """When the first text is due that waits."""
    query = visible_messages(viewer).with_only_columns(Message.due_at).where(
        Message.channel == MessageChannel.SMS, Message.state == MessageState.WAITING, Message.due_at.is_not(None)
    )  # fmt: skip
    return session.scalars(query.order_by(Message.due_at).limit(1)).first()


def left_sending(session: Session, viewer: Viewer, before: datetime) -> Sequence[Message]:
    """Texts whose sending began before a moment and never ended: whoever sent them is dead."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.SMS,
        Message.state == MessageState.SENDING,
        Message.started_at < before,
    )
    return session.scalars(query.order_by(Message.id).with_for_update()).all()


def unknown_texts(session: Session, viewer: Viewer, before: datetime, limit: int) -> Sequence[Message]:
    """Texts of which it is not known whether they went, and that are still asked after."""
    query = visible_messages(viewer).where(
        Message.channel == MessageChannel.SMS,
        Message.state == MessageState.UNKNOWN,
        Message.ended_at.is_(None),
        Message.started_at < before,
    )
    return session.scalars(query.order_by(Message.started_at, Message.id).limit(limit)).all()


def held_messages(session: Session, viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, Message]:
    """Messages as they stand now, by id, held until the commit."""
    query = visible_messages(viewer).where(Message.id.in_(list(ids))).order_by(Message.id).with_for_update()
    return {one.id: one for one in session.scalars(query.execution_options(populate_existing=True))}


def threads_by_id(session: Session, viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, Thread]:
    """Threads by id."""
    query = visible_threads(viewer).where(Thread.id.in_(list(ids)))
    return {one.id: one for one in session.scalars(query)}


def taken_names(session: Session, viewer: Viewer, names: Collection[str]) -> set[str]:
    """Which of the carrier's names for texts belong to a text of ours already."""
    query = visible_messages(viewer).with_only_columns(Message.provider_id).where(Message.provider_id.in_(list(names)))
    return {name for name in session.scalars(query) if name}


def message_reported_to(session: Session, token: str) -> Message | None:
    """The text whose reports come to an address with this token, held until the commit."""
    return session.scalar(select(Message).where(Message.report_token == token).with_for_update())
