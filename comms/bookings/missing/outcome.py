"""What became of a request: whether an interpreter came; and where none did, why. Derived from what is on record each
time it is asked, so that a booking corrected later corrects the figures too."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from comms.bookings.appointments.appointment import AppointmentState
from comms.bookings.booking import STANDS, BookingState
from comms.bookings.offers.offer import OfferState
from comms.bookings.requests.request import RequestState


class Outcome(StrEnum):
    """Every request is exactly one of these."""

    CAME = "an interpreter came"
    FAMILY_NOT_THERE = "an interpreter came, the family did not"
    BOOKED = "to come: booked"
    NOT_NAMED = "to come: a supplier accepted and has not named anybody"
    LOOKED_FOR = "to come: still looked for"
    NOT_TOLD = "past, and nobody recorded whether the interpreter came"
    OTHERWISE = "no interpreter: something else was done"
    NOBODY_CAME = "no interpreter"
    CANCELLED = "not needed any more"


HAD = frozenset({Outcome.CAME, Outcome.FAMILY_NOT_THERE})
MISSED = frozenset({Outcome.OTHERWISE, Outcome.NOBODY_CAME})
TO_COME = frozenset({Outcome.BOOKED, Outcome.NOT_NAMED, Outcome.LOOKED_FOR})


class Why(StrEnum):
    """Why no interpreter came."""

    NOT_IN_REGISTER = "nobody of that language in the register, and no supplier for it"
    NOBODY_COULD = "nobody in the register could have done it"
    NOBODY_ACCEPTED = "asked, and nobody accepted"
    NOBODY_ASKED = "nobody was asked"
    DROPPED_OUT = "the interpreter dropped out or did not come"
    CALLED_OFF = "the booking was called off by us or the family, and not made again"

    @property
    def short(self) -> str:
        """The same where there is little room."""
        return _SHORT[self]


_SHORT = {
    Why.NOT_IN_REGISTER: "not in the register",
    Why.NOBODY_COULD: "nobody could",
    Why.NOBODY_ACCEPTED: "nobody accepted",
    Why.NOBODY_ASKED: "nobody asked",
    Why.DROPPED_OUT: "dropped out",
    Why.CALLED_OFF: "called off",
}

_B = BookingState
_WAS_THERE = frozenset({_B.ARRIVED, _B.COMPLETED, _B.CURTAILED})
# A supplier that accepted and never named anybody has let us down as late as one can.
_DROPPED_OUT = frozenset({_B.BY_INTERPRETER, _B.NO_SHOW, _B.NOT_NAMED})
_CALLED_OFF = frozenset({_B.BY_REQUESTER, _B.BY_FAMILY})
# A hold let go, or an interpreter who knows the family, says nothing of why nobody came; of one replaced the next does.
_SAYS_NOTHING = frozenset({_B.RELEASED, _B.REPLACED})
# Queued offers reached nobody, and a withdrawn one may not have.
_ASKED = frozenset(
    {OfferState.OPEN, OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LAPSED, OfferState.GIVEN_BACK}
)


_ENDED_WITHOUT: dict[str, Outcome] = {
    RequestState.UNFILLED: Outcome.NOBODY_CAME,
    RequestState.OTHERWISE: Outcome.OTHERWISE,
}


def outcome_of(
    request: str, bookings: Sequence[str], appointment: str, *, over: bool, by_interpreter: bool = False
) -> Outcome:
    """What became of a request by its state, the states of its bookings (the newest first), the state of its
    appointment, whether the time of the meeting is over, and whether it was an interpreter who called it off."""
    if _WAS_THERE.intersection(bookings):
        return Outcome.CAME
    if BookingState.NOT_PRESENT in bookings:
        return Outcome.FAMILY_NOT_THERE
    if request in _ENDED_WITHOUT:
        return _ENDED_WITHOUT[request]
    if appointment == AppointmentState.FAILED:
        return _outcome_failed(bookings)
    if request == RequestState.NOT_NEEDED or appointment == AppointmentState.CANCELLED:
        return Outcome.NOBODY_CAME if by_interpreter else Outcome.CANCELLED
    return _outcome_over(request, bookings) if over else _outcome_to_come(request)


def _outcome_failed(bookings: Sequence[str]) -> Outcome:
    """Of an appointment that failed through us or an interpreter. Nobody who asked for an interpreter called it off:
    where nobody was booked, or they dropped out, it stays in the denominator."""
    last = _last(bookings)
    if last in _CALLED_OFF:
        return Outcome.CANCELLED
    return Outcome.NOT_TOLD if last in STANDS else Outcome.NOBODY_CAME


def _outcome_over(request: str, bookings: Sequence[str]) -> Outcome:
    # To assume that whoever was booked also came would make the figures better than anybody knows them to be.
    stands = request in {RequestState.FILLED, RequestState.NOT_NAMED} and _last(bookings) != BookingState.NO_SHOW
    return Outcome.NOT_TOLD if stands else Outcome.NOBODY_CAME


def _outcome_to_come(request: str) -> Outcome:
    if request == RequestState.FILLED:
        return Outcome.BOOKED
    return Outcome.NOT_NAMED if request == RequestState.NOT_NAMED else Outcome.LOOKED_FOR


def why_nobody(offers: Sequence[str], bookings: Sequence[str], *, known: bool, by_interpreter: bool = False) -> Why:
    """Why no interpreter came to a request, by the states of its offers and of its bookings (the newest first).

    ``known`` is whether the register had anybody of that language by then, or a supplier sends one. Whether anybody of
    the register could have done it is asked of the matching (``could.py``), and only where nobody was asked.
    """
    last = _last(bookings)
    if by_interpreter or last in _DROPPED_OUT:
        return Why.DROPPED_OUT
    if last in _CALLED_OFF:
        return Why.CALLED_OFF
    if _ASKED.intersection(offers):
        return Why.NOBODY_ACCEPTED
    return Why.NOBODY_ASKED if known else Why.NOT_IN_REGISTER


def _last(bookings: Sequence[str]) -> str:
    return next((one for one in bookings if one not in _SAYS_NOTHING), "")
