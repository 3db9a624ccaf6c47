"""Words that are translated elsewhere, in a real Chromium: given out, taken in again, and looked at on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser.looking import faults_of, told
from browser.steps import button

SENTENCE, OURS = "Please ring us", "براہ کرم ہمیں فون کیجیے۔"


def test_words_go_out_and_come_back_as_drafts(browsing: Callable[..., Any], tmp_path: Path) -> None:
    faults: dict[str, list[str]] = {}
    with browsing("urdu") as page:
        page.goto("/words/ur")
        page.get_by_role("link", name="Have words translated elsewhere").click()
        faults["exchange"] = faults_of(page, again_narrow=True)
        page.get_by_label("Words for").select_option("L00")
        with page.expect_download() as coming:
            button(page, "Download as PO").click()
        text = Path(coming.value.path()).read_text("utf-8")
        assert coming.value.suggested_filename == "words-ur-L00.po"
        head, begins, rest = text.partition(f'msgid "{SENTENCE}"\nmsgstr "')
        file = tmp_path / "ur.po"
        file.write_text(f"{head}{begins}{OURS}{rest[rest.index(chr(34)) :]}", "utf-8")
        page.get_by_label("The file").set_input_files(file)
        button(page, "See what is in it").click()
        page.wait_for_url("**/exchange/check**")
        faults["check"] = faults_of(page, again_narrow=True)
        assert page.get_by_text(OURS).is_visible()
        button(page, "Take these in as drafts").click()
        page.wait_for_url("**/exchange/done**")
        faults["done"] = faults_of(page, again_narrow=True)
        page.goto("/words/ur/exchange")
        button(page, "See what is in it").click()
        page.wait_for_load_state()
        faults["no file"] = faults_of(page)
        assert page.title().startswith("Error: ")
        page.goto("/words/ur/L00")
        assert page.get_by_text(OURS).first.is_visible()
    faults = {where: found for where, found in faults.items() if found}
    assert not faults, told(faults)
