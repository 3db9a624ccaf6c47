"""A letter before it is made: what would leave now, with its real names and numbers. Nothing is stored."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.channels.pdf import PrintingFailed, preview_png
from comms.families.actions import view_list
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.letters.preparing import Ready
from comms.letters.run import DueLetter, due_letters
from comms.letters.text.as_html import as_html
from comms.web.door import work
from comms.web.letters.files import WIDE, letter_document, png
from comms.web.letters.rows import WAYS
from comms.web.limiting import limited
from comms.web.limits import PAGES
from comms.web.viewing import needs, viewer

bp = Blueprint("before", __name__, url_prefix="/due")


@bp.get("/<uuid:person_id>/<uuid:child_id>")
@needs(Permission.SEE_LETTERS)
def show(person_id: UUID, child_id: UUID) -> ResponseReturnValue:
    """The letter to one parent about one child as it would leave now."""
    due, ready = _ready(person_id, child_id)
    return render_template(
        "letters/before.html", due=due, ready=ready, language=language(ready.language), way=WAYS[ready.way.channel],
    )  # fmt: skip


@bp.get("/<uuid:person_id>/<uuid:child_id>/page-<int:page>.png")
@needs(Permission.SEE_LETTERS)
@limited(PAGES)
def picture(person_id: UUID, child_id: UUID, page: int) -> Response:
    """A picture of one of its pages, counted from 1."""
    _, ready = _ready(person_id, child_id)
    try:
        return png(preview_png(ready.paper, page - 1, WIDE))
    except PrintingFailed as fault:
        raise NotFound(fault.message, fault.remedy) from fault


@bp.get("/<uuid:person_id>/<uuid:child_id>/letter.html")
@needs(Permission.SEE_LETTERS)
def html(person_id: UUID, child_id: UUID) -> Response:
    """The letter as the web page the family would read."""
    _, ready = _ready(person_id, child_id)
    return letter_document(as_html(ready.paper), f"{ready.kind.kind}-not-made.html")


def _ready(person_id: UUID, child_id: UUID) -> tuple[DueLetter, Ready]:
    found = due_letters(work(), viewer(), london_date(g.now), children=[child_id])
    for due in found:
        if due.wanted.reader.person.id == person_id and isinstance(due.prepared, Ready):
            view_list(work(), viewer(), "letter before it is made", [person_id, child_id], g.now)
            return due, due.prepared
    raise NotFound("No letter to this parent about this child can go now.", "See which letters are due.")
