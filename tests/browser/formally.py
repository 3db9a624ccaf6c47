"""What people do on the screens of formal attendance steps: what is missing is read there, and its link is followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from browser.cautioning import send
from browser.demo_service import Service
from browser.steps import button, find

from comms.agencies.find import staff_with_email
from comms.agencies.viewer import viewer_of
from comms.attendance.find import school_days
from comms.families.find import people_called, pupil_of
from comms.foundation.clock import london_date, utc_now
from comms.foundation.tables import csv_text

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

INTERPRETER = "Katarzyna Wrona, Eastlode Interpreters"
MOST_DAYS = timedelta(days=30)
Fields = Mapping[str, str]

SUPPORT_FIRST, KNOWN = "Support came first", "The family's circumstances are known"
REASONS, FAILURE = "The parent and the child were both asked why", "Neither the service nor the language failed them"
LEAD, EXPLAINED, RISKS = (
    "The safeguarding lead has answered",
    "Every absence is explained",
    "Nobody is at risk from the letter",
)
ISSUER, IMPROVE, OTHERS = "Your agency may send it", "The time to improve is over", "Other authorities were asked"
THIRD, STANDS = "It is not the third notice", "There is a notice to write about"
LANGUAGE, THRESHOLD = "The parent's language was asked", "The national threshold is reached"
MEETING = "An interpreter is booked for the interview"

SUPPORT: Fields = {"support": "talk", "what": "A talk about the mornings.", "came": "did not change enough"}
CIRCUMSTANCES: Fields = {"what": "Grandmother in Elbląg is ill. No debts are known.", "told_by": "the parent"}
NO_FAILURE: Fields = {"failed": "nothing failed", "because": "Each letter was in Polish, each talk had an interpreter."}
RISK: Fields = {"who_reads": "The parent alone", "what": "Nothing is known that could happen.", "at_risk": "no"}
IN_POLISH: Fields = {
    "said": "Babcia zachorowała i musieliśmy jechać.", "rendered": "Grandmother fell ill and we had to go.",
    "through": "an interpreter", "interpreter": INTERPRETER,
}  # fmt: skip
IN_ENGLISH: Fields = {"said": "We went to see Gran.", "through": "a language they share", "language": "en"}


def begin(page: Page, child: str, parent: str) -> str:
    """From a child's page, open a case towards one parent; the address of the case."""
    find(page, child)
    page.get_by_role("link", name=re.compile("Begin a formal case")).click()
    page.get_by_label(re.compile(parent)).check()
    send(page, "Open the case")
    found = re.match(r".*/formal/cases/[0-9a-f-]{36}", page.url)
    assert found, page.url
    return found[0]


def look_at(page: Page, case: str, step: str) -> None:
    """Open a case at one kind of letter."""
    page.goto(f"{case}?step={step}")


def missing(page: Page) -> list[str]:
    """What keeps the letter back that the page of a case is about, by the titles there."""
    found = page.locator(".formal-gate--shut .formal-gate__title").all_inner_texts()
    return [" ".join(one.split()).removeprefix("Missing ") for one in found]


def gate(page: Page, title: str) -> Locator:
    """What the page of a case says of one thing that must hold."""
    return page.locator(".formal-gate").filter(has=page.get_by_role("heading", name=re.compile(re.escape(title))))


def why(page: Page, title: str) -> str:
    """Why a thing is missing, and what opens it."""
    assert title in missing(page), missing(page)
    return " ".join(gate(page, title).locator("p").first.inner_text().split())


def follow(page: Page, title: str, words: str) -> None:
    """Follow the link of a thing that is missing."""
    with page.expect_navigation():
        gate(page, title).get_by_role("link", name=words).click()


def put_right(page: Page, title: str, words: str, **fields: str) -> None:
    """Follow the link of a thing that is missing to its form, and record what it asks."""
    here = page.url
    follow(page, title, words)
    send(page, "Record this", **fields)
    page.goto(here)


def put_on_record(page: Page, words: str, **fields: str) -> None:
    """Record something from the list on the page of a case."""
    here = page.url
    page.locator(".formal-more").get_by_role("link", name=words).click()
    send(page, "Record this", **fields)
    page.goto(here)


def ask_the_lead(page: Page, worry: str) -> None:
    """Ask the safeguarding lead, by the link of what is missing."""
    here = page.url
    follow(page, LEAD, "Ask the safeguarding lead")
    send(page, "^Ask$", why=worry)
    page.goto(here)


def answer_as_lead(page: Page, child: str) -> None:
    """Find the question about a child among those that wait, and sign that nobody need be told."""
    page.goto("/formal/safeguarding")
    page.get_by_role("listitem").filter(has_text=child).get_by_role("link", name=re.compile("^asked on")).click()
    send(page, "Sign this answer", answer="no", said="I saw the child today with the tutor. Nothing points to harm.")


def write(page: Page, case: str, step: str, words: str) -> None:
    """From the page of a case, write a letter as far as looking at it."""
    look_at(page, case, step)
    assert missing(page) == []
    with page.expect_navigation():
        button(page, words).click()
    send(page, "Look at the letter")


def picture_is_there(page: Page) -> bool:
    """Whether the letter is shown as a picture of a whole page."""
    picture = page.locator("img.letters-picture").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('img.letters-picture').complete")
    return bool(picture.evaluate("one => one.naturalWidth > 500 && one.naturalHeight > one.naturalWidth"))


def last_school_day(service: Service, child: str) -> tuple[str, date]:
    """A child's pupil number, and the last day on which their school held a session."""
    with service.opened() as installation, installation.database.reading() as session:
        staff = staff_with_email(session, "attendance@demo.example")
        assert staff is not None
        viewer, today = viewer_of(staff), london_date(utc_now())
        [person] = people_called(session, viewer, child)
        pupil = pupil_of(session, viewer, person.id)
        assert pupil is not None
        return pupil.upn, school_days(session, viewer, today - MOST_DAYS, today)[-1]


def import_mark(page: Page, folder: Path, marked: tuple[str, date], code: str) -> None:
    """Take in a register in which one morning has this code."""
    upn, day = marked
    path = folder / f"marks-{code}.csv"
    path.write_text(
        csv_text([("UPN", "Date", "Session", "Mark"), (upn, day.strftime("%d/%m/%Y"), "AM", code)]), "utf-8"
    )
    page.goto("/import")
    page.get_by_label("Pupils, contacts, marks").set_input_files([path])
    button(page, "See what is in them").click()
    page.wait_for_url("**/import/check**")
    button(page, "Take this in").click()
    page.wait_for_url("**/import/done/**")


def about_the_family(page: Page, parents_words: Fields) -> None:
    """From the page of a case, record circumstances, both reasons and that nothing failed, each by its link."""
    put_right(page, KNOWN, "Record the family’s circumstances", **CIRCUMSTANCES)
    put_right(page, REASONS, "Record what the parent said", **parents_words)
    assert "Nobody has asked the child why" in why(page, REASONS)
    put_right(page, REASONS, "Record what the child said", **IN_ENGLISH)
    put_right(page, FAILURE, "Record what you found", **NO_FAILURE)
