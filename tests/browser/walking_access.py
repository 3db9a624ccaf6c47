"""Looking at the screens of who sees whom: as somebody about to share, and as somebody who looked a family up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from browser.conftest import sign_in
from browser.demo_service import Service
from browser.steps import button, find

if TYPE_CHECKING:
    from browser.walking import Walk


def look_before_sharing(walk: Walk, parent: str) -> None:
    """Look at what another agency would see of a family, and share nothing."""
    page = walk.page
    page.goto(f"{parent}/share")
    page.get_by_label("Eastlode Council Attendance Team").check()
    for part in page.locator("input[name=parts]").all():
        part.check()
    page.get_by_label("A child may be at risk of harm").check()
    page.get_by_label("Why do they need it?").fill("They plan a visit.")
    button(page, "See what they will see").click()
    page.get_by_text("Nothing is shared yet.").wait_for()
    walk.look(after="before it is shared")
    button(page, "Change something first").click()
    page.get_by_role("group", name="Which agency?").wait_for()
    walk.look(after="as it is changed")


def look_into_a_closed_family(walk: Walk) -> None:
    """Look at the pages of somebody who is kept closed, with the banner on each."""
    find(walk.page, "Hrytsenko Olena")
    walk.look(after="of somebody who is kept closed")


def walk_as_social_worker(walk: Walk, service: Service, _: Path) -> None:
    """Sign in, look somebody up, and go on from the first page."""
    sign_in(walk.page, service, "social.worker")
    home = walk.page.url
    look_up_somebody(walk)
    walk.at_most += walk.seen.total()
    walk.through(home)


def look_up_somebody(walk: Walk) -> None:
    """Look at what was looked up today, at what was too long ago, and at the one answer where nothing is shown."""
    page = walk.page
    page.goto("/look-up")
    walk.look()
    page.get_by_role("link", name=re.compile("Elżbieta")).first.click()
    page.get_by_role("heading", name=re.compile("One person fits")).wait_for()
    walk.look()
    page.get_by_role("link", name="Ask to be told more").click()
    walk.look()
    page.goto("/look-up")
    page.get_by_role("link", name=re.compile("Agnieszka")).first.click()
    walk.look(after="days later")
    page.goto("/look-up")
    page.get_by_label("Their whole name").fill("Nobody Known")
    page.get_by_label("Their birth date").fill("4/5/2013")
    page.get_by_label("One thing only they have").fill("07700 900999")
    page.get_by_label("A child may be at risk of harm").check()
    page.get_by_label("Why do you need to know?").fill("To see what is said.")
    button(page, "Look them up").click()
    page.get_by_role("heading", name=re.compile("Nothing can be shown")).wait_for()
    walk.look(after="where nothing can be shown")
