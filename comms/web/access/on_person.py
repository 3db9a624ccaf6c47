"""What other screens say of who sees whom: the section on a person's page, the banner of a closed family on every page
of theirs, and the lines on the page of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, g, request

from comms.agencies.permissions import Permission
from comms.families.access import find
from comms.families.access.closed.find import ClosedSeen, closed_families_of
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.web.access.asking import Asked, to_be_decided
from comms.web.access.saying import waiting_for, who_sees
from comms.web.access.shared import SharedRow, shared_row
from comms.web.access.sharing import ShareRow, share_rows
from comms.web.door import work
from comms.web.viewing import is_signed_in, viewer

# No screen of its own: what it adds stands on the screens of others.
bp = Blueprint("who_sees_whom", __name__)

# How long a share may lie there unread before whoever made it is asked to ring.
PATIENCE = timedelta(days=3)
# The places in an address that name somebody of a family.
NAMES_SOMEBODY = ("person_id", "child_id")


@dataclass(frozen=True, slots=True)
class WhoElse:
    """What a person's page says of who else knows: what others share with us, what we share, and what is asked of us.
    Whom others work with is never among it."""

    to_us: Sequence[SharedRow]
    by_us: Sequence[ShareRow]
    asked: Sequence[Asked]
    closed: ClosedSeen | None

    @property
    def unread(self) -> list[ShareRow]:
        """What we share and they have not opened."""
        return [row for row in self.by_us if row.unread]


@bp.app_template_global("who_else_knows")
def who_else_knows(person: Person) -> WhoElse:
    """What the page of somebody we work with says of who else knows of them."""
    on = london_date(g.now)
    to_us = [shared_row(one) for one in find.open_shares_of_person(work(), viewer(), person.id, on)]
    live = [one for one in find.shares_made(work(), viewer(), person.id) if one.is_live(on)]
    asked = [one for one in to_be_decided() if one.request.person_id == person.id]
    return WhoElse(to_us, share_rows(live), asked, _closed(person.id))


def _closed(person_id: UUID) -> ClosedSeen | None:
    family_id = closed_families_of(work(), viewer(), [person_id]).get(person_id)
    if family_id is None or not find.is_closed_for_others(work(), viewer(), person_id):
        return None
    return find.closed_family(work(), viewer(), family_id)


@dataclass(frozen=True, slots=True)
class Banner:
    """That whoever this page is about is kept closed, in words, and where to see more."""

    sees: str
    closed_id: UUID
    reference: str


@bp.app_template_global("closed_here")
def closed_here() -> Banner | None:
    """The banner of a page about somebody who is kept closed; None on every other page."""
    named = [value for name, value in (request.view_args or {}).items() if name in NAMES_SOMEBODY]
    if not named or not is_signed_in() or not viewer().may(Permission.SEE_FAMILIES):
        return None
    seen = _closed(named[0])
    return Banner(who_sees(len(seen.readers) - 1), seen.id, seen.reference) if seen else None


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits at the page of the day: requests to decide and since when the oldest waits, pages others share that
    nobody opened, pages of ours that lie unread, and look-ups of families one keeps closed."""

    asked: int
    since: str
    unopened: int
    unread: int
    looked_for: int

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.asked or self.unopened or self.unread or self.looked_for)


@bp.app_template_global("who_waits")
def who_waits() -> Waits:
    """What waits for whoever is looking, as far as their role may do something about it."""
    seen, on = viewer(), london_date(g.now)
    shares = seen.may(Permission.SHARE_FAMILIES)
    asked = find.requests_to_decide(work(), seen) if shares else ()
    ours = find.live_shares_made(work(), seen, on) if shares else ()
    theirs = find.open_shares_to(work(), seen, on) if seen.may(Permission.SEE_FAMILIES) else ()
    return Waits(
        asked=len(asked),
        since=waiting_for(asked[0].asked_at, g.now) if asked else "",
        unopened=sum(one.received_at is None for one in theirs),
        unread=sum(one.received_at is None and one.made_at + PATIENCE < g.now for one in ours),
        looked_for=len(find.lookups_kept_closed(work(), seen)) if seen.may(Permission.SEE_FAMILIES) else 0,
    )
