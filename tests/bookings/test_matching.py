"""Who can interpret for a request, as the register and the bookings have it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from booking_factories import (
    a_request,
    an_interpreter,
)
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching.board import Candidate
from comms.bookings.matching.matching import (
    candidates,
    check_eligible,
)
from comms.bookings.requests.request import InterpreterRequest
from comms.interpreters.conflict import Conflict, DeclaredBy, Scope
from comms.interpreters.interpreter import Interpreter

HOUR = timedelta(hours=1)


def codes(found: Candidate) -> list[str]:
    return [str(reason.code) for reason in found.reasons]


def about(
    session: Session, viewer: Viewer, now: datetime, who: Interpreter, request: InterpreterRequest | None = None
) -> list[str]:
    return codes(check_eligible(session, viewer, request or a_request(session, viewer, now), who.id, now))


def a_conflict(session: Session, viewer: Viewer, now: datetime, who: Interpreter, **given: Any) -> Conflict:
    values: dict[str, Any] = {
        "scope": Scope.PERSON,
        "declared_by": DeclaredBy.INTERPRETER,
        "reason": "They are cousins",
    }
    made = Conflict(interpreter_id=who.id, agency_id=viewer.agency_id, recorded_at=now, **(values | given))
    session.add(made)
    session.flush()
    return made


def test_somebody_with_everything_the_work_needs_may_be_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    request = a_request(session, viewer, now)
    found = candidates(session, viewer, request.id, now)
    assert [one.interpreter_id for one in found.best] == [who.id]
    assert (found.counts, found.total, found.eligible, found.of_language) == ({}, 1, 1, 1)
    assert found.best[0].reasons == found.best[0].checks == ()
    assert 0 < found.best[0].score < 1
    assert about(session, viewer, now, who, request) == []
