"""How a session ends: whether anybody promised or threatened something, the outcome, a signature of everybody who was
there, and the seal."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.cautions.actions import record
from comms.cautions.exhibits.sealing import seal as seal_record
from comms.cautions.kind import COUNTS
from comms.cautions.said import Decided, Inducement, Said, Words
from comms.foundation.errors import Refused
from comms.web.cautions.ending_shown import INDUCED, outcomes, signer_named, signers_shown
from comms.web.cautions.media import media_kinds
from comms.web.cautions.own_words import read_words, rendered_by, require_english
from comms.web.cautions.page import SessionPage, session_page, show_page
from comms.web.cautions.points_shown import Points
from comms.web.cautions.signing_read import read_signature
from comms.web.cautions.who import LONGEST_WORDS
from comms.web.cautions.writing import device_of, seen_in, written
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_ending", __name__, url_prefix="/cautions/<uuid:session_id>")

INDUCEMENT, OUTCOME, SIGNATURES = "inducement", "outcome", "signatures"


@bp.get("/inducement")
@needs(Permission.SEE_CAUTIONS)
def inducement(session_id: UUID) -> ResponseReturnValue:
    """Whether anybody promised them something or threatened them: they are asked, and answer in their own words."""
    return _inducement_page(session_page(session_id, INDUCEMENT), filled_form({}))


def _inducement_page(page: SessionPage, form: Form) -> str:
    return show_page("cautions/inducement.html", page, form, points=Points(page), answers=INDUCED)


@bp.post("/inducement")
@needs(Permission.TAKE_CAUTIONS)
def say_inducement(session_id: UUID) -> ResponseReturnValue:
    """Put down what they answered."""
    page, form = session_page(session_id, INDUCEMENT), sent_form()
    words = _words_of(page, form)
    none = form.chosen("none", INDUCED, "Say what they answered: that nobody did, or that somebody did.") == "yes"
    what = form.limited("what", LONGEST_WORDS)
    return _kept(page, form, Inducement(words, none, what), _inducement_page, "What they answered stands on record.")


@bp.get("/outcome")
@needs(Permission.SEE_CAUTIONS)
def outcome(session_id: UUID) -> ResponseReturnValue:
    """The outcomes, each as easy to choose as the others, with what is still missing before one that needs it."""
    return _outcome_page(session_page(session_id, OUTCOME), filled_form({}))


def _outcome_page(page: SessionPage, form: Form) -> str:
    kinds = media_kinds(work(), viewer(), page.session.id)
    return show_page("cautions/outcome.html", page, form, points=Points(page), outcomes=outcomes(page), kinds=kinds)


@bp.post("/outcome")
@needs(Permission.TAKE_CAUTIONS)
def decide(session_id: UUID) -> ResponseReturnValue:
    """Put the outcome down, with the reason, and with their own words where they said some."""
    page, form = session_page(session_id, OUTCOME), sent_form()
    chosen = form.chosen("outcome", page.kind.outcomes, "Choose how this ended.")
    counts = chosen in COUNTS
    spoke = any(form.carried(name) for name in ("words", "words_drawn", "words_audio"))
    words = _words_of(page, form, in_english=counts) if spoke or (counts and page.kind.needs_consent) else None
    why = form.limited("why", LONGEST_WORDS)
    if chosen and not counts and not why:
        form.wrong("why", "Say why, in a few words.")
    return _kept(page, form, Decided(chosen, why, words), _outcome_page, "The outcome stands on record.")


@bp.get("/signatures")
@needs(Permission.SEE_CAUTIONS)
def sign(session_id: UUID) -> ResponseReturnValue:
    """Whose signature is there and whose is missing, the next to sign, and the seal when nobody is missing."""
    page = session_page(session_id, SIGNATURES)
    chosen = request.args.get("number", "")
    return _signatures_page(page, filled_form({"number": chosen, "heard_by": page.officer}))


def _signatures_page(page: SessionPage, form: Form) -> str:
    every = signers_shown(page.standing)
    missing = [one for one in every if not one.signed]
    chosen = signer_named(missing, form.text("number")) or next(iter(missing), None)
    return show_page(
        "cautions/signatures.html", page, form, signers=every, next=chosen,
        others=[one for one in missing if one != chosen], may_sign=_may_sign(page),
        kinds=media_kinds(work(), viewer(), page.session.id),
    )  # fmt: skip


def _may_sign(page: SessionPage) -> bool:
    """Whether whoever looks is the officer of the session, who takes the signatures and seals."""
    return page.viewer.may(Permission.TAKE_CAUTIONS) and page.session.officer_id == page.viewer.staff_id


@bp.post("/signatures")
@needs(Permission.TAKE_CAUTIONS)
def put_signature(session_id: UUID) -> ResponseReturnValue:
    """Keep a signature, or why there is none."""
    page, form = session_page(session_id, SIGNATURES), sent_form()
    signer = signer_named(signers_shown(page.standing), form.text("number"))
    if signer is None:
        form.wrong("way", "Choose who signs.")
        return _signatures_page(page, form), 422
    said = read_signature(page, form, signer)
    return _kept(page, form, said, _signatures_page, "That stands on record.")


@bp.post("/seal")
@needs(Permission.TAKE_CAUTIONS)
def seal(session_id: UUID) -> ResponseReturnValue:
    """Seal the record. From here on it changes only by another version that says why."""
    try:
        seal_record(work(), viewer(), session_id, g.now)
    except Refused as fault:
        work().rollback()
        return _signatures_page(session_page(session_id, SIGNATURES, str(fault)), filled_form({})), 409
    flash("The record is sealed.", "done")
    return redirect(url_for("caution_records.show", session_id=session_id), 303)


def _words_of(page: SessionPage, form: Form, *, in_english: bool = True) -> Words:
    found = read_words(page, form, "words", Points(page).spoken_tag, rendered_by(page))
    if in_english:
        require_english(form, "words", found)
    return found


def _kept(
    page: SessionPage, form: Form, said: Said, again: Callable[[SessionPage, Form], str], told: str
) -> ResponseReturnValue:
    def act() -> None:
        record(work(), viewer(), page.session.id, seen_in(form), said, g.now, device_of(form))

    return written(page, form, act, lambda shown: again(shown, form), told)
