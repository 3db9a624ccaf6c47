"""The door for other programs: a key in the header, counted and noted before anything is looked at.

A browser's cookie opens nothing here, so no page elsewhere can ask in a member of staff's name; and a key opens no
screen. Each request is let in by a short unit of work of its own, so that it counts whatever becomes of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException, InternalServerError

from comms.agencies.api_key import BadKey, Scope, TooManyRequests
from comms.agencies.api_keys.actions import let_in, note_too_often
from comms.agencies.viewer import Viewer
from comms.foundation.db import DiskFull, disk_is_full
from comms.foundation.errors import CommsError, NotAllowed
from comms.web.api.problems import Malformed, NotJson, NotNow, Problem, http_problem, problem_answer
from comms.web.door import installation, note_refusal
from comms.web.faults import STATUS

logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

PREFIX = "/api/v1"
BEARER = "Bearer"
KEYED = "a program has no account; a key of its agency’s, with the scope of the route, lets it in"
# The first that fits counts; then as on the screens.
STATUS_HERE: dict[type[CommsError], int] = {
    BadKey: 401, NotNow: 503, NotJson: 415, Malformed: 400, DiskFull: 507, **STATUS
}  # fmt: skip
NOTED = frozenset({403, 404, 409})
FAILED = Problem(
    500, "The service could not do this.", "Send it again; if it stays so, tell your administrator the reference."
)


def api_room(name: str) -> Blueprint:
    """A blueprint of routes under ``/api/v1``, whose faults are answered as problems."""
    made = Blueprint(name, __name__, url_prefix=PREFIX)
    answer_faults_with(made, problem_answer)
    return made


def answer_faults_with(blueprint: Blueprint, answer: Callable[[Problem], Response]) -> None:
    """Have each fault of these routes answered in this shape."""

    @blueprint.errorhandler(CommsError)
    def on_refusal(fault: CommsError) -> Response:
        return answer(_problem_of(fault))

    @blueprint.errorhandler(HTTPException)
    def on_http(fault: HTTPException) -> Response:
        if isinstance(fault, InternalServerError) and fault.original_exception is not None:
            # It broke after the view: when the answer was to be committed, or noted.
            return on_crash(fault.original_exception)
        return answer(http_problem(fault))

    @blueprint.errorhandler(Exception)
    def on_crash(fault: BaseException) -> Response:
        if disk_is_full(fault):
            logger.critical("The disk is full.")
            _give_up()
            return answer(_problem_of(DiskFull()))
        logger.error("A request failed.", exc_info=fault, extra={"route": request.endpoint or ""})
        _note("failed", 500, fault)
        return answer(FAILED)


def _problem_of(fault: CommsError) -> Problem:
    status = next((code for kind, code in STATUS_HERE.items() if isinstance(fault, kind)), 500)
    if status == 500:
        # What it says is for whoever runs the service, and may name a file.
        logger.error("A request failed.", exc_info=fault, extra={"route": request.endpoint or ""})
        _note("failed", 500, fault)
        return FAILED
    if status in NOTED and not _note("refused", status, fault):
        return FAILED
    headers = {}
    if isinstance(fault, TooManyRequests | NotNow):
        headers["Retry-After"] = str(fault.seconds)
    if status == 401:
        headers["WWW-Authenticate"] = BEARER
    return Problem(status, fault.message, fault.remedy, headers)


def _give_up() -> None:
    """Roll back what the request did: on SQLite nobody else could write before that is let go."""
    if "work" in g:
        g.work.rollback()


def _note(action: str, status: int, fault: BaseException) -> bool:
    """Note a refusal or a failure; whether that could be done. What cannot be noted is answered as a failure."""
    try:
        _give_up()
        # Who has no key is not noted: strangers must not fill the audit.
        if "viewer" in g:
            note_refusal(g.viewer.actor, action, {"status": status, "fault": type(fault).__name__})
    except Exception:
        logger.exception("A refusal or a failure could not be noted.")
        return False
    return True


def needs_key(scope: Scope) -> Callable[[View], View]:
    """The scope a route needs. Without a good key it answers 401, without the scope 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            enter(key_in_header(), scope)
            return view(*args, **kwargs)

        return for_programs(scope)(cast("View", guarded))

    return decorate


def for_programs(scope: Scope) -> Callable[[View], View]:
    """Marks a route that lets programs in by itself, with the scope it asks for; tests ask each."""

    def decorate(view: View) -> View:
        view.public = KEYED  # type: ignore[attr-defined]
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return decorate


def key_in_header() -> str:
    """The key a program shows; empty where it shows none. An address may not hold it: addresses are written down."""
    given = request.authorization
    if given is None or given.type != BEARER.lower():
        return ""
    return given.token or ""


def enter(secret: str, scope: Scope) -> None:
    """Let a program in for the rest of this request. Raises ``BadKey``, ``TooManyRequests`` and ``NotAllowed``."""
    if not secret:
        raise BadKey("This needs a key.", "Send it in the header: Authorization: Bearer comms_…")
    # Where a browser asks, whoever is signed in was looked for already: on SQLite a request that may change something
    # holds the one write lock by then.
    _give_up()
    try:
        with installation().database.work() as letting:
            let = let_in(letting, secret, scope, g.now)
    except TooManyRequests:
        with installation().database.work() as noting:
            note_too_often(noting, secret, scope, g.now)
        raise
    g.viewer = let.viewer
    if not let.allowed:
        raise NotAllowed(f"This key may not be used for “{scope.value}”.",
                         "Ask your agency's administrator for one that may.")  # fmt: skip


def program() -> Viewer:
    """The program that asks, as a viewer of its agency: it sees what its scope allows."""
    return cast("Viewer", g.viewer)
