"""Questions of whoever looks after an agency's messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.messages.find import visible_messages
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.message import NOT_GONE, Message, MessageChannel, MessageState

# A text that is due goes within seconds; one that lies for longer does not go by itself.
SHOULD_HAVE_GONE = timedelta(minutes=10)
_GONE = (MessageState.SENT, MessageState.DELIVERED)


def count_urgent(session: Session, viewer: Viewer) -> int:
    """How many texts need somebody now, and nobody has dealt with them."""
    query = select(func.count()).select_from(Incoming).where(
        Incoming.agency_id == viewer.agency_id, Incoming.urgent.is_(True), Incoming.state != IncomingState.DONE
    )  # fmt: skip
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
    return [one for one in found if one.thread_id not in gone or one.made_at > gone[one.thread_id]]


def _last_gone(session: Session, viewer: Viewer, threads: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the last text that did go was written, in each of some threads."""
    newest = func.max(Message.made_at)
    query = visible_messages(viewer).with_only_columns(Message.thread_id, newest).where(
        Message.thread_id.in_(list(threads)), Message.state.in_(_GONE)
    )  # fmt: skip
    return {thread: at for thread, at in session.execute(query.group_by(Message.thread_id)) if thread is not None}
