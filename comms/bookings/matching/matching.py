"""Who can interpret for a request, the best first, and why the others cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.board import Board, Candidate, Fit
from comms.bookings.matching.eligibility import Reason, Why
from comms.bookings.matching.gathering import request_facts
from comms.bookings.requests import find as requests
from comms.bookings.requests.request import InterpreterRequest
from comms.interpreters.conflict_actions import see_why


@dataclass(frozen=True, slots=True)
class Matches:
    """Who may be asked, the best first; how many cannot by the first reason why (see ``eligibility.Why``); and how many
    interpreters there are altogether. ``eligible`` counts also those who are not among the best shown."""

    best: list[Candidate]
    counts: dict[str, int]
    total: int

    @property
    def eligible(self) -> int:
        """How many may be asked."""
        return self.total - sum(self.counts.values())

    @property
    def of_language(self) -> int:
        """How many interpret the language at all."""
        return self.total - self.counts.get(Why.LANGUAGE, 0)


def candidates(session: Session, viewer: Viewer, request_id: UUID, now: datetime, limit: int = 20) -> Matches:
    """The best for a request, and counts by reason of all the others. Raises ``NotFound`` for another agency's."""
    viewer.require(Permission.SEE_BOOKINGS)
    wanted = requests.request(session, viewer, request_id)
    found = matches(session, viewer, [wanted], now)[wanted.id]
    return replace(found, best=found.best[:limit])


def matches(
    session: Session, viewer: Viewer, wanted: Sequence[InterpreterRequest], now: datetime, moved: int = 0
) -> dict[UUID, Matches]:  # fmt: skip
    """For many requests at once everybody eligible, the best first, and counts of the others. ``moved`` asks as if each
    began so many minutes later (earlier, where it is negative)."""
    viewer.require(Permission.SEE_BOOKINGS)
    if not wanted:
        return {}
    facts = [one.moved(moved) for one in request_facts(session, viewer, wanted)]
    board = Board(session, viewer, facts, find.speakers(viewer, [one.language for one in facts]), now)
    total = find.how_many(session, viewer)
    return {one: _matches(fit, total) for one, fit in board.fits().items()}


def _matches(fit: Fit, total: int) -> Matches:
    others = total - len(fit.eligible) - sum(fit.counts.values())
    counts = {Why.LANGUAGE.value: others} if others else {}
    return Matches(fit.eligible, counts | dict(fit.counts), total)


def eligible_pairs(
    session: Session, viewer: Viewer, wanted: Sequence[InterpreterRequest], now: datetime, moved: int = 0
) -> dict[UUID, list[Candidate]]:  # fmt: skip
    """For each of many requests everybody who may be asked, the best first, as if nothing were booked but what is: for
    a plan, which has to see by itself that its own bookings leave each other room and stay within limits. Who has
    ``checks`` must be looked at by a person first."""
    return {one: found.best for one, found in matches(session, viewer, wanted, now, moved).items()}


def of_language(session: Session, viewer: Viewer, request_id: UUID, now: datetime) -> list[Candidate]:
    """Everybody who interprets the language, with every reason; first who may be asked, the best of them first."""
    wanted = requests.request(session, viewer, request_id)
    return _with_reasons(session, viewer, wanted, find.speakers(viewer, [wanted.language]), now)


def everybody(session: Session, viewer: Viewer, request_id: UUID, now: datetime) -> list[Candidate]:
    """The whole register, also who left it, with every reason; first who may be asked, the best of them first."""
    wanted = requests.request(session, viewer, request_id)
    return _with_reasons(session, viewer, wanted, find.register(viewer, [wanted.language]), now)


def check_eligible(
    session: Session, viewer: Viewer, request: InterpreterRequest, interpreter_id: UUID, now: datetime
) -> Candidate:  # fmt: skip
    """One interpreter held against a request, with every reason. Of somebody the viewer may not know of, it says that
    they are not in the register. Raises nothing."""
    found = _with_reasons(session, viewer, request, find.just_this(viewer, [request.language], interpreter_id), now)
    return found[0] if found else Candidate(interpreter_id, "", (Reason(Why.LEFT, "Is not in the register."),))


def _with_reasons(
    session: Session, viewer: Viewer, wanted: InterpreterRequest, who: find.Who, now: datetime
) -> list[Candidate]:  # fmt: skip
    viewer.require(Permission.SEE_BOOKINGS)
    board = Board(session, viewer, request_facts(session, viewer, [wanted]), who, now)
    return board.everybody()[wanted.id]


def with_why(session: Session, viewer: Viewer, shown: Sequence[Candidate], now: datetime) -> list[Candidate]:
    """The same candidates, with why there is a conflict where the viewer may know it. That they saw it is noted."""
    wanted = {one.conflict_id for each in shown for one in (*each.reasons, *each.looks) if one.conflict_id}
    if not wanted or not viewer.may(Permission.SEE_CONFLICTS):
        return list(shown)
    said: dict[UUID | None, str] = {}
    for conflict in find.conflicts(session, viewer, wanted):
        why = see_why(session, viewer, conflict, now)
        if why is not None:
            of = f"{why.community}. " if why.community else ""
            said[conflict.id] = f"{of}Said by {conflict.declared_by}: {why.reason}"
    return [
        replace(
            one,
            reasons=tuple(reason.with_why(said.get(reason.conflict_id, "")) for reason in one.reasons),
            looks=tuple(look.with_why(said.get(look.conflict_id, "")) for look in one.looks),
        )
        for one in shown
    ]
