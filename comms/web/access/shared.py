"""What other agencies share with us: the list, what is not opened yet first, and the page of one share, read only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families import find as families
from comms.families.access import find
from comms.families.access.parts import Part
from comms.families.access.share import FamilyShare
from comms.families.access.sharing import receive_share, view_share
from comms.families.actions import add_contact_point, view_list
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.web.access.saying import not_opened_for, until_in_words
from comms.web.access.share_form import agency_names
from comms.web.access.sharing import share_rows, still_ours
from comms.web.access.shown import lent_by, shown
from comms.web.door import installation, work
from comms.web.people.language_card import LanguageCard, language_card
from comms.web.viewing import needs, viewer

bp = Blueprint("shared", __name__, url_prefix="/shared")


@dataclass(frozen=True, slots=True)
class SharedRow:
    """Something another agency shares with us: of whom, by which agency, until when; how long it lies there unread."""

    share: FamilyShare
    person: Person
    card: LanguageCard
    agency: str
    until: str
    unread: str


@bp.get("")
@needs(Permission.SEE_FAMILIES)
def listed() -> ResponseReturnValue:
    """What other agencies share with us, and below it what we share with others."""
    rows = [shared_row(one) for one in find.open_shares_to(work(), viewer(), london_date(g.now))]
    ours = share_rows(find.live_shares_made(work(), viewer(), london_date(g.now)))
    people = [*(row.share.person_id for row in rows), *(row.share.person_id for row in ours)]
    view_list(work(), viewer(), "shared with us and by us", people, g.now)
    rows.sort(key=lambda row: not row.unread)
    return render_template("access/shared.html", rows=rows, unread=sum(bool(row.unread) for row in rows), ours=ours)


def shared_row(share: FamilyShare) -> SharedRow:
    """One of them as a row, with what is always shown of whoever it is about."""
    on = london_date(g.now)
    eyes = find.eyes_of(work(), viewer(), share, on)
    person = families.person(work(), eyes, share.person_id)
    card = language_card(person, families.language_need(work(), eyes, person.id), (), on)
    unread = not_opened_for(share.made_at, g.now) if share.received_at is None else ""
    agency = agency_names(work())[share.from_agency_id]
    return SharedRow(share, person, card, agency, until_in_words(share.until, on), unread)


@bp.get("/<uuid:share_id>")
@needs(Permission.SEE_FAMILIES)
def show(share_id: UUID) -> ResponseReturnValue:
    """One share, part by part. That it was opened is noted each time; the first time marks it as received."""
    on = london_date(g.now)
    share = view_share(work(), viewer(), share_id, g.now)
    by_us, ours = share.from_agency_id == viewer().agency_id, still_ours(share.person_id)
    lent = lent_by(work(), viewer(), share, on)
    page = render_template(
        "access/shared_one.html", share=share, of=shown(work(), lent, viewer(), on),
        made_by_us=by_us, work_with=ours is not None,
        ours=[one.id for one in families.contact_points(work(), viewer(), share.person_id)] if ours else [],
        may_take=ours is not None and not by_us and viewer().may(Permission.RECORD_FAMILIES),
        agency=agency_names(work())[share.to_agency_id if by_us else share.from_agency_id],
        until=until_in_words(share.until, on),
    )  # fmt: skip
    if not by_us and share.received_at is None:
        # A page that is only looked at changes nothing in its own transaction, so this has one, as notes of looks have.
        with installation().database.work() as writing:
            receive_share(writing, viewer(), share.id, g.now)
    return page


@bp.post("/<uuid:share_id>/take/<uuid:point_id>")
@needs(Permission.RECORD_FAMILIES)
def take(share_id: UUID, point_id: UUID) -> ResponseReturnValue:
    """Take a number that is shown into our own record of somebody we work with."""
    share = find.share(work(), viewer(), share_id, london_date(g.now))
    person = families.person(work(), viewer(), share.person_id)
    eyes = find.eyes_of(work(), viewer(), share, london_date(g.now))
    points = families.contact_points(work(), eyes, person.id) if Part.CONTACT in share.parts else ()
    point = next((one for one in points if one.id == point_id), None)
    if point is None:
        raise NotFound("There is no such number.", "Open the page of the share again.")
    add_contact_point(work(), viewer(), person, point.channel, point.value or "", g.now)
    flash("It is in your record now. What they said of its safety goes with it.", "done")
    return redirect(url_for("shared.show", share_id=share.id), 303)
