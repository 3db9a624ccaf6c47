"""Deciding what another agency asks to be told: share what it asks, share less, or do not share, and why."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families.access.parts import bases
from comms.families.access.share import ShareRequest
from comms.families.access.sharing import ShareGiven, decide_not_to_share, share_family
from comms.families.actions import view_person
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.web.access.asking import Asked, to_be_decided
from comms.web.access.saying import PARTS_SAID, until_in_words
from comms.web.access.share_form import NO_PARTS, USUAL, read_basis, read_parts, read_until, read_why, typed_day
from comms.web.access.shown import shown, would_lend
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("deciding", __name__)

CHANGE, SHARE, REFUSE = "change", "share", "refuse"
FIELDS = ("parts", "basis", "why", "until")


@bp.get("/asked/<uuid:asking_id>")
@needs(Permission.SHARE_FAMILIES)
def decide(asking_id: UUID) -> ResponseReturnValue:
    """Who asks, what and why; and the two answers."""
    asked, person = _begin(asking_id)
    last = london_date(g.now) + USUAL
    known = {"parts": list(asked.request.parts), "basis": asked.request.basis, "until": typed_day(last)}
    return _page(asked, person, filled_form(known))


def _begin(asking_id: UUID) -> tuple[Asked, Person]:
    asked = next((one for one in to_be_decided() if one.request.id == asking_id), None)
    if asked is None:
        raise NotFound("There is no such request for you to decide.", "Look at the list of what others ask.")
    return asked, view_person(work(), viewer(), asked.request.person_id, g.now)


def _page(asked: Asked, person: Person, form: Form) -> str:
    wanted = {part: said for part, said in PARTS_SAID.items() if part.value in asked.request.parts}
    return render_template(
        "access/decide.html", asked=asked, person=person, form=form, parts=wanted, bases=list(bases().values())
    )


@bp.post("/asked/<uuid:asking_id>")
@needs(Permission.SHARE_FAMILIES)
def answer(asking_id: UUID) -> ResponseReturnValue:
    """Share what was ticked, after it was seen as they will see it; or decide not to."""
    (asked, person), form = _begin(asking_id), sent_form()
    then = form.text("then")
    if then == REFUSE:
        return _refuse(asked, person, form)
    if then == CHANGE:
        return _page(asked, person, form)
    given = _read(form, asked.request)
    if given is None:
        return _page(asked, person, form), 422
    if then != SHARE:
        return _check(asked, person, form, given)
    share_family(work(), viewer(), [person.id], given, g.now)
    flash(f"Shared with {asked.agency}: what you chose of {called(person)}.", "done")
    return redirect(url_for("sharing.made", person_id=person.id), 303)


def _read(form: Form, request: ShareRequest) -> ShareGiven | None:
    parts = [part for part in read_parts(form) if part in request.parts]
    if not parts:
        form.wrong("parts", NO_PARTS)
    basis, why = read_basis(form), read_why(form, "Say why they need it, as you see it.")
    until = read_until(form, london_date(g.now))
    if form.errors or until is None:
        return None
    return ShareGiven(request.agency_id, parts, basis, why, until, request.id)


def _check(asked: Asked, person: Person, form: Form, given: ShareGiven) -> str:
    on = london_date(g.now)
    lent = would_lend(work(), viewer(), person.id, given.parts, g.now)
    return render_template(
        "access/share_check.html", person=person, form=form, given=given, agency=asked.agency, fields=FIELDS,
        everybody=[shown(work(), lent, viewer(), on)], until=until_in_words(given.until, on),
    )  # fmt: skip


def _refuse(asked: Asked, person: Person, form: Form) -> ResponseReturnValue:
    why = read_why(form, "Say why not. It stands on record with your decision, and they are not shown it.", "why_not")
    if form.errors:
        return _page(asked, person, form), 422
    decide_not_to_share(work(), viewer(), asked.request.id, why, g.now)
    flash(f"Recorded: not shared with {asked.agency}, and why. They are not told that you decided.", "done")
    return redirect(url_for("asking.listed"), 303)
