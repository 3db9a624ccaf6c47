"""Opening an installation: its settings, keys, database and queue, put together in one place."""

from __future__ import annotations

from dataclasses import dataclass

from comms.foundation.db import make_engine
from comms.foundation.locks import Keyring, load_master_key
from comms.foundation.queue import Queue, make_queue
from comms.foundation.settings import Settings
from comms.foundation.work import Database


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation, opened."""

    settings: Settings
    database: Database
    queue: Queue


def open_installation(settings: Settings) -> Installation:
    """Open an installation that was set up before. Raises ``Misconfigured`` when it has no master key."""
    queue = Queue(make_queue(settings))
    keyring = Keyring(load_master_key(settings))
    engine = make_engine(settings.database)
    database = Database(engine, keyring, queue.hint, settings.address, settings.translation_folder)
    return Installation(settings, database, queue)
