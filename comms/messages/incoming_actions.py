"""What becomes of a text that came in: somebody takes it, says what was done, who wrote it and what they meant; or it
is settled by what it did."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find as find_family
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.messages import find
from comms.messages.incoming import MOVES, Incoming, IncomingState
from comms.messages.opting_out import opt_in, opt_out
from comms.messages.thread import Thread


def take_incoming(session: Session, viewer: Viewer, incoming_id: UUID, now: datetime) -> Incoming:
    """Say “I have it”: nobody else is called any more. Raises ``Refused`` when somebody has it already."""
    row = _held(session, viewer, incoming_id)
    _move(row, IncomingState.TAKEN)
    row.taken_by, row.taken_at, row.next_action_at = viewer.staff_id, now, None
    note(session, viewer.actor, "take incoming text", ("incoming", row.id), now)
    return row


def finish_incoming(session: Session, viewer: Viewer, incoming_id: UUID, outcome: str, now: datetime) -> Incoming:
    """Say what was done about it. Raises ``BadInput`` without words, ``Refused`` when it was dealt with already."""
    if not outcome.strip():
        raise BadInput("It does not say what was done.", "Write it in a few words: “rang her, she is safe”.")
    row = _held(session, viewer, incoming_id)
    _move(row, IncomingState.DONE)
    row.outcome, row.done_by, row.done_at, row.next_action_at = outcome.strip(), viewer.staff_id, now, None
    note(session, viewer.actor, "finish incoming text", ("incoming", row.id), now)
    return row


def settle_incoming(
    session: Session, viewer: Viewer, row: Incoming, outcome: str, about: tuple[str, UUID | None], now: datetime
) -> Incoming:
    """Settle a text by what it did, where there was nothing else in it: it asks nothing more of anybody. ``outcome``
    says so in a sentence, ``about`` is what it was acted on for."""
    _move(row, IncomingState.DONE)
    row.about_kind, row.about_id = about
    row.outcome, row.done_by, row.done_at, row.next_action_at = outcome, None, now, None
    kind, about_id = about
    note(session, viewer.actor, "settle incoming text", ("incoming", row.id), now, {kind: str(about_id or "")})
    return row


def assign_thread(session: Session, viewer: Viewer, thread_id: UUID, person_id: UUID, now: datetime) -> Thread:
    """Say who writes to us from a number, also where several people have it; what came in from it is theirs too.

    Raises ``BadInput`` for somebody who does not have that number.
    """
    viewer.require(Permission.WRITE_TO_FAMILIES)
    thread = find.thread(session, viewer, thread_id)
    person = find_family.person(session, viewer, person_id)
    if person.id not in {one.id for one in find.people_with_number(session, viewer, thread.number_hash)}:
        raise BadInput("This number is not on record for them.", "Add it on their page first.")
    thread.person_id, thread.assigned_by, thread.assigned_at = person.id, viewer.staff_id, now
    for row in find.incoming_in(session, viewer, thread.id):
        row.person_id = person.id
    note(session, viewer.actor, "assign texts", ("thread", thread.id), now, {"person": str(person.id)})
    return thread


def settle_stop(session: Session, viewer: Viewer, thread_id: UUID, *, stop: bool, now: datetime) -> Thread:
    """Say whether they meant, in words of their own, that they want no more texts: somebody asked them."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    thread = find.thread(session, viewer, thread_id)
    if thread.asked_to_stop_at is None:
        raise Refused("Nothing is to be settled here.", "Look again at what they wrote.")
    if stop:
        thread.asked_to_stop_at = None
        opt_out(session, viewer, thread, now)
    else:
        opt_in(session, viewer, thread, now)
    return thread


def _held(session: Session, viewer: Viewer, incoming_id: UUID) -> Incoming:
    viewer.require(Permission.WRITE_TO_FAMILIES)
    row = find.incoming(session, viewer, incoming_id)
    # Two who open it at the same moment must not both have it: the second is told of the first.
    session.refresh(row, with_for_update=True)
    return row


def _move(row: Incoming, after: IncomingState) -> None:
    if after not in MOVES[IncomingState(row.state)]:
        said = "Somebody has this text already." if row.state == IncomingState.TAKEN else "This text is dealt with."
        raise Refused(said, "Look at it again to see who has it.")
    row.state = after
