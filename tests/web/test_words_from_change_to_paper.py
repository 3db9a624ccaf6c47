"""From a changed sentence to paper: its approved words fall back, a real engine drafts new ones in the worker, a
translator corrects them, another person approves them, and the letter prints."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from browsers import District
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading
from screens import said
from words_browsing import browser_of, drafts_on

from comms.channels.argos import install
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.letters.templates.source import packaged_body
from comms.worker.working import Worker

LETTER, BENCH = "/words/pl/L02", "/words/pl/L02/workbench"
OLD, NEW = "This letter is not a fine, and it is not a warning.", "I do not understand this letter."
BEFORE = "Ten list nie jest karą pieniężną i nie jest ostrzeżeniem."
DRAFTED, CORRECTED = "Nie rozumiem tego listu.", "Nie rozumiem tego listu, proszę pomóc."


@pytest.fixture
def engine(installation: Installation, tiny_packages: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A real package, and a worker that does at once what it is told of."""
    install(installation.settings.translation_folder, tiny_packages["en_pl"], utc_now())
    worker = Worker(installation)
    monkeypatch.setattr(installation.database, "hint", lambda kind, row, *at: worker.act(kind, row))


def _waiting(browser: FlaskClient) -> tuple[str, dict[str, str]]:
    """The sentence that waits for whoever looks, and what its form sends."""
    page = browser.get(BENCH)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return said(page), {name: html.unescape(value) for name, value in hidden if name != "csrf_token"}


@pytest.mark.usefixtures("engine")
def test_changed_drafted_corrected_approved_by_another_and_printed(
    app: Flask, database: Database, district: District, client: FlaskClient
) -> None:
    first = browser_of(app, database, district.school, "Ewa Nowak", "pl")
    first.post(LETTER, data={"which": "all", "shown": drafts_on(first, LETTER)})
    assert re.search(r"all \d+ approved", heading(client.get(LETTER)))
    assert BEFORE in client.get("/letter-samples/L02/pl/sample.html").text
    saved = client.post(
        "/our-letters/L02/usual", data={"body": packaged_body("L02").replace(OLD, NEW), "base": "0"}
    ).headers["Location"]
    assert client.post(f"{saved}/in-force").status_code == 303
    assert "1 missing" in heading(client.get(LETTER))

    translator = browser_of(app, database, district.school, "Jan Kos")
    page, form = _waiting(translator)
    assert NEW in page
    drafted = translator.post(f"{BENCH}/machine", data={**form, "form-0": "", "what": "draft"})
    assert f"{DRAFTED} Machine translation, not checked en_pl 1.0" in said(drafted)
    kept = translator.post(f"{BENCH}/keep", data={**form, "form-0": CORRECTED})
    assert kept.status_code == 303
    assert "1 draft" in heading(client.get(LETTER))
    assert translator.post(f"{BENCH}/approve", data={**form, "form-0": CORRECTED}).status_code == 403

    second = browser_of(app, database, district.school, "Anna Lis", "pl")
    page, form = _waiting(second)
    assert CORRECTED in page
    assert second.post(f"{BENCH}/approve", data={**form, "form-0": CORRECTED}).status_code == 303
    assert re.search(r"all \d+ approved", heading(client.get(LETTER)))
    printed = client.get("/letter-samples/L02/pl/sample.html").text
    assert CORRECTED in printed
    assert BEFORE not in printed
    picture = client.get("/letter-samples/L02/pl/page-1.png")
    assert picture.status_code == 200
    assert picture.data.startswith(b"\x89PNG")
