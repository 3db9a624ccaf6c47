"""Every route says what it needs, and what belongs to another agency exists for nobody else, whatever the route."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from api_programs import a_key, header
from booking_factories import a_booking, a_place, a_request, a_supplier, an_interpreter
from browsers import District, signed_in
from factories import a_child, a_need, a_parent, a_staff_member
from flask import Flask
from kept_exhibits import a_caution_elsewhere
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile, a_text_came
from werkzeug.routing import Rule

from comms.agencies.api_keys.actions import KeyGiven, make_key
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.calendars.actions import make_feed
from comms.bookings.calendars.find import live_feeds
from comms.bookings.offers.offer import Offer
from comms.bookings.plans.actions import plan_days
from comms.bookings.plans.find import lines
from comms.bookings.telephone import ask_for_interpreter_now
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.families.person import Person
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.calls.actions import MissedGiven, missed_by_hand
from comms.follow_ups.family_page.answering import take_page_answer
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyLink
from comms.follow_ups.family_page.landing import PageAnswer
from comms.follow_ups.family_page.making import LinkGiven, make_link
from comms.follow_ups.follow_up import Because
from comms.foundation.clock import london_date, utc_now
from comms.foundation.stored_file import Upload, store_file
from comms.foundation.work import Database
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.find import languages_of, qualifications_of
from comms.interpreters.hours_actions import ExceptionGiven, record_exception
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.left_out.actions import LeavingOut, leave_out
from comms.letters.mailing.actions import mail_letter
from comms.letters.runs.letter_run import LetterRun, RunLetter
from comms.messages.actions import MessageGiven, write_message
from comms.messages.arriving import take_in_text
from comms.messages.message import MessageChannel
from comms.tasks.find import open_tasks

# Flask's own: files that hold nothing personal, and Flask-Security's pages, which ask for sign-in by themselves.
ELSEWHERE = ("static", "security.")

# Places in an address that hold a word of the house and no id.
WORDS = {"kind", "tag", "language", "form", "page", "name", "file_format", "fmt", "what", "context", "way"}
# Random or signed letters that mean nothing to whoever reads them in a log: a calendar's address, an offer's link.
WORDS |= {"secret", "token"}
# A point of a caution is named by its script.
WORDS |= {"point"}

# What serves every agency and belongs to none: approved words, and the certificates that stand behind them.
SHARED = {"certificate_id"}

VALUES = {"start": "2026-11-23", "on": "2026-11-23"}


def _rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(ELSEWHERE):
            yield rule


def test_every_route_names_its_permission_or_says_why_it_needs_none(app: Flask) -> None:
    unnamed = [
        rule.rule
        for rule in _rules(app)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "permission", None), Permission)
        and not getattr(app.view_functions[rule.endpoint], "public", "")
    ]
    assert unnamed == []
    assert len(list(_rules(app))) > 20


def test_no_route_takes_anything_personal_in_its_address(app: Flask) -> None:
    for rule in _rules(app):
        for name, converter in rule._converters.items():
            assert type(converter).__name__ in {"UUIDConverter", "IntegerConverter"} or name in WORDS, rule.rule


def test_nothing_opens_without_signing_in(app: Flask) -> None:
    visitor = app.test_client()
    for rule in _rules(app):
        if getattr(app.view_functions[rule.endpoint], "public", ""):
            continue
        for method in sorted(rule.methods or set()) and sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = visitor.open(_address(rule, {}), method=method)
            assert answer.status_code in {302, 401}, (rule.rule, method, answer.status_code)
            if answer.status_code == 302:
                assert "/sign-in" in answer.headers["Location"]


def test_a_role_without_the_permission_is_refused(
    app: Flask, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        nobody = a_staff_member(session, school, now, roles=("court legal adviser",))
    browser = signed_in(app, nobody)
    refused = 0
    for rule in _rules(app):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission in {None, Permission.SEE_LETTERS}:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            assert browser.open(_address(rule, {}), method=method).status_code == 403, (rule.rule, method)
            refused += 1
    assert refused > 15


@pytest.fixture
def theirs(database: Database, district: District, now: datetime) -> dict[str, UUID]:
    """One of everything that belongs to the other school."""
    with database.work() as session:
        viewer = viewer_of(session.merge(district.other_head))
        child = a_child(session, viewer, now)
        parent = a_parent(session, viewer, now, child)
        a_need(session, viewer, parent, now, written="lt")
        unknown = a_parent(session, viewer, now, child, given="Jonas", family="Kazlauskas")
        values: dict[str, object] = {
            "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
            "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
        }  # fmt: skip
        issued = issue_letter(session, viewer, LetterAsked("L12", parent.id, child.id, values), now)
        held = issue_letter(session, viewer, LetterAsked("L12", unknown.id, child.id, values), now)
        assert (issued.state, held.state) == ("issued", "held")
        upload = store_file(session, viewer.actor, viewer.agency_id, Upload("pupils", "p.csv", b"UPN\n1\n"), now)
        task = open_tasks(session, viewer)[0]
        today = london_date(now)
        given = EventGiven(EventKind.POSTED, today, post_class="first class")
        posted = record_event(session, viewer, issued.id, given, now)
        point = add_contact_point(session, viewer, parent, "email", "rasa@example.org", now)
        record_contact_safety(session, viewer, point, Safety.SAFE, now)
        session.flush()
        email = mail_letter(session, viewer, issued, now)
        assert email is not None
        spared = leave_out(session, viewer, child.id, LeavingOut("bereavement", today, today), now)
        run = LetterRun(
            agency_id=viewer.agency_id, on=today, state="made", total=1, started_at=now, started_by=viewer.staff_id
        )
        session.add(run)
        session.flush()
        session.add(RunLetter(run_id=run.id, place=0, kind="L12", recipient_id=parent.id, child_id=child.id,
                              outcome="issued", letter_id=issued.id))  # fmt: skip
        return {
            "run_id": run.id,
            "person_id": parent.id, "child_id": child.id, "letter_id": issued.id, "held_id": held.id,
            "task_id": task.id, "file_id": upload.id, "staff_id": district.other_head.id, "need_id": uuid4(),
            "exclusion_id": spared.id, "email_id": email.id, "event_id": posted.id,
            **_their_bookings(session, viewer, parent.id, now),
            **_their_register(session, viewer, now),
            **_their_plan(session, viewer, now),
            "key_id": _their_key(session, viewer, now),
            **_their_texts(session, viewer, parent, now),
            "answer_id": _their_answer(session, viewer, parent.id, issued.id, now),
            **a_caution_elsewhere(session, session.merge(district.other_school), now),
        }  # fmt: skip


def _their_bookings(session: Session, viewer: Viewer, person_id: UUID, now: datetime) -> dict[str, UUID]:
    booking = a_booking(session, viewer, now)
    assert booking.interpreter_id is not None
    make_feed(session, viewer, None, now)
    offer = Offer(agency_id=viewer.agency_id, request_id=booking.request_id, interpreter_id=booking.interpreter_id,
                  answer_minutes=60, state="open", made_at=now)  # fmt: skip
    session.add(offer)
    session.flush()
    text = MessageGiven(MessageChannel.SMS, "interpreter", booking.interpreter_id, "07700 900500", "offer", offer.id,
                        "Can you come?")  # fmt: skip
    return {
        "offer_id": offer.id, "message_id": write_message(session, viewer, text, now).id,
        "place_id": a_place(session, viewer, now).id,
        "booking_id": booking.id, "appointment_id": booking.appointment_id, "request_id": booking.request_id,
        "interpreter_id": booking.interpreter_id, "feed_id": live_feeds(session, viewer)[0].id,
        "use_id": ask_for_interpreter_now(session, viewer, person_id, now).id,
        "call_id": missed_by_hand(session, viewer, MissedGiven(person_id), now).id,
    }  # fmt: skip


def _their_register(session: Session, viewer: Viewer, now: datetime) -> dict[str, UUID]:
    one = an_interpreter(session, viewer, now, "Ona Kazlauskienė")
    week = timedelta(days=7)
    away = record_exception(session, viewer, one.id, ExceptionGiven("away", now + week, now + 2 * week), now)
    said = ConflictGiven("a community", "the interpreter", "She left it.", community="St Casimir’s parish")
    return {
        "language_id": languages_of(session, viewer, [one.id])[one.id][0].id,
        "qualification_id": qualifications_of(session, viewer, [one.id])[one.id][0].id, "hours_id": away.id,
        "conflict_id": declare_conflict(session, viewer, one.id, said, now).id,
        "supplier_id": a_supplier(session, viewer, now).id,
    }  # fmt: skip


def _their_texts(session: Session, viewer: Viewer, person: Person, now: datetime) -> dict[str, UUID]:
    line = a_line(session, viewer, now)
    mobile = a_mobile(session, viewer, now, person, "07700 900833")
    came = take_in_text(session, a_text_came("Gerai", "+447700900833"), now)
    assert came is not None
    assert line.agency_id == viewer.agency_id
    given = OpenGiven(person.id, Because.THEY_RANG, "call", came.id)
    return {
        "thread_id": came.thread_id, "incoming_id": came.id, "point_id": mobile.id,
        "follow_up_id": open_follow_up(session, viewer, given, now).id,
    }  # fmt: skip


def _their_answer(session: Session, viewer: Viewer, person_id: UUID, letter_id: UUID, now: datetime) -> UUID:
    link = make_link(session, viewer, LinkGiven(person_id, "letter", letter_id), now)
    assert isinstance(link, FamilyLink), link
    session.flush()
    return take_page_answer(session, link.id, PageAnswer(AnswerKind.OWN_WORDS, "Gerai"), now).id


def _their_key(session: Session, viewer: Viewer, now: datetime) -> UUID:
    return make_key(session, viewer, KeyGiven("attendance system", ["needs"], 60, london_date(now)), now)[0].id


def _their_plan(session: Session, viewer: Viewer, now: datetime) -> dict[str, UUID]:
    request = a_request(session, viewer, now)
    day = london_date(request.starts_at)
    plan = plan_days(session, viewer, day, day, now)
    return {"plan_id": plan.id, "line_id": lines(session, viewer, plan.id)[0][0].id}


def test_another_agencys_things_do_not_exist(
    app: Flask, database: Database, district: District, theirs: dict[str, UUID]
) -> None:
    roles = ("head teacher", "administrator", "authorising officer")
    with database.work() as session:
        schools = [session.merge(one) for one in (district.school, district.other_school)]
        us, them = (a_staff_member(session, one, utc_now(), roles=roles) for one in schools)
    ours = signed_in(app, us)
    # What programs ask for is asked with a key of ours beside the sign-in: screens pass it over.
    ours_too = header(a_key(database, district.head, utc_now()))
    owner = signed_in(app, them)
    tried = 0
    for rule in _rules(app):
        ids = [name for name, converter in rule._converters.items() if type(converter).__name__ == "UUIDConverter"]
        if SHARED & set(ids):
            continue
        for name in ids:
            assert name in theirs or name.removesuffix("_id") + "_id" in theirs, (
                f"{rule.rule}: no other's {name} to try"
            )
        if not ids:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = ours.open(_address(rule, theirs), method=method, headers=ours_too)
            assert answer.status_code == 404, (rule.rule, method, answer.status_code)
            assert "Kazlauskien" not in answer.get_data(as_text=True)
            tried += 1
        if "GET" in (rule.methods or set()):
            assert owner.get(_address(rule, theirs)).status_code != 403, rule.rule
    assert tried > 15


def _address(rule: Rule, ids: dict[str, UUID]) -> str:
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "UUIDConverter":
            values[name] = ids.get(name) or uuid4()
        elif type(converter).__name__ == "IntegerConverter":
            values[name] = 0
        else:
            known = {
                "kind": "L12",
                "tag": "lt",
                "language": "lt",
                "context": "L12",
                "way": "post",
                "form": "html",
                "file_format": "html",
            }
            values[name] = VALUES.get(name) or known.get(name, "pdf")
    built = rule.build(values)
    assert built is not None
    return str(built[1])
