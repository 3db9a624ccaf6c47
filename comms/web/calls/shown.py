"""One call: where it stands, what can be done now, and afterwards what follows and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.now.line import InterpreterLine
from comms.bookings.now.speak_card import Needed, language_needed
from comms.families.actions import look_for_people, view_list, view_person
from comms.families.find import language_need
from comms.families.person import Person
from comms.follow_ups.call import Call, CallState, Direction
from comms.follow_ups.calls import find
from comms.follow_ups.calls.actions import brief, end_call, missed, ring_family, talked
from comms.follow_ups.calls.from_them import dealt_with, who_rang
from comms.follow_ups.calls.interpreter_had import interpreter_not_told
from comms.follow_ups.calls.interpreters import interpreters_number, line_of_agency
from comms.follow_ups.calls.numbers import NumberToRing, numbers_to_ring
from comms.follow_ups.ways import ways_to
from comms.foundation.errors import Refused
from comms.interpreters.find import interpreter
from comms.interpreters.interpreter import Interpreter
from comms.messages.find import people_with_number
from comms.messages.numbers import international, number_hash
from comms.web.calls.follows import Follows, what_follows
from comms.web.calls.speaking import hang_up, ring_interpreter, ring_person, stop_ringing
from comms.web.door import work
from comms.web.forms import sent_form
from comms.web.people.families import LONGEST_SEARCH
from comms.web.viewing import needs, viewer

bp = Blueprint("call", __name__)

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call and what its page says. ``person`` is None where nobody knows who rang; ``candidates`` are those who
    have that number. ``not_told`` holds where nobody has said whether there was an interpreter in it."""

    call: Call
    person: Person | None
    number: NumberToRing | None
    needed: Needed | None
    interpreter: Interpreter | None
    line: InterpreterLine
    follows: Follows | None
    candidates: Sequence[Person]
    not_told: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still going on, so that the page looks again."""
        return self.call.by_carrier and self.call.state in find.NOT_ENDED

    @property
    def from_them(self) -> bool:
        """Whether they rang us."""
        return self.call.direction == Direction.FROM_THEM

    @property
    def stands(self) -> str:
        """Where it stands, as the page asks whether anything changed; it names nobody."""
        return stands(self.call)


def stands(call: Call) -> str:
    """Where a call stands, in a few letters."""
    legs = "".join("1" if leg else "0" for leg in (call.staff_leg, call.interpreter_leg))
    return f"{CallState(call.state).name.lower()}-{legs}"


@bp.get("/calls/<uuid:call_id>")
@needs(Permission.WRITE_TO_FAMILIES)
def show(call_id: UUID) -> ResponseReturnValue:
    """One call."""
    return _page(find.call(work(), viewer(), call_id))


def _page(call: Call, found: Sequence[Person] | None = None) -> str:
    session, seen = work(), viewer()
    someone = view_person(session, seen, call.person_id, g.now) if call.person_id else None
    ways = ways_to(session, seen, someone.id, g.now) if someone else None
    numbers = numbers_to_ring(ways, g.now) if ways else []
    unknown = someone is None and bool(call.number)
    candidates = people_with_number(session, seen, number_hash(session, call.number or "")) if unknown else ()
    view_list(session, seen, "who may have rung", [one.id for one in (*candidates, *(found or ()))], g.now)
    page = CallPage(
        call=call,
        person=someone,
        number=next((one for one in numbers if one.point.id == call.point_id), None),
        needed=language_needed(language_need(session, seen, someone.id)) if someone else None,
        interpreter=interpreter(session, seen, call.interpreter_id) if call.interpreter_id else None,
        line=line_of_agency(session, seen),
        follows=what_follows(session, seen, call.follow_up_id, g.now) if call.state == CallState.MISSED else None,
        candidates=candidates,
        not_told=interpreter_not_told(session, seen, call),
    )
    return render_template("calls/show.html", page=page, call=call, person=someone, found=found)


@bp.get("/calls/<uuid:call_id>/stands/<page>")
@needs(Permission.WRITE_TO_FAMILIES)
def look(call_id: UUID, page: str) -> ResponseReturnValue:
    """Whether a call stands still where the page shows it; the page is loaded anew when it does not."""
    response = Response(status=204)
    if stands(find.call(work(), viewer(), call_id)) != page:
        response = Response(status=200)
        response.headers["HX-Refresh"] = "true"
    return response


@bp.post("/calls/<uuid:call_id>/interpreter")
@needs(Permission.WRITE_TO_FAMILIES)
def begin_briefing(call_id: UUID) -> ResponseReturnValue:
    """Let the interpreter's telephone ring; the family's does not yet."""
    call = find.call(work(), viewer(), call_id)
    was_there = call.interpreter_leg is not None
    try:
        call = brief(work(), viewer(), call_id, g.now)
        number = interpreters_number(work(), viewer(), call)
    except Refused as fault:
        return _told(call_id, fault)
    if number is not None and not was_there:
        ring_interpreter(call, number)
    return _back(call_id)


@bp.post("/calls/<uuid:call_id>/family")
@needs(Permission.WRITE_TO_FAMILIES)
def let_it_ring(call_id: UUID) -> ResponseReturnValue:
    """Let the family's telephone ring."""
    try:
        call = ring_family(work(), viewer(), call_id, g.now)
    except Refused as fault:
        return _told(call_id, fault)
    number = international(call.number or "")
    if number is not None:
        ring_person(call, number)
    return _back(call_id)


@bp.post("/calls/<uuid:call_id>/talked")
@needs(Permission.WRITE_TO_FAMILIES)
def they_answered(call_id: UUID) -> ResponseReturnValue:
    """Say that they were spoken to."""
    try:
        talked(work(), viewer(), call_id, g.now)
    except Refused as fault:
        return _told(call_id, fault)
    return _back(call_id)


@bp.post("/calls/<uuid:call_id>/missed")
@needs(Permission.WRITE_TO_FAMILIES)
def nobody_answered(call_id: UUID) -> ResponseReturnValue:
    """Say that nobody was reached; a telephone that rings still is let ring no longer."""
    try:
        call = missed(work(), viewer(), call_id, g.now)
    except Refused as fault:
        return _told(call_id, fault)
    stop_ringing(call)
    return _back(call_id)


@bp.post("/calls/<uuid:call_id>/end")
@needs(Permission.WRITE_TO_FAMILIES)
def end(call_id: UUID) -> ResponseReturnValue:
    """Give it up before anybody could answer."""
    try:
        call = end_call(work(), viewer(), call_id, g.now)
    except Refused as fault:
        return _told(call_id, fault)
    hang_up(call)
    return _back(call_id)


@bp.post("/calls/<uuid:call_id>/who")
@needs(Permission.WRITE_TO_FAMILIES)
def who(call_id: UUID) -> ResponseReturnValue:
    """Say who it was that rang: somebody of those shown, or somebody who is looked for by name first."""
    call, form = find.call(work(), viewer(), call_id), sent_form()
    if form.text("person"):
        try:
            who_rang(work(), viewer(), call.id, UUID(form.text("person")), g.now)
        except (Refused, ValueError):
            flash("Somebody has said already who rang, or nobody was chosen.", "done")
        return _back(call_id)
    words = form.line("words")[:LONGEST_SEARCH]
    return _page(call, look_for_people(work(), viewer(), words, MOST_FOUND, g.now) if words else [])


@bp.post("/calls/<uuid:call_id>/dealt-with")
@needs(Permission.WRITE_TO_FAMILIES)
def settle(call_id: UUID) -> ResponseReturnValue:
    """Say that somebody rang back, and that nothing is open."""
    try:
        dealt_with(work(), viewer(), call_id, g.now)
    except Refused as fault:
        return _told(call_id, fault)
    return _back(call_id)


def _told(call_id: UUID, fault: Refused) -> ResponseReturnValue:
    flash(str(fault), "done")
    return _back(call_id)


def _back(call_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("call.show", call_id=call_id), 303)
