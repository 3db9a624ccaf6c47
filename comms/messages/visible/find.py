"""Which messages, texts that came in, and threads a viewer may know of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, exists, or_, select, true, union_all

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.hidden.find import is_hidden, nobody_hidden, once, sees_all
from comms.messages.about import about_seen, hidden_about
from comms.messages.incoming import Incoming
from comms.messages.message import Message
from comms.messages.thread import Thread

TO_PERSON = "person"
# Under names of their own: of a row that came in it may be asked what another said, and of a thread which it is.
_other = Incoming.__table__.alias("other_incoming").c
_of_theirs = Thread.__table__.alias("thread_of_theirs").c


def visible_messages(viewer: Viewer) -> Select[Message]:
    """The messages of this viewer's agency: to nobody and about nothing that is hidden from them. What was written to
    somebody whom they may know is theirs to read, also where somebody who is hidden has the same number; of anything
    else the thread tells whose it is."""
    query = select(Message).where(Message.agency_id == viewer.agency_id)
    if sees_all(viewer):
        return query
    thread_seen = _thread_seen(viewer, Message.thread_id)
    if viewer.only_people is None:
        thread_seen = or_(Message.thread_id.is_(None), thread_seen)
    return query.where(
        case((Message.to_kind == TO_PERSON, nobody_hidden(viewer, Message.to_id)), else_=thread_seen),
        about_seen(viewer, Message.about_kind, Message.about_id),
    )


def visible_incoming(viewer: Viewer) -> Select[Incoming]:
    """What came in to this viewer's agency: from nobody, in no thread and about nothing that is hidden from them. What
    came from a number that nobody has on record is theirs to read."""
    return select(Incoming).where(
        Incoming.agency_id == viewer.agency_id,
        _thread_seen(viewer, Incoming.thread_id),
        nobody_hidden(viewer, Incoming.person_id),
        about_seen(viewer, Incoming.about_kind, Incoming.about_id),
    )


@hidden_about("incoming")
def _is_hidden(viewer: Viewer, incoming_id: Any) -> ColumnElement[bool]:
    hidden = or_(is_hidden(viewer, _other.person_id), _other.thread_id.in_(_hidden_threads(viewer)))
    return exists().where(_other.id == incoming_id, hidden)


def visible_threads(viewer: Viewer) -> Select[Thread]:
    """The threads of this viewer's agency that belong, or may belong, to nobody who is hidden from them."""
    return select(Thread).where(Thread.agency_id == viewer.agency_id, _thread_seen(viewer, Thread.id))


def _thread_seen(viewer: Viewer, thread_id: Any) -> ColumnElement[bool]:
    if sees_all(viewer):
        return true()
    seen: ColumnElement[bool]
    if viewer.only_people is None:
        seen = thread_id.not_in(_hidden_threads(viewer))
    else:
        theirs = select(_of_theirs.id).where(_of_theirs.person_id.is_not(None))
        seen = thread_id.in_(theirs.where(~is_hidden(viewer, _of_theirs.person_id)))
    return seen


def _hidden_threads(viewer: Viewer) -> Select[UUID]:
    return select(once(viewer, "hidden_threads", lambda: _of_the_closed(viewer)).c.id)


def _of_the_closed(viewer: Viewer) -> CompoundSelect[UUID]:
    """The threads that belong to somebody who is kept closed; and those of a number that somebody has who is, until it
    is said who writes from it. Those who are named for the family can say so."""
    its, having = Thread.__table__.c, ContactPoint.__table__.c
    theirs = select(its.id).where(is_hidden(viewer, its.person_id))
    numbers = select(having.value_hash).where(is_hidden(viewer, having.person_id))
    return union_all(theirs, select(its.id).where(its.person_id.is_(None), its.number_hash.in_(numbers)))
