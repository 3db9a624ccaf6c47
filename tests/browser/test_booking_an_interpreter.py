"""A social worker gets an interpreter for the demo's Lithuanian mother, in a real browser, to the end."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from browser.conftest import new_context, sign_in
from browser.demo_service import Service
from browser.steps import button, day_to_meet, find, found_link, heading, make_appointment, personal_code

from comms.cli.district.appointments_made import working_days_from
from comms.foundation.clock import LONDON

PHONE = {"width": 360, "height": 740}
MOST_SECONDS = 60


@pytest.fixture
def worker(chromium: Any, service: Service) -> Any:
    """A social worker, signed in on a telephone between two visits."""
    context = new_context(chromium, service, viewport=PHONE)
    page = context.new_page()
    sign_in(page, service, "social.worker")
    yield page
    context.close()


def test_a_mother_gets_an_interpreter_who_drops_out_and_is_replaced(
    worker: Any, chromium: Any, service: Service
) -> None:
    began = time.monotonic()
    make_appointment(worker, day_to_meet())
    assert "Nobody is booked to interpret Lithuanian yet" in worker.content()
    button(worker, "See who can interpret").click()
    assert "2 of 5 Lithuanian interpreters can. 3 cannot, each with the reason." in worker.inner_text("main")
    for why in ("DBS", "Must not interpret for somebody at this appointment", "Is away at that time"):
        assert why in worker.inner_text("main")
    worker.get_by_role("checkbox", name=re.compile("Daiva")).check()
    button(worker, "Ask them").click()
    worker.get_by_text("may answer until").wait_for()
    assert time.monotonic() - began < MOST_SECONDS, "from finding her to having asked somebody"
    offers = worker.url

    # On a bus, without an account: one tap and a yes.
    bus = new_context(chromium, service, viewport=PHONE)
    page = bus.new_page()
    link = found_link(worker)
    page.goto(link)
    assert "Kazlausk" not in page.content()
    button(page, "^Accept$").click()
    button(page, "Yes, book me").click()
    assert heading(page) == "You are booked"
    calendar = page.request.get(f"{link}/calendar.ics").text()
    assert "METHOD:REQUEST" in calendar
    assert "Kazlausk" not in calendar
    page.get_by_label("Your personal code").fill(personal_code(service.home, "Daiva"))
    button(page, "Show me the names").click()
    page.get_by_text("Rasa Kazlauskienė").first.wait_for()

    worker.goto(offers)
    assert heading(worker).endswith("Daiva Rimkutė interprets Lithuanian")
    worker.get_by_role("link", name="See the booking").click()
    assert worker.request.get(str(worker.get_by_role("link", name="The calendar file").get_attribute("href"))).ok
    worker.get_by_text("They dropped out, or somebody else is needed").click()
    _say_why(worker)
    button(worker, "Find somebody else").click()
    worker.get_by_role("status").first.wait_for()

    page.goto(link)
    assert "You are booked" not in page.content()
    worker.goto(offers)
    assert "Jonas Vaitkus" in worker.locator("main").inner_text()
    page.goto(found_link(worker, -1))
    button(page, "^Accept$").click()
    button(page, "Yes, book me").click()
    worker.goto(offers)
    assert heading(worker).endswith("Jonas Vaitkus interprets Lithuanian")
    bus.close()


def _say_why(page: Any) -> None:
    """Say why somebody else is needed, in the form that has just opened."""
    form = page.locator("form", has=page.get_by_role("button", name="Find somebody else"))
    form.get_by_role("radio").first.check()
    form.get_by_role("textbox").first.fill("She is ill.")


def test_the_coordinator_sees_the_week_and_has_a_plan_proposed(browsing: Any) -> None:
    with browsing("attendance") as page:
        day = working_days_from(datetime.now(LONDON).date(), 7)
        page.goto(f"/bookings/week?on={(day - timedelta(days=day.weekday())).isoformat()}")
        assert "Latvian" in page.inner_text("main")
        button(page, "Propose a plan for this week").click()
        page.wait_for_url("**/bookings/plans/*")
        assert "Latvian" in page.inner_text("main")


def test_reception_has_the_telephone_service_before_it_in_one_tap(browsing: Any) -> None:
    with browsing("reception") as page:
        find(page, "Kazlauskienė Rasa")
        button(page, "Interpreter now").click()
        page.get_by_text("01632 960190").first.wait_for()
        assert page.locator("[lang=lt]", has_text="lietuvių").count()
