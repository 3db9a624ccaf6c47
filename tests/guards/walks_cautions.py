"""Bringing a caution session from each state to each other by the real verbs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from caution_factories import a_police_officer, put_down, taken_to
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.exhibits.sealing import seal
from comms.cautions.said import Decided, Paused, Resumed, Signed
from comms.cautions.session import SessionState
from comms.cautions.signing import signers
from comms.cautions.step import Step
from comms.foundation.errors import Refused

_S = SessionState
PAUSE, END = Paused("They are tired."), Decided("cannot proceed", "No interpreter could be found.")


def session_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a session in one state is brought to another by pausing, resuming, recording an outcome or sealing."""
    officer = a_police_officer(session, now)
    row = taken_to(session, officer, Step.PERSON, now)
    if before == _S.PAUSED:
        put_down(session, officer, row, PAUSE, now)
    if before in {_S.ENDED, _S.SEALED}:
        put_down(session, officer, row, END, now)
        for one in signers(find.standing(session, officer, row.id)):
            put_down(session, officer, row, Signed(one.who, one.name, "aloud", heard_by="Ellen Ward"), now)
    if before == _S.SEALED:
        seal(session, officer, row.id, now)
    assert row.state == before
    with suppress(Refused):
        if after == _S.SEALED:
            seal(session, officer, row.id, now)
        else:
            put_down(session, officer, row, {_S.PAUSED: PAUSE, _S.OPEN: Resumed(), _S.ENDED: END}[_S(after)], now)
    return before != after and row.state == after
