"""Gathering a pack from what a school knows: the case, the register, the letters, the contacts, the home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.families import find as families
from comms.families.person import Person
from comms.formal.case.find import standing_records
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.register import marks_of_case
from comms.formal.case.sent_along import grounds_named
from comms.formal.gates.facts import GateSeen
from comms.formal.gates.find import gates_of
from comms.formal.referral.contacts import contacts_with
from comms.formal.referral.find import staff_names, steps_of_case
from comms.formal.referral.pack import (
    VERSION,
    Contact,
    as_rows,
    marks_part,
    need_part,
    person_row,
    records_part,
)
from comms.formal.safeguarding.find import questions_about
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.clock import london_date
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.standing import Standing, standing
from comms.letters.find import letters_about
from comms.letters.letter import Letter, LetterState
from comms.letters.templates.source import letter_kinds

# A school year of contacts tells how the family was reached; what is older weighs nothing in this letter.
SINCE = timedelta(days=365)
# That the school may not issue the letter itself is why it refers: it is nothing the school has left undone.
NOT_MISSING = frozenset({"issuer"})


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a pack is made from: the case with its people, which letter is asked for, of whom, why, and what else the
    caller knows of contacts."""

    case: FormalCase
    child: Person
    parent: Person
    kind: str
    authority: Agency
    why: str
    contacts: Sequence[Contact]


def missing_before(session: Session, viewer: Viewer, case: FormalCase, kind: str, on: date) -> list[GateSeen]:
    """What must hold before the letter and does not hold by what the school knows: sent along, not hidden."""
    return [
        one for one in gates_of(session, viewer, case, kind, on) if one.state == "shut" and one.key not in NOT_MISSING
    ]


def gather(session: Session, viewer: Viewer, wanted: Gathering, now: datetime) -> dict[str, Any]:
    """The pack as it stands now."""
    on = london_date(now)
    register = marks_of_case(session, viewer, wanted.case, on)
    offences = register.offences(on)
    steps = steps_of_case(session, viewer, wanted.case.id)
    # A notice after a Notice to Improve may rest on the window that ended when that one was made.
    windows = [offences.first, *(register.offences(london_date(one.made_at)).first for one in steps)]
    marks = [mark for mark in register.marks if mark.day >= min(windows)]
    return {
        "version": VERSION,
        "kind": wanted.kind,
        "from": str(min(windows)),
        "to": str(on),
        "marks": as_rows(marks),
        "school_days": [str(day) for day in register.school_days or () if day >= min(windows)],
        "parts": [
            _about(session, viewer, wanted, now),
            {"part": "missing", "rows": _missing(session, viewer, wanted, on)},
            marks_part(offences, marks),
            need_part(families.language_need(session, viewer, wanted.parent.id)),
            _records(session, viewer, wanted.case),
            {"part": "safeguarding", "rows": _answers(session, viewer, wanted.child)},
            {"part": "steps", "rows": _steps(session, viewer, wanted, steps)},
            {"part": "letters", "rows": _letters(session, viewer, wanted)},
            {"part": "contacts", "rows": _contacts(session, viewer, wanted, now)},
        ],
    }


def _about(session: Session, viewer: Viewer, wanted: Gathering, now: datetime) -> dict[str, Any]:
    relations = {adult.id: said for said, adult in families.adults_of(session, viewer, wanted.child.id)}
    relation = relations.get(wanted.parent.id)
    pupil = families.pupil_of(session, viewer, wanted.child.id)
    return {
        "part": "about",
        "school": own_agency(session, viewer).name,
        "authority": wanted.authority.name,
        "sent_on": str(london_date(now)),
        "sent_by": viewer.name,
        "sent_by_roles": list(viewer.roles),
        "why": wanted.why,
        "child": person_row(wanted.child) | {"upn": pupil.upn if pupil else "", "year": pupil.year if pupil else ""},
        "parent": person_row(wanted.parent),
        "relation": relation.relation if relation else "",
        "responsible": relation.parental_responsibility if relation else None,
        "child_address": _home(session, viewer, wanted.child),
        "parent_address": _home(session, viewer, wanted.parent),
    }


def _home(session: Session, viewer: Viewer, one: Person) -> list[str]:
    home = families.household(session, viewer, one)
    return list(home.address) if home is not None else []


def _missing(session: Session, viewer: Viewer, wanted: Gathering, on: date) -> list[dict[str, Any]]:
    found = missing_before(session, viewer, wanted.case, wanted.kind, on)
    return [{"key": one.key, "title": one.title, "why": one.why, "remedy": one.remedy} for one in found]


def _records(session: Session, viewer: Viewer, case: FormalCase) -> dict[str, Any]:
    counting = standing_records(session, viewer, case).standing
    named = {one.recorded_by for one in counting if one.recorded_by}
    by = {told for one in counting if (told := (one.detail or {}).get("by"))}
    names = staff_names(session, viewer, [*named, *map(UUID, by)])
    return records_part(counting, {str(key): name for key, name in names.items()})


def _answers(session: Session, viewer: Viewer, child: Person) -> list[dict[str, Any]]:
    """What the school's safeguarding lead was asked about the child and what they signed, the newest first. The words
    stay with the school: the authority learns the answer, and whom to ring about it."""
    asked = questions_about(session, viewer, child.id)
    names = staff_names(session, viewer, [one.answered_by for one in asked if one.answered_by])
    return [
        {
            "raised": one.raised, "asked_at": one.asked_at.isoformat(), "answer": one.answer,
            "answered_at": one.answered_at.isoformat() if one.answered_at else "",
            "answered_by": names.get(one.answered_by, "") if one.answered_by else "",
        }
        for one in asked
    ]  # fmt: skip


def _letters(session: Session, viewer: Viewer, wanted: Gathering) -> list[dict[str, Any]]:
    """The letters to this parent about this child, the oldest first. What was never issued was told to nobody."""
    found = [
        one for one in letters_about(session, viewer, wanted.child.id)
        if one.recipient_id == wanted.parent.id and one.state in {LetterState.ISSUED, LetterState.HELD}
    ]  # fmt: skip
    known = happenings(session, viewer, [one.id for one in found])
    ordered = sorted(found, key=lambda letter: (letter.made_at, letter.id))
    return [_letter(one) | _after(standing(known.get(one.id, []))) for one in ordered]


def _letter(one: Letter) -> dict[str, Any]:
    kind = letter_kinds().get(one.kind)
    return {
        "kind": one.kind, "title": kind.title if kind else one.kind, "on": str(one.issued_on), "state": one.state,
        "language": one.language or "", "draft": one.draft, "reference": one.reference,
    }  # fmt: skip


def _after(known: Standing) -> dict[str, Any]:
    """What happened with a letter since. Sent is not understood: both stand by themselves."""
    return {
        "sent": _day(known.sent), "sent_how": known.sent_how.value if known.sent_how else "",
        "returned": _day(known.returned), "read_aloud": _day(known.read_aloud), "replied": _day(known.replied),
        "understood": known.understood.value, "understood_on": _day(known.understood_on),
    }  # fmt: skip


def _steps(session: Session, viewer: Viewer, wanted: Gathering, steps: Sequence[FormalStep]) -> list[dict[str, Any]]:
    values = {one.id: one.values for one in letters_about(session, viewer, wanted.child.id)}
    return [_step(one) | {"early": grounds_named(values.get(one.letter_id))} for one in steps]


def _step(one: FormalStep) -> dict[str, Any]:
    return {
        "kind": one.kind, "on": str(london_date(one.made_at)), "starts": _day(one.starts), "ends": _day(one.ends),
        "improved": one.improved, "improved_because": one.improved_because or "",
    }  # fmt: skip


def _contacts(session: Session, viewer: Viewer, wanted: Gathering, now: datetime) -> list[dict[str, Any]]:
    since = now - SINCE
    found = [*contacts_with(session, viewer, wanted.parent.id, since, now), *wanted.contacts]
    return [one.as_json() for one in sorted(found, key=lambda one: (one.on, one.how)) if one.on >= london_date(since)]


def _day(day: date | None) -> str:
    return str(day) if day is not None else ""
