"""Words: what every sentence of a letter is in each language, and who qualified has approved it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.pdf import can_print
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.letters.templates.source import letter_kinds
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue, is_english
from comms.web.door import work
from comms.web.forms import sent_form
from comms.web.letter_previews import worded_languages
from comms.web.viewing import needs, viewer
from comms.web.wording import counted
from comms.web.words_shown import PHRASES, Count, count, shown, uses, why_not_approve, words_for_use

bp = Blueprint("words", __name__, url_prefix="/words")


@dataclass(frozen=True, slots=True)
class Support:
    """How far each use exists in one language, and whether it can be printed."""

    language: Language
    counts: dict[str, Count]
    prints: bool


@bp.get("")
@needs(Permission.SEE_WORDS)
def overview() -> ResponseReturnValue:
    """For each language, how much of each letter is translated and approved."""
    rows = [_support(one) for one in worded_languages() if not is_english(one.tag)]
    waiting = [row for row in rows if any(one.approved < one.sentences for one in row.counts.values())]
    said = (
        f"{counted(len(waiting), 'language waits', 'languages wait')} for somebody qualified to approve words"
        if waiting
        else "Every word is approved in every language"
    )
    return render_template("words/overview.html", rows=rows, uses=uses(), said=said)


def _support(one: Language) -> Support:
    counts = {use: count(words_for_use(work(), one.tag, use)) for use, _ in uses()}
    return Support(one, counts, can_print(one.tag))


@bp.get("/<tag>")
@needs(Permission.SEE_WORDS)
def of_language(tag: str) -> ResponseReturnValue:
    """One language, letter by letter."""
    reader = _translated(tag)
    return render_template("words/language.html", row=_support(reader), uses=uses())


@bp.get("/<tag>/<kind>")
@needs(Permission.SEE_WORDS)
def letter(tag: str, kind: str) -> ResponseReturnValue:
    """Every sentence of one letter beside its translation, with the letter's picture."""
    return _letter(_translated(tag), kind, {})


def _letter(reader: Language, use: str, errors: dict[str, str]) -> str:
    found = shown(work(), reader.tag, use)
    return render_template(
        "words/letter.html", language=reader, use=use, found=found, counted_words=count(one.words for one in found),
        title=dict(uses())[use], uses=uses(), why_not=why_not_approve(work(), viewer(), reader.tag), errors=errors,
        has_picture=use != PHRASES and can_print(reader.tag) and not any(one.words.missing for one in found),
        approved_only=use in letter_kinds() and letter_kinds()[use].words == "approved_only",
    )  # fmt: skip


@bp.post("/<tag>/<kind>")
@needs(Permission.APPROVE_TRANSLATIONS)
def approve(tag: str, kind: str) -> ResponseReturnValue:
    """Approve the ticked sentences, or the whole letter, in the viewer's own name.

    What was on the page is what is approved: words that have changed since are others, and are refused.
    """
    reader, form = _translated(tag), sent_form()
    keys = set(form.many("shown" if form.text("which") == "all" else "words"))
    known = {one.key: one.words for one in shown(work(), reader.tag, kind)}
    if not keys:
        return _letter(reader, kind, {"words": "Tick the sentences you have read and approve."}), 422
    if keys - known.keys():
        return _letter(
            reader, kind, {"words": "Some words have changed since you opened this page. Read it again."}
        ), 422
    added = approve_words(work(), viewer(), [known[key] for key in known if key in keys], g.now)
    flash(f"{counted(added, 'sentence is', 'sentences are')} approved in your name.", "done")
    return redirect(url_for("words.letter", tag=reader.tag, kind=kind), 303)


def _translated(tag: str) -> Language:
    """A language that has words beside English. Raises ``NotFound`` for any other."""
    found = language(tag)
    if is_english(found.tag) or not Catalogue.of(found.tag).messages:
        raise NotFound("No words are packaged in this language.", "See the languages there are.")
    return found
