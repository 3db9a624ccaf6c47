"""Samples of letters: every kind in every language that has words, with made-up names and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.paper import Paper
from comms.channels.pdf import PrintingFailed, Unprintable, can_print, preview_png
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, Language, language
from comms.foundation.packaged import packaged
from comms.letters.decision import Coverage
from comms.letters.own.find import book_of
from comms.letters.previewing import preview_paper
from comms.letters.templates.book import LetterBook
from comms.letters.templates.kind import LetterKind
from comms.letters.text.as_html import as_html
from comms.letters.text.coverage import coverage
from comms.letters.text.sentence_writer import WordsMissing
from comms.translation.catalogues import ENGLISH, catalogue_path, is_english
from comms.translation.find import words
from comms.web.door import work
from comms.web.letters.files import WIDE, letter_document, png
from comms.web.limiting import limited
from comms.web.limits import PAGES
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("letter_previews", __name__, url_prefix="/letter-samples")

# How far a letter exists in a language, in words.
STANDINGS: dict[Coverage, str] = {"approved": "Approved", "draft": "Draft", "missing": "Missing"}


@dataclass(frozen=True, slots=True)
class InLanguage:
    """How far each kind of letter exists in one language."""

    language: Language
    standings: dict[str, Coverage]


def worded_languages() -> list[Language]:
    """English and every language with a catalogue of its own, by their English names.

    What is read in another language's words (Arabic as in Iraq) is not shown again beside it.
    """
    found = [one for one in LANGUAGES.values() if one.tag == ENGLISH or _has_own_words(one)]
    return sorted(found, key=lambda one: (not is_english(one.tag), one.english_name))


def _has_own_words(one: Language) -> bool:
    path = catalogue_path(one.tag, packaged("locales"))
    return one.can_be_written and path is not None and path.parent.parent.name == one.locale


@bp.get("")
@needs(Permission.SEE_WORDS)
def index() -> ResponseReturnValue:
    """Every kind of letter in every language that has words: approved, a draft, or missing."""
    kinds = list(book_of(work(), viewer()).kinds.values())
    rows = [InLanguage(one, _standings(kinds, one.tag)) for one in worded_languages()]
    rows = [row for row in rows if set(row.standings.values()) != {"missing"}]
    others = [row for row in rows if not is_english(row.language.tag)]
    said = f"Letters can be read in {counted(len(others), 'language', 'languages')} beside English"
    return render_template("letter_previews/index.html", kinds=kinds, rows=rows, words=STANDINGS, said=said)


def _standings(kinds: list[LetterKind], tag: str) -> dict[str, Coverage]:
    look_up = words(work(), tag, viewer().agency_id)
    return {kind.kind: coverage(kind, look_up) for kind in kinds}


@bp.get("/<kind>/<tag>")
@needs(Permission.SEE_WORDS)
def show(kind: str, tag: str) -> ResponseReturnValue:
    """One sample, as a picture, with the other languages there are."""
    book, reader = book_of(work(), viewer()), language(tag)
    chosen = kind_named(kind, book)
    standing = _standing(chosen, reader.tag)
    languages = [one for one in worded_languages() if _standing(chosen, one.tag) != "missing"]
    return render_template(
        "letter_previews/show.html", kind=chosen, kinds=book.kinds.values(), language=reader, standing=standing,
        words=STANDINGS, languages=languages, printable=can_print(reader.tag),
    )  # fmt: skip


@bp.get("/<kind>/<tag>/page-1.png")
@needs(Permission.SEE_WORDS)
@limited(PAGES)
def picture(kind: str, tag: str) -> Response:
    """The sample's first page."""
    try:
        return png(preview_png(_sample(kind, tag), 0, WIDE))
    except (PrintingFailed, Unprintable) as fault:
        raise NotFound(fault.message, fault.remedy) from fault


@bp.get("/<kind>/<tag>/sample.html")
@needs(Permission.SEE_WORDS)
def html(kind: str, tag: str) -> Response:
    """The sample as the web page a family would read."""
    return letter_document(as_html(_sample(kind, tag)), f"sample-{kind}-{language(tag).tag}.html")


def _standing(kind: LetterKind, tag: str) -> Coverage:
    return coverage(kind, words(work(), tag, viewer().agency_id))


def kind_named(kind: str, book: LetterBook) -> LetterKind:
    """The kind of letter an address names, as the agency writes it. Raises ``NotFound`` when there is none."""
    if kind not in book.kinds:
        raise NotFound("There is no such letter.", "See the samples there are.")
    return book.kinds[kind]


def _sample(kind: str, tag: str) -> Paper:
    book, reader = book_of(work(), viewer()), language(tag)
    chosen, look_up = kind_named(kind, book), words(work(), reader.tag, viewer().agency_id)
    try:
        return preview_paper(chosen.kind, reader.tag, {}, london_date(g.now), look_up, book)
    except WordsMissing as fault:
        raise NotFound(fault.message, fault.remedy) from fault
