"""Stopping a line that the carrier lets send no more: nothing is lost, texts wait, and people are called."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.work import address_of
from comms.messages.duty import EmailToDuty, on_duty, write_to_duty
from comms.messages.line import Line

logger = logging.getLogger(__name__)

WORDS = "Texts are not sent any more. {why}\n\nThey wait until somebody lets the line send again: {link}\n"


def stop_line(session: Session, viewer: Viewer, line: Line, why: str, now: datetime) -> None:
    """Stop a line, and tell everybody on duty; a line that is stopped stays so."""
    if line.stopped_why:
        return
    line.stopped_why = why
    logger.critical("A line is stopped.", extra={"row": str(line.id)})
    note(session, viewer.actor, "stop line", ("line", line.id), now)
    body = WORDS.format(why=why, link=f"{address_of(session)}/agency")
    for staff in on_duty(session, viewer, line):
        write_to_duty(session, viewer, EmailToDuty(staff, ("line", line.id), "Texts are not sent", body), now)
