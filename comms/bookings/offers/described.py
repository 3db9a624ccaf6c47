"""An appointment as whoever is asked to interpret reads it: when, how long, which language and how, roughly where, and
what is paid. No name of a family and no address of a home is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, Where
from comms.bookings.appointments.find import place
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.clock import LONDON
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.interpreters.interpreter import Mode
from comms.interpreters.terms import MINUTES_AN_HOUR, Terms


@dataclass(frozen=True, slots=True)
class Described:
    """An appointment in words. ``place`` names a site of the agency; ``area`` is the first half of a postcode, which is
    all that a text message says. ``days`` and times are by the clock in London."""

    language: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: str
    area: str
    level: int
    checks: tuple[str, ...]
    risk: str

    @property
    def minutes(self) -> int:
        """How long the whole booking lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def day(self) -> str:
        """The day, as "Wednesday 2 December 2026"."""
        return f"{self._starts:%A} {day_in_words(self._starts.date())}"

    @property
    def short_day(self) -> str:
        """The day, as "Wed 2 Dec"."""
        return f"{self._starts:%a} {self._starts.day} {self._starts:%b}"

    @property
    def begins(self) -> str:
        """When it begins, by the clock in London."""
        return f"{self._starts:%H:%M}"

    @property
    def ends(self) -> str:
        """When it ends, by the clock in London."""
        return f"{self.ends_at.astimezone(LONDON):%H:%M}"

    @property
    def length(self) -> str:
        """How long it is, in words."""
        return length_in_words(self.minutes)

    @property
    def is_remote(self) -> bool:
        """Whether nobody travels."""
        return Mode(self.mode).is_remote

    @property
    def _starts(self) -> datetime:
        return self.starts_at.astimezone(LONDON)


def described(session: Session, viewer: Viewer, request: InterpreterRequest) -> Described:
    """The appointment of a request, as whoever is asked may know it before they accept."""
    appointment = session.get_one(Appointment, request.appointment_id)
    return Described(
        language=language_called(request.language),
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        mode=request.mode,
        place=_place(session, viewer, appointment),
        area=(request.zone or "") if not Mode(request.mode).is_remote else "",
        level=request.level,
        checks=tuple(request.checks),
        risk=request.risk,
    )


def _place(session: Session, viewer: Viewer, appointment: Appointment) -> str:
    if Mode(appointment.mode).is_remote:
        return ""
    if appointment.where == Where.OUR_PLACE and appointment.place_id is not None:
        return place(session, viewer, appointment.place_id).name
    return {Where.AT_HOME: "at a home"}.get(Where(appointment.where), "")


def pounds(pence: int) -> str:
    """An amount as it is written: "£56.00"."""
    return f"£{pence // 100}.{pence % 100:02}"


def pay_in_words(terms: Terms, minutes: int, *, remote: bool) -> list[str]:
    """What is paid, a sentence each: for this booking, for the way, and when it is cancelled."""
    rate = terms.pence_an_hour_remote if remote else terms.pence_an_hour
    least = terms.minimum_minutes_remote if remote else terms.minimum_minutes
    fee, paid = pounds(terms.fee(minutes, remote=remote)), length_in_words(max(minutes, least))
    said = [f"{fee} for {paid}, at {pounds(rate)} an hour; at least {length_in_words(least)} are paid."]
    if not remote:
        said.append(f"Travel: {pounds(terms.pence_an_hour_travelling)} an hour and {terms.pence_a_mile}p a mile.")
    bands = sorted(terms.notice, key=lambda one: one.less_than_working_hours)
    said += [
        f"Cancelled by us with less than {one.less_than_working_hours} working hours’ notice: {one.percent}% is paid."
        for one in bands
    ]
    return said


def length_in_words(minutes: int) -> str:
    """A length of time: "1 hour 50 minutes"."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    said = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    if rest or not hours:
        said.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(said)


def day_in_words(day: date) -> str:
    """A day: "2 December 2026"."""
    return f"{day.day} {day:%B %Y}"


def language_called(tag: str) -> str:
    """The language's English name; the tag where the registry has none."""
    try:
        return language(tag).english_name
    except NotFound:
        return tag


def moment_in_words(moment: datetime, now: datetime) -> str:
    """A moment by the clock in London: "18:40" today, "10:00 on Wed 2 Dec" on another day."""
    there = moment.astimezone(LONDON)
    at = f"{there:%H:%M}"
    return at if there.date() == now.astimezone(LONDON).date() else f"{at} on {there:%a} {there.day} {there:%b}"
