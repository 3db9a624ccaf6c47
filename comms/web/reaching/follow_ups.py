"""Follow-ups: the list of what is due, and one with where it stands."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.actions import view_list, view_person
from comms.follow_ups.find import follow_up, live_follow_ups
from comms.follow_ups.follow_up import ClosedBecause, FollowUp, Step
from comms.foundation.clock import london_date
from comms.web.door import work
from comms.web.forms import Form, filled_form
from comms.web.reaching.answering import their_languages
from comms.web.reaching.follow_up_rows import follow_up_rows, names_of_staff
from comms.web.reaching.follow_up_shown import follow_up_page
from comms.web.reaching.ladder_drawn import RUNGS
from comms.web.reaching.on_person import Reached, reached
from comms.web.viewing import needs, viewer

bp = Blueprint("follow_ups", __name__)

MINE = "mine"


@bp.app_template_global("calls_and_texts")
def calls_and_texts(person_id: UUID) -> Reached:
    """What is followed up with a person, and the last texts either way, for their page."""
    return reached(work(), viewer(), person_id, london_date(g.now))


@bp.get("/follow-ups")
@needs(Permission.SEE_MESSAGES)
def everything() -> ResponseReturnValue:
    """All that nobody has closed, those that are due first."""
    seen = viewer()
    rows = follow_up_rows(work(), seen, live_follow_ups(work(), seen), london_date(g.now))
    mine = request.args.get("whose", "") == MINE
    shown = [row for row in rows if not mine or row.follow_up.worker_id == seen.staff_id]
    people = [one for row in shown for one in (row.follow_up.person_id, row.follow_up.child_id)]
    view_list(work(), seen, "follow-ups", people, g.now)
    return render_template("reaching/follow_ups.html", rows=shown, mine=mine, all=len(rows))


@bp.get("/follow-ups/<uuid:follow_up_id>")
@needs(Permission.SEE_MESSAGES)
def show(follow_up_id: UUID) -> ResponseReturnValue:
    """One follow-up."""
    return page(follow_up(work(), viewer(), follow_up_id), filled_form({}))


def page(row: FollowUp, form: Form) -> str:
    """The page of a follow-up, with what was typed."""
    session, seen = work(), viewer()
    person = view_person(session, seen, row.person_id, g.now)
    shown = follow_up_page(session, seen, row, person, g.now)
    return render_template(
        "reaching/follow_up.html", page=shown, form=form, steps=[(step.name, RUNGS[step]) for step in Step],
        reasons=list(ClosedBecause), today=london_date(g.now), staff=names_of_staff(session, seen),
        languages={one.id: their_languages(session, seen, one) for one in shown.threads},
    )  # fmt: skip
