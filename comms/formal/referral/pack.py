"""What a school sends its authority, as one document: frozen when it is sent, and in an order one can read.

The document holds JSON's own values alone. ``marks``, ``school_days``, ``from`` and ``to`` are for the rules that
count; ``parts`` is what people read, from the first line to the last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from comms.attendance.offences import Offences
from comms.attendance.session_mark import SessionMark
from comms.families.language_need import LanguageNeed
from comms.families.person import Person
from comms.formal.case.case_record import CaseRecord, RecordKind

VERSION = 1

# The order in which the authority reads what is on record in the case.
RECORDS: tuple[RecordKind, ...] = (
    RecordKind.SUPPORT,
    RecordKind.UNSUITABLE,
    RecordKind.CIRCUMSTANCES,
    RecordKind.PARENTS_REASON,
    RecordKind.CHILDS_REASON,
    RecordKind.OUR_FAILURE,
    RecordKind.RISK,
    RecordKind.OTHER_NOTICES,
    RecordKind.EARLY,
)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact, or one that was missed: on which day, how ("appointment", "call to them"), what came of it, whether
    an interpreter was there (None: not known), and whose fault a missed one was where it was ours."""

    on: date
    how: str
    came: str
    interpreter: bool | None = None
    ours: bool = False

    def as_json(self) -> dict[str, Any]:
        """The contact as the pack keeps it."""
        return {
            "on": str(self.on), "how": self.how, "came": self.came, "interpreter": self.interpreter, "ours": self.ours
        }  # fmt: skip


def pack_hash(pack: Mapping[str, Any]) -> str:
    """The SHA-256 of a pack in its canonical form (RFC 8785), in hexadecimal: two copies are the same or they are
    not."""
    return hashlib.sha256(rfc8785.dumps(dict(pack))).hexdigest()


def marks_part(offences: Offences, marks: Iterable[SessionMark]) -> dict[str, Any]:
    """The record of attendance in the window: counts of sessions, and each session that counts towards the threshold.
    ``marked`` is how many sessions of the window have a mark."""
    held = [mark for mark in marks if offences.first <= mark.day <= offences.last]
    return {
        "part": "marks",
        "from": str(offences.first),
        "to": str(offences.last),
        "possible": offences.possible,
        "missed": offences.missed,
        "unauthorised": offences.unauthorised,
        "unresolved": len(offences.unresolved),
        "sessions": as_rows(offences.sessions),
        "marked": len(held),
    }


def as_rows(marks: Iterable[SessionMark]) -> list[list[str]]:
    """Marks as the pack keeps them: day, session and code."""
    return [[str(mark.day), mark.session, mark.code] for mark in marks]


def marks_in(pack: Mapping[str, Any]) -> tuple[SessionMark, ...]:
    """Every mark a pack holds, as it stood when the pack was sent."""
    return tuple(SessionMark(date.fromisoformat(day), half, code) for day, half, code in pack["marks"])


def need_part(need: LanguageNeed | None) -> dict[str, Any]:
    """What is known of the parent's languages. What nobody asked says so; nothing on record is no need of none."""
    if need is None:
        return {"part": "needs", "known": False}
    said = {
        "spoken": list(need.spoken), "dialect": need.dialect or "", "written": need.written or "",
        "reads": need.reads, "english_reads": need.english_reads, "english_speaks": need.english_speaks,
        "interpreter": need.interpreter, "mode": need.mode_preferred, "gender": need.gender_preferred,
        "avoid": need.avoid or "", "sign_language": need.sign_language, "format": need.format,
        "best_times": need.best_times or "", "source": need.source, "confirmed": need.confirmed,
        "review_on": str(need.review_on),
    }  # fmt: skip
    return {"part": "needs", "known": True, **said}


def records_part(records: Sequence[CaseRecord], names: Mapping[str, str]) -> dict[str, Any]:
    """What is on record in the case and counts, kind by kind, the newest of each first. ``names`` are those of the
    colleagues, by their ids as text."""
    rows = [_record(one, names) for kind in RECORDS for one in records if one.kind == kind]
    missing = [kind.value for kind in RECORDS if not any(one.kind == kind for one in records)]
    return {"part": "records", "rows": rows, "nothing_of": missing}


def _record(one: CaseRecord, names: Mapping[str, str]) -> dict[str, Any]:
    told = dict(one.detail or {})
    if told.get("by"):
        told["by"] = names.get(str(told["by"]), "")
    by = names.get(str(one.recorded_by), "") if one.recorded_by else ""
    return {"kind": one.kind, "on": str(one.happened_on), "told": told, "recorded_by": by}


def person_row(one: Person) -> dict[str, Any]:
    """A person as the pack names them."""
    return {"name": one.name, "title": one.title, "born": str(one.birth_date) if one.birth_date else ""}
