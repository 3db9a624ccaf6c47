"""Words given out and taken in from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factories import a_staff_member, an_agency

from comms.agencies.find import agency_named
from comms.cli import comms
from comms.foundation.clock import utc_now
from comms.foundation.errors import CommsError
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings

AGENCY = "Fen Edge Academy"


def _run(home: Path, *words: str) -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, list(words), env=env)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A school with somebody who translates, and another agency with somebody else."""
    assert _run(tmp_path, "init", "--agency", AGENCY, "--kind", "school").exit_code == 0
    installation = open_installation(load_settings({"COMMS_HOME": str(tmp_path)}))
    with installation.database.work() as session:
        school, other = agency_named(session, AGENCY), an_agency(session, utc_now(), "Other School")
        for agency, role, email in (
            (school, "translator", "ewa@example.org"), (school, "reception", "jo@example.org"),
            (other, "translator", "ona@example.org"), (school, "translator", "gone@example.org"),
        ):  # fmt: skip
            staff = a_staff_member(session, agency, utc_now(), roles=(role,))
            staff.email, staff.active = email, not email.startswith("gone")
    installation.database.engine.dispose()
    return tmp_path


def _import(home: Path, file: str, *more: str, email: str = "ewa@example.org", tag: str = "pl") -> Result:
    return _run(home, "words", "import", str(home / file), "--language", tag, "--agency", AGENCY, "--as", email, *more)


def _export(home: Path, file: str, *more: str) -> Result:
    return _run(home, "words", "export", "--language", "pl", "--agency", AGENCY, "--out", str(home / file), *more)


@pytest.mark.parametrize("file_format", ["po", "xliff", "tmx"])
def test_what_goes_out_and_comes_back_changes_nothing(home: Path, file_format: str) -> None:
    done = _export(home, "words", "--format", file_format, "--only", "all")
    assert (done.exit_code, done.output) == (0, f"Wrote {home / 'words'}.\n")
    back = _import(home, "words", "--yes")
    assert back.exit_code == 0, back.output
    assert re.fullmatch(r"Nothing new; \d+ the same\.\n", back.output)


def test_words_are_shown_first_and_taken_in_with_yes(home: Path) -> None:
    assert _export(home, "l02.xlf", "--format", "xliff", "--use", "L02").exit_code == 0
    text = (home / "l02.xlf").read_text("utf-8")
    (home / "l02.xlf").write_text(text.replace("Szanowni Państwo,", "Drodzy Państwo,"), "utf-8")
    shown = _import(home, "l02.xlf")
    assert shown.exit_code == 0
    assert "L02: changed: “Dear parent or carer,” → Drodzy Państwo," in shown.output
    assert shown.output.endswith("Nothing was written yet. Add --yes to take this in.\n")
    taken = _import(home, "l02.xlf", "--yes")
    assert "Taken in as drafts: 1 changed; " in taken.output
    assert "Nothing new" in _import(home, "l02.xlf").output
    out = _run(home, "words", "export", "--language", "pl", "--agency", AGENCY, "--use", "L02", "--format", "po")
    assert '#, fuzzy\nmsgctxt "L02"\nmsgid "Dear parent or carer,"\nmsgstr "Drodzy Państwo,"' in out.output


def test_what_is_refused_is_told_and_is_the_exit_status(home: Path) -> None:
    assert _export(home, "words.po", "--format", "po").exit_code == 0
    text = (home / "words.po").read_text("utf-8")
    (home / "words.po").write_text(text.replace("Odbiorca listu: {recipient}", "Odbiorca listu:", 1), "utf-8")
    told = _import(home, "words.po")
    assert told.exit_code == 1
    assert "{recipient} stands in it 0 times" in told.output
    found = json.loads(_import(home, "words.po", "--json").output)
    assert (found["taken"], found["new"], found["changed"], found["refused"]) == (False, 0, 0, 1)
    [refused] = [row for row in found["rows"] if row["outcome"] == "refused"]
    assert (refused["context"], refused["given"]) == ("L00", ["Odbiorca listu:"])


def test_only_what_is_missing_goes_out(home: Path) -> None:
    assert _export(home, "words.po", "--format", "po", "--only", "missing").exit_code == 0
    assert set(re.findall(r"^msgstr .*", (home / "words.po").read_text("utf-8"), re.MULTILINE)) == {'msgstr ""'}


@pytest.mark.parametrize("email", ["nobody@example.org", "ona@example.org", "gone@example.org", "jo@example.org"])
def test_only_a_translator_of_the_agency_is_an_author(home: Path, email: str) -> None:
    _export(home, "words.po", "--format", "po")
    refused = _import(home, "words.po", email=email)
    assert isinstance(refused.exception, CommsError)
    assert refused.exception.message.startswith(("Nobody signs in with", "You may not do this"))


def test_a_language_a_use_or_a_file_that_is_none_is_bad_use(home: Path) -> None:
    (home / "no.po").write_bytes(b"UPN,Name\n")
    for answer in (
        _run(home, "words", "export", "--language", "en", "--agency", AGENCY, "--format", "po"),
        _run(home, "words", "export", "--language", "pl", "--agency", AGENCY, "--format", "po", "--use", "L99"),
        _import(home, "no.po"),
    ):
        assert isinstance(answer.exception, CommsError)
    assert _run(home, "words", "export", "--language", "pl", "--format", "doc").exit_code == 2
