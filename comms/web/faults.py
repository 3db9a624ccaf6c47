"""When something goes wrong: a page that says what and what to do, in the same words as the command line."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException, InternalServerError

from comms.foundation.audit import Actor
from comms.foundation.db import DiskFull, disk_is_full
from comms.foundation.errors import BadInput, CommsError, NotAllowed, NotFound, Refused, TooOften
from comms.foundation.locks import Erased
from comms.web.api.problems import BEGINS, http_problem, problem_answer
from comms.web.door import note_refusal
from comms.web.uploads import MEGABYTE, UPLOADS, most_bytes
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
PLAIN = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{} – comms</title></head><body><main>'
    "<h1>{}</h1><p>{}</p><p>{}</p><p>Reference: {}</p></main></body></html>"
)
# Who opens these screens is no member of staff: a fault there has a page of its own, made from its status.
_OWN_PAGES: dict[str, Callable[[int], tuple[str, int]]] = {}


def answer_own_faults(blueprint: Blueprint, page: Callable[[int], tuple[str, int]]) -> None:
    """Have the faults of a blueprint's screens answered by a page of their own."""
    _OWN_PAGES[blueprint.name] = page


def _actor() -> Actor:
    return viewer().actor if current_user and current_user.is_authenticated else Actor("visitor")


def _given_up() -> Actor:
    """Roll back what the request did; whose request it was. Where the database does not even say that, a visitor's."""
    # After a failed write the session answers nothing more until it is rolled back, not even who this is. Asking who
    # this is begins anew, and on SQLite nobody else could write before that too is let go.
    try:
        if "work" in g:
            g.work.rollback()
        actor = _actor()
        if "work" in g:
            g.work.rollback()
    except Exception:
        logger.exception("Whose request failed cannot be told.")
        return Actor("visitor")
    return actor


def _noted(actor: Actor, action: str, status: int, fault: BaseException) -> bool:
    """Note a refusal or a failure; whether that could be done. What cannot be noted is answered as a failure."""
    try:
        note_refusal(actor, action, {"status": status, "fault": type(fault).__name__})
    except Exception:
        logger.exception("A refusal or a failure could not be noted.")
        return False
    return True


def _page(status: int, message: str, remedy: str, title: str = "") -> tuple[str, int]:
    title = title or TITLES.get(status, TITLES[400])
    reference = g.get("reference", "")
    own = _OWN_PAGES.get(request.blueprint or "")
    try:
        if own is not None:
            return own(status)
        return render_template(
            "fault.html", title=title, message=message, remedy=remedy, reference=reference, same_page=_same_page()
        ), status
    except Exception:
        # What stands around every page comes from the database too. Without it there is a page all the same.
        logger.exception("The page of a fault could not be made.")
        return plain_page(title, message, remedy, reference), status


def plain_page(title: str, message: str, remedy: str, reference: str) -> str:
    """A page that needs nothing but these words."""
    words = (title, title, message, remedy, reference)
    return PLAIN.format(*map(escape, words))


def _failed() -> tuple[str, int]:
    kept = "What you sent was saved, and what was to follow it failed." if g.get("kept") else "Nothing was changed."
    remedy = f"{kept} Try again; if it stays so, tell your administrator the reference below."
    return _page(500, "The service could not do this.", remedy)


def _same_page() -> str:
    """The page whose form was sent, where it has the form's own address; empty when there is none to go back to."""
    adapter = current_app.create_url_adapter(request)
    return request.path if request.method == "POST" and adapter and adapter.test(request.path, "GET") else ""


def _too_large() -> tuple[str, int]:
    most = most_bytes(request.endpoint) // MEGABYTE
    upload = UPLOADS.get(request.endpoint or "")
    remedy = upload.remedy if upload else "Go back, and choose a smaller file."
    return _page(413, f"What you sent is larger than this page takes, which is {most} MB.", remedy)


def _on_http(fault: HTTPException) -> ResponseReturnValue:
    if isinstance(fault, InternalServerError) and fault.original_exception is not None:
        # It broke after the view: when the answer was to be committed, or noted.
        return _crashed(fault.original_exception)
    return problem_answer(http_problem(fault)) if request.path.startswith(BEGINS) else _http_page(fault)


def _http_page(fault: HTTPException) -> tuple[str, int]:
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


def _crashed(fault: BaseException) -> ResponseReturnValue:
    if disk_is_full(fault):
        # Nothing can be noted either: the audit lies on the same disk.
        logger.critical("The disk is full.")
        _given_up()
        full = DiskFull()
        return _page(507, full.message, full.remedy)
    logger.error("A request failed.", exc_info=fault, extra={"route": request.endpoint or ""})
    _noted(_given_up(), "failed", 500, fault)
    return _failed()


def answer_faults(app: Flask) -> None:
    """Answer every fault with a page; what a viewer may not see does not exist for them."""

    @app.errorhandler(CommsError)
    def on_refusal(fault: CommsError) -> ResponseReturnValue:
        status = next((code for kind, code in STATUS.items() if isinstance(fault, kind)), 500)
        if status == 500:
            # What it says is for whoever runs the service, and may name a file.
            return _crashed(fault)
        actor = _given_up()
        to_note = status in {403, 404, 409, 429} and g.get("refusal_is_noted", True)
        if to_note and not _noted(actor, "refused", status, fault):
            return _failed()
        headers = {"Retry-After": str(fault.seconds)} if isinstance(fault, TooOften) and fault.seconds else {}
        return (*_page(status, fault.message, fault.remedy), headers)

    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _crashed)
    # Flask would log the address, and an address of ours may be a link that opens something.
    app.log_exception = lambda *_: None  # type: ignore[method-assign]
