from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import VALUES, a_letter

from comms.foundation.writing import BIDI_CONTROLS, tidy_name
from comms.letters.templates.source import letter_kinds
from comms.letters.text.as_html import as_html, letter_fragment, letter_styles

HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> {{7*7}} {% raw %} &amp; ' #panic()"
VOID = {"meta", "br", "img"}


class Page(HTMLParser):
    """A page as a reader's software takes it in: elements with their attributes, and the text of each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.in_bdi: list[str] = []
        self.feed(html)
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "bdi":
            self.in_bdi.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "bdi" in self.open:
            self.in_bdi[-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(kind: str, language: str, **values: object) -> Page:
    return Page(as_html(a_letter(kind, language, language_in_english=language, **values).paper))


@pytest.mark.parametrize("kind", list(VALUES))
@pytest.mark.parametrize(("language", "direction"), [("lt", "ltr"), ("ar", "rtl"), ("ur", "rtl"), ("en", "ltr")])
def test_each_language_says_which_it_is_and_which_way_it_runs(kind: str, language: str, direction: str) -> None:
    read = page(kind, language)
    assert read.all("html") == [{"lang": language, "dir": direction}]
    sections = [(attributes["lang"], attributes["dir"]) for attributes in read.all("section")]
    parts = [(language, direction)] if language == "en" else [(language, direction), ("en", "ltr")]
    slip = [(language, direction)] if letter_kinds()[kind].slip else []
    assert sections == [*parts, *slip]
    assert len(read.all("main")) == 1


@pytest.mark.parametrize("kind", list(VALUES))
def test_headings_come_in_order_without_a_step_left_out(kind: str) -> None:
    levels = [
        int(tag[1]) for tag, _ in page(kind, "lt").elements if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", ["lt", "ar", "ur"])
def test_names_numbers_and_dates_come_out_exactly_as_they_went_in(language: str) -> None:
    read = page("L02", language, child="بيان")
    values = [value.replace("\u00a0", " ") for value in read.in_bdi]
    for expected in ("Ona Kazlauskienė", "بيان", "07700 900821", "7 September 2026"):
        assert expected in values
    assert not set(read.text) & BIDI_CONTROLS, "a bdi does it here; copied text stays clean"


def test_a_number_among_arabic_words_runs_left_to_right() -> None:
    read = page("L02", "ar")
    directions = [attributes.get("dir") for attributes in read.all("bdi")]
    assert "ltr" in directions
    assert {"lang": "en", "dir": "ltr"} in read.all("bdi")


def test_nothing_runs_and_nothing_is_fetched() -> None:
    logo = b"\x89PNG\r\n\x1a\n"
    paper = a_letter("L02", "lt").paper
    html = as_html(replace(paper, sender=replace(paper.sender, logo=logo)))
    read = Page(html)
    assert {tag for tag, _ in read.elements} <= {
        "html", "head", "meta", "title", "style", "body", "main", "article", "header", "section", "div", "p", "br",
        "h1", "h2", "ul", "li", "span", "strong", "bdi", "time", "img",
    }  # fmt: skip
    assert [str(image["src"]).split(",")[0] for image in read.all("img")] == ["data:image/png;base64"]
    assert "url(" not in html
    assert "@import" not in html
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]


def test_hostile_text_is_shown_as_it_stands() -> None:
    read = page("L02", "lt", contact=HOSTILE)
    assert HOSTILE in read.in_bdi
    assert read.all("script") == []
    assert read.all("img") == []


@given(st.text(min_size=1, max_size=80).filter(lambda name: any(letter.isalnum() for letter in name)))
def test_any_name_comes_back_out_of_the_page(name: str) -> None:
    assert tidy_name(name) in page("L00", "ar", recipient=name).in_bdi


def test_the_slip_has_a_numbered_box_for_each_answer_in_both_languages() -> None:
    paper = a_letter("L02", "ar").paper
    assert paper.slip is not None
    html = as_html(paper)
    assert html.count('class="letter-box"') == len(paper.slip.answers)
    for answer in paper.slip.answers:
        assert f'<span class="letter-answer-number">{answer.number}</span>' in html
        assert all(text in html for text in answer.texts)
    assert html.count(paper.reference) >= 2, "the slip carries the letter's number back"


def test_a_letter_can_stand_inside_another_page() -> None:
    read = Page(letter_fragment(a_letter("L02", "lt").paper))
    assert read.elements[0][0] == "article"
    assert read.all("h1") == []
    assert len(read.all("h2")) >= 2
    assert read.all("h3"), "the slip stands under the letter"
    assert read.all("style") == []
    selectors = [line.partition("{")[0] for line in letter_styles().splitlines() if "{" in line]
    assert all(".letter" in line or line.strip().startswith("@") for line in selectors)


def test_the_same_letter_is_the_same_page() -> None:
    assert as_html(a_letter("L07", "ur").paper) == as_html(a_letter("L07", "ur").paper)


def test_large_print_is_asked_for_by_the_paper() -> None:
    paper = a_letter("L00", "lt").paper
    assert "letter-large" in letter_fragment(replace(paper, large=True))
    assert "letter-large" not in letter_fragment(paper)
