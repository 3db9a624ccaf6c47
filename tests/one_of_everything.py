"""One of everything: what an agency has whatever families it works with, and everything it knows of one family; each by
the names that the places in addresses have. Whoever adds a route with a new kind of id adds one of that kind here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from access_made import access_ids
from booking_factories import WEDNESDAY, a_booking, a_place, a_request, a_supplier, an_appointment, an_interpreter
from factories import a_child, a_need, a_parent
from formal_everything import Ids, formal_ids
from kept_exhibits import a_caution_of
from signing_in_made import signed_in_with_a_key
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile, a_text, a_text_came

from comms.agencies.api_keys.actions import KeyGiven, make_key
from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.signing_in.staff_session import Factor, StaffSession
from comms.agencies.staffing.inviting import InvitationGiven, invite
from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.bookings.appointments.appointment import Role
from comms.bookings.calendars.actions import make_feed
from comms.bookings.calendars.find import live_feeds
from comms.bookings.offers.offer import Offer
from comms.bookings.plans.actions import plan_days
from comms.bookings.plans.find import lines
from comms.bookings.telephone import ask_for_interpreter_now
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.calls.actions import MissedGiven, missed_by_hand
from comms.follow_ups.family_page.answering import take_page_answer
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyLink
from comms.follow_ups.family_page.landing import PageAnswer
from comms.follow_ups.family_page.making import LinkGiven, make_link
from comms.follow_ups.follow_up import Because
from comms.foundation.clock import london_date
from comms.foundation.stored_file import Upload, store_file
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.find import languages_of, qualifications_of
from comms.interpreters.hours_actions import ExceptionGiven, record_exception
from comms.interpreters.interpreter import Interpreter
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.left_out.actions import LeavingOut, leave_out
from comms.letters.mailing.actions import mail_letter
from comms.letters.mailing.letter_email import EmailState
from comms.letters.printing import print_letter
from comms.letters.runs.letter_run import LetterRun, RunLetter
from comms.messages.actions import MessageGiven, write_message
from comms.messages.arriving import take_in_text
from comms.messages.line import Line
from comms.messages.message import MessageChannel, MessageState
from comms.tasks.find import open_tasks


@dataclass(frozen=True)
class Names:
    """What a family is known by, and how it is reached. Nothing of it stands anywhere else in a test, so that where any
    of it is read the family is known of."""

    child: tuple[str, str] = ("Ugnė", "Kazlauskaitė")
    mother: tuple[str, str] = ("Rasa", "Kazlauskienė")
    father: tuple[str, str] = ("Jonas", "Kazlauskas")
    address: tuple[str, ...] = ("12 Elm Road", "Wisbech", "PE13 1AA")
    mobile: str = "07700 900833"
    email: str = "rasa@example.org"
    upn: str = "A930000000001"
    # The hour of their appointment on a Wednesday, and how many days after it the one lies for which somebody plans:
    # each family's others.
    wednesday_at: int = 10
    planned_after: int = 1

    @property
    def telling(self) -> tuple[str, ...]:
        """What tells of the family wherever it is read: names, numbers, addresses, the words they wrote."""
        names = (self.mother[1][:9], self.mother[0], self.child[0], self.father[0])
        return (*names, self.mobile, self.mobile.replace(" ", ""), self.email, self.address[0], self.upn)

    @property
    def words(self) -> str:
        """What they write to us."""
        return f"Gerai, {self.mother[0]} rašo"


# A family that an agency keeps closed.
CLOSED = Names(
    ("Austėja", "Petrauskaitė"), ("Ieva", "Petrauskienė"), ("Zigmas", "Petrauskas"),
    ("9 Swan Lane", "Chatteris", "PE16 6QQ"), "07700 900577", "ieva@example.org", "A930000000577", 14, 2,
)  # fmt: skip


@dataclass(frozen=True)
class Agencys:
    """What an agency has whatever families it works with."""

    ids: Ids
    line: Line
    interpreter: Interpreter


@dataclass(frozen=True)
class Family:
    """A family, and the ids of everything an agency knows of it."""

    child: Person
    mother: Person
    father: Person
    ids: Ids = field(default_factory=dict)

    @property
    def people(self) -> list[UUID]:
        """Everybody in it."""
        return [self.child.id, self.mother.id, self.father.id]


def everything(session: Session, viewer: Viewer, now: datetime, names: Names | None = None) -> Ids:
    """One of everything there is in an agency, with what a third one may know of the family."""
    has = of_an_agency(session, viewer, now)
    family = of_a_family(session, viewer, has, now, names or Names())
    return has.ids | family.ids | access_ids(session, viewer, family.mother.id, now)


def of_an_agency(session: Session, viewer: Viewer, now: datetime) -> Agencys:
    """What concerns no family: its line, places, keys, and whom it asks to interpret."""
    assert viewer.staff_id is not None
    line = a_line(session, viewer, now)
    one = an_interpreter(session, viewer, now, "Ona Rimkienė")
    week = timedelta(days=7)
    away = record_exception(session, viewer, one.id, ExceptionGiven("away", now + week, now + 2 * week), now)
    given = KeyGiven("attendance system", ["needs"], 60, london_date(now))
    make_feed(session, viewer, None, now)
    invited = InvitationGiven("Sam Lee", f"sam.{viewer.staff_id}@invited.example", ["interpreter"])
    ids = {
        "staff_id": viewer.staff_id, "place_id": a_place(session, viewer, now).id, "interpreter_id": one.id,
        "language_id": languages_of(session, viewer, [one.id])[one.id][0].id,
        "qualification_id": qualifications_of(session, viewer, [one.id])[one.id][0].id, "hours_id": away.id,
        "supplier_id": a_supplier(session, viewer, now).id, "key_id": make_key(session, viewer, given, now)[0].id,
        "feed_id": live_feeds(session, viewer)[0].id,
        "invitation_id": invite(session, viewer, invited, now)[0].id,
        "file_id": store_file(
            session, viewer.actor, viewer.agency_id, Upload("pupils", "p.csv", b"UPN\n1\n"), now
        ).id,
        **_accounts(session, viewer, now),
        **signed_in_with_a_key(session, viewer.staff_id, now),
    }  # fmt: skip
    return Agencys(ids, line, an_interpreter(session, viewer, now, "Daiva Rimkutė"))


def _accounts(session: Session, viewer: Viewer, now: datetime) -> Ids:
    """What stands behind the account of who looks, and somebody who is invited."""
    assert viewer.staff_id is not None
    given = InvitationGiven("Cal Invited", f"{secrets.token_hex(4)}@fenedge.example", ("reception",))
    key = StaffKey(staff_id=viewer.staff_id, name="Blue key", credential_id=secrets.token_bytes(16), public_key=b"k",
                   made_at=now)  # fmt: skip
    one = StaffSession(staff_id=viewer.staff_id, token_hash=secrets.token_bytes(32), began_at=now, seen_at=now,
                       confirmed_at=now, factor=Factor.CODE, browser="Firefox")  # fmt: skip
    session.add_all((key, one))
    session.flush()
    return {
        "invitation_id": invite(session, viewer, given, now)[0].id, "passkey_id": key.id, "signed_in_id": one.id,
    }  # fmt: skip


def of_a_family(
    session: Session, viewer: Viewer, has: Agencys, now: datetime, names: Names, *, cautioned: bool = True
) -> Family:
    """A child on the roll, the mother who speaks Lithuanian and reads English, the father of whom nobody asked
    anything, and one of everything an agency does for them, and they tell it. ``cautioned``: the sealed record of a
    caution among it, which there can be once in an installation."""
    child = a_child(session, viewer, now, *names.child)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn=names.upn, year="9", recorded_at=now))
    mother = a_parent(session, viewer, now, child, *names.mother, names.address)
    avoid = f"Nobody who knows {names.mother[0]}"
    need = a_need(session, viewer, mother, now, written="en", spoken=["lt"], interpreter="needed", avoid=avoid)
    father = a_parent(session, viewer, now, child, *names.father, names.address)
    session.flush()
    marks = [SessionMark(day, half, "N") for day in _days_before(now) for half in ("AM", "PM")]
    record_marks(session, viewer, {child.id: marks}, now)
    family = Family(child, mother, father)
    ids = {"person_id": mother.id, "child_id": child.id, "need_id": need.id}
    ids |= _letters(session, viewer, family, names, now)
    ids |= _bookings(session, viewer, has, family, names, now)
    ids |= _plan(session, viewer, has, family, names, now)
    ids |= _texts(session, viewer, has, family, names, now)
    ids |= formal_ids(session, viewer, child, mother, ids["letter_id"], now)
    link = make_link(session, viewer, LinkGiven(mother.id, "letter", ids["letter_id"]), now)
    assert isinstance(link, FamilyLink), link
    session.flush()
    ids["answer_id"] = take_page_answer(session, link.id, PageAnswer(AnswerKind.OWN_WORDS, names.words), now).id
    if cautioned:
        ids |= a_caution_of(session, viewer, mother, now)
    session.flush()
    return Family(child, mother, father, ids)


def _days_before(now: datetime) -> list[date]:
    """The week of school days before: long enough away that a letter is due."""
    return [london_date(now) - timedelta(days=ago) for ago in (7, 6, 5, 4, 3)]


def _letters(session: Session, viewer: Viewer, family: Family, names: Names, now: datetime) -> Ids:
    values: dict[str, object] = {
        "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
        "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
    }  # fmt: skip
    mother, child, today = family.mother, family.child, london_date(now)
    issued = issue_letter(session, viewer, LetterAsked("L12", mother.id, child.id, values), now)
    held = issue_letter(session, viewer, LetterAsked("L12", family.father.id, child.id, values), now)
    assert (issued.state, held.state) == ("issued", "held")
    given = EventGiven(EventKind.POSTED, today, post_class="first class")
    posted = record_event(session, viewer, issued.id, given, now)
    point = add_contact_point(session, viewer, mother, "email", names.email, now)
    record_contact_safety(session, viewer, point, Safety.SAFE, now)
    session.flush()
    email = mail_letter(session, viewer, issued, now)
    assert email is not None
    print_letter(session, issued.id, now)
    email.state, email.ended_at = EmailState.IN_OUTBOX, now
    run = LetterRun(
        agency_id=viewer.agency_id, on=today, state="made", total=1, started_at=now, started_by=viewer.staff_id
    )
    session.add(run)
    session.flush()
    session.add(RunLetter(run_id=run.id, place=0, kind="L12", recipient_id=mother.id, child_id=child.id,
                          outcome="issued", letter_id=issued.id))  # fmt: skip
    return {
        "letter_id": issued.id, "held_id": held.id, "event_id": posted.id, "email_id": email.id, "run_id": run.id,
        "exclusion_id": leave_out(session, viewer, child.id, _next_week(today, family), now).id,
        "task_id": next(one.id for one in open_tasks(session, viewer) if one.person_id == family.father.id),
    }  # fmt: skip


def _next_week(today: date, family: Family) -> LeavingOut:
    return LeavingOut("bereavement", today + timedelta(days=7), today + timedelta(days=9), family.mother.id)


def _bookings(session: Session, viewer: Viewer, has: Agencys, family: Family, names: Names, now: datetime) -> Ids:
    starts = WEDNESDAY.replace(hour=names.wednesday_at)
    there = an_appointment(
        session, viewer, now, [(family.mother, Role.PARENT)], starts, place_id=has.ids["place_id"],
        note=f"{names.mother[0]} comes by bus.",
    )  # fmt: skip
    request = a_request(session, viewer, now, there, people=[str(family.mother.id)], avoid=f"Not {names.father[0]}")
    booking = a_booking(session, viewer, now, has.interpreter, request)
    offer = Offer(agency_id=viewer.agency_id, request_id=request.id, interpreter_id=has.interpreter.id,
                  answer_minutes=60, state="open", made_at=now)  # fmt: skip
    session.add(offer)
    session.flush()
    text = MessageGiven(MessageChannel.EMAIL, "interpreter", has.interpreter.id, "daiva@interpreters.example", "offer",
                        offer.id, "Can you come?", "Can you come?")  # fmt: skip
    message = write_message(session, viewer, text, now)
    message.state, message.ended_at = MessageState.IN_OUTBOX, now
    said = ConflictGiven("this person and their family", "the family", f"{names.mother[0]} asked.", family.mother.id)
    return {
        "appointment_id": there.id, "request_id": request.id, "booking_id": booking.id, "offer_id": offer.id,
        "message_id": message.id, "conflict_id": declare_conflict(session, viewer, has.interpreter.id, said, now).id,
        "use_id": ask_for_interpreter_now(session, viewer, family.mother.id, now).id,
        "call_id": missed_by_hand(session, viewer, MissedGiven(family.mother.id), now).id,
    }  # fmt: skip


def _plan(session: Session, viewer: Viewer, has: Agencys, family: Family, names: Names, now: datetime) -> Ids:
    starts = WEDNESDAY.replace(hour=names.wednesday_at) + timedelta(days=names.planned_after)
    people = [(family.mother, Role.PARENT)]
    there = an_appointment(session, viewer, now, people, starts, place_id=has.ids["place_id"])
    request = a_request(session, viewer, now, there, people=[str(family.mother.id)])
    plan = plan_days(session, viewer, london_date(starts), london_date(starts), now)
    found = {line.request_id: line.id for line, _ in lines(session, viewer, plan.id)}
    return {"plan_id": plan.id, "line_id": found[request.id]}


def _texts(session: Session, viewer: Viewer, has: Agencys, family: Family, names: Names, now: datetime) -> Ids:
    mobile = a_mobile(session, viewer, now, family.mother, names.mobile)
    number = "+44" + names.mobile.replace(" ", "")[1:]
    came = take_in_text(session, a_text_came(names.words, number, To=has.line.number), now)
    urgent = take_in_text(session, a_text_came(f"{names.words} pagalba", number, To=has.line.number), now)
    assert came is not None
    assert urgent is not None
    urgent.urgent = True
    # Two texts of ours: one that nobody could send, and one that did not reach them.
    for key, state in (("missed_call", MessageState.IN_OUTBOX), ("again", MessageState.NOT_DELIVERED)):
        text = a_text(session, viewer, now, family.mother, key)
        text.state, text.ended_at = state, now
    given = OpenGiven(family.mother.id, Because.THEY_RANG, "call", came.id, family.child.id)
    return {
        "thread_id": came.thread_id, "incoming_id": came.id, "point_id": mobile.id, "urgent_id": urgent.id,
        "follow_up_id": open_follow_up(session, viewer, given, now).id,
    }  # fmt: skip
