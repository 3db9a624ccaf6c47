"""How many clicks the everyday things take: the bar is that of people with forty windows open on a Monday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from browser.steps import WITHIN, button, export_files, open_first_letter

from comms.foundation.clock import LONDON

MOST_CLICKS_FROM_EXPORT_TO_PRINT = 6
MOST_CLICKS_TO_ASK = 2


@dataclass
class Hand:
    """A hand on a mouse; every click counts. Files are dropped on the page."""

    page: Any
    clicks: int = 0

    def click(self, what: Any) -> None:
        what.click()
        self.clicks += 1


def test_from_the_weeks_export_to_the_printers_file(browsing: Any, tmp_path: Path) -> None:
    with browsing("attendance") as page:
        hand = Hand(page)
        hand.click(page.get_by_role("link", name="Import", exact=True))
        page.get_by_label("Pupils, contacts, marks").set_input_files(
            export_files(tmp_path, datetime.now(LONDON).date())
        )
        hand.click(button(page, "See what is in them"))
        hand.click(button(page, "Take these in"))
        hand.click(button(page, "See which letters are due"))
        # Each language is in sight in its own script, and so is who is held, and why.
        page.locator("[lang=ar]", has_text="العربية").first.wait_for()
        page.locator(".letters-held").first.wait_for()
        hand.click(button(page, "^Make the .*letters$"))
        print_it = page.get_by_role("link", name=re.compile("To post: .*as one PDF"))
        print_it.wait_for(timeout=WITHIN * 1000)
        with page.expect_download() as download:
            hand.click(print_it)
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert hand.clicks <= MOST_CLICKS_FROM_EXPORT_TO_PRINT


def test_from_a_letter_to_the_question_whether_it_was_understood(browsing: Any) -> None:
    with browsing("attendance") as page:
        page.goto("/letters/made")
        page.locator(".letters-table tbody th a").first.click()
        open_first_letter(page)
        hand = Hand(page)
        hand.click(button(page, "understand it"))
        hand.click(page.get_by_label("No, or not all of it"))
        assert page.get_by_label("No, or not all of it").is_checked()
    assert hand.clicks <= MOST_CLICKS_TO_ASK


def test_a_held_letter_is_one_click_from_what_frees_it(browsing: Any) -> None:
    with browsing("attendance") as page:
        page.goto("/letters/held")
        rows = page.locator(".letters-table tbody tr")
        freed = rows.filter(has=page.locator("a.govuk-\\!-font-weight-bold"))
        assert rows.count() > 5
        assert freed.count() >= rows.count() - 1
        ways = [str(link.get_attribute("href")) for link in page.locator("a.govuk-\\!-font-weight-bold").all()]
        assert all(page.request.get(way).ok for way in ways)
