"""What happens with a booking: somebody comes, or not; the work is done and written down; it is cancelled; and what was
thought of it. What becomes of the appointment itself is recorded there."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings import find
from comms.bookings.booking import Booking, BookingState
from comms.bookings.ending import end_booking, give_back_offer
from comms.bookings.fees import Timesheet, fee_when_ended, fee_worked
from comms.bookings.requests.actions import reopen
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.taking import flush_booking, move
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.one_at_a_time import one_at_a_time

_S = BookingState
# Nobody comes earlier, and nobody stays longer than this beyond what was booked: then a date is wrong.
EARLY, LATE = timedelta(hours=3), timedelta(hours=12)
MOST_MILES, MOST_TRAVEL = 600, 12 * 60
RATINGS = range(1, 6)
LONGEST_WORDS = 4000
CANCELLED = {"requester": _S.BY_REQUESTER, "interpreter": _S.BY_INTERPRETER, "family": _S.BY_FAMILY}


class BadSheet(BadInput):
    """Something written down about a booking cannot be. ``field`` is the answer to be corrected."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


def held_booking(session: Session, viewer: Viewer, booking_id: UUID) -> Booking:
    """A booking as it stands, kept from everybody else until this unit of work ends. Raises ``NotFound``."""
    found = find.booking(session, viewer, booking_id)
    one_at_a_time(session, f"request {found.request_id}")
    session.flush()
    session.refresh(found, with_for_update={"key_share": True})
    return found


def arrive(session: Session, viewer: Viewer, booking_id: UUID, at: datetime, now: datetime) -> Booking:
    """Record that the interpreter has come, and when. Raises ``BadSheet`` for a moment that cannot be."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    booking = held_booking(session, viewer, booking_id)
    _check_moment(booking, "arrived_at", at, now)
    move(booking, _S.ARRIVED)
    booking.arrived_at = at
    note(session, viewer.actor, "interpreter arrived", ("booking", booking.id), now)
    return booking


def complete(session: Session, viewer: Viewer, booking_id: UUID, sheet: Timesheet, now: datetime) -> Booking:
    """Record that the work is done, with the timesheet; the fee follows from the terms. Raises ``BadSheet``."""
    return _written_down(session, viewer, booking_id, _S.COMPLETED, sheet, now)


def curtail(session: Session, viewer: Viewer, booking_id: UUID, sheet: Timesheet, now: datetime) -> Booking:
    """Record that the interpreter came and it was broken off early, with the timesheet. The time booked is due."""
    return _written_down(session, viewer, booking_id, _S.CURTAILED, sheet, now)


def _written_down(
    session: Session, viewer: Viewer, booking_id: UUID, state: BookingState, sheet: Timesheet, now: datetime
) -> Booking:
    viewer.require(Permission.BOOK_INTERPRETERS)
    booking = held_booking(session, viewer, booking_id)
    _check_moment(booking, "began_at", sheet.began_at, now)
    _check_moment(booking, "left_at", sheet.left_at, now)
    if sheet.left_at <= sheet.began_at:
        raise BadSheet("left_at", "It ends before it begins.", "Check both times.")
    if not 0 <= sheet.break_minutes < (sheet.left_at - sheet.began_at).total_seconds() / 60:
        raise BadSheet("break_minutes", "The break is as long as the work.", "Give it in minutes.")
    if not 0 <= sheet.travel_minutes <= MOST_TRAVEL:
        raise BadSheet("travel_minutes", "Nobody travels that long.", "Give the minutes there and back.")
    if not 0 <= sheet.miles <= MOST_MILES:
        raise BadSheet("miles", "Nobody drives that far.", "Give the miles there and back.")
    move(booking, state)
    booking.arrived_at, booking.left_at = sheet.began_at, sheet.left_at
    booking.break_minutes, booking.travel_minutes, booking.miles = (
        sheet.break_minutes,
        sheet.travel_minutes,
        sheet.miles,
    )
    booking.fee_pence = fee_worked(booking, sheet)
    booking.ended_at, booking.ended_by = now, viewer.staff_id
    flush_booking(session)
    note(session, viewer.actor, f"booking {state}", ("booking", booking.id), now, {"fee": booking.fee_pence})
    return booking


def no_show(session: Session, viewer: Viewer, booking_id: UUID, because: str, now: datetime) -> Booking:
    """Record that the interpreter did not come. It never counts against the family. Before the time it is dropping
    out, which is another thing; see ``replacing.did_not_come`` for what follows."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    booking = held_booking(session, viewer, booking_id)
    if now < booking.starts_at:
        raise Refused("It has not begun yet.", "If they say that they will not come, record that they dropped out.")
    end_booking(session, viewer, booking, _S.NO_SHOW, because, now)
    return booking


def family_not_present(session: Session, viewer: Viewer, booking_id: UUID, because: str, now: datetime) -> Booking:
    """Record that the interpreter came and the family was not there: all that was booked is due."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    booking = held_booking(session, viewer, booking_id)
    if now < booking.starts_at:
        raise Refused("It has not begun yet.", "If the family will not come, cancel the booking.")
    move(booking, _S.NOT_PRESENT)
    booking.fee_pence = fee_when_ended(booking, _S.NOT_PRESENT, now)
    booking.ended_at, booking.ended_by, booking.why = now, viewer.staff_id, because.strip() or None
    note(session, viewer.actor, "family not present", ("booking", booking.id), now, {"fee": booking.fee_pence})
    return booking


def cancel_booking(
    session: Session, viewer: Viewer, booking_id: UUID, by: str, because: str, now: datetime
) -> Booking:  # fmt: skip
    """Cancel a booking, said to be by the "requester", the "interpreter" or the "family"; the request is open again,
    for the appointment still stands. What is due follows from the terms and the working hours of notice.

    Raises ``BadSheet`` without a reason, ``Refused`` once the interpreter has arrived.
    """
    viewer.require(Permission.BOOK_INTERPRETERS)
    if by not in CANCELLED:
        raise BadSheet("by", "It does not say who cancelled.", f"It is one of: {', '.join(CANCELLED)}.")
    if not because.strip():
        raise BadSheet("because", "It does not say why.", "Write it in a few words.")
    booking = held_booking(session, viewer, booking_id)
    end_booking(session, viewer, booking, CANCELLED[by], because, now)
    give_back_offer(session, viewer, booking, because, now)
    open_again(session, viewer, booking, now)
    return booking


def open_again(session: Session, viewer: Viewer, booking: Booking, now: datetime) -> InterpreterRequest:
    """Have somebody looked for again after a booking has ended."""
    request = session.get_one(InterpreterRequest, booking.request_id)
    session.refresh(request)
    if request.state in {RequestState.FILLED, RequestState.NOT_NAMED}:
        reopen(session, viewer, request, now)
    return request


def give_feedback(
    session: Session, viewer: Viewer, booking_id: UUID, rating: int, words: str, now: datetime
) -> Booking:  # fmt: skip
    """Keep how well it went, from 1 to 5, and in words. Given again, the last counts."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    booking = held_booking(session, viewer, booking_id)
    if rating not in RATINGS:
        raise BadSheet("rating", "It does not say how well it went.", "Choose from 1 to 5.")
    _check_words("feedback", words)
    _refuse_before(booking, now)
    booking.rating, booking.feedback = rating, words.strip() or None
    note(session, viewer.actor, "give feedback", ("booking", booking.id), now, {"rating": rating})
    return booking


def debrief(session: Session, viewer: Viewer, booking_id: UUID, words: str, now: datetime) -> Booking:
    """Keep what came out when worker and interpreter talked afterwards. It tells of the family, so only those who may
    see what is safe for them write and read it."""
    viewer.require(Permission.SEE_SAFE_CONTACT)
    booking = held_booking(session, viewer, booking_id)
    if not words.strip():
        raise BadSheet("debrief", "There are no words.", "Write what came out of it.")
    _check_words("debrief", words)
    _refuse_before(booking, now)
    booking.debrief = words.strip()
    note(session, viewer.actor, "record debriefing", ("booking", booking.id), now)
    return booking


def _refuse_before(booking: Booking, now: datetime) -> None:
    if now < booking.starts_at:
        raise Refused("It has not begun yet.", "Write this down afterwards.")


def _check_words(field: str, words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise BadSheet(field, f"This is {len(words):,} characters long.", f"Shorten it to {LONGEST_WORDS:,}.")


def _check_moment(booking: Booking, field: str, at: datetime, now: datetime) -> None:
    if at > now:
        raise BadSheet(field, "That is still to come.", "Give the time it was, by the clock here.")
    if not booking.starts_at - EARLY <= at <= booking.ends_at + LATE:
        raise BadSheet(field, "That is not at the time of this booking.", "Check the day and the time.")
