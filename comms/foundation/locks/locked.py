"""Values that stand in the database only locked (encrypted), under the data key of the person or case they belong to.

A record names the column and the owner::

    class ContactPoint(Record):
        value_locked: Mapped[bytes]
        value = locked_text()

        @property
        def lock_owner(self) -> UUID:
            return self.person_id

The open value lives only in memory. It is locked when the session writes and opened when it is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import event, inspect
from sqlalchemy.orm import object_session

from comms.foundation.db import Record
from comms.foundation.locks.keyring import keyring_of

T = TypeVar("T")


class Locked(Generic[T]):
    """A descriptor beside a column ``<name>_locked``: reads open, writes lock. None stays None."""

    def __init__(self, close: Callable[[T], bytes], open_: Callable[[bytes], T]) -> None:
        self.close, self.open = close, open_
        self.name = self.column = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.column = name, f"{name}_locked"

    @overload
    def __get__(self, record: None, owner: type) -> Locked[T]: ...
    @overload
    def __get__(self, record: Record, owner: type) -> T: ...

    def __get__(self, record: Record | None, owner: type) -> Locked[T] | T:
        if record is None:
            return self
        waiting = record.__dict__.get("_open_values", {})
        if self.name in waiting:
            value: T = waiting[self.name]
            return value
        stored = getattr(record, self.column)
        if stored is None:
            return None  # type: ignore[return-value]
        session = object_session(record)
        if session is None:
            raise RuntimeError(f"{type(record).__name__}.{self.name} is locked and its record has left the session.")
        plain = keyring_of(session).open(session, record.lock_owner, self._place(record), stored)  # type: ignore[attr-defined]
        return self.open(plain)

    def __set__(self, record: Record, value: T | None) -> None:
        record.__dict__.setdefault("_open_values", {})[self.name] = value
        # A fresh marker makes the session see the change; close_waiting replaces it before anything is written.
        setattr(record, self.column, None if value is None else os.urandom(8))

    def _place(self, record: Record) -> bytes:
        return (
            f"{record.__tablename__}|{self.column}|{inspect(record).mapper.primary_key_from_instance(record)}".encode()
        )

    def close_waiting(self, session: Any, record: Record) -> None:
        """Lock the value that waits in memory, and forget the open one once it is stored."""
        value = record.__dict__["_open_values"].pop(self.name)
        if value is not None:
            locked = keyring_of(session).close(session, record.lock_owner, self._place(record), self.close(value))  # type: ignore[attr-defined]
            setattr(record, self.column, locked)


def close_waiting_values(session: Any, record: Record) -> None:
    """Lock every value of a record that waits in memory."""
    for name in list(record.__dict__.get("_open_values", ())):
        getattr(type(record), name).close_waiting(session, record)


@event.listens_for(Record, "expire", propagate=True)
def _forget_waiting_values(record: Record | None, names: Any) -> None:
    # A roll-back expires every record; what it undid must not be written by the next flush. A record that nobody
    # holds any more comes as None.
    if record is not None and names is None:
        record.__dict__.pop("_open_values", None)


def locked_text() -> Locked[str]:
    """A locked text."""
    return Locked(lambda text: text.encode(), lambda plain: plain.decode())


def locked_bytes() -> Locked[bytes]:
    """A locked file."""
    return Locked(bytes, bytes)


def locked_json() -> Locked[Any]:
    """A locked value of JSON's types."""
    return Locked(
        lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(),
        json.loads,
    )
