"""An entry of the audit as somebody reads it: who, in which role, what, when, about whom, and why where that was asked.

However many entries a page has, it takes the same few questions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.foundation.audit import AuditEntry
from comms.records.looks import find
from comms.records.looks.action import Kind, action_called

# More people than these in one entry are a list, and are counted.
MOST_NAMED = 4
IN_A_CLOSED_FAMILY = "somebody in a closed family"
NOT_SEEN = "somebody you do not work with"
SYSTEM = "the service itself"
PROGRAM = "another program, with the agency’s key"
# Who came without signing in, by the role the audit gives them.
VISITORS = {
    "family": "the family, on their page",
    "interpreter": "an interpreter, by their link or a text",
    "supplier": "a supplier, by their link",
    "exhibit link": "somebody with a link to the record",
    "": "somebody who had not signed in",
}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody an entry is about, whom the viewer may know of."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Look:
    """One entry in words. ``unnamed`` says who else it is about, where the viewer may not be told."""

    number: int
    at: datetime
    who: str
    role: str
    did: str
    kind: Kind
    about: tuple[Named, ...]
    unnamed: tuple[str, ...]
    people: int
    listed: str
    why: str

    @property
    def is_a_list(self) -> bool:
        """Whether it is about so many that they are counted and not named."""
        return self.people > MOST_NAMED


def in_words(session: Session, viewer: Viewer, entries: Sequence[AuditEntry]) -> list[Look]:
    """Entries of the viewer's own agency in words, in their order."""
    staff = {one.id: one.name for one in colleagues(session, viewer)}
    people = find.people_in(session, entries)
    told = {one for known in people.values() if len(known) <= MOST_NAMED for one in known}
    names = find.names_of(session, viewer, told)
    closed = find.kept_closed(session, viewer, told - names.keys())
    return [_look(entry, staff, people[entry.number], names, closed) for entry in entries]


def _look(
    entry: AuditEntry, staff: dict[UUID, str], people: set[UUID], names: dict[UUID, str], closed: set[UUID]
) -> Look:
    action, detail = action_called(entry.action), json.loads(entry.detail)
    few = sorted(people) if len(people) <= MOST_NAMED else []
    about = sorted((Named(one, names[one]) for one in few if one in names), key=lambda one: one.name)
    unnamed = {IN_A_CLOSED_FAMILY if one in closed else NOT_SEEN for one in few if one not in names}
    return Look(
        entry.number, entry.at, who_did(entry, staff), entry.role if entry.actor_kind == "staff" else "", action.words,
        action.kind, tuple(about), tuple(sorted(unnamed)), len(people), str(detail.get("list", "")), why_in(detail),
    )  # fmt: skip


def who_did(entry: AuditEntry, staff: dict[UUID, str]) -> str:
    """Who did it, by name where it was a colleague."""
    if entry.actor_kind == "staff":
        return staff.get(entry.staff_id, "a colleague who is not on record") if entry.staff_id else SYSTEM
    if entry.actor_kind == "visitor":
        return VISITORS.get(entry.role, VISITORS[""])
    return PROGRAM if entry.role else SYSTEM


def why_in(detail: dict[str, object]) -> str:
    """Why it was done, where that was asked: a code with its words in it."""
    said = detail.get("because") or detail.get("basis") or ""
    return said if isinstance(said, str) else ""


def in_a_row(looks: Iterable[Look]) -> list[tuple[str, ...]]:
    """Entries as rows of a table for a spreadsheet, without its head."""
    return [
        (
            str(one.number), one.at.isoformat(timespec="seconds"), one.who, one.role, one.did, one.listed,
            "; ".join([*(named.name for named in one.about), *one.unnamed]) if not one.is_a_list
            else f"{one.people} people", one.why,
        )
        for one in looks
    ]  # fmt: skip


COLUMNS = ("entry", "when (UTC)", "who", "as", "did what", "list", "about", "why")
