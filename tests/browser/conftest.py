"""A real Chromium, the demo it looks at, and people signed in."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser.demo_service import Service, fill_demo, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

WIDE = {"width": 1280, "height": 900}
# A microphone that beeps is among them.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
# Two cores may be busy printing letters while a page is asked for.
PATIENCE = 20_000
FILLED_WITHIN = 120.0

SignIn = Callable[..., Any]


def chromium_here() -> str | None:
    """The path of the browser the system has, or None."""
    return os.environ.get("COMMS_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, once for all tests."""
    path = chromium_here()
    if not path:
        pytest.skip("There is no Chromium here. Install it with: apt-get install chromium (or set COMMS_TEST_CHROMIUM)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed. Run: make test-browser")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def filled(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demo that was filled and not yet served; one process fills it, and others wait for it."""
    mine = tmp_path_factory.getbasetemp()
    shared = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "district"
    home, ready = shared / "home", shared / "ready"
    try:
        shared.mkdir()
    except FileExistsError:
        until = time.monotonic() + FILLED_WITHIN
        while not ready.exists():
            assert time.monotonic() < until, "The demo was not filled by the other process."
            time.sleep(0.2)
    else:
        fill_demo(home)
        ready.touch()
    return home


@pytest.fixture(scope="module")
def service(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A demo of these tests' own, served with its worker."""
    with served(filled, tmp_path_factory.mktemp("demo") / "home") as running:
        yield running


@pytest.fixture
def browsing(chromium: Browser, service: Service) -> Callable[..., Any]:
    """Open a page on which somebody of the demo is signed in; further words are those of ``new_context``."""

    @contextmanager
    def looking(who: str, **how: Any) -> Iterator[Page]:
        context = new_context(chromium, service, **how)
        context.add_cookies([service.cookie(who)])
        page = context.new_page()
        page.goto("/")
        yield page
        context.close()

    return looking


def new_context(chromium: Browser, service: Service, **how: Any) -> BrowserContext:
    """A browser of somebody who has not signed in; English, in London, 1280 px wide unless said."""
    context = chromium.new_context(
        **{"base_url": service.address, "viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/London"} | how
    )
    context.set_default_timeout(PATIENCE)
    return context


def sign_in(page: Page, service: Service, who: str) -> None:
    """Sign in as somebody of the demo, by the first part of their address: ``head``, ``reception``, ``urdu``; with the
    password, and with a code that was not used yet."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(service.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("The code in your authenticator app").fill(service.code(who))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
