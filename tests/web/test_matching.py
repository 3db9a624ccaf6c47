"""The screen of who can interpret: the answer first, each part of a score, every reason, and whom to ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from booking_factories import WEDNESDAY, a_booking, a_mother, a_request, a_supplier, an_appointment, an_interpreter
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Role
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest
from comms.families.person import Person
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState
from comms.interpreters.conflict import Conflict, DeclaredBy, Scope


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The requests are of that time, whenever the suite runs."""
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)


@pytest.fixture
def head(database: Database, district: District) -> Viewer:
    with database.reading() as session:
        return viewer_of(session.merge(district.head))


def five_interpreters(session: Session, head: Viewer, now: datetime, **asked: Any) -> tuple[InterpreterRequest, Person]:
    """A request in Lithuanian; two can, three cannot, and one speaks another language."""
    mother = a_mother(session, head, now)
    an_interpreter(session, head, now, "Daiva Rimkutė")
    an_interpreter(session, head, now, "Jonas Petraitis", level=3)
    an_interpreter(session, head, now, "Ona Balčiūnienė", checks=())
    an_interpreter(session, head, now, "Rūta Jankauskienė", works=None)
    booked = an_interpreter(session, head, now, "Vytautas Stankus", gender="a man")
    a_booking(session, head, now, booked)
    an_interpreter(session, head, now, "Zofia Nowak", language="pl")
    there = an_appointment(session, head, now, [(mother, Role.PARENT)])
    return a_request(session, head, now, there, people=[str(mother.id)], **asked), mother


def address(request_id: UUID, more: str = "") -> str:
    return f"/interpreter-requests/{request_id}/candidates{more}"


def test_the_first_sentence_says_who_can_and_each_who_cannot_has_the_reason(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
    page = said(client.get(address(request_id)))
    assert "2 of 5 Lithuanian interpreters can. 3 cannot, each with the reason." in page
    assert "Ona Balčiūnienė DBS is not on record." in page
    assert "Rūta Jankauskienė Does not work throughout that time." in page
    assert "Vytautas Stankus Is booked at that time." in page
    assert "Zofia Nowak" not in page
    assert page.index("Daiva Rimkutė") < page.index("Jonas Petraitis") < page.index("Ona Balčiūnienė")


def test_each_part_of_a_score_is_shown_in_words_and_figures(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
    page = said(client.get(address(request_id)))
    assert "This family: no booking for them in two years (0 of 100, counts 25%)" in page
    assert "Qualification: 3 levels above the level needed (100 of 100, counts 20%)" in page
    assert "Travel: 30 minutes there and back (83 of 100, counts 20%)" in page
    assert "Cost: £63.00 in all (71 of 100, counts 20%)" in page
    assert "Share of the work: nothing booked in four weeks; usual is 22 minutes (100 of 100, counts 15%)" in page


def test_everybody_in_the_register_is_shown_when_asked_for(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
        an_interpreter(session, head, now, "Kristina Who Left", active=False)
    page = said(client.get(address(request_id, "?all=1")))
    assert "2 of 5 Lithuanian interpreters can." in page
    assert "Zofia Nowak Does not interpret Lithuanian." in page
    assert "Kristina Who Left Left the register." in page
    assert "Nobody else is in the register." in said(client.get(address(request_id, "?all=1&start=100")))
    assert client.get(address(request_id, "?all=1&start=no")).status_code == 200


def test_a_preference_is_not_relaxed_but_said(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now, gender="a man")[0].id
    page = said(client.get(address(request_id)))
    assert "None of 5 Lithuanian interpreters can; each has the reason." in page
    assert "2 more could if it did not have to be a man." in page
    assert "Ask the people it is for" in page


def test_nobody_of_the_language_leads_to_suppliers_and_never_to_a_relative(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = a_request(session, head, now, language="ro").id
    page = said(client.get(address(request_id)))
    assert "Nobody in the register interprets Romanian." in page
    assert "Never a relative, a friend or a child." in page


def test_one_alone_is_spoken_of_as_one(client: FlaskClient, database: Database, head: Viewer, now: datetime) -> None:
    with database.work() as session:
        one = an_interpreter(session, head, now)
        request_id = a_request(session, head, now).id
    assert "The one Lithuanian interpreter can." in said(client.get(address(request_id)))
    with database.work() as session:
        session.merge(one).gender = "a man"
        an_interpreter(session, head, now)
    assert "All 2 Lithuanian interpreters can." in said(client.get(address(request_id)))


def test_only_suppliers_that_send_the_language_in_that_way_are_offered(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = a_request(session, head, now).id
        a_supplier(session, head, now)
        a_supplier(session, head, now, name="Baltic Voices", languages=["lt", "lv"], modes=["in person"])
        a_supplier(session, head, now, name="Only Polish", languages=["pl"])
        a_supplier(session, head, now, name="Only By Telephone", modes=["by telephone"])
    page = said(client.get(address(request_id)))
    assert "Fenland Languages" in page
    assert "Baltic Voices" in page
    assert "Only Polish" not in page
    assert "Only By Telephone" not in page


def test_who_is_being_asked_is_not_offered_again(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        who, request = an_interpreter(session, head, now), a_request(session, head, now)
        offer = Offer(
            agency_id=head.agency_id, request_id=request.id, interpreter_id=who.id, answer_minutes=60,
            state=OfferState.OPEN, made_at=now, work_state=WorkState.WAITING,
        )  # fmt: skip
        session.add(offer)
        request_id = request.id
    page = client.get(address(request_id))
    assert "Is being asked" in said(page)
    assert f'value="{who.id}"' not in page.get_data(as_text=True)


def test_what_the_family_wants_avoided_needs_a_tick(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request, mother = five_interpreters(session, head, now, avoid="nobody from Elm Road")
        request_id, mother_id = request.id, mother.id
    page = client.get(address(request_id))
    assert "Look first: The family asked to avoid: “nobody from Elm Road”" in said(page)
    assert 'name="checked"' in page.get_data(as_text=True)
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "view list")).all()
        assert any(str(mother_id) in look.detail for look in looks)


def test_without_anything_to_look_at_there_is_no_tick(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
    page = client.get(address(request_id)).get_data(as_text=True)
    assert 'name="checked"' not in page


def test_why_there_is_a_conflict_is_shown_to_those_who_may_know(
    app: Flask, client: FlaskClient, database: Database, district: District, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request, mother = five_interpreters(session, head, now)
        who = an_interpreter(session, head, now, "Milda Kairytė")
        session.add(Conflict(
            interpreter_id=who.id, agency_id=head.agency_id, scope=Scope.PERSON, person_id=mother.id,
            declared_by=DeclaredBy.INTERPRETER, reason="They are cousins", recorded_at=now,
        ))  # fmt: skip
        worker = a_staff_member(session, session.merge(district.school), now, roles=("social worker",))
        request_id = request.id
    page = said(client.get(address(request_id)))
    assert "Must not interpret for somebody at this appointment. Said by the interpreter: They are cousins" in page
    theirs = said(signed_in(app, worker).get(address(request_id)))
    assert "Must not interpret for somebody at this appointment." in theirs
    assert "cousins" not in theirs


def test_who_may_not_book_sees_who_can_and_asks_nobody(
    app: Flask, database: Database, district: District, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
        reception = a_staff_member(session, session.merge(district.school), now, roles=("reception",))
    page = signed_in(app, reception).get(address(request_id))
    assert "2 of 5 Lithuanian interpreters can." in said(page)
    assert 'name="interpreter"' not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": "filled"}, "Nobody is looked for: this request is “filled”."),
        ({"starts_at": WEDNESDAY - timedelta(days=20), "ends_at": WEDNESDAY - timedelta(days=20, hours=-2)},
         "Nobody can be asked: its time has come."),
    ],
)  # fmt: skip
def test_nobody_is_asked_where_nobody_is_looked_for(
    client: FlaskClient, database: Database, head: Viewer, now: datetime, change: dict[str, Any], expected: str
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now, **change)[0].id
    page = client.get(address(request_id))
    assert expected in said(page)
    assert 'name="interpreter"' not in page.get_data(as_text=True)


def test_those_who_are_ticked_are_asked_in_the_order_shown(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
        supplier_id = a_supplier(session, head, now).id
    page = client.get(address(request_id)).get_data(as_text=True)
    ticked = [part.split('value="')[1][:36] for part in page.split('name="interpreter"')[1:]]
    assert len(ticked) == 2
    chosen = {"interpreter": ticked, "supplier": [str(supplier_id)], "how": "cascade", "answer_minutes": "30"}
    answer = client.post(f"/interpreter-requests/{request_id}/offers", data=chosen)
    assert answer.status_code == 303
    with database.reading() as session:
        offers = session.scalars(select(Offer).order_by(Offer.place)).all()
        assert [str(one.interpreter_id or one.supplier_id) for one in offers] == [*ticked, str(supplier_id)]
        assert {one.answer_minutes for one in offers} == {30}


def test_what_was_ticked_stays_when_something_is_missing(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now, avoid="nobody from Elm Road")[0].id
    page = client.get(address(request_id)).get_data(as_text=True)
    first = page.split('name="interpreter"')[1].split('value="')[1][:36]
    chosen = {"interpreter": [first], "how": "one", "answer_minutes": "45"}
    answer = client.post(f"/interpreter-requests/{request_id}/offers", data=chosen)
    assert answer.status_code == 422
    again = answer.get_data(as_text=True)
    assert f'value="{first}" checked' in again
    assert 'value="45"' in again
    assert "Look at it first, then say that you did." in said(answer)


def test_when_nobody_is_ticked_the_page_says_so(
    client: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        request_id = five_interpreters(session, head, now)[0].id
    answer = client.post(f"/interpreter-requests/{request_id}/offers", data={"how": "several", "answer_minutes": "60"})
    assert answer.status_code == 422
    assert said(answer).count("Nobody is chosen. Choose whom to ask.") == 2
    assert 'id="interpreter"' in answer.get_data(as_text=True)
