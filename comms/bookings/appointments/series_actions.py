"""Making the same appointment each so many weeks. Each is a row of its own, so that each can go its own way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import check_all, enter, made_already
from comms.bookings.appointments.appointment import AppointmentSeries
from comms.bookings.appointments.checking import check_start
from comms.bookings.appointments.given import AppointmentGiven
from comms.bookings.appointments.series import days_of, local_time, moment_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date


def make_series(
    session: Session, viewer: Viewer, given: AppointmentGiven, every_weeks: int, until_day: date, now: datetime
) -> AppointmentSeries:
    """Make an appointment each so many weeks until a day, at the same time by the clock in London. The same given
    twice, as by a form sent twice, is the one there is.

    Raises ``BadAppointment`` at the field that is wrong, also where the time does not exist, or comes twice, on one of
    the days: then none is made.
    """
    viewer.require(Permission.MAKE_APPOINTMENTS)
    where = check_all(session, viewer, given, now)
    known = made_already(session, viewer, given, now)
    if known is not None and known.series_id is not None:
        return find.series(session, viewer, known.series_id)
    first, at = london_date(given.starts_at), local_time(given.starts_at)
    days = days_of(first, every_weeks, until_day)
    # Of the first day it was said which of two moments is meant, where its time comes twice.
    starts = [given.starts_at, *(moment_of(day, at, "until_day") for day in days[1:])]
    check_start(starts[-1], now)
    made = AppointmentSeries(
        agency_id=viewer.agency_id, every_weeks=every_weeks, first_day=first, until_day=until_day, at=at,
        minutes=given.minutes, made_at=now, made_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, viewer.actor, "make series", ("series", made.id), now, {"appointments": len(days)})
    for day, moment in zip(days, starts, strict=True):
        enter(session, viewer, replace(given, starts_at=moment), where, now, series_id=made.id, occurrence_day=day)
    return made
