"""Waiting for the worker's translation. A request never runs the engine: it asks, looks now and then whether there is
an answer, and says "not yet" where there is none in time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from flask import g, request

from comms.agencies.viewer import Viewer
from comms.foundation.work import WorkSession
from comms.translation.machine import Answer, answers_of, ask_once
from comms.web.door import LOOKING, installation
from comms.web.viewing import viewer

LOOK_EVERY = 0.05  # seconds
NOT_YET = "It is not translated yet. Open this page again in a moment."


def translated_by_worker(
    texts: Sequence[str],
    source: str,
    target: str,
    seconds: float,
    names: Sequence[str] = (),
    *,
    asker: Viewer | None = None,
) -> list[Answer] | None:
    """The worker's answers, one for each text in their order, or None where it has not answered within so many seconds:
    then the screen says ``NOT_YET``. ``asker`` is whoever asks, where nobody is signed in. A person who asks the same
    again asks for nothing new while that waits, or just after it was answered.

    It is asked in a unit of work of its own. A request that changes something must ask before it does: what waits to
    be written would keep everybody else from writing meanwhile, so that raises ``RuntimeError``. Raises ``BadInput``
    and ``NotFound`` as ``ask`` does.
    """
    who = asker or viewer()
    _let_others_write()
    with installation().database.work() as asking:
        job_id = ask_once(asking, who, texts, source, target, g.now, names=names).id
    until = time.monotonic() + seconds
    while True:
        with installation().database.reading() as looking:
            answers = answers_of(looking, who, job_id)
        if answers is not None or time.monotonic() >= until:
            return answers
        time.sleep(LOOK_EVERY)


def _let_others_write() -> None:
    """Give back the write lock that this request holds, where it has written nothing yet. What it has looked at stays
    noted."""
    if request.method in LOOKING or "work" not in g:
        return
    session: WorkSession = g.work
    noted = session.info.get("audit_waiting", [])
    if session.new or session.dirty or session.deleted or not all(line.is_look for line in noted):
        raise RuntimeError("A translation was asked for after something was changed in the same request.")
    session.rollback()
    session.info["audit_waiting"] = noted
