"""When the trail's head is written down, and where: in a file in the home, and in a second place where one is set.

The worker does it each minute. Whoever commits entries while the last anchor is older than that does it too, so that
a trail has anchors though the worker is dead.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.foundation.audit.anchors import NAME, Head, anchor_key, write_down
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.locks import keyring_of

logger = logging.getLogger(__name__)

# What was cut off is found up to the last anchor, so this is how much of the newest can be lost without a trace.
EVERY = timedelta(seconds=60)


def anchor_files(home: Path, second: str = "") -> tuple[Path, ...]:
    """The files of an installation: the one in its home, and the one in the second place where that is set. A folder
    as the second place holds a file of the same name."""
    if not second:
        return (home / NAME,)
    place = Path(second)
    return home / NAME, place / NAME if place.is_dir() else place


class Anchors:
    """Where the heads of one installation's trail are written down."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = tuple(files)
        self._last: datetime | None = None

    def after_commit(self, head: Head, key: bytes) -> None:
        """Write the head down where the last time is a minute ago or more."""
        if self._last is None or abs(head.at - self._last) >= EVERY:
            self.write(head, key)

    def write(self, head: Head, key: bytes, *, restored: bool = False) -> bool:
        """Write the head down in each place; whether that went well. A place that cannot be written costs neither the
        work that was done nor the other place: it is logged, and shows in the anchor's age."""
        well = True
        for number, path in enumerate(self.files):
            try:
                if number == 0:
                    path.parent.mkdir(parents=True, exist_ok=True)
                write_down(path, head, key, restored=restored)
            except OSError:
                well = False
                logger.exception("The audit's anchor could not be written.", extra={"place": number + 1})
        self._last = head.at
        return well

    def head(self, session: Session, now: datetime) -> Head | None:
        """The head that the database has now, None where there is no entry yet."""
        found = session.execute(
            select(AuditEntry.number, AuditEntry.link).order_by(AuditEntry.number.desc()).limit(1)
        ).one_or_none()
        return None if found is None else Head(found.number, found.link, now)

    def write_head(self, session: Session, now: datetime, *, restored: bool = False) -> int:
        """Write down the head that the database has now; its number, 0 where there is none. ``restored`` says that a
        backup was just put back: what was anchored of later entries holds no longer."""
        head = self.head(session, now)
        if head is None:
            return 0
        self.write(head, anchor_key(keyring_of(session).audit_key(session)), restored=restored)
        return head.number


def write_anchor(session: Session, path: Path, now: datetime) -> int:
    """Write the chain's head to one file outside the database; the head's number, 0 where there is none."""
    return Anchors((path,)).write_head(session, now)
