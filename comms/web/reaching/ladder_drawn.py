"""The ladder of a follow-up as a line: what was done, where it stands, what comes next, and what may come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpEvent, FollowUpState, Step
from comms.follow_ups.ladder import STEPS
from comms.messages.message import Message, MessageState
from comms.web.reaching.delivery import GONE_WRONG, where_it_stands
from comms.web.reaching.moments import at_in_words, coming_in_words

BEGAN: Mapping[str, str] = MappingProxyType(
    {
        Because.MISSED_CALL: "We rang, in vain",
        Because.THEY_RANG: "They rang, and nobody answered",
        Because.NOT_THERE: "They were not at an appointment",
        Because.CALLED_OFF: "They called an appointment off",
        Because.OUR_FAILURE: "An appointment failed through us",
    }
)
RUNGS: Mapping[str, str] = MappingProxyType(
    {
        Step.TEXT: "A text in their language",
        Step.OTHER_HOUR: "A call at another hour",
        Step.OTHER_WAY: "Another way that is safe",
        Step.LETTER: "A letter",
        Step.WORKER: "The worker decides",
        Step.MANAGER: "The manager decides",
    }
)
ANSWERED, CLOSED = "They answered", "A person closes it"
# What happens when a step is made.
MADE = frozenset(
    {
        EventKind.TEXT_WRITTEN, EventKind.EMAIL_WRITTEN, EventKind.HELD_BACK, EventKind.CALL_ASKED,
        EventKind.LETTER_ASKED, EventKind.WITH_WORKER, EventKind.WITH_MANAGER,
    }
)  # fmt: skip


class Place(StrEnum):
    """Where a point of the line is, seen from where the follow-up stands."""

    DONE = "done"
    HELD = "held back"
    NOT_GONE = "did not arrive"
    LEFT_OUT = "left out"
    HERE = "here"
    NEXT = "next"
    LATER = "later"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the line: what, where it is, when, and why where something speaks against it."""

    what: str
    place: Place
    when: str = ""
    why: str = ""


def draw(
    row: FollowUp, events: Sequence[FollowUpEvent], messages: Mapping[UUID, Message], today: date
) -> list[Point]:  # fmt: skip
    """The line of a follow-up, from how it began to a person who closes it. Nothing else does, so that it always ends
    there. The answer stands where it came, between the steps. ``messages`` are those written for it, by their id: a
    step whose text did not go is not done."""
    made = {one.step: one for one in events if one.step and one.kind in MADE}
    left = {one.step: one for one in events if one.step and one.kind == EventKind.STEPPED_OVER}
    began = Point(BEGAN[row.because], Place.HERE if _at_start(row) else Place.DONE, at_in_words(row.opened_at, today))
    steps = STEPS[Because(row.because)]
    points = [began, *(_rung(row, step, made.get(step), left.get(step), messages, today) for step in steps)]
    replied = max((one.at for one in events if one.kind == EventKind.REPLIED), default=None)
    if replied is not None:
        before = [place for place, step in enumerate(steps, 1) if step in made and made[step].at < replied]
        points.insert(max(before, default=0) + 1, _answered(row, replied, today))
    return [*points, _end(row, today)]


def _at_start(row: FollowUp) -> bool:
    return not row.step and row.state == FollowUpState.OPEN


def _answered(row: FollowUp, at: datetime, today: date) -> Point:
    here = row.state == FollowUpState.ANSWERED
    return Point(ANSWERED, Place.HERE if here else Place.DONE, at_in_words(at, today))


def _rung(
    row: FollowUp, step: Step, made: FollowUpEvent | None, left: FollowUpEvent | None,
    messages: Mapping[UUID, Message], today: date,
) -> Point:  # fmt: skip
    what = RUNGS[step]
    if row.state == FollowUpState.CLOSED and made is None and left is None:
        return Point(what, Place.NOT_NEEDED)
    if _is_next(row, step) and not (made and row.step == step):
        return _next(row, what, today)
    if left is not None and (made is None or made.at < left.at):
        return Point(what, Place.LEFT_OUT, at_in_words(left.at, today), left.words or "")
    if made is not None:
        return _made(row, step, made, messages.get(made.about_id) if made.about_id else None, today)
    # What an answer, or somebody's choice, made needless.
    skipped = _is_before(step, row.step) or _is_before(step, row.next_step)
    return Point(what, Place.NOT_NEEDED if skipped else Place.LATER)


def _made(row: FollowUp, step: Step, made: FollowUpEvent, message: Message | None, today: date) -> Point:
    held = made.kind == EventKind.HELD_BACK
    why = f"Held back. {made.words or ''}".strip() if held else _of_message(message, today)
    if row.step == step and row.state in _STANDING:
        again = f"Again {_when(row.next_action_at, today)}." if _is_next(row, step) else ""
        return Point(RUNGS[step], Place.HERE, at_in_words(made.at, today), f"{why} {again}".strip())
    failed = message is not None and message.state in _NOT_GONE
    place = Place.HELD if held else Place.NOT_GONE if failed else Place.DONE
    return Point(RUNGS[step], place, at_in_words(made.at, today), (made.words or "") if held else why)


def _of_message(message: Message | None, today: date) -> str:
    if message is None:
        return ""
    said = where_it_stands(message, today)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}"


_NOT_GONE = GONE_WRONG | {MessageState.IN_OUTBOX}
# Where the follow-up stands on a rung; otherwise it stands at the answer, or at its end.
_STANDING = frozenset(
    {FollowUpState.OPEN, FollowUpState.WITH_WORKER, FollowUpState.WITH_MANAGER, FollowUpState.STOPPED}
)


def _is_next(row: FollowUp, step: Step) -> bool:
    return row.next_step == step and row.state != FollowUpState.CLOSED


def _next(row: FollowUp, what: str, today: date) -> Point:
    if row.state == FollowUpState.STOPPED:
        return Point(what, Place.NEXT, why="Stopped: not before somebody lets it go on.")
    return Point(what, Place.NEXT, _when(row.next_action_at, today))


def _when(at: datetime | None, today: date) -> str:
    return coming_in_words(at, today) if at else ""


def _is_before(step: Step, here: str) -> bool:
    order = tuple(Step)
    return bool(here) and order.index(step) < order.index(Step(here))


def _end(row: FollowUp, today: date) -> Point:
    if row.state != FollowUpState.CLOSED or row.closed_at is None:
        return Point(CLOSED, Place.LATER)
    return Point(CLOSED, Place.HERE, at_in_words(row.closed_at, today), f"{row.closed_because}.")
