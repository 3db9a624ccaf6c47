"""Everything the page of who can interpret for a request shows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching.board import Candidate
from comms.bookings.matching.eligibility import Why
from comms.bookings.matching.matching import everybody, of_language, with_why
from comms.bookings.matching.score import (
    CONTINUITY,
    COST,
    FAIRNESS,
    PARTS,
    QUALIFICATION,
    TRAVEL,
    Measures,
    starting_scale,
)
from comms.bookings.offers.find import UNANSWERED, offers_for
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.languages import LANGUAGES
from comms.interpreters.find import suppliers
from comms.interpreters.supplier import Supplier
from comms.web.wording import counted

SHOWN_AT_ONCE = 100
CALLED = {
    CONTINUITY: "This family",
    QUALIFICATION: "Qualification",
    TRAVEL: "Travel",
    COST: "Cost",
    FAIRNESS: "Share of the work",
}
# Who lacks nothing but one of these could be asked if the family agreed.
PREFERENCES = {
    Why.GENDER: "if it did not have to be {gender}",
    Why.DIALECT: "if it did not have to be {dialect}",
    Why.MODE: "if they did not have to interpret {mode}",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it is, how much of it there is in 100, what that follows from, how much it counts."""

    called: str
    points: int
    said: str
    counts: int


@dataclass(frozen=True, slots=True)
class Row:
    """One interpreter in a table, and whether they are being asked for this already."""

    one: Candidate
    points: int
    parts: list[Part]
    asked: bool


@dataclass(frozen=True, slots=True)
class MatchingPage:
    """Who can interpret for a request, and why the others cannot; ``elsewhere`` are those of other languages, where
    everybody was asked for, ``more`` how many of them follow."""

    request: InterpreterRequest
    language: str
    can: list[Row]
    cannot: list[Candidate]
    suppliers: Sequence[Supplier]
    asked_suppliers: frozenset[UUID]
    if_they_agreed: list[str]
    everybody: bool
    elsewhere: list[Candidate]
    start: int
    more: int
    may_be_asked: bool

    @property
    def sentence(self) -> str:
        """The answer to "Who can interpret?"."""
        can, cannot = len(self.can), len(self.cannot)
        if not can + cannot:
            return f"Nobody in the register interprets {self.language}."
        if not can:
            return (
                f"None of {cannot} {self.language} interpreters can; each has the reason."
                if cannot > 1
                else f"The one {self.language} interpreter cannot; the reason is below."
            )
        if not cannot:
            return (
                f"All {can} {self.language} interpreters can."
                if can > 1
                else f"The one {self.language} interpreter can."
            )
        return f"{can} of {can + cannot} {self.language} interpreters can. {cannot} cannot, each with the reason."

    @property
    def looks(self) -> list[str]:
        """What a person must look at before asking, of anybody who can."""
        return list(dict.fromkeys(look for row in self.can for look in row.one.checks))

    @property
    def why_not_asked(self) -> str:
        """Why nobody can be asked any more; empty while somebody can."""
        if self.request.state != RequestState.OPEN:
            return f"Nobody is looked for: this request is “{self.request.state}”."
        return "" if self.may_be_asked else "Nobody can be asked: its time has come."


def matching_page(
    session: Session, viewer: Viewer, request: InterpreterRequest, start: int | None, now: datetime
) -> MatchingPage:  # fmt: skip
    """The page of a request; ``start`` is from which place on those of other languages are shown, None for none."""
    if start is None:
        found, others = of_language(session, viewer, request.id, now), []
    else:
        every = everybody(session, viewer, request.id, now)
        found = [one for one in every if not _apart(one)]
        others = [one for one in every if _apart(one)]
    shown = with_why(session, viewer, [*found, *others[start or 0 : (start or 0) + SHOWN_AT_ONCE]], now)
    found, elsewhere = shown[: len(found)], shown[len(found) :]
    asked = [one for one in offers_for(session, viewer, request.id) if one.state in UNANSWERED]
    being_asked = frozenset(one.interpreter_id or one.supplier_id for one in asked)
    return MatchingPage(
        request=request,
        language=LANGUAGES[request.language].english_name if request.language in LANGUAGES else request.language,
        can=[_row(request, one, one.interpreter_id in being_asked) for one in found if one.eligible],
        cannot=[one for one in found if not one.eligible],
        suppliers=[one for one in suppliers(session, viewer) if _sends(one, request)],
        asked_suppliers=frozenset(one.supplier_id for one in asked if one.supplier_id),
        if_they_agreed=_if_they_agreed(request, found),
        everybody=start is not None,
        elsewhere=elsewhere,
        start=start or 0,
        more=max(0, len(others) - (start or 0) - SHOWN_AT_ONCE),
        may_be_asked=request.starts_at > now,
    )


def _apart(one: Candidate) -> bool:
    """Who does not interpret the language, or no longer at all."""
    return any(reason.code in {Why.LANGUAGE, Why.LEFT} for reason in one.reasons)


def _sends(one: Supplier, request: InterpreterRequest) -> bool:
    return (not one.languages or request.language in one.languages) and (not one.modes or request.mode in one.modes)


def _if_they_agreed(request: InterpreterRequest, found: Iterable[Candidate]) -> list[str]:
    """How many more could, were it not for one thing that people asked for."""
    said, asked_for = [], {"gender": request.gender, "dialect": request.dialect or "", "mode": request.mode}
    for code, otherwise in PREFERENCES.items():
        count = sum({reason.code for reason in one.reasons} == {code} for one in found)
        if count:
            said.append(f"{count} more could {otherwise.format(**asked_for)}.")
    return said


def _row(request: InterpreterRequest, one: Candidate, asked: bool) -> Row:  # noqa: FBT001 - a row of a table
    measures = one.measures
    weights = starting_scale().weights[request.risk]
    parts = [] if measures is None else [
        Part(CALLED[name], _points(one.parts[name]), _said(name, measures, request), _points(weights[name]))
        for name in PARTS
    ]  # fmt: skip
    return Row(one, _points(one.score), parts, asked)


def _points(share: float) -> int:
    return round(share * 100)


def _said(name: str, measures: Measures, request: InterpreterRequest) -> str:
    if name == CONTINUITY:
        return f"{counted(measures.met, 'booking', 'bookings') if measures.met else 'no booking'} for them in two years"
    if name == QUALIFICATION:
        above = counted(measures.levels_above, "level", "levels")
        level = f"{above} above the level needed" if measures.levels_above else "just the level needed"
        diploma = (
            f", {'with' if measures.police_diploma else 'without'} a police diploma" if measures.police_work else ""
        )
        return level + diploma
    if name == TRAVEL:
        return "nobody travels" if request.zone is None else f"{measures.travel_minutes} minutes there and back"
    if name == COST:
        return f"£{measures.pence // 100}.{measures.pence % 100:02d} in all"
    booked = _length(measures.booked_minutes) if measures.booked_minutes else "nothing"
    return f"{booked} booked in four weeks; usual is {_length(round(measures.usual_minutes))}"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = [counted(hours, "hour", "hours")] if hours else []
    said += [counted(rest, "minute", "minutes")] if rest or not hours else []
    return " ".join(said)
