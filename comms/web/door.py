"""The door of every request: one unit of work, committed here and nowhere else.

A page that is only looked at reads without the write lock; that it was looked at is written in a short transaction of
its own before the page leaves, so that nobody sees what the audit did not note. So it is with a form that comes back
for correction: what was to change is rolled back, and that a person's record was seen stays on record.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from werkzeug.local import LocalProxy

from comms.foundation.audit import Actor, note
from comms.foundation.clock import utc_now
from comms.foundation.db import READ_ONLY
from comms.foundation.logs import request_reference
from comms.foundation.opening import Installation
from comms.foundation.work import WorkSession
from comms.web.uploads import HEARING, SMALL_UPLOAD, most_bytes

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


def installation() -> Installation:
    """The installation this application serves."""
    return cast("Installation", current_app.extensions["comms"])


def work() -> WorkSession:
    """The session of this request, opened when it is first asked for."""
    if "work" not in g:
        g.work = installation().database.session()
        if request.method in LOOKING:
            g.work.connection(execution_options={READ_ONLY: True})
    session: WorkSession = g.work
    return session


work_proxy: WorkSession = LocalProxy(work)  # type: ignore[assignment]


def after_commit(do: Callable[[], object]) -> None:
    """Have something done when this request is committed, and before its answer leaves: the outside world is spoken to
    when what led to it is on record. What comes of it is put down in a unit of work of its own. Where the request is
    rolled back, nothing is done."""
    g.setdefault("afterwards", []).append(do)


def open_door(app: Flask) -> None:
    """Give every request a reference, a moment, a session and an end."""

    @app.before_request
    def begin() -> None:
        request.max_content_length = most_bytes(request.endpoint)
        if request.blueprint in HEARING:
            request.max_form_memory_size = SMALL_UPLOAD
        g.now = utc_now()
        g.reference = secrets.token_hex(4).upper()
        request_reference.set(g.reference)

    @app.after_request
    def end(response: Response) -> Response:
        if "work" in g:
            try:
                _end_work(response)
            except BaseException:
                # What was about to leave stays here, and a file that was opened for it is closed.
                response.close()
                raise
        return response

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        session = g.pop("work", None)
        if session is not None:
            session.close()


def _end_work(response: Response) -> None:
    if response.status_code >= 400 or request.method in LOOKING:
        _write_looks(g.work, everything=response.status_code < 400)
        return
    g.work.commit()
    g.kept = True
    for do in g.pop("afterwards", ()):
        do()


def _write_looks(session: WorkSession, *, everything: bool) -> None:
    looks = [line for line in session.info.get("audit_waiting", []) if everything or line.is_look]
    session.rollback()
    if looks:
        with installation().database.work() as writing:
            writing.info["audit_waiting"] = looks


def note_refusal(actor: Actor, action: str, detail: dict[str, object]) -> None:
    """Note, in a fresh transaction after the roll-back, that something was refused or failed, and at which route. Of
    what its address held only ids are kept: anything else is what somebody typed."""
    ids = {name: str(value) for name, value in (request.view_args or {}).items() if isinstance(value, UUID)}
    known = detail | {"route": request.endpoint or ""} | ({"ids": ids} if ids else {})
    with installation().database.work() as session:
        note(session, actor, action, ("request", None), utc_now(), known)
