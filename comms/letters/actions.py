"""Issuing letters. One that may not leave is held with its reason, and somebody is asked to ring."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.channels.paper import paper_as_json
from comms.families.find import relationship
from comms.families.person import PersonKind
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.letters import find
from comms.letters.afterwards.deadline import check_by
from comms.letters.decision import Held
from comms.letters.desk import Desk, desk_of
from comms.letters.left_out.saying import refuse_if_left_out
from comms.letters.letter import MOVES, Letter, LetterState
from comms.letters.please_ring import languages_for_please_ring
from comms.letters.preparing import Ready, prepare
from comms.letters.reader import LetterWanted, Reader, new_reference
from comms.letters.ringing import ask_to_ring, ask_to_ring_again
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import letter_kinds
from comms.letters.text.filling import WordsUsed

PRINT = "print letter"
WORDS_KEPT = tuple(field.name for field in fields(WordsUsed))


@dataclass(frozen=True, slots=True)
class LetterAsked:
    """A letter to issue: its kind, to whom, about which child, with which values. ``language`` only for L00.

    ``cleared`` and ``draft_because`` are set by formal cases alone, after they looked at what must hold before."""

    kind: str
    recipient_id: UUID
    child_id: UUID | None
    values: dict[str, object]
    language: str | None = None
    cleared: bool = False
    draft_because: str = ""


def issue_letter(session: Session, viewer: Viewer, asked: LetterAsked, now: datetime) -> Letter:
    """Issue a letter, or hold it and say why. Either way there is a letter on record, and nobody is left untold.

    Raises ``BadInput`` for a kind there is not, for a kind about a child without one, for a child who is not on record
    as the reader's, and for a reader who is a child where the kind does not go to young readers; ``Refused`` for a
    letter about attendance to somebody who was left out of them for a time, and for one from a formal case that no
    case cleared.
    """
    viewer.require(Permission.ISSUE_LETTERS)
    kind = letter_kinds().get(asked.kind)
    if kind is None:
        raise BadInput(f"There is no letter {asked.kind}.", f"There are: {', '.join(letter_kinds())}.")
    if kind.needs_child and asked.child_id is None:
        raise BadInput(f"{kind.kind} is about a child, and none is named.", "Choose the child.")
    if kind.from_case and not asked.cleared:
        raise Refused(f"{kind.kind} is made from a formal case.", "Open the case, and see what must hold before it.")
    wanted = _wanted(session, viewer, asked, now)
    if asked.language:
        _check_language(kind, asked.language, wanted.reader)
    refuse_if_left_out(session, viewer, asked.kind, (asked.recipient_id, asked.child_id), wanted.on)
    lock_letters(session, viewer)
    already = _issued_already(session, viewer, asked, wanted.on)
    return already or issue_prepared(session, viewer, wanted, desk_of(session, viewer), now)


def _issued_already(session: Session, viewer: Viewer, asked: LetterAsked, on: date) -> Letter | None:
    """The letter that says just this to this person today. A button pressed twice makes one letter."""
    given = {name: _kept(value) for name, value in asked.values.items()}
    for letter in find.issued_on_day(session, viewer, asked.kind, asked.recipient_id, asked.child_id, on):
        said = letter.values or {}
        if all(said.get(name) == value for name, value in given.items()) and asked.language in {None, letter.language}:
            return letter
    return None


def _check_language(kind: LetterKind, tag: str, reader: Reader) -> None:
    if kind.kind != "L00":
        raise BadInput("The language of a letter is its reader's.", "Record the language need instead.")
    if tag not in languages_for_please_ring(reader.need):
        raise BadInput("Nothing on record says that they may read this language.",
                       "Choose one that is offered, or record the language need first.")  # fmt: skip


def _wanted(session: Session, viewer: Viewer, asked: LetterAsked, now: datetime) -> LetterWanted:
    people = [asked.recipient_id, asked.child_id] if asked.child_id else [asked.recipient_id]
    known = find.readers(session, viewer, people)
    if len(known) < len(set(people)):
        raise NotFound("There is no such person.")
    young = known[asked.recipient_id].person.kind == PersonKind.CHILD
    if young and not letter_kinds()[asked.kind].young_readers:
        raise BadInput("Letters go to adults.", "Choose the adult this letter is for.")
    if asked.child_id and relationship(session, asked.child_id, asked.recipient_id) is None:
        raise BadInput("This child is not on record as theirs.", "Choose one of their children.")
    child = known[asked.child_id].person if asked.child_id else None
    return LetterWanted(
        asked.kind, known[asked.recipient_id], child, london_date(now), asked.values, asked.language,
        cleared=asked.cleared, draft_because=asked.draft_because,
    )  # fmt: skip


def issue_prepared(session: Session, viewer: Viewer, wanted: LetterWanted, desk: Desk, now: datetime) -> Letter:
    """Issue or hold a letter whose reader was gathered already; for runs of many."""
    prepared = prepare(desk, wanted, new_reference())
    return settle_letter(session, viewer, wanted, prepared, now)


def lock_letters(session: Session, viewer: Viewer) -> None:
    """Let one unit of work at a time make an agency's letters; what is due, or held, is looked up after this."""
    one_at_a_time(session, f"letters of {viewer.agency_id}")


def settle_letter(
    session: Session,
    viewer: Viewer,
    wanted: LetterWanted,
    prepared: Ready | Held,
    now: datetime,
    run_id: UUID | None = None,
) -> Letter:
    """Issue or hold a letter as it was prepared, by hand or in a run.

    Raises ``Refused`` where the child is left out of letters for a time: nothing is stored, and nobody is asked to
    ring a family in mourning about attendance.
    """
    if isinstance(prepared, Held) and prepared.reason == "left_out":
        raise Refused(prepared.why, prepared.remedy)
    lock_letters(session, viewer)
    viewer.require(Permission.ISSUE_LETTERS)
    if letter_kinds()[wanted.kind].legal_warning:
        viewer.require(Permission.ISSUE_LEGAL_LETTERS)
    if isinstance(prepared, Held):
        return _hold(session, viewer, wanted, prepared, new_reference(), now)
    return _issue(session, viewer, wanted, prepared, now, run_id)


def _issue(
    session: Session, viewer: Viewer, wanted: LetterWanted, ready: Ready, now: datetime, run_id: UUID | None
) -> Letter:
    content = paper_as_json(ready.paper)
    letter = _letter(viewer, wanted, ready.paper.reference, now)
    letter.state, letter.language, letter.channel = LetterState.ISSUED, ready.language, ready.way.channel
    letter.why = ready.way.note or None
    letter.draft, letter.run_id = ready.letter.draft, run_id
    letter.form = ready.form
    letter.template_version = ready.version
    letter.values = {name: _kept(value) for name, value in ready.given.items()}
    letter.check_by = check_by(letter_kinds()[wanted.kind], wanted.on, letter.values)
    letter.content, letter.content_hash = content, hashlib.sha256(content.encode()).hexdigest()
    letter.words = [{name: getattr(used, name) for name in WORDS_KEPT} for used in ready.letter.words]
    letter.work_state, letter.next_action_at = WorkState.WAITING, now
    session.add(letter)
    session.flush()
    detail = {"kind": letter.kind, "language": letter.language, "draft": letter.draft, "hash": letter.content_hash}
    note(session, viewer.actor, "issue letter", ("letter", letter.id), now, detail)
    _release_held(session, viewer, letter, now)
    hint_after_commit(session, PRINT, letter.id)
    return letter


def _kept(value: object) -> object:
    """A value as the record keeps it: in the shape of JSON that `read_values` takes again."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _kept(one) for name, one in value.items()}
    return [_kept(one) for one in value] if isinstance(value, (list, tuple)) else value


def _hold(session: Session, viewer: Viewer, wanted: LetterWanted, held: Held, reference: str, now: datetime) -> Letter:
    child_id = wanted.child.id if wanted.child else None
    for known in find.held_like(session, viewer, wanted.kind, wanted.reader.person.id, child_id):
        if known.reason == held.reason:
            ask_to_ring_again(session, viewer, known, f"is held. {held.why} {held.remedy}", now)
            return known
    letter = _letter(viewer, wanted, reference, now)
    letter.state, letter.reason = LetterState.HELD, held.reason
    letter.why, letter.remedy = held.why, held.remedy
    letter.work_state = WorkState.DONE
    session.add(letter)
    session.flush()
    note(session, viewer.actor, "hold letter", ("letter", letter.id), now, {"kind": letter.kind, "reason": held.reason})
    ask_to_ring(session, viewer, letter, held.reason, f"is held. {held.why} {held.remedy}", now)
    return letter


def _letter(viewer: Viewer, wanted: LetterWanted, reference: str, now: datetime) -> Letter:
    return Letter(
        agency_id=viewer.agency_id,
        kind=wanted.kind,
        recipient_id=wanted.reader.person.id,
        child_id=wanted.child.id if wanted.child else None,
        reference=reference,
        issued_on=wanted.on,
        because=wanted.because or None,
        words=[],
        made_at=now,
        made_by=viewer.staff_id,
    )


def _release_held(session: Session, viewer: Viewer, letter: Letter, now: datetime) -> None:
    for held in find.held_like(session, viewer, letter.kind, letter.recipient_id, letter.child_id):
        # Somebody may withdraw it at this moment: what is on record then is what counts.
        session.refresh(held, with_for_update=True)
        if LetterState.RELEASED in MOVES[LetterState(held.state)]:
            held.state = LetterState.RELEASED
            note(session, viewer.actor, "release letter", ("letter", held.id), now, {"by": str(letter.id)})


def withdraw_letter(session: Session, viewer: Viewer, letter_id: UUID, because: str, now: datetime) -> Letter:
    """Say that a held letter is no longer needed, and why. Its call task is finished by whoever rings, not by this.

    Raises ``BadInput`` without a reason and ``Refused`` for a letter that is not held.
    """
    viewer.require(Permission.ISSUE_LETTERS)
    letter = find.letter(session, viewer, letter_id)
    # The letter that frees it may be issued at this moment: one that was released is not withdrawn any more.
    session.refresh(letter, with_for_update=True)
    if LetterState.WITHDRAWN not in MOVES[LetterState(letter.state)]:
        raise Refused("Only a held letter can be withdrawn.", "This one is not held.")
    if not because.strip():
        raise BadInput("It does not say why the letter is no longer needed.", "Write it in a few words.")
    letter.state, letter.withdrawn_because, letter.withdrawn_at = LetterState.WITHDRAWN, because.strip(), now
    note(session, viewer.actor, "withdraw letter", ("letter", letter.id), now, {"kind": letter.kind})
    return letter


def view_letter(session: Session, viewer: Viewer, letter_id: UUID, now: datetime) -> Letter:
    """Open a letter's record; the look itself is noted."""
    viewer.require(Permission.SEE_LETTERS)
    letter = find.letter(session, viewer, letter_id)
    note(session, viewer.actor, "view letter", ("letter", letter.id), now)
    return letter
