"""Steering a follow-up by hand: stop it, let it go on, bring the next step forward, choose another, say that they are
away. Each is put down under the name of whoever did it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.reaching_hours import may_reach, next_reachable
from comms.follow_ups import find
from comms.follow_ups.actions import set_going
from comms.follow_ups.case import Case
from comms.follow_ups.follow_up import EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.ladder import back_again, back_from
from comms.follow_ups.moving import ABOUT, lock, move, plan, wake
from comms.follow_ups.saying import day_in_words, moment_in_words
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.messages.actions import none_needed

# These reach the person. The others bring the follow-up to a member of staff.
REACHES = frozenset({Step.TEXT, Step.OTHER_HOUR, Step.OTHER_WAY, Step.LETTER})


def stop(session: Session, viewer: Viewer, follow_up_id: UUID, words: str, now: datetime) -> FollowUp:
    """Stop the ladder, saying why. Texts that wait do not go. It is not closed: it comes back each five working days
    until somebody lets it go on, or closes it. Raises ``BadInput`` without words, ``Refused`` for one that is closed or
    stopped."""
    with _in_hand(session, viewer, follow_up_id, now) as case:
        _wants_words(words, "Say why it is stopped.")
        if case.row.state == FollowUpState.STOPPED:
            raise Refused("This follow-up is stopped already.", "Let it go on, or close it.")
        move(case.row, FollowUpState.STOPPED)
        none_needed(session, viewer, ABOUT, [case.row.id], now)
        case.row.next_action_at = back_again(now, case.facts, now)
        case.put_down(EventKind.STOPPED, case.row.next_step, words=words.strip())
    return case.row


def go_on(session: Session, viewer: Viewer, follow_up_id: UUID, now: datetime) -> FollowUp:
    """Let the ladder go on where it stood; from the next call, where it had come to somebody's decision. Raises
    ``Refused`` for one that is closed, or goes on by itself."""
    with _in_hand(session, viewer, follow_up_id, now) as case:
        if case.row.state == FollowUpState.OPEN:
            raise Refused("This follow-up goes on by itself.", "Bring its next step forward, or choose another.")
        set_going(case)
        case.put_down(EventKind.GOES_ON, case.row.next_step)
    return case.row


def speed_up(session: Session, viewer: Viewer, follow_up_id: UUID, now: datetime) -> FollowUp:
    """Make the next step now; one that reaches the person, as soon as they may be reached. Raises ``Refused`` for one
    that is closed or stopped, and while they are away."""
    with _in_hand(session, viewer, follow_up_id, now) as case:
        row = case.row
        if row.state == FollowUpState.STOPPED:
            raise Refused("This follow-up is stopped.", "Let it go on first.")
        if row.away_until is not None and row.away_until >= london_date(now):
            said = f"They are away until {day_in_words(row.away_until)}."
            raise Refused(said, "If they are back, take that back first.")
        at = next_reachable(case.ways.safe, now) if row.next_step in REACHES - {Step.TEXT} else now
        row.next_action_at = at
        case.put_down(EventKind.SPED_UP, row.next_step, at=at.isoformat())
    return case.row


def choose_next(
    session: Session, viewer: Viewer, follow_up_id: UUID, step: Step, at: datetime, now: datetime
) -> FollowUp:  # fmt: skip
    """Choose which step comes next, and when; one that a person had in hand goes on by that.

    Raises ``BadInput`` for a moment that is over, and for one at which this person may not be reached; ``Refused`` for
    a step that is not safe for them, for the manager before the worker has had it, and for one that is closed.
    """
    with _in_hand(session, viewer, follow_up_id, now) as case:
        facts = case.facts
        if at < now:
            raise BadInput("That moment is over.", "Choose one to come.")
        if not facts.may(step):
            raise Refused(facts.why_not[step], "Choose another step.")
        if step in REACHES and not may_reach(facts.answer, at):
            nearest = moment_in_words(next_reachable(facts.answer, at))
            raise BadInput("They may not be reached at that hour.", f"The next at which they may is {nearest}.")
        if step != Step.MANAGER:
            move(case.row, FollowUpState.OPEN)
        elif case.row.state not in {FollowUpState.WITH_WORKER, FollowUpState.WITH_MANAGER}:
            raise Refused("It has not been with the worker yet.", "Choose that step first, and then the manager's.")
        plan(case.row, step, at)
        case.put_down(EventKind.CHANGED, step, at=at.isoformat())
    return case.row


def set_away(
    session: Session, viewer: Viewer, follow_up_id: UUID, until: date | None, enquiries: str, now: datetime
) -> FollowUp:  # fmt: skip
    """Record that they are away, up to and including which day, and how that is known: the ladder waits until then, and
    goes on. None for the day takes it back. Raises ``BadInput`` for a day that is over, and without words."""
    with _in_hand(session, viewer, follow_up_id, now) as case:
        _wants_words(enquiries, "Say how it is known, or who said so.")
        if until is not None and until < london_date(now):
            raise BadInput("That day is over.", "Give the day on which they are expected back.")
        case.row.away_until = until
        if until is not None and case.row.state != FollowUpState.STOPPED:
            back = back_from(until, case.facts, now)
            case.row.next_action_at = max(case.row.next_action_at or back, back)
        case.put_down(EventKind.AWAY, words=enquiries.strip(), until=until.isoformat() if until else "back")
    return case.row


@contextmanager
def _in_hand(session: Session, viewer: Viewer, follow_up_id: UUID, now: datetime) -> Iterator[Case]:
    """A live follow-up in somebody's hand; when they are done with it, the worker sees it as it then stands."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    row = lock(session, find.follow_up(session, viewer, follow_up_id))
    if row.state == FollowUpState.CLOSED:
        raise Refused("This follow-up is closed.", "Open a new one if there is more to do.")
    yield Case(session, viewer, row, now)
    wake(session, row, now)
    session.flush()


def _wants_words(words: str, remedy: str) -> None:
    if not words.strip():
        raise BadInput("It does not say why.", remedy)
