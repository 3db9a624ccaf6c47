"""Recording how long people here take from one place to another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.one_at_a_time import one_at_a_time
from comms.interpreters import reaching
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.travel import TravelTime

MOST_MINUTES = 600


def set_travel_time(
    session: Session, viewer: Viewer, one_zone: str, other_zone: str, minutes: int, now: datetime
) -> tuple[TravelTime, TravelTime]:
    """Record the minutes between two zones (first halves of postcodes), both ways; within one zone, that one. Raises
    ``BadInterpreter``."""
    viewer.require(Permission.KEEP_REGISTER)
    zones = reaching.one_zone(one_zone, "one_zone"), reaching.one_zone(other_zone, "other_zone")
    for field, zone in zip(("one_zone", "other_zone"), zones, strict=True):
        if not zone:
            raise BadInterpreter(field, "A place is missing.", "Give the first half of its postcode, such as PE13.")
    if not 0 <= minutes <= MOST_MINUTES:
        raise BadInterpreter("minutes", f"{minutes} minutes cannot be.", f"Give 0 to {MOST_MINUTES} minutes.")
    one_at_a_time(session, "travel times")
    there, back = (_kept(session, *pair, minutes) for pair in (zones, zones[::-1]))
    session.flush()
    detail = {"from": zones[0], "to": zones[1], "minutes": minutes}
    note(session, viewer.actor, "set travel time", ("agency", viewer.agency_id), now, detail)
    return there, back


def _kept(session: Session, from_zone: str, to_zone: str, minutes: int) -> TravelTime:
    one = session.get(TravelTime, (from_zone, to_zone))
    if one is None:
        one = TravelTime(from_zone=from_zone, to_zone=to_zone, minutes=minutes)
        session.add(one)
        session.flush()
    one.minutes = minutes
    return one


def forget_travel_time(session: Session, viewer: Viewer, from_zone: str, to_zone: str, now: datetime) -> None:
    """Take the minutes between two zones off record, both ways, so that the figure for what is not known counts."""
    viewer.require(Permission.KEEP_REGISTER)
    for pair in {(from_zone, to_zone), (to_zone, from_zone)}:
        one = session.get(TravelTime, pair)
        if one is not None:
            session.delete(one)
    session.flush()
    detail = {"from": from_zone, "to": to_zone}
    note(session, viewer.actor, "forget travel time", ("agency", viewer.agency_id), now, detail)
