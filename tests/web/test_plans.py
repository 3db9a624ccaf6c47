"""The plan of a week on the screens: made, looked at, changed, and those it names asked."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from booking_factories import a_mother, a_request, an_appointment, an_interpreter
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Role
from comms.bookings.offers.find import offers_for
from comms.bookings.plans.find import lines, plan
from comms.bookings.plans.plan import BookingPlan, PlanLine
from comms.bookings.plans.proposing import Proposal, propose
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date, london_moment, utc_now
from comms.foundation.work import Database
from comms.web.bookings import plans


def a_wednesday() -> datetime:
    """Ten o'clock on a Wednesday more than a week from now, by the clock of the machine, which the screens go by."""
    today = london_date(utc_now())
    return london_moment(today + timedelta(days=9 + (2 - today.weekday()) % 7), time(10))


@pytest.fixture
def viewer(database: Database, district: District) -> Viewer:
    with database.work() as session:
        return viewer_of(session.merge(district.head))


def wanted(database: Database, viewer: Viewer, *hours: float, language: str = "lt", **given: object) -> list[str]:
    """Requests so many hours after ten; their references."""
    found = []
    with database.work() as session:
        now = utc_now()
        for after in hours:
            mother = a_mother(session, viewer, now)
            start = a_wednesday() + timedelta(hours=after)
            appointment = an_appointment(session, viewer, now, ((mother, Role.PARENT),), start, **given)
            request = a_request(session, viewer, now, appointment, language=language, people=[str(mother.id)])
            found.append(request.reference)
    return found


def interpreters(database: Database, viewer: Viewer, *names: str) -> dict[str, UUID]:
    with database.work() as session:
        return {name: an_interpreter(session, viewer, utc_now(), name).id for name in names}


def made(client: FlaskClient) -> str:
    """Make the plan of that week; where its page is."""
    monday = a_wednesday().date() - timedelta(days=2)
    days = {"from_day": str(monday), "until_day": str(monday + timedelta(days=6))}
    answer = client.post("/bookings/plans", data=days)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def lines_of(database: Database, viewer: Viewer, page: str) -> list[tuple[PlanLine, InterpreterRequest]]:
    with database.reading() as session:
        found = lines(session, viewer, UUID(page.rpartition("/")[2]))
        session.expunge_all()
        return found


def test_a_plan_says_first_what_can_be_filled_and_asks_nobody(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    interpreters(database, viewer, "Daiva Rimkutė")
    first, second = wanted(database, viewer, 0, 5)
    [kurdish] = wanted(database, viewer, 2, language="ckb")
    page = made(client)
    text = said(client.get(page))
    assert "Of 3 open requests 2 can be filled" in text
    assert "First come first served would fill 2. This plan is proven the best" in text
    assert "Offer to these 2" in text
    assert "Daiva Rimkutė" in text
    assert "1 request cannot be filled, and why" in text
    assert "Nobody in the register interprets Sorani." in text
    assert all(one in text for one in (first, second, kurdish))
    own = re.search(r'<bdi class="plans-own" lang="ckb" dir="rtl">[^<]+</bdi>', client.get(page).text)
    assert own is not None
    with database.reading() as session:
        assert not any(offers_for(session, viewer, request.id) for _, request in lines_of(database, viewer, page))


def test_others_can_write_while_a_plan_is_looked_for(
    client: FlaskClient, database: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*given: Any) -> Proposal:
        with database.work() as session:
            an_interpreter(session, viewer, utc_now())
        return propose(*given)

    wanted(database, viewer, 0)
    monkeypatch.setattr(plans, "propose", slowly)
    assert "1 request cannot be filled" not in said(client.get(made(client)))


def test_only_those_with_a_tick_are_asked(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    interpreters(database, viewer, "Daiva Rimkutė")
    wanted(database, viewer, 0, 5)
    page = made(client)
    (kept, kept_for), (out, out_for) = lines_of(database, viewer, page)
    assert client.post(page, data={"do": "keep", "line": [str(out.id)]}).status_code == 303
    text = said(client.get(page))
    assert "The ticks are kept. Nobody was asked yet." in text
    assert "Offer to those with a tick" in text
    assert client.post(page, data={"do": "ask", "line": [str(kept.id)]}).status_code == 303
    text = said(client.get(page))
    assert "1 interpreter is being asked." in text
    assert "1 interpreter was asked" in text
    assert "Left out by you" in text
    with database.reading() as session:
        assert len(offers_for(session, viewer, kept_for.id)) == 1
        assert list(offers_for(session, viewer, out_for.id)) == []
    again = client.post(page, data={"do": "ask", "line": [str(out.id)]})
    assert again.status_code == 303
    assert "This plan is applied already." in said(client.get(page))


def test_without_a_tick_nobody_is_asked_and_the_plan_stays(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    interpreters(database, viewer, "Daiva Rimkutė")
    wanted(database, viewer, 0)
    page = made(client)
    client.post(page, data={"do": "ask"})
    text = said(client.get(page))
    assert "Nobody has a tick, so nobody would be asked." in text
    assert "Offer to this one" in text


def test_what_changed_meanwhile_is_said_beside_its_line(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    interpreters(database, viewer, "Daiva Rimkutė")
    wanted(database, viewer, 0)
    page = made(client)
    [(line, request)] = lines_of(database, viewer, page)
    with database.work() as session:
        session.get_one(InterpreterRequest, request.id).state = RequestState.OTHERWISE
    client.post(page, data={"do": "ask", "line": [str(line.id)]})
    text = said(client.get(page))
    assert "0 interpreters are being asked. 1 could not be asked: the plan says why." in text
    assert "Not asked: it was settled meanwhile, or its time had come" in text


def test_somebody_else_is_chosen_for_a_line(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    people = interpreters(database, viewer, "Daiva Rimkutė", "Rūta Petkutė")
    wanted(database, viewer, 0)
    page = made(client)
    [(line, request)] = lines_of(database, viewer, page)
    here = f"{page}/lines/{line.id}"
    text = said(client.get(here))
    assert f"Who should be asked for {request.reference}?" in text
    assert "(as proposed)" in text
    assert client.post(here, data={}).status_code == 422
    assert "Choose who should be asked." in said(client.post(here, data={"interpreter": "nobody"}))
    [other] = set(people.values()) - {line.interpreter_id}
    assert client.post(here, data={"interpreter": str(other)}).headers["Location"] == page
    [(line, _)] = lines_of(database, viewer, page)
    assert line.interpreter_id == other


def test_whom_the_plan_needs_elsewhere_is_refused_at_the_choice(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    interpreters(database, viewer, "Daiva Rimkutė", "Rūta Petkutė")
    wanted(database, viewer, 0, 0.5)
    page = made(client)
    (line, _), (other, other_for) = lines_of(database, viewer, page)
    answer = client.post(f"{page}/lines/{line.id}", data={"interpreter": str(other.interpreter_id)})
    assert answer.status_code == 422
    assert f"The plan needs them for {other_for.reference} at that time." in said(answer)


def test_what_moving_would_bring_is_said_with_which_and_by_how_much(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    interpreters(database, viewer, "Daiva Rimkutė")
    wanted(database, viewer, 0, 1.25)
    text = said(client.get(made(client)))
    assert "If this one could move by an hour, 1 more would be filled." in text
    assert "An hour later" in text or "An hour earlier" in text


def test_a_plan_can_be_put_away(client: FlaskClient, database: Database, viewer: Viewer) -> None:
    wanted(database, viewer, 0)
    page = made(client)
    assert "cannot be filled, and why" in said(client.get(page))
    answer = client.post(page, data={"do": "drop"})
    assert answer.headers["Location"].startswith("/bookings/week?on=")
    assert "This plan was put away" in said(client.get(page))


@pytest.mark.parametrize("days", [{}, {"from_day": "2026-12-07", "until_day": "2026-12-01"}, {"from_day": "Monday"}])
def test_days_that_cannot_be_are_refused_and_nothing_is_kept(
    client: FlaskClient, database: Database, days: dict[str, str]
) -> None:
    assert client.post("/bookings/plans", data=days).status_code == 422
    with database.reading() as session:
        assert session.scalars(select(BookingPlan)).all() == []


def test_whoever_may_only_see_bookings_sees_a_plan_and_changes_nothing(
    app: Flask, client: FlaskClient, database: Database, viewer: Viewer, district: District, now: datetime
) -> None:
    interpreters(database, viewer, "Daiva Rimkutė")
    wanted(database, viewer, 0)
    page = made(client)
    with database.work() as session:
        reception = a_staff_member(session, session.merge(district.school), now, ("reception",))
    browser = signed_in(app, reception)
    text = said(browser.get(page))
    assert "Asking them needs the permission “book interpreters”." in text
    assert "Offer to" not in text
    assert browser.post(page, data={"do": "ask"}).status_code == 403
    assert browser.post("/bookings/plans", data={}).status_code == 403


def test_looking_at_a_plan_is_noted_with_the_people_it_is_for(
    client: FlaskClient, database: Database, viewer: Viewer
) -> None:
    wanted(database, viewer, 0)
    page = made(client)
    [(_, request)] = lines_of(database, viewer, page)
    client.get(page)
    with database.reading() as session:
        looks = [one.detail for one in session.scalars(select(AuditEntry)) if one.action == "view list"]
        assert plan(session, viewer, UUID(page.rpartition("/")[2])).from_day == a_monday()
    assert any("plan of bookings" in one and request.people[0] in one for one in looks)


def a_monday() -> date:
    return a_wednesday().date() - timedelta(days=2)


def test_a_seventh_plan_at_once_is_refused_before_anything_is_reckoned(
    client: FlaskClient, database: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        made(client)
    monkeypatch.setattr(plans, "propose", lambda *_: pytest.fail("nothing is reckoned for a plan that is refused"))
    days = {"from_day": str(a_wednesday().date()), "until_day": str(a_wednesday().date())}
    answer = client.post("/bookings/plans", data=days)
    assert answer.status_code == 429
    assert "Your agency made 6 plans within ten minutes. Look through the newest one" in said(answer)
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "refused"))
        assert json.loads(entry.detail) == {"status": 429, "fault": "TooManyPlans", "route": "plans.make"}
        assert len(session.scalars(select(BookingPlan)).all()) == 6
