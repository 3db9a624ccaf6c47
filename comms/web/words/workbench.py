"""The workbench: the sentences of a letter one by one, with the hands on the keyboard and the picture beside them.

Every step is a plain form and every sentence a plain link; ``assets/workbench.js`` only makes them quicker.
"""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.foundation.errors import BadInput
from comms.translation.actions import approve_words, write_translation
from comms.translation.catalogues import forms_of
from comms.translation.reviewing import ask_for_review, send_back
from comms.translation.states import WordState
from comms.web.door import work
from comms.web.forms import Form, sent_form
from comms.web.limiting import limited
from comms.web.limits import TRANSLATIONS
from comms.web.viewing import needs, viewer
from comms.web.words.workbench_checks import checked, given_for
from comms.web.words.workbench_machine import (
    BACK,
    DRAFT,
    Installed,
    draft_of,
    kept_from_machine,
    machine_forms,
    said_back,
)
from comms.web.words.workbench_page import Bench, bench, filled_with, fresh_page, page

bp = Blueprint("workbench", __name__, url_prefix="/words/<tag>/<kind>/workbench")

CHANGED_SINCE = "These words have changed since you opened this page. Read them again."
TYPED_ANEW = "You have written other words. Keep them as a draft first: somebody else approves them."
NOTHING_WAITS = "Nothing else waits for you here."
# Where the page shows what is wrong with a step that has no field: at the sentence itself.
NOW = "now"


@bp.get("")
@needs(Permission.SEE_WORDS)
def show(tag: str, kind: str) -> ResponseReturnValue:
    """One sentence with all that helps to judge it; the first that waits unless one is named."""
    return fresh_page(bench(tag, kind, request.args.get("sentence", "")), request.args.get("take", ""))


def _sent(tag: str, kind: str) -> tuple[Bench, Form]:
    form = sent_form()
    return bench(tag, kind, form.text("sentence").partition(":")[0]), form


def _wrong(found: Bench, form: Form, field: str, message: str) -> ResponseReturnValue:
    form.wrong(field, message)
    return page(found, form, machine_forms(form)), 422


def _not_as_shown(found: Bench, form: Form) -> str:
    """Why nothing can be said of these words as they stood on the page; empty where it can."""
    if form.text("sentence") != found.one.key:
        return CHANGED_SINCE
    typed = found.typed(form)
    return TYPED_ANEW if any(typed) and typed != forms_of(found.one.words) else ""


def _go_on(found: Bench, done: str) -> ResponseReturnValue:
    """To the next sentence that waits; where none does, the same one again."""
    now = bench(found.reader.tag, found.use, found.one.words.source_hash)
    onward = now.walk.next_waiting(now.at)
    if onward is not None and onward != now.at:
        flash(done, "done")
        goal = now.walk.sentences[onward]
    else:
        flash(f"{done} {NOTHING_WAITS}", "done")
        goal = now.one
    address = url_for(".show", tag=found.reader.tag, kind=found.use, sentence=goal.words.source_hash)
    return redirect(address, 303)


@bp.post("/keep")
@needs(Permission.TRANSLATE)
def keep(tag: str, kind: str) -> ResponseReturnValue:
    """Keep the typed words as a draft in the viewer's own name, and go on to the next sentence that waits.

    An approver who changed nothing writes nothing: words that are their own they could not approve.
    """
    found, form = _sent(tag, kind)
    typed = found.typed(form)
    unchanged = typed == forms_of(found.one.words)
    if unchanged and (found.walk.approves or found.one.state != WordState.DRAFT_BY_MACHINE):
        return _go_on(found, "Nothing was changed.")
    machine = kept_from_machine(form, typed, Installed.of(found.reader.tag))
    try:
        write_translation(work(), viewer(), given_for(found.one, typed), g.now, machine)
    except BadInput as fault:
        return _wrong(found, form, "form-0", str(fault))
    return _go_on(found, "Kept as a draft. Somebody else approves it.")


@bp.post("/approve")
@needs(Permission.APPROVE_TRANSLATIONS)
def approve(tag: str, kind: str) -> ResponseReturnValue:
    """Approve exactly the words that were shown, in the viewer's own name, and go on."""
    found, form = _sent(tag, kind)
    if why := _not_as_shown(found, form):
        return _wrong(found, form, NOW, why)
    approve_words(work(), viewer(), [found.one.words], g.now)
    return _go_on(found, "Approved in your name.")


@bp.post("/sent-back")
@needs(Permission.APPROVE_TRANSLATIONS)
def refuse(tag: str, kind: str) -> ResponseReturnValue:
    """Send the words back, saying what is wrong with them, and go on."""
    found, form = _sent(tag, kind)
    if why := _not_as_shown(found, form):
        return _wrong(found, form, "wrong", why)
    try:
        send_back(work(), viewer(), found.one.words, form.text("wrong"), g.now)
    except BadInput as fault:
        return _wrong(found, form, "wrong", str(fault))
    return _go_on(found, "Sent back. It waits for somebody to write it in other words.")


@bp.post("/review")
@needs(Permission.TRANSLATE)
def ask(tag: str, kind: str) -> ResponseReturnValue:
    """Ask somebody qualified to read the words, and go on."""
    found, form = _sent(tag, kind)
    if why := _not_as_shown(found, form):
        return _wrong(found, form, "look_at", why)
    try:
        ask_for_review(work(), viewer(), found.one.words, g.now, form.text("look_at"))
    except BadInput as fault:
        return _wrong(found, form, "look_at", str(fault))
    return _go_on(found, "Asked. Whoever approves this language sees it under “Words”.")


@bp.post("/machine")
@needs(Permission.TRANSLATE)
@limited(TRANSLATIONS)
def machine(tag: str, kind: str) -> ResponseReturnValue:
    """What the machine says: a draft, the typed words said back in English, or its draft put into the field. Nothing is
    kept."""
    found, form = _sent(tag, kind)
    what, draft, back = form.text("what"), machine_forms(form), None
    if what == DRAFT:
        draft = draft_of(found.reader, found.one)
    elif what == BACK:
        back = said_back(found.reader, found.typed(form))
    elif draft is not None:
        return page(found, filled_with(draft.forms), draft)
    # While the worker was waited for, the sentence may have changed: it is read once more.
    return page(bench(tag, kind, found.one.words.source_hash), form, draft, back)


@bp.post("/check")
@needs(Permission.TRANSLATE)
def check(tag: str, kind: str) -> ResponseReturnValue:
    """What is to be said of the typed words as they stand, for the page's own script."""
    found, form = _sent(tag, kind)
    told = checked(given_for(found.one, found.typed(form)))
    return {"faults": told.faults, "hints": told.hints}
