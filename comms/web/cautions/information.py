"""The written information about a caution: letter L14, made right here in their language, and handed over."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.cautions.actions import record
from comms.cautions.said import InformationGiven, OffenceStated
from comms.foundation.errors import BadInput, Refused
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.find import letters_about
from comms.letters.letter import Letter, LetterState
from comms.web.cautions.page import SessionPage, session_page, show_page
from comms.web.cautions.times import read_when
from comms.web.cautions.writing import device_of, seen_in, written
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_letter", __name__)

KIND = "L14"
STEP = "information"
PAPER, ALOUD, SCREEN = "on paper", "read aloud by the interpreter", "shown on a screen"
ON_PAPER = ((PAPER, "On paper"), (SCREEN, "Shown on a screen, and sent or printed later"))
READ_ALOUD = (ALOUD, "Read aloud by the interpreter, because they cannot read it")


@bp.get("/cautions/<uuid:session_id>/information")
@needs(Permission.SEE_CAUTIONS)
def show(session_id: UUID) -> ResponseReturnValue:
    """The letter, or the button that makes it."""
    return _page(session_page(session_id, STEP), filled_form({"format": PAPER}))


def _page(page: SessionPage, form: Form) -> str:
    letter = letter_of(page)
    issued = letter is not None and letter.state == LetterState.ISSUED
    formats = [*(ON_PAPER if issued else ()), READ_ALOUD]
    return show_page("cautions/information.html", page, form, letter=letter, formats=formats)


def letter_of(page: SessionPage) -> Letter | None:
    """The letter of this session: the newest of its kind to them since it was opened, of which an issued one counts
    before one that is held."""
    since = page.session.opened_at
    found = [one for one in letters_about(work(), page.viewer, page.person.id) if one.kind == KIND]
    found = [one for one in found if one.made_at >= since and one.recipient_id == page.person.id]
    issued = [one for one in found if one.state == LetterState.ISSUED]
    return next(iter([*issued, *(one for one in found if one.state == LetterState.HELD)]), None)


@bp.post("/cautions/<uuid:session_id>/information/letter")
@needs(Permission.TAKE_CAUTIONS)
def make(session_id: UUID) -> ResponseReturnValue:
    """Make the letter, by hand as letters are made anywhere; where it cannot leave, the page says why."""
    page, form = session_page(session_id, STEP), sent_form()
    if page.standing.offence is None:
        return _page(session_page(session_id, STEP, "State the offence first: the letter names it."), form), 409
    asked = LetterAsked(KIND, page.person.id, None, _values(page, page.standing.offence))
    try:
        letter = issue_letter(work(), viewer(), asked, g.now)
    except (BadInput, Refused) as fault:
        work().rollback()
        return _page(session_page(session_id, STEP, str(fault)), form), 409
    told = "The letter is made. Print it and hand it over." if letter.state == LetterState.ISSUED else (
        "The letter is held: this page says why."
    )  # fmt: skip
    flash(told, "done")
    return redirect(page.step_address(STEP), 303)


def _values(page: SessionPage, offence: OffenceStated) -> dict[str, object]:
    values: dict[str, object] = {
        "disposal": f"disposal.{page.session.kind}", "offence": offence.act_and_section, "contact": page.officer,
    }  # fmt: skip
    return values | ({"sexual": "sexual_crime.yes"} if offence.sexual else {})


@bp.post("/cautions/<uuid:session_id>/information")
@needs(Permission.TAKE_CAUTIONS)
def handed(session_id: UUID) -> ResponseReturnValue:
    """They have it: how, and when."""
    page, form = session_page(session_id, STEP), sent_form()
    letter = letter_of(page)
    if letter is None:
        return _page(session_page(session_id, STEP, "The letter is not made yet. Make it first."), form), 409
    issued = letter.state == LetterState.ISSUED
    allowed = (PAPER, SCREEN, ALOUD) if issued else (ALOUD,)
    language = letter.language or (page.reads.tag if page.reads else "")
    said = InformationGiven(
        letter_id=letter.id if issued else None, reference=letter.reference, language=language,
        format=form.chosen("format", allowed, "Say how they got it."), digest=letter.content_hash,
        draft=letter.draft or not issued, handed_at=read_when(form, "handed_at", g.now),
    )  # fmt: skip

    def act() -> None:
        record(work(), viewer(), session_id, seen_in(form), said, g.now, device_of(form))

    return written(page, form, act, lambda shown: _page(shown, form), "That they have the letter stands on record.")
