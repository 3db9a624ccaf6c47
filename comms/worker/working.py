"""Doing the work: one row is one unit of work. What fails is put back, and after some tries waits for a person."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from comms.agencies.signing_in.sessions import forget_old_sessions
from comms.foundation.audit.rounds import go_round
from comms.foundation.backup import keep_tombstones
from comms.foundation.clock import utc_now
from comms.foundation.db import disk_is_full
from comms.foundation.limits import forget_past_uses
from comms.foundation.locks.rotation import let_go_of_old_wrappings
from comms.foundation.opening import Installation
from comms.foundation.pulse import mark_sweep
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import PAUSE, Work, again, claim, due_rows, finish, give_up, keep, leased_rows, put_back
from comms.worker.kinds import KINDS

logger = logging.getLogger(__name__)

# Whoever goes on with a row lets the queue's other work in after so many turns; where others write, it leaves them
# several times as long as a turn takes.
MOST_TURNS = 200
BREATH = 0.05  # seconds
GOES_ON = frozenset({Work.GO_ON, Work.GO_ON_LEAVING_ROOM})


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
            token = claim(session, record, row, now, KINDS[kind].lease)
            if token is None:
                if give_up(session, record, row, now):
                    KINDS[kind].left(session, row, now)
                return
        try:
            for turn in range(1, MOST_TURNS + 1):
                answer = self._do(kind, row, token, last=turn == MOST_TURNS)
                if answer not in GOES_ON:
                    return
                if answer is Work.GO_ON_LEAVING_ROOM:
                    time.sleep(BREATH)
        except Exception as fault:
            if disk_is_full(fault):
                self._wait_for_room(kind, row, token)
                return
            logger.exception("Work failed.", extra={"kind": kind, "row": str(row)})
            with self.database.work() as session:
                now = utc_now()
                if put_back(session, record, row, token, now):
                    KINDS[kind].left(session, row, now)

    def _do(self, kind: str, row: UUID, token: str, *, last: bool) -> object:
        """One row's work, in one commit; only what changes nothing, and speaking to the outside, is done before it.
        What its action answered; on the ``last`` turn the row is given back to the queue."""
        record, act, first = KINDS[kind].record, KINDS[kind].act, KINDS[kind].first
        made: tuple[object, ...] = ()
        if first is not None:
            with self.database.reading() as session:
                made = (first(session, row),)
        if KINDS[kind].before is not None:
            made = (self._spoken(kind, row, *made),)
        with self.database.work() as session:
            now = utc_now()
            answer = act(session, row, now, *made)
            if isinstance(answer, datetime):
                again(session, record, row, token, answer)
            elif answer in GOES_ON and not last:
                keep(session, record, row, token, now + KINDS[kind].lease)
            elif isinstance(answer, Work):
                again(session, record, row, token, now, attempts=int(answer is Work.MORE_WITH_CARE))
                hint_after_commit(session, kind, row)
            else:
                finish(session, record, row, token)
        return answer

    def _spoken(self, kind: str, row: UUID, *made: object) -> object:
        """What the outside world answered; None where it must not be spoken to, as after a try that never ended, or
        where there is nothing to say."""
        before, speak = KINDS[kind].before, KINDS[kind].speak
        if before is None or speak is None:
            return None
        with self.database.work() as session:
            said = before(session, row, utc_now())
        if said is None or said is False:
            return None
        # What is only allowed was made before; a row that gathers others' work says now what is to be said.
        return speak(self.installation.settings, *made, *(() if said is True else (said,)))

    def _wait_for_room(self, kind: str, row: UUID, token: str) -> None:
        """The disk is full: that is nothing the row did, so it loses none of its tries."""
        logger.critical("The disk is full; this work waits.", extra={"kind": kind, "row": str(row)})
        try:
            with self.database.work() as session:
                again(session, KINDS[kind].record, row, token, utc_now() + PAUSE)
        except DBAPIError:
            # Not even that fits. The lease runs out, and then the row is free again.
            logger.critical("The disk is too full to put work back.", extra={"kind": kind, "row": str(row)})

    def sweep(self) -> None:
        """Hint whatever is due, write the audit's anchor, leave a pulse, check a part of the audit's trail, forget
        counts and sessions that are past, and note outside the database who was erased. What is in somebody's hands is
        hinted for when its lease runs out: they may be dead."""
        now = utc_now()
        for name, kind in KINDS.items():
            with self.database.reading() as session:
                rows, held = due_rows(session, kind.record, now), leased_rows(session, kind.record, now)
            for row in rows:
                self.installation.queue.hint(name, row)
            for row, until in held:
                self.installation.queue.hint(name, row, until)
        home, anchors = self.installation.settings.home, self.database.anchors
        with self.database.reading() as session:
            anchors.write_head(session, now)
        mark_sweep(home, now)
        with self.database.reading() as session:
            go_round(session, home, anchors.files, now)
        with self.database.work() as session:
            forget_past_uses(session, now)
            forget_old_sessions(session, now)
        with self.database.reading() as session:
            erased = keep_tombstones(session, home, now)
        if erased:
            let_go_of_old_wrappings(self.database.engine)
