"""A family's page, opened by the link in a text. To look at the link changes nothing and tells nothing: a birth date
and a code open it, and then this browser sees it for half an hour."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from comms.follow_ups.family_page.answering import take_page_answer
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.links import link_by_token
from comms.follow_ups.family_page.not_taken import NotTaken
from comms.follow_ups.family_page.opening import CodeSent, Tried, code_is_good, send_code, try_to_open, why_closed
from comms.foundation.errors import NotFound, Refused
from comms.web.door import installation, work
from comms.web.family.carried import carried
from comms.web.family.known import is_known, remember
from comms.web.family.lost import fault_page
from comms.web.family.rendered import closed_page, gate_page, nothing_typed, opened_page, typed_before
from comms.web.family.typed import PARTS, fault_of, field_of, read_page_answer, read_secrets
from comms.web.faults import answer_own_faults
from comms.web.forms import sent_form
from comms.web.limiting import by_address, by_link, limited
from comms.web.limits import FAMILY_PAGE, FAMILY_PAGES
from comms.web.viewing import public

bp = Blueprint("family_page", __name__)
answer_own_faults(bp, fault_page)

GATE = "a parent has no account; the signed link alone shows nothing of anybody, and two secrets more open it"


@bp.get("/m/", defaults={"token": ""})
@bp.get("/m/<token>", strict_slashes=False)
@public(GATE)
@limited(FAMILY_PAGES, by_address)
def show(token: str) -> ResponseReturnValue:
    """What is behind the link, where this browser has opened it; else what is asked before. It changes nothing."""
    link = link_by_token(work(), token)
    if why_closed(work(), link, g.now):
        return closed_page(link, nothing_typed())
    if not is_known(link, g.now):
        return gate_page(token, link, nothing_typed())
    return opened_page(token, link, nothing_typed(), request.args.get("thanks", ""))


@bp.get("/m/<token>/<path:page>")
@public(GATE)
def lead_back(token: str, page: str) -> ResponseReturnValue:
    """Where only forms go, a browser comes that opens its last page anew. It is led to the page itself."""
    del page
    return redirect(url_for("family_page.show", token=token), 303)


@bp.post("/m/<token>/code")
@public(GATE)
@limited(FAMILY_PAGE, by_link)
@limited(FAMILY_PAGES, by_address)
def ask_for_code(token: str) -> ResponseReturnValue:
    """Send a code to the telephone the link went to. It is counted in a unit of work of its own."""
    link_id, form = link_by_token(work(), token).id, sent_form()
    work().rollback()
    with installation().database.work() as sending:
        came = send_code(sending, link_id, g.now)
    link = link_by_token(work(), token)
    if came == CodeSent.CLOSED:
        return closed_page(link, form)
    if came != CodeSent.SENT and not code_is_good(link, g.now):
        return closed_page(link, form, "no_code")
    if came != CodeSent.SENT:
        # The one they have may still be typed.
        form.wrong("code", "no_code")
        return gate_page(token, link, form, 422)
    if carried(form) or any(form.text(name) for name in PARTS):
        return gate_page(token, link, form)
    return redirect(url_for("family_page.show", token=token), 303)


@bp.post("/m/<token>/open")
@public(GATE)
@limited(FAMILY_PAGE, by_link)
@limited(FAMILY_PAGES, by_address)
def open_it(token: str) -> ResponseReturnValue:
    """The birth date and the code. A wrong one is counted in a unit of work of its own, whatever comes of it. An answer
    that went along is filled in again and not taken: whoever opened the page may be somebody else than who wrote it."""
    link_id, form = link_by_token(work(), token).id, sent_form()
    work().rollback()
    given = read_secrets(form)
    with installation().database.work() as trying:
        came = try_to_open(trying, link_id, given, g.now)
    link = link_by_token(work(), token)
    if came == Tried.CLOSED:
        return closed_page(link, form)
    if came == Tried.NOT_READ and is_known(link, g.now):
        # A page that was loaded anew sends the same once more: it was opened already, and stays so no longer for that.
        return opened_page(token, link, typed_before(form))
    if came != Tried.OPENED:
        for name, words in fault_of(came, given, code_is_good=code_is_good(link, g.now)).items():
            form.wrong(name, words)
        return gate_page(token, link, form, 422)
    if carried(form):
        return _remembering(token, link, opened_page(token, link, typed_before(form)))
    return _seen(token, link)


@bp.post("/m/<token>/answer")
@public(GATE)
@limited(FAMILY_PAGE, by_link)
@limited(FAMILY_PAGES, by_address)
def answer(token: str) -> ResponseReturnValue:
    """One answer. What is not right comes back with everything that was typed, and so does what came too late."""
    link, form = link_by_token(work(), token), sent_form()
    if why_closed(work(), link, g.now):
        return closed_page(link, form)
    if not is_known(link, g.now):
        return gate_page(token, link, typed_before(form))
    link_id = link.id
    try:
        given = read_page_answer(form)
        take_page_answer(work(), link_id, given, g.now)
    except NotTaken as fault:
        work().rollback()
        form.wrong(field_of(form, fault.words), fault.words)
        return opened_page(token, link_by_token(work(), token), form, status=422)
    except Refused:
        work().rollback()
        return closed_page(link_by_token(work(), token), form)
    return _seen(token, link, given.kind.name)


@bp.errorhandler(CSRFError)
def ask_again(_: CSRFError) -> ResponseReturnValue:
    """A form whose token is not good: the telephone was off meanwhile, and its browser has forgotten us. Nothing is
    done; what was typed comes back, to be sent once more."""
    token = (request.view_args or {}).get("token", "")
    try:
        link = link_by_token(work(), token)
    except NotFound:
        return fault_page(404)
    # What another site would have them say is not put into their mouth.
    form = sent_form() if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" else nothing_typed()
    if why_closed(work(), link, g.now):
        return closed_page(link, form)
    if is_known(link, g.now):
        return opened_page(token, link, typed_before(form), status=400)
    if not carried(form):
        form.wrong("code", "trouble")
    return gate_page(token, link, form, 400)


def _seen(token: str, link: FamilyLink, thanks: str | None = None) -> ResponseReturnValue:
    """Lead to the page, which this browser may see for half an hour from now."""
    return _remembering(token, link, redirect(url_for("family_page.show", token=token, thanks=thanks), 303))


def _remembering(token: str, link: FamilyLink, answered: ResponseReturnValue) -> ResponseReturnValue:
    response = make_response(answered)
    remember(response, token, link, g.now)
    return response
