"""Signing in with an agency's own directory in a real Chromium: out by a link, in by what the provider says, and the
policy of our pages is never in the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.conftest import new_context
from browser.demo_service import Service, served
from browser.looking import Watch, faults_of
from directory_servers import CLIENT, SECRET, knows, real_provider

from comms.agencies.directories.actions import DirectorySet, set_directory
from comms.agencies.find import agency_named
from comms.agencies.viewer import system_viewer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AGENCY, DOMAIN = "Marlingfen Academy", "demo.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider() as address:
        yield address


@pytest.fixture(scope="module")
def service(filled: Path, issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A demo that may speak to this machine, and whose school signs in with the provider."""
    allowed = tmp_path_factory.mktemp("allowed") / "home"
    shutil.copytree(filled, allowed)
    with (allowed / "comms.toml").open("a", encoding="utf-8") as settings:
        settings.write('directory_hosts = "127.0.0.1"\n')
    with served(allowed, tmp_path_factory.mktemp("demo") / "home") as running:
        given = DirectorySet("School accounts", issuer, CLIENT, SECRET, [DOMAIN], second_factor_there=True)
        with running.opened() as installation, installation.database.work() as session:
            set_directory(session, system_viewer(agency_named(session, AGENCY)), given, datetime.now(UTC))
        yield running


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_somebody_goes_out_to_the_provider_and_comes_back_signed_in(
    chromium: Browser, service: Service, issuer: str, javascript: bool
) -> None:
    knows(issuer, "carol-1", email=f"reception@{DOMAIN}", email_verified=True, amr=["pwd", "mfa"])
    context = new_context(chromium, service, java_script_enabled=javascript)
    page = context.new_page()
    watch = Watch().over(page)
    page.goto("/families")
    page.get_by_role("link", name="Sign in with your agency’s account").click()
    page.get_by_label("E-mail address").fill(f"reception@{DOMAIN}")
    page.get_by_role("button", name="Continue").click()
    out = page.get_by_role("button", name=f"Sign in with the account of {AGENCY}")
    out.wait_for()
    if javascript:
        assert faults_of(page) == []
    assert watch.taken() == []
    out.click()
    page.wait_for_url(f"{issuer}/**")
    page.locator("input[name=sub]").fill("carol-1")
    page.locator("input[name=sub]").press("Enter")
    page.wait_for_url("**/families")
    assert "Carol Whitwell" in page.locator("header, .comms-header").first.inner_text()
    assert [one for one in watch.taken() if service.address in one] == []
    context.close()


def test_whoever_the_directory_knows_and_nobody_invited_is_told_so(
    chromium: Browser, service: Service, issuer: str
) -> None:
    knows(issuer, "stranger", email=f"stranger@{DOMAIN}", email_verified=True, amr=["mfa"])
    context = new_context(chromium, service)
    page = context.new_page()
    page.goto("/sign-in/directory")
    page.get_by_label("E-mail address").fill(f"stranger@{DOMAIN}")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=f"Sign in with the account of {AGENCY}").click()
    page.locator("input[name=sub]").fill("stranger")
    page.locator("input[name=sub]").press("Enter")
    page.get_by_role("heading", name="You are not signed in").wait_for()
    assert faults_of(page) == []
    page.goto("/families")
    assert "/sign-in" in page.url
    context.close()
