"""What calendars are told: never a family's name, the same UID for ever, and a cancellation that is not passed over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import (
    WEDNESDAY,
    a_booking,
    a_mother,
    a_place,
    a_request,
    a_supplier,
    an_appointment,
    an_interpreter,
)
from factories import a_child, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Role, Where
from comms.bookings.booking import Booking, BookingState
from comms.bookings.calendars import (
    appointment_cancellation_for,
    appointment_file,
    appointment_invitation_for,
    booking_file,
    cancellation_for,
    find,
    invitation_for,
)
from comms.bookings.calendars.actions import make_feed, revoke_feed
from comms.bookings.calendars.entries import GONE, sequence_of
from comms.bookings.calendars.reading import calendar_at
from comms.bookings.taking import Taking, move, take
from comms.foundation.errors import NotAllowed, NotFound
from comms.interpreters.interpreter import Interpreter, Mode, RegisterShare

DAY = timedelta(days=1)


def events(written: bytes) -> list[Event]:
    found = Calendar.from_ical(written).walk("VEVENT")
    return [one for one in found if isinstance(one, Event)]


def method(written: bytes) -> str:
    return str(Calendar.from_ical(written)["METHOD"])


def cancel(session: Session, booking: Booking, now: datetime, state: BookingState = BookingState.BY_FAMILY) -> None:
    move(booking, state)
    booking.ended_at = now
    session.flush()


def a_coordinator(session: Session, viewer: Viewer, now: datetime) -> Viewer:
    staff = a_staff_member(session, own_agency(session, viewer), now, ("interpreter coordinator",), "Moss Green")
    return viewer_of(staff)


def test_the_interpreters_invitation_says_when_where_and_which_language(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    booking = a_booking(session, viewer, now)
    written = invitation_for(session, viewer, booking)
    [event] = events(written)
    assert method(written) == "REQUEST"
    assert str(event["UID"]) == f"booking-{booking.id}@bookings.comms"
    assert str(event["SUMMARY"]).startswith("Interpreting, Lithuanian · INT-")
    assert str(event["LOCATION"]) == "Eastlode House, Quay Street, PE13 9ZA"
    assert (event.start, event.end) == (booking.starts_at, booking.ends_at), "briefing and debriefing belong to it"
    assert "The meeting itself is from 10:00 to 11:30, London time" in str(event["DESCRIPTION"])
    assert event["ATTENDEE"].params["CN"] == "Daiva Rimkutė"
    assert event["ORGANIZER"].params["CN"] == "Fen Edge Academy"
    assert str(event["ORGANIZER"]).startswith("mailto:"), "without an agency's address it is whoever leads it"


def test_no_name_of_a_family_no_home_and_no_link_is_in_any_calendar(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother, child = a_mother(session, viewer, now), a_child(session, viewer, now)
    home = an_appointment(
        session, viewer, now, ((mother, Role.PARENT), (child, Role.CHILD)), where=Where.AT_HOME, home_of_id=mother.id,
        address=["12 Elm Road", "Wisbech", "PE13 1AA"], note="About Ugnė.", matter="CASE 4471", zone="PE13",
    )  # fmt: skip
    video = an_appointment(
        session, viewer, now, ((mother, Role.PARENT),), WEDNESDAY + DAY, mode=Mode.VIDEO, where=Where.REMOTE, zone=None,
        link="https://meet.example/secret",
    )  # fmt: skip
    secret, who = make_feed(session, viewer, None, now), an_interpreter(session, viewer, now)
    every = [calendar_at(session, secret, now)]
    for appointment in (home, video):
        booking = a_booking(session, viewer, now, who, a_request(session, viewer, now, appointment))
        every += [invitation_for(session, viewer, booking), cancellation_for(session, viewer, booking)]
        every.append(appointment_invitation_for(session, viewer, appointment))
    everything = b"".join(every).replace(b"\r\n ", b"").decode()
    for personal in ("Ugn", "Kazlausk", "Rasa", "Elm Road", "1AA", "meet.example", "4471", str(mother.id)):
        assert personal not in everything
    assert "LOCATION:PE13\r\n" in everything
    assert "LOCATION:By video\r\n" in everything


def test_a_cancellation_follows_its_invitation(session: Session, viewer: Viewer, now: datetime) -> None:
    booking = a_booking(session, viewer, now)
    [before] = events(booking_file(session, viewer, booking))
    cancel(session, booking, now)
    written = booking_file(session, viewer, booking)
    [after] = events(written)
    assert method(written) == "CANCEL"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("state", sorted(GONE - {BookingState.REPLACED}))
def test_whatever_ended_it_it_leaves_the_calendar(
    session: Session, viewer: Viewer, now: datetime, state: BookingState
) -> None:
    booking = a_booking(session, viewer, now)
    cancel(session, booking, now, state)
    assert method(booking_file(session, viewer, booking)) == "CANCEL"


def test_what_is_only_held_is_tentative(session: Session, viewer: Viewer, now: datetime) -> None:
    held = a_booking(session, viewer, now, held_until=now + DAY)
    assert str(events(invitation_for(session, viewer, held))[0]["STATUS"]) == "TENTATIVE"


def test_a_supplier_is_invited_under_its_own_name(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now)
    appointment = session.get_one(Appointment, request.appointment_id)
    supplier = a_supplier(session, viewer, now)
    booking = take(session, viewer, Taking(request, appointment, (), {}, supplier_id=supplier.id), now)
    [event] = events(invitation_for(session, viewer, booking))
    assert (str(event["ATTENDEE"]), str(event["STATUS"])) == ("mailto:bookings@fenland.example", "TENTATIVE")


def test_whoever_leads_sees_whether_an_interpreter_is_booked(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = an_appointment(session, viewer, now)
    request = a_request(session, viewer, now, appointment)
    [event] = events(appointment_invitation_for(session, viewer, appointment))
    assert str(event["SUMMARY"]) == f"Appointment, Lithuanian interpreter · {request.reference}"
    assert "Lithuanian interpreter: not found yet." in str(event["DESCRIPTION"])
    assert str(event["STATUS"]) == "TENTATIVE", "planned is not confirmed"
    request.state, appointment.state = "filled", AppointmentState.CONFIRMED
    session.flush()
    [event] = events(appointment_invitation_for(session, viewer, appointment))
    assert "Lithuanian interpreter: booked." in str(event["DESCRIPTION"])
    assert str(event["STATUS"]) == "CONFIRMED"


def test_an_appointment_that_is_cancelled_is_called_off(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = an_appointment(session, viewer, now)
    [before] = events(appointment_file(session, viewer, appointment))
    appointment.state, appointment.ended_at = AppointmentState.CANCELLED, now
    session.flush()
    written = appointment_file(session, viewer, appointment)
    [after] = events(written)
    assert (method(written), after["UID"]) == ("CANCEL", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert events(appointment_cancellation_for(session, viewer, appointment))[0]["SEQUENCE"] == after["SEQUENCE"]


def test_another_agencys_booking_is_in_no_calendar_of_ours(session: Session, viewer: Viewer, now: datetime) -> None:
    booking = a_booking(session, viewer, now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other School"), now))
    with pytest.raises(NotFound):
        invitation_for(session, other, booking)
    with pytest.raises(NotFound):
        appointment_file(session, other, session.get_one(Appointment, booking.appointment_id))


@given(st.lists(st.sampled_from(["moved", "place", "cancelled counted", "cancelled uncounted"]), max_size=8))
def test_the_sequence_rises_with_every_change_and_the_cancellation_comes_last(changes: list[str]) -> None:
    count, gone, seen = 0, False, [sequence_of(0, gone=False)]
    for change in changes:
        if gone:
            break
        count += change != "cancelled uncounted"
        gone = change.startswith("cancelled")
        seen.append(sequence_of(count, gone=gone))
    assert seen == sorted(set(seen))


def test_over_real_changes_the_uid_stays_and_the_sequence_rises(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    booking, seen = a_booking(session, viewer, now), []
    for minutes in (0, 10, 20):
        booking.starts_at += timedelta(minutes=minutes)
        booking.sequence += minutes > 0
        session.flush()
        seen += events(booking_file(session, viewer, booking))
    cancel(session, booking, now)
    seen += events(booking_file(session, viewer, booking))
    assert len({str(one["UID"]) for one in seen}) == 1
    numbers = [one["SEQUENCE"] for one in seen]
    assert numbers == sorted(set(numbers))


def test_my_calendar_holds_what_i_lead_and_what_was_cancelled(session: Session, viewer: Viewer, now: datetime) -> None:
    mine = an_appointment(session, viewer, now)
    gone = an_appointment(session, viewer, now, starts_at=WEDNESDAY + DAY)
    gone.state = AppointmentState.CANCELLED
    colleague = a_staff_member(session, own_agency(session, viewer), now, name="Al Chen")
    an_appointment(session, viewer_of(colleague), now, starts_at=WEDNESDAY + 2 * DAY)
    session.flush()
    found = events(calendar_at(session, make_feed(session, viewer, None, now), now))
    assert {str(one["UID"]): str(one["STATUS"]) for one in found} == {
        f"appointment-{mine.id}@bookings.comms": "TENTATIVE",
        f"appointment-{gone.id}@bookings.comms": "CANCELLED",
    }
    assert all(one.walk("VALARM") == [] for one in found)


def test_a_calendar_goes_thirty_days_back_and_a_hundred_and_eighty_on(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    place = a_place(session, viewer, now)
    for days in (-31, -29, 179, 181):
        an_appointment(session, viewer, now, starts_at=now + days * DAY, place_id=place.id)
    found = events(calendar_at(session, make_feed(session, viewer, None, now), now))
    assert [(one.start - now).days for one in found] == [-29, 179]


def test_an_interpreters_calendar_holds_what_this_agency_booked_and_no_other(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    who = an_interpreter(session, viewer, now)
    booking = a_booking(session, viewer, now, who)
    gone = a_booking(session, viewer, now, who, a_request(session, viewer, now, an_appointment(
        session, viewer, now, starts_at=WEDNESDAY + DAY)))  # fmt: skip
    cancel(session, gone, now, BookingState.BY_INTERPRETER)
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other School"), now))
    session.add(RegisterShare(keeper_id=viewer.agency_id, agency_id=other.agency_id, since=now))
    session.flush()
    later = an_appointment(session, other, now, starts_at=WEDNESDAY + 2 * DAY)
    a_booking(session, other, now, who, a_request(session, other, now, later))
    secret = make_feed(session, a_coordinator(session, viewer, now), who.id, now)
    found = events(calendar_at(session, secret, now))
    assert {str(one["UID"]): str(one["STATUS"]) for one in found} == {
        f"booking-{booking.id}@bookings.comms": "CONFIRMED",
        f"booking-{gone.id}@bookings.comms": "CANCELLED",
    }


def test_only_a_hash_of_the_secret_is_kept(session: Session, viewer: Viewer, now: datetime) -> None:
    secret = make_feed(session, viewer, None, now)
    [feed] = find.live_feeds(session, viewer)
    assert secret.encode() not in feed.secret_hash
    assert len(secret) >= 43
    assert secret not in " ".join(line.detail for line in session.info["audit_waiting"])


def test_a_new_address_ends_the_old_one(session: Session, viewer: Viewer, now: datetime) -> None:
    old = make_feed(session, viewer, None, now)
    new = make_feed(session, viewer, None, now)
    assert old != new
    with pytest.raises(NotFound):
        calendar_at(session, old, now)
    assert events(calendar_at(session, new, now)) == []
    assert len(find.live_feeds(session, viewer)) == 1


def test_a_revoked_address_leads_nowhere_and_may_be_revoked_twice(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    secret = make_feed(session, viewer, None, now)
    [feed] = find.live_feeds(session, viewer)
    assert revoke_feed(session, viewer, feed.id, now).revoked_at == now
    assert revoke_feed(session, viewer, feed.id, now + DAY).revoked_at == now
    with pytest.raises(NotFound):
        calendar_at(session, secret, now)


@pytest.mark.parametrize("secret", ["", "wrong", "ė", "x" * 5000])
def test_a_wrong_address_leads_nowhere(session: Session, viewer: Viewer, now: datetime, secret: str) -> None:
    make_feed(session, viewer, None, now)
    with pytest.raises(NotFound, match="no calendar at this address"):
        calendar_at(session, secret, now)


def test_who_has_left_or_lost_the_permission_reads_nothing_more(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    staff = a_staff_member(session, own_agency(session, viewer), now, ("social worker",), "Al Chen")
    secret = make_feed(session, viewer_of(staff), None, now)
    assert calendar_at(session, secret, now)
    staff.active = False
    session.flush()
    with pytest.raises(NotFound):
        calendar_at(session, secret, now)
    staff.active, staff.roles = True, []
    session.flush()
    with pytest.raises(NotFound):
        calendar_at(session, secret, now)


def test_an_interpreter_who_left_reads_nothing_more(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    secret = make_feed(session, a_coordinator(session, viewer, now), who.id, now)
    who.active = False
    session.flush()
    with pytest.raises(NotFound):
        calendar_at(session, secret, now)


def test_a_colleagues_address_is_theirs(session: Session, viewer: Viewer, now: datetime) -> None:
    make_feed(session, viewer, None, now)
    [feed] = find.live_feeds(session, viewer)
    with pytest.raises(NotFound):
        revoke_feed(session, a_coordinator(session, viewer, now), feed.id, now)


def test_an_interpreters_address_is_for_those_who_keep_the_register(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    who: Interpreter = an_interpreter(session, viewer, now)
    worker = viewer_of(a_staff_member(session, own_agency(session, viewer), now, ("social worker",), "Al Chen"))
    coordinator = a_coordinator(session, viewer, now)
    with pytest.raises(NotAllowed):
        make_feed(session, worker, who.id, now)
    make_feed(session, coordinator, who.id, now)
    [feed] = find.live_feeds(session, coordinator, who.id)
    with pytest.raises(NotAllowed):
        revoke_feed(session, worker, feed.id, now)
    other = an_agency(session, now, name="Other School")
    stranger = viewer_of(a_staff_member(session, other, now, ("interpreter coordinator",)))
    with pytest.raises(NotFound):
        make_feed(session, stranger, who.id, now)
    with pytest.raises(NotFound):
        revoke_feed(session, stranger, feed.id, now)
    with pytest.raises(NotFound):
        make_feed(session, coordinator, UUID(int=7), now)
