"""A school's run: who is due which letter today, in which language, and who is held and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.find import children_in_lots, marks_of
from comms.families.find import pupils, relationships_of
from comms.families.person import PersonKind, Relationship
from comms.foundation.clock import LONDON
from comms.letters import find
from comms.letters.decision import Held
from comms.letters.desk import desk_of
from comms.letters.due import Due, SentLetter, due_letter, weigh_letters
from comms.letters.left_out.find import left_out_on
from comms.letters.left_out.saying import said_to_anyone, the_one_that_holds
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

    @property
    def left_out(self) -> bool:
        """Whether somebody left this child out of letters for now: it is not made, and nobody rings about it."""
        return isinstance(self.prepared, Held) and self.prepared.reason == "left_out"


def due_letters(
    session: Session,
    viewer: Viewer,
    on: date,
    kind: str | None = None,
    children: Iterable[UUID] | None = None,
    *,
    by_email: bool = False,
) -> Iterator[DueLetter]:
    """Every letter that is due on a day, child by child, parent by parent; of one kind, and about some children, only
    where they are named. ``by_email`` asks for e-mail where reader and kind allow it.

    Nothing is written: this is the list before the run.
    """
    desk = desk_of(session, viewer)
    for wanted, due in wanted_letters(session, viewer, on, children):
        if kind in {None, due.kind}:
            asked = replace(wanted, by_email=by_email)
            yield DueLetter(asked, due, prepare(desk, asked, new_reference()))


def wanted_letters(
    session: Session, viewer: Viewer, on: date, children: Iterable[UUID] | None = None
) -> Iterator[tuple[LetterWanted, Due]]:
    """What is due on a day, before anybody looks whether it may leave."""
    viewer.require(Permission.SEE_LETTERS)
    every = [pupil.child_id for pupil in pupils(session, viewer)] if children is None else children
    for lot in children_in_lots(every):
        yield from _wanted(session, viewer, on, lot)


def _wanted(session: Session, viewer: Viewer, on: date, children: Sequence[UUID]) -> Iterator[tuple[LetterWanted, Due]]:
    triggers = LetterTriggers.from_mapping(_trigger_settings(session, viewer))
    marks = marks_of(session, viewer, children, on - LOOK_BACK, on)
    adults = relationships_of(session, viewer, children)
    known = find.readers(session, viewer, [*children, *(one.adult_id for found in adults.values() for one in found)])
    sent = find.sent_letters(session, viewer, children)
    left_out = left_out_on(session, viewer, children, on)
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
                holds = the_one_that_holds(left_out, child_id, reader.person.id)
                said = said_to_anyone(holds) if holds else ""
                yield LetterWanted(due.kind, reader, child, on, values, because=due.why, left_out=said), due


def why_not_due(session: Session, viewer: Viewer, on: date, wish: tuple[str, UUID, UUID]) -> str:
    """Why a letter (kind, parent, child) that was due is due no longer, in a sentence."""
    kind, parent_id, child_id = wish
    marks = marks_of(session, viewer, [child_id], on - LOOK_BACK, on)[child_id]
    sent = find.sent_letters(session, viewer, [child_id]).get((parent_id, child_id), ())
    triggers = LetterTriggers.from_mapping(_trigger_settings(session, viewer))
    return weigh_letters(marks, sent, triggers, on).why_not.get(kind, "It is no longer due: the record has changed.")


def _is_parent(relationship: Relationship, reader: Reader) -> bool:
    """Whether a school writes to this adult about the child. A neighbour to ring in an emergency is on record too."""
    if relationship.parental_responsibility is None:
        return reader.person.kind == PersonKind.PARENT
    return relationship.parental_responsibility


def _trigger_settings(session: Session, viewer: Viewer) -> dict[str, object]:
    settings = own_agency(session, viewer).letter_settings
    return dict(settings.get("triggers", {}))
