"""What happened with a person, as a share shows it: attendance in weeks, letters and whether they were understood,
calls and texts without a word of what was said in them, appointments and their interpreters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from babel.dates import format_date
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.counts import AttendanceSummary, summarise
from comms.attendance.find import marks_of
from comms.bookings.appointments.appointment import AppointmentState
from comms.bookings.appointments.find import appointments_with
from comms.bookings.appointments.understood import ENDED
from comms.bookings.booking import STANDS, Booking, BookingState
from comms.bookings.find import bookings_for
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.follow_ups.call import Call, CallState, Direction
from comms.follow_ups.calls.find import calls_with
from comms.follow_ups.find import follow_ups_of
from comms.follow_ups.follow_up import FollowUp, FollowUpState
from comms.foundation.languages import Language
from comms.interpreters.find import interpreters_by_id
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.standing import Standing, Understood, standing
from comms.letters.find import letters_about
from comms.letters.letter import Letter, LetterState
from comms.letters.templates.source import letter_kinds
from comms.messages.find import thread_messages, threads_of_person
from comms.messages.incoming import Incoming
from comms.messages.message import Message
from comms.web.bookings.appointments_listed import purpose_in_words
from comms.web.bookings.appointments_times import clock
from comms.web.letters.history import SENT, language_of
from comms.web.reaching.delivery import state_in_words
from comms.web.reaching.moments import at_in_words
from comms.web.wording import day_in_words

# A term: longer ago tells little of how a child comes to school now.
WEEKS_SHOWN = 12
MOST_SHOWN = 40

# In these somebody was there and interpreted.
CAME = frozenset({BookingState.COMPLETED, BookingState.CURTAILED})

CALLED = {
    CallState.TALKED: "We rang, and spoke with them",
    CallState.MISSED: "We rang, and did not reach them",
    CallState.GIVEN_UP: "We rang, and gave up",
}
NOT_OVER = "We rang; what came of it is not recorded"
THEY_RANG = {CallState.TALKED: "They rang, and we spoke", CallState.MISSED: "They rang, and nobody answered"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: when, in words, and what."""

    at: datetime
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class WeekShown:
    """One school week of a child: the Monday it began with, and its sessions counted."""

    monday: date
    counts: AttendanceSummary

    @property
    def begins(self) -> str:
        """The Monday as a narrow column has it: "23 Nov"."""
        return str(format_date(self.monday, "d MMM", locale="en_GB"))


@dataclass(frozen=True, slots=True)
class AttendanceShown:
    """The sessions of the last weeks, together and week by week, the newest first."""

    all: AttendanceSummary
    weeks: Sequence[WeekShown]


@dataclass(frozen=True, slots=True)
class LetterShown:
    """One letter: what it was, in which language, and where it stands. Sent is not understood."""

    letter: Letter
    title: str
    language: Language | None
    stands: str


def attendance_shown(session: Session, eyes: Viewer, person_id: UUID, on: date) -> AttendanceShown:
    """How a child came to school in the last weeks: counts alone, no single mark."""
    first = on - timedelta(days=on.weekday(), weeks=WEEKS_SHOWN - 1)
    marks = marks_of(session, eyes, [person_id], first, on)[person_id]
    mondays = sorted({one.day - timedelta(days=one.day.weekday()) for one in marks}, reverse=True)
    weeks = [
        WeekShown(monday, summarise(one for one in marks if monday <= one.day < monday + timedelta(days=7)))
        for monday in mondays
    ]
    return AttendanceShown(summarise(marks), [one for one in weeks if one.counts.possible])


def letters_shown(session: Session, eyes: Viewer, person_id: UUID) -> list[LetterShown]:
    """Every letter to a person or about them, the newest first."""
    letters = letters_about(session, eyes, person_id)
    known = happenings(session, eyes, [one.id for one in letters])
    titles = letter_kinds()
    return [
        LetterShown(
            one, titles[one.kind].title if one.kind in titles else one.kind, language_of(one.language or ""),
            _letter_stands(one, standing(known.get(one.id, []))),
        )
        for one in letters
    ]  # fmt: skip


def _letter_stands(letter: Letter, stands: Standing) -> str:
    if letter.state == LetterState.HELD:
        return f"Held since {day_in_words(letter.made_at)}: they have not had it."
    if letter.state != LetterState.ISSUED:
        return f"Held on {day_in_words(letter.made_at)}; it never went in this form."
    sent = SENT[stands.sent_how].format(day_in_words(stands.sent)) if stands.sent and stands.sent_how else ""
    came_back = f"It came back on {day_in_words(stands.returned)}." if stands.came_back and stands.returned else ""
    return " ".join(one for one in (sent, came_back, _understood(stands)) if one)


def _understood(stands: Standing) -> str:
    on = f", asked on {day_in_words(stands.understood_on)}" if stands.understood_on else ""
    return {
        Understood.YES: f"Understood{on}.",
        Understood.NO: f"Not understood{on}.",
        Understood.NOT_CHECKED: "Nobody will ask whether it was understood.",
        Understood.NOBODY_ASKED: "Nobody has asked whether it was understood.",
    }[stands.understood]


def calls_and_texts(session: Session, eyes: Viewer, person_id: UUID, on: date) -> list[Happened]:
    """Calls, texts and what was followed up, the newest first: when, which way and what came of it, and no word of
    what was said or written."""
    said = [_call(one, on) for one in calls_with(session, eyes, person_id, MOST_SHOWN)]
    said += [
        _text(one, on)
        for thread in threads_of_person(session, eyes, person_id)
        for one in thread_messages(session, eyes, thread.id)
    ]
    said += [_followed_up(one, on) for one in follow_ups_of(session, eyes, person_id)]
    return sorted(said, key=lambda one: one.at, reverse=True)[:MOST_SHOWN]


def _call(call: Call, on: date) -> Happened:
    state = CallState(call.state)
    ours = call.direction == Direction.TO_THEM
    what = CALLED.get(state, NOT_OVER) if ours else THEY_RANG.get(state, "They rang")
    through = ", with an interpreter" if call.with_interpreter and state == CallState.TALKED else ""
    return Happened(call.began_at, at_in_words(call.began_at, on), f"{what}{through}.")


def _text(text: Message | Incoming, on: date) -> Happened:
    if isinstance(text, Incoming):
        return Happened(text.received_at, at_in_words(text.received_at, on), "They wrote a text.")
    return Happened(text.made_at, at_in_words(text.made_at, on), f"We wrote a text: {state_in_words(text, on)}.")


def _followed_up(row: FollowUp, on: date) -> Happened:
    began = f"Followed up, because {row.because}"
    if row.state == FollowUpState.CLOSED and row.closed_at:
        came = f"closed on {day_in_words(row.closed_at)}: {row.closed_because}"
    else:
        came = "not closed yet"
    return Happened(row.opened_at, at_in_words(row.opened_at, on), f"{began}; {came}.")


def appointments_shown(session: Session, eyes: Viewer, person_id: UUID) -> list[Happened]:
    """The appointments somebody attends or attended, the latest first: what each is for, and who interprets. Who else
    is there is not said."""
    found = list(reversed(appointments_with(session, eyes, person_id)))[:MOST_SHOWN]
    requests = requests_of(session, eyes, [one.id for one in found])
    asked_for = [one.id for asked in requests.values() for one in asked]
    there = [one for one in bookings_for(session, eyes, asked_for) if one.state in STANDS | CAME]
    bookings = {one.request_id: one for one in reversed(there)}
    ids = [one.interpreter_id for one in there if one.interpreter_id]
    names = {one.id: one.name for one in interpreters_by_id(session, eyes, ids).values()}
    said = []
    for one in found:
        lines = [ENDED[AppointmentState(one.state)]] if one.state in ENDED else []
        lines += [_interpreted(asked, bookings.get(asked.id), names) for asked in requests[one.id]]
        when = f"{day_in_words(one.starts_at)}, {clock(one.starts_at)}"
        said.append(Happened(one.starts_at, when, " ".join([f"{purpose_in_words(one.purpose)}.", *lines])))
    return said


def _interpreted(request: InterpreterRequest, booking: Booking | None, names: Mapping[UUID, str]) -> str:
    known = language_of(request.language)
    spoken = known.english_name if known else request.language
    if request.state == RequestState.NOT_NEEDED:
        return ""
    if request.state == RequestState.OTHERWISE:
        return f"Somebody decided to do without an interpreter of {spoken}."
    if booking is None:
        return f"No interpreter of {spoken}."
    who = (names.get(booking.interpreter_id) if booking.interpreter_id else booking.interpreter_name) or "Somebody"
    return f"{who} {'interpreted' if booking.state in CAME else 'interprets'} {spoken}."
