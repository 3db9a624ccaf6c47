"""When something goes wrong: a page that says what and what to do, in the same words as the command line."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from comms.foundation.audit import Actor
from comms.foundation.db import DiskFull, disk_is_full
from comms.foundation.errors import BadInput, CommsError, NotAllowed, NotFound, Refused, TooOften
from comms.foundation.locks import Erased
from comms.web.api.problems import BEGINS, http_problem, problem_answer
from comms.web.door import LARGE_UPLOADS, note_refusal
from comms.web.viewing import viewer

logger = logging.getLogger(__name__)

# The first that fits counts, so a kind stands before what it is a kind of.
STATUS: dict[type[CommsError], int] = {
    NotFound: 404, NotAllowed: 403, BadInput: 422, TooOften: 429, Refused: 409, Erased: 410
}  # fmt: skip
TITLES = {
    400: "That did not work",
    403: "You may not do this",
    404: "This page does not exist",
    405: "This page cannot be opened like this",
    409: "This cannot be done now",
    410: "This was erased",
    413: "This file is too large",
    422: "Something needs correcting",
    429: "Too often in a short time",
    500: "Something went wrong on our side",
    507: "There is no room left",
}
# Who opens these screens is no member of staff: a fault there has a page of its own, made from its status.
_OWN_PAGES: dict[str, Callable[[int], tuple[str, int]]] = {}


def answer_own_faults(blueprint: Blueprint, page: Callable[[int], tuple[str, int]]) -> None:
    """Have the faults of a blueprint's screens answered by a page of their own."""
    _OWN_PAGES[blueprint.name] = page


def _actor() -> Actor:
    return viewer().actor if current_user and current_user.is_authenticated else Actor("visitor")


def _given_up() -> Actor:
    """Roll back what the request did; whose request it was."""
    # After a failed write the session answers nothing more until it is rolled back, not even who this is. Asking who
    # this is begins anew, and on SQLite nobody else could write before that too is let go.
    if "work" in g:
        g.work.rollback()
    actor = _actor()
    if "work" in g:
        g.work.rollback()
    return actor


def _page(status: int, message: str, remedy: str, title: str = "") -> tuple[str, int]:
    own = _OWN_PAGES.get(request.blueprint or "")
    if own is not None:
        return own(status)
    title = title or TITLES.get(status, TITLES[400])
    reference = g.get("reference", "")
    return render_template(
        "fault.html", title=title, message=message, remedy=remedy, reference=reference, same_page=_same_page()
    ), status


def _same_page() -> str:
    """The page whose form was sent, where it has the form's own address; empty when there is none to go back to."""
    adapter = current_app.create_url_adapter(request)
    return request.path if request.method == "POST" and adapter and adapter.test(request.path, "GET") else ""


def _too_large() -> tuple[str, int]:
    if request.endpoint in LARGE_UPLOADS:
        remedy = "All files together may have 64 MB. Import them one after the other, or export fewer columns."
        return _page(413, "These files are larger than this service takes.", remedy)
    return _page(413, "What you sent is larger than this page takes.", "Go back, and choose a smaller file.")


def _on_http(fault: HTTPException) -> ResponseReturnValue:
    if request.path.startswith(BEGINS):
        return problem_answer(http_problem(fault))
    if fault.code == 404:
        return _page(404, "There is nothing at this address.", "Go back to the home page.")
    if fault.code == 405:
        return _page(405, "What was here came from a form you sent before.", "Begin again from the home page.")
    if fault.code == 413:
        return _too_large()
    if isinstance(fault, CSRFError):
        said = "You were signed out, or this page was open for too long. Nothing was changed."
        remedy = "Open the page again, sign in if you are asked to, and do it once more."
        return _page(400, said, remedy, "Please do this again")
    return _page(fault.code or 500, fault.description or "", "Go back and try again.")


def answer_faults(app: Flask) -> None:
    """Answer every fault with a page; what a viewer may not see does not exist for them."""

    @app.errorhandler(CommsError)
    def on_refusal(fault: CommsError) -> tuple[str, int]:
        status = next((code for kind, code in STATUS.items() if isinstance(fault, kind)), 500)
        actor = _given_up()
        if status in {403, 404, 409, 429}:
            note_refusal(actor, "refused", {"status": status, "fault": type(fault).__name__})
        if status == 500:
            logger.error("A request failed.", exc_info=fault)
        return _page(status, fault.message, fault.remedy)

    app.register_error_handler(HTTPException, _on_http)

    @app.errorhandler(Exception)
    def on_crash(fault: Exception) -> tuple[str, int]:
        if disk_is_full(fault):
            # Nothing can be noted either: the audit lies on the same disk.
            logger.critical("The disk is full.")
            _given_up()
            full = DiskFull()
            return _page(507, full.message, full.remedy)
        logger.error("A request failed.", exc_info=fault)
        note_refusal(_given_up(), "failed", {"status": 500, "fault": type(fault).__name__})
        remedy = "Nothing was changed. Try again; if it stays so, tell your administrator the reference below."
        return _page(500, "The service could not do this.", remedy)
