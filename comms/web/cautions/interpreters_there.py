"""Who may interpret in a session: whoever is booked today, and whoever the register has for the language, each with
what they have shown and with what speaks against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings import find as find_bookings
from comms.bookings.appointments.find import appointments_between
from comms.bookings.booking import Booking
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest
from comms.cautions.interpreter_refused import refuse_interpreter
from comms.cautions.refusing import BadSaid
from comms.cautions.said import InterpreterBegan
from comms.cautions.standing import Standing
from comms.foundation.clock import london_date
from comms.interpreters.find import interpreters, interpreters_by_id, languages_of, qualifications_of
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.qualification import Qualification, QualificationKind
from comms.web.bookings.appointments_times import clock
from comms.web.wording import day_in_words

# A session in the night may have an interpreter who was booked in the evening, or is booked for the morning.
NEAR = timedelta(hours=12)
# Of so many it is said beforehand what speaks against them; the others stand behind a fold.
MOST_LISTED = 12
BOOKED, LISTED = "booking", "register"
REGISTERS = (QualificationKind.NRPSI, QualificationKind.SIGN)
DIPLOMAS = (QualificationKind.DPI, QualificationKind.DPSI, QualificationKind.RQF)


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody of the register has shown, in the words that go on record."""

    register: str = ""
    number: str = ""
    qualification: str = ""
    vetting: str = ""

    @property
    def said(self) -> str:
        """All of it in a line."""
        registered = f"{self.register} {self.number}".strip()
        return "; ".join(one for one in (registered, self.qualification, self.vetting) if one)


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who may be chosen, as ``value`` names them in the form. ``why_not`` is why they may not interpret here;
    empty where nothing is known against them."""

    value: str
    name: str
    shown: Shown
    interpreter_id: UUID | None = None
    booking_id: UUID | None = None
    mode: str = ""
    when: str = ""
    why_not: str = ""


def shown_by(found: Sequence[Qualification], language: str, today: date) -> Shown:
    """What counts today of what somebody has shown. What ran out is said by whoever refuses it."""
    counts = [one for one in found if one.valid_on(today) and one.language in {"", language}]
    registered = next((one for kind in REGISTERS for one in counts if one.kind == kind), None)
    diploma = next((one for kind in DIPLOMAS for one in counts if one.kind == kind), None)
    vetted = next((one for one in counts if one.kind == QualificationKind.VETTING), None)
    return Shown(
        register=registered.kind if registered else "",
        number=(registered.number or "") if registered else "",
        qualification=_diploma(diploma) if diploma else "",
        vetting=_vetting(vetted) if vetted else "",
    )


def _diploma(one: Qualification) -> str:
    return ", ".join(part for part in (one.kind, f"level {one.level}" if one.level else "", one.detail) if part)


def _vetting(one: Qualification) -> str:
    until = f" until {day_in_words(one.expires_on)}" if one.expires_on else ""
    return f"{one.detail or one.kind}{until}"


def booked_near(session: Session, viewer: Viewer, language: str, now: datetime) -> list[Offered]:
    """Whoever the agency has booked about this time, for the language where it is known, the earliest first."""
    near = appointments_between(session, viewer, now - NEAR, now + NEAR)
    asked = [one for those in requests_of(session, viewer, [one.id for one in near]).values() for one in those]
    asked = [one for one in asked if not language or one.language == language]
    standing = find_bookings.standing_bookings(session, viewer, [one.id for one in asked])
    booked = [(one, standing[one.id]) for one in asked if one.id in standing]
    ids = [booking.interpreter_id for _, booking in booked if booking.interpreter_id]
    known = interpreters_by_id(session, viewer, ids)
    shown = qualifications_of(session, viewer, ids)
    today = london_date(now)
    return [
        _booked(request, booking, known, shown.get(booking.interpreter_id, []) if booking.interpreter_id else [], today)
        for request, booking in sorted(booked, key=lambda one: one[1].starts_at)
        if booking.interpreter_id in known or booking.interpreter_name
    ]


def _booked(
    request: InterpreterRequest,
    booking: Booking,
    known: dict[UUID, Interpreter],
    shown: Sequence[Qualification],
    today: date,
) -> Offered:
    one = known.get(booking.interpreter_id) if booking.interpreter_id else None
    found = shown_by(shown, request.language, today) if one else Shown(number=booking.registration or "")
    return Offered(
        value=f"{BOOKED}:{booking.id}",
        name=one.name if one else booking.interpreter_name or "",
        shown=found,
        interpreter_id=one.id if one else None,
        booking_id=booking.id,
        mode=request.mode,
        when=f"booked {clock(booking.starts_at)} to {clock(booking.ends_at)}, {request.mode}",
    )


def of_register(session: Session, viewer: Viewer, language: str, now: datetime) -> list[Offered]:
    """Whoever the register has for a language, the best qualified first."""
    found = interpreters(session, viewer, "", language, None) if language else ()
    ids = [one.id for one in found]
    shown, spoken, today = qualifications_of(session, viewer, ids), languages_of(session, viewer, ids), london_date(now)

    def level(one: Interpreter) -> int:
        return max((entry.level for entry in spoken.get(one.id, ()) if entry.language == language), default=0)

    listed = sorted(found, key=lambda one: (-level(one), one.search_name))
    return [
        Offered(f"{LISTED}:{one.id}", one.name, shown_by(shown.get(one.id, []), language, today), one.id)
        for one in listed
    ]


def everybody(session: Session, viewer: Viewer, standing: Standing, language: str, now: datetime) -> list[Offered]:
    """Those who are booked, then those of the register who are not. What speaks against the first of them is said
    beforehand; of the others it is found when one of them is chosen."""
    booked = booked_near(session, viewer, language, now)
    there = {one.interpreter_id for one in booked}
    found = [*booked, *(one for one in of_register(session, viewer, language, now) if one.interpreter_id not in there)]
    near = [replace(one, why_not=_why_not(session, viewer, standing, one, now)) for one in found[:MOST_LISTED]]
    return [*sorted(near, key=lambda one: bool(one.why_not)), *found[MOST_LISTED:]]


def _why_not(session: Session, viewer: Viewer, standing: Standing, one: Offered, now: datetime) -> str:
    """Why somebody may not interpret in this session, by the records; empty where they may."""
    try:
        refuse_interpreter(session, viewer, standing, began(one, now), now)
    except BadSaid as fault:
        return fault.message
    return ""


def began(one: Offered, at: datetime, **how: Any) -> InterpreterBegan:
    """That this interpreter began; ``how`` is what was said of how they are there."""
    usual: dict[str, Any] = {
        "mode": "", "why_not_in_person": "", "authorised_by": "", "knows_them": False, "oath": "",
        "sound_checked": False,
    }  # fmt: skip
    return InterpreterBegan(
        interpreter_id=one.interpreter_id, booking_id=one.booking_id, name=one.name, register=one.shown.register,
        number=one.shown.number, qualification=one.shown.qualification, vetting=one.shown.vetting, began_at=at,
        **(usual | how),
    )  # fmt: skip
