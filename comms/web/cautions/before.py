"""Every step of a session before its points: its form, and what is put on record when it is sent.

What a step asks and how it is read stands in ``who``, ``present`` and ``grounds``; here they are gathered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.cautions.actions import record
from comms.cautions.said import Paused, Resumed, Said
from comms.foundation.errors import NotFound
from comms.web.cautions import asked, grounds, present, who
from comms.web.cautions.need_kept import keep_need
from comms.web.cautions.page import SessionPage, session_page, show_page
from comms.web.cautions.times import read_ahead
from comms.web.cautions.writing import device_of, seen_in, written
from comms.web.door import work
from comms.web.forms import Form, Known, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_steps", __name__)

Reader = Callable[[SessionPage, Form], Said]


def nothing_known(_: SessionPage) -> Mapping[str, Known]:
    """Nothing is known beforehand."""
    return {}


def nothing_else(_page: SessionPage, _form: Form) -> None:
    """Nothing else is kept."""


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step: its template, how what is sent is read, what is said when it is on record, what is filled in, what
    stands beside the questions, and what else is kept when it is sent."""

    template: str
    read: Reader
    told: str
    known: Callable[[SessionPage], Mapping[str, Known]] = nothing_known
    beside: Callable[[SessionPage], asked.Beside] = asked.nothing
    also: Callable[[SessionPage, Form], None] = nothing_else


def read_pause(page: SessionPage, form: Form) -> Paused:
    """Why there is a pause, and until when."""
    why = form.limited("why", who.LONGEST_WORDS)
    if not why:
        form.wrong("why", "Say why, in a few words.")
    return Paused(why, read_ahead(form, "until", page.now))


def read_resume(_page: SessionPage, _form: Form) -> Resumed:
    """It goes on."""
    return Resumed()


FORMS: Mapping[str, StepForm] = MappingProxyType({
    "person": StepForm("person", who.read_person, "Who it is stands on record.", who.known_person, asked.names),
    "language": StepForm(
        "language", who.read_language, "Their language stands on record.", who.known_language, asked.every_language,
        keep_need,
    ),
    "screening": StepForm("screening", who.read_screening, "That you looked stands on record.", who.known_screening),
    "detention": StepForm("detention", who.read_detention, "The clock is in view from here on.", who.known_detention),
    "interpreter": StepForm(
        "interpreter", present.read_interpreter, "The interpreter is there. Ask whether they understand each other.",
        present.known_interpreter, asked.interpreter,
    ),
    "understanding": StepForm("understanding", present.read_understanding, "What they answered stands on record."),
    "sought": StepForm("sought", present.read_sought, "That you asked stands on record.", beside=asked.line),
    "no-interpreter": StepForm("no_interpreter", present.read_no_interpreter, "The reason stands on record."),
    "interpreter-left": StepForm(
        "left", present.read_interpreter_left, "That the interpreter left stands on record.", beside=asked.them
    ),
    "interpreter-back": StepForm(
        "left", present.read_interpreter_back, "The interpreter is back.", beside=asked.them
    ),
    "adult": StepForm("adult", present.read_adult, "The appropriate adult is there.", beside=asked.adult),
    "adult-left": StepForm(
        "left", present.read_adult_left, "That the appropriate adult left stands on record.", beside=asked.them
    ),
    "adult-back": StepForm("left", present.read_adult_back, "The appropriate adult is back.", beside=asked.them),
    "solicitor": StepForm("solicitor", present.read_solicitor, "The solicitor stands on record."),
    "offence": StepForm(
        "offence", grounds.read_offence, "The offence stands on record.", grounds.known_offence, asked.classes
    ),
    "authority": StepForm(
        "authority", grounds.read_authority, "Who decided stands on record.", grounds.known_authority, asked.authority
    ),
    "admission": StepForm(
        "admission", grounds.read_admission, "The admission stands on record.", grounds.known_admission
    ),
    "rights": StepForm(
        "rights", grounds.read_rights, "Disclosure and legal advice stand on record.", grounds.known_rights,
        asked.rights,
    ),
    "offer": StepForm("offer", grounds.read_offer, "The offer stands on record. Now explain the points."),
    "conditions": StepForm(
        "conditions", grounds.read_conditions, "The conditions stand on record: each is explained as a point.",
        grounds.known_conditions, asked.conditions,
    ),
    "pause": StepForm("pause", read_pause, "Paused. Everything said so far is kept.", beside=asked.pause),
    "resume": StepForm("resume", read_resume, "It goes on.", beside=asked.paused),
    "take-over": StepForm("takeover", who.read_takeover, "You conduct this session now."),
})  # fmt: skip


@bp.get("/cautions/<uuid:session_id>/<what>")
@needs(Permission.SEE_CAUTIONS)
def show(session_id: UUID, what: str) -> ResponseReturnValue:
    """One step, with what is known filled in."""
    one, page = _form_of(what), session_page(session_id, what)
    return _page(one, page, filled_form(one.known(page)))


def _form_of(what: str) -> StepForm:
    if what not in FORMS:
        raise NotFound("There is no such step.", "Look at the list of sessions.")
    return FORMS[what]


def _page(one: StepForm, page: SessionPage, form: Form) -> str:
    return show_page(f"cautions/{one.template}.html", page, form, **one.beside(page))


@bp.post("/cautions/<uuid:session_id>/<what>")
@needs(Permission.TAKE_CAUTIONS)
def put_down(session_id: UUID, what: str) -> ResponseReturnValue:
    """Put a step on record, and go on to the next."""
    one, page, form = _form_of(what), session_page(session_id, what), sent_form()
    said = one.read(page, form)

    def act() -> None:
        one.also(page, form)
        record(work(), viewer(), session_id, seen_in(form), said, g.now, device_of(form))

    return written(page, form, act, lambda shown: _page(one, shown, form), one.told)
