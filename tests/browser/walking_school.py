"""Walking through the screens as a head teacher does a week's work: everything of a school is looked at on the way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from browser import steps, walking_access
from browser.conftest import sign_in
from browser.demo_service import Service
from browser.mistakes import NOTHING_TICKED, make_mistakes, mistakes
from browser.steps import button

from comms.foundation.clock import LONDON

if TYPE_CHECKING:
    from browser.walking import Walk

# Pages that show many kinds of things are looked at more often.
MORE = {
    "letters.show": 6, "people.show": 5, "letter_events.ask": 7, "letters.by_hand.fill": 5, "words.letter": 4,
    "own_words.edit": 3, "own_words.check": 3, "letter_previews.show": 4, "letters.runs.show": 3,
}  # fmt: skip


def walk_as_head(walk: Walk, service: Service, folder: Path) -> None:
    """Sign in, do a week's work so that there is something to see, go everywhere, and make mistakes."""
    page = walk.page
    page.goto("/sign-in")
    walk.look()
    sign_in(page, service, "head")
    home = page.url
    imported = _import_and_look(walk, folder)
    make_mistakes(walk, [NOTHING_TICKED])
    page.get_by_role("link", name="see it before it is made").first.click()
    page.wait_for_url("**/letters/due/**")
    walk.look()
    run = steps.make_letters(page, by_email=True)
    walk.look(after="while letters are made")
    steps.wait_for_run(page, by_link=False)
    steps.open_first_letter(page)
    letter = page.url
    steps.say_it_was_understood(page)
    steps.leave_out_of_letters(page, "Kazlauskaitė Ugnė", datetime.now(LONDON).date())
    child = page.url
    own = steps.write_our_own_letter(page)
    steps.find(page, "Kazlauskienė Rasa")
    parent, found = page.url, f"{service.address}/families/found"
    by_hand = f"{service.address}/letters/to/{parent.rsplit('/', 1)[-1]}/fill?child={child.rsplit('/', 1)[-1]}&kind="
    to_fill = [f"{by_hand}{kind}" for kind in ("L03", "L06", "L12")]
    _miss_a_call(walk, parent)
    walking_access.look_before_sharing(walk, parent)
    walking_access.look_into_a_closed_family(walk)
    walk.through(home, imported, run, letter, f"{service.address}/letters/outbox", child, own, parent, found, *to_fill)
    make_mistakes(walk, mistakes(letter, parent, child))
    look_who_was_not_there(walk)
    page.goto(f"/letters/{uuid4()}")
    walk.look(after="a letter that does not exist")


def look_who_was_not_there(walk: Walk) -> None:
    """Look at the form about who was not at an appointment that is over, of one of the last three weeks."""
    page, today = walk.page, datetime.now(LONDON).date()
    for weeks in (1, 2, 3):
        page.goto(f"/appointments?week={(today - timedelta(weeks=weeks)).isoformat()}")
        for one in page.locator("main a[href^='/appointments/']").evaluate_all("all => all.map(one => one.href)"):
            page.goto(one)
            link = page.get_by_role("link", name="Say or correct who was not there")
            if link.count():
                link.click()
                walk.look()
                return


def _miss_a_call(walk: Walk, parent: str) -> None:
    """Ring a parent in vain, and look at what the page of the call says afterwards."""
    walk.page.goto(f"{parent}/calls/missed")
    button(walk.page, "Missed call: follow it up").click()
    walk.page.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}$"))
    walk.look(after="as a missed call was recorded")


def _import_and_look(walk: Walk, folder: Path) -> str:
    """Import a week's export, look at its check on the way, and return where its report is."""
    page = walk.page
    page.goto("/import")
    page.get_by_label("Pupils, contacts, marks").set_input_files(
        steps.export_files(folder, datetime.now(LONDON).date())
    )
    button(page, "See what is in them").click()
    page.wait_for_url("**/import/check**")
    walk.look()
    button(page, "Take these in").click()
    page.wait_for_url("**/import/done/**")
    return page.url
