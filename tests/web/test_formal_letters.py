"""Making a formal letter in the browser: the form, the look at it, what keeps it back, and issuing; the ledger and the
review that follow."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

import pytest
from booking_factories import a_request, an_appointment, an_interpreter, booked_for
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from formal_factories import a_formal_case, everything_told, told
from formal_steps_made import a_penalty, ready_case
from signing_in_made import Clock

from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.bookings.appointments.appointment import Role
from comms.formal.case.case_record import RecordKind
from comms.formal.ledger.find import notices_of_case
from comms.formal.review.find import open_reviews_of
from comms.formal.steps.find import steps_of
from comms.foundation.work import Database

FORM = {
    "support": ["support.talk"], "starts": "2026-11-26", "ends": "2027-01-06",
    "improve": ["improve.no_session", "improve.at_most"], "improve-improve.at_most-sessions": "2",
    "early": ["early.no_change"],
}  # fmt: skip
PENALTY = {"posting": "2026-11-23", "post_class": "first", "officer": "0"}


def _head(session: object, district: District) -> Viewer:
    return viewer_of(session.merge(district.head))  # type: ignore[attr-defined]


@pytest.fixture
def case_id(database: Database, district: District, clock: Clock) -> UUID:
    """A case of which everything is known that a Notice to Improve asks for."""
    with database.work() as session:
        return ready_case(session, _head(session, district), clock.now).case.id


@pytest.fixture
def notice(database: Database, district: District, clock: Clock) -> tuple[UUID, UUID]:
    """A penalty notice: its case's id and its own."""
    with database.work() as session:
        formal, kept = a_penalty(session, _head(session, district), clock.now)
        return formal.case.id, kept.notice.id


def test_the_form_is_filled_in_with_all_that_is_known(client: FlaskClient, case_id: UUID) -> None:
    page = client.get(f"/formal/cases/{case_id}/letters/L08").text
    assert re.search(r'name="starts"[^>]*value="2026-11-25"', page)
    assert re.search(r'name="ends"[^>]*value="2027-01-05"', page)
    assert re.search(r'value="improve.no_session" checked', page)
    assert "missing before it may go" not in page


def test_it_is_looked_at_as_a_picture_before_it_is_issued(
    client: FlaskClient, database: Database, district: District, case_id: UUID
) -> None:
    page = client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "look"})
    assert page.status_code == 200
    assert "This is the letter. Nothing was sent yet" in page.text
    address = re.search(r'<img class="letters-picture" src="([^"]+)"', page.text)
    assert address is not None
    picture = client.get(address[1].replace("&amp;", "&"))
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    with database.work() as session:
        assert steps_of(session, _head(session, district), case_id) == []


def test_it_is_issued_and_its_page_says_what_was_known(
    client: FlaskClient, database: Database, district: District, case_id: UUID
) -> None:
    page = client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "issue"}, follow_redirects=True)
    assert "The letter to Rasa is made." in page.text
    assert "10 sessions counted of 40 marks. None of these marks has changed since." in page.text
    with database.work() as session:
        assert [one.kind for one in steps_of(session, _head(session, district), case_id)] == ["L08"]


def test_what_is_wrong_is_told_at_its_field_and_everything_typed_stays(client: FlaskClient, case_id: UUID) -> None:
    wrong = FORM | {"ends": "2026-12-01", "improve-improve.at_most-sessions": "", "do": "look"}
    page = client.post(f"/formal/cases/{case_id}/letters/L08", data=wrong)
    assert page.status_code == 422
    assert re.search(r'name="ends"[^>]*value="2026-12-01"', page.text)
    wrong = FORM | {"ends": "2026-12-01", "do": "look"}
    page = client.post(f"/formal/cases/{case_id}/letters/L08", data=wrong)
    assert page.status_code == 422
    assert "The time to improve is not 3 to 6 weeks." in page.text
    assert re.search(r'value="2" [^>]*|value="2"', page.text)


def test_every_shut_gate_is_listed_with_the_way_to_what_opens_it(
    client: FlaskClient, database: Database, district: District, clock: Clock
) -> None:
    with database.work() as session:
        case_id = a_formal_case(session, _head(session, district), clock.now).case.id
    page = client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "issue"})
    assert page.status_code == 422
    assert "This letter cannot go yet" in page.text
    assert f"/formal/cases/{case_id}/records/support" in page.text
    assert f"/formal/cases/{case_id}/records/parents-reason" in page.text
    assert "Issue this letter" not in page.text


def test_a_held_letter_says_why_and_offers_no_release_without_an_interpreter_booked(
    client: FlaskClient, database: Database, district: District, clock: Clock
) -> None:
    with database.work() as session:
        viewer = _head(session, district)
        formal = a_formal_case(session, viewer, clock.now)
        everything_told(session, viewer, formal, clock.now)
        case_id = formal.case.id
    page = client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "look"}).text
    assert "The letter itself would be held" in page
    assert "Issue it in draft words" not in page
    assert "No interpreter of a language that they speak is booked." in page
    held = client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "issue"}, follow_redirects=True)
    assert "The letter is held" in held.text


def test_unapproved_words_go_out_with_a_reason_and_an_interpreter_who_reads_them_aloud(
    client: FlaskClient, database: Database, district: District, clock: Clock
) -> None:
    with database.work() as session:
        viewer = _head(session, district)
        formal = a_formal_case(session, viewer, clock.now)
        everything_told(session, viewer, formal, clock.now)
        case_id = formal.case.id
        there = an_appointment(session, viewer, clock.now, [(formal.mother, Role.PARENT)])
        request = a_request(session, viewer, clock.now, there, people=[str(formal.mother.id)])
        booked_for(session, viewer, clock.now, request, an_interpreter(session, viewer, clock.now))
        where = str(there.id)
    address = f"/formal/cases/{case_id}/letters/L08"
    for half in ({"because": "Soon."}, {"reading_aloud": where}):
        assert client.post(address, data=FORM | half | {"do": "issue"}).status_code == 422
    both = {"because": "She has to know it this week.", "reading_aloud": where}
    page = client.post(address, data=FORM | both | {"do": "issue"}, follow_redirects=True).text
    assert "It went out in words that nobody approved" in page
    assert "She has to know it this week." in page
    with database.work() as session:
        [step] = steps_of(session, _head(session, district), case_id)
        assert str(step.appointment_id) == where


def test_whoever_may_not_issue_is_told_who_may(
    app: Flask, database: Database, district: District, case_id: UUID, clock: Clock
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        officer = a_staff_member(session, school, clock.now, roles=("attendance officer",))
    browser = signed_in(app, officer)
    page = browser.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "look"}).text
    assert "attendance legal officer or head teacher" in page
    assert "Issue this letter" not in page
    assert browser.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "issue"}).status_code == 403


def test_the_ledger_says_in_one_sentence_how_the_notice_stands_and_a_payment_opens_a_review(
    client: FlaskClient, database: Database, district: District, notice: tuple[UUID, UUID]
) -> None:
    case_id, notice_id = notice
    assert "First notice, £80: it was not posted yet, so no day to pay runs." in _ledger(client, case_id)
    by = str(district.head.id)
    posted = {"on": "2026-11-23", "post_class": "first class", "by": by}
    assert client.post(f"/formal/notices/{notice_id}/posted", data=posted).status_code == 303
    page = _ledger(client, case_id)
    assert "First notice, £80, to be paid by 15 December, or £160 by 22 December; nothing was paid yet." in page
    assert "Posted by Jo Marsh, first class" in page
    paid = {"on": "2026-11-23", "pence": "£80"}
    page = client.post(f"/formal/notices/{notice_id}/paid", data=paid, follow_redirects=True).text
    assert "Paid is not closed" in page
    assert "First notice, paid: £80, settled on 23 November." in page
    with database.work() as session:
        [review] = open_reviews_of(session, _head(session, district), case_id)
    shown = client.get(f"/formal/reviews/{review.id}").text
    assert "Both the parent and the child were asked why." in shown
    assert 'class="formal-heat' in shown


def _ledger(client: FlaskClient, case_id: UUID) -> str:
    return client.get(f"/formal/cases/{case_id}/ledger").text


@pytest.mark.parametrize(
    ("slug", "sent", "said"),
    [
        ("paid", {"on": "2026-11-23", "pence": "lots"}, "Give the amount that came in"),
        ("paid", {"on": "2026-11-24", "pence": "80"}, "This day has not come yet"),
        ("paid", {"on": "2026-11-23", "pence": "161"}, "more than is left to pay"),
        ("posted", {"on": "2026-11-23"}, "Say how it was posted."),
        ("withdrawn", {"on": "2026-11-23", "because": "Wrong."}, "Choose the ground"),
        ("prosecuted", {"on": "2026-11-23", "because": "Unpaid."}, "still time to pay"),
    ],
)
def test_an_entry_that_cannot_be_right_comes_back_with_everything_typed(
    client: FlaskClient, notice: tuple[UUID, UUID], slug: str, sent: dict[str, str], said: str
) -> None:
    page = client.post(f"/formal/notices/{notice[1]}/{slug}", data=sent)
    assert page.status_code == 422
    assert said in page.text
    assert all(f'value="{value}"' in page.text or value in page.text for value in sent.values())


def test_an_entry_can_be_said_to_be_a_mistake_and_stays_to_be_read(
    client: FlaskClient, database: Database, district: District, notice: tuple[UUID, UUID]
) -> None:
    case_id, notice_id = notice
    client.post(f"/formal/notices/{notice_id}/paid", data={"on": "2026-11-23", "pence": "80.00"})
    with database.work() as session:
        [kept] = notices_of_case(session, _head(session, district), case_id)
        entry_id = kept.entries[-1].id
    assert client.post(f"/formal/ledger/{entry_id}/mistake", data={"because": ""}).status_code == 422
    page = client.post(f"/formal/ledger/{entry_id}/mistake", data={"because": "Another child's."},
                       follow_redirects=True).text  # fmt: skip
    assert "<s>23 November 2026: Paid: £80</s>" in page
    assert "A mistake, said Jo Marsh: Another child" in page


def test_a_notice_considered_and_not_issued_stands_in_the_ledger(client: FlaskClient, case_id: UUID) -> None:
    assert client.post(f"/formal/cases/{case_id}/ledger/not-issued", data={}).status_code == 422
    page = client.post(f"/formal/cases/{case_id}/ledger/not-issued", data={"because": "He was in hospital."},
                       follow_redirects=True).text  # fmt: skip
    assert "No penalty notice was issued here" in page
    assert "He was in hospital." in page


def test_the_review_is_closed_only_by_a_signed_decision(
    client: FlaskClient, database: Database, district: District, case_id: UUID
) -> None:
    page = client.post(f"/formal/cases/{case_id}/reviews", follow_redirects=True).text
    assert "What does the absence tell? To be decided by 21 December 2026" in page
    with database.work() as session:
        [review] = open_reviews_of(session, _head(session, district), case_id)
    wrong = client.post(f"/formal/reviews/{review.id}", data={"decision": "offer support"})
    assert (wrong.status_code, "It does not say why." in wrong.text) == (422, True)
    signed = {"decision": "offer support", "because": "The bus was cut."}
    page = client.post(f"/formal/reviews/{review.id}", data=signed, follow_redirects=True).text
    assert "Decided: offer support" in page
    assert "Signed by <bdi>Jo Marsh</bdi>" in page


def test_indicators_are_put_to_the_safeguarding_lead(
    client: FlaskClient, database: Database, district: District, case_id: UUID
) -> None:
    client.post(f"/formal/cases/{case_id}/reviews")
    with database.work() as session:
        [review] = open_reviews_of(session, _head(session, district), case_id)
    page = client.get(f"/formal/reviews/{review.id}").text
    code = re.search(r'name="indicators"[^>]*value="([a-z_]+)"', page)
    assert code is not None
    address = f"/formal/reviews/{review.id}/indicators"
    assert client.post(address, data={"indicators": code[1]}).status_code == 422
    page = client.post(address, data={"indicators": code[1], "why": "A new telephone."}, follow_redirects=True).text
    assert "is open; a better attendance does not answer it" in page


def test_marks_corrected_since_are_shown_beside_what_was_known(
    client: FlaskClient, database: Database, district: District, clock: Clock
) -> None:
    with database.work() as session:
        viewer = _head(session, district)
        formal, kept = a_penalty(session, viewer, clock.now)
        step_id, case_id = kept.notice.step_id, formal.case.id
        later = datetime(2026, 11, 25, 9, tzinfo=clock.now.tzinfo)
        ill = [SessionMark(date(2026, 11, 20), "AM", "I")]
        record_marks(session, viewer, {formal.child.id: ill}, later)
    clock.now = datetime(2026, 11, 26, 9, tzinfo=clock.now.tzinfo)
    page = client.get(f"/formal/letters/{step_id}").text
    assert "Look at it again: 9 sessions count now, fewer than 10" in page
    assert "O (counted)" in page
    ledger = " ".join(_ledger(client, case_id).split())
    assert "It stood on 10 sessions. 1 mark was corrected since: 9 sessions count now" in ledger
    assert "25 November 2026" in page


def test_a_letter_stays_on_the_list_until_somebody_asked(
    client: FlaskClient, database: Database, district: District, clock: Clock, case_id: UUID
) -> None:
    client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "issue"})
    page = client.get("/formal/understood").text
    assert "Of 1 formal letter nobody knows yet whether it was understood" in page
    assert "Ask by" in page


def test_improvement_is_shown_and_not_decided_before_its_time(
    client: FlaskClient, database: Database, district: District, clock: Clock, case_id: UUID
) -> None:
    client.post(f"/formal/cases/{case_id}/letters/L08", data=FORM | {"do": "issue"})
    with database.work() as session:
        [step] = steps_of(session, _head(session, district), case_id)
    page = client.get(f"/formal/letters/{step.id}/improvement").text
    assert "The time to improve goes on until 6 January 2027" in page
    assert "The most sessions that your child may miss without a reason that the school accepts: 2" in page
    tried = client.post(f"/formal/letters/{step.id}/improvement", data={"decided": "improved", "because": "So it is."})
    assert (tried.status_code, "goes on until" in tried.text) == (422, True)


def test_another_school_learns_of_nothing(
    app: Flask, district: District, notice: tuple[UUID, UUID], database: Database
) -> None:
    case_id, notice_id = notice
    other = signed_in(app, district.other_head)
    for address in (f"cases/{case_id}/ledger", f"notices/{notice_id}/paid", f"cases/{case_id}/letters/L08"):
        assert other.get(f"/formal/{address}").status_code == 404


def test_a_penalty_notice_is_issued_in_the_browser(
    client: FlaskClient, database: Database, district: District, clock: Clock, case_id: UUID
) -> None:
    with database.work() as session:
        viewer = _head(session, district)
        formal_case = a_case(session, viewer, case_id)
        for kind in (RecordKind.UNSUITABLE, RecordKind.OTHER_NOTICES):
            told(session, viewer, formal_case, kind, clock.now)
    look = client.post(f"/formal/cases/{case_id}/letters/L09", data=PENALTY | {"do": "look"})
    assert "Issue this letter" in look.text
    page = client.post(f"/formal/cases/{case_id}/letters/L09", data=PENALTY | {"do": "issue"}, follow_redirects=True)
    assert "The ledger of notice" in page.text
    assert "It was posted" in page.text


def a_case(session: object, viewer: Viewer, case_id: UUID) -> object:
    """The case as the factories take it."""
    from types import SimpleNamespace  # noqa: PLC0415

    from comms.formal.case.find import case  # noqa: PLC0415

    return SimpleNamespace(case=case(session, viewer, case_id))  # type: ignore[arg-type]
