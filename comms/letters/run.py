"""A school's run: who is due which letter today, in which language, and who is held and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.find import marks_of
from comms.families.find import pupils, relationships_of
from comms.families.person import PersonKind, Relationship
from comms.foundation.clock import LONDON
from comms.letters import find
from comms.letters.actions import lock_letters, settle_letter
from comms.letters.decision import Held
from comms.letters.desk import desk_of
from comms.letters.due import Due, SentLetter, due_letter
from comms.letters.letter import Letter
from comms.letters.preparing import Ready, prepare
from comms.letters.reader import LetterWanted, Reader, new_reference
from comms.letters.triggers import LetterTriggers

# Ten school weeks with every holiday of a year between them still lie inside this.
LOOK_BACK = timedelta(days=300)

# Somebody said that this letter is not needed; for two weeks the rule does not ask again.
WITHDRAWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DueLetter:
    """One letter one parent is due about one child, and whether it may leave."""

    wanted: LetterWanted
    due: Due
    prepared: Ready | Held

    @property
    def language(self) -> str:
        """The language it will be written in, empty when it is held."""
        return self.prepared.language if isinstance(self.prepared, Ready) else ""


def due_letters(session: Session, viewer: Viewer, on: date, kind: str | None = None) -> Iterator[DueLetter]:
    """Every letter that is due on a day, child by child, parent by parent; of one kind only when it is named.

    Nothing is written: this is the list before the run.
    """
    viewer.require(Permission.SEE_LETTERS)
    desk = desk_of(session, viewer)
    for wanted, due in _wanted(session, viewer, on):
        if kind in {None, due.kind}:
            yield DueLetter(wanted, due, prepare(desk, wanted, new_reference()))


def run_letters(
    session: Session, viewer: Viewer, on: date, now: datetime, kind: str | None = None
) -> Iterator[tuple[DueLetter, Letter]]:
    """Issue or hold every letter that is due. A second run on the same day finds nothing more to issue, also when two
    people press the button at once."""
    lock_letters(session, viewer)
    for found in list(due_letters(session, viewer, on, kind)):
        yield found, settle_letter(session, viewer, found.wanted, found.prepared, now)


def _wanted(session: Session, viewer: Viewer, on: date) -> Iterator[tuple[LetterWanted, Due]]:
    triggers = LetterTriggers.from_mapping(_trigger_settings(session, viewer))
    children = [pupil.child_id for pupil in pupils(session, viewer)]
    marks = marks_of(session, viewer, children, on - LOOK_BACK, on)
    adults = relationships_of(session, viewer, children)
    known = find.readers(session, viewer, [*children, *(one.adult_id for found in adults.values() for one in found)])
    sent = find.sent_letters(session, viewer)
    spared = find.withdrawn_since(session, viewer, datetime.combine(on - WITHDRAWN_FOR, time(), LONDON))
    for child_id in children:
        for relationship in adults.get(child_id, ()):
            reader = known.get(relationship.adult_id)
            if reader is None or not _is_parent(relationship, reader) or not marks.get(child_id):
                continue
            before: Sequence[SentLetter] = sent.get((reader.person.id, child_id), ())
            due = due_letter(marks[child_id], before, triggers, on)
            if due is not None and (due.kind, reader.person.id, child_id) not in spared:
                values = dict(due.values) | ({"reply_by": due.reply_by.isoformat()} if due.reply_by else {})
                child = known[child_id].person
                yield LetterWanted(due.kind, reader, child, on, values, because=due.why), due


def _is_parent(relationship: Relationship, reader: Reader) -> bool:
    """Whether a school writes to this adult about the child. A neighbour to ring in an emergency is on record too."""
    if relationship.parental_responsibility is None:
        return reader.person.kind == PersonKind.PARENT
    return relationship.parental_responsibility


def _trigger_settings(session: Session, viewer: Viewer) -> dict[str, object]:
    settings = own_agency(session, viewer).letter_settings
    return dict(settings.get("triggers", {}))
