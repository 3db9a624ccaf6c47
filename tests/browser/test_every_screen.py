"""Every screen in a real Chromium: no fault for axe, a clean console, one heading, nothing sideways at 320 px."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from browser import steps, walking_access, walking_cautions
from browser.conftest import new_context, sign_in
from browser.demo_service import Service
from browser.looking import told
from browser.mistakes import NOTHING_TICKED, Mistake, make_mistakes, mistakes
from browser.steps import button, day_to_meet, found_link, interpreters_file, make_appointment
from browser.walking import FILE, Walk

from comms.foundation.clock import LONDON

# Who walks beside the head: those whose screens say something else, and how many pages of theirs are looked at.
OTHERS = {
    "coordinator": 150,
    "reception": 8,
    "safeguarding": 4,
    "urdu": 8,
    "polish.school": 16,
    "social.worker": 5,
    "inspector": 4,
    walking_cautions.SIGN_IN: 150,
    "legal": 4,
}
# Pages that show many kinds of things are looked at more often.
MORE = {
    "letters.show": 6, "people.show": 5, "letter_events.ask": 7, "letters.by_hand.fill": 5, "words.letter": 4,
    "own_words.edit": 3, "own_words.check": 3, "letter_previews.show": 4, "letters.runs.show": 3,
}  # fmt: skip
# What answers a GET and is no screen of ours to look at here.
NO_SCREEN = {
    "static": "a file",
    "fonts.sheet": "a style sheet",
    "fonts.font": "a font",
    "health.alive": "for watchdogs, in JSON",
    "health.ready": "for load balancers, in JSON",
    "letters.runs.progress": "a piece of the run's page",
    "appointments.of_request": "leads to the appointment",
    "family_page.show": "opened by a link that only a text holds; test_family_page.py looks at it",
    "family_page.lead_back": "leads to the page behind the link",
    **dict.fromkeys(
        (
            "api_languages.languages",
            "api_needs.need_of_person",
            "api_letters.issued_to",
            "api_letters.html",
            "api_letters.text",
            "api_description.show",
            "libretranslate.languages",
            "libretranslate.settings",
        ),
        "for other programs",
    ),
    "words_exchange.file": "a file of words",
    "audit.csv_file": "a file, which its form asks a reason for; test_audit.py takes it",
    "audit.csv_about": "a file, which its form asks a reason for; test_audit.py takes it",
    "words_exchange.check": "for whoever translates, with a file; test_words_exchange.py looks at it",
    "words_exchange.done": "for whoever translates, with a file; test_words_exchange.py looks at it",
    "call.look": "whether the page of a call has to be loaded anew",
    "caution_records.file": "a drawing or a recording of a record",
    "exhibits.file": "a drawing or a recording of a record",
    "caution_media.show": "a drawing or a recording of a session",
    "invited.show": "opened by a link that is shown once; test_staff_on_screen.py looks at it",
    "agency.member.coming_back": "of somebody who has left; test_staff_on_screen.py looks at it",
    **dict.fromkeys(
        (
            "second_factor.code",
            "second_factor.recovery",
            "factors.choose",
            "factors.app",
            "factors.key",
            "confirming.confirm",
            "account.password",
            "account.email",
        ),
        "a step of signing in, or just after it; test_signing_in.py looks at it",
    ),
    "own_bookings.show": "of an interpreter who signs in; test_staff_on_screen.py looks at it",
    **dict.fromkeys(
        ("by_directory.begin_here", "by_directory.choose", "by_directory.go", "by_directory.back"),
        "where an agency has a directory; test_sign_in_by_directory.py looks at it",
    ),
}


@dataclass
class Walked:
    """Everything that was seen by everybody, and what was wrong."""

    seen: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def take(self, who: str, walk: Walk) -> None:
        """Add what somebody saw."""
        self.seen += walk.seen
        self.faults |= {f"{path} (as {who})": found for path, found in walk.faults.items()}


@pytest.fixture(scope="module")
def walked(chromium: Any, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Walk through all screens, once."""
    found, routes = Walked(), service.routes()
    for who, most in {"head": 0, **OTHERS}.items():
        context = new_context(chromium, service)
        walk = Walk(context.new_page(), routes, each=1, at_most=most)
        if who == "head":
            walk.each, walk.more, walk.at_most = 2, MORE, 500
            _walk_as_head(walk, service, tmp_path_factory.mktemp("export"))
        elif who == "coordinator":
            walk.each = 2
            _walk_as_coordinator(walk, service, tmp_path_factory.mktemp("register"))
        elif who == "polish.school":
            _walk_as_approver(walk, service)
        elif who == "social.worker":
            sign_in(walk.page, service, who)
            home = walk.page.url
            walking_access.look_up_somebody(walk)
            walk.at_most += walk.seen.total()
            walk.through(home)
        elif who == walking_cautions.SIGN_IN:
            sign_in(walk.page, service, who)
            walking_cautions.walk_in_custody(walk, service)
        else:
            sign_in(walk.page, service, who)
            walk.through(walk.page.url)
        found.take(who, walk)
        context.close()
    return found


def _walk_as_head(walk: Walk, service: Service, folder: Path) -> None:
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


def _walk_as_approver(walk: Walk, service: Service) -> None:
    """Sign in, look at a sentence that has changed, send none back for no reason, and sign off a whole letter."""
    page = walk.page
    sign_in(page, service, "polish.school")
    home = page.url
    page.goto("/words/pl/L05")
    page.get_by_role("link", name=re.compile("What changed, and whether it matters")).click()
    walk.look()
    page.goto("/words/pl/L03")
    page.get_by_role("link", name=re.compile("Review and history.*Please come and talk with us")).click()
    walk.look()
    sign_off = "/words/pl/L03/sign-off"
    make_mistakes(walk, [Mistake(page.url, "^Send it back"), Mistake(sign_off, "^Sign off", "#statement", "")])
    page.goto(sign_off)
    button(page, "^Sign off in my name").click()
    page.wait_for_url("**/words/certificates/*")
    walk.look(after="as it was signed off")
    walk.through(home, f"{service.address}{sign_off}", f"{service.address}/words/certificates", page.url)


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


def _walk_as_coordinator(walk: Walk, service: Service, folder: Path) -> None:
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


def test_no_screen_has_a_fault(walked: Walked) -> None:
    assert not walked.faults, told(walked.faults)


def test_every_screen_was_looked_at(walked: Walked, service: Service) -> None:
    screens = {
        rule.endpoint
        for rule in service.routes().iter_rules()
        if "GET" in (rule.methods or ()) and not FILE.search(rule.rule)
    }
    unseen = sorted(screens - set(walked.seen) - set(NO_SCREEN))
    assert not unseen, " ".join(unseen)
    assert NO_SCREEN.keys() <= screens
