"""Caution sessions in a list, each with what is missing, and opening one: with whom, and which kind."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.cautions.actions import open_session
from comms.cautions.kind import kinds
from comms.cautions.session import SessionState
from comms.families.actions import look_for_people, view_list, view_person
from comms.families.birth_date_actions import BadBirthDate, record_birth_date
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.web.bookings.appointments_times import read_day
from comms.web.cautions.kinds_offered import earlier_in_words, kinds_offered, may_go_on_from
from comms.web.cautions.listed import session_rows
from comms.web.cautions.page import session_page
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.limiting import limited
from comms.web.limits import SEARCHES
from comms.web.people.families import LONGEST_SEARCH, SOUGHT
from comms.web.people.person_page import card_of
from comms.web.viewing import needs, viewer

bp = Blueprint("cautions", __name__)

MOST_FOUND = 20


@bp.get("/cautions")
@needs(Permission.SEE_CAUTIONS)
def listed() -> ResponseReturnValue:
    """Every session that is open, paused, or ended and not sealed, with what is missing; then those that are sealed."""
    rows = session_rows(work(), viewer(), g.now)
    view_list(work(), viewer(), "caution sessions", [one.person_id for one in rows], g.now)
    groups = [(state, [one for one in rows if one.state == state]) for state in SessionState]
    tags = [one.language.tag for one in rows if one.language]
    return render_template("cautions/listed.html", groups=groups, tags=tags)


@bp.get("/cautions/new")
@needs(Permission.TAKE_CAUTIONS)
def begin() -> ResponseReturnValue:
    """With whom, and which kind."""
    if "person" not in request.args:
        return render_template("cautions/find.html", words="", found=None)
    person = _person(request.args["person"])
    earlier = may_go_on_from(work(), viewer(), person)
    return _choose(person, filled_form({"continues": str(earlier[0].id) if earlier else ""}))


def _person(text: str) -> Person:
    try:
        return view_person(work(), viewer(), UUID(text), g.now)
    except ValueError:
        raise NotFound("There is no such person.", "Find them by their name.") from None


def _choose(person: Person, form: Form) -> str:
    on, earlier = london_date(g.now), may_go_on_from(work(), viewer(), person)
    return render_template(
        "cautions/new.html", person=person, form=form, card=card_of(work(), viewer(), person, on),
        offered=kinds_offered(person.birth_date, on), earlier=[(str(one.id), earlier_in_words(one)) for one in earlier],
        going_on=[one for one in session_rows(work(), viewer(), g.now, person.id) if one.goes_on],
    )  # fmt: skip


@bp.post("/cautions/find")
@needs(Permission.TAKE_CAUTIONS)
@limited(SEARCHES)
def look_for() -> ResponseReturnValue:
    """Take the words of a search. They come in the body, so that no name stands in an address or a log."""
    browser[SOUGHT] = [str(viewer().staff_id), sent_form().line("words")[:LONGEST_SEARCH]]
    return redirect(url_for("cautions.found"), 303)


@bp.get("/cautions/found")
@needs(Permission.TAKE_CAUTIONS)
@limited(SEARCHES)
def found() -> ResponseReturnValue:
    """Who is called so."""
    by, words = browser.get(SOUGHT, ("", ""))
    if by != str(viewer().staff_id):
        return redirect(url_for("cautions.begin"), 303)
    people = look_for_people(work(), viewer(), words, MOST_FOUND, g.now) if words else []
    cards = [card_of(work(), viewer(), one, london_date(g.now)) for one in people]
    return render_template("cautions/find.html", words=words, found=cards)


@bp.post("/cautions/new")
@needs(Permission.TAKE_CAUTIONS)
def open_it() -> ResponseReturnValue:
    """Open the session; what is on record is filled in from then on."""
    form = sent_form()
    person = _person(form.text("person"))
    kind = form.chosen("kind", kinds(), "Choose which kind it is.")
    born = _born(form) if person.birth_date is None else None
    continues = _continues(form, person)
    if form.errors:
        return _choose(person, form), 422
    try:
        if born is not None:
            record_birth_date(work(), viewer(), person.id, born, g.now)
        opened = open_session(work(), viewer(), person.id, kind, g.now, continues)
    except BadBirthDate as fault:
        return _again(form, "born", fault)
    except (BadInput, Refused) as fault:
        return _again(form, "kind", fault)
    flash("The session is open. What is on record is filled in.", "done")
    return redirect(url_for("cautions.show", session_id=opened.id), 303)


def _born(form: Form) -> date | None:
    if not form.line("born"):
        form.wrong("born", "Give their birth date. If they do not know it, find it out first: unknown is never adult.")
        return None
    return read_day(form, "born")


def _again(form: Form, name: str, fault: BadInput | Refused) -> ResponseReturnValue:
    """The form as it was typed, after what was to be opened was taken back."""
    work().rollback()
    form.wrong(name, str(fault))
    return _choose(_person(form.text("person")), form), 422 if isinstance(fault, BadInput) else 409


def _continues(form: Form, person: Person) -> UUID | None:
    earlier = {str(one.id): one.id for one in may_go_on_from(work(), viewer(), person)}
    form.chosen("continues", ("", *earlier), "Choose one of these.")
    return earlier.get(form.text("continues"))


@bp.get("/cautions/<uuid:session_id>")
@needs(Permission.SEE_CAUTIONS)
def show(session_id: UUID) -> ResponseReturnValue:
    """Lead to where the session goes on: to its next step, or to its record when it is sealed."""
    page = session_page(session_id, "")
    if page.session.state == SessionState.SEALED:
        return redirect(url_for("caution_records.show", session_id=session_id), 303)
    return redirect(page.next_address, 303)
