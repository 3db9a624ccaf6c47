"""A week of requests for interpreters, for whoever coordinates them: filled, asked, at risk, and with nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import attendees_of
from comms.bookings.appointments.understood import in_a_row
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import standing_bookings
from comms.bookings.offers.find import offers_of
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.find import requests_between
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.clock import london_date
from comms.foundation.languages import Language, language
from comms.interpreters.find import qualifications_of
from comms.interpreters.qualification import Qualification
from comms.web.bookings.appointments_listed import purpose_in_words
from comms.web.bookings.appointments_shown import booked_name
from comms.web.bookings.week_asking import said_of_open

# Within so many days of its time a request with nobody is more than work still to be done.
AT_RISK = timedelta(days=3)
MOST_IN_A_SENTENCE = 5


class Standing(StrEnum):
    """Where one request stands, in the order in which somebody has to act."""

    NOBODY = "nobody"
    ASKED = "asked"
    NOT_NAMED = "not named"
    BOOKED = "booked"
    OTHERWISE = "met otherwise"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Slot:
    """One request on the board. ``said`` is its state in words; ``risk`` says why it may yet fall through, empty where
    nothing speaks for that; ``more`` who is asked, or why nobody has it."""

    request: InterpreterRequest
    language: Language
    purpose: str
    standing: Standing
    said: str
    risk: str
    more: str = ""

    @property
    def day(self) -> date:
        """The day it is on."""
        return london_date(self.request.starts_at)

    @property
    def looks(self) -> bool:
        """Whether somebody is still looked for."""
        return self.standing in {Standing.NOBODY, Standing.ASKED}


@dataclass(frozen=True, slots=True)
class Week:
    """The board of one week."""

    first: date
    slots: Sequence[Slot]
    people: Sequence[UUID]

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def at_risk(self) -> list[Slot]:
        """What may yet fall through, the nearest first."""
        return [slot for slot in self.slots if slot.risk]

    @property
    def days(self) -> list[tuple[date, list[Slot]]]:
        """Each day of the week with what is needed on it; days at the weekend only where something is."""
        days = [self.first + timedelta(days=number) for number in range(7)]
        found = [(day, [slot for slot in self.slots if slot.day == day]) for day in days]
        return [(day, slots) for day, slots in found if slots or day.weekday() < 5]

    @property
    def without(self) -> str:
        """Which have nobody, by language and day; as many as a sentence can hold."""
        found = Counter(
            f"{slot.language.english_name} on {slot.day:%A}" for slot in self.slots if slot.standing == Standing.NOBODY
        )
        named = [which if count == 1 else f"{which} ({count} times)" for which, count in found.items()]
        left = found.total() - sum(list(found.values())[:MOST_IN_A_SENTENCE])
        return in_a_row([*named[:MOST_IN_A_SENTENCE], *([f"{left} more"] if left else [])]) if named else ""

    def count(self, *standings: Standing) -> int:
        """How many stand so."""
        found = Counter(slot.standing for slot in self.slots)
        return sum(found[one] for one in standings)

    @property
    def looked_for(self) -> int:
        """For how many somebody is still looked for."""
        return self.count(Standing.NOBODY, Standing.ASKED)


def week_of(session: Session, viewer: Viewer, first: date, span: tuple[datetime, datetime], now: datetime) -> Week:
    """The board of the week that begins on ``first``; ``span`` is its first and last moment."""
    wanted = [
        one for one in requests_between(session, viewer, *span) if one.state != RequestState.NOT_NEEDED
    ]  # fmt: skip
    ids = [one.id for one in wanted]
    booked, offered = standing_bookings(session, viewer, ids), offers_of(session, viewer, ids)
    shown, more = _papers(session, viewer, booked), said_of_open(session, viewer, wanted, booked, offered, now)
    slots = [
        replace(_slot(session, one, booked.get(one.id), offered.get(one.id, []), shown, now), more=more.get(one.id, ""))
        for one in wanted
    ]
    attending = attendees_of(session, viewer, [one.appointment_id for one in wanted])
    return Week(first, slots, [each.person_id for found in attending.values() for each in found])


def _papers(session: Session, viewer: Viewer, booked: Mapping[UUID, Booking]) -> dict[UUID, list[Qualification]]:
    whose = {one.interpreter_id for one in booked.values() if one.interpreter_id is not None}
    return qualifications_of(session, viewer, list(whose))


def _slot(
    session: Session, request: InterpreterRequest, booking: Booking | None, offers: Sequence[Offer],
    papers: Mapping[UUID, list[Qualification]], now: datetime,
) -> Slot:  # fmt: skip
    standing, said = _standing(session, request, booking, offers)
    purpose = purpose_in_words(session.get_one(Appointment, request.appointment_id).purpose)
    risk = "" if request.ends_at <= now else _risk(request, booking, (standing, said), papers, now)
    return Slot(request, language(request.language), purpose, standing, said, risk)


SETTLED = {
    RequestState.OTHERWISE: (Standing.OTHERWISE, "Met otherwise, as somebody decided"),
    RequestState.UNFILLED: (Standing.OVER, "Nobody was there"),
}


def _standing(
    session: Session, request: InterpreterRequest, booking: Booking | None, offers: Sequence[Offer]
) -> tuple[Standing, str]:
    if request.state in SETTLED:
        return SETTLED[RequestState(request.state)]
    if booking is not None:
        return _booked(booked_name(session, booking), booking.state)
    # Its booking is over: the work is done, or was broken off.
    return (Standing.BOOKED, "An interpreter was there") if request.state == RequestState.FILLED else _asked(offers)


def _booked(name: str, state: str) -> tuple[Standing, str]:
    if state == BookingState.NOT_NAMED:
        return Standing.NOT_NAMED, f"{name} said yes; nobody is named yet"
    return (Standing.ASKED, f"Held for {name}") if state == BookingState.HELD else (Standing.BOOKED, name)


def _asked(offers: Sequence[Offer]) -> tuple[Standing, str]:
    asked = sum(offer.state == OfferState.OPEN for offer in offers)
    if asked:
        return Standing.ASKED, f"{asked} asked, no answer yet" if asked > 1 else "One asked, no answer yet"
    said = "All who were asked said no, or did not answer" if offers else "Nobody has been asked yet"
    return Standing.NOBODY, said


def _risk(
    request: InterpreterRequest, booking: Booking | None, stands: tuple[Standing, str],
    papers: Mapping[UUID, list[Qualification]], now: datetime,
) -> str:  # fmt: skip
    left, (standing, said) = request.starts_at - now, stands
    if standing in {Standing.NOBODY, Standing.ASKED} and left <= AT_RISK:
        return f"It is {_how_soon(request, now)}, and nobody is booked."
    if standing == Standing.NOT_NAMED:
        return f"It is {_how_soon(request, now)}, and the supplier has not said who comes."
    if booking is not None and booking.interpreter_id is not None:
        own, day = papers.get(booking.interpreter_id, []), london_date(request.starts_at)
        missing = [kind for kind in request.checks if not any(one.kind == kind and one.valid_on(day) for one in own)]
        if missing:
            return f"{', '.join(missing)} of {said} will not count on that day."
    return ""


def _how_soon(request: InterpreterRequest, now: datetime) -> str:
    days = (london_date(request.starts_at) - london_date(now)).days
    if request.starts_at <= now:
        return "now"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
