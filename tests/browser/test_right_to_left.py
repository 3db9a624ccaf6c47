"""Arabic and Urdu run from right to left, the English beside them does not, and numbers keep their order in both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

# Every block with a language of its own: the direction it is set in, and where its first line of words begins.
BLOCKS = """() => [...document.querySelectorAll("main [lang]")].filter(one => one.textContent.trim()).map(one => ({
  lang: one.lang, direction: getComputedStyle(one).direction, words: one.textContent.trim().slice(0, 60),
}))"""
# For each figure of each telephone number that is written in digits: how far from the left it stands.
NUMBERS = r"""() => {
  const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const match of node.data.matchAll(/0\d[\d\s]{8,}\d/g)) {
      const places = [];
      for (let at = match.index; at < match.index + match[0].length; at++) {
        if (!/\d/.test(node.data[at])) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        places.push([box.top, box.left]);
      }
      found.push({number: match[0], direction: getComputedStyle(node.parentElement).direction,
                  around: getComputedStyle(node.parentElement.parentElement).direction, places});
    }
  return found;
}"""
RIGHT_TO_LEFT = {"ar", "ur"}


def _check_directions(page: Any, tag: str) -> None:
    blocks = page.evaluate(BLOCKS)
    assert {tag, "en"} <= {one["lang"] for one in blocks}
    wrong = [one for one in blocks if one["direction"] != ("rtl" if one["lang"] in RIGHT_TO_LEFT else "ltr")]
    assert wrong == []


def _check_numbers(page: Any) -> None:
    numbers = page.evaluate(NUMBERS)
    assert any("rtl" in (one["direction"], one["around"]) for one in numbers), "no number stands among such words"
    for one in numbers:
        rows = [top for top, _ in one["places"]]
        lefts = [left for _, left in one["places"]]
        assert max(rows) - min(rows) < 1, f"{one['number']} is broken over two lines"
        assert lefts == sorted(lefts), f"{one['number']} does not stand in its order"


def _letter_in(page: Any, tag: str) -> str:
    """The address of a letter that was made in this language."""
    page.goto("/letters/made")
    for run in [link.get_attribute("href") for link in page.locator(".letters-table tbody th a").all()]:
        page.goto(run)
        row = page.locator("tr", has=page.locator(f"[lang={tag}]")).first
        if row.count():
            return str(row.locator("th a").get_attribute("href"))
    raise AssertionError(f"The demo has made no letter in {tag}")


@pytest.mark.parametrize("tag", ["ar", "ur"])
def test_a_letters_web_page_runs_the_right_way(browsing: Any, tag: str, tmp_path: Path) -> None:
    with browsing("head") as page:
        letter = _letter_in(page, tag)
        page.goto(letter)
        assert page.locator(f"h1 [lang={tag}][dir=rtl]").count() == 1
        document = page.request.get(f"{letter}/letter.html").text()
        (tmp_path / "letter.html").write_text(document, "utf-8")
        page.goto((tmp_path / "letter.html").as_uri())
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
        _check_directions(page, tag)
        _check_numbers(page)


@pytest.mark.parametrize("tag", ["ar", "ur"])
def test_words_and_their_english_each_run_their_own_way(browsing: Any, tag: str) -> None:
    with browsing("head") as page:
        for path in (f"/words/{tag}/L02", f"/words/{tag}", f"/letter-samples/L07/{tag}"):
            page.goto(path)
            assert page.evaluate("getComputedStyle(document.documentElement).direction") == "ltr"
            blocks = [one for one in page.evaluate(BLOCKS) if one["lang"] in {tag, "en"}]
            assert any(one["lang"] == tag for one in blocks), path
            assert all((one["direction"] == "rtl") == (one["lang"] == tag) for one in blocks), path
        page.goto(f"/letter-samples/L02/{tag}/sample.html")
        _check_directions(page, tag)
        _check_numbers(page)
