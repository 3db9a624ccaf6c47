"""What a family's page shows: before it is opened nothing of anybody, and after that what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from babel import Locale
from babel.dates import format_skeleton
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.bookings.absences.absence import ReasonCode
from comms.bookings.appointments.appointment import Appointment, AppointmentState, NeedThen
from comms.channels.paper import Paper, paper_from_json
from comms.families.protection.find import safety_in_force
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyLink
from comms.follow_ups.family_page.find import answers_about
from comms.follow_ups.family_page.hours import choice_of
from comms.follow_ups.family_page.on_letter import asks_why
from comms.follow_ups.family_page.opening import MOST_TRIES, code_is_good, subject_behind, viewer_behind
from comms.follow_ups.family_page.page_words import PageWords, page_words
from comms.follow_ups.family_page.subject import Subject, birth_dates
from comms.follow_ups.follow_up import Because
from comms.foundation.clock import LONDON
from comms.foundation.languages import Language
from comms.letters.text.as_html import letter_fragment
from comms.messages.find import line_of
from comms.translation.catalogues import is_english
from comms.web.people.language_card import called

# Where they were rung, or rang, the first question is when to ring.
BY_TELEPHONE = frozenset({Because.MISSED_CALL, Because.THEY_RANG})
# A follow-up of these asks what stood in the way; after the others it was we who failed, or they who rang.
ASKS_WHY = frozenset({Because.MISSED_CALL, Because.NOT_THERE, Because.CALLED_OFF})
WHYS = tuple((f"why_{one.value}", one.value) for one in ReasonCode)


@dataclass(frozen=True, slots=True)
class Gate:
    """The page before it is opened: whether it asks for a child's birth date, whether a code is on its way, whether
    there is another, and how many tries are left."""

    of_child: bool
    code_sent: bool
    tries_left: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the reader's language, and in English where that is another. ``draft`` where its own words say that
    they are one."""

    own: Markup
    english: Markup | None
    draft: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment: its day and time in the reader's language, and whether it is still to come."""

    day: str
    time: str
    interpreter: bool
    to_come: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day to choose: as a form sends it, and as the reader says it."""

    value: str
    said: str


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """Everything behind a link. ``answered`` holds the names of what was answered there already."""

    sender: str
    telephone: str
    children: Sequence[str]
    letter: Letter | None
    meeting: Meeting | None
    days: Sequence[Day]
    hours: Sequence[int]
    evening: Day | None
    asks_why: bool
    asks_time_first: bool
    answered: frozenset[str]


def say(text: str, **values: object) -> Markup:
    """Words with their gaps filled, each value kept apart from the words around it; a number runs as it is read."""
    filled = escape(text)
    for name, value in values.items():
        run = Markup(' dir="ltr"') if name in {"number", "count"} else Markup()
        filled = filled.replace(f"{{{name}}}", Markup("<bdi{}>{}</bdi>").format(run, value))
    return filled


def words_behind(session: Session, link: FamilyLink) -> PageWords:
    """The page's words in the language the link was made for."""
    return page_words(session, link.language, link.agency_id)


def number_to_ring(session: Session, link: FamilyLink) -> str:
    """The number at which people ring the agency that sent a link."""
    return number_of(session, session.get_one(Agency, link.agency_id))


def number_of(session: Session, agency: Agency) -> str:
    """The number at which people ring an agency."""
    line = line_of(session, system_viewer(agency))
    return (line.ring_number if line else "") or agency.telephone


def gate_of(session: Session, link: FamilyLink, now: datetime) -> Gate:
    """What is asked before a page opens."""
    subject = subject_behind(session, link)
    known = birth_dates(subject) if subject else None
    return Gate(known is None or known.of_child, code_is_good(link, now), MOST_TRIES - link.wrong)


def page_of(session: Session, link: FamilyLink, subject: Subject, words: PageWords, now: datetime) -> FamilyPage:
    """What an opened page shows."""
    viewer = viewer_behind(session, link)
    choice = choice_of(safety_in_force(session, viewer, link.person_id), now)
    answers = answers_about(session, viewer, link.about_kind, link.about_id)
    answered = frozenset(AnswerKind(one.kind).name for one in answers if one.person_id == link.person_id)
    letter, meeting = subject.letter, _meeting(subject, words.language, now)
    return FamilyPage(
        sender=session.get_one(Agency, link.agency_id).name,
        telephone=number_to_ring(session, link),
        children=[called(one) for one in subject.children],
        letter=_letter(paper_from_json(letter.content or ""), words.language, draft=letter.draft) if letter else None,
        meeting=meeting,
        days=[_choice(one, words.language) for one in choice.days],
        hours=choice.hours,
        evening=_choice(choice.evening, words.language) if choice.evening else None,
        asks_why=_asks_why(subject, meeting, answered),
        asks_time_first=subject.follow_up is not None and subject.follow_up.because in BY_TELEPHONE,
        answered=answered,
    )


def _asks_why(subject: Subject, meeting: Meeting | None, answered: frozenset[str]) -> bool:
    if subject.letter is not None:
        return asks_why(subject.letter)
    if subject.follow_up is not None:
        return subject.follow_up.because in ASKS_WHY
    return meeting is not None and (not meeting.to_come or AnswerKind.NOT_COMING.name in answered)


def _letter(paper: Paper, reads: Language, *, draft: bool) -> Letter:
    """The letter as its web page has it, without what only paper needs: pictures, the slip, and the other language."""
    light = replace(paper, slip=None, sender=replace(paper.sender, logo=None, signature=None))
    english = [one for one in light.parts if is_english(one.language)]
    own = [one for one in light.parts if one.language == reads.tag] or list(light.parts[:1])
    other = [one for one in english if one not in own]
    return Letter(
        letter_fragment(replace(light, parts=tuple(own))),
        letter_fragment(replace(light, parts=tuple(other))) if other else None,
        draft,
    )


def _meeting(subject: Subject, reads: Language, now: datetime) -> Meeting | None:
    appointment: Appointment | None = subject.appointment
    if appointment is None or subject.attendee is None:
        return None
    there = appointment.starts_at.astimezone(LONDON)
    live = appointment.state in {AppointmentState.PLANNED, AppointmentState.CONFIRMED}
    return Meeting(
        _day(there.date(), reads), f"{there:%H:%M}", subject.attendee.need == NeedThen.NEEDED,
        live and appointment.starts_at > now,
    )  # fmt: skip


def _choice(day: date, reads: Language) -> Day:
    return Day(day.isoformat(), _day(day, reads))


def _day(day: date, reads: Language) -> str:
    locale = Locale.parse("en_GB" if reads.locale == "en" else reads.locale)
    return str(format_skeleton("MMMMEEEEd", day, locale=locale))
