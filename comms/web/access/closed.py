"""The families that are kept closed: those one is named for, and, by their reference alone, all others; who is named,
who is struck, and opening one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.families.access import find
from comms.families.access.closed.find import ClosedSeen
from comms.families.access.closing import add_to_closed_family, name_reader, open_family_again, strike_reader
from comms.families.actions import view_list
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.web.access.saying import who_sees
from comms.web.access.share_form import family_of, see_families
from comms.web.access.sharing import still_ours
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("closed", __name__, url_prefix="/closed-families")


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A family kept closed, as it may be shown: whom and whose names are empty for who is not named. ``people`` are
    those we still work with."""

    seen: ClosedSeen
    people: Sequence[Person]
    readers: Sequence[Staff]

    @property
    def gone(self) -> int:
        """How many of them we work with no more."""
        return len(self.seen.people) - len(self.people)

    @property
    def others(self) -> int:
        """How many see it beside whoever is looking."""
        return max(0, len(self.readers) - 1)

    @property
    def sees(self) -> str:
        """Who sees it, in words: "only you and two others see"."""
        return who_sees(self.others)


@bp.get("")
@needs(Permission.SEE_FAMILIES)
def listed() -> ResponseReturnValue:
    """The families one is named for; for whoever may close families the others too, and nothing of whom they are."""
    rows = [_row(one) for one in find.closed_families(work(), viewer())]
    people = [one.id for row in rows for one in row.people]
    view_list(work(), viewer(), "families kept closed", people, g.now)
    looked_for = len(find.lookups_kept_closed(work(), viewer()))
    return render_template(
        "access/closed_families.html", ours=[row for row in rows if row.seen.named],
        others=[row for row in rows if not row.seen.named], looked_for=looked_for,
    )  # fmt: skip


def _row(seen: ClosedSeen) -> ClosedRow:
    staff = {one.id: one for one in colleagues(work(), viewer())}
    # Whom we work with no more stays closed, and has no page here until somebody works with them again.
    people = [one for one in map(still_ours, seen.people) if one is not None] if seen.named else []
    return ClosedRow(seen, people, [staff[one] for one in seen.readers if one in staff])


@bp.get("/<uuid:closed_id>")
@needs(Permission.SEE_FAMILIES)
def show(closed_id: UUID) -> ResponseReturnValue:
    """One of them: whom of it, why, and who is named."""
    return _page(closed_id, filled_form({}))


def _page(closed_id: UUID, form: Form) -> str:
    row = _row(find.closed_family(work(), viewer(), closed_id))
    view_list(work(), viewer(), "a family kept closed", [one.id for one in row.people], g.now)
    named = {one.id for one in row.readers}
    closes = viewer().may(Permission.CLOSE_FAMILIES)
    return render_template(
        "access/closed_family.html", row=row, form=form, outside=_outside(row.people),
        may_change=row.seen.named and closes, may_name=closes and (row.seen.named or row.seen.nobody_active),
        to_name=[one for one in see_families(colleagues(work(), viewer())) if one.id not in named],
    )  # fmt: skip


def _outside(people: Sequence[Person]) -> list[Person]:
    """The nearest of a closed family who are not closed with it: everybody sees them, and that they are related."""
    closed = {one.id for one in people}
    near = {one.id: one for person in people for one in family_of(work(), viewer(), person)}
    return [one for one in near.values() if one.id not in closed]


@bp.post("/<uuid:closed_id>/name")
@needs(Permission.SEE_FAMILIES)
def name(closed_id: UUID) -> ResponseReturnValue:
    """Name a colleague who sees it from now on."""
    find.closed_family(work(), viewer(), closed_id)
    form, staff = sent_form(), {str(one.id): one for one in see_families(colleagues(work(), viewer()))}
    chosen = form.chosen("staff", staff, "Choose a colleague.")
    if form.errors:
        return _page(closed_id, form), 422
    name_reader(work(), viewer(), closed_id, staff[chosen].id, g.now)
    flash(f"{staff[chosen].name} sees this family from now on.", "done")
    return redirect(url_for("closed.show", closed_id=closed_id), 303)


@bp.post("/<uuid:closed_id>/readers/<uuid:reader_id>/strike")
@needs(Permission.CLOSE_FAMILIES)
def strike(closed_id: UUID, reader_id: UUID) -> ResponseReturnValue:
    """Strike a colleague: from now on this family does not exist for them. It may be oneself."""
    strike_reader(work(), viewer(), closed_id, reader_id, g.now)
    if reader_id == viewer().staff_id:
        flash("You are struck, and see this family no more.", "done")
        return redirect(url_for("closed.listed"), 303)
    flash("Struck. They see this family no more.", "done")
    return redirect(url_for("closed.show", closed_id=closed_id), 303)


@bp.post("/<uuid:closed_id>/add")
@needs(Permission.CLOSE_FAMILIES)
def add(closed_id: UUID) -> ResponseReturnValue:
    """Keep more of their nearest closed with them."""
    row, form = _row(find.closed_family(work(), viewer(), closed_id)), sent_form()
    people = [one.id for one in _outside(row.people) if str(one.id) in form.many("people")]
    if not people:
        form.wrong("people", "Tick at least one of them.")
        return _page(closed_id, form), 422
    add_to_closed_family(work(), viewer(), closed_id, people, g.now)
    flash("Closed with the others.", "done")
    return redirect(url_for("closed.show", closed_id=closed_id), 303)


@bp.post("/<uuid:closed_id>/open")
@needs(Permission.CLOSE_FAMILIES)
def open_again(closed_id: UUID) -> ResponseReturnValue:
    """Open it again, where somebody has said that they mean it."""
    row, form = _row(find.closed_family(work(), viewer(), closed_id)), sent_form()
    if not row.seen.named:
        raise NotFound("There is no such closed family.", "Look at the list of families kept closed.")
    if not form.ticked("sure"):
        form.wrong("sure", "Tick this if you mean it: all your colleagues see this family then.")
        return _page(closed_id, form), 422
    open_family_again(work(), viewer(), closed_id, g.now)
    flash("Open again. All your colleagues see this family; what was shared before stays ended.", "done")
    if not row.people:
        return redirect(url_for("closed.listed"), 303)
    return redirect(url_for("people.show", person_id=row.people[0].id), 303)
