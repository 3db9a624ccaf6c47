"""Sharing what we know: the form, the page that shows exactly what the other agency will see, what we share of a
family, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.families import find as families
from comms.families.access import find
from comms.families.access.parts import bases
from comms.families.access.share import Decision, FamilyShare
from comms.families.access.sharing import end_share, share_family
from comms.families.actions import view_list, view_person
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.web.access.saying import PARTS_SAID, in_a_row, not_opened_for, until_in_words
from comms.web.access.share_form import (
    FIELDS,
    Typed,
    agency_names,
    family_of,
    other_agencies,
    read_share,
    usual_answers,
)
from comms.web.access.shown import shown, would_lend
from comms.web.door import work
from comms.web.forms import Form, sent_form
from comms.web.people.language_card import called
from comms.web.viewing import needs, viewer

bp = Blueprint("sharing", __name__)
bp.add_app_template_filter(lambda words: words[:1].upper() + words[1:], "begun")

CHANGE, SHARE = "change", "share"


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One decision of ours: with whom, of whom, by whom, and whether the other agency has opened it. ``person`` is None
    where we work with them no more."""

    share: FamilyShare
    person: Person | None
    agency: str
    by: str
    live: bool
    until: str
    unread: str

    @property
    def refused(self) -> bool:
        """Whether it was decided not to share."""
        return self.share.decision == Decision.NOT_SHARED


@bp.get("/families/<uuid:person_id>/share")
@needs(Permission.SHARE_FAMILIES)
def begin(person_id: UUID) -> ResponseReturnValue:
    """The form: whom, with which agency, what, why, until when."""
    person = view_person(work(), viewer(), person_id, g.now)
    family = family_of(work(), viewer(), person)
    return _form(person, family, usual_answers(family, london_date(g.now)))


def _form(person: Person, family: Sequence[Person], form: Form) -> str:
    return render_template(
        "access/share.html", person=person, family=family, form=form, parts=PARTS_SAID, bases=list(bases().values()),
        agencies=other_agencies(work(), viewer()),
    )  # fmt: skip


@bp.post("/families/<uuid:person_id>/share")
@needs(Permission.SHARE_FAMILIES)
def share(person_id: UUID) -> ResponseReturnValue:
    """Show what the other agency will see, through the eyes it will have; and share it, once somebody says so."""
    person, form = view_person(work(), viewer(), person_id, g.now), sent_form()
    family, agencies = family_of(work(), viewer(), person), other_agencies(work(), viewer())
    if form.text("then") == CHANGE:
        return _form(person, family, form)
    typed = read_share(form, family, agencies, london_date(g.now))
    if typed is None:
        return _form(person, family, form), 422
    if form.text("then") != SHARE:
        return _check(person, form, typed, agencies[typed.given.to_agency_id])
    try:
        share_family(work(), viewer(), [one.id for one in typed.people], typed.given, g.now)
    except BadInput as fault:
        form.refused(fault, "people")
        return _form(person, family, form), 422
    who = in_a_row([called(one) for one in typed.people])
    flash(f"Shared with {agencies[typed.given.to_agency_id]}: what you chose of {who}.", "done")
    return redirect(url_for("sharing.made", person_id=person.id), 303)


def _check(person: Person, form: Form, typed: Typed, agency: str) -> str:
    on, given = london_date(g.now), typed.given
    for one in typed.people:
        view_person(work(), viewer(), one.id, g.now)
    lent = [would_lend(work(), viewer(), one.id, given.parts, g.now) for one in typed.people]
    return render_template(
        "access/share_check.html", person=person, form=form, given=given, agency=agency, fields=FIELDS,
        everybody=[shown(work(), one, viewer(), on) for one in lent], until=until_in_words(given.until, on),
    )  # fmt: skip


@bp.get("/families/<uuid:person_id>/shares")
@needs(Permission.SEE_FAMILIES)
def made(person_id: UUID) -> ResponseReturnValue:
    """What we share of this family, with whom and until when; then what has ended, and what we decided not to share."""
    person = view_person(work(), viewer(), person_id, g.now)
    shares = [
        one for member in family_of(work(), viewer(), person) for one in find.shares_made(work(), viewer(), member.id)
    ]
    rows = sorted(share_rows(shares), key=lambda row: row.share.made_at, reverse=True)
    seen = {row.share.person_id for row in rows}
    view_list(work(), viewer(), "what we share of a family", seen, g.now)
    return render_template(
        "access/shares.html", person=person, live=[row for row in rows if row.live],
        over=[row for row in rows if not row.live],
    )  # fmt: skip


def share_rows(shares: Sequence[FamilyShare]) -> list[ShareRow]:
    """Decisions of ours as rows of a list, in the same order."""
    on, agencies = london_date(g.now), agency_names(work())
    staff = {one.id: one.name for one in colleagues(work(), viewer())}
    rows = []
    for one in shares:
        live = one.is_live(on)
        by = staff.get(one.made_by, "a colleague who has left") if one.made_by else "comms"
        unread = not_opened_for(one.made_at, g.now) if live and one.received_at is None else ""
        person, until = still_ours(one.person_id), until_in_words(one.until, on)
        rows.append(ShareRow(one, person, agencies[one.to_agency_id], by, live, until, unread))
    return rows


def still_ours(person_id: UUID) -> Person | None:
    """Somebody as our own record has them; None where we do not work with them."""
    with suppress(NotFound):
        return families.person(work(), viewer(), person_id)
    return None


@bp.post("/shared/<uuid:share_id>/end")
@needs(Permission.SHARE_FAMILIES)
def end(share_id: UUID) -> ResponseReturnValue:
    """End a share of ours now."""
    ended = end_share(work(), viewer(), share_id, g.now)
    agency = agency_names(work())[ended.to_agency_id]
    flash(f"Ended. {agency} sees nothing of it any more.", "done")
    if still_ours(ended.person_id) is None:
        return redirect(url_for("shared.listed"), 303)
    return redirect(url_for("sharing.made", person_id=ended.person_id), 303)
