"""Makes offers for tests by the verbs, and answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from booking_factories import WEDNESDAY, a_mother, an_interpreter, appointment_made, requests_for
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.bookings.offers.actions import OfferGiven, make_offers
from comms.bookings.offers.offer import Offer
from comms.bookings.requests.request import InterpreterRequest
from comms.families.person import Person
from comms.interpreters.interpreter import Interpreter

NAMES = ("Daiva Rimkutė", "Rūta Petkutė", "Jonas Petraitis", "Aldona Vaitkutė", "Ieva Stankutė", "Vida Balčiūnaitė")


@dataclass
class Wanted:
    """A request of an appointment with a Lithuanian mother, and interpreters who could have it."""

    request: InterpreterRequest
    mother: Person
    interpreters: list[Interpreter]

    def ids(self, count: int | None = None) -> list[Any]:
        """The ids of the first so many."""
        return [one.id for one in self.interpreters[:count]]


def wanted(
    session: Session, viewer: Viewer, now: datetime, count: int = 3, starts_at: datetime = WEDNESDAY, **given: Any
) -> Wanted:
    """An appointment made by the verb, with its request, and so many interpreters."""
    mother = a_mother(session, viewer, now)
    appointment = appointment_made(session, viewer, now, mother, starts_at=starts_at, **given)
    [request] = requests_for(session, viewer, appointment)
    people = [an_interpreter(session, viewer, now, NAMES[number % len(NAMES)]) for number in range(count)]
    return Wanted(request, mother, people)


def offered(
    session: Session, viewer: Viewer, now: datetime, to: Wanted, how: str = "several", **given: Any
) -> list[Offer]:
    """Everybody of those asked."""
    return make_offers(session, viewer, to.request.id, OfferGiven(to.ids(), how=how, **given), now)


def with_line(session: Session, viewer: Viewer, line: str = "01632 960290, code 2219") -> None:
    """Give the viewer's agency a telephone interpreting service."""
    session.get_one(Agency, viewer.agency_id).interpreter_line = line
    session.flush()


def at_before(minutes: int) -> datetime:
    """So many minutes before the request of the appointment begins, which is ten minutes before the meeting."""
    return WEDNESDAY - timedelta(minutes=10 + minutes)
