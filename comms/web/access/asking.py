"""Asking to be told more, and deciding what others ask. Whoever asks never learns who works with a family, but by what
is shared with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families import find as families
from comms.families.access import find
from comms.families.access.asking import RequestGiven, ask_to_be_told, withdraw_request
from comms.families.access.parts import bases
from comms.families.access.share import ShareRequest
from comms.families.actions import view_list, view_person
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.web.access.saying import PARTS_SAID, waiting_for
from comms.web.access.share_form import agency_names, read_basis, read_parts, read_why
from comms.web.access.shared import SharedRow, shared_row
from comms.web.access.sharing import still_ours
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("asking", __name__)

SAY_WHY = "Say why you need to know this. Those who decide read it."


@dataclass(frozen=True, slots=True)
class Asked:
    """Something another agency asks, with whom it is about, or something of ours with what came of it so far.
    ``person`` is None where ours is about somebody we do not work with; ``name`` is what they are called then."""

    request: ShareRequest
    person: Person | None
    name: str
    agency: str
    by: str
    since: str
    answers: Sequence[SharedRow] = ()


@bp.get("/asked")
@needs(Permission.LOOK_UP_FAMILIES)
def listed() -> ResponseReturnValue:
    """What others ask of us, the oldest first, and what we asked, with the answers there are."""
    to_decide, own = to_be_decided(), _own()
    people = [one.request.person_id for one in (*to_decide, *own)]
    view_list(work(), viewer(), "what is asked of families", people, g.now)
    return render_template("access/asked.html", to_decide=to_decide, own=own)


def to_be_decided() -> list[Asked]:
    """What other agencies ask to be told and nobody here has decided, the oldest first."""
    agencies = agency_names(work())
    found = []
    for one in find.requests_to_decide(work(), viewer()):
        person = families.person(work(), viewer(), one.person_id)
        since = waiting_for(one.asked_at, g.now)
        found.append(Asked(one, person, person.name, agencies[one.agency_id], "", since))
    return found


def _own() -> list[Asked]:
    requests, on = find.own_requests(work(), viewer()), london_date(g.now)
    answers = find.shares_for_requests(work(), viewer(), [one.id for one in requests], on)
    staff = {one.id: one.name for one in colleagues(work(), viewer())}
    looked_up = {one.person_id: one.given["name"] for one in find.own_lookups(work(), viewer()) if one.person_id}
    found = []
    for one in requests:
        rows, person = [shared_row(share) for share in answers.get(one.id, ())], still_ours(one.person_id)
        known = person or (rows[0].person if rows else None)
        name = known.name if known else looked_up.get(one.person_id, "")
        by = staff.get(one.asked_by, "a colleague who has left") if one.asked_by else "comms"
        found.append(Asked(one, person, name, "", by, waiting_for(one.asked_at, g.now), rows))
    return found


@bp.get("/families/<uuid:person_id>/ask-others")
@needs(Permission.LOOK_UP_FAMILIES)
def begin(person_id: UUID) -> ResponseReturnValue:
    """The form of what we ask to be told about somebody we work with."""
    person = view_person(work(), viewer(), person_id, g.now)
    return _form(called(person), url_for("people.show", person_id=person.id), filled_form({}))


def _form(name: str, back: str, form: Form) -> str:
    return render_template(
        "access/ask.html", name=name, back=back, form=form, parts=PARTS_SAID, bases=list(bases().values())
    )


@bp.post("/families/<uuid:person_id>/ask-others")
@needs(Permission.LOOK_UP_FAMILIES)
def ask(person_id: UUID) -> ResponseReturnValue:
    """Ask every other agency that works with them."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    given = _read(form)
    if given is None:
        return _form(called(person), url_for("people.show", person_id=person.id), form), 422
    ask_to_be_told(work(), viewer(), given, g.now, person_id=person.id)
    return _asked(called(person))


@bp.get("/look-up/<uuid:lookup_id>/ask")
@needs(Permission.LOOK_UP_FAMILIES)
def begin_looked_up(lookup_id: UUID) -> ResponseReturnValue:
    """The same about somebody who was looked up."""
    seen = find.lookup_seen(work(), viewer(), lookup_id)
    if not seen.found:
        raise NotFound("There is nobody to ask about.", "Look the family up again.")
    return _form(seen.given["name"], url_for("look_up.show", lookup_id=lookup_id), filled_form({}))


@bp.post("/look-up/<uuid:lookup_id>/ask")
@needs(Permission.LOOK_UP_FAMILIES)
def ask_looked_up(lookup_id: UUID) -> ResponseReturnValue:
    """Ask every agency that works with somebody who was looked up."""
    seen, form = find.lookup_seen(work(), viewer(), lookup_id), sent_form()
    given = _read(form)
    if given is None:
        return _form(seen.given["name"], url_for("look_up.show", lookup_id=lookup_id), form), 422
    ask_to_be_told(work(), viewer(), given, g.now, lookup_id=lookup_id)
    return _asked(seen.given["name"])


def _read(form: Form) -> RequestGiven | None:
    """What the form says; None where something is wrong, which is noted at its field."""
    parts, basis, why = read_parts(form), read_basis(form), read_why(form, SAY_WHY)
    return None if form.errors else RequestGiven(parts, basis, why)


def _asked(name: str) -> ResponseReturnValue:
    flash(f"Asked. Whoever works with {name} decides. What they share with you comes into the list below.", "done")
    return redirect(url_for("asking.listed"), 303)


@bp.post("/asked/<uuid:asking_id>/withdraw")
@needs(Permission.LOOK_UP_FAMILIES)
def withdraw(asking_id: UUID) -> ResponseReturnValue:
    """Take back what we asked."""
    withdraw_request(work(), viewer(), asking_id, g.now)
    flash("Taken back. Nobody decides about it any more; what was shared already stays until its day.", "done")
    return redirect(url_for("asking.listed"), 303)
