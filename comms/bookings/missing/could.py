"""Whether anybody in the register could have done what nobody was asked for, and why not: asked of the matching, as the
register, hours and bookings stand when it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import eligibility
from comms.bookings.matching.matching import matches
from comms.bookings.missing import find
from comms.bookings.missing.asked_for import AskedFor
from comms.bookings.missing.outcome import Why

# What stood in the way, as it is counted. Of whom, and why, is on the page of each appointment for those who may know.
IN_THE_WAY: dict[str, str] = {
    eligibility.Why.LEFT: "left the register",
    eligibility.Why.RELATED: "related to the family",
    eligibility.Why.CONFLICT: "must not interpret there",
    eligibility.Why.VETO: "the family asked not to have them",
    eligibility.Why.SIDE: "the other side of the matter",
    eligibility.Why.WAY: "interprets one way only",
    eligibility.Why.DIALECT: "dialect",
    eligibility.Why.LEVEL: "level",
    eligibility.Why.GENDER: "gender asked for",
    eligibility.Why.MODE: "way of meeting",
    eligibility.Why.CHECK: "a check missing or run out",
    eligibility.Why.HOURS: "working hours",
    eligibility.Why.LEAVE: "leave",
    eligibility.Why.BUSY: "busy",
    eligibility.Why.BOOKED: "booked elsewhere",
    eligibility.Why.TRAVEL: "travel",
    eligibility.Why.LIMIT: "most hours they work",
}


def where_nobody_could(
    session: Session, viewer: Viewer, asked: Sequence[AskedFor], now: datetime
) -> tuple[list[AskedFor], Counter[str]]:
    """The same rows, told apart where nobody was asked: whether anybody of the register could have been. And what stood
    in the way, by the codes of the matching, once for each request and interpreter of the language. Where a supplier
    sends the language, it could have been asked."""
    wanted = {one.request_id for one in asked if one.why == Why.NOBODY_ASKED and not one.supplier}
    requests = find.requests_by_id(session, viewer, wanted)
    found = matches(session, viewer, requests, now) if requests else {}
    nobody = {one: fits for one, fits in found.items() if not fits.eligible}
    way: Counter[str] = Counter()
    for fits in nobody.values():
        way.update({code: count for code, count in fits.counts.items() if code in IN_THE_WAY})
    rows = [replace(one, why=Why.NOBODY_COULD) if one.request_id in nobody else one for one in asked]
    return rows, way
