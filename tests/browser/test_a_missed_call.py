"""A call to the demo's Polish father rings out. It is followed up in his language, in a real browser, until a person
closes it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import new_context, sign_in
from browser.demo_service import Service
from browser.steps import button, find, heading
from follow_up_factories import one_turn

from comms.families.reaching_hours import next_reachable, read_reaching
from comms.follow_ups.moving import FOLLOW_UP
from comms.foundation.clock import LONDON, utc_now
from comms.messages.sending import LINE_WORK

FATHER = "Zieliński Marek"
MOST_TAPS = 2
WITHIN = 60.0
# Much longer than the whole ladder takes.
WEEKS = 10
NOTHING = "Nothing is being followed up."
# When he may be reached, as the demo has it.
HIS_HOURS = read_reaching("22:00", "06:00", None)


@pytest.fixture
def officer(chromium: Any, service: Service) -> Any:
    """The attendance officer, at her desk."""
    context = new_context(chromium, service)
    page = context.new_page()
    sign_in(page, service, "attendance")
    yield page
    context.close()


def test_a_missed_call_is_followed_up_in_polish_until_a_person_closes_it(
    officer: Any, service: Service, tmp_path: Path
) -> None:
    find(officer, FATHER)
    fathers_page = officer.url
    # The demo has one of yesterday, for whoever tries it.
    officer.get_by_role("link", name=re.compile("See this follow-up")).click()
    _close(officer, "Mr Zieliński rang back last night, with his neighbour.")
    before = _look_at(officer, "/messages/outbox", _texts_to_him).count()
    officer.goto(fathers_page)
    _miss_a_call(officer)
    with service.opened() as demo:
        # Whoever runs this at night waits for no morning: the worker works as if it had come.
        # The desk is left alone: it would be told not to look at what comes in before that morning.
        one_turn(demo, next_reachable(HIS_HOURS, utc_now()), [FOLLOW_UP, LINE_WORK])
    text = _in_outbox(officer, before)
    _keep(officer, tmp_path, "outbox")
    words = text.locator("[lang=pl]").inner_text()
    # His number is his alone and no flag stands, so it says who rang; of two children it names none.
    assert words.startswith("Marlingfen: dzwoniliśmy")
    assert "tłumacz" in words
    assert "Not sent: this installation has no carrier" in text.inner_text()

    text.get_by_label("Answer as they would").fill("1 po 18")
    text.get_by_role("button", name=re.compile("It comes in")).click()
    officer.wait_for_url("**/messages/threads/*")
    card = _came_in(officer)
    _keep(officer, tmp_path, "inbox")
    assert card.locator(".reaching-words").first.inner_text() == "1 po 18"
    assert "Probably: “ring me after work, from 18:00”. Sure." in card.inner_text()
    assert re.search(r"A call is proposed: .* after 18:00, with a Polish interpreter", card.inner_text())
    card.get_by_role("link", name=re.compile("The follow-up")).click()
    officer.wait_for_url("**/follow-ups/*")
    follow_up = officer.url
    _keep(officer, tmp_path, "follow-up")
    proposed = officer.get_by_role("region", name=re.compile("Ring them: .* after 18:00, with a Polish interpreter"))
    assert proposed.count() == 1
    _is_made_an_appointment_at_18(officer, proposed)

    began = utc_now()
    with service.opened() as demo:
        for number in range(1, WEEKS + 1):
            one_turn(demo, began + timedelta(weeks=number), [FOLLOW_UP, LINE_WORK])
    officer.goto(fathers_page)
    assert NOTHING not in officer.inner_text("main")
    officer.goto(follow_up)
    _keep(officer, tmp_path, "after-ten-weeks")
    assert re.search("It is for .* to decide what comes next", officer.inner_text("main"))
    assert not officer.get_by_role("heading", name=re.compile("^Closed by")).count()
    _is_closed_only_with_a_reason(officer)
    _keep(officer, tmp_path, "closed")
    officer.goto(fathers_page)
    assert NOTHING in officer.inner_text("main")


def _miss_a_call(page: Any) -> None:
    """From his page, in two taps."""
    taps = 0
    for name in ("^Missed call$", "Missed call: follow it up"):
        button(page, name).click()
        taps += 1
    page.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}$"))
    assert heading(page) == "Missed call: Marek was not reached"
    assert "Only a person closes it" in page.inner_text("main")
    assert taps <= MOST_TAPS


def _texts_to_him(page: Any) -> Any:
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Marek Zieliński", exact=True))


def _in_outbox(page: Any, before: int) -> Any:
    """The text to him that asks something, as soon as it lies in the outbox beside those of before."""
    _look_until(page, "/messages/outbox", lambda: _texts_to_him(page).count() > before)
    return _texts_to_him(page).filter(has=page.get_by_label("Answer as they would"))


def _came_in(page: Any) -> Any:
    """The card of his answer, as soon as it stands in the inbox with the call that is proposed."""
    card = page.get_by_role("article").filter(has_text="1 po 18").filter(has_text="A call is proposed")
    _look_until(page, "/messages", lambda: card.count() > 0)
    return card


def _look_at(page: Any, path: str, what: Callable[[Any], Any]) -> Any:
    page.goto(path)
    return what(page)


def _look_until(page: Any, path: str, found: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN
    page.goto(path)
    while not found():
        assert time.monotonic() < until, page.inner_text("main")
        page.wait_for_timeout(300)
        page.goto(path)


def _is_made_an_appointment_at_18(page: Any, proposed: Any) -> None:
    """What is proposed fills the form of an appointment; it is looked at and left."""
    follow_up = page.url
    button(proposed, "Make the appointment").click()
    page.wait_for_url("**/appointments/new**")
    assert page.get_by_label("Time", exact=True).input_value() == "18:00"
    assert page.get_by_label("Day", exact=True).input_value() >= utc_now().astimezone(LONDON).date().isoformat()
    page.goto(follow_up)


def _is_closed_only_with_a_reason(page: Any) -> None:
    """Silence closes nothing, and neither does a button alone; a name, a reason and words do."""
    form = _closing_form(page)
    assert not re.search("silence|no answer|did not answer", form.get_by_role("group").inner_text(), re.IGNORECASE)
    form.get_by_role("button", name="Close it").click()
    page.get_by_text("Something needs correcting").wait_for()
    assert "Choose why it is closed" in page.inner_text("main")
    assert "Write what was learned, and from whom" in page.inner_text("main")
    _close(page, "Mr Zieliński comes on Thursday at five, and Beata Nowicka interprets.")


def _closing_form(page: Any) -> Any:
    form = page.locator("form[action$='/close']")
    if not form.is_visible():
        page.get_by_text("Close it", exact=True).first.click()
    return form


def _close(page: Any, words: str) -> None:
    form = _closing_form(page)
    form.get_by_label("We spoke to them").check()
    form.get_by_label("What was learned, and from whom?").fill(words)
    form.get_by_role("button", name="Close it").click()
    page.get_by_role("heading", name=re.compile("^Closed by Helen Marsh")).wait_for()
    assert words in page.inner_text("main")


def _keep(page: Any, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)
