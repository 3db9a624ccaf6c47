"""The workbench in a real Chromium: a letter's sentences read and approved with the hands on the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.looking import Watch, faults_of, told

Browsing = Callable[..., Any]
# Count how often the link to the next sentence is followed, and stay here.
COUNT_CLICKS = """() => {
  window.clicked = 0;
  document.querySelector("[data-key=j]").addEventListener("click", (event) => {
    event.preventDefault();
    window.clicked += 1;
  });
}"""


def _number(page: Any) -> int:
    found = re.match(r"(?:Error: )?Sentence (\d+) of", page.title())
    assert found, page.title()
    return int(found[1])


def _pressed(page: Any, key: str) -> int:
    """Press a key that leads to another sentence, and say which it is."""
    with page.expect_navigation():
        page.keyboard.press(key)
    return _number(page)


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


@pytest.mark.parametrize(
    ("who", "address"), [("urdu", "/words/ur/L01/workbench"), ("polish", "/words/pl/L02/workbench")]
)
def test_the_page_has_no_fault_at_either_width(browsing: Browsing, who: str, address: str) -> None:
    with browsing(who) as page:
        watch = Watch().over(page)
        page.goto(address)
        faults = {address: [*faults_of(page, again_narrow=True), *watch.taken()]}
    assert not any(faults.values()), told(faults)


def test_sentences_are_walked_through_and_approved_by_keys_alone(browsing: Browsing) -> None:
    with browsing("urdu") as page:
        page.goto("/words/ur/L01/workbench?")
        first = _number(page)
        assert _pressed(page, "j") == first + 1
        assert _pressed(page, "k") == first
        for done in range(1, 4):
            assert _pressed(page, "Alt+a") == first + done
            assert page.get_by_role("status").first.inner_text() == "Approved in your name."


def test_what_is_typed_in_a_field_is_text_and_no_order(browsing: Browsing) -> None:
    with browsing("polish") as page:
        page.goto("/words/pl/L03/workbench")
        here = page.url
        page.keyboard.press("e")
        assert _focused(page) == "form-0"
        page.keyboard.press("Control+a")
        page.keyboard.type("jkn ers mb 12 a")
        assert page.locator("#form-0").input_value() == "jkn ers mb 12 a"
        assert page.url == here
        page.keyboard.press("Escape")
        assert _focused(page) != "form-0"
        page.keyboard.press("s")
        assert _focused(page) == "wrong"


def test_faults_are_said_while_somebody_types_and_the_draft_is_kept_from_the_keyboard(browsing: Browsing) -> None:
    with browsing("polish") as page:
        page.goto("/words/pl/L04/workbench")
        first = _number(page)
        page.keyboard.press("e")
        words = page.locator("#form-0").input_value()
        page.keyboard.press("Control+End")
        page.keyboard.type(" 7")
        page.get_by_text("Its numbers are not those of the English.").wait_for()
        page.keyboard.press("Backspace")
        page.keyboard.type("teraz")
        page.get_by_text("Its numbers are not those of the English.").wait_for(state="detached")
        assert _pressed(page, "Control+Enter") != first
        assert "Kept as a draft." in page.get_by_role("status").first.inner_text()
        assert _pressed(page, "k") >= 1
        page.goto("/words/pl/L04")
        assert page.get_by_text(f"{words} teraz").first.is_visible()


def test_words_that_were_typed_are_not_lost_without_a_question(browsing: Browsing) -> None:
    with browsing("polish") as page:
        page.goto("/words/pl/L03/workbench")
        page.keyboard.press("e")
        page.keyboard.type("x")
        page.keyboard.press("Escape")
        asked: list[str] = []

        def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        with page.expect_event("dialog"):
            page.keyboard.press("j")
        assert asked == ["beforeunload"]
        assert "x" in page.locator("#form-0").input_value()


def test_letter_keys_can_be_switched_off_and_stay_off(browsing: Browsing) -> None:
    with browsing("urdu") as page:
        page.goto("/words/ur/L02/workbench")
        page.evaluate(COUNT_CLICKS)
        page.keyboard.press("j")
        page.get_by_label("Letter keys are on").uncheck()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        assert page.evaluate("window.clicked") == 1
        page.reload()
        assert not page.get_by_label("Letter keys are on").is_checked()


def test_without_a_script_links_and_buttons_do_the_same(browsing: Browsing) -> None:
    with browsing("urdu", java_script_enabled=False) as page:
        page.goto("/words/ur/L02/workbench")
        first = _number(page)
        page.get_by_role("link", name="Next", exact=True).click()
        assert _number(page) == first + 1
        assert not page.get_by_role("heading", name="Keys").is_visible()
        page.get_by_role("button", name="Approve and go on").click()
        assert "Approved in your name." in page.get_by_role("status").first.inner_text()
        page.get_by_text("Send it back").first.click()
        page.get_by_label("What is wrong with it?").fill("یہ لفظ درست نہیں۔")
        page.get_by_role("button", name="Send it back and go on").click()
        assert "Sent back." in page.get_by_role("status").first.inner_text()
