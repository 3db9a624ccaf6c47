"""One sentence in one language: what it said before, who stands behind it, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import Language
from comms.letters.own.find import book_of
from comms.translation.find import withdrawn
from comms.translation.reviewing import ask_for_review, send_back, take_back
from comms.translation.typo import typo_only
from comms.translation.uses import approvers_needed
from comms.translation.withdrawing import withdraw_approval
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer
from comms.web.words.sentences import translated
from comms.web.words.shown import Shown, shown, uses
from comms.web.words.steps import english_by, steps_of

bp = Blueprint("sentence", __name__, url_prefix="/words")


@bp.get("/<tag>/<kind>/sentence")
@needs(Permission.SEE_WORDS)
def show(tag: str, kind: str) -> ResponseReturnValue:
    """One sentence beside its translation, what it said before, and everything that was done about it."""
    reader = translated(tag)
    return _page(reader, kind, _one(reader, kind, request.args.get("words", "")), filled_form({}))


def _page(reader: Language, use: str, one: Shown, form: Form) -> str:
    gone = [row for row in withdrawn(work(), viewer(), reader.tag) if row.pair == one.words.pair]
    return render_template(
        "words/sentence.html", language=reader, use=use, one=one, form=form, gone=gone,
        title=dict(uses(book_of(work(), viewer())))[use], steps=steps_of(work(), viewer(), reader.tag, one),
        names={colleague.id: colleague.name for colleague in colleagues(work(), viewer())},
        needed=approvers_needed(one.words.context), may_translate=viewer().may(Permission.TRANSLATE),
    )  # fmt: skip


def _one(reader: Language, use: str, key: str) -> Shown:
    """Exactly these words of a letter. A sentence may be named by its English alone: then its newest words.

    Raises ``NotFound`` when the letter does not say them any more.
    """
    source, _, translation = key.partition(":")
    found = [one for one in shown(work(), viewer(), reader.tag, use) if one.words.source_hash == source]
    exactly = [one for one in found if one.words.translation_hash == translation] if ":" in key else found
    if not exactly:
        raise NotFound("These words are not in the letter any more.", "Open the letter's words again.")
    return exactly[-1]


def _sent(tag: str, kind: str) -> tuple[Language, Shown, Form]:
    reader, form = translated(tag), sent_form()
    return reader, _one(reader, kind, form.text("sentence")), form


def _back(reader: Language, use: str, one: Shown, said: str) -> ResponseReturnValue:
    """To the sentence as it stands now, by its English: its words may be others now."""
    flash(said, "done")
    return redirect(url_for("sentence.show", tag=reader.tag, kind=use, words=one.words.source_hash), 303)


@bp.post("/<tag>/<kind>/review")
@needs(Permission.TRANSLATE)
def ask(tag: str, kind: str) -> ResponseReturnValue:
    """Ask somebody qualified to read these words."""
    reader, one, form = _sent(tag, kind)
    try:
        ask_for_review(work(), viewer(), one.words, g.now, form.text("look_at"))
    except BadInput as fault:
        form.refused(fault, "look_at")
        return _page(reader, kind, one, form), 422
    return _back(reader, kind, one, "Asked. Whoever approves this language sees it under “Words”.")


@bp.post("/<tag>/<kind>/review/taken-back")
@needs(Permission.TRANSLATE)
def unask(tag: str, kind: str) -> ResponseReturnValue:
    """Take the question back."""
    reader, one, _ = _sent(tag, kind)
    take_back(work(), viewer(), one.words, g.now)
    return _back(reader, kind, one, "Taken back. Nobody is asked about this sentence now.")


@bp.post("/<tag>/<kind>/review/sent-back")
@needs(Permission.APPROVE_TRANSLATIONS)
def refuse(tag: str, kind: str) -> ResponseReturnValue:
    """Send these words back, saying what is wrong with them."""
    reader, one, form = _sent(tag, kind)
    try:
        send_back(work(), viewer(), one.words, form.text("wrong"), g.now)
    except BadInput as fault:
        form.refused(fault, "wrong")
        return _page(reader, kind, one, form), 422
    return _back(reader, kind, one, "Sent back. It waits for somebody to write it in other words.")


@bp.post("/<tag>/<kind>/typo")
@needs(Permission.APPROVE_TRANSLATIONS)
def keep(tag: str, kind: str) -> ResponseReturnValue:
    """Say that only a typo was corrected in the English, so that the approved words stay."""
    reader, one, _ = _sent(tag, kind)
    if one.before is None or one.before.approval is None:
        raise NotFound("There are no earlier words that are approved.", "Open the letter's words again.")
    message = one.words.context, one.words.source, one.words.source_plural
    wrote = english_by(work(), viewer(), one)
    typo_only(work(), viewer(), reader.tag, one.before.approval.id, message, g.now, english_by=wrote)
    return _back(reader, kind, one, "Kept. The words count for the corrected sentence too, in your name.")


@bp.post("/<tag>/<kind>/withdraw")
@needs(Permission.APPROVE_TRANSLATIONS)
def withdraw(tag: str, kind: str) -> ResponseReturnValue:
    """Withdraw an approval of these words, and say why."""
    reader, one, form = _sent(tag, kind)
    given = next((row for row in one.approvals if str(row.id) == form.text("approval")), None)
    if given is None:
        raise NotFound("There is no such approval of these words.", "Open the sentence again.")
    try:
        withdraw_approval(work(), viewer(), UUID(form.text("approval")), form.text("why"), g.now)
    except BadInput as fault:
        form.refused(fault, f"why-{given.id}")
        return _page(reader, kind, one, form), 422
    return _back(reader, kind, one, "Withdrawn. These words are a draft again until somebody approves them.")
