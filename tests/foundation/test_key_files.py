"""Files of keys: for their owner alone, whole at every moment, and read again by whoever runs when they change."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from comms.foundation.errors import CommsError, Misconfigured, Refused
from comms.foundation.locks import (
    DataKey,
    Erased,
    Keyring,
    MasterKeys,
    key_file,
    keyring_of,
    load_master_key,
    load_master_keys,
    make_master_key,
)
from comms.foundation.locks.key_file import WrittenKey, drawn_key, read_key_file, read_keys, since, write_key_file
from comms.foundation.locks.keyring import OWN_KEYS
from comms.foundation.private_file import make_private, read_private, replace_private
from comms.foundation.settings import Settings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_private_file_is_for_its_owner_alone_whatever_is_usual_on_the_machine(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "keys" / "one.key"
        assert make_private(path, b"first")
        replace_private(path, b"second")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["one.key"], "nothing is left beside it"
    assert read_private(path) == b"second"


def test_a_private_file_is_made_once_and_by_one_of_many(tmp_path: Path) -> None:
    path, made = tmp_path / "keys" / "one.key", []
    contents = [f"{number}".encode() * 1000 for number in range(8)]
    threads = [threading.Thread(target=lambda some=some: made.append(make_private(path, some))) for some in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    assert read_private(path) in contents


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660])
def test_a_key_that_others_could_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys" / "one.key"
    make_private(path, b"key")
    path.chmod(mode)
    with pytest.raises(Misconfigured, match=r"can be read by others.*chmod 600"):
        read_private(path)


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_key_in_a_folder_that_others_enter_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys" / "one.key"
    make_private(path, b"key")
    path.parent.chmod(mode)
    with pytest.raises(Misconfigured, match=r"can be entered by others.*chmod 700"):
        read_private(path)


def test_a_link_in_a_keys_place_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "real"
    make_private(real / "one.key", b"key")
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "one.key").symlink_to(real / "one.key")
    with pytest.raises(Misconfigured, match="symbolic link"):
        read_private(tmp_path / "keys" / "one.key")
    (tmp_path / "keys" / "folder.key").mkdir()
    with pytest.raises(Misconfigured, match="not a file"):
        read_private(tmp_path / "keys" / "folder.key")


def test_a_key_file_says_when_its_keys_were_made_and_the_newest_stands_first(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    newer, older = drawn_key("master", NOON), drawn_key("master", None)
    write_key_file(path, (newer, older))
    read = read_key_file(path, "master")
    assert read == (newer, older)
    assert read[0].made == NOON
    os.utime(path, (0, 0))
    assert (since(path, read[0]), since(path, read[1])) == (NOON, datetime.fromtimestamp(0, UTC))
    assert path.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"not base64!\n", "not base64"),
        (b"c2hvcnQ=\n", "not 32 bytes"),
        (b"\n\n", "is empty"),
        (drawn_key("master", None).line() + b"c2hvcnQ=\n", "line 2"),
        (drawn_key("master", None).line().strip() + b" yesterday\n", "not base64"),
    ],
    # A name with a key in it would be another in each process.
    ids=["no base64", "too short", "nothing in it", "a short one behind a good one", "a word behind it"],
)
def test_a_spoilt_key_file_is_named_and_never_shown(tmp_path: Path, text: bytes, said: str) -> None:
    path = tmp_path / "keys" / "master.key"
    make_private(path, text)
    with pytest.raises(Misconfigured, match=said) as fault:
        read_key_file(path, "master")
    assert "c2hvcnQ" not in str(fault.value)
    assert str(path) in str(fault.value)


def test_the_name_of_a_key_gives_nothing_away_and_differs_by_what_it_is_for() -> None:
    key = drawn_key("master", None)
    assert key.secret.hex()[:8] not in key.name
    assert key.name in repr(key)
    assert WrittenKey(key.secret, purpose="backup").name != key.name


@pytest.mark.parametrize(
    ("secret", "weak"),
    [
        (b"a" * 32, True),
        (b"ab" * 16, True),
        (bytes(range(32)), True),
        (b"changeme" * 4, True),
        (bytes.fromhex("8f1d0c6be2a94f7733b05e9ac4d81206f5b7213e6c90da48179be35f02c6ad84"), False),
    ],
)
def test_a_key_that_nobody_drew_is_told_apart(secret: bytes, weak: bool) -> None:
    assert WrittenKey(secret).is_weak is weak
    assert not any(drawn_key("master", None).is_weak for _ in range(200))


def test_older_keys_come_from_the_setting_beside_the_file_or_the_key_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    make_master_key(settings, NOON)
    first, second, third = load_master_key(settings), drawn_key("master", None), drawn_key("master", None)
    words = [key.line().split()[0].decode() for key in (second, third)]
    before = replace(settings, master_key_before=",".join(words))
    assert load_master_keys(before) == (first, second, third)
    assert load_master_keys(replace(before, master_key=words[1])) == (third, second)
    with pytest.raises(Misconfigured, match="COMMS_MASTER_KEY_BEFORE"):
        load_master_keys(replace(settings, master_key_before="short"))


def test_a_new_key_in_the_file_is_known_without_a_restart_and_a_lost_file_costs_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    make_master_key(settings, NOON)
    keys = MasterKeys(settings)
    first, second = keys.newest, drawn_key("master", NOON)
    assert keys.named(second.name) is None
    write_key_file(key_file(settings), (second, first))
    assert keys.named(second.name) == second
    assert keys.newest == second
    key_file(settings).unlink()
    assert keys.named("0" * 16) is None
    assert keys.named(first.name) == first


def test_an_unknown_name_is_looked_for_once_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    make_master_key(settings, NOON)
    keys, read = MasterKeys(settings), []
    monkeypatch.setattr("comms.foundation.locks.master.load_master_keys", lambda one: read.append(one) or keys.every)
    for _ in range(100):
        assert keys.named("0" * 16) is None
    assert read == []


def test_a_database_that_stands_under_another_key_says_which(session: Session) -> None:
    keyring_of(session).audit_key(session)
    session.flush()
    session.info.pop("opened_keys")
    name = keyring_of(session).masters.newest.name
    with pytest.raises(CommsError, match=f"does not belong to this database.*{name}"):
        Keyring(drawn_key("master", None)).audit_key(session)


def test_the_installations_own_keys_stay_and_cannot_be_erased(session: Session) -> None:
    keyring = keyring_of(session)
    audit, found = keyring.audit_key(session), keyring.search_hash(session, "contact", "07700 900821")
    session.info.pop("opened_keys")
    assert keyring.audit_key(session) == audit
    assert keyring.search_hash(session, "contact", "07700 900821") == found
    for owner in OWN_KEYS:
        with pytest.raises(Refused, match="own keys"):
            keyring.erase(session, owner)


def test_erasing_destroys_the_key_for_good_also_of_one_who_had_none(session: Session) -> None:
    keyring, owner, nobody = keyring_of(session), uuid4(), uuid4()
    locked = keyring.close(session, owner, b"place", b"plain")
    for one in (owner, nobody, owner):
        keyring.erase(session, one)
    for one in (owner, nobody):
        with pytest.raises(Erased):
            keyring.open(session, one, b"place", locked)
        with pytest.raises(Erased):
            keyring.close(session, one, b"place", b"plain")
        row = session.get_one(DataKey, one)
        assert row.wrapped is None


def test_two_keys_in_one_text_are_each_read_once() -> None:
    key = drawn_key("master", NOON)
    assert read_keys(key.line() + b"\n" + key.line(), "master", "here") == (key,)
