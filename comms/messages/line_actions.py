"""Setting an agency's line, and letting it send again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.work_item import WorkState
from comms.foundation.writing import tidy_name
from comms.messages import find
from comms.messages.line import Line
from comms.messages.new_text import hint_line
from comms.messages.numbers import international
from comms.messages.wording import LONGEST_NUMBER, LONGEST_SENDER

# A name in the place of a number: at most eleven letters, figures and blanks, one of them a letter. Source: Twilio,
# alphanumeric sender, November 2026.
ALIAS = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
FASTEST = 1000


class BadLine(BadInput):
    """One thing said of a line cannot be so; ``field`` is which."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class LineGiven:
    """An agency's line as somebody gives it: our number as they write it, how the agency calls itself in a text, the
    name that says nothing and the number to ring that stands in such a text, whether somebody reads at night, who is
    told in which order (ids of staff), and how many segments a second the carrier takes."""

    number: str
    short_name: str
    alias: str = ""
    ring_number: str = ""
    night_cover: bool = False
    duty: Sequence[str] = ()
    segments_a_second: int = 10


def set_line(session: Session, viewer: Viewer, given: LineGiven, now: datetime) -> Line:
    """Set, or change, the line of the viewer's agency. From then on its texts are really sent.

    Raises ``BadLine`` for what cannot be so, ``NotAllowed`` where the viewer may not manage the agency.
    """
    viewer.require(Permission.MANAGE_AGENCY)
    number = _number(session, viewer, given.number)
    _check_words(given)
    _check_duty(session, viewer, given.duty)
    line = find.line_of(session, viewer)
    if line is None:
        # Its work is never finished: from the first moment on somebody looks whether a text is due.
        line = Line(agency_id=viewer.agency_id, work_state=WorkState.WAITING, next_action_at=now, stopped_why="")
        session.add(line)
    line.number, line.short_name, line.alias = number, tidy_name(given.short_name), tidy_name(given.alias)
    line.ring_number, line.night_cover = tidy_name(given.ring_number), given.night_cover
    line.duty, line.segments_a_second = list(given.duty), given.segments_a_second
    line.changed_at, line.changed_by = now, viewer.staff_id
    session.flush()
    note(session, viewer.actor, "set line", ("line", line.id), now, {"night cover": given.night_cover})
    return line


def lift_stop(session: Session, viewer: Viewer, now: datetime) -> Line:
    """Let a line send again that the carrier, or a fault of ours, had stopped. Raises ``Refused`` for one that is not
    stopped, ``NotFound`` where the agency has none."""
    viewer.require(Permission.MANAGE_AGENCY)
    line = find.line_of(session, viewer)
    if line is None:
        raise NotFound("Your agency has no line.", "Set one first.")
    if not line.stopped_why:
        raise Refused("This line is not stopped.", "Look at what waits, and when it is due.")
    line.stopped_why, line.free_at = "", None
    line.work_state, line.next_action_at, line.attempts = WorkState.WAITING, now, 0
    note(session, viewer.actor, "let line send again", ("line", line.id), now)
    hint_line(session, line.id)
    return line


def _number(session: Session, viewer: Viewer, written: str) -> str:
    number = international(written)
    if number is None:
        raise BadLine("number", f"“{written.strip()}” cannot be a telephone number.", "Give it with its area code.")
    theirs = find.line_with_number(session, number)
    if theirs is not None and theirs.agency_id != viewer.agency_id:
        raise BadLine("number", "Another agency of this service has this number.", "Each agency has its own.")
    return number


def _check_words(given: LineGiven) -> None:
    if not 1 <= len(tidy_name(given.short_name)) <= LONGEST_SENDER:
        raise BadLine("short_name", f"The name in texts has 1 to {LONGEST_SENDER} letters.",
                      "Shorten it so that families know you by it.")  # fmt: skip
    if tidy_name(given.alias) and not ALIAS.fullmatch(tidy_name(given.alias)):
        raise BadLine("alias", "A name in place of a number has at most 11 letters from a to z, figures and blanks.",
                      "Choose one that tells nobody who writes.")  # fmt: skip
    ring = tidy_name(given.ring_number)
    if len(ring) > LONGEST_NUMBER or (ring and international(ring) is None):
        raise BadLine("ring_number", f"The number to ring has at most {LONGEST_NUMBER} characters.",
                      "Give it with its area code and few blanks.")  # fmt: skip
    if tidy_name(given.alias) and not ring:
        raise BadLine("ring_number", "Nobody can answer a text that says no number.", "Give a number they can ring.")
    if not 1 <= given.segments_a_second <= FASTEST:
        raise BadLine("segments_a_second", f"A line sends 1 to {FASTEST} parts a second.", "Ask your carrier.")


def _check_duty(session: Session, viewer: Viewer, duty: Sequence[str]) -> None:
    for one in duty:
        try:
            colleague(session, viewer, UUID(one))
        except (ValueError, NotFound) as fault:
            raise BadLine("duty", "Somebody on the duty list does not work here.", "Choose colleagues.") from fault
