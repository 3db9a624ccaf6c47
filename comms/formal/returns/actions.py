"""Recording that a return was sent. The service sends none itself: each authority takes them in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find as families
from comms.formal.code.find import authority_of
from comms.formal.returns.attendance_return import AttendanceReturn, ReturnKind
from comms.formal.returns.due import Due
from comms.formal.returns.find import due_of_child, expected_of_child
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_text


@dataclass(frozen=True, slots=True)
class SentGiven:
    """That a return was sent: about which child and span, on which day, and what else there is to say of it.
    ``expected``: illness that was told before its days had passed, because they were to be expected; the note says
    why."""

    child_id: UUID
    kind: str
    first_day: date
    sent_on: date
    note: str = ""
    expected: bool = False


def mark_sent(session: Session, viewer: Viewer, given: SentGiven, now: datetime) -> AttendanceReturn:
    """Record that somebody sent a return. The days are read anew from the register, as it stands now.

    Raises ``Refused`` for one that is not due: it was sent already, or a mark was corrected since; and ``BadInput`` for
    a day that cannot be.
    """
    viewer.require(Permission.RECORD_FORMAL)
    child = families.person(session, viewer, given.child_id)
    one_at_a_time(session, f"returns of {viewer.agency_id}")
    today = london_date(now)
    if not given.first_day <= given.sent_on <= today:
        raise BadInput(
            "This is no day on which it can have been sent.",
            "Give the day on which it went out: today or earlier, and not before the first day it is about.",
        )
    said = tidy_text(given.note).strip()
    if given.expected and not said:
        raise BadInput("It does not say why the days are to be expected.", "Write what the family or a doctor said.")
    due = _due(session, viewer, given, today)
    authority = authority_of(session, viewer)
    row = AttendanceReturn(
        agency_id=viewer.agency_id, child_id=child.id, kind=due.kind, first_day=due.first_day, last_day=due.last_day,
        days=due.days, to_agency_id=authority.id if authority is not None else None, sent_on=given.sent_on,
        sent_at=now, sent_by=viewer.staff_id, note=said or None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    detail = {"kind": due.kind.value, "from": str(due.first_day), "to": str(due.last_day), "days": due.days}
    note(session, viewer.actor, "mark return sent", ("person", child.id), now, detail)
    return row


def _due(session: Session, viewer: Viewer, given: SentGiven, today: date) -> Due:
    expected = expected_of_child(session, viewer, given.child_id, today) if given.expected else None
    possible = [expected] if expected is not None else due_of_child(session, viewer, given.child_id, today)
    for due in possible:
        if due.kind == given.kind and due.first_day == given.first_day:
            return due
    if given.kind not in set(ReturnKind):
        raise BadInput(f"There is no return “{given.kind}”.", f"It is one of: {', '.join(ReturnKind)}.")
    raise Refused(
        "This return is not due.",
        "It was sent already, or the register was corrected since. Look at the list of returns again.",
    )
