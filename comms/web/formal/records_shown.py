"""What is on record in a case, line by line, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.standing import Records
from comms.formal.case.telling import Ground
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.letters.afterwards.event_given import Through
from comms.letters.templates.source import phrases
from comms.web.people.person_page import NOT_TOLD

TITLES: Mapping[str, str] = {
    RecordKind.SUPPORT: "Support that was offered",
    RecordKind.UNSUITABLE: "Why support is not suitable",
    RecordKind.CIRCUMSTANCES: "The family’s circumstances",
    RecordKind.PARENTS_REASON: "What the parent said",
    RecordKind.CHILDS_REASON: "What the child said",
    RecordKind.OUR_FAILURE: "Whether we failed them",
    RecordKind.RISK: "Who reads the letter, and what could happen",
    RecordKind.OTHER_NOTICES: "What other authorities answered",
    RecordKind.EARLY: "A ground for an earlier notice",
}
GROUNDS: Mapping[str, str] = {
    Ground.SESSIONS: "Further sessions were missed without authorisation",
    Ground.NO_CHANGE: "Nothing changed",
    Ground.LEAVE: "Leave was taken that the school had not granted",
}
OTHER_SUPPORT = "Something else"


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One record: what it is about, a short line of facts, the words as typed and as rendered, and who recorded it.
    ``undone`` says why it no longer counts; ``from_school`` that the school recorded it and sent it along."""

    id: UUID
    kind: str
    title: str
    facts: str
    said: str
    rendered: str
    language: Language | None
    on: date
    by: str
    recorded_at: datetime
    undone: str
    from_school: bool


def records_shown(records: Records, staff: Mapping[UUID, str], parent: str) -> list[RecordShown]:
    """Everything recorded in a case, the newest day first, mistakes beside what they undo."""
    mistakes = {
        UUID(one.detail["record"]): one for one in records.every if one.kind == RecordKind.MISTAKE and one.detail
    }
    told = [one for one in (*records.every, *records.sent) if one.kind != RecordKind.MISTAKE]
    told.sort(key=lambda one: (one.happened_on, one.recorded_at), reverse=True)
    sent = {one.id for one in records.sent}
    return [_shown(one, staff, mistakes.get(one.id), parent, from_school=one.id in sent) for one in told]


def _shown(
    one: CaseRecord, staff: Mapping[UUID, str], mistake: CaseRecord | None, parent: str, *, from_school: bool
) -> RecordShown:
    detail: Mapping[str, Any] = one.detail or {}
    return RecordShown(
        id=one.id, kind=one.kind, title=TITLES[one.kind], facts=facts_of(one.kind, detail, staff, parent),
        said=str(detail.get("said") or detail.get("what") or detail.get("because") or detail.get("asked") or ""),
        rendered=str(detail.get("rendered", "")), language=_language(detail) if "said" in detail else None,
        on=one.happened_on, by=_name(one.recorded_by, staff), recorded_at=one.recorded_at,
        undone=_undone(mistake, staff), from_school=from_school,
    )  # fmt: skip


def facts_of(kind: str, detail: Mapping[str, Any], staff: Mapping[UUID, str], parent: str) -> str:
    """The facts of a record beside its words, in a sentence; empty where there are none."""
    if kind == RecordKind.SUPPORT:
        return f"{support_words(str(detail.get('support', '')))} {_talked(detail, staff)} It {_CAME[detail['came']]}."
    if kind in {RecordKind.PARENTS_REASON, RecordKind.CHILDS_REASON}:
        return _talked(detail, staff)
    if kind == RecordKind.OTHER_NOTICES:
        days = ", ".join(f"{day.day} {day:%B %Y}" for day in map(date.fromisoformat, detail.get("notices", ())))
        return f"Their notices: {days}." if days else f"They issued no notice{f' to {parent}' if parent else ''}."
    said = _FACTS.get(kind)
    return said(detail) if said is not None else ""


_FACTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    RecordKind.CIRCUMSTANCES: lambda detail: f"Told by {detail.get('told_by')}.",
    RecordKind.OUR_FAILURE: lambda detail: f"{str(detail.get('failed')).capitalize()}.",
    RecordKind.RISK: lambda detail: (
        f"Somebody at risk from it: {detail.get('at_risk')}. Who reads it: {detail.get('who_reads')}"
    ),
    RecordKind.EARLY: lambda detail: f"{GROUNDS.get(str(detail.get('ground')), 'A ground of the notice')}.",
}


_CAME: Mapping[str, str] = {
    "not taken up": "was not taken up", "did not change enough": "was given and did not change enough",
    "goes on": "goes on", "helped": "helps", "not given by us": "was not given by us",
}  # fmt: skip


def support_words(key: str) -> str:
    """What a kind of support is called: the sentence that letters offer it with."""
    phrase = phrases().get(f"support.{key}")
    return phrase.text if phrase is not None else f"{OTHER_SUPPORT}."


def _talked(detail: Mapping[str, Any], staff: Mapping[UUID, str]) -> str:
    spoken = _language(detail)
    named = spoken.english_name if spoken else "a language that is not known here"
    by = _staff_name(str(detail.get("by", "")), staff)
    through = f"through {detail.get('interpreter')}" if detail.get("through") == Through.INTERPRETER else "directly"
    return f"{by} talked in {named}, {through}."


def _staff_name(by: str, staff: Mapping[UUID, str]) -> str:
    try:
        return staff.get(UUID(by), NOT_TOLD)
    except ValueError:
        # A school that sends its records names who it was.
        return by or "Somebody"


def _language(detail: Mapping[str, Any]) -> Language | None:
    try:
        return language(str(detail.get("language", "")))
    except NotFound:
        return None


def _name(staff_id: UUID | None, staff: Mapping[UUID, str]) -> str:
    return staff.get(staff_id, NOT_TOLD) if staff_id else ""


def _undone(mistake: CaseRecord | None, staff: Mapping[UUID, str]) -> str:
    if mistake is None:
        return ""
    return (
        f"{_name(mistake.recorded_by, staff) or 'Somebody'} said that this was a mistake: {mistake.detail['because']}"
    )
