"""Questions about runs: where they stand, what became of each letter, what is to be made next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import visible_people
from comms.families.hidden.find import nobody_hidden, sees_all
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.foundation.work_item import WorkState
from comms.letters.letter import Letter, LetterState
from comms.letters.runs.letter_run import LetterRun, Outcome, RunLetter, RunState

AT_ONCE = 500
"""How many letters one question asks about; databases limit the values of a single statement."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: what became of its letters, and how many of those issued are printed. Only letters that hide
    nobody from the viewer are counted."""

    run: LetterRun
    total: int
    issued: int
    held: int
    not_due: int
    failed: int
    waiting: int
    printed: int
    not_printed: int

    @property
    def making(self) -> bool:
        """Whether letters of it are being made still."""
        return self.run.state == RunState.MAKING

    @property
    def done(self) -> int:
        """How many of its letters were looked at."""
        return self.total - self.waiting

    @property
    def printing(self) -> bool:
        """Whether any of its letters waits to be printed."""
        return self.printed + self.not_printed < self.issued


@dataclass(frozen=True, slots=True)
class RunRow:
    """One letter of a run with the people it is to and about; ``letter`` is None when none came of it."""

    wanted: RunLetter
    letter: Letter | None
    parent: Person
    child: Person


def visible_runs(viewer: Viewer) -> Select[LetterRun]:
    """The runs of the viewer's agency, without those of which every letter hides somebody from them."""
    query = select(LetterRun).where(LetterRun.agency_id == viewer.agency_id)
    if sees_all(viewer):
        return query
    seen = _seen(viewer).where(RunLetter.run_id == LetterRun.id)
    return query.where(or_(seen.exists(), ~select(RunLetter).where(RunLetter.run_id == LetterRun.id).exists()))


def _seen(viewer: Viewer) -> Select[RunLetter]:
    return select(RunLetter).where(nobody_hidden(viewer, RunLetter.recipient_id, RunLetter.child_id))


def run(session: Session, viewer: Viewer, run_id: UUID) -> LetterRun:
    """One run of the viewer's agency. Raises ``NotFound``."""
    found = session.scalar(visible_runs(viewer).where(LetterRun.id == run_id))
    if found is None:
        raise NotFound("There is no such run.", "See the letters that were made.")
    return found


def runs(session: Session, viewer: Viewer, limit: int = 50) -> Sequence[LetterRun]:
    """The agency's runs, the newest first."""
    query = visible_runs(viewer)
    return session.scalars(query.order_by(LetterRun.started_at.desc(), LetterRun.id).limit(limit)).all()


def in_the_making(session: Session, viewer: Viewer) -> LetterRun | None:
    """The run that is being made now, if there is one."""
    query = visible_runs(viewer).where(LetterRun.state == RunState.MAKING)
    return session.scalars(query.order_by(LetterRun.started_at).limit(1)).first()


def progress(session: Session, viewer: Viewer, run_id: UUID) -> RunProgress:
    """How far a run is. Raises ``NotFound``."""
    found = run(session, viewer, run_id)
    outcomes = _seen(viewer).with_only_columns(RunLetter.outcome, func.count()).where(RunLetter.run_id == found.id)
    became = dict(session.execute(outcomes.group_by(RunLetter.outcome)).all())
    made = select(Letter.work_state, func.count()).where(
        Letter.run_id == found.id,
        Letter.state == LetterState.ISSUED,
        nobody_hidden(viewer, Letter.recipient_id, Letter.child_id),
    )
    work = dict(session.execute(made.group_by(Letter.work_state)).all())
    return RunProgress(
        found,
        total=sum(became.values()),
        issued=became.get(Outcome.ISSUED, 0),
        held=became.get(Outcome.HELD, 0),
        not_due=became.get(Outcome.NOT_DUE, 0),
        failed=became.get(Outcome.FAILED, 0),
        waiting=became.get(Outcome.WAITING, 0),
        printed=work.get(WorkState.DONE, 0),
        not_printed=work.get(WorkState.NEEDS_WORKER, 0),
    )


def next_letters(session: Session, viewer: Viewer, run_id: UUID, limit: int) -> Sequence[RunLetter]:
    """The letters of a run that come next, in their order."""
    query = select(RunLetter).where(RunLetter.run_id == run(session, viewer, run_id).id)
    waiting = query.where(RunLetter.outcome == Outcome.WAITING)
    return session.scalars(waiting.order_by(RunLetter.place).limit(limit)).all()


def rows(
    session: Session, viewer: Viewer, run_id: UUID, outcome: Outcome | None = None, page: tuple[int, int] = (0, 50)
) -> list[RunRow]:
    """Some letters of a run in their order, of one outcome or of all: ``page`` is how many to skip and how many to
    give. Of people the viewer may not see nothing is given."""
    query = _rows(viewer, run(session, viewer, run_id).id)
    if outcome is not None:
        query = query.where(RunLetter.outcome == outcome)
    skip, give = page
    return _with_people(session, session.scalars(query.order_by(RunLetter.place).offset(skip).limit(give)).all())


def every_row(session: Session, viewer: Viewer, run_id: UUID) -> Iterator[RunRow]:
    """Every letter of a run in its order, some hundred in memory at a time."""
    skip = 0
    while lot := rows(session, viewer, run_id, page=(skip, AT_ONCE)):
        yield from lot
        skip += AT_ONCE


def ways(session: Session, viewer: Viewer, run_id: UUID) -> dict[str, int]:
    """How many letters of a run go which way: "post", "hand", "email"."""
    issued = _issued(viewer, run(session, viewer, run_id).id).with_only_columns(Letter.channel, func.count())
    return dict(session.execute(issued.group_by(Letter.channel)).all())


def letters_of(session: Session, viewer: Viewer, run_id: UUID, way: str | None = None) -> Iterator[Letter]:
    """The letters that were issued in a run, in its order, one in memory at a time; those that go one way, or all."""
    query = _issued(viewer, run(session, viewer, run_id).id).with_only_columns(Letter.id)
    if way is not None:
        query = query.where(Letter.channel == way)
    for letter_id in session.scalars(query.order_by(RunLetter.place)).all():
        letter = session.get_one(Letter, letter_id)
        yield letter
        session.expunge(letter)


def _issued(viewer: Viewer, run_id: UUID) -> Select[RunLetter]:
    letters = _rows(viewer, run_id).join(Letter, Letter.id == RunLetter.letter_id)
    return letters.where(RunLetter.outcome == Outcome.ISSUED)


def _rows(viewer: Viewer, run_id: UUID) -> Select[RunLetter]:
    people = visible_people(viewer).with_only_columns(Person.id)
    return select(RunLetter).where(
        RunLetter.run_id == run_id, RunLetter.recipient_id.in_(people), RunLetter.child_id.in_(people)
    )


def _with_people(session: Session, wanted: Sequence[RunLetter]) -> list[RunRow]:
    ids = {person for one in wanted for person in (one.recipient_id, one.child_id)}
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    letters = {
        one.id: one for one in session.scalars(select(Letter).where(Letter.id.in_([one.letter_id for one in wanted])))
    }
    made = {one.id: letters.get(one.letter_id) if one.letter_id else None for one in wanted}
    return [RunRow(one, made[one.id], people[one.recipient_id], people[one.child_id]) for one in wanted]
