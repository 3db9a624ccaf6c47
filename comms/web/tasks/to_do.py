"""Tasks: what is to be done, one of them with all it takes, and saying what was done."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues, own_agency
from comms.agencies.permissions import Permission
from comms.families import find as find_family
from comms.families.actions import view_list, view_person
from comms.families.person import PersonKind
from comms.families.protection.find import safety_in_force
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput
from comms.tasks import find
from comms.tasks.actions import finish_task
from comms.tasks.task import Task, TaskKind
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.language_card import called
from comms.web.people.person_page import NOT_TOLD, card_of
from comms.web.people.reaching import ways_to_reach
from comms.web.tasks.card import most_urgent_first, task_cards
from comms.web.viewing import needs, viewer

bp = Blueprint("tasks", __name__)

# What a list of what was done can show and somebody will read.
LONGEST_OUTCOME = 5000


@bp.get("/tasks")
@needs(Permission.DO_TASKS)
def everything() -> ResponseReturnValue:
    """Everything that is still to be done, the most urgent first."""
    tasks = find.open_tasks(work(), viewer())
    people = [person for task in tasks for person in (task.person_id, task.child_id)]
    view_list(work(), viewer(), "tasks", people, g.now)
    cards = task_cards(work(), viewer(), tasks, london_date(g.now))
    return render_template("tasks/everything.html", cards=most_urgent_first(cards))


@bp.get("/tasks/<uuid:task_id>")
@needs(Permission.DO_TASKS)
def show(task_id: UUID) -> ResponseReturnValue:
    """One task, with the person's language and the ways to reach them that may be used."""
    return _page(find.task(work(), viewer(), task_id), filled_form({}))


def _page(task: Task, form: Form) -> str:
    session, seen, on = work(), viewer(), london_date(g.now)
    person = view_person(session, seen, task.person_id, g.now)
    in_force = safety_in_force(session, seen, person.id)
    child_id = person.id if person.kind == PersonKind.CHILD else task.child_id
    tells = task.kind == TaskKind.TELL_SOCIAL_WORKER and child_id is not None
    names = {one.id: one.name for one in colleagues(session, seen)}
    return render_template(
        "tasks/show.html",
        card=task_cards(session, seen, [task], on)[0],
        language=card_of(session, seen, person, on),
        ways=ways_to_reach(find_family.contact_points(session, seen, person.id), in_force),
        safe=find_family.safe_contact(session, seen, person.id),
        in_force=in_force,
        interpreter_line=own_agency(session, seen).interpreter_line,
        status=find_family.child_status(session, seen, child_id) if tells and child_id else None,
        done_by=names.get(task.done_by, NOT_TOLD) if task.done_by else "",
        form=form,
    )


@bp.post("/tasks/<uuid:task_id>")
@needs(Permission.DO_TASKS)
def finish(task_id: UUID) -> ResponseReturnValue:
    """Say what was done. After a talk the language they told can be recorded at once."""
    form = sent_form()
    if len(form.text("outcome")) > LONGEST_OUTCOME:
        form.wrong("outcome", f"This is {len(form.text('outcome')):,} characters long. Keep it to {LONGEST_OUTCOME:,}.")
        return _page(find.task(work(), viewer(), task_id), form), 422
    try:
        task = finish_task(work(), viewer(), task_id, form.text("outcome"), g.now)
    except BadInput as fault:
        form.refused(fault, "outcome")
        return _page(find.task(work(), viewer(), task_id), form), 422
    person = find_family.person(work(), viewer(), task.person_id)
    if form.text("then") == "language" and viewer().may(Permission.RECORD_FAMILIES):
        flash(f"Done, and on record. Now record what {called(person)} told you about their language.", "done")
        return redirect(url_for("needs.ask", person_id=person.id), 303)
    flash(f"Done, and on record: “{task.kind}”, {called(person)}.", "done")
    return redirect(url_for("home.today"), 303)
