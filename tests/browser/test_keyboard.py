"""Everything by keyboard: Tab, Enter, Space and typing, with the focus to be seen at every stop."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browser.conftest import new_context
from browser.demo_service import Service
from browser.keyboard import Keyboard
from browser.looking import Watch
from browser.steps import WITHIN, heading

PAGES = ("/letters/held", "/letters/understanding", "/import", "/our-letters/L02/usual", "/families")
# A group of radios is entered from either end, and a page may begin in one of its fields.
STOPS_APART = 4


@pytest.fixture
def page(chromium: Any, service: Service) -> Any:
    context = new_context(chromium, service)
    yield context.new_page()
    context.close()


def _sign_in(keyboard: Keyboard, service: Service) -> None:
    keyboard.page.goto("/sign-in")
    keyboard.to("E-mail address")
    keyboard.type("attendance@demo.example")
    keyboard.to("^Password")
    keyboard.type(service.password)
    with keyboard.page.expect_navigation():
        keyboard.press("Enter")
    keyboard.to("The code in your authenticator app")
    keyboard.type(service.code("attendance"))
    with keyboard.page.expect_navigation():
        keyboard.press("Enter")


def test_from_signing_in_to_the_understood_letter(page: Any, service: Service) -> None:
    keyboard, watch = Keyboard(page), Watch().over(page)
    _sign_in(keyboard, service)
    skip = keyboard.tab()
    assert skip
    assert skip["words"] == "Skip to main content"
    keyboard.follow("^Letters$")
    keyboard.follow("^Make the .*letters?$")
    # Nobody does anything now: the page goes on by itself until the letters are there.
    page.get_by_text("For the printer").wait_for(timeout=WITHIN * 1000)
    assert re.search(r"letters were made", heading(page))
    keyboard.follow("^Attendance|^Your child|^Invitation")
    keyboard.follow("understand it")
    keyboard.to("Yes:", "radio")
    keyboard.press("Space")
    keyboard.to("What did .* say")
    keyboard.type("Rytoj atvesiu jį į mokyklą.")
    keyboard.to("What the interpreter said it means")
    keyboard.type("I will bring him tomorrow.")
    keyboard.choose("^An interpreter$")
    keyboard.to("^The interpreter’s name")
    keyboard.type("Ewa Lis")
    keyboard.to("Record this", "button")
    with page.expect_navigation():
        keyboard.press("Enter")
    assert "Rytoj atvesiu jį į mokyklą." in page.locator("main").inner_text()
    assert keyboard.unseen == []
    assert watch.taken() == []


@pytest.mark.parametrize("path", PAGES)
def test_the_focus_goes_through_a_page_and_out_of_it_again(browsing: Any, path: str) -> None:
    with browsing("head") as page:
        page.goto(path)
        page.evaluate("document.activeElement.blur()")
        keyboard = Keyboard(page)
        forwards = keyboard.through_and_out()
        backwards = keyboard.through_and_out("Shift+Tab")
        assert forwards > 10
        assert backwards >= forwards - STOPS_APART
        assert keyboard.unseen == []
