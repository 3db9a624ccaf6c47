"""What follows a missed call and when, in sentences, so that whoever records one can be sure of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.families.reaching_hours import next_reachable
from comms.follow_ups import find
from comms.follow_ups.follow_up import EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.ladder import Facts, due_of, next_step
from comms.follow_ups.moving import ABOUT
from comms.follow_ups.saying import day_in_words, moment_in_words
from comms.follow_ups.ways import facts_of, ways_to
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound, Refused
from comms.foundation.languages import language
from comms.messages.find import messages_about
from comms.messages.message import MessageChannel, MessageState

_SAID = {
    Step.OTHER_HOUR: "Somebody is asked to ring again, at another time of day",
    Step.OTHER_WAY: "They are written to another way that is safe",
    Step.LETTER: "Somebody is asked to write them a letter",
    Step.MANAGER: "A manager decides",
}


@dataclass(frozen=True, slots=True)
class Follows:
    """What happens by itself and when, in its order; ``held`` is why no text went, where none did."""

    steps: list[tuple[str, str]]
    held: str = ""
    state: str = ""


def what_follows(session: Session, viewer: Viewer, follow_up_id: UUID | None, now: datetime) -> Follows | None:
    """What follows from a call; None where nothing was opened, or the viewer may not know of it."""
    if follow_up_id is None:
        return None
    try:
        row = find.follow_up(session, viewer, follow_up_id)
    except NotFound:
        return None
    if row.state in {FollowUpState.CLOSED, FollowUpState.STOPPED}:
        return Follows([], state=row.state)
    held = [one.words for one in find.events_of(session, viewer, row.id) if one.kind == EventKind.HELD_BACK]
    steps = [*_texts(session, viewer, row), *_coming(session, viewer, row, now)]
    return Follows(steps, held[-1] if held else "", row.state)


def _texts(session: Session, viewer: Viewer, row: FollowUp) -> Iterator[tuple[str, str]]:
    """Texts that are written and wait for an hour at which they may go."""
    for one in reversed(messages_about(session, viewer, ABOUT, row.id)):
        if one.channel == MessageChannel.SMS and one.state == MessageState.WAITING:
            yield _text_in(one.language), moment_in_words(one.due_at) if one.due_at else "sent by hand"


def _coming(session: Session, viewer: Viewer, row: FollowUp, now: datetime) -> Iterator[tuple[str, str]]:
    if not row.next_step or row.next_action_at is None:
        return
    ways = ways_to(session, viewer, row.person_id, now)
    facts = facts_of(row, ways)
    names = {one.id: one.name for one in colleagues(session, viewer)}
    step, at = Step(row.next_step), max(row.next_action_at, now)
    while True:
        yield _said(step, ways.reads, names.get(row.worker_id) if row.worker_id else None), _when(step, at, facts, now)
        if step == Step.MANAGER:
            return
        step = next_step(step, facts)
        at = due_of(step, at, facts, at)


def _said(step: Step, reads: str, worker: str | None) -> str:
    if step == Step.TEXT:
        return _text_in(reads)
    if step == Step.WORKER:
        return f"{worker or 'A worker'} decides what comes next"
    return _SAID[step]


def _text_in(tag: str) -> str:
    if not tag:
        return "A text, as soon as somebody has asked which language they read"
    return f"A text in {language(tag).english_name} asks when to ring them"


def _when(step: Step, at: datetime, facts: Facts, now: datetime) -> str:
    if step != Step.TEXT:
        return f"on {day_in_words(london_date(at))}"
    try:
        goes = next_reachable(facts.answer, at)
    except Refused:
        return "when they may be written to"
    return "now" if goes <= now else f"on {moment_in_words(goes)}"
