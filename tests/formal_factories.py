"""A formal case with a register, and what opens the gates of a Notice to Improve, each thing by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.language_need import Source
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.formal.case.actions import open_case, record
from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.telling import AtRisk, Came, Failed, RecordGiven, ToldBy
from comms.formal.safeguarding.actions import AnswerGiven, QuestionAsked, answer, ask
from comms.formal.safeguarding.question import Answer
from comms.foundation.clock import london_date
from comms.letters.afterwards.event_given import Through

THROUGH = {"language": "lt", "through": Through.INTERPRETER, "interpreter": "Daiva Rimkutė"}
# What each kind of record tells in a test that says nothing else.
TOLD: dict[RecordKind, dict[str, Any]] = {
    RecordKind.SUPPORT: {
        "support": "talk", "what": "We talked with her about the mornings.", "came": Came.NO_CHANGE, **THROUGH,
    },
    RecordKind.UNSUITABLE: {"because": "They went on holiday in term time."},
    RecordKind.CIRCUMSTANCES: {"what": "Night shifts; the bus was cut.", "told_by": ToldBy.PARENT},
    RecordKind.PARENTS_REASON: {"said": "Autobusas nebevažiuoja", "rendered": "The bus no longer runs.", **THROUGH},
    RecordKind.CHILDS_REASON: {"said": "I am tired and the others laugh at me", "language": "en",
                               "through": Through.SHARED},
    RecordKind.OUR_FAILURE: {"failed": Failed.NOTHING, "because": "Both meetings had an interpreter."},
    RecordKind.RISK: {"who_reads": "She opens the post herself.", "what": "Nothing is known.", "at_risk": AtRisk.NO},
    RecordKind.OTHER_NOTICES: {"asked": "Peterborough: Lee Shaw answered."},
    RecordKind.EARLY: {"ground": "no_change", "because": "Absent all of the first week."},
}  # fmt: skip
# What a Notice to Improve asks of the record.
BEFORE_IMPROVEMENT = (
    RecordKind.SUPPORT, RecordKind.CIRCUMSTANCES, RecordKind.PARENTS_REASON, RecordKind.CHILDS_REASON,
    RecordKind.OUR_FAILURE, RecordKind.RISK,
)  # fmt: skip


@dataclass(frozen=True)
class Formal:
    """A case, its people, and the school's safeguarding lead."""

    case: FormalCase
    child: Person
    mother: Person
    lead: Viewer


def a_formal_case(session: Session, viewer: Viewer, now: datetime, missed: int = 10, code: str = "O") -> Formal:
    """A child who missed so many sessions of the last school weeks, a mother who was asked and reads Lithuanian, and
    a case about them at a school that names an authority."""
    child = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn="A930000000001", year="9", recorded_at=now))
    mother = a_parent(session, viewer, now, child)
    a_need(session, viewer, mother, now, source=Source.ASKED_WITH_INTERPRETER, interpreter="needed", reads="well")
    school = session.get_one(Agency, viewer.agency_id)
    if school.kind == "school" and school.authority_id is None:
        school.authority_id = an_agency(session, now, "Fenland Attendance", "local_authority").id
    session.flush()
    record_marks(session, viewer, {child.id: marks(london_date(now), missed, code)}, now)
    lead = viewer_of(a_staff_member(session, school, now, ("designated safeguarding lead",), "Ann Cole"))
    case = open_case(session, viewer, child.id, mother.id, now)
    return Formal(case, child, mother, lead)


def marks(today: date, missed: int, code: str = "O") -> list[SessionMark]:
    """Four school weeks before today, of which the last ``missed`` sessions have a code."""
    monday = today - timedelta(days=today.weekday() + 28)
    days = [monday + timedelta(days=7 * week + day) for week in range(4) for day in range(5)]
    halves = [(day, half) for day in days for half in ("AM", "PM")]
    away = set(halves[len(halves) - missed :]) if missed else set()
    return [
        SessionMark(day, half, code if (day, half) in away else "/" if half == "AM" else "\\")  # type: ignore[arg-type]
        for day, half in halves
    ]


def told(session: Session, viewer: Viewer, formal: Formal, kind: RecordKind, now: datetime, **other: Any) -> CaseRecord:
    """One thing on record, as a test that says nothing else has it."""
    on = other.pop("on", london_date(now))
    return record(session, viewer, formal.case.id, RecordGiven(kind, on, **(TOLD[kind] | other)), now)


def lead_answers(session: Session, viewer: Viewer, formal: Formal, now: datetime, said: Answer = Answer.NO) -> None:
    """The safeguarding lead is asked, and signs an answer."""
    question = ask(session, viewer, formal.case.id, QuestionAsked("Ten sessions, and she seems tired."), now)
    answer(session, formal.lead, question.id, AnswerGiven(said, "I talked with the family and the class teacher."), now)


def everything_told(
    session: Session, viewer: Viewer, formal: Formal, now: datetime, without: frozenset[str] = frozenset()
) -> None:
    """Everything that a Notice to Improve asks for; ``without`` are kinds of record, or "safeguarding"."""
    for kind in BEFORE_IMPROVEMENT:
        if kind not in without:
            told(session, viewer, formal, kind, now)
    if "safeguarding" not in without:
        lead_answers(session, viewer, formal, now)


def without(viewer: Viewer, *permissions: str) -> Viewer:
    """The same viewer without these permissions."""
    return replace(viewer, permissions=frozenset(one for one in viewer.permissions if one not in permissions))
