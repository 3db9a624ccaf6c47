"""Letters as rows of a table: who is due what, in which language, whether it can go, and what would free it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import language_need, person
from comms.families.person import Person
from comms.foundation.languages import Language, language
from comms.letters import find
from comms.letters.decision import Held
from comms.letters.due import DUE_KINDS
from comms.letters.letter import Letter, LetterState
from comms.letters.preparing import Ready
from comms.letters.reader import LetterWanted
from comms.letters.run import DueLetter
from comms.letters.runs.find import RunRow
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import letter_kinds
from comms.web.people.language_card import called
from comms.web.wording import counted

WAYS = {"post": "by post", "hand": "to be handed over", "email": "by e-mail"}

ASK_REASONS = frozenset({"language_unknown", "written_language_unknown", "need_not_confirmed"})
WORDS_REASONS = frozenset({"no_translation", "not_approved", "facts_differ"})
PERSON_REASONS = frozenset({"cannot_read", "post_not_safe", "unprintable", "no_address"})
AGAIN_REASONS = frozenset({"interpreter_not_held", "bad_value"})
INVITATION = "L03"
OUR_REASONS = frozenset({"missing_field", "no_such_format"})
FORMS = {"large print": "in large print", "plain text": "set plainly", "easy read": "as easy-read text"}
OF_THE_AGENCY = "Our agency"


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go, and what is done there."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """One letter that is due. ``held`` says why it cannot go; ``link`` leads to the very thing that frees it.

    ``record`` is the held letter that stands for it already, once somebody was asked to ring.
    """

    key: str
    kind: LetterKind
    child: Person | None
    parent: Person
    why: str
    language: Language | None
    draft: bool
    way: str
    held: Held | None
    link: Link | None
    record: Letter | None

    @property
    def left_out(self) -> bool:
        """Whether somebody left the child out of letters for now: nothing is made, and nobody is asked to ring."""
        return self.held is not None and self.held.reason == "left_out"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter on record, with the people it is to and about."""

    letter: Letter
    kind: LetterKind | None
    parent: Person
    child: Person | None
    language: Language | None
    link: Link | None

    @property
    def title(self) -> str:
        """What the letter says it is, in English; a kind that is no longer packaged has only its number."""
        return self.kind.title if self.kind else self.letter.kind

    @property
    def by_rule(self) -> bool:
        """Whether letters of this kind come from the register by themselves; the others are made by hand."""
        return self.letter.kind in DUE_KINDS


def key_of(wanted: LetterWanted) -> str:
    """What a row is called in the form: ids only."""
    child = wanted.child.id if wanted.child else ""
    return f"{wanted.kind}.{wanted.reader.person.id}.{child}"


def due_rows(session: Session, viewer: Viewer, found: Sequence[DueLetter]) -> list[DueRow]:
    """The table of what is due, child by child."""
    on_record: dict[tuple[str, UUID, UUID | None], Letter] = {}
    if any(isinstance(one.prepared, Held) for one in found):
        for letter in reversed(find.letters_in_state(session, viewer, LetterState.HELD)):
            on_record[letter.kind, letter.recipient_id, letter.child_id] = letter
    rows = [_due_row(viewer, one, on_record) for one in found]
    return sorted(rows, key=lambda row: (row.child.search_name if row.child else "", row.parent.search_name))


def _due_row(viewer: Viewer, due: DueLetter, on_record: dict[tuple[str, UUID, UUID | None], Letter]) -> DueRow:
    wanted, prepared = due.wanted, due.prepared
    kind, parent, need = letter_kinds()[wanted.kind], wanted.reader.person, wanted.reader.need
    tag = prepared.language if isinstance(prepared, Ready) else need.written if need else None
    held = prepared if isinstance(prepared, Held) else None
    record = on_record.get((wanted.kind, parent.id, wanted.child.id if wanted.child else None)) if held else None
    return DueRow(
        key=key_of(wanted),
        kind=kind,
        child=wanted.child,
        parent=parent,
        why=due.due.why,
        language=language(tag) if tag else None,
        draft=isinstance(prepared, Ready) and prepared.letter.draft,
        way=_way(prepared) if isinstance(prepared, Ready) else "",
        held=held,
        link=_freeing_due(viewer, due, held, tag) if held else None,
        record=record if record and held and record.reason == held.reason else None,
    )


def _freeing_due(viewer: Viewer, due: DueLetter, held: Held, tag: str | None) -> Link | None:
    child, parent = due.wanted.child, due.wanted.reader.person
    if child and due.left_out and viewer.may(Permission.SEE_FAMILIES):
        return Link(f"See {called(child)}’s page", url_for("people.show", person_id=child.id))
    return freeing(viewer, held.reason, held.remedy, parent, tag, due.wanted.kind)


def _way(prepared: Ready) -> str:
    words = WAYS[prepared.way.channel] + (f", {FORMS[prepared.form]}" if prepared.form in FORMS else "")
    return f"{words}: {prepared.way.note}" if prepared.way.note else words


def freeing(
    viewer: Viewer, reason: str, remedy: str, parent: Person, tag: str | None, kind: str, child: Person | None = None
) -> Link | None:
    """The one place where what holds a letter can be put right; None where the viewer cannot go there."""
    name = called(parent)
    if reason in ASK_REASONS and viewer.may(Permission.RECORD_FAMILIES):
        return Link(f"Record what {name} reads", url_for("needs.ask", person_id=parent.id))
    if reason in WORDS_REASONS and tag and viewer.may(Permission.SEE_WORDS):
        return Link(f"See its {language(tag).english_name} words", url_for("words.letter", tag=tag, kind=kind))
    if reason in PERSON_REASONS and viewer.may(Permission.SEE_FAMILIES):
        return Link(f"See how to reach {name}", url_for("people.show", person_id=parent.id))
    if reason in OUR_REASONS and OF_THE_AGENCY in remedy:
        return _agency_link(viewer, remedy)
    return _by_hand_link(viewer, reason, parent, kind, child)


def _by_hand_link(viewer: Viewer, reason: str, parent: Person, kind: str, child: Person | None) -> Link | None:
    if not viewer.may(Permission.ISSUE_LETTERS) or letter_kinds()[kind].from_case:
        return None
    if reason in AGAIN_REASONS:
        text = "Name the interpreter who is held" if reason == "interpreter_not_held" else "Make it again"
        return Link(text, _by_hand(parent, kind, child))
    if reason == "our_fault":
        return Link("Invite to a new meeting", _by_hand(parent, INVITATION, child))
    if reason == "missing_field":
        return Link("Give what is missing", url_for("letters.by_hand.choose", person_id=parent.id))
    return None


def _by_hand(parent: Person, kind: str, child: Person | None) -> str:
    return url_for("letters.by_hand.fill", person_id=parent.id, kind=kind, child=child.id if child else None)


def _agency_link(viewer: Viewer, remedy: str) -> Link | None:
    if not viewer.may(Permission.MANAGE_AGENCY):
        return None
    endpoint = "agency.letter_settings" if "help you offer" in remedy else "agency.letterhead"
    endpoint = "agency.formats.show" if "name somebody" in remedy else endpoint
    return Link("Set it under “Our agency”", url_for(endpoint))


def letter_row(session: Session, viewer: Viewer, letter: Letter) -> LetterRow:
    """One letter on record with its people; for a held one the thing that frees it."""
    parent = person(session, viewer, letter.recipient_id)
    child = person(session, viewer, letter.child_id) if letter.child_id else None
    link = None
    if letter.state == LetterState.HELD:
        need = language_need(session, viewer, parent.id)
        tag = need.written if need else None
        link = freeing(viewer, letter.reason, letter.remedy or "", parent, tag, letter.kind, child)
    known = language(letter.language) if letter.language else None
    return LetterRow(letter, letter_kinds().get(letter.kind), parent, child, known, link)


def by_child(rows: Sequence[LetterRow]) -> list[LetterRow]:
    """Letters on record in the order of the table of what is due: child by child, then parent by parent."""
    return sorted(rows, key=lambda row: (row.child.search_name if row.child else "", row.parent.search_name))


def due_in_a_sentence(rows: Sequence[DueRow]) -> str:
    """What the page answers first: how many letters are due, how many can go, and what becomes of the others."""
    if not rows:
        return "No letter is due today"
    held, spared = [row for row in rows if row.held and not row.left_out], sum(row.left_out for row in rows)
    if spared:
        others = [row for row in rows if not row.left_out]
        left_out = (
            f"{counted(spared, 'letter waits', 'letters wait')}, because the child is left out of letters for now"
        )
        return f"{due_in_a_sentence(others)}. {left_out}" if others else f"No letter can go today: {left_out}"
    due = counted(len(rows), "letter is", "letters are")
    if not held:
        return f"{due} due, and {'it' if len(rows) == 1 else 'all of them'} can go now"
    asked = "somebody will be asked to ring" if any(row.record is None for row in held) else "somebody is asked to ring"
    if len(held) == len(rows):
        return f"{due} due. None can go yet: {'it is' if len(rows) == 1 else 'all are'} held, and {asked}"
    return f"{due} due. {len(rows) - len(held)} can go now, {counted(len(held), 'is', 'are')} held and {asked}"


def run_rows(session: Session, viewer: Viewer, found: Sequence[RunRow]) -> list[tuple[RunRow, LetterRow | None]]:
    """The letters of a run for its page: what was wanted, and the letter it became where there is one."""
    return [(row, letter_row(session, viewer, row.letter) if row.letter else None) for row in found]
