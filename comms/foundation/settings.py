"""What an installation can set: environment variables ``COMMS_*`` over one TOML file, ``comms.toml`` in its home."""

from __future__ import annotations

import base64
import binascii
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from comms.foundation.errors import Misconfigured
from comms.foundation.production import production_faults

MODES = ("demo", "development", "production")
MOST_PORT = 65535
MOST_PROXIES = 5
SMTP_SECURITY = ("starttls", "tls", "none")
HERE = ("127.0.0.1", "::1", "localhost")
# A worker holds an e-mail for five minutes; speaking with a server takes several answers.
MOST_TIMEOUT = 60
# A name with a dot and letters at its end: no address in figures, no scheme, no port.
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next. Empty text means "the embedded default". What is
    secret, or may have a password in it, does not show when the settings are printed."""

    home: Path = Path("var")
    mode: str = "development"
    database_url: str = field(default="", repr=False)
    queue_url: str = field(default="", repr=False)
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int = 9100
    # How many reverse proxies stand before the service; of the addresses that they add, so many are believed.
    proxies: int = 0
    workers: int = 2
    log_level: str = "INFO"
    master_key: str = field(default="", repr=False)
    master_key_before: str = field(default="", repr=False)
    backup_key: str = field(default="", repr=False)
    backup_dir: str = ""
    secret_key: str = field(default="", repr=False)
    session_idle_minutes: int = 60
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_timeout: int = 30
    calendar_hosts: str = ""
    directory_hosts: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = field(default="", repr=False)
    twilio_timeout: int = 10
    translation_dir: str = ""
    translation_beam: int = 4
    translation_memory_mb: int = 512
    # A second file, or a folder for one, on another machine's disk: where the audit's head is written down too.
    audit_anchors: str = ""

    @property
    def database(self) -> str:
        """The address of the database; one SQLite file in the home unless set."""
        return self.database_url or f"sqlite:///{(self.home / 'comms.sqlite').resolve()}"

    @property
    def queue(self) -> str:
        """The address of the queue: ``sqlite:///``, ``redis://`` or ``postgresql://``."""
        return self.queue_url or f"sqlite:///{(self.home / 'queue.sqlite').resolve()}"

    @property
    def address(self) -> str:
        """Where people reach the service, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def calendar_host_names(self) -> tuple[str, ...]:
        """The hosts that calendars may be read from; none unless set."""
        return tuple(host.strip().lower() for host in self.calendar_hosts.split(",") if host.strip())

    @property
    def directory_host_names(self) -> tuple[str, ...]:
        """The hosts that agencies' directories may be spoken to at; none unless set."""
        return tuple(host.strip().lower() for host in self.directory_hosts.split(",") if host.strip())

    @property
    def backup_folder(self) -> Path:
        """Where backups go; in the home unless set."""
        return Path(self.backup_dir).resolve() if self.backup_dir else self.home / "backups"

    @property
    def translation_folder(self) -> Path:
        """Where the translation packages lie; in the home unless set."""
        return Path(self.translation_dir).resolve() if self.translation_dir else self.home / "translation"

    @property
    def has_twilio(self) -> bool:
        """Whether texts and calls go out by Twilio; without an account texts lie in the outbox."""
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def secure(self) -> bool:
        """Whether people reach the service over https, so that cookies may demand it."""
        return self.address.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Raises ``Misconfigured`` naming the setting when a value cannot be read."""
    environ = os.environ if environ is None else environ
    home = Path(environ.get("COMMS_HOME") or "var").resolve()
    given: dict[str, Any] = _from_file(home / "comms.toml")
    for one in fields(Settings):
        if (text := environ.get(f"COMMS_{one.name.upper()}")) is not None:
            given[one.name] = text
    settings = Settings()
    for name, value in given.items():
        settings = replace(settings, **{name: _read(name, value)})
    return replace(settings, home=home)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Misconfigured(f"{path} cannot be read: {fault}.", "Correct the line it names.") from fault
    known = {one.name for one in fields(Settings)}
    if unknown := sorted(set(given) - known):
        raise Misconfigured(
            f"{path} has a setting that does not exist: {', '.join(unknown)}.",
            f"Settings are: {', '.join(sorted(known))}.",
        )
    return given


def _read(name: str, value: Any) -> Any:
    kind = type(getattr(Settings(), name))
    if kind is int:
        try:
            return int(value)
        except (TypeError, ValueError) as fault:
            raise Misconfigured(f"COMMS_{name.upper()} is {value!r}, not a whole number.", "Give digits.") from fault
    return Path(value) if name == "home" else str(value)


def check_settings(settings: Settings) -> list[str]:
    """What is wrong with the settings, a sentence each; empty when the service may start."""
    faults = []
    if settings.mode not in MODES:
        faults.append(f"COMMS_MODE is {settings.mode!r}. It is one of: {', '.join(MODES)}.")
    if settings.log_level not in LOG_LEVELS:
        faults.append(f"COMMS_LOG_LEVEL is {settings.log_level!r}. It is one of: {', '.join(LOG_LEVELS)}.")
    if not settings.database.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://")):
        faults.append("COMMS_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if not settings.queue.startswith(("sqlite:///", "redis://", "postgresql://")):
        faults.append("COMMS_QUEUE_URL must begin with sqlite:///, redis:// or postgresql://.")
    faults += [
        f"COMMS_{name.upper()} is {port}. A port is a number from 1 to 65535."
        for name in ("port", "metrics_port", "smtp_port")
        if not 1 <= (port := getattr(settings, name)) <= MOST_PORT
    ]
    if not 5 <= settings.session_idle_minutes <= 600:
        faults.append(f"COMMS_SESSION_IDLE_MINUTES is {settings.session_idle_minutes}. Give minutes from 5 to 600.")
    if not 0 <= settings.proxies <= MOST_PROXIES:
        faults.append(f"COMMS_PROXIES is {settings.proxies}. Give how many reverse proxies stand before the service.")
    if settings.workers < 1:
        faults.append(f"COMMS_WORKERS is {settings.workers}. At least one is needed, or nothing is ever printed.")
    faults += _key_faults(settings)
    faults += _mail_faults(settings)
    faults += _carrier_faults(settings)
    faults += _host_faults(settings)
    faults += _engine_faults(settings)
    if settings.mode == "production":
        faults += production_faults(settings)
    return faults


def _key_faults(settings: Settings) -> list[str]:
    faults = []
    if settings.master_key and not _is_key(settings.master_key):
        faults.append("COMMS_MASTER_KEY must be 32 bytes in base64. Make one with: openssl rand -base64 32")
    faults += [
        f"COMMS_{name.upper()} must be keys of 32 bytes in base64, with commas between."
        for name in ("master_key_before", "backup_key")
        if not all(_is_key(key.strip()) for key in getattr(settings, name).split(",") if key.strip())
    ]
    return faults


def _host_faults(settings: Settings) -> list[str]:
    faults = [
        f"COMMS_CALENDAR_HOSTS has {host!r}. Give names of hosts with commas between, like calendar.example.org."
        for host in settings.calendar_host_names
        if not HOST.fullmatch(host)
    ]
    faults += [
        f"COMMS_DIRECTORY_HOSTS has {host!r}. Give names of hosts with commas between, like login.example.org."
        for host in settings.directory_host_names
        if not HOST.fullmatch(host) and (settings.mode == "production" or host not in HERE)
    ]
    return faults


def _mail_faults(settings: Settings) -> list[str]:
    """What is wrong with how e-mail is sent; nothing where no mail server is set."""
    if not settings.smtp_host:
        return []
    faults = []
    if settings.smtp_security not in SMTP_SECURITY:
        faults.append(f"COMMS_SMTP_SECURITY is {settings.smtp_security!r}. It is one of: {', '.join(SMTP_SECURITY)}.")
    if settings.smtp_security == "none" and settings.smtp_host not in HERE:
        faults.append("COMMS_SMTP_SECURITY may be none only for a mail server on this machine: letters are personal.")
    if "@" not in settings.smtp_from or not settings.smtp_from.isascii():
        faults.append("COMMS_SMTP_FROM must be the address the mail server knows us by, like letters@school.example.")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        faults.append("COMMS_SMTP_USER and COMMS_SMTP_PASSWORD go together. Set both, or neither.")
    if not 1 <= settings.smtp_timeout <= MOST_TIMEOUT:
        faults.append(f"COMMS_SMTP_TIMEOUT is {settings.smtp_timeout}. Give seconds from 1 to {MOST_TIMEOUT}.")
    return faults


def _carrier_faults(settings: Settings) -> list[str]:
    """What is wrong with how texts and calls go out; nothing where no account is set."""
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if not sid and not token:
        return []
    faults = []
    if not sid or not token:
        faults.append("COMMS_TWILIO_ACCOUNT_SID and COMMS_TWILIO_AUTH_TOKEN go together. Set both, or neither.")
    if sid and not ACCOUNT_SID.fullmatch(sid):
        faults.append("COMMS_TWILIO_ACCOUNT_SID is not one: AC, and 32 figures or letters from a to f after it.")
    if not 1 <= settings.twilio_timeout <= MOST_TIMEOUT:
        faults.append(f"COMMS_TWILIO_TIMEOUT is {settings.twilio_timeout}. Give seconds from 1 to {MOST_TIMEOUT}.")
    if not settings.public_url:
        faults.append("COMMS_PUBLIC_URL must be set: Twilio reports to it, and signs every request over it.")
    return faults


def _engine_faults(settings: Settings) -> list[str]:
    """What is wrong with how the translation engine is set."""
    faults = []
    if not 1 <= settings.translation_beam <= 10:
        faults.append(f"COMMS_TRANSLATION_BEAM is {settings.translation_beam}. Give a number from 1 to 10.")
    if settings.translation_memory_mb < 1:
        faults.append(f"COMMS_TRANSLATION_MEMORY_MB is {settings.translation_memory_mb}. Give at least 1.")
    return faults


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
