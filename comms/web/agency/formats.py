"""The agency's address book of formats: who makes braille, a recording, an easy-read text, and how they are reached."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.actions import change_agency
from comms.agencies.agency import Agency
from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.letters.forms import MADE_ELSEWHERE
from comms.web.agency.form import EMAIL, TELEPHONE
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("formats", __name__)

LONGEST = {"who": 200, "telephone": 40, "email": 254, "days": 3}
MOST_DAYS = 200


def field(wanted: str, name: str) -> str:
    """What a field of a format is called in the form: "sign_video_who"."""
    return f"{wanted.replace(' ', '_')}_{name}"


@bp.get("/agency/formats")
@needs(Permission.MANAGE_AGENCY)
def show() -> ResponseReturnValue:
    """The address book, to look at and to change."""
    return _page(_answers(own_agency(work(), viewer())))


def _answers(agency: Agency) -> Form:
    known = {
        field(wanted, name): str(agency.formats.get(wanted, {}).get(name) or "")
        for wanted in MADE_ELSEWHERE
        for name in LONGEST
    }
    return filled_form(known)


def _page(form: Form) -> str:
    return render_template("agency/formats.html", form=form, formats=MADE_ELSEWHERE, field=field)


@bp.post("/agency/formats")
@needs(Permission.MANAGE_AGENCY)
def change() -> ResponseReturnValue:
    """Change the address book."""
    form = sent_form()
    read = {wanted: _read(form, wanted) for wanted in MADE_ELSEWHERE}
    if form.errors:
        return _page(form), 422
    change_agency(work(), viewer(), {"formats": {wanted: entry for wanted, entry in read.items() if entry}}, g.now)
    flash("Saved. A letter that is held because of its format now says whom to ask.", "done")
    return redirect(url_for("agency.show"), 303)


def _read(form: Form, wanted: str) -> dict[str, Any]:
    """One format as it was typed; empty where nobody is named."""
    entry: dict[str, Any] = {name: form.limited(field(wanted, name), most) for name, most in LONGEST.items()}
    if not any(entry.values()):
        return {}
    if not entry["who"]:
        form.wrong(field(wanted, "who"), f"Say who makes {wanted}, or leave everything about it empty.")
    if entry["telephone"] and not TELEPHONE.fullmatch(entry["telephone"]):
        form.wrong(field(wanted, "telephone"), "Give the number with digits and spaces, like 01632 960 100.")
    if entry["email"] and not EMAIL.fullmatch(entry["email"]):
        form.wrong(field(wanted, "email"), "Give an e-mail address like office@school.example.")
    if entry["days"] and not (entry["days"].isascii() and entry["days"].isdigit() and int(entry["days"]) <= MOST_DAYS):
        form.wrong(field(wanted, "days"), f"Give a whole number of working days up to {MOST_DAYS}.")
    return entry
