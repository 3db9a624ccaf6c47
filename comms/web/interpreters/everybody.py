"""Interpreters: who there is, which languages are covered, and the page of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.languages import LANGUAGES
from comms.interpreters import find
from comms.interpreters.actions import give_code
from comms.interpreters.covered import Covered
from comms.interpreters.interpreter import LEVELS, Interpreter, InterpreterLanguage
from comms.web.door import work
from comms.web.forms import sent_form
from comms.web.interpreters import saying
from comms.web.interpreters.choices import language_choices
from comms.web.interpreters.interpreter_page import interpreter_page
from comms.web.limiting import limited
from comms.web.limits import SEARCHES
from comms.web.viewing import needs, viewer

bp = Blueprint("interpreters", __name__, url_prefix="/interpreters")
bp.add_app_template_filter(saying.language_name, "language_name")
bp.add_app_template_filter(saying.level_in_words, "level_in_words")

MOST_SHOWN = 200
LONGEST_SEARCH = 200
# Where the browser's session keeps what somebody last looked for in the register, beside who that was.
SOUGHT = "sought in register"
EVERYONE, RUNNING_OUT, UNCHECKED, LEFT = "", "running-out", "unchecked", "left"
WHICH = {
    EVERYONE: "Everybody in the register",
    RUNNING_OUT: "Something of theirs runs out within 60 days",
    UNCHECKED: "No DBS or vetting check counts today",
    LEFT: "Left the register",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An interpreter in the list."""

    one: Interpreter
    languages: Sequence[InterpreterLanguage]
    check: saying.State
    others: Sequence[str]
    ours: bool


@bp.get("")
@needs(Permission.SEE_BOOKINGS)
def everybody() -> ResponseReturnValue:
    """Everybody in the register, or those of a language or in a state."""
    return _list("")


@bp.post("")
@needs(Permission.SEE_BOOKINGS)
@limited(SEARCHES)
def look() -> ResponseReturnValue:
    """Take the words of a search. They come in the body, so that no name stands in an address or a log."""
    form = sent_form()
    browser[SOUGHT] = [str(viewer().staff_id), form.line("words")[:LONGEST_SEARCH]]
    return redirect(url_for("interpreters.found", language=form.text("language"), which=form.text("which")), 303)


@bp.get("/found")
@needs(Permission.SEE_BOOKINGS)
@limited(SEARCHES)
def found() -> ResponseReturnValue:
    """Who was looked for, at an address of its own, so that “back” leads here again."""
    by, words = browser.get(SOUGHT, ("", ""))
    return _list(words if by == str(viewer().staff_id) else "")


def _list(words: str) -> str:
    tag, which = request.args.get("language", ""), request.args.get("which", "")
    tag, which = tag if tag in LANGUAGES else "", which if which in WHICH else EVERYONE
    shown = _listed(_found(words, tag, which))
    return render_template(
        "interpreters/everybody.html", shown=shown[:MOST_SHOWN], more=len(shown) > MOST_SHOWN, words=words, tag=tag,
        which=which, choices=language_choices(work(), viewer()), whiches=WHICH, most=MOST_SHOWN,
    )  # fmt: skip


def _found(words: str, tag: str, which: str) -> Sequence[Interpreter]:
    today = london_date(g.now)
    if which == LEFT:
        return find.interpreters_who_left(work(), viewer())
    standing = {
        RUNNING_OUT: find.checks_run_out(viewer(), today, today + saying.SOON),
        UNCHECKED: find.not_checked(viewer(), today),
    }.get(which)
    return find.interpreters(work(), viewer(), words, tag, MOST_SHOWN + 1, standing)


def _listed(interpreters: Sequence[Interpreter]) -> list[Listed]:
    ids, today = [one.id for one in interpreters], london_date(g.now)
    languages = find.languages_of(work(), viewer(), ids)
    shown = find.qualifications_of(work(), viewer(), ids)
    return [
        Listed(
            one,
            languages.get(one.id, []),
            saying.check_in_words(shown.get(one.id, []), today),
            saying.others_that_run_out(shown.get(one.id, []), today),
            one.agency_id == viewer().agency_id,
        )
        for one in interpreters
    ]


@bp.get("/languages")
@needs(Permission.SEE_BOOKINGS)
def languages() -> ResponseReturnValue:
    """Which languages are covered and how well, those first that people here need and nobody interprets."""
    covered = find.languages_covered(work(), viewer(), london_date(g.now))
    needed = find.languages_needed(work(), viewer())
    needed.pop("en", None)
    sending = find.suppliers(work(), viewer())
    nobody = [
        (tag, count, saying.listed([one.name for one in sending if not one.languages or tag in one.languages]))
        for tag, count in needed.most_common()
        if tag not in {one.language for one in covered}
    ]
    return render_template(
        "interpreters/languages.html", covered=covered, needed=needed, nobody=nobody, levels=_used(covered)
    )  # fmt: skip


def _used(covered: Sequence[Covered]) -> list[int]:
    """The levels that anybody has."""
    return [level for at, level in enumerate(LEVELS) if any(one.by_level[at] for one in covered)]


@bp.get("/<uuid:interpreter_id>")
@needs(Permission.SEE_BOOKINGS)
def show(interpreter_id: UUID) -> ResponseReturnValue:
    """One interpreter: languages, what they have shown, when they work, and for whom never."""
    return _page(interpreter_id)


@bp.post("/<uuid:interpreter_id>/code")
@needs(Permission.KEEP_REGISTER)
def code(interpreter_id: UUID) -> ResponseReturnValue:
    """Give a new personal code, and show it this once."""
    return _page(interpreter_id, give_code(work(), viewer(), interpreter_id, g.now))


def _page(interpreter_id: UUID, fresh_code: str = "") -> str:
    one = find.interpreter(work(), viewer(), interpreter_id)
    note(work(), viewer().actor, "view interpreter", ("interpreter", one.id), g.now)
    page, today = interpreter_page(work(), viewer(), one, g.now), london_date(g.now)
    return render_template(
        "interpreters/show.html", page=page, one=one, today=today, code=fresh_code, kinds=saying.KINDS,
        lead=saying.lead(one, page.languages, page.shown, page.hours, today),
        states={each.id: saying.state_of(each, today) for each in page.shown},
        week=saying.week_in_words(page.hours, today), to_come=saying.hours_to_come(page.hours, today),
        may_change=page.ours and viewer().may(Permission.KEEP_REGISTER),
    )  # fmt: skip
