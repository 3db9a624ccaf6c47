"""Times without letters: leaving a child out of attendance letters, ending it, and who is left out until when."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families import find as families
from comms.families.actions import view_list, view_person
from comms.families.person import Person, PersonKind
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.letters.left_out import find
from comms.letters.left_out.actions import BadTime, LeavingOut, end_leaving_out, leave_out
from comms.letters.left_out.exclusion import LONGEST, ExclusionReason, LetterExclusion
from comms.letters.left_out.saying import left_out_sentence, may_know_why
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.without_letters import shown_times
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("left_out", __name__)

DAY = re.compile(r"(?P<day>[0-9]{1,2})[./ ](?P<month>[0-9]{1,2})[./ ](?P<year>[0-9]{4})")
ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
LONGEST_NOTE = 1000
ALL = "all"


@bp.get("/letters/left-out")
@needs(Permission.SEE_LETTERS)
def everyone() -> ResponseReturnValue:
    """Who is left out of attendance letters until when, the one that ends first first."""
    on = london_date(g.now)
    times = shown_times(work(), viewer(), find.exclusions_to_come(work(), viewer(), on))
    people = [who.id for one in times for who in (one.child, one.adult) if who]
    view_list(work(), viewer(), "left out of letters", people, g.now)
    return render_template("left_out/everyone.html", times=times, on=on)


@bp.get("/families/<uuid:child_id>/without-letters")
@needs(Permission.ISSUE_LETTERS)
def begin(child_id: UUID) -> ResponseReturnValue:
    """The form that leaves a child out of attendance letters for a time."""
    child = _child(child_id)
    return _begin_form(child, filled_form({"from_day": _typed(london_date(g.now)), "adult": ALL}))


def _child(child_id: UUID) -> Person:
    child = view_person(work(), viewer(), child_id, g.now)
    if child.kind != PersonKind.CHILD:
        raise NotFound("There is no such child.")
    return child


def _begin_form(child: Person, form: Form) -> str:
    adults = [adult for _, adult in families.adults_of(work(), viewer(), child.id)]
    reasons = [
        one
        for one in ExclusionReason
        if one != ExclusionReason.SAFEGUARDING or viewer().may(Permission.SEE_SAFE_CONTACT)
    ]
    latest = london_date(g.now) + LONGEST
    return render_template(
        "left_out/begin.html", child=child, form=form, adults=adults, reasons=reasons, latest=latest, all=ALL
    )


@bp.post("/families/<uuid:child_id>/without-letters")
@needs(Permission.ISSUE_LETTERS)
def leave_out_of_letters(child_id: UUID) -> ResponseReturnValue:
    """Leave a child out of attendance letters for a time."""
    child, form = _child(child_id), sent_form()
    adults = {str(adult.id): adult.id for _, adult in families.adults_of(work(), viewer(), child.id)}
    reason = form.chosen("reason", set(ExclusionReason), "Choose why no letters go.")
    first, last = _day(form, "from_day"), _day(form, "until_day")
    whom = form.chosen("adult", {ALL, *adults}, "Choose one parent, or all.")
    words = form.text("note")
    if len(words) > LONGEST_NOTE:
        form.wrong("note", f"This is {len(words)} characters long. Shorten it to {LONGEST_NOTE}.")
    if not form.errors and first is not None:
        given = LeavingOut(reason, first, last, adults.get(whom), words)
        try:
            made = leave_out(work(), viewer(), child.id, given, g.now)
        except BadTime as fault:
            form.refused(fault, fault.field)
        else:
            flash(f"Recorded. {left_out_sentence(viewer(), made)} {called(child)} is due again after that.", "done")
            return redirect(url_for("people.show", person_id=child.id), 303)
    return _begin_form(child, form), 422


def _day(form: Form, name: str) -> date | None:
    """A day as people type it, 4/12/2026, or as browsers send it; one that is no day is wrong."""
    text = form.line(name)
    if found := DAY.fullmatch(text) or ISO_DAY.fullmatch(text):
        with suppress(ValueError):
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    form.wrong(name, "Give a day with month and year, like 4/12/2026.")
    return None


def _typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


@bp.get("/letters/left-out/<uuid:exclusion_id>/end")
@needs(Permission.ISSUE_LETTERS)
def end(exclusion_id: UUID) -> ResponseReturnValue:
    """The form that ends a time without letters before its last day."""
    return _end_form(exclusion_id, filled_form({}))


def _end_form(exclusion_id: UUID, form: Form) -> str:
    found = find.exclusion(work(), viewer(), exclusion_id)
    view_person(work(), viewer(), found.child_id, g.now)
    [shown] = shown_times(work(), viewer(), [found])
    return render_template("left_out/end.html", time=shown, form=form, still=_still(found))


def _still(ended: LetterExclusion) -> str:
    """That another time without letters about the child holds today, as the viewer may read it; else empty."""
    other = find.still_left_out(work(), viewer(), ended, london_date(g.now))
    if other is None:
        return ""
    whom = " It is for one adult only." if other.adult_id and may_know_why(viewer(), other) else ""
    return f"another time without letters still holds: {left_out_sentence(viewer(), other)}{whom}"


@bp.post("/letters/left-out/<uuid:exclusion_id>/end")
@needs(Permission.ISSUE_LETTERS)
def end_now(exclusion_id: UUID) -> ResponseReturnValue:
    """End a time without letters: what is due is due again, unless another time holds."""
    form = sent_form()
    because = form.limited("because", LONGEST_NOTE)
    try:
        if not form.errors:
            ended = end_leaving_out(work(), viewer(), exclusion_id, because, g.now)
            still = _still(ended)
            flash(f"Ended, but {still}" if still else "Ended. Letters that are due go again from now on.", "done")
            return redirect(url_for("people.show", person_id=ended.child_id), 303)
    except BadInput as fault:
        form.refused(fault, "because")
    return _end_form(exclusion_id, form), 422
