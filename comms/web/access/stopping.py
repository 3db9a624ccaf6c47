"""We do not work with them any more."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.access import find
from comms.families.access.working import stop_working
from comms.families.actions import view_person
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskState
from comms.web.access.share_form import read_why
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("stopping", __name__)


@bp.get("/families/<uuid:person_id>/stop")
@needs(Permission.RECORD_FAMILIES)
def begin(person_id: UUID) -> ResponseReturnValue:
    """What it means, what is still open about them, and why."""
    return _page(view_person(work(), viewer(), person_id, g.now), filled_form({}))


def _page(person: Person, form: Form) -> str:
    on = london_date(g.now)
    live = [one for one in find.shares_made(work(), viewer(), person.id) if one.is_live(on)]
    to_do = [one for one in tasks_about(work(), viewer(), person.id) if one.state == TaskState.OPEN]
    return render_template("access/stop.html", person=person, form=form, shares=len(live), to_do=len(to_do))


@bp.post("/families/<uuid:person_id>/stop")
@needs(Permission.RECORD_FAMILIES)
def stop(person_id: UUID) -> ResponseReturnValue:
    """Record that we work with them no more, and why."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    because = read_why(form, "Say why you do not work with them any more.", "because")
    if form.errors:
        return _page(person, form), 422
    stop_working(work(), viewer(), person.id, because, g.now)
    flash(f"Recorded. {called(person)} is not among your families any more; nothing was erased.", "done")
    return redirect(url_for("people.search"), 303)
