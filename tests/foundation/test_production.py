"""Production refuses what was never set, what anybody would try, and what lies open; each fault says what to do."""

from __future__ import annotations

import base64
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comms.cli.demo import PASSWORD_FILE
from comms.foundation.backup import make_backup_key
from comms.foundation.locks import key_file, make_master_key
from comms.foundation.locks.key_file import WrittenKey, write_key_file
from comms.foundation.opening import opening_faults
from comms.foundation.production import DEMO_MARK, others_can_read, weakness
from comms.foundation.settings import Settings, check_settings

SECRET = "Vn3kQ8tZ1yLr6WxD0sHc5JmGfB7uPaEi"
PRODUCTION = Settings(mode="production", public_url="https://comms.fenland.example", secret_key=SECRET, proxies=1)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home as production has it, in a place that everybody may enter."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "home"
        made.mkdir()
        made.parent.chmod(0o755)
        made.chmod(0o755)
        if not all(one.stat().st_mode & 0o001 for one in made.resolve().parents):
            pytest.skip("The folder for temporary files is for one user alone here.")
        yield made


def _one_fault(settings: Settings) -> str:
    [fault] = opening_faults(settings)
    return fault


@pytest.mark.parametrize(
    "secret",
    [
        "x" * 48,
        "changeme" * 5,
        "ChangeMe-" + "Vn3kQ8tZ1yLr6WxD0sHc5JmGfB7uPaEi",
        "this-is-the-secret-of-our-school-1",
        "password" + SECRET,
        "ab12" * 10,
        "abcdefgh" * 4,
        "0123456789" * 4,
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
    ],
)
def test_a_secret_that_somebody_could_guess_is_refused(home: Path, secret: str) -> None:
    assert "COMMS_SECRET_KEY" in _one_fault(replace(PRODUCTION, home=home, secret_key=secret))
    assert opening_faults(Settings(home=home, secret_key=secret)) == [], "only production minds"


def test_a_secret_that_was_drawn_is_never_refused() -> None:
    drawn = [
        *(base64.b64encode(secrets.token_bytes(48)).decode() for _ in range(300)),
        *(secrets.token_hex(16) for _ in range(300)),
        *(secrets.token_urlsafe(24) for _ in range(300)),
    ]
    assert [one for one in drawn if weakness(one)] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"public_url": "http://comms.fenland.example"}, "https://"),
        ({"public_url": "https://comms.example.org/"}, "is the example's"),
        ({"log_level": "DEBUG"}, "COMMS_LOG_LEVEL"),
        ({"database_url": "postgresql://comms:comms@db.fenland.example/comms"}, "COMMS_DATABASE_URL has a password"),
        ({"database_url": "postgresql://comms:changeme-2026@db.fenland.example/comms"}, "COMMS_DATABASE_URL has"),
        ({"twilio_account_sid": f"AC{'0' * 32}", "twilio_auth_token": "changeme"}, "COMMS_TWILIO_AUTH_TOKEN"),
        (
            {"smtp_host": "mail.fenland.example", "smtp_from": "a@fenland.example", "smtp_user": "comms",
             "smtp_password": "Password1"},
            "COMMS_SMTP_PASSWORD",
        ),
    ],
)  # fmt: skip
def test_each_default_and_open_door_is_named(home: Path, changes: dict[str, str], said: str) -> None:
    assert said in _one_fault(replace(PRODUCTION, home=home, **changes))  # type: ignore[arg-type]


def test_a_database_without_a_password_or_with_a_drawn_one_is_right(home: Path) -> None:
    for address in ("postgresql://comms@/comms", "postgresql://comms:Rt7%2Bq9LmZ2w@db.fenland.example/comms"):
        assert opening_faults(replace(PRODUCTION, home=home, database_url=address)) == []


def test_flasks_debug_mode_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("1", "true"):
        monkeypatch.setenv("FLASK_DEBUG", value)
        assert "FLASK_DEBUG" in _one_fault(replace(PRODUCTION, home=home))
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert opening_faults(replace(PRODUCTION, home=home)) == []


def test_one_secret_for_two_things_is_refused(home: Path) -> None:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    fault = _one_fault(replace(PRODUCTION, home=home, master_key=key, backup_key=key))
    assert "COMMS_BACKUP_KEY is the same as COMMS_MASTER_KEY" in fault
    assert key not in fault
    assert "is the same" in _one_fault(replace(PRODUCTION, home=home, secret_key=key, master_key=key))


@pytest.mark.parametrize("secret", [b"a" * 32, bytes(range(32)), b"changemechangemechangemechangeme"])
def test_a_key_that_nobody_drew_is_refused_wherever_it_is(home: Path, secret: bytes) -> None:
    written = base64.b64encode(secret).decode()
    assert "not drawn by chance" in _one_fault(replace(PRODUCTION, home=home, master_key=written))
    write_key_file(key_file(Settings(home=home)), [WrittenKey(secret)])
    fault = _one_fault(replace(PRODUCTION, home=home))
    assert "not drawn by chance" in fault
    assert written not in fault


def test_keys_that_lie_among_the_backups_are_refused(home: Path) -> None:
    make_master_key(Settings(home=home))
    make_backup_key(Settings(home=home))
    right = replace(PRODUCTION, home=home)
    assert opening_faults(right) == []
    for folder in (home, home / "keys", home / "keys" / "backups", home.parent):
        assert "COMMS_BACKUP_DIR" in _one_fault(replace(right, backup_dir=str(folder)))
    assert opening_faults(replace(right, backup_dir=str(home / "backups"))) == []


def test_a_key_that_others_can_read_is_refused(home: Path) -> None:
    make_master_key(Settings(home=home))
    key_file(Settings(home=home)).chmod(0o644)
    assert "can be read by others" in _one_fault(replace(PRODUCTION, home=home))


def test_a_database_that_everybody_can_read_is_refused(home: Path) -> None:
    database = home / "comms.sqlite"
    database.touch(0o644)
    assert f"chmod 600 {database}" in _one_fault(replace(PRODUCTION, home=home))
    home.chmod(0o700)
    assert not others_can_read(database), "nobody gets so far"
    assert opening_faults(replace(PRODUCTION, home=home)) == []
    home.chmod(0o755)
    database.chmod(0o600)
    assert opening_faults(replace(PRODUCTION, home=home)) == []


def test_settings_with_a_secret_in_them_that_everybody_can_read_are_refused(home: Path) -> None:
    file = home / "comms.toml"
    file.write_text('mode = "production"\n# smtp_password = "not here"\n')
    file.chmod(0o644)
    assert opening_faults(replace(PRODUCTION, home=home)) == []
    file.write_text('mode = "production"\nsmtp_password = "nqz-41-tree"\n')
    fault = _one_fault(replace(PRODUCTION, home=home))
    assert "comms.toml" in fault
    assert "nqz" not in fault


def test_the_demos_home_is_refused_in_production_and_another_home_in_the_demo(home: Path) -> None:
    assert DEMO_MARK == PASSWORD_FILE
    [fault] = opening_faults(Settings(home=home, mode="demo"))
    assert "was not made by comms demo" in fault
    (home / DEMO_MARK).touch()
    assert opening_faults(Settings(home=home, mode="demo")) == []
    assert "was made by comms demo" in _one_fault(replace(PRODUCTION, home=home))


def test_several_faults_are_all_said(home: Path) -> None:
    faults = check_settings(Settings(mode="production", home=home, log_level="DEBUG"))
    assert len(faults) == 4
    assert all(any(name in fault for fault in faults) for name in ("PUBLIC_URL", "PROXIES", "LOG_LEVEL", "SECRET_KEY"))


def test_no_secret_shows_when_settings_are_printed() -> None:
    given = {
        name: f"canary-{name}"
        for name in ("secret_key", "master_key", "master_key_before", "backup_key", "smtp_password",
                     "twilio_auth_token", "database_url", "queue_url")
    }  # fmt: skip
    assert "canary" not in repr(Settings(**given))  # type: ignore[arg-type]
