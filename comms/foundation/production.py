"""What production refuses: secrets that were never set or anybody would try, and doors that were left open."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from comms.foundation.settings import Settings

# A file that ``comms demo`` leaves in its home, with the password of its made-up staff.
DEMO_MARK = "demo-password"
# The address that the settings come with as an example.
EXAMPLE_ADDRESS = "https://comms.example.org"
SHORTEST_SECRET, SHORTEST_PASSWORD, FEWEST_LETTERS = 32, 8, 8
# None of these comes up by chance in a secret that was drawn: each has six letters or more.
GUESSED = (
    "changeme", "change-me", "change_me", "change this", "password", "secret", "letmein", "default", "example",
    "insecure", "qwerty", "123456", "abcdef", "replace",
)  # fmt: skip
SECRETS = ("secret_key", "master_key", "master_key_before", "backup_key", "smtp_password", "twilio_auth_token")
DRAW = {
    "secret_key": "openssl rand -base64 48", "master_key": "openssl rand -base64 32",
    "backup_key": "openssl rand -base64 32",
}  # fmt: skip


def production_faults(settings: Settings) -> list[str]:
    """What keeps these settings out of production, a sentence each with what to do."""
    return _address_faults(settings) + _secret_faults(settings) + _place_faults(settings)


def _address_faults(settings: Settings) -> list[str]:
    faults = []
    if not settings.public_url.startswith("https://"):
        faults.append("COMMS_PUBLIC_URL must be set to the https:// address people use.")
    elif settings.address == EXAMPLE_ADDRESS:
        faults.append("COMMS_PUBLIC_URL is the example's. Set it to the https:// address people use.")
    if settings.proxies < 1:
        faults.append(
            "COMMS_PROXIES must say how many reverse proxies stand before the service, usually 1. Without it everybody "
            "seems to come from one address, and one who guesses passwords shuts all out."
        )
    if settings.log_level == "DEBUG":
        faults.append("COMMS_LOG_LEVEL is DEBUG, which writes what nobody may read. Set it to INFO.")
    if os.environ.get("FLASK_DEBUG", "").lower() not in {"", "0", "false", "no"}:
        faults.append("FLASK_DEBUG is set: its error pages show the insides of the service. Take it away.")
    return faults


def _secret_faults(settings: Settings) -> list[str]:
    faults = []
    if len(settings.secret_key) < SHORTEST_SECRET:
        faults.append(f"COMMS_SECRET_KEY must be set, 32 characters or more. Make one with: {DRAW['secret_key']}")
    elif what := weakness(settings.secret_key):
        faults.append(f"COMMS_SECRET_KEY {what}. Make one with: {DRAW['secret_key']}")
    faults += [
        f"COMMS_{name.upper()} {what}. Ask whoever gave it to you for a new one."
        for name in ("smtp_password", "twilio_auth_token")
        if getattr(settings, name) and (what := weakness(getattr(settings, name), short=True))
    ]
    if _guessable_database(settings):
        faults.append("COMMS_DATABASE_URL has a password that anybody would try. Give the database's user another.")
    given: dict[str, str] = {}
    for name in SECRETS:
        if (text := getattr(settings, name)) and text in given:
            also = f"COMMS_{name.upper()} is the same as COMMS_{given[text].upper()}"
            faults.append(f"{also}. Make another: {DRAW.get(name, DRAW['secret_key'])}")
        given.setdefault(text, name)
    return faults


def weakness(secret: str, *, short: bool = False) -> str:
    """Why somebody could guess a secret, as the end of a sentence; nothing where nobody can. ``short`` ones, which
    others chose, are only held against the words that everybody tries."""
    if any(word in secret.lower() for word in GUESSED):
        return "has a word in it that everybody tries"
    if short:
        return ""
    if len(set(secret)) < FEWEST_LETTERS:
        return "is made of the same few letters"
    if (secret + secret).find(secret, 1) < len(secret):
        return "says the same over and over"
    return ""


def _guessable_database(settings: Settings) -> bool:
    try:
        address = make_url(settings.database)
    except ArgumentError:
        # Said by the check of the address itself.
        return False
    password = str(address.password or "")
    too_short = len(password) < SHORTEST_PASSWORD or password == address.username
    return bool(password) and (too_short or bool(weakness(password, short=True)))


def _place_faults(settings: Settings) -> list[str]:
    faults = []
    keys, backups = (settings.home / "keys").resolve(), settings.backup_folder.resolve()
    if keys == backups or keys in backups.parents or backups in keys.parents:
        faults.append(
            f"COMMS_BACKUP_DIR is {backups}, and the keys lie in {keys}: whoever gets a backup would have its keys. "
            "Choose a folder apart from them."
        )
    if (settings.home / DEMO_MARK).exists():
        faults.append(f"{settings.home} was made by comms demo, whose secrets are known. Set another COMMS_HOME.")
    database = make_url(settings.database).database if settings.database.startswith("sqlite:///") else None
    if database and others_can_read(Path(database)):
        faults.append(f"{database} can be read by everybody on this machine. Run: chmod 600 {database}")
    file = settings.home / "comms.toml"
    if others_can_read(file) and any(line.lstrip().startswith(SECRETS) for line in file.read_text("utf-8").split("\n")):
        faults.append(f"{file} holds a secret and can be read by everybody on this machine. Run: chmod 600 {file}")
    return faults


def others_can_read(path: Path) -> bool:
    """Whether everybody on the machine can read a file: its own permissions, and those of each folder on the way."""
    try:
        if not path.exists() or not path.stat().st_mode & stat.S_IROTH:
            return False
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    except PermissionError:
        return False


def home_faults(settings: Settings) -> list[str]:
    """What is wrong with starting in this mode on what the home holds; nothing in a home that the mode has made."""
    if settings.mode == "demo" and not (settings.home / DEMO_MARK).exists():
        what = f"COMMS_MODE is demo, and what is in {settings.home} was not made by comms demo."
        return [f"{what} Take COMMS_MODE away, or set another COMMS_HOME and run comms demo."]
    return []
