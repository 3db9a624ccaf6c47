"""The words of a card stand in the letters that are served for them, whatever fonts the computer has."""

from __future__ import annotations

from typing import Any

import pytest

# A word in the language and what it is set in, by the browser's own account.
LANGUAGES = {
    "ur": "Noto Nastaliq Urdu",
    "bn": "Hind Siliguri",
    "pa-Guru": "Noto Sans Gurmukhi",
    "ar": "Amiri",
    "ti": "Noto Sans Ethiopic",
}


def fonts_of(page: Any, selector: str) -> dict[str, bool]:
    """The fonts that the glyphs of an element come from, and whether each was served by the page."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("DOM.enable")
    debugger.send("CSS.enable")
    root = debugger.send("DOM.getDocument")["root"]["nodeId"]
    node = debugger.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = debugger.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    debugger.detach()
    return {one["familyName"]: one["isCustomFont"] for one in found}


@pytest.mark.parametrize(("tag", "family"), LANGUAGES.items())
def test_a_card_is_set_in_the_letters_of_its_language(browsing: Any, tag: str, family: str) -> None:
    with browsing("head") as page:
        page.goto(f"/speak-cards/{tag}")
        page.evaluate("() => document.fonts.ready")
        name = fonts_of(page, ".now-card__name bdi, .now-card__name[lang]")
        assert name == {family: True}


def test_the_list_to_point_at_shows_every_name_in_its_letters(browsing: Any) -> None:
    with browsing("head") as page:
        page.goto("/speak-cards")
        page.evaluate("() => document.fonts.ready")
        for tag, family in LANGUAGES.items():
            assert fonts_of(page, f'.now-point__name[lang="{tag}"]') == {family: True}


def test_a_card_in_latin_letters_fetches_no_font(browsing: Any) -> None:
    with browsing("head") as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto("/speak-cards/lt")
        assert [one for one in fetched if "/fonts/" in one] == []
