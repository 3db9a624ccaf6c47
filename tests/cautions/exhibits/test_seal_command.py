"""Checking a record from the command line, on a machine that has nothing but the file and the key."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sealed_exhibits import SEALED_AT, a_pdf, a_record, a_signing_key, an_exhibit, attachments_of, public_half

from comms.cautions.exhibits.public_key import pem_of
from comms.cautions.exhibits.signing import seal_pdf
from comms.cli import comms
from comms.foundation.errors import CommsError

CHECK = ["canonical", "envelope", "fault", "inside", "public_key", "record_check", "remains", "seal", "verifying"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "record.pdf").write_bytes(an_exhibit())
    (tmp_path / "agency.pem").write_bytes(pem_of((a_signing_key().certificate,)))
    return tmp_path


def _run(folder: Path, *words: str, home: str = "nowhere") -> Result:
    # A home that does not exist and a database that nobody serves: they must not be asked for.
    nothing = "postgresql+psycopg://nobody@127.0.0.1:1/none" if home == "nowhere" else None
    env = {"COMMS_HOME": str(folder / home), "COMMS_DATABASE_URL": nothing, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, ["cautions", *words], env=env)


def _verify(folder: Path, *more: str, key: str = "agency.pem") -> Result:
    return _run(folder, "verify", str(folder / "record.pdf"), "--key", str(folder / key), *more)


def test_a_record_that_is_whole_is_told_with_who_sealed_it_and_when(folder: Path) -> None:
    done = _verify(folder)
    assert done.exit_code == 0
    for said in ("This exhibit is whole", "Fenland Police, Marlingfen", a_signing_key().name, "28/11/2026 18:20:05"):
        assert said in done.output
    assert sorted(one.name for one in folder.iterdir()) == ["agency.pem", "record.pdf"]


def test_what_a_stranger_wrote_into_a_record_cannot_steer_the_screen(folder: Path) -> None:
    record = a_record(record={"reference": "K7M3\x1b[2J\u202e", "version": 1})
    sealed = seal_pdf(a_pdf(attachments_of(record)), a_signing_key(), SEALED_AT)
    (folder / "record.pdf").write_bytes(sealed)
    done = _verify(folder)
    assert "K7M3[2J, version 1; whether it was corrected since, the agency knows" in done.output


def test_the_check_itself_knows_no_database_no_screen_and_no_settings() -> None:
    """Whoever wants to read what checks an exhibit has this much to read, and nothing that speaks to anything."""
    known = "import sys, comms.cautions.exhibits.verifying; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", known], capture_output=True, text=True, check=True).stdout.split()
    rooms = {"comms.cautions", "comms.cautions.exhibits", "comms.foundation", "comms.foundation.errors"}
    ours = {name for name in loaded if name.startswith("comms.")} - rooms
    assert {name.removeprefix("comms.cautions.exhibits.") for name in ours} == set(CHECK)
    assert not {"sqlalchemy", "flask", "pyhanko", "requests"} & set(loaded)


def test_a_changed_byte_is_told_in_words_with_status_1(folder: Path) -> None:
    (folder / "record.pdf").write_bytes(an_exhibit().replace(b"/MediaBox [ 0 0 200", b"/MediaBox [ 0 0 201"))
    done = _verify(folder)
    assert done.exit_code == 1
    assert "does NOT hold" in done.output
    assert "The content was changed after it was sealed" in done.output
    assert "by itself carries the key's valid signature" in done.output


def test_another_program_gets_json_with_the_record_only_when_all_holds(folder: Path) -> None:
    whole = json.loads(_verify(folder, "--json").output)
    assert (whole["holds"], whole["faults"], whole["sealed_at"]) == (True, [], "2026-11-28T18:20:05+00:00")
    assert "Ar galite pasakyti, ką tai reiškia?" in whole["record"]["words"]
    (folder / "record.pdf").write_bytes(an_exhibit()[:-1])
    done = _verify(folder, "--json")
    cut = json.loads(done.output)
    assert (done.exit_code, cut["holds"], cut["record"]) == (1, False, None)
    assert cut["faults"][0]["rule"] == "whole length"


def test_of_several_keys_the_right_one_is_found(folder: Path) -> None:
    (folder / "other.pem").write_bytes(pem_of((a_signing_key(2).certificate,)))
    (folder / "key.txt").write_text(public_half(a_signing_key()).raw.hex())
    assert _verify(folder, key="other.pem").exit_code == 1
    assert _verify(folder, "--key", str(folder / "other.pem"), key="key.txt").exit_code == 0


def test_a_key_that_is_none_and_a_file_that_is_not_there_are_told_apart_from_a_fault(folder: Path) -> None:
    done = _verify(folder, key="record.pdf")
    assert isinstance(done.exception, CommsError)
    (folder / "record.pdf").unlink()
    assert isinstance(_verify(folder).exception, FileNotFoundError)
    assert _run(folder, "verify", str(folder / "record.pdf")).exit_code == 2


def test_keys_are_made_listed_retired_and_published(tmp_path: Path) -> None:
    env = {"COMMS_HOME": str(tmp_path / "home"), "COMMS_DATABASE_URL": None, "COMMS_MASTER_KEY": None}
    made = CliRunner().invoke(comms, ["init", "--agency", "Fenland Police", "--kind", "police"], env=env)
    assert made.exit_code == 0, made.output
    assert "No sealing key yet" in _run(tmp_path, "key", "list", home="home").output
    assert isinstance(_run(tmp_path, "key", "publish", home="home").exception, CommsError)
    first, second = (_run(tmp_path, "key", "make", home="home").output.split()[3].strip(".") for _ in range(2))
    assert "retired" in _run(tmp_path, "key", "list", home="home").output.splitlines()[1]
    assert second in _run(tmp_path, "key", "retire", second, home="home").output
    assert _run(tmp_path, "key", "list", home="home").output.count("retired") == 2
    assert first.encode() in _run(tmp_path, "key", "publish", home="home").stdout_bytes
    assert "Wrote" in _run(tmp_path, "key", "publish", "--out", str(tmp_path / "keys.pem"), home="home").output
    assert (tmp_path / "keys.pem").read_bytes().count(b"BEGIN CERTIFICATE") == 2
