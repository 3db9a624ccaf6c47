"""Ringing a family on a telephone's screen: two taps to a missed call, with JavaScript and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser import steps
from browser.looking import faults_of
from browser.steps import button, heading

NARROW = {"width": 320, "height": 640}
MOST_TAPS = 2


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request: pytest.FixtureRequest, browsing: Callable[..., Any]) -> Any:
    with browsing("reception", viewport=NARROW, java_script_enabled=request.param) as opened:
        yield opened


def test_a_missed_call_is_recorded_in_two_taps_and_says_what_follows(page: Any) -> None:
    steps.find(page, "Kazlauskienė Rasa")
    taps = 0
    page.get_by_role("button", name="Missed call").click()
    taps += 1
    button(page, "Missed call: follow it up").click()
    taps += 1
    page.wait_for_url("**/calls/*")
    assert heading(page).startswith("Missed call:")
    assert "Only a person closes it" in page.locator("main").inner_text()
    assert taps <= MOST_TAPS


def test_a_call_is_made_by_hand_and_its_pages_have_no_fault(browsing: Callable[..., Any]) -> None:
    with browsing("social.worker", viewport=NARROW) as page:
        steps.find(page, "Kazlauskienė Rasa")
        faults = faults_of(page)
        button(page, "^Ring").click()
        page.wait_for_url("**/calls/ring")
        faults += faults_of(page)
        page.get_by_label(re.compile("With an interpreter")).select_option("")
        button(page, "Show the number to dial").click()
        page.get_by_text("Something needs correcting").wait_for()
        faults += faults_of(page)
        page.get_by_label(re.compile("With an interpreter")).select_option("line")
        # Whoever tries this in the evening, or on a Sunday, is asked whether it can wait.
        if (urgent := page.get_by_label("It cannot wait")).count():
            urgent.check()
        button(page, "Show the number to dial").click()
        page.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}$"))
        faults += faults_of(page)
        button(page, "They answered").click()
        page.wait_for_load_state()
        faults += faults_of(page)
        assert heading(page).startswith("You spoke with")
        steps.find(page, "Kazlauskienė Rasa")
        page.get_by_role("button", name="Missed call").click()
        faults += faults_of(page)
        assert not faults, faults
