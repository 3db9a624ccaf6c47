"""Recording what happened with a letter after it was issued. Rows are added, never changed: a mistake is said to be
one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.letters import find as find_letters
from comms.letters.afterwards import find
from comms.letters.afterwards.asking import CAME_BACK, NOT_UNDERSTOOD, ask, keep_on_list
from comms.letters.afterwards.event_given import (
    NOT_AN_INTERPRETER,
    BadEvent,
    EventGiven,
    Moment,
    PostClass,
    Through,
    kept_of,
    problems,
)
from comms.letters.afterwards.hearing import tell
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.afterwards.relatives import is_of_the_family
from comms.letters.afterwards.standing import Understood, counting, happened, standing
from comms.letters.letter import Letter, LetterState
from comms.letters.templates.source import must_ask_kinds

TALKS = frozenset({EventKind.READ_ALOUD, EventKind.UNDERSTOOD, EventKind.NOT_UNDERSTOOD})


def record_event(session: Session, viewer: Viewer, letter_id: UUID, given: EventGiven, now: datetime) -> LetterEvent:
    """Record one thing that happened with a letter. Told twice in the same words, it is one event.

    Raises ``BadEvent`` naming each field that is missing or not right, ``Refused`` for a letter that was never issued
    and where what is on record forbids it, ``NotFound`` for a letter, a colleague or an event there is not.
    """
    letter = letter_to_follow(session, viewer, letter_id)
    if given.kind == EventKind.REPLIED:
        raise BadInput("A reply is recorded by the numbers of its slip.", "Use “Replies”.")
    if given.kind == EventKind.NOT_CHECKED:
        viewer.require(Permission.ISSUE_LETTERS)
    if given.kind in TALKS and given.by is None:
        given = replace(given, by=viewer.staff_id)
    if given.kind == EventKind.MISTAKE:
        given = replace(given, on=london_date(now))
    wrong = problems(given, Moment(letter.issued_on, london_date(now)))
    if (
        "interpreter" not in wrong
        and given.through == Through.INTERPRETER
        and is_of_the_family(session, viewer, letter.recipient_id, given.interpreter)
    ):
        wrong["interpreter"] = NOT_AN_INTERPRETER
    if wrong:
        raise BadEvent(wrong)
    if given.by is not None:
        colleague(session, viewer, given.by)
    _check_against_record(session, viewer, letter, given)
    event = add_event(session, viewer, letter, (given.kind, given.on), kept_of(given), now)
    _ask_what_follows(session, viewer, letter, given, now)
    return event


def letter_to_follow(session: Session, viewer: Viewer, letter_id: UUID) -> Letter:
    """An issued letter, of which one unit of work at a time records what happened. Raises ``Refused`` for another."""
    viewer.require(Permission.DO_TASKS)
    viewer.require(Permission.SEE_LETTERS)
    letter = find_letters.letter(session, viewer, letter_id)
    if letter.state != LetterState.ISSUED:
        raise Refused("This letter was never issued, so nothing can have happened with it.", "See why it is held.")
    # The same lock as marking many as posted takes: of both at once only one records it.
    one_at_a_time(session, f"posting of {viewer.agency_id}")
    one_at_a_time(session, f"after letter {letter.id}")
    return letter


def add_event(
    session: Session,
    viewer: Viewer,
    letter: Letter,
    what: tuple[EventKind, date],
    detail: Mapping[str, Any],
    now: datetime,
) -> LetterEvent:
    """Add an event that was checked, ``what`` being its kind and day; the same, if it is on record and counts, stays
    the one, unless somebody has asked the reader since."""
    recorded = {one.id: one for one in find.events_of(session, viewer, letter.id)}
    for known in reversed(counting([happened(one) for one in recorded.values()])):
        if (known.kind, known.on, dict(known.detail)) == (*what, dict(detail)):
            return recorded[known.id]
        if known.answers:
            break
    event = _added(session, viewer, letter, what, detail, now)
    session.flush()
    return event


def _added(
    session: Session,
    viewer: Viewer,
    letter: Letter,
    what: tuple[EventKind, date],
    detail: Mapping[str, Any],
    now: datetime,
) -> LetterEvent:
    kind, on = what
    event = LetterEvent(
        agency_id=letter.agency_id, letter_id=letter.id, recipient_id=letter.recipient_id, kind=kind,
        happened_on=on, recorded_at=now, recorded_by=viewer.staff_id,
    )  # fmt: skip
    event.detail = dict(detail)
    session.add(event)
    said = {"kind": kind, "event": str(event.id)}
    note(session, viewer.actor, "record letter event", ("letter", letter.id), now, said)
    tell(session, viewer, letter, event, now)
    return event


def _check_against_record(session: Session, viewer: Viewer, letter: Letter, given: EventGiven) -> None:
    if given.kind == EventKind.MISTAKE and given.event:
        named = find.event(session, viewer, letter.id, given.event)
        recorded = [happened(one) for one in find.events_of(session, viewer, letter.id)]
        undone = {one.mistaken for one in recorded if one.mistaken}
        if named.kind == EventKind.MISTAKE:
            raise Refused("What was said to be a mistake stays so.", "Record again what happened, if it did happen.")
        if named.id in undone:
            raise Refused("This was said to be a mistake already.", "The letter's page shows by whom, and why.")
    if given.kind == EventKind.NOT_CHECKED:
        _refuse_for_must_ask(letter)
        known = standing([happened(one) for one in find.events_of(session, viewer, letter.id)])
        if known.understood == Understood.NO:
            raise Refused("Its reader did not understand it, so it stays on the list until they did.",
                          "Explain it with an interpreter, and record what they say.")  # fmt: skip


def _refuse_for_must_ask(letter: Letter) -> None:
    """A letter with legal weight is asked about, whatever it takes. Source: issue of the formal letters: each stays on
    the list until the answer is on record in the reader's own words, and through whom."""
    if letter.kind in must_ask_kinds():
        raise Refused("This letter stays on the list until its reader was asked whether they understood it.",
                      "Ask them, with an interpreter where one is needed, and record what they say in their own words. "
                      "If nobody can reach them, read it aloud or visit, and leave it on the list.")  # fmt: skip


def _ask_what_follows(session: Session, viewer: Viewer, letter: Letter, given: EventGiven, now: datetime) -> None:
    if given.kind == EventKind.NOT_UNDERSTOOD:
        ask(session, viewer, letter, NOT_UNDERSTOOD, now)
        keep_on_list(session, viewer, letter, now)
    if given.kind == EventKind.RETURNED:
        ask(session, viewer, letter, replace(CAME_BACK, why=CAME_BACK.why.format(given.why_returned)), now)


def mark_posted(
    session: Session, viewer: Viewer, letters: Iterable[UUID], on: date, post_class: str, now: datetime
) -> int:
    """Record that these letters were posted on one day; how many were. Only those that go by post and were not sent yet
    count: the others are left as they are. Handing over is told of each letter by itself.

    Raises ``BadEvent`` for a class there is not, and for a day that has not come or is before one of the letters.
    """
    viewer.require(Permission.DO_TASKS)
    viewer.require(Permission.SEE_LETTERS)
    one_at_a_time(session, f"posting of {viewer.agency_id}")
    waiting, _ = find.posted_letters(session, viewer, letters)
    today = london_date(now)
    given = EventGiven(EventKind.POSTED, on, post_class=post_class)
    newest = max((letter.issued_on for letter in waiting), default=on)
    wrong = problems(given, Moment(newest, today))
    if wrong:
        raise BadEvent(wrong)
    detail = {"post_class": PostClass(post_class).value}
    for letter in waiting:
        _added(session, viewer, letter, (EventKind.POSTED, on), detail, now)
    session.flush()
    return len(waiting)
