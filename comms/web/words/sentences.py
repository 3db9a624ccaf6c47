"""Words: what every sentence of a letter is in each language, and who qualified has approved it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.channels.pdf import can_print
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import Language, language
from comms.letters.own.find import book_of
from comms.letters.templates.book import LetterBook
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.catalogues import Catalogue, is_english
from comms.translation.find import asked_about, words
from comms.translation.uses import has_legal_effect
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.previews import worded_languages
from comms.web.viewing import needs, viewer
from comms.web.wording import counted
from comms.web.words.shown import (
    Count,
    Shown,
    count,
    form_examples,
    kind_of_use,
    shown,
    uses,
    why_not_approve,
    words_for_use,
)

bp = Blueprint("words", __name__, url_prefix="/words")


@dataclass(frozen=True, slots=True)
class Support:
    """How far each use exists in one language, and whether it can be printed; ``whole`` counts every sentence once,
    though several uses have it; ``asked`` counts the sentences of a use that somebody of the agency asks to have read,
    each in the first use that has it."""

    language: Language
    whole: Count
    counts: dict[str, Count]
    prints: bool
    asked: dict[str, int]


@bp.get("")
@needs(Permission.SEE_WORDS)
def overview() -> ResponseReturnValue:
    """For each language, how much of each letter is translated and approved."""
    book = book_of(work(), viewer())
    rows = [_support(one, book) for one in worded_languages() if not is_english(one.tag)]
    waiting = [row for row in rows if any(one.approved < one.sentences for one in row.counts.values())]
    said = (
        f"{counted(len(waiting), 'language waits', 'languages wait')} for somebody qualified to approve words"
        if waiting
        else "Every word is approved in every language"
    )
    return render_template(
        "words/overview.html", rows=rows, uses=uses(book), said=said, asked=[row for row in rows if row.asked],
        mine=[row for row in rows if not why_not_approve(work(), viewer(), row.language.tag)],
    )  # fmt: skip


def _support(one: Language, book: LetterBook) -> Support:
    look_up = words(work(), one.tag, viewer().agency_id)
    found = {use: words_for_use(book, look_up, use) for use, _ in uses(book)}
    waiting = {source for source, _ in asked_about(work(), viewer(), one.tag)}
    asked: dict[str, int] = {}
    for use, sentences in found.items():
        here = waiting & {sentence.source_hash for sentence in sentences}
        waiting -= here
        if here:
            asked[use] = len(here)
    counts = {use: count(sentences) for use, sentences in found.items()}
    once = {sentence.source_hash: sentence for sentences in found.values() for sentence in sentences}
    return Support(one, count(once.values()), counts, can_print(one.tag), asked)


@bp.get("/<tag>")
@needs(Permission.SEE_WORDS)
def of_language(tag: str) -> ResponseReturnValue:
    """One language, letter by letter."""
    reader, book = translated(tag), book_of(work(), viewer())
    return render_template("words/language.html", row=_support(reader, book), uses=uses(book))


@bp.get("/<tag>/<kind>")
@needs(Permission.SEE_WORDS)
def letter(tag: str, kind: str) -> ResponseReturnValue:
    """Every sentence of one letter beside its translation, with the letter's picture."""
    return _letter(translated(tag), kind, {})


def _letter(reader: Language, use: str, errors: dict[str, str]) -> str:
    book = book_of(work(), viewer())
    found, kind, named = shown(work(), viewer(), reader.tag, use), kind_of_use(book, use), uses(book)
    return render_template(
        "words/letter.html", language=reader, use=use, found=found,
        counted_words=count(one.words for one in found if not one.newer),
        newer=counted(sum(one.newer for one in found), "newer draft waits", "newer drafts wait"),
        title=dict(named)[use], errors=errors, why_not=why_not_approve(work(), viewer(), reader.tag),
        has_picture=use in book.kinds and can_print(reader.tag) and not any(one.words.missing for one in found),
        approved_only=kind is not None and kind.words == "approved_only",
        may_translate=viewer().may(Permission.TRANSLATE), is_letter=kind is not None,
        names={colleague.id: colleague.name for colleague in colleagues(work(), viewer())},
        legal=has_legal_effect(use), changed=counted(
            sum(one.before is not None for one in found), "sentence has changed", "sentences have changed"
        ),
    )  # fmt: skip


@bp.post("/<tag>/<kind>")
@needs(Permission.APPROVE_TRANSLATIONS)
def approve(tag: str, kind: str) -> ResponseReturnValue:
    """Approve the ticked sentences, or the whole letter, in the viewer's own name.

    What was on the page is what is approved: words that have changed since are others, and are refused.
    """
    reader, form = translated(tag), sent_form()
    keys = set(form.many("shown" if form.text("which") == "all" else "words"))
    known = {one.key: one.words for one in shown(work(), viewer(), reader.tag, kind)}
    if not keys:
        return _letter(reader, kind, {"words": "Tick the sentences you have read and approve."}), 422
    if keys - known.keys():
        return _letter(
            reader, kind, {"words": "Some words have changed since you opened this page. Read it again."}
        ), 422
    added = approve_words(work(), viewer(), [known[key] for key in known if key in keys], g.now)
    second = " A second person has to approve them too." if has_legal_effect(kind) else ""
    flash(f"{counted(added, 'sentence is', 'sentences are')} approved in your name.{second}", "done")
    return redirect(url_for("words.letter", tag=reader.tag, kind=kind), 303)


@bp.get("/<tag>/<kind>/translate")
@needs(Permission.TRANSLATE)
def translate(tag: str, kind: str) -> ResponseReturnValue:
    """The form for one sentence, with the words it has so far."""
    reader = translated(tag)
    one = _sentence(reader, kind, request.args.get("sentence", ""))
    text = one.words.text
    forms = (text,) if isinstance(text, str) else text
    return _translating(reader, kind, one, filled_form({f"form-{index}": form for index, form in enumerate(forms)}))


def _translating(reader: Language, use: str, one: Shown, form: Form) -> str:
    counts = form_examples(reader.tag) if one.words.source_plural is not None else [""]
    title = dict(uses(book_of(work(), viewer())))[use]
    return render_template(
        "words/translate.html", language=reader, use=use, title=title, one=one, form=form, counts=counts
    )


@bp.post("/<tag>/<kind>/translate")
@needs(Permission.TRANSLATE)
def write(tag: str, kind: str) -> ResponseReturnValue:
    """Write a sentence in the viewer's own name, as a draft for somebody else to approve; then the next one missing."""
    reader, form = translated(tag), sent_form()
    one = _sentence(reader, kind, form.text("sentence"))
    forms = len(form_examples(reader.tag)) if one.words.source_plural is not None else 1
    texts = tuple(form.line(f"form-{index}") for index in range(forms))
    given = WordsGiven(reader.tag, one.words.context, one.words.source, one.words.source_plural, texts)
    try:
        write_translation(work(), viewer(), given, g.now)
    except BadInput as fault:
        form.refused(fault, "form-0")
        return _translating(reader, kind, one, form), 422
    flash("Your translation is kept as a draft. Somebody else approves it.", "done")
    missing = next((other for other in shown(work(), viewer(), reader.tag, kind) if other.words.missing), None)
    if missing is None:
        return redirect(url_for("words.letter", tag=reader.tag, kind=kind), 303)
    return redirect(url_for("words.translate", tag=reader.tag, kind=kind, sentence=missing.words.source_hash), 303)


def _sentence(reader: Language, use: str, source_hash: str) -> Shown:
    """One sentence of a letter, in its newest words. Raises ``NotFound`` when the letter does not hold it any more."""
    found = shown(work(), viewer(), reader.tag, use)
    one = next((one for one in reversed(found) if one.words.source_hash == source_hash), None)
    if one is None:
        raise NotFound("This sentence is not in the letter any more.", "Open the letter's words again.")
    return one


def translated(tag: str) -> Language:
    """A language that has words beside English. Raises ``NotFound`` for any other."""
    found = language(tag)
    if is_english(found.tag) or not Catalogue.of(found.tag).messages:
        raise NotFound("No words are packaged in this language.", "See the languages there are.")
    return found
