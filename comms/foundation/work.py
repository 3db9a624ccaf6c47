"""The unit of work: one commit for each request, command or job, made at its door.

Leaving without success rolls back. Hints to the queue go out only after the commit; the audit's entries are the last
thing written before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from comms.foundation.audit.anchoring import Anchors
from comms.foundation.audit.trail import forget_waiting_entries, write_waiting_entries
from comms.foundation.db import READ_ONLY, check_lengths
from comms.foundation.locks import Keyring, close_waiting_values

logger = logging.getLogger(__name__)

# Called with a kind and a row; with the moment too where that lies ahead.
Hint = Callable[..., None]


class WorkSession(Session):
    """A session that locks values, keeps the audit and hints the queue by itself."""

    def begin_nested(self) -> NoReturn:
        """Refused: rolled back to a savepoint, the audit and the hints of what stays would be lost."""
        raise RuntimeError("A unit of work has no savepoints: it is kept whole, or not at all.")

    def close(self) -> None:
        """Give the connection back. What was not committed is gone, and the keys made for it."""
        super().close()
        _forget(self)


class Database:
    """The database of one installation. ``hint`` is told of work after a commit; by default nobody is. ``address`` is
    where people reach the installation, for the links that stand in messages; ``packages`` where its translation
    packages lie; ``anchors`` where the head of its audit is written down."""

    def __init__(
        self, engine: Engine, keyring: Keyring, hint: Hint | None = None, address: str = "",
        packages: Path | None = None, anchors: Anchors | None = None,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.keyring = keyring
        self.hint = hint
        self.address = address
        self.packages = packages
        self.anchors = anchors or Anchors(())
        self._sessions = sessionmaker(engine, class_=WorkSession, expire_on_commit=False)

    def session(self) -> WorkSession:
        """A new session; whoever asks for it closes it."""
        session = self._sessions()
        session.info.update(
            keyring=self.keyring, hints=[], hint=self.hint, address=self.address, packages=self.packages,
            anchors=self.anchors,
        )  # fmt: skip
        return session

    @contextmanager
    def work(self) -> Iterator[WorkSession]:
        """A unit of work: commits when the block ends well, rolls back when it does not."""
        with self.session() as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[WorkSession]:
        """A session for questions that change nothing: it takes no write lock and is always rolled back."""
        with self.session() as session:
            session.info["reading"] = True
            session.connection(execution_options={READ_ONLY: True})
            try:
                yield session
            finally:
                session.rollback()


def address_of(session: Session) -> str:
    """Where people reach the installation this session belongs to, without a trailing slash."""
    return str(session.info.get("address", ""))


def packages_of(session: Session) -> Path | None:
    """Where the translation packages of the installation lie; None for a session of none."""
    found: Path | None = session.info.get("packages")
    return found


def hint_after_commit(session: Session, kind: str, row: UUID, at: datetime | None = None) -> None:
    """Ask the worker to look at a row once it is committed, or at a moment after. A lost hint costs a minute, never the
    work."""
    session.info.setdefault("hints", []).append((kind, row) if at is None else (kind, row, at))


@event.listens_for(WorkSession, "before_flush")
def _lock_values(session: WorkSession, *_: Any) -> None:
    for record in [*session.new, *session.dirty]:
        check_lengths(record)
        close_waiting_values(session, record)


@event.listens_for(WorkSession, "before_commit")
def _write_audit(session: WorkSession) -> None:
    if session.info.get("reading"):
        raise RuntimeError("A session for reading was about to commit; use Database.work.")
    session.flush()
    write_waiting_entries(session)


@event.listens_for(WorkSession, "after_commit")
def _write_down_head(session: WorkSession) -> None:
    if (written := session.info.pop("audit_head", None)) is not None:
        anchors: Anchors = session.info["anchors"]
        anchors.after_commit(*written)


@event.listens_for(WorkSession, "after_commit")
def _send_hints(session: WorkSession) -> None:
    hints, session.info["hints"] = session.info.get("hints", []), []
    send: Hint | None = session.info.get("hint")
    for kind, row, *at in hints:
        if send is None:
            return
        try:
            send(kind, row, *at)
        except Exception:
            # The sweep finds the row within a minute; the work is safe, so the commit must not look failed.
            logger.warning("A hint could not be given.", extra={"kind": kind, "row": str(row)}, exc_info=True)


@event.listens_for(WorkSession, "after_soft_rollback")
def _forget(session: WorkSession, _: Any = None) -> None:
    forget_waiting_entries(session)
    session.info["hints"] = []
    # A data key made in this transaction is gone with it; to lock with it again would lose the value.
    session.info.pop("opened_keys", None)
    session.info.pop("wrapping_key", None)


@event.listens_for(WorkSession, "after_commit")
def _ask_again_for_the_master_key(session: WorkSession) -> None:
    session.info.pop("wrapping_key", None)
