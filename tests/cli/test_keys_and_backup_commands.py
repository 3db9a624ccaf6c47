"""The commands for keys and backups, as somebody who runs a service types them."""

from __future__ import annotations

import gc
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kept_installations import content_of, stored
from sqlalchemy import text

from comms.cli import comms
from comms.cli.running import prepare_home
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import CommsError, Refused
from comms.foundation.locks import load_master_key, load_master_keys, make_master_key
from comms.foundation.opening import Installation, open_installation
from comms.foundation.settings import Settings
from comms.worker.working import Worker


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A service that was set up, with its keys in its home."""
    made = tmp_path / "home"
    prepare_home(Settings(home=made)).database.engine.dispose()
    return made


def opened(home: Path) -> Installation:
    return open_installation(Settings(home=home))


def run(home: Path, *words: str, answer: str = "", **env: str) -> Result:
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("COMMS_")}
    # A command that has ended lets go of its database; here it ends without its process.
    gc.collect()
    return CliRunner().invoke(comms, words, env=clean | {"COMMS_HOME": str(home)} | env, input=answer)


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def test_keys_are_rotated_looked_at_and_the_older_one_put_away(home: Path, now: datetime) -> None:
    installation = opened(home)
    file = stored(installation, b"content", now)
    first = load_master_key(installation.settings)
    status = said(run(home, "keys", "status"))
    assert f"master key {first.name}: in use, 3 data keys" in status
    assert "permissions 600" in status
    assert "(0 days ago)" in status

    rotated = said(run(home, "keys", "rotate"))
    second = load_master_key(installation.settings)
    assert f"3 data keys were wrapped anew. Everything stands under master key {second.name}." in rotated
    assert "KEEP A NEW COPY APART FROM YOUR BACKUPS" in rotated
    status = said(run(home, "keys", "status"))
    assert f"master key {second.name}: in use, 3 data keys" in status
    assert f"master key {first.name}: older, 0 data keys" in status
    assert content_of(installation, file) == b"content", "a process that ran all the while reads on"

    refused = run(home, "keys", "retire", answer="n\n")
    assert refused.exit_code != 0
    assert load_master_keys(installation.settings) == (second, first)
    assert f"Took master key {first.name} away" in said(run(home, "keys", "retire", answer="y\n"))
    assert load_master_keys(installation.settings) == (second,)
    assert "no older master key" in said(run(home, "keys", "retire"))
    assert first.secret.hex() not in rotated + status
    installation.database.engine.dispose()


def test_a_key_that_is_not_here_is_named(home: Path, now: datetime) -> None:
    first = load_master_key(Settings(home=home))
    (home / "keys" / "master.key").unlink()
    said(run(home, "settings", "check"))
    prepared = run(home, "keys", "status")
    assert isinstance(prepared.exception, CommsError)
    make_master_key(Settings(home=home), now)
    status = run(home, "keys", "status")
    assert status.exit_code == 1
    assert f"NOT HERE: master key {first.name}" in status.output


def test_retiring_says_which_backups_need_the_older_key(home: Path) -> None:
    said(run(home, "backup"))
    said(run(home, "keys", "rotate"))
    said(run(home, "backup"))
    asked = run(home, "keys", "retire", answer="n\n")
    older, newer = sorted((home / "backups").iterdir())
    assert f"{older} opens only with an older key" in asked.output
    assert str(newer) not in asked.output


def test_a_backup_says_where_it_is_how_large_and_keeps_the_newest(home: Path, tmp_path: Path) -> None:
    first = said(run(home, "backup"))
    [path] = (home / "backups").iterdir()
    assert str(path) in first
    assert "MB" in first
    assert path.stat().st_mode & 0o777 == 0o600
    second = said(run(home, "backup", "--keep", "1"))
    assert f"Removed an older one: {path}" in second
    assert len(list((home / "backups").iterdir())) == 1
    said(run(home, "backup", str(tmp_path / "mine.backup")))
    again = run(home, "backup", str(tmp_path / "mine.backup"))
    assert isinstance(again.exception, Refused)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    said(run(home, "backup", COMMS_BACKUP_DIR=str(elsewhere)))
    assert len(list(elsewhere.iterdir())) == 1
    installation = opened(home)
    with installation.database.reading() as session:
        assert session.query(AuditEntry).filter(AuditEntry.action == "make backup").count() == 5
    installation.database.engine.dispose()


def test_a_lost_machine_is_restored_from_a_backup_and_two_keys(home: Path, tmp_path: Path, now: datetime) -> None:
    installation = opened(home)
    gone, here = stored(installation, b"gone", now), stored(installation, b"here", now)
    said(run(home, "backup", str(tmp_path / "old.backup")))
    with installation.database.work() as session:
        installation.database.keyring.erase(session, gone)
    Worker(installation).sweep()
    assert str(gone) in (home / "erased-keys").read_text()
    said(run(home, "backup", str(tmp_path / "new.backup")))
    installation.database.engine.dispose()

    new = tmp_path / "another machine"
    new.mkdir(mode=0o700)
    without = run(new, "restore", str(tmp_path / "new.backup"))
    assert isinstance(without.exception, CommsError)
    assert "backup key" in str(without.exception)
    shutil.copytree(home / "keys", new / "keys")
    assert "It is whole, and its keys are here." in said(run(new, "restore", "--check", str(tmp_path / "new.backup")))
    assert not (new / "comms.sqlite").exists()
    told = said(run(new, "restore", str(tmp_path / "new.backup")))
    assert "data keys open, and the trail is whole" in told
    assert "The trail is whole." in said(run(new, "audit", "verify"))

    refused = run(new, "restore", str(tmp_path / "old.backup"))
    assert isinstance(refused.exception, Refused)
    stopped = run(new, "restore", "--replace", str(tmp_path / "old.backup"), answer="n\n")
    assert stopped.exit_code != 0
    told = said(run(new, "restore", "--replace", "--yes", str(tmp_path / "old.backup")))
    assert "1 owners who were erased since the backup was made were erased again" in told
    assert "are not in this backup" in told
    whole = said(run(new, "audit", "verify"))
    assert "A backup was put back" in whole
    assert "The trail is whole." in whole
    there = opened(new)
    assert content_of(there, here) == b"here"
    with pytest.raises(CommsError, match="erased"):
        content_of(there, gone)
    there.database.engine.dispose()


def test_a_restore_says_what_waits_to_be_done_when_the_service_starts(
    home: Path, tmp_path: Path, now: datetime
) -> None:
    installation = opened(home)
    with installation.database.work() as session:
        session.execute(text("UPDATE webhook_desk SET next_action_at = :at"), {"at": now - timedelta(days=1)})
    installation.database.engine.dispose()
    said(run(home, "backup", str(tmp_path / "one.backup")))
    told = said(run(home, "restore", "--replace", "--yes", str(tmp_path / "one.backup")))
    assert "WHAT WAITED WHEN THE BACKUP WAS MADE" not in told, "the desk looks whether there is anything, each minute"
