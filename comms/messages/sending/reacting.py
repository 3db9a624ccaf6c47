"""What is done about an error of the carrier, at once or by a later report: to the number, the thread, the line, and
the text itself. Which error asks for what stands in ``channels/sms``."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.sms import Reaction
from comms.families.contact_point import ContactFault
from comms.families.protection.find import safety_in_force
from comms.families.reaching_hours import another_hour, next_reachable
from comms.foundation.audit import note
from comms.messages import find
from comms.messages.line import Line
from comms.messages.message import Message, Purpose
from comms.messages.new_text import NewText, add_text
from comms.messages.opting_out import opt_out
from comms.messages.sending.stopping import stop_line
from comms.messages.thread import Thread

logger = logging.getLogger(__name__)

FAULTS: Mapping[Reaction, ContactFault] = {
    Reaction.INVALID_NUMBER: ContactFault.INVALID,
    Reaction.DEAD_NUMBER: ContactFault.DEAD,
    Reaction.LANDLINE: ContactFault.LANDLINE,
}
# What comes too fast is refused at once and waits a little; reported later, as a full queue, it is gone.
ONCE_MORE = frozenset({Reaction.UNREACHABLE, Reaction.ONCE_MORE, Reaction.SLOW_DOWN})
STOPS_THE_LINE = frozenset({Reaction.ACCOUNT, Reaction.OUR_SET_UP})
# Whoever is no family member keeps no hours with us.
OTHERS_ONCE_MORE_AFTER = timedelta(minutes=30)
TOO_FAST_AGAIN_AFTER = timedelta(minutes=5)

SAID: Mapping[Reaction, str] = {
    Reaction.INVALID_NUMBER: "The carrier says that there is no such number.",
    Reaction.DEAD_NUMBER: "The carrier says that nobody has this number any more.",
    Reaction.LANDLINE: "The carrier says that this number takes no texts. It may be rung.",
    Reaction.OPTED_OUT: "This number asked for no more texts.",
    Reaction.FILTERED: "A network held it back. It must not go again as it stands; write it in other words.",
    Reaction.SLOW_DOWN: "The carrier had too many waiting and let it go.",
    Reaction.UNREACHABLE: "The telephone was off, out of reach or abroad.",
    Reaction.ONCE_MORE: "The carrier could not deliver it.",
    Reaction.COUNTRY_NOT_ENABLED: "Our account sends no texts to this country. They may be abroad. Tell whoever keeps "
    "the account.",
    Reaction.OUR_SET_UP: "The carrier does not let our line send. Whoever keeps the account has to look.",
    Reaction.ACCOUNT: "The carrier does not let our account send. Whoever keeps the account has to look.",
    Reaction.OUR_FAULT: "The carrier says that the text itself is at fault.",
}


def react(
    session: Session, viewer: Viewer, line: Line | None, row: Message, reaction: Reaction, now: datetime
) -> bool:  # fmt: skip
    """Do what an error asks for beside what becomes of the text itself. Whether the text is tried once more, as a new
    one, so that nobody has to be told yet."""
    thread = session.get(Thread, row.thread_id) if row.thread_id else None
    if reaction in FAULTS and thread is not None:
        _mark_number(session, viewer, thread, FAULTS[reaction], now)
    elif reaction == Reaction.OPTED_OUT and thread is not None:
        opt_out(session, viewer, thread, now)
    elif reaction in STOPS_THE_LINE and line is not None:
        stop_line(session, viewer, line, SAID[reaction], now)
    elif reaction in ONCE_MORE and line is not None and thread is not None:
        return _once_more(session, viewer, line, thread, row, _when(session, viewer, row, reaction, now), now)
    elif reaction in {Reaction.UNKNOWN_CODE, Reaction.OUR_FAULT, Reaction.COUNTRY_NOT_ENABLED}:
        logger.error("The carrier refused a text.", extra={"row": str(row.id), "code": row.error_code})
    return False


def _mark_number(session: Session, viewer: Viewer, thread: Thread, fault: ContactFault, now: datetime) -> None:
    """Put on record what the carrier said of a number, for everybody who has it; nothing is written to it until
    somebody corrects it. A number that takes no texts can still be rung."""
    for point in find.points_with_number(session, viewer, thread.number_hash):
        if point.fault == fault:
            continue
        point.fault, point.fault_at = fault, now
        point.reachable = point.reachable and fault == ContactFault.LANDLINE
        detail = {"contact point": str(point.id), "fault": fault.name.lower()}
        note(session, viewer.actor, "number at fault", ("person", point.person_id), now, detail)


def _when(session: Session, viewer: Viewer, row: Message, reaction: Reaction, now: datetime) -> datetime:
    """When a text is tried once more: in another part of the day, in their hours; soon, where it was only too fast."""
    if row.to_kind != "person":
        return now + OTHERS_ONCE_MORE_AFTER
    answer = safety_in_force(session, viewer, row.to_id)
    if reaction == Reaction.SLOW_DOWN:
        return next_reachable(answer, now + TOO_FAST_AGAIN_AFTER)
    return another_hour(answer, row.started_at or now, now)


def _once_more(
    session: Session, viewer: Viewer, line: Line, thread: Thread, row: Message, due: datetime, now: datetime
) -> bool:  # fmt: skip
    """Write a text once more; once only, and only if it is of use by then."""
    if row.again_of_id is not None or row.purpose == Purpose.FIRST or (row.send_by is not None and due > row.send_by):
        return False
    new = NewText(
        row.to_kind, row.to_id, row.to, row.about_kind, row.about_id, Purpose(row.purpose), row.body, due, row.send_by,
        row.language, row.sender, row.automatic, row.names_child, {**row.wording, "at_once": False}, row.id,
    )  # fmt: skip
    add_text(session, viewer, line, thread, new, now)
    return True
