"""What the week says of a request nobody is booked for: who is thinking about it, and why nobody has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking
from comms.bookings.matching.matching import Matches, matches
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.plans.find import interpreters_called
from comms.bookings.plans.why import nobody_in_short
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.clock import LONDON
from comms.interpreters.find import suppliers

# Matching so many takes less than a second; a week that has more is what a plan is for.
MOST_MATCHED = 200


def said_of_open(
    session: Session, viewer: Viewer, wanted: Sequence[InterpreterRequest], booked: Mapping[UUID, Booking],
    offered: Mapping[UUID, Sequence[Offer]], now: datetime,
) -> dict[UUID, str]:  # fmt: skip
    """One more line for each open request that is still to come and has no booking."""
    still = [
        one for one in wanted if one.state == RequestState.OPEN and one.starts_at > now and one.id not in booked
    ]  # fmt: skip
    thinking = {one.id: [each for each in offered[one.id] if each.state == OfferState.OPEN] for one in still}
    names = interpreters_called(
        session, viewer, [each.interpreter_id for those in thinking.values() for each in those if each.interpreter_id]
    )
    names |= {one.id: one.name for one in suppliers(session, viewer, also_former=True)}
    unasked = [one for one in still if not thinking[one.id]][:MOST_MATCHED]
    found = matches(session, viewer, unasked, now)
    said = {one: _asked(those, names) for one, those in thinking.items() if those}
    return said | {one.id: _could(found[one.id]) for one in unasked}


def _asked(offers: Sequence[Offer], names: Mapping[UUID, str]) -> str:
    whom = [names.get(one.interpreter_id or one.supplier_id or one.id, "somebody") for one in offers]
    until = [one.answer_by for one in offers if one.answer_by]
    by = f", until {max(until).astimezone(LONDON):%H:%M on %A}" if until else ""
    return f"Asked: {', '.join(whom)}{by}"


def _could(found: Matches) -> str:
    able = sum(not one.checks for one in found.best)
    if able:
        return f"{able} could be asked"
    short = nobody_in_short(found)
    return f"{short[:1].upper()}{short[1:]}"
