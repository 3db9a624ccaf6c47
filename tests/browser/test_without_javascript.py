"""Everything works where no script runs: by links and buttons alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from browser import steps
from browser.steps import button, heading

from comms.foundation.clock import LONDON

Browsing = Callable[..., Any]


@pytest.fixture
def page(browsing: Browsing) -> Any:
    with browsing("head", java_script_enabled=False) as opened:
        yield opened


def test_from_the_export_to_the_understood_letter(page: Any, tmp_path: Path) -> None:
    steps.import_export(page, tmp_path, datetime.now(LONDON).date())
    assert "Every row was taken" in page.content()
    steps.make_letters(page)
    steps.wait_for_run(page, by_link=True)
    assert re.search(r"\d+ letters were made", heading(page))
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("as one PDF")).first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    steps.open_first_letter(page)
    steps.say_it_was_understood(page)
    assert "“Jutro rano przyprowadzę go do szkoły.”" in page.locator("main").inner_text()


def test_a_reply_slip_is_typed_in_by_number(page: Any) -> None:
    page.goto("/letters/understanding")
    page.locator(".letters-table a[href*='/letters/']").first.click()
    reference = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.title())
    assert reference
    steps.type_in_a_slip(page, reference[0])
    assert reference[0] in page.get_by_role("status").inner_text()


def test_a_letter_in_our_own_words_is_a_draft_then_looked_at_then_in_force(page: Any) -> None:
    steps.write_our_own_letter(page)
    assert "will be held until they are translated" in heading(page)
    assert page.get_by_text(steps.OURS).count()
    steps.put_in_force(page)
    page.goto("/our-letters")
    # One was in force before: the demo school's own L05.
    assert heading(page).startswith("2 of our letters have our own words")


def test_a_child_is_left_out_of_letters_and_taken_back_in(page: Any) -> None:
    steps.leave_out_of_letters(page, "Kazlauskaitė Ugnė", datetime.now(LONDON).date())
    page.get_by_role("link", name=re.compile("^End this time without letters")).click()
    page.get_by_label("Why may letters go again?").fill("Her mother wants to hear from us.")
    button(page, "End it now").click()
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}$"))
    assert page.get_by_role("link", name=re.compile("^End this time")).count() == 0


def test_the_letterhead_is_set_and_a_mistake_in_it_keeps_what_was_typed(page: Any) -> None:
    page.goto("/agency/letterhead")
    page.get_by_label("Telephone number").fill("ask for Helen")
    page.get_by_label("Whom should parents ask for?").fill("Małgorzata Ślimak")
    button(page, "Save").click()
    page.locator(".govuk-error-summary").wait_for()
    assert page.get_by_label("Whom should parents ask for?").input_value() == "Małgorzata Ślimak"
    page.get_by_label("Telephone number").fill("01632 960 155")
    button(page, "Save").click()
    page.wait_for_url("**/agency")
    assert "Małgorzata Ślimak" in page.locator("main").inner_text()
