"""Questions about what happened with letters after they were issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.foundation.work_item import WorkState
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.afterwards.references import readings
from comms.letters.afterwards.standing import Happened, Standing, happened, standing
from comms.letters.find import visible_letters
from comms.letters.letter import Letter, LetterState

A_PAGE = 50
_AT_ONCE = 500  # how many ids one question names


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A letter of which nobody knows yet whether it was understood, how it stands, and whether its day has passed."""

    letter: Letter
    standing: Standing
    overdue: bool


@dataclass(frozen=True, slots=True)
class UncheckedPage:
    """One page of the letters to ask about, the soonest day first. ``count`` and ``overdue`` are of all pages."""

    letters: Sequence[Unchecked]
    count: int
    overdue: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // A_PAGE))


def events_of(session: Session, viewer: Viewer, letter_id: UUID) -> Sequence[LetterEvent]:
    """What was recorded of one letter the viewer may see, in the order it was recorded."""
    return _events(session, viewer, [letter_id]).get(letter_id, [])


def event(session: Session, viewer: Viewer, letter_id: UUID, event_id: UUID) -> LetterEvent:
    """One event of a letter. Raises ``NotFound`` when the letter has none such, or the viewer may not know of it."""
    found = next((one for one in events_of(session, viewer, letter_id) if one.id == event_id), None)
    if found is None:
        raise NotFound("There is no such event of this letter.")
    return found


def happenings(session: Session, viewer: Viewer, letters: Iterable[UUID]) -> dict[UUID, list[Happened]]:
    """What happened with each of these letters, in the order it was recorded; nothing for a letter of which nothing
    was."""
    found = _events(session, viewer, letters)
    return {letter_id: [happened(one) for one in events] for letter_id, events in found.items()}


def _events(session: Session, viewer: Viewer, letters: Iterable[UUID]) -> dict[UUID, list[LetterEvent]]:
    visible = visible_letters(viewer).with_only_columns(Letter.id)
    found: dict[UUID, list[LetterEvent]] = {}
    for some in _some_at_a_time(letters):
        query = select(LetterEvent).where(LetterEvent.letter_id.in_(some), LetterEvent.letter_id.in_(visible))
        for one in session.scalars(query.order_by(LetterEvent.recorded_at, LetterEvent.id)):
            found.setdefault(one.letter_id, []).append(one)
    return found


def _some_at_a_time(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = list(dict.fromkeys(ids))
    return (wanted[first : first + _AT_ONCE] for first in range(0, len(wanted), _AT_ONCE))


def letter_with_reference(session: Session, viewer: Viewer, typed: str) -> Letter:
    """The issued letter whose number was typed, however it was typed.

    Raises ``NotFound`` for a number that is no letter's the viewer may see, and for one that may be several letters'.
    """
    query = visible_letters(viewer).where(Letter.state == LetterState.ISSUED)
    possible = readings(typed)
    exact = session.scalars(query.where(Letter.reference.in_(possible[:1]))).all()
    found = exact or session.scalars(query.where(Letter.reference.in_(possible)).limit(2)).all()
    if len(found) != 1:
        raise NotFound(
            "There is no letter with this number.",
            "Look at the number again: it has eight letters and figures, like K7M3-92QX, and none of 0, 1, I, L, O, U.",
        )
    return found[0]


def unchecked(session: Session, viewer: Viewer, on: date, page: int = 1, kinds: Collection[str] = ()) -> UncheckedPage:
    """The issued letters of which nobody knows whether they were understood, the soonest day first, ``A_PAGE`` at a
    time; one that was not understood stays until it was. With ``kinds`` only letters of these."""
    query = _to_ask(session, viewer)
    if kinds:
        query = query.where(Letter.kind.in_(kinds))
    count, overdue = _counted(session, query, on)
    page = min(max(1, page), max(1, -(-count // A_PAGE)))
    ordered = query.order_by(Letter.check_by, Letter.made_at, Letter.id)
    letters = session.scalars(ordered.limit(A_PAGE).offset((page - 1) * A_PAGE)).all()
    known = happenings(session, viewer, [letter.id for letter in letters])
    listed = [
        Unchecked(letter, standing(known.get(letter.id, ())), letter.check_by is not None and letter.check_by < on)
        for letter in letters
    ]
    return UncheckedPage(listed, count, overdue, page)


def count_unchecked(session: Session, viewer: Viewer, on: date) -> tuple[int, int]:
    """How many letters nobody has asked about, and of how many the day has passed."""
    return _counted(session, _to_ask(session, viewer), on)


def _counted(session: Session, query: Select[Letter], on: date) -> tuple[int, int]:
    asked = query.with_only_columns(Letter.check_by).subquery()
    both = select(func.count(), func.count().filter(asked.c.check_by < on)).select_from(asked)
    count, overdue = session.execute(both).one()
    return count, overdue


def _to_ask(session: Session, viewer: Viewer) -> Select[Letter]:
    """The letters to ask about. What an event says is locked, so those whose kinds and days alone leave it open are
    read and judged one by one; they are few."""
    asked = visible_letters(viewer).where(Letter.state == LetterState.ISSUED, Letter.check_by.is_not(None))
    settling = _has(EventKind.UNDERSTOOD, EventKind.NOT_CHECKED)
    doubtful = session.scalars(asked.where(settling, _may_be_open()).with_only_columns(Letter.id)).all()
    known = happenings(session, viewer, doubtful)
    still_open = [letter_id for letter_id in doubtful if not standing(known.get(letter_id, ())).settled]
    return asked.where(or_(~settling, Letter.id.in_(still_open)))


def _may_be_open() -> ColumnElement[bool]:
    """Whether something may have undone, or come after, what settled a letter."""
    said = aliased(LetterEvent)
    understood_on = (
        select(func.max(said.happened_on))
        .where(said.letter_id == Letter.id, said.kind == EventKind.UNDERSTOOD)
        .correlate(Letter)
        .scalar_subquery()
    )
    later = LetterEvent.happened_on >= func.coalesce(understood_on, date.min)
    return or_(_has(EventKind.MISTAKE), _has(EventKind.NOT_UNDERSTOOD, EventKind.REPLIED, also=later))


def _has(*kinds: EventKind, also: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    query = select(LetterEvent.id).where(LetterEvent.letter_id == Letter.id, LetterEvent.kind.in_(kinds))
    return (query if also is None else query.where(also)).correlate(Letter).exists()


def posted_letters(session: Session, viewer: Viewer, letters: Iterable[UUID]) -> tuple[list[Letter], list[Letter]]:
    """Of these letters those that go by post and are printed: the ones not posted yet, and the ones that were. What is
    on no paper was not posted."""
    by_post: list[Letter] = []
    for some in _some_at_a_time(letters):
        query = visible_letters(viewer).where(
            Letter.id.in_(some),
            Letter.state == LetterState.ISSUED,
            Letter.channel == "post",
            Letter.work_state == WorkState.DONE,
        )
        by_post += session.scalars(query.order_by(Letter.id))
    known = happenings(session, viewer, [letter.id for letter in by_post])
    posted = {key for key, events in known.items() if standing(events).sent is not None}
    waiting = [letter for letter in by_post if letter.id not in posted]
    return waiting, [letter for letter in by_post if letter.id in posted]


def letters_of_run(session: Session, viewer: Viewer, run_id: UUID) -> Sequence[UUID]:
    """The ids of the letters a run issued, as far as the viewer may see them."""
    query = visible_letters(viewer).where(Letter.run_id == run_id, Letter.state == LetterState.ISSUED)
    return session.scalars(query.with_only_columns(Letter.id).order_by(Letter.id)).all()
