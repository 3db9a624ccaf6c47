"""When somebody is busy, read out of a calendar as other programs write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comms.channels.calendars.busy_times import LARGEST, Busy, UnreadableCalendar, busy_times

START = datetime(2026, 3, 23, tzinfo=UTC)
END = START + timedelta(days=14)


def calendar(*events: str) -> bytes:
    inside = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n"
        if "UID" not in event
        else f"BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//EN\r\n{inside}END:VCALENDAR\r\n".encode()


def times(*events: str) -> list[str]:
    return [f"{first:%d %H:%M}-{last:%d %H:%M}" for first, last in read(*events).times]


def read(*events: str) -> Busy:
    return busy_times(calendar(*events), START, END, "@ours")


def test_every_way_to_write_a_time_is_read_as_what_it_is_in_london() -> None:
    assert times("DTSTART:20260325T090000Z\r\nDTEND:20260325T100000Z") == ["25 09:00-25 10:00"]
    assert times("DTSTART:20260401T090000\r\nDURATION:PT90M") == ["01 08:00-01 09:30"]  # floating, in summer
    assert times("DTSTART;TZID=Europe/Vilnius:20260325T110000\r\nDTEND;TZID=Europe/Vilnius:20260325T120000") == [
        "25 09:00-25 10:00"
    ]


def test_a_whole_day_is_a_day_in_london_also_when_the_clock_changes() -> None:
    assert times("DTSTART;VALUE=DATE:20260329\r\nDTEND;VALUE=DATE:20260330") == ["29 00:00-29 23:00"]
    assert times("DTSTART;VALUE=DATE:20260325") == ["25 00:00-26 00:00"]


def test_what_repeats_keeps_its_hour_by_the_clock_and_its_exceptions() -> None:
    weekly = (
        "DTSTART;TZID=Europe/London:20260318T140000\r\nDTEND;TZID=Europe/London:20260318T150000\r\nRRULE:FREQ=WEEKLY"
    )
    assert times(weekly) == ["25 14:00-25 15:00", "01 13:00-01 14:00"]
    assert times(f"{weekly}\r\nEXDATE;TZID=Europe/London:20260325T140000") == ["01 13:00-01 14:00"]
    moved = "UID:0\r\nRECURRENCE-ID;TZID=Europe/London:20260325T140000\r\nDTSTART:20260326T090000Z\r\nDURATION:PT1H"
    assert times(f"UID:0\r\n{weekly}", moved) == ["26 09:00-26 10:00", "01 13:00-01 14:00"]


@pytest.mark.parametrize(
    "said", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "UID:booking-1@ours"]
)
def test_what_is_cancelled_free_or_our_own_takes_no_time(said: str) -> None:
    assert times(f"DTSTART:20260325T090000Z\r\nDTEND:20260325T100000Z\r\n{said}") == []


def test_times_that_meet_are_one_and_nothing_else_is_kept() -> None:
    found = times(
        "DTSTART:20260325T090000Z\r\nDTEND:20260325T100000Z\r\nSUMMARY:Dr Smith\r\nLOCATION:Clinic",
        "DTSTART:20260325T093000Z\r\nDTEND:20260325T110000Z", "DTSTART:20260325T110000Z\r\nDTEND:20260325T113000Z",
        "DTSTART:20260325T120000Z\r\nDTEND:20260325T120000Z", "DTSTART:20260101T090000Z\r\nDTEND:20260324T000000Z",
    )  # fmt: skip
    assert found == ["23 00:00-24 00:00", "25 09:00-25 11:30"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"<html>Sign in</html>", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"x" * (LARGEST + 1),
        calendar("DTSTART:20260323T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=MINUTELY"),
    ],
    ids=["empty", "no text", "a page", "cut off", "no calendar", "too large", "too many"],
)  # fmt: skip
def test_what_is_no_calendar_or_too_much_of_one_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(UnreadableCalendar) as fault:
        busy_times(content, START, END)
    assert fault.value.remedy


def test_a_rule_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comms.channels.calendars.busy_times.LONGEST_READING", 3)
    never = "DTSTART:19700101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"
    with pytest.raises(UnreadableCalendar, match="repeats more"):
        busy_times(calendar(never), START, END)


def test_broken_entries_are_counted_and_do_not_hide_the_others() -> None:
    found = read(
        "DTSTART:20260325T090000Z\r\nDTEND:20260325T100000Z\r\nRRULE:FREQ=SOMETIMES", "SUMMARY:no time",
        "DTSTART:soon", "DTSTART:20260326T090000Z\r\nDTEND:20260326T100000Z",
    )  # fmt: skip
    assert [first.day for first, _ in found.times] == [26]
    assert found.unread == 3
