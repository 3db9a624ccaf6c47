"""Walks the states of formal cases by what people can do with them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from formal_factories import a_formal_case
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.case.actions import close_case, open_case
from comms.formal.case.formal_case import CaseState
from comms.foundation.errors import Refused


def case_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a case in one state is brought to another by closing it, or by opening one about the same people."""
    formal = a_formal_case(session, viewer, now)
    formal.case.state = before
    session.flush()
    if after == CaseState.CLOSED:
        with suppress(Refused):
            close_case(session, viewer, formal.case.id, "She comes each day.", now)
    else:
        open_case(session, viewer, formal.child.id, formal.mother.id, now)
    return before != after and formal.case.state == after
