"""Opening an installation: its settings, keys, database and queue, put together in one place."""

from __future__ import annotations

from dataclasses import dataclass

from comms.foundation.audit.anchoring import Anchors, anchor_files
from comms.foundation.backup import backup_key_file, load_backup_keys
from comms.foundation.db import make_engine
from comms.foundation.errors import Misconfigured
from comms.foundation.locks import Keyring, MasterKeys, key_file, load_master_keys
from comms.foundation.production import home_faults
from comms.foundation.queue import Queue, make_queue
from comms.foundation.settings import Settings, check_settings
from comms.foundation.work import Database


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation, opened."""

    settings: Settings
    database: Database
    queue: Queue


def opening_faults(settings: Settings) -> list[str]:
    """Everything that keeps an installation from being opened, a sentence each: its settings, the mode that does not
    fit its home, and keys that are spoilt, open to others or, in production, not drawn by chance."""
    faults = check_settings(settings) + home_faults(settings)
    for given, path, load in (
        (settings.master_key, key_file(settings), load_master_keys),
        (settings.backup_key, backup_key_file(settings), load_backup_keys),
    ):
        there = bool(given) or path.exists() or path.is_symlink()
        try:
            if there and load(settings)[0].is_weak and settings.mode == "production":
                faults.append(f"The key in {'the settings' if given else path} was not drawn by chance. Make another.")
        except Misconfigured as fault:
            # What a check of the settings says already is not said twice.
            if not given:
                faults.append(str(fault))
    return faults


def open_installation(settings: Settings) -> Installation:
    """Open an installation that was set up before. Raises ``Misconfigured`` when it has no master key."""
    queue = Queue(make_queue(settings))
    keyring = Keyring(MasterKeys(settings))
    engine = make_engine(settings.database)
    anchors = Anchors(anchor_files(settings.home, settings.audit_anchors))
    database = Database(engine, keyring, queue.hint, settings.address, settings.translation_folder, anchors)
    return Installation(settings, database, queue)
