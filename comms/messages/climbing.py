"""Telling the people on duty of a text that needs somebody now: the next of them each ten minutes, until one has it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.foundation.audit import note
from comms.foundation.work import address_of
from comms.foundation.work_item import WorkState
from comms.messages import find
from comms.messages.duty import EmailToDuty, who_may_name, who_may_read, write_to_duty
from comms.messages.incoming import Incoming, IncomingState

logger = logging.getLogger(__name__)

TELL_DUTY = "tell duty"
NEXT_AFTER = timedelta(minutes=10)
SUBJECT = "A text needs somebody now"
WORDS = "A text has come in that needs somebody now: {link}\n\nWho opens it first says “I have it”.\n"
# Of a family that is kept closed nobody else may read it: so somebody is to be named who may.
NOBODY_READS = (
    "A text has come in that needs somebody now. It is from a family that is kept closed, and nobody who is named for "
    "it may read texts. If you are named for such a family, name a colleague who may; else name somebody for the "
    "families that nobody is named for. Then have them open {link}\n"
)


def tell_next(session: Session, incoming_id: UUID, now: datetime) -> datetime | None:
    """Tell the next of those on duty, round and round; None once somebody has it. It climbs at night too: whoever is
    in danger does not wait for the morning."""
    row = session.get_one(Incoming, incoming_id, with_for_update=True, populate_existing=True)
    if row.state != IncomingState.NEW or not row.urgent:
        return None
    viewer = system_viewer(session.get_one(Agency, row.agency_id))
    readers = who_may_read(session, viewer, find.line_of(session, viewer), row.id)
    people = readers or who_may_name(session, viewer, row.id)
    if not people:
        logger.critical("A text needs somebody now, and nobody is on duty.", extra={"row": str(row.id)})
        return now + NEXT_AFTER
    staff = people[row.told % len(people)]
    body = (WORDS if readers else NOBODY_READS).format(link=f"{address_of(session)}/messages")
    write_to_duty(session, viewer, EmailToDuty(staff, ("incoming", row.id), SUBJECT, body), now)
    row.told += 1
    detail = {"staff": str(staff.id), "told": row.told}
    note(session, viewer.actor, "tell duty", ("incoming", row.id), now, detail)
    return now + NEXT_AFTER


def leave_urgent(session: Session, incoming_id: UUID, now: datetime) -> None:
    """The worker failed each time to tell anybody: it goes on trying, and says so where the service is watched."""
    row = session.get_one(Incoming, incoming_id, populate_existing=True)
    logger.critical("Nobody could be told of a text that needs somebody now.", extra={"row": str(row.id)})
    row.work_state, row.next_action_at, row.attempts, row.lease_until = WorkState.WAITING, now + NEXT_AFTER, 0, None
