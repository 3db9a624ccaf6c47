"""Writing a text to a person from their page: what it is about is chosen, it is looked at, and then sent."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.actions import view_person
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.messages.texting import HeldBack, write_text
from comms.web.bookings.appointments_form import read_id
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import TEXTS
from comms.web.people.language_card import called
from comms.web.people.person_page import card_of
from comms.web.reaching.texts_shown import GROUPS, text_given, text_page
from comms.web.viewing import needs, viewer

bp = Blueprint("texts", __name__)

CHOOSE = "Choose what it is about."


@bp.get("/families/<uuid:person_id>/text")
@needs(Permission.WRITE_TO_FAMILIES)
def begin(person_id: UUID) -> ResponseReturnValue:
    """What it is about; and once that is chosen, the text as it would go. Nothing is written by looking."""
    person = view_person(work(), viewer(), person_id, g.now)
    form = filled_form({"key": request.args.get("key", ""), "point": request.args.get("point", "")})
    if "key" in request.args and form.text("key") not in GROUPS:
        form.wrong("key", CHOOSE)
    return _page(person, form), 422 if form.errors else 200


def _page(person: Person, form: Form) -> str:
    key = form.text("key")
    given = text_given(person.id, key, read_id(form, "point")) if key in GROUPS else None
    return render_template(
        "reaching/text.html", page=text_page(work(), viewer(), person, given, g.now), form=form, groups=GROUPS,
        person=person, language=card_of(work(), viewer(), person, london_date(g.now)),
        carrier=installation().settings.has_twilio,
    )  # fmt: skip


@bp.post("/families/<uuid:person_id>/text")
@needs(Permission.WRITE_TO_FAMILIES)
@limited(TEXTS)
def send(person_id: UUID) -> ResponseReturnValue:
    """Write it. What is held back is said, with what to do instead."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    key = form.chosen("key", GROUPS, CHOOSE)
    if form.errors:
        return _page(person, form), 422
    written = write_text(work(), viewer(), text_given(person.id, key, read_id(form, "point")), g.now)
    if isinstance(written, HeldBack):
        return _page(person, form), 422
    flash(f"The text to {called(person)} is written. What becomes of it stands beside it.", "done")
    if written.thread_id is None:
        return redirect(url_for("people.show", person_id=person.id), 303)
    return redirect(url_for("threads.show", thread_id=written.thread_id), 303)
