"""Signing in for the first time and every day, step by step: each page is looked at, with a script and without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from browser.conftest import new_context, sign_in
from browser.demo_service import Service
from browser.looking import Watch, faults_of
from browser.steps import button, heading

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.one_time_code import code_at, step_at
from comms.foundation.clock import utc_now

if TYPE_CHECKING:
    from playwright.sync_api import Page

WHO = "translator"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(chromium: Any, service: Service, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = new_context(chromium, service, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def look(page: Page, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Look at the page that is open: axe needs a script."""
    watch, scripted = Watch().over(page), "[script]" in request.node.name

    def now() -> None:
        if scripted:
            assert faults_of(page) == [], heading(page)
        assert watch.taken() == [], heading(page)

    return now


def _without_second_factor(service: Service, who: str) -> None:
    """As somebody is who was just invited, or whose second factor was reset."""
    with service.opened() as installation, installation.database.work() as session:
        staff = staff_with_email(session, f"{who}@demo.example")
        assert staff is not None
        staff.totp_secret, staff.totp_used_at_step, staff.recovery_codes = None, None, []


def _password(page: Page, service: Service, who: str) -> None:
    page.get_by_label("E-mail address").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(service.password)
    button(page, "^Sign in$").click()


def test_the_first_time_one_sets_up_an_app_and_is_given_recovery_codes(
    page: Page, service: Service, look: Callable[[], None]
) -> None:
    _without_second_factor(service, WHO)
    page.goto("/families")
    look()
    _password(page, service, WHO)
    assert heading(page) == "Set up a second factor"
    look()
    button(page, "Set up an app").click()
    assert heading(page) == "Set up an authenticator app"
    look()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label(re.compile("Type the code")).fill("000000")
    button(page, "Set up the app").click()
    page.get_by_text("This is not the code that the app shows now.").first.wait_for()
    look()
    page.get_by_label(re.compile("Type the code")).fill(code_at(secret, step_at(utc_now())))
    button(page, "Set up the app").click()
    assert heading(page) == "Keep these recovery codes"
    look()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    button(page, "I have them").click()
    _use_a_recovery_code(page, service, codes[0], look)


def _use_a_recovery_code(page: Page, service: Service, code: str, look: Callable[[], None]) -> None:
    button(page, "^Sign out$").click()
    _password(page, service, WHO)
    assert heading(page) == "Show that it is you"
    look()
    page.get_by_role("link", name=re.compile("use a recovery code")).click()
    look()
    page.get_by_label("One of the codes you printed").fill(code)
    button(page, "^Sign in$").click()
    page.get_by_text("You used a recovery code.").wait_for()
    page.goto("/account")
    assert "9 of 10 recovery codes left" in page.locator("main").inner_text()
    look()


def test_one_looks_after_ones_own_account(page: Page, service: Service, look: Callable[[], None]) -> None:
    sign_in(page, service, "reception")
    page.get_by_role("link", name=re.compile("Your account")).click()
    assert heading(page) == "Your account"
    look()
    for link, title in (
        ("your password", "Choose a new password"),
        ("your e-mail address", "Change your e-mail address"),
    ):
        page.get_by_role("link", name=re.compile(link)).click()
        assert heading(page) == title
        look()
        button(page, "^Change the").click()
        look()
        page.goto("/account")
    button(page, "Add an app or a key").click()
    look()
    page.goto("/factors/key")
    look()
    page.goto("/confirm?next=/account")
    assert heading(page) == "Show again that it is you"
    look()
    page.get_by_label("Your password").fill(service.password)
    page.get_by_label("The code in your authenticator app").fill(service.code("reception"))
    button(page, "^Go on$").click()
    assert heading(page) == "Your account"
    button(page, "Make new recovery codes").click()
    assert heading(page) == "Keep these recovery codes"
    look()
