"""Somebody leaves: their access ends at once, and what they had taken on goes back to the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.api_key import ApiKey
from comms.agencies.find import colleagues, own_agency
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.staffing.find import keys_made_by
from comms.agencies.staffing.leaving import end_access
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.colleagues import find
from comms.families.access.closed_family import ClosedFamily
from comms.foundation.audit import note
from comms.foundation.work import address_of
from comms.messages.duty import EmailToDuty, write_to_duty
from comms.messages.find import line_of
from comms.messages.incoming import IncomingState

# The list's place in the screens; a test opens it as it was written.
CLOSED = "/closed-families"
SUBJECT = "A family kept closed has nobody left who may see it"
WORDS = (
    "The last who may see a family that your agency keeps closed has left, or is shown no families any more. Name "
    "somebody else, so that the family is not forgotten: {link}\n"
)


@dataclass(frozen=True, slots=True)
class Left:
    """Who left. ``keys`` are those for other programs that they made: a program may still need its key, so a person
    decides. ``unseen`` are the references of closed families that nobody may see now."""

    staff: Staff
    keys: Sequence[ApiKey]
    unseen: Sequence[str]


def let_go(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Left:
    """End a colleague's access, and hand back to the agency what they had taken on: texts, follow-ups, appointments.
    Their calendars lead nowhere any more, nobody tells them of anything, and where they were the last who may see a
    closed family, whoever may name another is told.

    Raises what ``end_access`` raises.
    """
    staff = end_access(session, viewer, staff_id, now)
    # What is kept closed from the administrator is handed back too; they learn nothing of it.
    everything = system_viewer(own_agency(session, viewer))
    given_back = {
        "texts": _give_back_texts(session, everything, staff.id, now),
        "follow_ups": _give_back_follow_ups(session, everything, staff.id),
        "appointments": _give_back_appointments(session, everything, staff.id, now),
        "calendars": _revoke_feeds(session, everything, staff.id, now),
        "duty": _off_duty(session, everything, staff.id, now),
    }
    unseen = tell_where_nobody_sees(session, everything, staff.id, now)
    note(session, everything.actor, "hand back work", ("staff", staff.id), now, given_back)
    keys = keys_made_by(session, viewer, staff.id, now)
    return Left(staff, keys, [one.reference for one in unseen] if viewer.may(Permission.CLOSE_FAMILIES) else ())


def _give_back_texts(session: Session, everything: Viewer, staff_id: UUID, now: datetime) -> list[str]:
    """Nobody has them any more; those that are urgent are told of again at once."""
    taken = find.texts_taken(session, everything, staff_id)
    for row in taken:
        row.state, row.taken_by, row.taken_at = IncomingState.NEW, None, None
        row.next_action_at = now if row.urgent else None
    return [str(row.id) for row in taken]


def _give_back_follow_ups(session: Session, everything: Viewer, staff_id: UUID) -> list[str]:
    theirs = find.follow_ups_with(session, everything, staff_id)
    for row in theirs:
        row.worker_id = None if row.worker_id == staff_id else row.worker_id
        row.manager_id = None if row.manager_id == staff_id else row.manager_id
    return [str(row.id) for row in theirs]


def _give_back_appointments(session: Session, everything: Viewer, staff_id: UUID, now: datetime) -> list[str]:
    led = find.appointments_led(session, everything, staff_id, now)
    for row in led:
        row.organiser_id = None
    return [str(row.id) for row in led]


def _revoke_feeds(session: Session, everything: Viewer, staff_id: UUID, now: datetime) -> list[str]:
    feeds = find.feeds_of(session, everything, staff_id)
    for feed in feeds:
        feed.revoked_at = now
    return [str(feed.id) for feed in feeds]


def _off_duty(session: Session, everything: Viewer, staff_id: UUID, now: datetime) -> bool:
    line = line_of(session, everything)
    if line is None or str(staff_id) not in line.duty:
        return False
    line.duty = [one for one in line.duty if one != str(staff_id)]
    line.changed_at = now
    return True


def tell_where_nobody_sees(
    session: Session, everything: Viewer, staff_id: UUID, now: datetime
) -> Sequence[ClosedFamily]:
    """The closed families that this one was the last to see; those who may name somebody else are told that there are.
    ``everything`` are the eyes of the agency itself."""
    unseen = find.left_without_reader(session, everything, staff_id)
    if unseen:
        _tell(session, everything, unseen, now)
    return unseen


def _tell(session: Session, everything: Viewer, unseen: Sequence[ClosedFamily], now: datetime) -> None:
    """Tell those who may name somebody. No family and no reference stands in the e-mail: others read e-mails too."""
    body = WORDS.format(link=f"{address_of(session)}{CLOSED}")
    for one in colleagues(session, everything):
        if one.active and viewer_of(one).may(Permission.CLOSE_FAMILIES):
            about = ("closed_family", unseen[0].id)
            write_to_duty(session, everything, EmailToDuty(one, about, SUBJECT, body), now)
