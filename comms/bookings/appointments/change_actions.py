"""Changing an appointment, or several of its series. Exceptions survive: one that went its own way keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment, Attendee
from comms.bookings.appointments.checking import check_attendees, check_length, check_rest, check_start, placed
from comms.bookings.appointments.given import AttendeeGiven, BadAppointment, ChangeGiven, Which
from comms.bookings.appointments.holding import LOCK_ROW, hold_appointments
from comms.bookings.appointments.knowing import known_now
from comms.bookings.appointments.series import Shift, change_rule
from comms.bookings.reminders.planning import plan_reminders
from comms.bookings.requests.moving import tell_booked
from comms.bookings.requests.raising import raise_requests
from comms.foundation.audit import note
from comms.foundation.errors import Refused

# What a calendar has to hear of.
IN_CALENDARS = frozenset({"starts_at", "ends_at", "mode", "where", "place_id", "home_of_id", "address", "link"})
PLACED = ("mode", "where", "place_id", "home_of_id", "address", "link", "zone")


@dataclass(frozen=True, slots=True)
class _Change:
    """What is given, where that puts it, and whether it goes its own way in its series by it."""

    given: ChangeGiven
    where: dict[str, object]
    own_way: bool


def change_appointment(
    session: Session, viewer: Viewer, appointment_id: UUID, given: ChangeGiven, which: str, now: datetime
) -> list[Appointment]:
    """Change an appointment, this one and those after it, or all that are still to come. A new time moves each of a
    series by as many days, to the same time by the clock in London. Who is booked stays only where the new time lies
    inside the time they are booked for, at the same place; else the booking is called off and somebody is looked for
    again. Those changed.

    Raises ``BadAppointment`` at the field that is wrong, also for one day of a series on which the new time does not
    exist, and ``Refused`` when it has begun or is over.
    """
    viewer.require(Permission.MAKE_APPOINTMENTS)
    found = held(session, viewer, appointment_id)
    check_rest(given.minutes, given.risk, given.flexible_minutes)
    if given.attendees is not None:
        check_attendees(session, viewer, given.attendees)
    place = placed(session, viewer, given.whereabouts) if given.whereabouts else None
    where = {name: getattr(place, name) for name in PLACED} if place else {}
    change = _Change(given, where, own_way=which == Which.THIS and found.series_id is not None)
    changing = [one for one in those(session, viewer, found, which, now) if one is found or not one.own_way]
    shift = Shift.between(found.starts_at, given.starts_at) if given.starts_at else None
    moved = {one.id: shift.of(one.starts_at, chosen=one is found) if shift else one.starts_at for one in changing}
    change_rule(session, viewer, found, changing, which, shift, given.minutes)
    for one in changing:
        _change(session, viewer, one, moved[one.id], change, now)
    return changing


def held(session: Session, viewer: Viewer, appointment_id: UUID) -> Appointment:
    """An appointment as it stands, with whatever of its series is still to come, kept from everybody else until this
    unit of work ends. Raises ``NotFound``."""
    found = find.appointment(session, viewer, appointment_id)
    coming = [found]
    if found.series_id is not None:
        coming = [*find.of_series(session, viewer, found.series_id, find.LIVE), found]
    hold_appointments(session, viewer, [one.id for one in coming])
    for one in coming:
        session.refresh(one, with_for_update=LOCK_ROW)
    return found


def those(session: Session, viewer: Viewer, found: Appointment, which: str, now: datetime) -> list[Appointment]:
    """Which appointments are meant. Raises ``Refused`` when the one looked at has begun or is over."""
    if which not in set(Which):
        raise BadAppointment("which", "It does not say which of the series.", "Choose one.")
    if found.state not in find.LIVE:
        raise Refused(f"This appointment is over: {found.state}.", "Make a new one.")
    if found.starts_at <= now:
        raise Refused("This appointment has begun.", "Say what became of it.")
    if found.series_id is None or which == Which.THIS:
        return [found]
    coming = [one for one in find.of_series(session, viewer, found.series_id, find.LIVE) if one.starts_at > now]
    if which == Which.ALL or found.occurrence_day is None:
        return coming
    return [one for one in coming if one.occurrence_day is not None and one.occurrence_day >= found.occurrence_day]


def _change(
    session: Session,
    viewer: Viewer,
    one: Appointment,
    starts_at: datetime,
    change: _Change,
    now: datetime,
) -> None:
    given = change.given
    before = {name: getattr(one, name) for name in IN_CALENDARS}
    if starts_at != one.starts_at:
        check_start(starts_at, now)
        if given.because_no_interpreter and one.delayed_from is None:
            one.delayed_from = one.starts_at
        one.starts_at = starts_at
    for name, value in change.where.items():
        setattr(one, name, value)
    if given.minutes is not None:
        one.minutes_asked = given.minutes
    if given.flexible_minutes is not None:
        one.flexible_minutes = given.flexible_minutes
    if given.risk is not None:
        one.risk = given.risk
    if given.note is not None:
        one.note = given.note.strip() or None
    if given.attendees is not None:
        _attend(session, viewer, one, given.attendees)
    _check_length(session, viewer, one)
    one.changed_at = now
    session.flush()
    requests = raise_requests(session, viewer, one, now)
    changed = sorted(name for name, value in before.items() if getattr(one, name) != value)
    if changed:
        one.sequence += 1
        one.own_way = one.own_way or change.own_way
        tell_booked(session, viewer, requests, now)
    plan_reminders(session, viewer, one, now)
    note(session, viewer.actor, "change appointment", ("appointment", one.id), now, {"fields": changed})


def _attend(session: Session, viewer: Viewer, one: Appointment, given: Sequence[AttendeeGiven]) -> None:
    """Bring who attends in line with who is named."""
    known = {each.person_id: each for each in find.attendees_of(session, viewer, [one.id])[one.id]}
    roles = {each.person_id: each.role for each in given}
    for person_id, attendee in known.items():
        if person_id not in roles:
            session.delete(attendee)
    for person_id, role in roles.items():
        if person_id in known:
            known[person_id].role = role
        else:
            session.add(Attendee(appointment_id=one.id, person_id=person_id, role=role))
    session.flush()


def _check_length(session: Session, viewer: Viewer, one: Appointment) -> None:
    attending = find.attendees_of(session, viewer, [one.id])[one.id]
    check_length(one.minutes_asked, known_now(session, viewer, [each.person_id for each in attending]).values())
