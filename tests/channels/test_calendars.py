"""Calendars as other programs read them: whole, in UTC, folded, and with a sequence that never falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from comms.channels.calendars.uids import OUR_UIDS
from comms.channels.calendars.writing import (
    CalendarEntry,
    Mailbox,
    Standing,
    cancellation,
    invitation,
    subscription,
)
from comms.foundation.clock import LONDON

ENTRY = CalendarEntry(
    uid=f"booking-1{OUR_UIDS}",
    sequence=2,
    stamped_at=datetime(2026, 11, 23, 8, 40, tzinfo=UTC),
    starts_at=datetime(2027, 7, 1, 10, 0, tzinfo=LONDON),
    ends_at=datetime(2027, 7, 1, 11, 50, tzinfo=LONDON),
    summary="Interpreting, Lithuanian · INT-7F3K",
    description="For Fen Edge Academy; 10:00, London time.\nSecond line, with a comma.",
    location="Eastlode House, Quay Street, PE13 9ZA",
    address="https://comms.example/appointments/1",
    organiser=Mailbox("Fen Edge Academy", "office@fenedge.example"),
    attendee=Mailbox("Daiva Rimkutė", "daiva@interpreters.example"),
    reminders=(timedelta(days=1), timedelta(hours=1)),
)
TEXTS = st.text(max_size=300)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given by timezones


def read(written: bytes) -> Calendar:
    calendar = Calendar.from_ical(written)
    assert isinstance(calendar, Calendar)
    return calendar


def event_of(written: bytes) -> Event:
    [event] = read(written).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_an_invitation_is_read_back_as_it_was_written() -> None:
    calendar, event = read(invitation(ENTRY)), event_of(invitation(ENTRY))
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (ENTRY.uid, 2, "CONFIRMED")
    assert (event.start, event.end) == (ENTRY.starts_at, ENTRY.ends_at)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (ENTRY.summary, ENTRY.location)
    assert str(event["DESCRIPTION"]) == ENTRY.description
    assert str(event["ORGANIZER"]) == "mailto:office@fenedge.example"
    assert event["ATTENDEE"].params["CN"] == "Daiva Rimkutė"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED", "they have accepted already; nothing is asked of them"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-1)]


def test_times_are_written_in_utc_also_in_summer() -> None:
    written = invitation(ENTRY).decode()
    assert "DTSTART:20270701T090000Z" in written
    assert "DTEND:20270701T105000Z" in written
    assert "DTSTAMP:20261123T084000Z" in written
    assert "TZID" not in written


def test_a_cancellation_has_the_same_uid_and_takes_the_entry_out() -> None:
    gone = replace(ENTRY, sequence=3)
    calendar, event = read(cancellation(gone)), event_of(cancellation(gone))
    assert calendar["METHOD"] == "CANCEL"
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (ENTRY.uid, 3, "CANCELLED")
    assert str(event["TRANSP"]) == "TRANSPARENT", "the time is free again"
    assert event.walk("VALARM") == [], "nobody is reminded of what does not happen"


def test_a_published_calendar_invites_nobody() -> None:
    calendar = read(subscription("Interpreting, Fen Edge Academy", [ENTRY, replace(ENTRY, uid=f"b2{OUR_UIDS}")]))
    assert (calendar["METHOD"], str(calendar["X-WR-CALNAME"])) == ("PUBLISH", "Interpreting, Fen Edge Academy")
    assert len(calendar.walk("VEVENT")) == 2
    assert all("ATTENDEE" not in event for event in calendar.walk("VEVENT"))
    assert b"daiva@" not in subscription("x", [ENTRY])


def test_a_calendar_without_entries_is_one_all_the_same() -> None:
    assert read(subscription("Nothing yet", [])).walk("VEVENT") == []


def test_who_has_no_address_is_named_by_their_record() -> None:
    someone = UUID("0198c0de-0000-7000-8000-000000000001")
    written = invitation(replace(ENTRY, attendee=Mailbox("Al", record=someone)))
    assert str(event_of(written)["ATTENDEE"]) == f"urn:uuid:{someone}"


def test_the_same_entry_is_the_same_bytes() -> None:
    assert invitation(ENTRY) == invitation(ENTRY)


def test_a_long_line_of_bengali_is_folded_between_letters() -> None:
    name = "আমার একজন দোভাষী দরকার। " * 20
    written = invitation(replace(ENTRY, description=name.strip(), attendee=Mailbox(name, "a@b.example")))
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines), "no letter is cut in two"
    assert str(event_of(written)["DESCRIPTION"]) == name.strip()


@given(summary=TEXTS, description=TEXTS, location=TEXTS, name=TEXTS)
def test_whatever_is_written_the_file_holds_one_entry_and_short_lines(
    summary: str, description: str, location: str, name: str
) -> None:
    entry = replace(
        ENTRY, summary=summary, description=description, location=location, attendee=Mailbox(name, "a@b.example")
    )
    for write in (invitation, cancellation):
        written = write(entry)
        assert len(read(written).walk("VEVENT")) == 1
        assert written.count(b"BEGIN:VEVENT") == 1
        assert all(len(line) <= 75 for line in written.split(b"\r\n"))
        assert b"\n" not in written.replace(b"\r\n", b""), "no line break of somebody's own"
        assert event_of(written).start == ENTRY.starts_at


@given(start=MOMENTS, minutes=st.integers(1, 600), sequence=st.integers(0, 10_000))
def test_every_moment_comes_back_as_it_was(start: datetime, minutes: int, sequence: int) -> None:
    start = start.replace(microsecond=0)
    entry = replace(ENTRY, starts_at=start, ends_at=start + timedelta(minutes=minutes), sequence=sequence)
    event = event_of(subscription("x", [entry]))
    assert (event.start, event.end, event["SEQUENCE"]) == (start, start + timedelta(minutes=minutes), sequence)


def test_what_is_only_held_is_tentative() -> None:
    assert str(event_of(invitation(replace(ENTRY, standing=Standing.TENTATIVE)))["STATUS"]) == "TENTATIVE"
