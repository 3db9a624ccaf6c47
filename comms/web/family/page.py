"""A family's page, opened by the link in a text. To look at the link changes nothing and tells nothing: a birth date
and a code open it, and then this browser sees it for half an hour."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.follow_ups.family_page.answering import LONGEST_WORDS, take_page_answer
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyLink
from comms.follow_ups.family_page.links import link_by_token
from comms.follow_ups.family_page.opening import CodeSent, Tried, send_code, subject_behind, try_to_open, why_closed
from comms.follow_ups.ladder import AFTER_WORK
from comms.foundation.errors import BadInput, Refused
from comms.web.door import installation, work
from comms.web.family.known import is_known, remember
from comms.web.family.shown import WHYS, gate_of, number_to_ring, page_of, say, words_behind
from comms.web.family.typed import ANY_TIME, read_page_answer, read_secrets
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import public

bp = Blueprint("family_page", __name__)

GATE = "a parent has no account; the signed link alone shows nothing of anybody, and two secrets more open it"
# After these somebody rings, and the page says so.
RINGS = frozenset({AnswerKind.CANNOT_READ, AnswerKind.WANT_INTERPRETER, AnswerKind.TIME})


@bp.get("/m/<token>")
@public(GATE)
def show(token: str) -> ResponseReturnValue:
    """What is behind the link, where this browser has opened it; else what is asked before. It changes nothing."""
    link = link_by_token(work(), token)
    if why_closed(work(), link, g.now):
        return _closed(link)
    if not is_known(link, g.now):
        return _gate(token, link, filled_form({}))
    return _page(token, link, filled_form({}), request.args.get("thanks", ""))


@bp.post("/m/<token>/code")
@public(GATE)
def ask_for_code(token: str) -> ResponseReturnValue:
    """Send a code to the telephone the link went to. It is counted in a unit of work of its own."""
    link_id = link_by_token(work(), token).id
    work().rollback()
    with installation().database.work() as sending:
        came = send_code(sending, link_id, g.now)
    if came != CodeSent.SENT:
        return _closed(link_by_token(work(), token))
    return redirect(url_for("family_page.show", token=token), 303)


@bp.post("/m/<token>/open")
@public(GATE)
def open_it(token: str) -> ResponseReturnValue:
    """The birth date and the code. A wrong one is counted in a unit of work of its own, whatever comes of it."""
    link_id, form = link_by_token(work(), token).id, sent_form()
    work().rollback()
    with installation().database.work() as trying:
        came = try_to_open(trying, link_id, read_secrets(form), g.now)
    link = link_by_token(work(), token)
    if came == Tried.CLOSED:
        return _closed(link)
    if came != Tried.OPENED:
        form.wrong("code", came)
        return _gate(token, link, form), 422
    return _seen(token, link)


@bp.post("/m/<token>/answer")
@public(GATE)
def answer(token: str) -> ResponseReturnValue:
    """One answer. What is not right comes back with everything that was typed."""
    link, form = link_by_token(work(), token), sent_form()
    if not is_known(link, g.now):
        return redirect(url_for("family_page.show", token=token), 303)
    link_id = link.id
    try:
        given = read_page_answer(form)
        take_page_answer(work(), link_id, given, g.now)
    except BadInput:
        work().rollback()
        form.wrong(form.text("answer") or "answer", "wrong")
        return _page(token, link_by_token(work(), token), form, ""), 422
    except Refused:
        work().rollback()
        return _closed(link_by_token(work(), token))
    return _seen(token, link, given.kind)


def _seen(token: str, link: FamilyLink, kind: AnswerKind | None = None) -> Response:
    """Lead to the page, which this browser may see for half an hour from now."""
    thanks = kind.name if kind else None
    response = make_response(redirect(url_for("family_page.show", token=token, thanks=thanks), 303))
    remember(response, token, link, g.now)
    return response


def _gate(token: str, link: FamilyLink, form: Form) -> str:
    words, gate = words_behind(work(), link), gate_of(work(), link, g.now)
    return render_template("family/gate.html", token=token, words=words, gate=gate, form=form, say=say)


def _closed(link: FamilyLink) -> ResponseReturnValue:
    words, number = words_behind(work(), link), number_to_ring(work(), link)
    return render_template("family/closed.html", words=words, number=number, say=say), 410


def _page(token: str, link: FamilyLink, form: Form, thanks: str) -> str:
    subject, words = subject_behind(work(), link), words_behind(work(), link)
    if subject is None:
        raise Refused("This page is closed.", "Ring the office.")
    shown = page_of(work(), link, subject, words, g.now)
    answered = AnswerKind.__members__.get(thanks)
    return render_template(
        "family/page.html", token=token, words=words, page=shown, form=form, say=say, whys=WHYS, any_time=ANY_TIME,
        after_work=AFTER_WORK.hour,
        answered=answered, rings=answered in RINGS, longest=LONGEST_WORDS,
    )  # fmt: skip
