"""Staff in a real Chromium: invited, come in, let go, taken back; and an interpreter who signs in to their bookings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from browser.conftest import new_context
from browser.demo_service import Service
from browser.looking import Watch, faults_of
from browsers import signed_in
from sqlalchemy import select

from comms.agencies.staff import Staff
from comms.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "lantern gravel otter blue"


@contextmanager
def browsing_as(chromium: Browser, service: Service, email: str) -> Iterator[Page]:
    """A page on which somebody has signed in just now."""
    with service.opened() as installation:
        with installation.database.reading() as session:
            staff = session.scalars(select(Staff).where(Staff.email == email)).one()
            session.expunge_all()
        cookie = signed_in(create_app(installation), staff, at=datetime.now(UTC)).get_cookie("comms")
        assert cookie is not None
    context = new_context(chromium, service)
    context.add_cookies([{"name": "comms", "value": cookie.value, "url": service.address}])
    yield context.new_page()
    context.close()


@pytest.fixture
def head(chromium: Browser, service: Service) -> Iterator[Page]:
    with browsing_as(chromium, service, "head@demo.example") as page:
        yield page


def looked(page: Page, watch: Watch) -> None:
    assert (faults_of(page), watch.taken()) == ([], []), page.url


def invite(page: Page, name: str, role: str, entry: str = "") -> str:
    """Invite somebody by the form: the link that is shown."""
    page.goto("/agency/staff/invite")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(f"{name.split(maxsplit=1)[0].lower()}@demo.example")
    page.get_by_role("checkbox", name=role, exact=True).check()
    if entry:
        page.get_by_label("Is it an interpreter of your register?").select_option(label=entry)
    page.get_by_role("button", name="Invite them").click()
    return page.get_by_label("Link").input_value()


def come_in(chromium: Browser, service: Service, link: str) -> None:
    """Whoever has the link chooses a password, after one that may not be used."""
    context = new_context(chromium, service)
    page = context.new_page()
    watch = Watch().over(page)
    page.goto(link)
    looked(page, watch)
    for typed in ("password", PASSWORD):
        page.get_by_role("textbox", name="assword", exact=False).first.fill(typed)
        page.get_by_role("textbox", name="The same again").fill(typed)
        page.get_by_role("button", name="Set the password").click()
        if typed != PASSWORD:
            page.get_by_role("heading", name="The password is not set").wait_for()
            looked(page, watch)
    page.get_by_text("Your password is set.").wait_for()
    page.goto(link)
    page.get_by_role("heading", name="This link does not open anything").wait_for()
    looked(page, watch)
    context.close()


def test_somebody_is_invited_let_go_and_taken_back(chromium: Browser, service: Service, head: Page) -> None:
    watch = Watch().over(head)
    head.goto("/agency/staff/invite")
    head.get_by_role("button", name="Invite them").click()
    head.get_by_role("heading", name="Something needs correcting").wait_for()
    looked(head, watch)
    link = invite(head, "Sam Lee", "Reception")
    looked(head, watch)
    head.goto("/agency/staff")
    looked(head, watch)
    come_in(chromium, service, link)
    head.reload()
    head.get_by_role("link", name="Sam Lee").click()
    looked(head, watch)
    member = head.url
    for step in ("roles", "new-password", "second-factor", "leave"):
        head.goto(f"{member}/{step}")
        looked(head, watch)
    head.get_by_role("button", name="End their access now").click()
    head.get_by_text("Sam Lee signs in no more.").wait_for()
    looked(head, watch)
    head.goto(f"{member}/take-back")
    looked(head, watch)
    head.get_by_role("button", name="Invite them back").click()
    come_in(chromium, service, head.get_by_label("Link").input_value())
    head.goto(member)
    assert "Roles" in head.locator(".comms-facts").inner_text()


def test_the_page_of_roles_fits_a_telephone_and_paper(head: Page) -> None:
    watch = Watch().over(head)
    head.goto("/agency/roles")
    looked(head, watch)
    head.set_viewport_size({"width": 320, "height": 700})
    row = head.locator("tr", has=head.get_by_role("rowheader", name="Authorise a caution"))
    assert " ".join(row.inner_text().split()) == "Authorise a caution authorising officer"
    head.emulate_media(media="print")
    head.set_viewport_size({"width": 1062, "height": 733})
    assert head.locator(".comms-nav").is_hidden()
    shown: Any = row.locator("td").all_inner_texts()
    assert shown.count("yes") == 1
    assert shown.count("no") == len(shown) - 1


def test_an_interpreter_who_signs_in_sees_their_bookings_and_nothing_else(chromium: Browser, service: Service) -> None:
    with browsing_as(chromium, service, "team.manager@demo.example") as manager:
        watch = Watch().over(manager)
        link = invite(manager, "Daiva Rimkutė", "Interpreter", "Daiva Rimkutė")
        looked(manager, watch)
        come_in(chromium, service, link)
        manager.goto("/interpreters")
        manager.get_by_role("link", name="Daiva Rimkutė").first.click()
        manager.get_by_role("link", name="They sign in themselves").click()
        manager.get_by_role("heading", name="signs in as").wait_for()
        looked(manager, watch)
    with browsing_as(chromium, service, "daiva@demo.example") as page:
        watch = Watch().over(page)
        page.goto("/")
        page.wait_for_url("**/own-bookings")
        looked(page, watch)
        assert page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts() == ["My bookings"]
