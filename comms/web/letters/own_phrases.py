"""Our phrases: what letters choose from, in an agency's own words."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.foundation.errors import BadInput, NotFound
from comms.letters.own import find
from comms.letters.own.actions import NEW, PhraseEdit, SavedMeanwhile, write_phrase
from comms.letters.own.agency_template import AgencyPhrase
from comms.letters.own.checking import phrase_faults
from comms.letters.own.reading import open_lists
from comms.letters.templates.source import phrases
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.own_letters_shown import languages_lost, names_of, phrases_shown
from comms.web.viewing import needs, viewer

bp = Blueprint("own_phrases", __name__, url_prefix="/our-letters/phrases")


@bp.get("")
@needs(Permission.EDIT_LETTERS)
def index() -> ResponseReturnValue:
    """Every list an agency may change, with its phrases as they count."""
    book = find.book_of(work(), viewer())
    lists = phrases_shown(work(), viewer(), book)
    return render_template("own/phrases.html", lists=lists, names=names_of(work(), viewer()))


@bp.get("/edit")
@needs(Permission.EDIT_LETTERS)
def edit() -> ResponseReturnValue:
    """The form of one phrase, or of a new one."""
    key = _key(request.args.get("key", ""))
    newest = find.own_phrases(work(), viewer()).get(key)
    return _form(key, filled_form({"text": _text_now(key), "base": str(newest.version if newest else 0)}))


def _form(key: str, form: Form, theirs: AgencyPhrase | None = None, lost: list[str] | None = None) -> str:
    return render_template(
        "own/phrase.html", key=key, form=form, theirs=theirs, lost=lost or [], packaged=phrases().get(key),
        newest=find.own_phrases(work(), viewer()).get(key), names=names_of(work(), viewer()),
    )  # fmt: skip


@bp.post("/edit")
@needs(Permission.EDIT_LETTERS)
def save() -> ResponseReturnValue:
    """Keep a phrase, or take it away. Where a language loses it, whoever saves says that they know."""
    form = sent_form()
    key, base = _key(form.text("key")), form.line("base")
    text = "" if form.text("what") == "away" else form.line("text")
    if text:
        for fault in phrase_faults(key, text):
            form.wrong("text", f"{fault.what} {fault.remedy}")
    elif form.text("what") != "away":
        form.wrong("text", "Write the phrase, or take it away.")
    lost = [] if form.errors or not text else languages_lost(work(), viewer(), _text_now(key), text)
    if lost and not form.ticked("known"):
        form.wrong("known", "Tick that you know in which languages this phrase has no translation yet.")
    if form.errors:
        return _form(key, form, lost=lost), 422
    try:
        given = PhraseEdit(key, text, int(base) if base.isdecimal() and len(base) < 6 else 0)
        write_phrase(work(), viewer(), given, g.now)
    except SavedMeanwhile as fault:
        form.refused(fault, "text")
        return _form(key, form, fault.newest if isinstance(fault.newest, AgencyPhrase) else None), 422
    except BadInput as fault:
        form.refused(fault, "text")
        return _form(key, form), 422
    flash("Saved. Letters from now on can say this." if text else "Done. Letters from now on do not say it.", "done")
    return redirect(url_for("own_phrases.index"), 303)


def _text_now(key: str) -> str:
    phrase = find.book_of(work(), viewer()).phrases.get(key)
    return phrase.text if phrase else ""


def _key(key: str) -> str:
    """A phrase the agency may change, or a place for a new one. Raises ``NotFound`` for any other."""
    name, _, own = key.partition(".")
    known = key in phrases() or key in find.own_phrases(work(), viewer()) or own == NEW
    if name not in open_lists() or not known:
        raise NotFound("There is no such phrase.", "Choose one from the list.")
    return key
