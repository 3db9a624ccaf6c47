"""What other agencies share with us: the list, the page of one share part by part, and taking a number from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from access_made import EVERY_PART, a_share, work_with_too
from booking_factories import a_booking, an_appointment, an_interpreter
from booking_factories import a_request as asked_for
from browsers import District, signed_in
from factories import a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile, a_text_came

from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.bookings.appointments.appointment import Role
from comms.families.access.find import share as find_share
from comms.families.access.parts import Part
from comms.families.access.sharing import end_share
from comms.families.actions import StatusGiven, record_child_status, record_safe_contact, set_address
from comms.families.find import contact_points
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import Person
from comms.follow_ups.calls.actions import MissedGiven, missed_by_hand
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date
from comms.foundation.work import Database
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind
from comms.messages.arriving import take_in_text
from comms.web import door


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(door, "utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """A family the school works with and has done something for."""
    found = a_family(database, district, now)
    with database.work() as session:
        _happened(session, found, now)
    return found


def _happened(session: Session, family: Family, now: datetime) -> None:
    viewer, mother, child = family.viewer, family.mother, family.child
    a_need(session, viewer, mother, now, written="lt", interpreter="needed", best_times="After 18:00, packs on nights",
           avoid="Nobody from Tauragė")  # fmt: skip
    set_address(session, viewer, mother, ("12 Elm Road", "Wisbech", "PE13 1AA"), now)
    values: dict[str, object] = {
        "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
        "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
    }  # fmt: skip
    letter = issue_letter(session, viewer, LetterAsked("L12", mother.id, child.id, values), now)
    posted = EventGiven(EventKind.POSTED, london_date(now), post_class="first class")
    record_event(session, viewer, letter.id, posted, now)
    record_safe_contact(session, viewer, mother.id, flagged=True, post_is_safe=False, said="Her brother-in-law reads",
                        now=now)  # fmt: skip
    status = StatusGiven(protection_plan=True, court_order_note="ICO of May")
    record_child_status(session, viewer, child.id, status, now)
    day = london_date(now) - timedelta(days=3)
    record_marks(session, viewer, {child.id: [SessionMark(day, "AM", "N"), SessionMark(day, "PM", "/")]}, now)
    missed_by_hand(session, viewer, MissedGiven(mother.id, child_id=child.id), now)
    line = a_line(session, viewer, now)
    a_mobile(session, viewer, now, mother, "07700 900833")
    take_in_text(session, a_text_came("Slapta žinutė", "+447700900833", To=line.number), now)


def _share(
    database: Database, family: Family, district: District, now: datetime, person: Person, *parts: str
) -> UUID:  # fmt: skip
    with database.work() as session:
        return a_share(session, family.viewer, person.id, district.other_school.id, now, parts or EVERY_PART).id


@pytest.fixture
def theirs(app: Flask, district: District) -> FlaskClient:
    """The other school's head, to whom things are shared."""
    return signed_in(app, district.other_head)


def test_the_list_shows_what_is_shared_first_what_nobody_opened(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    opened = _share(database, family, district, now - timedelta(days=1), family.child)
    _share(database, family, district, now - timedelta(days=6), family.mother)
    theirs.get(f"/shared/{opened}")
    page = said(theirs.get("/shared"))
    assert "1 page that others share with you is not opened yet" in page
    assert "Not opened for 6 days" in page
    assert page.index("Ms Rasa Kazlauskienė, from Fen Edge Academy") < page.index("Ugnė Kazlauskaitė, from Fen Edge")
    assert "1 page that other agencies share with you is not opened yet" in said(theirs.get("/"))


def test_the_first_look_marks_it_received_and_every_look_is_noted(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    share_id = _share(database, family, district, now, family.mother)
    assert theirs.get(f"/shared/{share_id}").status_code == 200
    assert theirs.get(f"/shared/{share_id}").status_code == 200
    with database.reading() as session:
        share = find_share(session, family.viewer, share_id, london_date(now))
        assert (share.received_at, share.received_by) == (now, district.other_head.id)
        assert _looks(session, share_id) == 2


def _looks(session: Session, share_id: UUID) -> int:
    details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "view share"))
    return sum(str(share_id) in one for one in details)


def test_of_a_mother_everything_is_shown_but_no_words_of_what_was_said_or_written(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    page = said(theirs.get(f"/shared/{_share(database, family, district, now, family.mother)}"))
    assert "What Fen Edge Academy knows" in page
    assert "Rasa reads Lithuanian" in page
    assert "Take care: somebody in or near the home may be a danger." in page
    assert "07700 900821" in page
    assert "12 Elm Road" in page
    assert "Her brother-in-law reads" in page
    assert "Ugnė Kazlauskaitė: Rasa is the mother, has parental responsibility" in page
    assert "Posted on 23 November 2026." in page
    assert "Nobody has asked whether it was understood." in page
    assert "We rang, and did not reach them." in page
    assert "They wrote a text." in page
    for private in ("Slapta žinutė", "Tauragė", "packs on nights", "She may be moved at night"):
        assert private not in page


def test_of_a_child_attendance_is_counted_and_no_mark_is_shown(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    page = said(theirs.get(f"/shared/{_share(database, family, district, now, family.child)}"))
    assert "Ugnė came to 1 of 2 sessions (50.0 %). Of 1 session nobody knows yet why." in page
    assert "Child protection plan yes" in page
    assert "ICO of May" in page
    assert "Rasa Kazlauskienė: mother, has parental responsibility" in page
    assert "07700 900821" not in page  # a mother's number is hers


@pytest.mark.parametrize(
    ("part", "there"),
    [
        (Part.CONTACT, "07700 900821"),
        (Part.RELATIVES, "Who is who in the family"),
        (Part.SAFE_NOTES, "Her brother-in-law reads"),
        (Part.LETTERS, "Letters, and whether they were understood"),
        (Part.CONTACTS_MADE, "They wrote a text."),
        (Part.APPOINTMENTS, "Appointments and interpreters"),
    ],
)
def test_a_part_that_is_not_shared_is_not_shown(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime, part: Part, there: str
) -> None:
    others = [one.value for one in Part if one != part]
    with_it = said(theirs.get(f"/shared/{_share(database, family, district, now, family.mother, part.value)}"))
    without = said(theirs.get(f"/shared/{_share(database, family, district, now, family.mother, *others)}"))
    assert there in with_it
    assert there not in without


def test_letters_are_shown_where_who_is_who_is_not_shared(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    page = said(theirs.get(f"/shared/{_share(database, family, district, now, family.child, Part.LETTERS.value)}"))
    assert "Posted on 23 November 2026." in page
    assert "Rasa" not in page


def test_a_role_is_shown_no_more_of_others_families_than_of_its_own(
    app: Flask, family: Family, district: District, database: Database, now: datetime
) -> None:
    share_id = _share(database, family, district, now, family.mother)
    with database.work() as session:
        reception = a_staff_member(session, session.merge(district.other_school), now, ("reception",))
    page = said(signed_in(app, reception).get(f"/shared/{share_id}"))
    assert "Her brother-in-law reads" not in page
    assert "Shared too: safe-contact notes. Your role does not show it" in page
    assert "07700 900821" in page


def test_ended_or_over_it_is_as_if_it_had_never_been(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ended, over = (_share(database, family, district, now, one) for one in (family.mother, family.child))
    with database.work() as session:
        end_share(session, family.viewer, ended, now)
    assert theirs.get(f"/shared/{ended}").status_code == 404
    assert theirs.get(f"/shared/{over}").status_code == 200
    monkeypatch.setattr(door, "utc_now", lambda: now + timedelta(weeks=5))
    for share_id in (ended, over, uuid4()):
        answer = theirs.get(f"/shared/{share_id}")
        assert answer.status_code == 404
        assert "Kazlausk" not in answer.text
    assert "No other agency shares anything with you now" in said(theirs.get("/shared"))


def test_a_share_opens_nothing_else_of_the_family(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    _share(database, family, district, now, family.mother)
    assert theirs.get(f"/families/{family.mother.id}").status_code == 404
    theirs.post("/families", data={"words": "Kazlauskienė"})
    assert "Nobody is found" in said(theirs.get("/families/found"))


def test_where_both_work_with_them_the_pages_lead_to_each_other_and_a_number_can_be_taken(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    share_id = _share(database, family, district, now, family.mother)
    with database.work() as session:
        work_with_too(session, family.viewer, family.mother.id, district.other_school.id, now)
    person = theirs.get(f"/families/{family.mother.id}")
    assert "One agency shares what it knows: What Fen Edge Academy knows" in said(person)
    assert f'href="/shared/{share_id}"' in person.text
    assert "07700 900821" not in person.text
    page = theirs.get(f"/shared/{share_id}")
    assert f'href="/families/{family.mother.id}"' in page.text
    with database.reading() as session:
        points = contact_points(session, family.viewer, family.mother.id)
        point_id = next(one.id for one in points if one.value == "07700 900821")
    assert theirs.post(f"/shared/{share_id}/take/{point_id}").status_code == 303
    assert "07700 900821" in theirs.get(f"/families/{family.mother.id}").text
    assert "It is in our record too." in said(theirs.get(f"/shared/{share_id}"))


def test_no_number_is_taken_of_somebody_we_do_not_work_with_nor_where_numbers_are_not_shared(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    every = _share(database, family, district, now, family.mother)
    letters = _share(database, family, district, now, family.mother, Part.LETTERS.value)
    with database.reading() as session:
        point_id = contact_points(session, family.viewer, family.mother.id)[0].id
    assert "Take this into our record" not in said(theirs.get(f"/shared/{every}"))
    assert theirs.post(f"/shared/{every}/take/{point_id}").status_code == 404
    with database.work() as session:
        work_with_too(session, family.viewer, family.mother.id, district.other_school.id, now)
    assert theirs.post(f"/shared/{letters}/take/{point_id}").status_code == 404


def test_whoever_shares_sees_what_they_see_and_that_marks_nothing(
    client: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    share_id = _share(database, family, district, now, family.mother, Part.CONTACT.value)
    page = said(client.get(f"/shared/{share_id}"))
    assert "This is what Other School sees" in page
    assert "Take this into our record" not in page
    with database.reading() as session:
        assert find_share(session, family.viewer, share_id, london_date(now)).received_at is None


def test_a_language_asked_anew_by_us_says_when_and_how_and_never_who(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        work_with_too(session, family.viewer, family.mother.id, district.other_school.id, now)
        given = NeedGiven(source="asked the person through an interpreter", spoken=["lt"], written="lt")
        record_language_need(session, family.viewer, family.mother.id, given, now)
    for path in ("", "/language/history"):
        page = said(theirs.get(f"/families/{family.mother.id}{path}"))
        assert "asked the person through an interpreter" in page
        for told in ("Jo Marsh recorded", "recorded by", "another agency was", "Fen Edge"):
            assert told not in page


def test_an_appointment_says_what_it_is_for_and_who_interprets_and_not_who_else_is_there(
    theirs: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        who = [(family.mother, Role.PARENT), (family.father, Role.PARENT)]
        there = an_appointment(session, family.viewer, now, who, note="He must sit by the door.")
        asked = asked_for(session, family.viewer, now, there, people=[str(family.mother.id)])
        a_booking(session, family.viewer, now, an_interpreter(session, family.viewer, now, "Daiva Rimkutė"), asked)
    share_id = _share(database, family, district, now, family.mother, Part.APPOINTMENTS.value)
    page = said(theirs.get(f"/shared/{share_id}"))
    assert "Daiva Rimkutė interprets Lithuanian." in page
    for private in ("Tomas", "He must sit by the door."):
        assert private not in page
