"""Doing the work: one row is one unit of work. What fails is put back, and after some tries waits for a person."""

from __future__ import annotations

import logging
from uuid import UUID

from comms.foundation.audit import write_anchor
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.pulse import mark_sweep
from comms.foundation.work_item import claim, due_rows, finish, give_up, put_back
from comms.worker.kinds import KINDS

logger = logging.getLogger(__name__)


class Worker:
    """Works for one installation."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.database = installation.database

    def act(self, kind: str, row: UUID) -> None:
        """Do one row's work if it is due. A failure is logged and tried again; nothing is dropped."""
        if kind not in KINDS:
            logger.error("There is no such kind of work.", extra={"kind": kind})
            return
        record = KINDS[kind].record
        with self.database.work() as session:
            now = utc_now()
            token = claim(session, record, row, now)
            if token is None:
                if give_up(session, record, row, now):
                    KINDS[kind].left(session, row, now)
                return
        try:
            with self.database.work() as session:
                KINDS[kind].act(session, row, utc_now())
                finish(session, record, row, token)
        except Exception:
            logger.exception("Work failed.", extra={"kind": kind, "row": str(row)})
            with self.database.work() as session:
                now = utc_now()
                if put_back(session, record, row, token, now):
                    KINDS[kind].left(session, row, now)

    def sweep(self) -> None:
        """Hint whatever is due, write the audit's anchor, and leave a pulse."""
        now = utc_now()
        for name, kind in KINDS.items():
            with self.database.reading() as session:
                rows = due_rows(session, kind.record, now)
            for row in rows:
                self.installation.queue.hint(name, row)
        with self.database.reading() as session:
            write_anchor(session, self.installation.settings.home / "audit-anchors", now)
        mark_sweep(self.installation.settings.home, now)
