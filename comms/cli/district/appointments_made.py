"""Appointments of the demo as its staff made them, and what became of the interpreters they needed. Nothing leaves the
machine: text messages wait as rows, e-mails lie in the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.actions import (
    AppointmentGiven,
    AttendeeGiven,
    make_appointment,
)
from comms.bookings.appointments.appointment import Appointment, Where
from comms.bookings.appointments.find import appointments_with, of_series
from comms.bookings.appointments.series_actions import make_series
from comms.bookings.find import standing_booking
from comms.bookings.offers.actions import OfferGiven, accept_offer, decline_offer, make_offers
from comms.bookings.offers.find import offers_for
from comms.bookings.offers.offer import OfferState
from comms.bookings.replacing import replace_booking
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest
from comms.cli.district.appointments_ended import call_off, end
from comms.cli.district.described import Described, appointments_described
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.register_made import Register
from comms.cli.district.school_calendar import SchoolCalendar
from comms.families.find import people_called
from comms.families.person import Person
from comms.foundation.clock import london_date, london_moment
from comms.foundation.work_days import is_working_day
from comms.interpreters.interpreter import Mode

A_DAY = timedelta(days=1)
ANSWERED_AFTER = timedelta(minutes=25)
ANSWER_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class AppointmentsMade:
    """Makes what the data tell of appointments, each thing at its moment."""

    session: Session
    at_work: AtWork
    register: Register
    calendar: SchoolCalendar

    def happenings(self) -> Iterator[Happening]:
        """Each appointment as it was made, answered, and held or called off."""
        for number, told in enumerate(appointments_described()["appointment"]):
            made_at = self._made_at(told)
            yield Happening(made_at, (Place.APPOINTMENT, number), partial(self._make, told))
            if "ended" in told:
                ended_at = self._starts_at(told) + timedelta(hours=told.get("told_after", 4))
                yield Happening(ended_at, (Place.APPOINTMENT, number), partial(self._ended, told))
            if "called_off" in told:
                off_at = self._moment(told["called_off"])
                yield Happening(off_at, (Place.APPOINTMENT, number), partial(self._called_off, told))

    def _starts_at(self, told: Described) -> datetime:
        return self._moment(told)

    def _moment(self, told: Described) -> datetime:
        return london_moment(working_days_from(london_date(self.calendar.now), told["in"]), _time(told["at"]))

    def _made_at(self, told: Described) -> datetime:
        day = london_date(self._starts_at(told)) - told["made"] * A_DAY
        return min(london_moment(day, time(11, 10)), self.calendar.now - timedelta(hours=1))

    def _make(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        given = self._given(viewer, told)
        if "weekly" in told:
            until = london_date(given.starts_at) + timedelta(weeks=told["weekly"] - 1)
            series = make_series(self.session, viewer, given, 1, until, at)
            appointment = of_series(self.session, viewer, series.id)[0]
        else:
            appointment = make_appointment(self.session, viewer, given, at)
        self.session.flush()
        for request in requests_of(self.session, viewer, [appointment.id])[appointment.id]:
            self._ask(viewer, request, told, at)

    def _given(self, viewer: Viewer, told: Described) -> AppointmentGiven:
        where: dict[str, Any] = {"where": Where.REMOTE}
        mode = told.get("mode", Mode.IN_PERSON)
        if "place" in told:
            where = {"where": Where.OUR_PLACE, "place_id": self.register.places[told["place"]]}
        elif "home_of" in told:
            where = {"where": Where.AT_HOME, "home_of_id": self._person(viewer, told["home_of"]).id}
        attendees = [AttendeeGiven(self._person(viewer, one["name"]).id, one["role"]) for one in told["who"]]
        return AppointmentGiven(
            purpose=told["purpose"], starts_at=self._starts_at(told), minutes=told["minutes"], mode=mode,
            attendees=attendees, matter=told.get("matter", ""), note=told.get("note", ""), **where,
        )  # fmt: skip

    def _person(self, viewer: Viewer, name: str) -> Person:
        [found] = people_called(self.session, viewer, name)
        return found

    def _ask(self, viewer: Viewer, request: InterpreterRequest, told: Described, at: datetime) -> None:
        """Ask for what the appointment needs, take the answers, and find another where somebody drops out."""
        self._offer(viewer, request, told.get("to", ()), told.get("answers", ()), told, at)
        booking = standing_booking(self.session, viewer, request.id)
        if booking is not None and "dropped" in told:
            later = at + timedelta(hours=3)
            replace_booking(self.session, viewer, booking.id, "interpreter", told["dropped"], later)
            for offer in offers_for(self.session, viewer, request.id):
                if offer.state == OfferState.OPEN:
                    accept_offer(self.session, viewer, offer.id, later + ANSWERED_AFTER)

    def _offer(
        self, viewer: Viewer, request: InterpreterRequest, to: Sequence[str], answers: Sequence[str], told: Described,
        at: datetime,
    ) -> None:  # fmt: skip
        if not to:
            return
        given = OfferGiven(
            interpreters=[self.register.interpreters[key] for key in to if key in self.register.interpreters],
            suppliers=[self.register.suppliers[key] for key in to if key in self.register.suppliers],
            how="one" if len(to) == 1 else "several", answer_minutes=ANSWER_MINUTES,
            checked=bool(told.get("looked")),
        )  # fmt: skip
        offers = make_offers(self.session, viewer, request.id, given, at)
        for offer, answer in zip(offers, answers, strict=False):
            if answer == "yes":
                accept_offer(self.session, viewer, offer.id, at + ANSWERED_AFTER)
            else:
                decline_offer(self.session, viewer, offer.id, "", at + ANSWERED_AFTER)

    def _ended(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        end(self.session, viewer, self._appointment(viewer, told), told, at)

    def _called_off(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        call_off(self.session, viewer, self._appointment(viewer, told), told["called_off"], at)

    def _appointment(self, viewer: Viewer, told: Described) -> Appointment:
        who = self._person(viewer, told["who"][0]["name"])
        starts_at = self._starts_at(told)
        found = appointments_with(self.session, viewer, who.id)
        return next(one for one in found if one.starts_at == starts_at)


def working_days_from(day: date, count: int) -> date:
    """The working day so many working days after a day; before it, where the number is less than 0."""
    step = A_DAY if count >= 0 else -A_DAY
    left = abs(count)
    while left > 0 or not is_working_day(day):
        day += step
        left -= is_working_day(day)
    return day


def _time(text: str) -> time:
    return time.fromisoformat(text)
