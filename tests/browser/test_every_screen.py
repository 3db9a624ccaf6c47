"""Every screen in a real Chromium: no fault for axe, a clean console, one heading, nothing sideways at 320 px.

Each walk is a test of its own, so that one can be made alone: ``-k head``, ``-k "formal steps"``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import (
    walking_access,
    walking_bookings,
    walking_cautions,
    walking_formal,
    walking_school,
    walking_words,
)
from browser.conftest import new_context, sign_in
from browser.demo_service import Service
from browser.looking import told
from browser.walking import FILE, Walk


@dataclass(frozen=True, slots=True)
class Walking:
    """Who walks, how many pages of theirs are looked at, how many of an endpoint, what they do (without that they sign
    in and go everywhere from the page that they see first), and which blueprints they leave to another walk."""

    who: str
    most: int
    each: int = 1
    does: Callable[[Walk, Service, Path], None] | None = None
    more: Mapping[str, int] = field(default_factory=dict)
    leaves: frozenset[str] = frozenset()


# The head first, whose week leaves something to see; then those whose screens say something else.
WALKS = {
    "head": Walking("head", 500, 2, walking_school.walk_as_head, walking_school.MORE, walking_formal.ALL),
    "coordinator": Walking("coordinator", 150, 2, walking_bookings.walk_as_coordinator),
    "reception": Walking("reception", 8),
    "safeguarding": Walking("safeguarding", 4),
    "urdu": Walking("urdu", 8),
    "polish.school": Walking("polish.school", 40, 1, walking_words.walk_as_approver),
    "social.worker": Walking("social.worker", 5, 1, walking_access.walk_as_social_worker),
    "inspector": Walking("inspector", 4),
    "officer": Walking("officer", 260, 1, walking_cautions.walk_in_custody),
    "legal": Walking("legal", 4),
    "formal steps of a school": Walking("head", 110, 2, walking_formal.walk_at_the_school, walking_formal.MORE),
    "formal steps of an authority": Walking("legal", 110, 2, walking_formal.walk_at_the_authority, walking_formal.MORE),
}
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


@pytest.fixture(scope="module")
def walked(chromium: Any, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Walk]:
    """The walk of this name, made when it is first asked for."""
    routes = service.routes()

    @cache
    def walk_of(name: str) -> Walk:
        walking = WALKS[name]
        context = new_context(chromium, service)
        walk = Walk(context.new_page(), routes, walking.each, dict(walking.more), walking.most, walking.leaves)
        if walking.does is None:
            sign_in(walk.page, service, walking.who)
            walk.through(walk.page.url)
        else:
            walking.does(walk, service, tmp_path_factory.mktemp("walk"))
        context.close()
        return walk

    return walk_of


@pytest.mark.parametrize("name", WALKS)
def test_no_screen_has_a_fault(walked: Callable[[str], Walk], name: str) -> None:
    faults = walked(name).faults
    assert not faults, told(faults)


def test_every_screen_was_looked_at(walked: Callable[[str], Walk], service: Service) -> None:
    screens = {
        rule.endpoint
        for rule in service.routes().iter_rules()
        if "GET" in (rule.methods or ()) and not FILE.search(rule.rule)
    }
    seen = {endpoint for name in WALKS for endpoint in walked(name).seen}
    unseen = sorted(screens - seen - set(NO_SCREEN))
    assert not unseen, " ".join(unseen)
    assert NO_SCREEN.keys() <= screens
