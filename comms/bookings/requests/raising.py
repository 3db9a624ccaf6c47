"""Bringing the requests of an appointment in line with what is known of the people who attend it. A need raises its
request by itself; and what was never asked raises a task to ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find as appointments
from comms.bookings.appointments.appointment import Appointment, Attendee, NeedThen
from comms.bookings.appointments.confirming import plan_again, what_is_missing
from comms.bookings.appointments.find import LIVE, attendees_of
from comms.bookings.appointments.holding import hold_appointments
from comms.bookings.appointments.knowing import known_of
from comms.bookings.offers.withdrawing import withdraw_unanswered
from comms.bookings.purposes import checks_for, lengths, purposes
from comms.bookings.requests.actions import withdraw_request
from comms.bookings.requests.escalating import start_looking
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.moving import Asked, change_request
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.requests.taking_back import take_back_hold
from comms.bookings.requests.tasks import APPOINTMENT, ask_somebody
from comms.bookings.requests.wanted import Wanted, together, wanted_by
from comms.families.access.whole_roll import whole_roll
from comms.families.find import language_needs
from comms.families.language_need import LanguageNeed
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.languages import language
from comms.foundation.references import new_reference
from comms.interpreters.interpreter import Mode
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

ENDED = frozenset({RequestState.NOT_NEEDED, RequestState.UNFILLED})
PROMISED = frozenset({RequestState.FILLED, RequestState.NOT_NAMED})
# Whether an interpreter is needed should be known while there is still time to find one.
ASK_WITHIN, ASK_BEFORE = timedelta(days=7), timedelta(days=3)


def raise_requests(
    session: Session, viewer: Viewer, appointment: Appointment, now: datetime, cost_code: str = ""
) -> list[InterpreterRequest]:
    """Bring the requests of an appointment that is still to come in line with what is known now; done twice, nothing
    changes the second time. A confirmed appointment at which somebody would not be understood is planned again.

    Somebody who is booked is never sent away for it: a person is asked to look at the booking.
    """
    hold_appointments(session, viewer, [appointment.id])
    requests = requests_of(session, viewer, [appointment.id])[appointment.id]
    if appointment.state not in LIVE or appointment.starts_at <= now:
        return requests
    attendees = attendees_of(session, viewer, [appointment.id])[appointment.id]
    needs = language_needs(session, viewer, [one.person_id for one in attendees])
    _look_again(session, viewer, appointment, attendees, needs, now)
    running = [one for one in requests if one.state not in ENDED]
    interpreted = _interpreted(attendees, running)
    appointment.ends_at = lengths().ends(appointment.starts_at, appointment.minutes_asked, interpreted=interpreted)
    code = cost_code or next((one.cost_code for one in requests if one.cost_code), "")
    left = list(running)
    for wanted in together(_wanted(attendees, needs)):
        known = _like(left, wanted)
        if known is None:
            requests.append(_raise(session, viewer, appointment, wanted, code, now))
        else:
            left.remove(known)
            change_request(session, viewer, known, _asked(appointment, wanted), now)
    for one in left:
        _nobody_needs(session, viewer, appointment, one, now)
    session.flush()
    if what_is_missing(session, viewer, appointment):
        plan_again(session, viewer, appointment, now)
    return requests


def needs_changed(session: Session, viewer: Viewer, people: Iterable[UUID], now: datetime) -> int:
    """Language needs were recorded, by hand or by an import: bring what these people attend in line, those too who are
    kept closed from the viewer, since an import lands for them all the same. How many appointments were looked at that
    the viewer may know of."""
    changed, everything = list(people), whole_roll(viewer)
    told = len(appointments.coming_with(session, viewer, changed, now))
    coming = appointments.coming_with(session, everything, changed, now)
    hold_appointments(session, everything, [one.id for one in coming])
    for one in coming:
        raise_requests(session, everything, one, now)
    return told


def _look_again(
    session: Session,
    viewer: Viewer,
    appointment: Appointment,
    attendees: Sequence[Attendee],
    needs: Mapping[UUID, LanguageNeed],
    now: datetime,
) -> None:
    """Keep with each person what is known of them now, and have asked what is not."""
    today = london_date(now)
    due = max(today, min(today + ASK_WITHIN, london_date(appointment.starts_at - ASK_BEFORE)))
    for one in attendees:
        known = known_of(needs.get(one.person_id))
        one.need, one.language = known.need, known.language
        if known.must_ask:
            why = "An appointment waits until somebody asks whether an interpreter is needed, and in which language."
            wanted = TaskWanted(TaskKind.ASK_LANGUAGE, one.person_id, "interpreter_not_asked", why, due,
                                about_kind=APPOINTMENT, about_id=appointment.id)  # fmt: skip
            open_task(session, viewer, wanted, now)


def _interpreted(attendees: Sequence[Attendee], running: Sequence[InterpreterRequest]) -> bool:
    # While somebody is booked, the time that was booked stays, whatever is on record now.
    return any(one.need == NeedThen.NEEDED for one in attendees) or any(one.state in PROMISED for one in running)


def _wanted(attendees: Sequence[Attendee], needs: Mapping[UUID, LanguageNeed]) -> list[Wanted]:
    return [
        wanted_by(one.person_id, one.role, one.language, needs.get(one.person_id)) for one in attendees if one.language
    ]


def _like(running: Sequence[InterpreterRequest], wanted: Wanted) -> InterpreterRequest | None:
    """The request that is for this already: of the language, with the most of its people."""
    people = {str(one) for one in wanted.people}
    same = [one for one in running if one.language == wanted.language]
    return max(same, key=lambda one: len(people & set(one.people)), default=None)


def _asked(appointment: Appointment, wanted: Wanted) -> Asked:
    rules = purposes().get(appointment.purpose)
    return Asked(
        wanted=wanted,
        mode=appointment.mode,
        level=rules.level if rules else 0,
        checks=checks_for(appointment.purpose, wanted.language) if rules else (),
        starts_at=appointment.starts_at - lengths().briefing,
        ends_at=appointment.ends_at + lengths().debriefing,
        zone=None if Mode(appointment.mode).is_remote else appointment.zone,
        risk=appointment.risk,
    )


def _raise(
    session: Session, viewer: Viewer, appointment: Appointment, wanted: Wanted, cost_code: str, now: datetime
) -> InterpreterRequest:
    made = InterpreterRequest(
        agency_id=appointment.agency_id, appointment_id=appointment.id, reference=f"INT-{new_reference()}",
        language=wanted.language, cost_code=cost_code.strip(), state=RequestState.OPEN, raised_at=now,
        raised_by=viewer.staff_id, **_asked(appointment, wanted).values(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"appointment": str(appointment.id), "language": wanted.language}
    note(session, viewer.actor, "raise request", ("request", made.id), now, detail)
    start_looking(session, viewer, made, now, just_made=True)
    return made


def _nobody_needs(
    session: Session, viewer: Viewer, appointment: Appointment, request: InterpreterRequest, now: datetime
) -> None:
    """Nobody there needs it any more, as it is on record now. A record may be wrong and a booking costs money, so a
    person looks before somebody is sent away."""
    if request.state not in PROMISED:
        withdraw_unanswered(session, viewer, request.id, now)
        take_back_hold(session, viewer, request.id, "Nobody needs it any more.", now)
        withdraw_request(session, viewer, request, now)
        return
    why = (
        f"By what is on record now nobody needs an interpreter of {language(request.language).english_name} any more, "
        f"and one is booked ({request.reference}). Ask the family, and cancel the booking if it is right."
    )
    due = min(london_date(now) + timedelta(days=1), london_date(appointment.starts_at))
    ask_somebody(session, viewer, TaskKind.CHECK_BOOKING, request, why, due, now)
