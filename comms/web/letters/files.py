"""A letter as a picture, a PDF, a web page or a text, and a whole run as one ZIP file. Every look is noted."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, Response, g

from comms.agencies.permissions import Permission
from comms.channels.paper import Paper, paper_from_json
from comms.channels.pdf import PrintingFailed, Unprintable, preview_png, print_pdf
from comms.families.find import language_need
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.letters import find
from comms.letters.actions import view_letter
from comms.letters.letter import Letter, LetterState
from comms.letters.please_ring import languages_for_please_ring
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text
from comms.web.door import work
from comms.web.letters.archives import ArchivedFile, report_file, write_archive
from comms.web.letters.moments import made_at, moment_of
from comms.web.letters.rows import letter_row
from comms.web.limiting import limited
from comms.web.limits import ARCHIVES, PAGES
from comms.web.viewing import needs, viewer

bp = Blueprint("files", __name__)

WIDE, SMALL = 1000, 240


@bp.get("/<uuid:letter_id>/page-<int:page>.png")
@needs(Permission.SEE_LETTERS)
@limited(PAGES)
def picture(letter_id: UUID, page: int) -> Response:
    """A picture of one page, counted from 1."""
    return png(_page(letter_id, page, WIDE))


@bp.get("/<uuid:letter_id>/small.png")
@needs(Permission.SEE_LETTERS)
@limited(PAGES)
def small_picture(letter_id: UUID) -> Response:
    """A small picture of the first page, for tables."""
    return png(_page(letter_id, 1, SMALL))


def _page(letter_id: UUID, page: int, width: int) -> bytes:
    paper = _paper(view_letter(work(), viewer(), letter_id, g.now))
    try:
        return preview_png(paper, page - 1, width)
    except PrintingFailed as fault:
        raise NotFound(fault.message, fault.remedy) from fault


@bp.get("/<uuid:letter_id>/letter.pdf")
@needs(Permission.SEE_LETTERS)
@limited(PAGES)
def pdf(letter_id: UUID) -> Response:
    """The letter as PDF, named by its reference."""
    letter = _downloaded(letter_id, "pdf")
    return download(pdf_of(letter), "application/pdf", f"{file_name(letter)}.pdf")


@bp.get("/<uuid:letter_id>/letter.html")
@needs(Permission.SEE_LETTERS)
def html(letter_id: UUID) -> Response:
    """The letter as a web page of its own, to be read there or kept."""
    letter = _downloaded(letter_id, "html")
    return letter_document(as_html(_paper(letter)), f"{file_name(letter)}.html")


@bp.get("/<uuid:letter_id>/letter.txt")
@needs(Permission.SEE_LETTERS)
def text(letter_id: UUID) -> Response:
    """The letter as plain text."""
    letter = _downloaded(letter_id, "text")
    return download(as_text(_paper(letter)).encode(), "text/plain", f"{file_name(letter)}.txt")


@bp.get("/made/<int:moment>/letters.zip")
@needs(Permission.SEE_LETTERS)
@limited(ARCHIVES)
def run(moment: int) -> Response:
    """Every letter made at that moment as PDF, web page and text, with a report that also says who is held and why."""
    letters = made_at(work(), viewer(), moment_of(moment))
    held = find.letters_in_state(work(), viewer(), LetterState.HELD)
    for letter in letters:
        note(work(), viewer().actor, "download letter", ("letter", letter.id), g.now, {"format": "zip"})
    for letter in held:
        note(work(), viewer().actor, "download report", ("letter", letter.id), g.now)
    at = letters[0].made_at
    report = report_file(_report_row(letter) for letter in [*letters, *held])
    content = io.BytesIO()
    write_archive(content, [*(file for letter in letters for file in files_of(letter)), report], at)
    return download(content.getvalue(), "application/zip", f"letters-{london_date(at).isoformat()}.zip")


def files_of(letter: Letter) -> Iterator[ArchivedFile]:
    """A letter's files: PDF, web page and text; in the place of a PDF that cannot be printed, why."""
    paper, name = _paper(letter), file_name(letter)
    try:
        yield ArchivedFile(f"{name}.pdf", pdf_of(letter))
    except (PrintingFailed, Unprintable) as fault:
        # The others must still be downloaded, and whoever opens the archive must see that one is missing.
        yield ArchivedFile(f"{name}-not-printed.txt", str(fault).encode())
    yield ArchivedFile(f"{name}.html", as_html(paper).encode())
    yield ArchivedFile(f"{name}.txt", as_text(paper).encode())


def _report_row(letter: Letter) -> tuple[str, ...]:
    row, held = letter_row(work(), viewer(), letter), letter.state == LetterState.HELD
    need = language_need(work(), viewer(), letter.recipient_id) if held else None
    ring = languages_for_please_ring(need, letter.reason)
    return (
        row.child.name if row.child else "",
        row.parent.name,
        letter.kind,
        letter.language or "",
        letter.channel,
        letter.state,
        f"{letter.reason}: {letter.why}" if held else "; ".join(filter(None, (letter.because, letter.why))),
        (letter.remedy or "") if held else "",
        ", ".join(ring),
        "" if held else file_name(letter),
    )


def file_name(letter: Letter) -> str:
    """What a letter's files are called: its kind and reference, never a person's name."""
    return f"{letter.kind}-{letter.reference}"


def png(content: bytes) -> Response:
    """A picture, to be shown and not kept."""
    return Response(content, mimetype="image/png")


def download(content: bytes, mimetype: str, name: str) -> Response:
    """A file to be kept under that name, which holds nothing personal."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def letter_document(document: str, name: str) -> Response:
    """A letter's own HTML document. Its one style sheet is allowed by its hash, its logo as data, and nothing else."""
    style = document.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    response = Response(document, mimetype="text/html")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return response


def _downloaded(letter_id: UUID, form: str) -> Letter:
    letter = find.letter(work(), viewer(), letter_id)
    _paper(letter)
    note(work(), viewer().actor, "download letter", ("letter", letter.id), g.now, {"format": form})
    return letter


def _paper(letter: Letter) -> Paper:
    """What an issued letter says. Raises ``NotFound`` for a held one, which says nothing yet."""
    if letter.content is None:
        raise NotFound("This letter is held, so there is nothing to read yet.", "Its page says what would free it.")
    return paper_from_json(letter.content)


def pdf_of(letter: Letter) -> bytes:
    """The PDF the worker made; before it has, the same bytes made here, because the same letter is the same bytes."""
    made = find.printed(work(), viewer(), letter.id)
    return made.pdf if made else print_pdf(_paper(letter)).content
