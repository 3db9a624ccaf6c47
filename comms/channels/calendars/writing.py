"""Writing iCalendar: an invitation, a cancellation, and a calendar to subscribe to (RFC 5545 and RFC 5546).

Times are written in UTC, so that no calendar program has to know our clock. The same entry is the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from icalendar import Alarm, Calendar, Event, vCalAddress

from comms.foundation.writing import tidy_name, tidy_text

PRODUCT = "-//comms//bookings//EN"
# How often a calendar program is asked to look again; many look when they like.
LOOK_AGAIN = timedelta(hours=1)


class Method(StrEnum):
    """What the receiving program is to do with it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Standing(StrEnum):
    """Whether an entry stands."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whoever invites or is invited: a name, and an e-mail address or, where there is none, the id of their record."""

    name: str
    email: str = ""
    record: UUID | None = None

    @property
    def address(self) -> str:
        """The calendar address, as iCalendar writes it."""
        return f"mailto:{self.email}" if self.email else f"urn:uuid:{self.record or UUID(int=0)}"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry of a calendar.

    ``uid`` stays the same for ever, ``sequence`` rises with each change. ``stamped_at`` is when this version came into
    being. Whoever sees a list of entries sees ``summary`` and ``location``, so no family's name is in them, nor in any
    other part. ``reminders`` are how long before the start.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    standing: Standing = Standing.CONFIRMED
    description: str = ""
    location: str = ""
    address: str = ""
    organiser: Mailbox | None = None
    attendee: Mailbox | None = None
    reminders: tuple[timedelta, ...] = ()


def invitation(entry: CalendarEntry) -> bytes:
    """The file that puts an entry into somebody's calendar, or changes it there. It needs an ``organiser``."""
    return _written(_calendar(Method.REQUEST, [_event(entry, invites=True)]))


def cancellation(entry: CalendarEntry) -> bytes:
    """The file that takes an entry out again: the same UID, and a sequence that is higher than the last one sent."""
    ended = replace(entry, standing=Standing.CANCELLED, reminders=())
    return _written(_calendar(Method.CANCEL, [_event(ended, invites=True)]))


def subscription(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """A whole calendar under a name. What was cancelled stays in it as cancelled: a program that has it would keep it
    for ever if it were only left out."""
    calendar = _calendar(Method.PUBLISH, [_event(entry, invites=False) for entry in entries])
    calendar.add("x-wr-calname", tidy_name(name))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", LOOK_AGAIN)
    return _written(calendar)


def _calendar(method: Method, events: list[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    for event in events:
        calendar.add_component(event)
    return calendar


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written


def _event(entry: CalendarEntry, *, invites: bool) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", tidy_name(entry.summary))
    event.add("status", entry.standing.value)
    event.add("transp", "TRANSPARENT" if entry.standing == Standing.CANCELLED else "OPAQUE")
    event.add("class", "PRIVATE")
    for name, text in (("description", tidy_text(entry.description)), ("location", tidy_name(entry.location))):
        if text:
            event.add(name, text)
    if entry.address:
        event.add("url", entry.address)
    if entry.organiser is not None:
        event.add("organizer", _called(entry.organiser))
    # A published calendar invites nobody, and must not say whom it would (RFC 5546, 3.2.1).
    if invites and entry.attendee is not None:
        attendee = _called(entry.attendee)
        attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        event.add("attendee", attendee)
    for before in entry.reminders:
        event.add_component(_reminder(entry, before))
    return event


def _called(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(mailbox.address)
    # A parameter cannot hold a double quote (RFC 5545, 3.2).
    address.params["CN"] = tidy_name(mailbox.name).replace('"', "'")
    return address


def _reminder(entry: CalendarEntry, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", tidy_name(entry.summary))
    alarm.add("trigger", -before)
    return alarm
