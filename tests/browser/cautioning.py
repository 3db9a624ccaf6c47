"""What a custody officer does on the screens of a caution: step by step as the page leads on, by the words on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from browser.demo_service import Service
from browser.steps import button, heading
from sqlalchemy import select

from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.families.actions import PersonDetails, record_person
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import PersonKind
from comms.foundation.clock import LONDON, utc_now

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

OFFICER = "officer"
PERSON, INTERPRETER = "Mindaugas Kazlauskas", "Daiva Rimkutė"
ANSWER, ENGLISH = "Kad policija tai užrašo, bet teismo nėra.", "That the police write it down, but there is no court."
Fields = Mapping[str, str]


def somebody_in_custody(service: Service) -> UUID:
    """A man who reads Lithuanian and asked for an interpreter, on record with the custody suite."""
    with service.opened() as installation, installation.database.work() as session:
        officer = session.scalars(select(Staff).where(Staff.email == f"{OFFICER}@demo.example")).one()
        viewer, now = viewer_of(officer), utc_now()
        details = PersonDetails(PersonKind.OTHER, "Mindaugas", "Kazlauskas", birth_date=date(1990, 5, 4))
        person = record_person(session, viewer, details, now)
        need = NeedGiven(source=Source.ASKED_PERSON, spoken=["lt"], written="lt", reads="well", interpreter="needed")
        record_language_need(session, viewer, person.id, need, now)
        return person.id


def before_the_points(now: datetime) -> Mapping[str, tuple[Fields, str]]:
    """What is filled in at each step, and its button; what is known is filled in already."""

    def at(hours: int) -> str:
        return f"{now.astimezone(LONDON) + timedelta(hours=hours):%H:%M}"

    said = {"words": "Gerai suprantame vienas kitą.", "words_rendition": "We understand each other well."}
    return {
        "person": ({}, "This is who it is"),
        "language": ({"reads": "alone", "interpreter": "needed", "how": "He pointed at the card"}, "This is their"),
        "screening": ({"vulnerable": "no"}, "Put this on record"),
        "detention": (
            {"voluntary": "detained", "since": at(-1), "review_at": at(5), "ends_at": at(22)}, "Put this on record"
        ),
        "interpreter": (
            {"who": "typed", "name": INTERPRETER, "register": "NRPSI", "number": "12345", "mode": "in person",
             "knows_them": "no", "oath": "oath"}, "They interpret",
        ),
        "understanding": (said | {"understood": "yes"}, "Put this on record"),
        "offence": (
            {"act_and_section": "Theft Act 1968, section 1", "description": "Took a coat from a shop.",
             "offence_class": "either_way"}, "This is the offence",
        ),
        "authority": (
            {"by_name": "Inspector Joanne Cole", "rank": "inspector", "at": at(-1), "evidence": "yes",
             "public_interest": "yes"}, "Put this on record",
        ),
        "admission": ({"at": at(-1), "where": "Interview room 2", "how": "Recorded interview"}, "Put this on record"),
        "rights": (
            {"disclosure": "The shop’s film", "advice": "declined", "why": "Does not want to wait", "language": "lt"},
            "Put this on record",
        ),
        "information": ({"format": "on paper"}, "They have it"),
        "offer": ({}, "It was offered"),
    }  # fmt: skip


def begin(page: Page, person: UUID, kind: str = "simple") -> str:
    """Open a session; the address under which all of its screens are."""
    page.goto(f"/cautions/new?person={person}")
    send(page, "Open the session", kind=kind)
    found = re.match(r".*/cautions/[0-9a-f-]{36}", page.url)
    assert found, page.url
    return found[0]


def to_the_points(page: Page, now: datetime) -> None:
    """Follow the steps to the first point."""
    steps = dict(before_the_points(now))
    while (here := page.url.rsplit("/", 1)[-1]) != "points":
        fields, words = steps.pop(here)
        if here == "information":
            send(page, "Make the letter")
        send(page, words, **fields)


def send(page: Page, words: str, /, **fields: str) -> None:
    """Fill in these fields, press the button that says this, and wait for the page that follows."""
    for name, value in fields.items():
        found = page.locator(f"main [name={name}]")
        kind = found.first.get_attribute("type") or ""
        if kind in {"radio", "checkbox"}:
            page.locator(f'main [name={name}][value="{value}"]').check()
        elif found.evaluate("one => one.localName") == "select":
            found.select_option(value)
        else:
            found.fill(value)
    with page.expect_navigation():
        button(page, words).click()
    assert not page.locator(".govuk-error-summary, [role=alert]").count(), page.locator("main").inner_text()


def draw(page: Page, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Draw with the mouse in the field that is shown, in parts of its width and height."""
    field: Locator = page.locator("canvas:visible")
    field.scroll_into_view_if_needed()
    lies = field.bounding_box()
    assert lies
    for stroke in strokes:
        (x, y), *rest = [(lies["x"] + x * lies["width"], lies["y"] + y * lies["height"]) for x, y in stroke]
        page.mouse.move(x, y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(x, y, steps=3)
        page.mouse.up()


def point_in_hand(page: Page) -> tuple[int, str]:
    """Which point it is, and what is to be done with it."""
    found = re.match(r"Point (\d+) of \d+: (.*)", " ".join(page.locator("#now").inner_text().split()))
    assert found, heading(page)
    return int(found[1]), found[2]
