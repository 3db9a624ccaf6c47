"""Our letters and phrases: an agency's own words, written as drafts, looked at in every language, then put in force."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.pdf import PrintingFailed, Unprintable, can_print, preview_png
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language
from comms.letters.own import find
from comms.letters.own.actions import LetterEdit, SavedMeanwhile, body_now, go_back, put_in_force, save_draft
from comms.letters.own.agency_template import AgencyTemplate
from comms.letters.own.effects import changes, held_languages, marking
from comms.letters.own.reading import not_ours, own_kind, why_not_edit
from comms.letters.previewing import preview_paper
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import letter_kinds, packaged_body, phrases
from comms.translation.find import words
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.files import WIDE, png
from comms.web.letters.own_letters_shown import (
    FORM_WORDS,
    faults_of,
    in_every_language,
    names_of,
    numbered,
    own_letters,
)
from comms.web.limiting import limited
from comms.web.limits import PAGES
from comms.web.viewing import needs, viewer

bp = Blueprint("own_words", __name__, url_prefix="/our-letters")


@bp.get("")
@needs(Permission.EDIT_LETTERS)
def index() -> ResponseReturnValue:
    """Every letter: whose words count, what waits as a draft, and how far each language has come."""
    rows, packaged = own_letters(work(), viewer()), phrases()
    known = find.book_of(work(), viewer()).phrases
    own = sum(packaged.get(key) != phrase for key, phrase in known.items())
    return render_template("own/index.html", rows=rows, own_phrases=own)


@bp.get("/<kind>/<form>")
@needs(Permission.EDIT_LETTERS)
def edit(kind: str, form: str) -> ResponseReturnValue:
    """The editor, with the newest version in it, or with the one that ``from`` names."""
    chosen, form_of = _place(kind, form)
    known = find.versions(work(), viewer(), kind, form_of)
    wanted = request.args.get("from", "")
    body = body_now(work(), viewer(), kind, form_of)
    if wanted.isdecimal() and len(wanted) < 6:
        body = find.version(work(), viewer(), kind, form_of, int(wanted)).body if int(wanted) else packaged_body(kind)
    elif known and known[0].in_force_at is None:
        body = known[0].body
    return _editor(chosen, form, filled_form({"body": body, "base": str(known[0].version if known else 0)}), None)


def _editor(kind: LetterKind, form: str, typed: Form, theirs: AgencyTemplate | None) -> str:
    form_of = FORM_WORDS[form]
    return render_template(
        "own/edit.html", kind=kind, form_word=form, typed=typed, theirs=theirs, names=names_of(work(), viewer()),
        versions=find.versions(work(), viewer(), kind.kind, form_of),
        in_force=find.letters_in_force(work(), viewer()).get((kind.kind, form_of)),
    )  # fmt: skip


@bp.post("/<kind>/<form>")
@needs(Permission.EDIT_LETTERS)
def save(kind: str, form: str) -> ResponseReturnValue:
    """Keep what was typed as a draft, and show what it changes."""
    chosen, form_of = _place(kind, form)
    typed = sent_form()
    base = typed.line("base")
    given = LetterEdit(kind, form_of, typed.text("body"), int(base) if base.isdecimal() and len(base) < 6 else 0)
    try:
        row = save_draft(work(), viewer(), given, g.now)
    except SavedMeanwhile as fault:
        typed.refused(fault, "body")
        newest = fault.newest if isinstance(fault.newest, AgencyTemplate) else None
        return _editor(chosen, form, typed, newest), 422
    except BadInput as fault:
        typed.refused(fault, "body")
        return _editor(chosen, form, typed, None), 422
    return redirect(url_for("own_words.check", kind=kind, form=form, version=row.version), 303)


@bp.get("/<kind>/<form>/<int:version>")
@needs(Permission.EDIT_LETTERS)
def check(kind: str, form: str, version: int) -> ResponseReturnValue:
    """What a version changes: its faults line by line, its sentences beside those before, and every language."""
    chosen, form_of = _place(kind, form)
    row = find.version(work(), viewer(), kind, form_of, version)
    in_force = find.letters_in_force(work(), viewer()).get((kind, form_of))
    counts = in_force is not None and in_force.version == version
    before = ("" if form_of else packaged_body(kind)) if counts else body_now(work(), viewer(), kind, form_of)
    faults, after = faults_of(row), own_kind(kind, row.body)
    known = own_kind(kind, before) if before else None
    languages = in_every_language(work(), viewer(), known, after) if after is not None and not faults else []
    newest = find.versions(work(), viewer(), kind, form_of)[0]
    return render_template(
        "own/check.html", kind=chosen, form_word=form, row=row, faults=faults, lines=numbered(row.body, faults),
        changes=changes(before, row.body), counts=counts, is_newest=newest.version == version, languages=languages,
        newly_held=held_languages([one.effect for one in languages]), names=names_of(work(), viewer()),
        prints=can_print,
    )  # fmt: skip


@bp.get("/<kind>/<form>/<int:version>/<tag>.png")
@needs(Permission.EDIT_LETTERS)
@limited(PAGES)
def picture(kind: str, form: str, version: int, tag: str) -> Response:
    """A version's first page in a language; a sentence without a translation stands in it in brackets, in English."""
    _, form_of = _place(kind, form)
    row = find.version(work(), viewer(), kind, form_of, version)
    own, reader = own_kind(kind, row.body), language(tag)
    if own is None:
        raise NotFound("There is no picture of a letter with faults.", "Correct it first.")
    book = find.book_of(work(), viewer())
    look_up = marking(words(work(), reader.tag, viewer().agency_id), reader.tag)
    try:
        paper = preview_paper(
            kind, reader.tag, {}, london_date(g.now), look_up, replace(book, kinds={**book.kinds, kind: own})
        )
        return png(preview_png(paper, 0, WIDE))
    except (PrintingFailed, Unprintable) as fault:
        raise NotFound(fault.message, fault.remedy) from fault


@bp.post("/<kind>/<form>/<int:version>/in-force")
@needs(Permission.EDIT_LETTERS)
def force(kind: str, form: str, version: int) -> ResponseReturnValue:
    """Let a draft count from now on."""
    _, form_of = _place(kind, form)
    put_in_force(work(), viewer(), kind, form_of, version, g.now)
    flash("In force. Letters from now on say this; letters made before stay as they were.", "done")
    return redirect(url_for("own_words.index"), 303)


@bp.post("/<kind>/<form>/<int:version>/again")
@needs(Permission.EDIT_LETTERS)
def again(kind: str, form: str, version: int) -> ResponseReturnValue:
    """Go back to an earlier version; 0 are the packaged words."""
    _, form_of = _place(kind, form)
    go_back(work(), viewer(), kind, form_of, version, g.now)
    flash("The earlier words count again. What was written since is kept.", "done")
    return redirect(url_for("own_words.index"), 303)


def _place(kind: str, form: str) -> tuple[LetterKind, str]:
    """The letter and form of an address. Raises ``NotFound`` for a letter this agency does not write itself."""
    chosen = letter_kinds().get(kind)
    if chosen is None or form not in FORM_WORDS or viewer().agency_kind not in chosen.issuers:
        raise NotFound("There is no such letter.", "Choose one from the list.")
    if reason := why_not_edit(chosen, viewer().agency_kind):
        raise NotFound(not_ours(chosen), reason)
    return chosen, FORM_WORDS[form]
