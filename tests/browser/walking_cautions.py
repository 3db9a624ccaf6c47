"""Walking through the screens of cautions as a custody officer: a session is opened, taken to its points, and every
step is looked at, with mistakes made on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from browser import cautioning
from browser.conftest import sign_in
from browser.demo_service import Service
from browser.mistakes import Mistake, make_mistakes
from browser.steps import button
from browser.walking_records import walk_to_the_record

from comms.foundation.clock import utc_now

if TYPE_CHECKING:
    from browser.walking import Walk

# Every step of a session is a page of its own kind, and each point may stand elsewhere.
MORE = {"caution_steps.show": 60, "caution_points.show": 4, "caution_points.one": 4, "caution_letter.show": 3}


def walk_in_custody(walk: Walk, service: Service, _: Path) -> None:
    """Sign in, look for somebody, open a session, make mistakes, go to the points, and look at all there is."""
    page = walk.page
    sign_in(page, service, cautioning.OFFICER)
    home = page.url
    walk.more = walk.more | MORE
    person = cautioning.somebody_in_custody(service)
    page.goto("/cautions/new")
    page.locator("#words").fill("Kazlausk Mindau")
    button(page, "Find").click()
    page.wait_for_url("**/cautions/found")
    walk.look(after="as somebody was looked for")
    session = cautioning.begin(page, person)
    walk.look(after="as the session was opened")
    make_mistakes(
        walk,
        [
            Mistake(f"/cautions/new?person={person}", "Open the session"),
            Mistake(f"{session}/person", "This is who it is", "#born", ""),
            Mistake(f"{session}/language", "This is their language", "#how", ""),
            Mistake(f"{session}/interpreter", "They interpret"),
            Mistake(f"{session}/adult", "They are there"),
            Mistake(f"{session}/pause", "Pause here"),
        ],
    )
    for step in ("interpreter", "adult", "information", "offer"):
        page.goto(f"{session}/{step}")
        walk.look(after="before anything was said there")
    page.goto(session)
    cautioning.to_the_points(page, utc_now())
    steps = [f"{session}/{step}" for step in ("take-over", "resume", "interpreter-back", "adult-left", "adult-back")]
    kinds = [f"{session}/{step}" for step in ("conditions", "solicitor")]
    walk.through(f"{session}/points", *steps, *kinds, f"{session}/information", f"{service.address}/cautions", home)
    walk_to_the_record(walk, session)
