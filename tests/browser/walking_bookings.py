"""Walking through the screens of appointments and interpreters: as a coordinator, and as an interpreter asked."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from browser import steps
from browser.conftest import sign_in
from browser.demo_service import Service
from browser.steps import button, day_to_meet, found_link, interpreters_file, make_appointment

if TYPE_CHECKING:
    from browser.walking import Walk


def walk_as_coordinator(walk: Walk, service: Service, folder: Path) -> None:
    """Sign in, make an appointment, ask somebody who says yes, propose a plan, and go everywhere in bookings."""
    page = walk.page
    sign_in(page, service, "coordinator")
    home, day = page.url, day_to_meet()
    begin = make_appointment(page, day)
    walk.look(after="as it was made")
    appointment = page.url
    button(page, "See who can interpret").click()
    page.get_by_role("checkbox", name=re.compile("Daiva")).check()
    button(page, "Ask them").click()
    page.get_by_text("may answer until").wait_for()
    walk.look(after="while somebody is asked")
    offers, link = page.url, found_link(page)
    _answer_as_interpreter(walk, link, steps.personal_code(service.home, "Daiva"))
    make_appointment(page, day + timedelta(days=7))
    open_one = page.url
    page.goto(f"/bookings/week?on={(day + timedelta(days=7)).isoformat()}")
    week = page.url
    button(page, "Propose a plan").click()
    page.wait_for_url("**/bookings/plans/*")
    walk.look(after="as it was proposed")
    plan = page.url
    page.goto("/interpreters/import")
    page.locator("input[type=file]").set_input_files(interpreters_file(folder))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    walk.look(after="as a file was taken in")
    page.goto("/interpreters")
    page.locator("input#words").fill("Gintaras")
    page.locator("input#words").press("Enter")
    page.wait_for_url("**/interpreters/found**")
    walk.look(after="as somebody was looked for")
    page.get_by_role("link", name=re.compile("Gintaras")).first.click()
    page.wait_for_url(re.compile(r"/interpreters/[0-9a-f-]{36}$"))
    gintaras = page.url
    steps.find(page, "Kazlauskienė Rasa")
    button(page, "Interpreter now").click()
    page.wait_for_url("**/interpreter-now/*")
    walk.look()
    page.get_by_label("If not: why?").fill("Nobody was free for an hour.")
    button(page, "No, I did not get one").click()
    page.wait_for_load_state()
    walk.look(after="as nobody was had")
    telephone = page.url
    page.get_by_role("link", name="Record an adult who spoke for them in an emergency").click()
    walk.look()
    starts = (gintaras, telephone, open_one, week, plan, appointment, offers, begin)
    walk.through(*starts, f"{service.address}/interpreters", f"{service.address}/speak-cards", home)


def _answer_as_interpreter(walk: Walk, link: str, code: str) -> None:
    """Look at every page an interpreter sees who says yes: also at what they would see who says no."""
    page = walk.page
    page.goto(link)
    walk.look()
    button(page, "^Decline$").click()
    walk.look(after="before a no")
    page.goto(link)
    button(page, "^Accept$").click()
    walk.look(after="before a yes")
    button(page, "Yes, book me").click()
    walk.look(after="as the interpreter is booked")
    page.get_by_label("Your personal code").fill(code)
    button(page, "Show me the names").click()
    page.wait_for_url("**/names")
    walk.look()
