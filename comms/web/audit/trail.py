"""The audit of the whole agency, for its administrator: everything that was done, and whether the trail is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families import find as find_family
from comms.families.person import Person
from comms.foundation.audit import AuditEntry, anchor_age, note
from comms.foundation.audit.rounds import Round, last_round
from comms.foundation.tables import csv_text
from comms.records.looks.action import KIND_WORDS
from comms.records.looks.find import looks_at, trail
from comms.records.looks.shown import COLUMNS, Look, in_a_row, in_words
from comms.web.audit.asking import ON_A_PAGE, Asking, asking
from comms.web.door import installation, work
from comms.web.viewing import needs, viewer
from comms.web.wording import counted

bp = Blueprint("audit", __name__, url_prefix="/agency/audit")

# Why somebody takes the trail away is asked, and stands in the trail.
REASONS = {
    "somebody asked": "Somebody asked who had looked at their record",
    "internal check": "An internal check",
    "inspection": "An inspection from outside",
    "suspected misuse": "Somebody may have looked without need",
    "court or police": "A court or the police asked for it",
}
MOST_ROWS = 20_000
AT_ONCE = 500


@bp.get("")
@needs(Permission.SEE_AUDIT)
def show() -> ResponseReturnValue:
    """Everything the agency did, the newest first. That somebody looked here is noted too."""
    return _page(asking(), None)


@bp.get("/about/<uuid:person_id>")
@needs(Permission.SEE_AUDIT)
def about(person_id: UUID) -> ResponseReturnValue:
    """The same of one person. Somebody the viewer may not know of does not exist here either."""
    return _page(asking(), find_family.person(work(), viewer(), person_id))


def _page(asked: Asking, person: Person | None) -> tuple[str, int]:
    found = [] if asked.form.errors else _entries(asked, person)
    looks = in_words(work(), viewer(), found[:ON_A_PAGE])
    _note_look("view audit", asked, person, looks)
    page = render_template(
        "audit/trail.html", person=person, looks=looks, asked=asked, form=asked.form,
        staff=colleagues(work(), viewer()), kinds=KIND_WORDS, reasons=REASONS, state=state_in_words(),
        older=found[ON_A_PAGE - 1].number if len(found) > ON_A_PAGE else None,
    )  # fmt: skip
    return page, 422 if asked.form.errors else 200


def _entries(asked: Asking, person: Person | None) -> Sequence[AuditEntry]:
    if person is not None:
        return looks_at(work(), viewer(), person.id, asked.asked)
    return trail(work(), viewer(), asked.asked)


def _note_look(
    action: str, asked: Asking, person: Person | None, looks: Sequence[Look] = (), because: str = ""
) -> None:
    """Note that somebody looked here, or took it away, with those whose names they saw."""
    about = ("person", person.id) if person is not None else ("agency", viewer().agency_id)
    seen = sorted({str(named.id) for one in looks for named in one.about})
    detail = _codes(asked) | ({"people": seen} if seen else {})
    note(work(), viewer().actor, action, about, g.now, detail, because=because)


def _codes(asked: Asking) -> dict[str, object]:
    """What was asked for, as the audit may hold it: ids, codes and days that were read, and nothing that was typed."""
    known = {
        "who": asked.asked.staff_id,
        "kind": asked.form.line("kind") if asked.asked.actions is not None else None,
        "since": asked.asked.since,
        "until": asked.asked.until,
    }
    return {name: str(value) for name, value in known.items() if value is not None}


@bp.get("/entries.csv")
@needs(Permission.SEE_AUDIT)
def csv_file() -> ResponseReturnValue:
    """What was asked for as a table for a spreadsheet."""
    return _file(asking(), None)


@bp.get("/about/<uuid:person_id>/entries.csv")
@needs(Permission.SEE_AUDIT)
def csv_about(person_id: UUID) -> ResponseReturnValue:
    """The same of one person."""
    return _file(asking(), find_family.person(work(), viewer(), person_id))


def _file(asked: Asking, person: Person | None) -> ResponseReturnValue:
    because = asked.form.chosen("because", REASONS, "Say why you take it away.")
    found = _entries(Asking(replace(asked.asked, before=None, most=MOST_ROWS + 1), asked.form), person)
    if len(found) > MOST_ROWS:
        asked.form.wrong("from", f"These are more than {MOST_ROWS:,} entries. Ask for fewer days.")
    if asked.form.errors:
        return _page(asked, person)
    looks = _in_words(found)
    _note_look("download audit", asked, person, looks, because)
    rows = csv_text([COLUMNS, *in_a_row(looks)])
    response = Response(rows.encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _in_words(found: Sequence[AuditEntry]) -> list[Look]:
    some = (found[first : first + AT_ONCE] for first in range(0, len(found), AT_ONCE))
    return [look for entries in some for look in in_words(work(), viewer(), entries)]


def state_in_words() -> tuple[bool, str]:
    """Whether the trail is whole as far as anybody knows, and a sentence about it."""
    opened = installation()
    checked, ages = last_round(opened.settings.home), [anchor_age(one, g.now) for one in opened.database.anchors.files]
    if checked.wrong:
        return False, f"The trail is not whole: {checked.wrong}. Have whoever runs the service call comms audit verify."
    missing = sum(age is None for age in ages)
    anchored = max((age for age in ages if age is not None), default=None)
    said = _checked_in_words(checked)
    if missing or anchored is None:
        return False, f"{said} In {counted(missing or 1, 'place', 'places')} its newest entry was never written down."
    return True, f"{said} Its newest entry was last written down outside the database {_ago(anchored)} ago."


def _checked_in_words(checked: Round) -> str:
    if checked.ended is None:
        return "Nobody has gone through the trail yet; the worker does it by itself."
    ago = _ago(g.now - checked.ended)
    return f"Every entry up to number {checked.whole_to:,} was checked {ago} ago, and the trail is whole."


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for size, one, more in ((86_400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")):
        if seconds >= size:
            return counted(seconds // size, one, more)
    return counted(seconds, "second", "seconds")
