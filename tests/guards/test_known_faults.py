"""What `make audit` says, and when it fails."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import comms

ROOT = Path(comms.__file__).parent.parent
FINE = {"name": "flask", "version": "3.1.3", "vulns": []}
FAULTY = {
    "name": "jinja2", "version": "3.1.0",
    "vulns": [{"id": "GHSA-h5c8-rqwp-cp95", "fix_versions": ["3.1.3"], "aliases": []},
              {"id": "GHSA-h75v-3vvj-5mfj", "fix_versions": [], "aliases": []}],
}  # fmt: skip
SKIPPED = {"name": "typst", "skip_reason": "not found"}


@pytest.fixture
def known_faults() -> ModuleType:
    spec = importlib.util.spec_from_file_location("known_faults", ROOT / "deploy" / "known_faults.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _answer(monkeypatch: pytest.MonkeyPatch, stdout: str, stderr: str = "") -> list[list[str]]:
    asked: list[list[str]] = []

    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(words)
        return subprocess.CompletedProcess(words, 1, stdout, stderr)

    monkeypatch.setattr(subprocess, "run", run)
    return asked


def _packages(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_known_fault_fails_the_audit_and_is_named_with_the_version_that_mends_it(
    known_faults: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = _answer(monkeypatch, _packages(FINE, FAULTY))
    assert known_faults.main() == 1
    said = capsys.readouterr().out
    assert "jinja2 3.1.0: GHSA-h5c8-rqwp-cp95, mended in 3.1.3\n" in said
    assert "jinja2 3.1.0: GHSA-h75v-3vvj-5mfj, mended in none yet\n" in said
    assert "2 packages were checked: 2 known faults." in said
    assert [Path(word).name for word in asked[0] if word.endswith(".lock")] == [
        "requirements-browser.lock", "requirements-dev.lock", "requirements.lock",
    ]  # fmt: skip


def test_what_could_not_be_checked_is_said_and_fails_nothing(
    known_faults: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _answer(monkeypatch, _packages(FINE, SKIPPED))
    assert known_faults.main() == 0
    said = capsys.readouterr().out
    assert "Not checked, because the database did not answer for them: typst\n" in said
    assert "1 packages were checked: 0 known faults." in said


def test_where_the_database_cannot_be_reached_that_is_said_and_fails_nothing(
    known_faults: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _answer(monkeypatch, "", "Traceback\nrequests.exceptions.ConnectionError: api.osv.dev\n")
    assert known_faults.main() == 0
    assert capsys.readouterr().out == (
        "Nothing was checked: the database of known faults could not be asked "
        "(requests.exceptions.ConnectionError: api.osv.dev)\n"
    )
