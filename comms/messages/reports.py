"""What the carrier reports of a text: twice, late, out of order, before its own answer. It only moves forward."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.sms import rank_of, reaction_to, state_of
from comms.foundation.audit import note
from comms.messages import find as find_message
from comms.messages.message import DeliveryReport, Message, MessageState
from comms.messages.moving import may_move, move
from comms.messages.once import add_once
from comms.messages.sending import find
from comms.messages.sending.reacting import SAID, react

logger = logging.getLogger(__name__)

LONGEST_STATUS = 40


def take_in_report(session: Session, token: str, fields: Mapping[str, str], now: datetime) -> Message | None:
    """Take in one report. The message, where this report brought it to its end and it is not tried once more: it was
    delivered, or was not; None where nobody has to hear of it.

    ``fields`` are those of the carrier: MessageSid, MessageStatus, ErrorCode.
    """
    row = find.message_reported_to(session, token)
    status = fields.get("MessageStatus", "")[:LONGEST_STATUS]
    if row is None or not status:
        logger.warning("A report belongs to no text of ours.", extra={"provider": fields.get("MessageSid", "")})
        return None
    code = _code(fields.get("ErrorCode", ""))
    if not add_once(session, DeliveryReport(message_id=row.id, status=status, error_code=code, at=now)):
        return None
    viewer = system_viewer(session.get_one(Agency, row.agency_id))
    note(session, viewer.actor, "delivery report", ("message", row.id), now, {"code": code})
    if row.provider_id is None:
        row.provider_id = fields.get("MessageSid") or None
    return _forward(session, viewer, row, status, code, now)


def _forward(
    session: Session, viewer: Viewer, row: Message, status: str, code: int | None, now: datetime
) -> Message | None:  # fmt: skip
    rank, said = rank_of(status), state_of(status)
    if rank is None or said is None:
        logger.warning("The carrier has a word for a text that nobody knows.", extra={"row": str(row.id)})
        return None
    if rank <= (rank_of(row.delivery) or 0):
        return None
    row.delivery, row.error_code = status, code if code is not None else row.error_code
    after = MessageState(said)
    if not may_move(row, after):
        return None
    move(row, after)
    row.ended_at = now
    if after == MessageState.SENT:
        return None
    if after == MessageState.NOT_DELIVERED:
        reaction = reaction_to(code)
        row.why = SAID.get(reaction, "The carrier says that it did not arrive.")
        if react(session, viewer, find_message.line_of(session, viewer), row, reaction, now):
            return None
    return row


def _code(said: str) -> int | None:
    return int(said) if said.isdecimal() else None
