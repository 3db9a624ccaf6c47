"""When somebody drops out: others are asked one after the other, the telephone service is made ready where time is
short, and a person decides. Never a relative, a friend or a child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings import find
from comms.bookings.booking import Booking, BookingState
from comms.bookings.ending import end_booking, give_back_offer
from comms.bookings.happening import BadSheet, held_booking, no_show, open_again
from comms.bookings.matching.matching import candidates
from comms.bookings.offers import find as offers
from comms.bookings.offers.asking import Asking, ask
from comms.bookings.offers.described import moment_in_words
from comms.bookings.offers.offer import OfferState
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.telling import NEVER, SOON, is_soon, telephone_line, telephone_said, tell
from comms.interpreters.interpreter import Interpreter
from comms.tasks.task import TaskKind

# How long each is given: a quarter of the time left, an hour at most; ten minutes where time is short.
MOST_MINUTES, SHORT_MINUTES = 60, 10
SHARE = 4
# With less than this nobody could come any more, so nobody is asked to.
LEAST_LEFT = timedelta(minutes=20)
MOST_ASKED = 8
DROPPED = {"interpreter": BookingState.BY_INTERPRETER, "requester": BookingState.REPLACED}


class Step(StrEnum):
    """What happens now."""

    REPLACED = "replaced"
    ASKING = "asking others"
    ASKING_AND_TELEPHONE = "asking others, and the telephone service"
    TELEPHONE = "the telephone service"
    PERSON = "a person decides"


@dataclass(frozen=True, slots=True)
class Replacing:
    """What happens after somebody dropped out, in a sentence, and the offers that are out."""

    step: Step
    said: str
    offers: tuple[UUID, ...] = ()


def answer_minutes(left: timedelta) -> int:
    """How long each may think when so much time is left."""
    if left < SOON:
        return SHORT_MINUTES
    return min(MOST_MINUTES, int(left.total_seconds() // 60) // SHARE)


def how_many_fit(left: timedelta) -> int:
    """How many can be asked one after the other before it begins."""
    if left < LEAST_LEFT:
        return 0
    return min(MOST_ASKED, int(left.total_seconds() // 60) // answer_minutes(left))


def replace_booking(
    session: Session, viewer: Viewer, booking_id: UUID, by: str, because: str, now: datetime
) -> Replacing:  # fmt: skip
    """Somebody who was booked does not come, said by the "interpreter", or is exchanged by us, the "requester". Others
    are asked at once.

    Raises ``BadSheet`` without a reason, ``Refused`` once they have arrived.
    """
    viewer.require(Permission.BOOK_INTERPRETERS)
    if by not in DROPPED:
        raise BadSheet("by", "It does not say who called it off.", f"It is one of: {', '.join(DROPPED)}.")
    if not because.strip():
        raise BadSheet("because", "It does not say why.", "Write it in a few words.")
    booking = held_booking(session, viewer, booking_id)
    end_booking(session, viewer, booking, DROPPED[by], because, now)
    give_back_offer(session, viewer, booking, because, now)
    return find_another(session, viewer, booking, now)


def did_not_come(session: Session, viewer: Viewer, booking_id: UUID, because: str, now: datetime) -> Replacing:
    """The interpreter did not come, and the family is there: the telephone service, at once."""
    booking = no_show(session, viewer, booking_id, because, now)
    give_back_offer(session, viewer, booking, because, now)
    return find_another(session, viewer, booking, now)


def find_another(session: Session, viewer: Viewer, dropped: Booking, now: datetime) -> Replacing:
    """Look for somebody in the place of a booking that has ended, and tell the office what happens."""
    request = open_again(session, viewer, dropped, now)
    # Once it has begun the request stays on record as unfilled, and only the telephone service is left.
    whom = _whom(session, viewer, request, now) if request.state == RequestState.OPEN else ()
    if whom:
        asking = Asking(whom, in_turn=True, answer_minutes=answer_minutes(request.starts_at - now))
        ask(session, viewer, request, asking, now)
    happens = replacing_now(session, viewer, request, now) or Replacing(Step.PERSON, NEVER)
    kind = TaskKind.CHECK_BOOKING if happens.step == Step.ASKING else TaskKind.DECIDE_BOOKING
    tell(session, viewer, request, kind, happens.said, now)
    return happens


def replacing_now(
    session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime
) -> Replacing | None:  # fmt: skip
    """What happens now for a request whose interpreter dropped out, read from what is out; None where nobody did."""
    dropped = find.last_dropped(session, viewer, request.id)
    if dropped is None or dropped.ended_at is None:
        return None
    if find.standing_booking(session, viewer, request.id) is not None:
        return Replacing(Step.REPLACED, "Somebody else is booked in their place.")
    asked_for = offers.offers_for(session, viewer, request.id)
    out = [one for one in asked_for if one.state in offers.UNANSWERED and one.made_at >= dropped.ended_at]
    line = telephone_line(session, viewer)
    if not out:
        step = Step.TELEPHONE if line else Step.PERSON
        return Replacing(
            step, f"Whoever was booked does not come, and nobody is being asked. {_do(session, viewer, request, now)}"
        )
    asked = next((one for one in out if one.state == OfferState.OPEN), None)
    until = f" until {moment_in_words(asked.answer_by, now)}" if asked is not None and asked.answer_by else ""
    queued = sum(one.state == OfferState.QUEUED for one in out)
    said = f"Whoever was booked does not come. Somebody else is being asked{until}, {queued} more after them."
    ids = tuple(one.id for one in out)
    if is_soon(request, now):
        step = Step.ASKING_AND_TELEPHONE
        return Replacing(step, f"{said} Do not wait for it: be ready. {telephone_said(session, viewer)}", ids)
    return Replacing(Step.ASKING, f"{said} You need do nothing but look whether they said yes.", ids)


def _do(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> str:
    if is_soon(request, now):
        return telephone_said(session, viewer)
    return (
        f"Ask others, or somebody a person has to look at first. If there is nobody: {telephone_said(session, viewer)}"
    )


def _whom(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> Sequence[Interpreter]:
    """The best whom nobody has to look at first, who have not said no to this before nor given it back."""
    fit = how_many_fit(request.starts_at - now)
    if not fit:
        return []
    no = {OfferState.DECLINED, OfferState.GIVEN_BACK, OfferState.OPEN, OfferState.QUEUED}
    before = {one.interpreter_id for one in offers.offers_for(session, viewer, request.id) if one.state in no}
    before |= {one.interpreter_id for one in find.bookings_for(session, viewer, [request.id])}
    found = candidates(session, viewer, request.id, now, limit=100).best
    best = [one for one in found if not one.checks and one.interpreter_id not in before]
    return [session.get_one(Interpreter, one.interpreter_id) for one in best[:fit]]
