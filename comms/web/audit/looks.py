"""Who looked at a person's record, and what was done: those of the viewer's own agency, on a page of the person's."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families import find as find_family
from comms.foundation.audit import note
from comms.records.looks.action import KIND_WORDS
from comms.records.looks.find import looks_at
from comms.records.looks.shown import in_words
from comms.web.audit.asking import ON_A_PAGE, asking
from comms.web.door import work
from comms.web.viewing import needs, viewer

bp = Blueprint("looks", __name__)


@bp.get("/families/<uuid:person_id>/looks")
@needs(Permission.SEE_FAMILIES)
def show(person_id: UUID) -> ResponseReturnValue:
    """Who of the viewer's agency looked at the record, what they changed and what they took away, the newest first.
    That somebody looked here is noted too."""
    person, asked = find_family.person(work(), viewer(), person_id), asking()
    note(work(), viewer().actor, "view looks", ("person", person.id), g.now)
    found = [] if asked.form.errors else looks_at(work(), viewer(), person.id, asked.asked)
    page = render_template(
        "audit/looks.html", person=person, looks=in_words(work(), viewer(), found[:ON_A_PAGE]), asked=asked,
        form=asked.form, staff=colleagues(work(), viewer()), kinds=KIND_WORDS,
        older=found[ON_A_PAGE - 1].number if len(found) > ON_A_PAGE else None,
    )  # fmt: skip
    return page, 422 if asked.form.errors else 200
