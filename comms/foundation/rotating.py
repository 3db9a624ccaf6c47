"""Changing the master key of an installation that goes on working, and putting an older one away afterwards."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from comms.foundation.audit import Actor, note
from comms.foundation.errors import CommsError, Refused
from comms.foundation.locks import MasterKey, key_file, load_master_keys
from comms.foundation.locks.key_file import drawn_key, read_key_file, write_key_file
from comms.foundation.locks.master import PURPOSE
from comms.foundation.locks.rotation import (
    Wrapped,
    change_over,
    let_go_of_old_wrappings,
    what_is_wrapped,
    wrap_some_anew,
)
from comms.foundation.private_file import private_folder
from comms.foundation.settings import Settings
from comms.foundation.work import Database

# Others write between two batches; SQLite lets whoever asks first go on.
BREATH = 0.02  # seconds
# Work that makes data keys and does not end holds the change up so long at most: a large import takes minutes.
TRIES = 300
BETWEEN_TRIES = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done: the master key that everything stands under now, and how many data keys were wrapped anew."""

    master: MasterKey
    wrapped: int


def rotate(settings: Settings, database: Database, now: datetime) -> Rotated:
    """Wrap every data key under the newest master key, and make a new one first unless a rotation was left unfinished.

    Others go on reading and writing. Ends only when no data key is left under another master key. Raises ``Refused``
    where another rotation runs, or where the keys come from the settings and no new one is set; ``CommsError`` when
    the work of others does not let the change happen.
    """
    with _one_at_a_time(settings):
        master = _key_to_wrap_under(settings, database, now)
        done = int(_change_over(database, master, now))
        while (left := _left(database, master)) > 0:
            with database.work() as session:
                some = wrap_some_anew(session, database.keyring, master)
            done += some
            if some == 0 and left == _left(database, master):
                # All that is left is in somebody's hands.
                time.sleep(BETWEEN_TRIES)
            time.sleep(BREATH)
        if done:
            let_go_of_old_wrappings(database.engine)
            with database.work() as session:
                detail = {"to": master.name, "data_keys": done}
                note(session, Actor("system"), "finish rotation", ("master key", None), now, detail)
        return Rotated(master, done)


def _key_to_wrap_under(settings: Settings, database: Database, now: datetime) -> MasterKey:
    newest, wrapped = load_master_keys(settings)[0], _wrapped(database)
    if wrapped.in_use not in {None, newest.name} or wrapped.left(newest):
        return newest
    if settings.master_key:
        raise Refused(
            "Every data key stands under COMMS_MASTER_KEY already.",
            "Set COMMS_MASTER_KEY to a new key (openssl rand -base64 32) and COMMS_MASTER_KEY_BEFORE to the one until "
            "now, start web and workers again one after the other, and then run comms keys rotate once more.",
        )
    master = drawn_key(PURPOSE, now)
    # The file first: whoever meets the new name in the database finds it there.
    write_key_file(key_file(settings), (master, *_in_file(settings)))
    return master


def _in_file(settings: Settings) -> Sequence[MasterKey]:
    return read_key_file(key_file(settings), PURPOSE)


def _change_over(database: Database, master: MasterKey, now: datetime) -> bool:
    for _ in range(TRIES):
        if _wrapped(database).in_use == master.name:
            return False
        with database.work() as session:
            if change_over(session, database.keyring, master):
                note(session, Actor("system"), "rotate master key", ("master key", None), now, {"to": master.name})
                return True
        time.sleep(BETWEEN_TRIES)
    raise CommsError(
        "Other work makes data keys and does not end, so the master key could not be changed yet. Nothing is lost.",
        "Run comms keys rotate again when no large import is running.",
    )


def older_keys(settings: Settings, database: Database) -> Sequence[MasterKey]:
    """The master keys in the key file that nothing needs any more. Raises ``Refused`` while a data key stands under
    one of them, or is made under it, and where the keys come from the settings."""
    if settings.master_key:
        raise Refused(
            "The master keys here come from the settings.",
            "Once comms keys status shows no data key under the older one, take COMMS_MASTER_KEY_BEFORE away.",
        )
    newest, *older = _in_file(settings)
    wrapped = _wrapped(database)
    if wrapped.in_use not in {None, newest.name} or wrapped.left(newest):
        raise Refused(
            f"{wrapped.left(newest)} data keys still stand under an older master key.", "Run: comms keys rotate"
        )
    return older


def retire(settings: Settings, database: Database, now: datetime) -> Sequence[MasterKey]:
    """Take the older master keys out of the key file; those that were. Raises as ``older_keys`` does."""
    with _one_at_a_time(settings):
        older = older_keys(settings, database)
        if older:
            with database.work() as session:
                detail = {"names": [key.name for key in older]}
                note(session, Actor("system"), "retire master key", ("master key", None), now, detail)
            write_key_file(key_file(settings), _in_file(settings)[:1])
        return older


def _wrapped(database: Database) -> Wrapped:
    with database.reading() as session:
        return what_is_wrapped(session)


def _left(database: Database, master: MasterKey) -> int:
    return _wrapped(database).left(master)


@contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[None]:
    folder = key_file(settings).parent
    private_folder(folder)
    with (folder / "rotating.lock").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Refused("The keys are being changed by another command.", "Wait until it has ended.") from fault
        yield
