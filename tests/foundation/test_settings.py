"""Settings: variables over one file, each fault named with its remedy, and no defaults in production."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from comms.foundation.errors import Misconfigured
from comms.foundation.locks import key_file, load_master_key, make_master_key
from comms.foundation.settings import Settings, check_settings, load_settings

SECRET = "Vn3kQ8tZ1yLr6WxD0sHc5JmGfB7uPaEi"
PRODUCTION = Settings(mode="production", public_url="https://comms.fenland.example", secret_key=SECRET, proxies=1)


def test_a_fresh_installation_needs_no_setting(tmp_path: Path) -> None:
    settings = load_settings({"COMMS_HOME": str(tmp_path)})
    assert check_settings(settings) == []
    assert settings.database == f"sqlite:///{tmp_path / 'comms.sqlite'}"
    assert settings.queue == f"sqlite:///{tmp_path / 'queue.sqlite'}"
    assert settings.address == "http://127.0.0.1:8000"
    assert not settings.secure


def test_a_variable_goes_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "comms.toml").write_text('port = 9000\nhost = "0.0.0.0"\n')
    settings = load_settings({"COMMS_HOME": str(tmp_path), "COMMS_PORT": "9001"})
    assert (settings.port, settings.host, settings.workers) == (9001, "0.0.0.0", 2)


def test_the_address_people_use_has_no_slash_at_its_end() -> None:
    assert replace(PRODUCTION, public_url="https://comms.fenland.example/").address == "https://comms.fenland.example"
    assert PRODUCTION.secure


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("prot = 8000\n", "does not exist: prot"),
        ("port = \n", "cannot be read"),
        ('port = "eight"\n', "COMMS_PORT is 'eight', not a whole number"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_file(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "comms.toml").write_text(written)
    with pytest.raises(Misconfigured, match=said):
        load_settings({"COMMS_HOME": str(tmp_path)})


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "comms.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match=r"comms\.toml cannot be read"):
        load_settings({"COMMS_HOME": str(tmp_path)})


@pytest.mark.parametrize("text", ["", "80a", "8.5"])
def test_a_port_that_is_no_number_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Misconfigured, match="COMMS_PORT"):
        load_settings({"COMMS_HOME": str(tmp_path), "COMMS_PORT": text})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mode": "live"}, "COMMS_MODE"),
        ({"log_level": "LOUD"}, "COMMS_LOG_LEVEL"),
        ({"database_url": "mysql://localhost/comms"}, "COMMS_DATABASE_URL"),
        ({"queue_url": "amqp://localhost"}, "COMMS_QUEUE_URL"),
        ({"master_key": "c2hvcnQ="}, "COMMS_MASTER_KEY"),
        ({"master_key": "ä"}, "COMMS_MASTER_KEY"),
        ({"port": 0}, "COMMS_PORT"),
        ({"port": 70000}, "COMMS_PORT"),
        ({"metrics_port": -1}, "COMMS_METRICS_PORT"),
        ({"workers": 0}, "COMMS_WORKERS"),
        ({"proxies": -1}, "COMMS_PROXIES"),
        ({"proxies": 10}, "COMMS_PROXIES"),
    ],
    ids=str,
)
def test_each_fault_is_one_sentence_that_names_the_setting(changes: dict[str, object], said: str) -> None:
    [fault] = check_settings(replace(Settings(), **changes))
    assert said in fault


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"public_url": ""}, "COMMS_PUBLIC_URL"),
        ({"public_url": "http://comms.fenland.example"}, "COMMS_PUBLIC_URL"),
        ({"secret_key": ""}, "COMMS_SECRET_KEY"),
        ({"secret_key": "short"}, "COMMS_SECRET_KEY"),
        ({"proxies": 0}, "COMMS_PROXIES"),
    ],
    ids=str,
)
def test_production_refuses_defaults(changes: dict[str, object], said: str) -> None:
    assert check_settings(PRODUCTION) == []
    [fault] = check_settings(replace(PRODUCTION, **changes))
    assert said in fault


def test_the_key_file_is_for_its_owner_alone_and_made_once(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with pytest.raises(Misconfigured, match="no master key"):
        load_master_key(settings)
    path = make_master_key(settings)
    assert path == key_file(settings)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    key = load_master_key(settings)
    assert make_master_key(settings) is None
    assert load_master_key(settings) == key


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    path = make_master_key(settings)
    assert path
    path.chmod(0o644)
    with pytest.raises(Misconfigured, match="can be read by others"):
        load_master_key(settings)


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(bytes(31)).decode()])
def test_a_spoilt_master_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Misconfigured, match="master key"):
        load_master_key(Settings(home=tmp_path, master_key=text))


def test_the_master_key_does_not_show_itself_in_a_log_or_an_error(tmp_path: Path) -> None:
    key = load_master_key(Settings(home=tmp_path, master_key=base64.b64encode(b"k" * 32).decode()))
    assert "kkkk" not in repr(key)
    assert key.name in repr(key)


WITH_TWILIO = replace(PRODUCTION, twilio_account_sid=f"AC{'0aF' * 10}00", twilio_auth_token="token")


def test_texts_and_calls_need_an_account_and_an_address_for_reports_and_nothing_else() -> None:
    assert not PRODUCTION.has_twilio
    assert WITH_TWILIO.has_twilio
    assert check_settings(WITH_TWILIO) == []
    assert check_settings(replace(WITH_TWILIO, mode="development", public_url="http://comms.test.example")) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"twilio_account_sid": ""}, "go together"),
        ({"twilio_auth_token": ""}, "go together"),
        ({"twilio_account_sid": "SK" + "0" * 32}, "COMMS_TWILIO_ACCOUNT_SID is not one"),
        ({"twilio_account_sid": "AC0"}, "COMMS_TWILIO_ACCOUNT_SID is not one"),
        ({"twilio_timeout": 0}, "COMMS_TWILIO_TIMEOUT is 0"),
        ({"twilio_timeout": 61}, "COMMS_TWILIO_TIMEOUT is 61"),
        ({"mode": "development", "public_url": ""}, "COMMS_PUBLIC_URL must be set: Twilio"),
        ({"public_url": "http://comms.fenland.example"}, "COMMS_PUBLIC_URL must be set to the https://"),
    ],
)
def test_a_fault_in_how_texts_go_out_is_one_sentence(changes: dict[str, str | int], said: str) -> None:
    (fault,) = check_settings(replace(WITH_TWILIO, **changes))  # type: ignore[arg-type]
    assert said in fault


def test_half_an_account_is_none() -> None:
    assert not replace(WITH_TWILIO, twilio_auth_token="").has_twilio


def test_the_account_comes_from_the_environment(tmp_path: Path) -> None:
    given = {"COMMS_HOME": str(tmp_path), "COMMS_TWILIO_AUTH_TOKEN": "token", "COMMS_TWILIO_TIMEOUT": "5"}
    settings = load_settings(given)
    assert (settings.twilio_auth_token, settings.twilio_timeout) == ("token", 5)
