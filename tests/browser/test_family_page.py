"""A family's own page in a real Chromium, on a narrow telephone: right to left, without scripts, read aloud, light."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import new_context
from browser.demo_service import Service, installation_of
from browser.looking import NARROW, Watch, faults_of
from factories import a_child, a_need, a_parent
from family_pages import BORN, MEETING, last_code, texts, token_in
from text_factories import a_line, a_mobile

from comms.agencies.find import staff_with_email
from comms.agencies.viewer import Viewer, viewer_of
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.making import LinkGiven, make_link
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.letters.actions import LetterAsked, issue_letter
from comms.messages.find import line_of

# What a page may weigh, all told, and the smallest letters that are read on a telephone.
MOST_BYTES, LEAST_SIZE = 60_000, 14
SMALL = """(least) => [...document.querySelectorAll("main *")].filter(one =>
  [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  && parseFloat(getComputedStyle(one).fontSize) < least).map(one => one.textContent.trim())"""
# A browser with a voice for a language, that keeps what it is asked to say and says it at once.
VOICES = """(tag) => {
  window.said = [];
  const speech = {
    getVoices: () => [{lang: tag}], cancel: () => {}, addEventListener: () => {},
    speak: one => { window.said.push([one.lang, one.text]); setTimeout(() => one.onend(), 0); },
  };
  Object.defineProperty(window, "speechSynthesis", {value: speech});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
}"""


@dataclass
class Home:
    """The demo's own database, in which links are made and codes are read as they come to the telephone."""

    installation: Installation
    links: dict[str, str]

    def link(self, tag: str) -> str:
        """The path of the page of a mother who reads this language; the same each time."""
        if tag not in self.links:
            with self.installation.database.work() as session:
                head = staff_with_email(session, "head@demo.example")
                assert head is not None
                self.links[tag] = f"/m/{_linked(session, viewer_of(head), tag)}"
        return self.links[tag]

    def another(self, tag: str) -> str:
        """A fresh link, with tries and codes of its own."""
        self.links.pop(tag, None)
        return self.link(tag)

    def code(self) -> str:
        """The code that came last."""
        with self.installation.database.reading() as session:
            return last_code(session)


def _linked(session: Any, viewer: Viewer, tag: str) -> str:
    now = utc_now()
    if line_of(session, viewer) is None:
        a_line(session, viewer, now)
    child = a_child(session, viewer, now, "Zofia", "Wójcik")
    mother = a_parent(session, viewer, now, child, given="Anna", family="Wójcik")
    a_need(session, viewer, mother, now, tag)
    # Each mother has a number of her own: a link never goes to one that several people have.
    point = a_mobile(session, viewer, now, mother, f"07700 {900000 + mother.id.int % 90000:06}")
    letter = issue_letter(session, viewer, LetterAsked("L12", mother.id, child.id, dict(MEETING)), now)
    session.flush()
    made = make_link(session, viewer, LinkGiven(mother.id, "letter", letter.id, point.id), now)
    assert isinstance(made, FamilyLink), made
    written = [one for one in texts(session) if one.about_id == letter.id]
    return token_in(written[-1].body)


@pytest.fixture(scope="module")
def home(service: Service) -> Iterator[Home]:
    """The database of the demo that is served."""
    installation = installation_of(service)
    yield Home(installation, {})
    installation.database.engine.dispose()


@pytest.fixture
def telephone(chromium: Any, service: Service) -> Callable[..., Any]:
    """Open a narrow browser that is nobody's."""

    @contextmanager
    def held(**how: Any) -> Iterator[Any]:
        context = new_context(chromium, service, **({"viewport": NARROW} | how))
        yield context.new_page()
        context.close()

    return held


def _open(page: Any, home: Home, path: str) -> None:
    """Ask for the code, and type it with the child's birth date."""
    page.goto(path)
    page.locator("form button").first.click()
    page.locator("input#code").wait_for()
    for name, value in (("day", BORN.day), ("month", BORN.month), ("year", BORN.year), ("code", home.code())):
        page.locator(f"input#{name}").fill(str(value))
    page.locator("form button").first.click()
    page.locator("#letter").wait_for()


def _picture(page: Any, name: str) -> None:
    """Keep a picture where whoever works on the page asks for one."""
    if folder := os.environ.get("COMMS_TEST_PICTURES"):
        page.set_viewport_size(NARROW)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("tag", ["pl", "ar", "ur"])
def test_it_has_no_fault_and_reads_at_320_px(telephone: Any, home: Home, tag: str) -> None:
    with telephone() as page:
        watch = Watch().over(page)
        path = home.another(tag)
        page.goto(path)
        _picture(page, f"{tag}-1-closed")
        page.locator("form button").first.click()
        page.locator("input#code").wait_for()
        _picture(page, f"{tag}-2-code")
        assert faults_of(page) == []
        page.set_viewport_size(NARROW)
        for name, value in (("day", "1"), ("month", "2"), ("year", "2003"), ("code", "000000")):
            page.locator(f"input#{name}").fill(value)
        page.locator("form button").first.click()
        page.locator("#wrong").wait_for()
        _picture(page, f"{tag}-3-wrong")
        assert faults_of(page) == []
        for name, value in (("day", BORN.day), ("month", BORN.month), ("year", BORN.year), ("code", home.code())):
            page.locator(f"input#{name}").fill(str(value))
        page.locator("form button").first.click()
        page.locator("#letter").wait_for()
        page.locator("button[value=READ]").click()
        page.locator("button[value=OWN_WORDS]").wait_for()
        _picture(page, f"{tag}-4-opened")
        assert page.evaluate(SMALL, LEAST_SIZE) == []
        assert faults_of(page) == []
        assert watch.taken() == []


def test_arabic_runs_from_right_to_left_and_its_figures_do_not(telephone: Any, home: Home) -> None:
    with telephone() as page:
        _open(page, home, home.another("ar"))
        assert page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
        assert page.evaluate("() => getComputedStyle(document.querySelector('details [lang=en]')).direction") == "ltr"
        number = page.locator("footer bdi").first
        assert number.evaluate("one => getComputedStyle(one).direction") == "ltr"
        assert number.inner_text().startswith("0")


def test_everything_works_where_no_script_runs(telephone: Any, home: Home) -> None:
    with telephone(java_script_enabled=False) as page:
        _open(page, home, home.another("pl"))
        assert not page.locator(".aloud").is_visible()
        page.locator("button[value=READ]").click()
        page.locator("textarea#OWN_WORDS").fill("Mam zadzwonić do szkoły.")
        page.locator("button[value=OWN_WORDS]").click()
        page.locator("[role=status]").wait_for()
        page.locator("select#after").select_option("18")
        page.locator("#when button").click()
        page.locator("[role=status]").wait_for()


def test_it_is_light_all_told(telephone: Any, home: Home) -> None:
    for tag in ("pl", "ar", "ur"):
        with telephone() as page:
            path = home.another(tag)
            _open(page, home, path)
            page.wait_for_load_state("networkidle")
            came: list[Any] = []
            page.on("response", lambda answer, came=came: came.append(answer))
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert any(one.url.endswith("family.css") for one in came)
            assert not any("/fonts/" in one.url for one in came)
            assert sum(len(one.body()) for one in came) < MOST_BYTES, tag


def test_a_voice_of_the_browsers_own_reads_the_letter_sentence_by_sentence(telephone: Any, home: Home) -> None:
    with telephone() as page:
        page.add_init_script(f"({VOICES})('pl-PL')")
        _open(page, home, home.another("pl"))
        page.locator("[data-read]").click()
        page.wait_for_function("() => window.said.length > 5 && !document.querySelector('.is-read')")
        said = page.evaluate("() => window.said")
        assert {tag for tag, _ in said} == {"pl-PL"}
        words = page.locator("#letter .letter-part").inner_text()
        assert all(" ".join(text.split()) in " ".join(words.split()) for _, text in said)


def test_where_there_is_no_voice_for_the_language_it_says_so_and_offers_a_call(telephone: Any, home: Home) -> None:
    with telephone() as page:
        page.add_init_script(f"({VOICES})('en-GB')")
        _open(page, home, home.another("ur"))
        page.locator("[data-read]").click()
        page.locator("[data-none]").wait_for()
        page.locator("[data-none] a").click()
        assert page.url.endswith("#time")
        assert page.evaluate("() => window.said") == []


def test_reading_aloud_pauses_and_goes_on_where_it_was(telephone: Any, home: Home) -> None:
    with telephone() as page:
        slow = VOICES.replace("setTimeout(() => one.onend(), 0)", "window.end = () => one.onend()")
        page.add_init_script(f"({slow})('pl-PL')")
        _open(page, home, home.another("pl"))
        page.locator("[data-read]").click()
        page.wait_for_function("() => window.said.length === 1")
        page.evaluate("() => window.end()")
        page.locator("[data-pause]").click()
        page.locator("[data-read]").click()
        page.wait_for_function("() => window.said.length === 3")
        said = page.evaluate("() => window.said.map(one => one[1])")
        assert said[1] == said[2] != said[0]
