"""Before a call: which number, with whom; and a call that somebody made themselves and nobody answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.bookings.now.line import InterpreterLine
from comms.bookings.now.speak_card import Needed, language_needed
from comms.families.actions import view_person
from comms.families.find import children_of, language_need
from comms.families.language_need import Interpreter as InterpreterNeed
from comms.families.language_need import LanguageNeed
from comms.families.person import Person, PersonKind
from comms.follow_ups.call import Call
from comms.follow_ups.calls import find
from comms.follow_ups.calls.actions import CallGiven, MissedGiven, begin_call, missed_by_hand
from comms.follow_ups.calls.interpreters import interpreters_for, line_of_agency
from comms.follow_ups.calls.numbers import NumberToRing, numbers_to_ring
from comms.follow_ups.saying import moment_in_words
from comms.follow_ups.ways import ways_to
from comms.foundation.errors import BadInput, Refused
from comms.interpreters.interpreter import Interpreter
from comms.messages.numbers import international
from comms.web.calls.speaking import may_ring_from_here, ring_staff
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("calls", __name__)
bp.add_app_template_filter(moment_in_words, "moment")

LINE, WITHOUT, NOT_KNOWN = "line", "without", "not known"
BY_CARRIER = "carrier"
# Where the browser keeps the worker's own number, beside whose it is.
OWN_NUMBER = "own_number"
RECENT = 3


@dataclass(frozen=True, slots=True)
class Ringing:
    """What the page before a call shows."""

    person: Person
    numbers: Sequence[NumberToRing]
    need: LanguageNeed | None
    needed: Needed | None
    interpreters: Sequence[Interpreter]
    line: InterpreterLine
    children: Sequence[Person]
    before: Sequence[Call]
    by_carrier: bool

    @property
    def allowed(self) -> list[NumberToRing]:
        """The numbers that may be rung."""
        return [one for one in self.numbers if one.allowed]


@bp.app_template_global("last_calls")
def last_calls(person_id: UUID) -> Sequence[Call]:
    """The last calls with a person, for their page."""
    return find.calls_with(work(), viewer(), person_id, RECENT)


@bp.get("/families/<uuid:person_id>/calls/ring")
@needs(Permission.WRITE_TO_FAMILIES)
def ring(person_id: UUID) -> ResponseReturnValue:
    """Which numbers are safe and when, and with whom to ring."""
    page = _ringing(person_id)
    first = next((str(one.point.id) for one in page.allowed), "")
    known = {"point": first, "interpreter": _usual(page), "child": _only(page), "own_number": _own_number()}
    return _ring_page(page, filled_form(known | {"follow_up": request.args.get("follow_up", "")}))


@bp.post("/families/<uuid:person_id>/calls/ring")
@needs(Permission.WRITE_TO_FAMILIES)
def begin(person_id: UUID) -> ResponseReturnValue:
    """Begin the call. Where a carrier rings, the worker's own telephone rings first."""
    page, form = _ringing(person_id), sent_form()
    by_carrier = page.by_carrier and form.text("how") == BY_CARRIER
    own = international(form.line("own_number")) if by_carrier else None
    if by_carrier and own is None:
        form.wrong("own_number", "Write the number of the telephone that is to ring for you.")
    given = _given(form, page, by_carrier=by_carrier)
    if given is None or form.errors:
        return _ring_page(page, form), 422
    try:
        call = begin_call(work(), viewer(), given, g.now)
    except Refused as fault:
        form.wrong("point", str(fault))
        return _ring_page(page, form), 409
    except BadInput as fault:
        form.refused(fault, "point")
        return _ring_page(page, form), 422
    if own is not None:
        browser[OWN_NUMBER] = [str(viewer().staff_id), form.line("own_number")]
        if call.began_at == g.now:
            ring_staff(call, own)
    return redirect(url_for("call.show", call_id=call.id), 303)


@bp.get("/families/<uuid:person_id>/calls/missed")
@needs(Permission.WRITE_TO_FAMILIES)
def missed(person_id: UUID) -> ResponseReturnValue:
    """Before a missed call is put down: what will follow from it."""
    page = _ringing(person_id)
    first = next((str(one.point.id) for one in page.numbers), NOT_KNOWN)
    known = {"point": first, "child": _only(page), "follow_up": request.args.get("follow_up", "")}
    return render_template("calls/missed.html", page=page, person=page.person, form=filled_form(known))


@bp.post("/families/<uuid:person_id>/calls/missed")
@needs(Permission.WRITE_TO_FAMILIES)
def record_missed(person_id: UUID) -> ResponseReturnValue:
    """Put down that somebody rang and nobody answered; the page of the call says what follows."""
    page, form = _ringing(person_id), sent_form()
    _choose_child(form, page)
    if form.errors:
        return render_template("calls/missed.html", page=page, person=page.person, form=form), 422
    given = MissedGiven(page.person.id, _id(form, "point"), _id(form, "child"), _id(form, "follow_up"))
    call = missed_by_hand(work(), viewer(), given, g.now)
    return redirect(url_for("call.show", call_id=call.id), 303)


def _ringing(person_id: UUID) -> Ringing:
    session, seen = work(), viewer()
    someone = view_person(session, seen, person_id, g.now)
    need = language_need(session, seen, someone.id)
    needed = language_needed(need)
    children = () if someone.kind == PersonKind.CHILD else [one for _, one in children_of(session, seen, someone.id)]
    return Ringing(
        person=someone,
        numbers=numbers_to_ring(ways_to(session, seen, someone.id, g.now), g.now),
        need=need,
        needed=needed,
        interpreters=interpreters_for(session, seen, someone, needed),
        line=line_of_agency(session, seen),
        children=children,
        before=find.calls_with(session, seen, someone.id, RECENT),
        by_carrier=may_ring_from_here(),
    )


def _ring_page(page: Ringing, form: Form) -> str:
    return render_template("calls/ring.html", page=page, person=page.person, form=form)


def _given(form: Form, page: Ringing, *, by_carrier: bool) -> CallGiven | None:
    """What was chosen; None where something is missing. Unknown is never “no interpreter”: one or the other is said."""
    form.chosen("point", (str(one.point.id) for one in page.numbers), "Choose which number to ring.")
    who = form.chosen(
        "interpreter",
        (LINE, WITHOUT, *(str(one.id) for one in page.interpreters)),
        "Say whether there is to be an interpreter, and who.",
    )
    _choose_child(form, page)
    point = _id(form, "point")
    if form.errors or point is None:
        return None
    return CallGiven(
        page.person.id, point, _id(form, "child"), with_interpreter=who != WITHOUT,
        interpreter_id=_id(form, "interpreter"), follow_up_id=_id(form, "follow_up"), by_carrier=by_carrier,
        cannot_wait=form.ticked("cannot_wait"),
    )  # fmt: skip


def _choose_child(form: Form, page: Ringing) -> None:
    form.chosen("child", ("", *(str(one.id) for one in page.children)), "Choose a child from the list, or none.")


def _id(form: Form, name: str) -> UUID | None:
    try:
        return UUID(form.text(name))
    except ValueError:
        return None


def _usual(page: Ringing) -> str:
    """What is chosen beforehand: only what is on record of their need."""
    if page.need is not None and page.need.interpreter == InterpreterNeed.NOT_NEEDED:
        return WITHOUT
    if page.need is not None and page.need.interpreter == InterpreterNeed.NEEDED and page.line.is_set:
        return LINE
    return ""


def _only(page: Ringing) -> str:
    return str(page.children[0].id) if len(page.children) == 1 else ""


def _own_number() -> str:
    by, number = browser.get(OWN_NUMBER, ("", ""))
    return str(number) if by == str(viewer().staff_id) else ""
