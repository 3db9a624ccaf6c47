"""What is missing, from what is on record: whose requests are counted, in which month, and why nobody came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from booking_factories import (
    WEDNESDAY,
    a_booking,
    a_mother,
    a_request,
    a_supplier,
    an_appointment,
    an_interpreter,
)
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import AppointmentState, Risk
from comms.bookings.booking import Booking, BookingState
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.missing.asked_for import COLUMNS
from comms.bookings.missing.figures import Delays, Figures, figures
from comms.bookings.missing.outcome import Outcome, Why
from comms.bookings.missing.period import Period, month_named
from comms.bookings.missing.saying import answer, delays_said, further, uses_said, would_take
from comms.bookings.missing.time_of_day import TimeOfDay
from comms.bookings.missing.uses import Uses
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.errors import NotAllowed
from comms.foundation.work_item import WorkState

DECEMBER = month_named("2026-12")
# When all of December is over.
AFTER = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def requested(
    session: Session, viewer: Viewer, now: datetime, begins: datetime = WEDNESDAY, **given: object
) -> InterpreterRequest:
    """An interpreter asked for, for a meeting that begins then."""
    about = {name: given.pop(name) for name in ("risk", "zone", "delayed_from", "called_off_by") if name in given}
    meeting = an_appointment(session, viewer, now, starts_at=begins, minutes=60, **about)
    meeting.state = str(given.pop("appointment_state", AppointmentState.CONFIRMED))
    return a_request(session, viewer, now, meeting, **given)


def booked(session: Session, viewer: Viewer, now: datetime, request: InterpreterRequest, state: str) -> Booking:
    """A booking for it that came to this."""
    made = a_booking(session, viewer, now, request=request)
    made.state, made.occupies = state, False
    session.flush()
    return made


def offered(session: Session, viewer: Viewer, now: datetime, request: InterpreterRequest, state: str) -> None:
    """An offer of it that came to this."""
    session.add(
        Offer(
            agency_id=viewer.agency_id, request_id=request.id, interpreter_id=an_interpreter(session, viewer, now).id,
            answer_minutes=60, state=state, made_at=now, work_state=WorkState.WAITING,
        )
    )  # fmt: skip
    session.flush()


def in_december(session: Session, viewer: Viewer, now: datetime = AFTER) -> Figures:
    return figures(session, viewer, DECEMBER, now)


def test_a_month_in_one_sentence_and_what_belongs_to_it(session: Session, viewer: Viewer, now: datetime) -> None:
    for day in range(3):
        done = requested(session, viewer, now, WEDNESDAY + day * DAY, state=RequestState.FILLED)
        booked(session, viewer, now, done, BookingState.COMPLETED)
    missing = requested(session, viewer, now, state=RequestState.UNFILLED, risk=Risk.HIGH)
    offered(session, viewer, now, missing, OfferState.DECLINED)
    requested(session, viewer, now, state=RequestState.OTHERWISE)
    requested(session, viewer, now, state=RequestState.NOT_NEEDED)
    forgotten = requested(session, viewer, now, state=RequestState.FILLED)
    booked(session, viewer, now, forgotten, BookingState.CONFIRMED)
    found = in_december(session, viewer)
    assert answer(found) == "In December 2026 an interpreter was needed 6 times; 3 times one came. Twice none came."
    assert further(found.counts, at_high_risk=1) == [
        "For 1 of these somebody recorded why, and what was done instead.",
        "1 of the 2 was at high risk.",
        "For 1 nobody has recorded whether the interpreter came.",
        "1 was not needed any more.",
    ]
    share = found.counts.fulfilment
    assert (share.numerator, share.denominator, found.counts.demand) == (3, 5, 7)


def test_before_their_time_nothing_is_missing_yet(session: Session, viewer: Viewer, now: datetime) -> None:
    requested(session, viewer, now)
    unnamed = requested(session, viewer, now, state=RequestState.NOT_NAMED)
    booked(session, viewer, now, unnamed, BookingState.NOT_NAMED)
    filled = requested(session, viewer, now, state=RequestState.FILLED)
    booked(session, viewer, now, filled, BookingState.CONFIRMED)
    found = in_december(session, viewer, now)
    assert answer(found) == "In December 2026 no interpreter was needed yet."
    assert further(found.counts, at_high_risk=0) == [
        "3 are still to come: 1 booked, 1 accepted by a supplier that has not named anybody and 1 still looked for."
    ]
    assert found.counts.fulfilment.percent is None
    assert found.changes == []
    assert would_take(found) == ["Nothing: nobody was left without an interpreter."]


def test_an_empty_month_says_so(session: Session, viewer: Viewer) -> None:
    found = in_december(session, viewer)
    assert answer(found) == "In December 2026 no interpreter was needed."
    assert delays_said(found.delays) == ["No appointment was put off or failed."]
    assert uses_said(found.uses) == ["Without an appointment, nobody asked for an interpreter by telephone."]


def test_a_month_begins_and_ends_at_midnight_in_london(session: Session, viewer: Viewer, now: datetime) -> None:
    # A quarter to midnight on 31 May in London, which is summer time.
    requested(session, viewer, now, datetime(2026, 5, 31, 22, 45, tzinfo=UTC), state=RequestState.UNFILLED)
    requested(session, viewer, now, datetime(2026, 5, 31, 23, 0, tzinfo=UTC), state=RequestState.UNFILLED)
    for named, expected in (("2026-05", 1), ("2026-06", 1), ("2026-07", 0)):
        assert figures(session, viewer, month_named(named), AFTER).counts.demand == expected
    last = Period(date(2026, 5, 31), date(2026, 5, 31))
    assert figures(session, viewer, last, AFTER).counts.demand == 1


def test_why_nobody_came_is_read_from_offers_bookings_and_the_register(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    def unfilled(language: str = "lt") -> InterpreterRequest:
        return requested(session, viewer, now, language=language, state=RequestState.UNFILLED)

    unfilled("pl")
    an_interpreter(session, viewer, now)
    unfilled()
    asked = unfilled()
    offered(session, viewer, now, asked, OfferState.LAPSED)
    queued = unfilled()
    offered(session, viewer, now, queued, OfferState.QUEUED)
    dropped = unfilled()
    offered(session, viewer, now, dropped, OfferState.GIVEN_BACK)
    booked(session, viewer, now, dropped, BookingState.BY_INTERPRETER)
    off = unfilled()
    booked(session, viewer, now, off, BookingState.BY_REQUESTER)
    found = in_december(session, viewer)
    assert {(one.language, one.why) for one in found.asked} == {
        ("pl", Why.NOT_IN_REGISTER),
        ("lt", Why.NOBODY_ASKED),
        ("lt", Why.NOBODY_ACCEPTED),
        ("lt", Why.DROPPED_OUT),
        ("lt", Why.CALLED_OFF),
    }
    assert dict(found.why)[Why.NOBODY_ASKED].total() == 2
    said = would_take(found)
    assert any("2 of the 6 were never offered to anybody" in one for one in said)
    assert any("1 of the 6 had somebody until" in one for one in said)


def test_nobody_asked_is_told_apart_from_nobody_who_could(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now, level=3)
    an_interpreter(session, viewer, now, level=1)
    could = requested(session, viewer, now, state=RequestState.UNFILLED)
    could_not = requested(session, viewer, now, state=RequestState.UNFILLED, level=6)
    night = requested(session, viewer, now, WEDNESDAY.replace(hour=21), state=RequestState.UNFILLED)
    found = in_december(session, viewer)
    why = {one.request_id: one.why for one in found.asked}
    assert why == {could.id: Why.NOBODY_ASKED, could_not.id: Why.NOBODY_COULD, night.id: Why.NOBODY_COULD}
    assert found.in_the_way == {"level": 3, "hours": 1}
    said = would_take(found)
    assert (
        "2 of the 3 could be done by nobody in the register as it stands. What was in the way, counted for each "
        "request and interpreter: level (3) and working hours (1)."
    ) in said
    a_supplier(session, viewer, now)
    assert {one.why for one in in_december(session, viewer).asked} == {Why.NOBODY_ASKED}


def test_what_the_interpreter_called_off_is_missing_and_what_we_called_off_is_not(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    for by in ("us", "family", "interpreter"):
        off = AppointmentState.CANCELLED
        given = {"appointment_state": off, "called_off_by": by, "state": RequestState.NOT_NEEDED}
        booked(session, viewer, now, requested(session, viewer, now, **given), BookingState.BY_REQUESTER)
    found = in_december(session, viewer)
    assert (found.counts.cancelled, found.counts.missed) == (2, 1)
    assert [one.why for one in found.asked if one.missed] == [Why.DROPPED_OUT]


@pytest.mark.parametrize("sends", [[], ["pl", "ro"]])
def test_a_supplier_for_the_language_could_have_been_asked(
    session: Session, viewer: Viewer, now: datetime, sends: list[str]
) -> None:
    a_supplier(session, viewer, now, languages=sends)
    requested(session, viewer, now, language="pl", state=RequestState.UNFILLED)
    (one,) = in_december(session, viewer).asked
    assert one.why == Why.NOBODY_ASKED


def test_who_came_to_the_register_later_could_not_have_been_asked(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    an_interpreter(session, viewer, WEDNESDAY + DAY)
    gone = an_interpreter(session, viewer, now)
    gone.active, gone.left_on = False, WEDNESDAY.date() - DAY
    requested(session, viewer, now, state=RequestState.UNFILLED)
    (one,) = in_december(session, viewer).asked
    assert one.why == Why.NOT_IN_REGISTER
    gone.left_on = WEDNESDAY.date()
    session.flush()
    (one,) = in_december(session, viewer).asked
    assert one.why == Why.NOBODY_ASKED


def test_somebody_else_came_after_the_first_dropped_out(session: Session, viewer: Viewer, now: datetime) -> None:
    request = requested(session, viewer, now, state=RequestState.FILLED)
    booked(session, viewer, now, request, BookingState.BY_INTERPRETER)
    booked(session, viewer, now + HOUR, request, BookingState.COMPLETED)
    found = in_december(session, viewer)
    assert [one.outcome for one in found.asked] == [Outcome.CAME]
    assert answer(found) == "In December 2026 an interpreter was needed once; each time one came."


def test_each_language_at_each_part_of_the_week(session: Session, viewer: Viewer, now: datetime) -> None:
    evening = WEDNESDAY.replace(hour=18)
    for day in range(3):
        requested(session, viewer, now, evening + day * DAY, state=RequestState.UNFILLED)
    requested(session, viewer, now, WEDNESDAY, state=RequestState.UNFILLED, language="pl")
    found = in_december(session, viewer)
    assert [(one.language, one.counts.missed) for one in found.languages] == [("lt", 3), ("pl", 1)]
    lithuanian = found.languages[0].at
    # The third is on a Friday; none lies at a weekend.
    assert (lithuanian[TimeOfDay.EVENING].missed, lithuanian[TimeOfDay.MORNING].demand) == (3, 0)
    assert would_take(found)[0] == (
        "One more interpreter of Lithuanian (qualified to level 3) on weekdays from 18:00, for 4 hours in all, would "
        "have met 3 of the 4."
    )


def test_what_lies_too_near_to_get_to_is_not_promised(session: Session, viewer: Viewer, now: datetime) -> None:
    for begins, zone in ((WEDNESDAY, "PE13"), (WEDNESDAY + HOUR + timedelta(minutes=30), "CB1")):
        requested(session, viewer, now, begins, zone=zone, state=RequestState.UNFILLED)
    (change,) = in_december(session, viewer).changes
    assert change.met == 1  # ten minutes between them, and the way is not known: an hour


def test_appointments_put_off_are_counted_where_they_were_first_meant_to_be(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    requested(session, viewer, now, WEDNESDAY + 9 * DAY, delayed_from=WEDNESDAY)
    requested(session, viewer, now, WEDNESDAY + 40 * DAY, delayed_from=WEDNESDAY + 2 * DAY)
    requested(session, viewer, now, WEDNESDAY + HOUR, delayed_from=WEDNESDAY)  # the same day
    requested(session, viewer, now, WEDNESDAY + 3 * DAY, delayed_from=WEDNESDAY - 7 * DAY)  # meant for November
    off = AppointmentState.CANCELLED
    requested(session, viewer, now, WEDNESDAY + 3 * DAY, delayed_from=WEDNESDAY, appointment_state=off)
    found = in_december(session, viewer)
    assert found.delays == Delays(days=(9, 38))
    assert delays_said(found.delays) == [
        "2 appointments were put off to a later day so that there would be an interpreter: 47 days in all, at most 38."
    ]


def test_appointments_that_failed_with_nobody_to_interpret(session: Session, viewer: Viewer, now: datetime) -> None:
    failed = AppointmentState.FAILED
    requested(session, viewer, now, state=RequestState.UNFILLED, appointment_state=failed)
    requested(session, viewer, now, state=RequestState.NOT_NEEDED, appointment_state=failed)
    ours = requested(session, viewer, now, state=RequestState.NOT_NEEDED, appointment_state=failed)
    booked(session, viewer, now, ours, BookingState.BY_REQUESTER)
    found = in_december(session, viewer)
    assert found.delays == Delays(failed=3, failed_without=2)
    assert (found.counts.missed, found.counts.cancelled) == (2, 1)
    assert delays_said(found.delays) == [
        "3 appointments did not take place through us or an interpreter. 2 of them because nobody interpreted."
    ]


def test_calls_to_the_telephone_service_are_told_with_their_answers(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_mother(session, viewer, now)

    def use(kind: UseKind, at: datetime, of: InterpreterUse | None = None) -> InterpreterUse:
        made = InterpreterUse(
            agency_id=viewer.agency_id, person_id=mother.id, kind=kind, at=at, of_id=of.id if of else None
        )
        session.add(made)
        session.flush()
        return made

    asked = use(UseKind.ASKED, WEDNESDAY)
    use(UseKind.HAD, WEDNESDAY + HOUR, asked)
    late = use(UseKind.ASKED, DECEMBER.end - HOUR)
    use(UseKind.NOT_HAD, DECEMBER.end + HOUR, late)  # answered in January, asked for in December
    use(UseKind.ASKED, WEDNESDAY + DAY)
    november = use(UseKind.ASKED, DECEMBER.start - HOUR)
    use(UseKind.HAD, DECEMBER.start + HOUR, november)
    use(UseKind.EMERGENCY_ADULT, WEDNESDAY)
    found = in_december(session, viewer)
    assert found.uses == Uses(asked=3, had=1, not_had=1, not_told=1, adults=1)
    assert uses_said(found.uses) == [
        (
            "Without an appointment, an interpreter was asked for by telephone 3 times: 1 was had, 1 was not; for 1 "
            "nobody recorded which."
        ),
        "Once an adult stood in in an emergency. That is no interpreter: each talk is held again through one.",
    ]


def test_another_agency_sees_none_of_it(session: Session, viewer: Viewer, now: datetime) -> None:
    requested(session, viewer, now, WEDNESDAY + 9 * DAY, delayed_from=WEDNESDAY, state=RequestState.UNFILLED)
    requested(session, viewer, now, appointment_state=AppointmentState.FAILED)
    session.add(
        InterpreterUse(
            agency_id=viewer.agency_id, person_id=a_mother(session, viewer, now).id, kind=UseKind.ASKED, at=WEDNESDAY
        )
    )
    session.flush()
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other School"), now, roles=("reception",)))
    found = in_december(session, other)
    assert (found.counts.demand, found.delays, found.uses, found.languages) == (0, Delays(), Uses(), [])
    assert in_december(session, viewer).counts.demand == 2


def test_who_may_not_see_bookings_sees_no_figures_of_them(session: Session, viewer: Viewer, now: datetime) -> None:
    court = viewer_of(a_staff_member(session, an_agency(session, now, "Court"), now, roles=("court legal adviser",)))
    with pytest.raises(NotAllowed, match="see appointments and bookings"):
        in_december(session, court)


def test_a_row_for_a_spreadsheet_holds_no_name(session: Session, viewer: Viewer, now: datetime) -> None:
    made = requested(session, viewer, now, state=RequestState.UNFILLED, risk=Risk.HIGH)
    (one,) = in_december(session, viewer).asked
    assert dict(zip(COLUMNS, one.cells, strict=True)) == {
        "reference": made.reference, "language": "lt", "day": "2026-12-02", "begins": "9:00 to 12:00", "risk": "high",
        "mode": "in person", "state": "no interpreter",
        "reason": "nobody of that language in the register, and no supplier for it",
    }  # fmt: skip
