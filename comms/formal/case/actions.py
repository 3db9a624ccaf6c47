"""Opening a formal case, putting on record what must be known in it, and closing it by a signed decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import AgencyKind
from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import adults_of, person
from comms.families.person import PersonKind
from comms.formal.case import find
from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.formal_case import MOVES, CaseState, FormalCase
from comms.formal.case.telling import NEEDS, BadRecord, RecordGiven, kept_of, problems
from comms.formal.referral.formal_referral import FormalReferral
from comms.formal.safeguarding.find import open_questions_of
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.letters.afterwards.event_given import NOT_AN_INTERPRETER, Through
from comms.letters.afterwards.relatives import is_of_the_family

CLOSED = "This case is closed."
OPEN_ANOTHER = "Open a new one on the child's page if there is something new."


def open_case(
    session: Session,
    viewer: Viewer,
    child_id: UUID,
    parent_id: UUID,
    now: datetime,
    referral: FormalReferral | None = None,
) -> FormalCase:
    """Open a case about one child towards one parent; the open one there is already stays the one.

    A school's case stands on its own register, an authority's on the ``referral`` it has taken. Raises ``NotFound`` for
    people the viewer may not know of, and ``Refused`` for an adult who is not on record as the child's, for an
    authority without a referral, and for an agency of another kind.
    """
    viewer.require(Permission.RECORD_FORMAL)
    child = person(session, viewer, child_id)
    if child.kind != PersonKind.CHILD:
        raise NotFound("There is no such child.")
    school_id = _school_of(viewer, child.id, referral)
    if parent_id not in {adult.id for _, adult in adults_of(session, viewer, child.id)}:
        raise Refused("This adult is not on record as the child's.", "Choose one of the adults on the child's page.")
    one_at_a_time(session, f"formal case of {viewer.agency_id} about {child.id}")
    known = find.open_case_of(session, viewer, child.id, parent_id)
    if known is not None:
        return known
    made = FormalCase(
        agency_id=viewer.agency_id, child_id=child.id, parent_id=parent_id, school_id=school_id,
        referral_id=referral.id if referral else None, state=CaseState.OPEN, opened_at=now, opened_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, viewer.actor, "open formal case", ("formal case", made.id), now, {"child": str(child.id)})
    return made


def _school_of(viewer: Viewer, child_id: UUID, referral: FormalReferral | None) -> UUID:
    if viewer.agency_kind == AgencyKind.SCHOOL:
        return viewer.agency_id
    if viewer.agency_kind != AgencyKind.LOCAL_AUTHORITY:
        raise Refused("Only a school or a local authority takes formal steps about attendance.",
                      "Ask the child's school.")  # fmt: skip
    if referral is None or referral.to_agency_id != viewer.agency_id or referral.child_id != child_id:
        raise Refused("A case at the local authority begins with what the school sent.",
                      "Take the school's referral, or ask the school for one.")  # fmt: skip
    return referral.agency_id


def view_case(session: Session, viewer: Viewer, case_id: UUID, now: datetime) -> FormalCase:
    """A case whose page somebody opens; that they looked is noted."""
    viewer.require(Permission.SEE_FORMAL)
    found = find.case(session, viewer, case_id)
    note(session, viewer.actor, "view formal case", ("formal case", found.id), now)
    return found


def record(session: Session, viewer: Viewer, case_id: UUID, given: RecordGiven, now: datetime) -> CaseRecord:
    """Put one thing on record. What was told last of its kind, told again in the same words, is one record.

    Raises ``BadRecord`` naming each field that is missing or not right, ``Refused`` on a closed case, ``NotFound`` for
    a case, a colleague or a record there is not.
    """
    viewer.require(Permission.RECORD_FORMAL)
    case = _held(session, viewer, case_id)
    today = london_date(now)
    if given.kind == RecordKind.MISTAKE:
        given = replace(given, on=today)
    if "by" in NEEDS[given.kind] and given.by is None:
        given = replace(given, by=viewer.staff_id)
    _check(session, viewer, case, given, now)
    detail = kept_of(given)
    records = find.standing_records(session, viewer, case)
    if given.kind == RecordKind.MISTAKE:
        _check_mistake(records, given)
    # Only the last: somebody at risk, then nobody, then somebody again is something new to tell.
    last = next((one for one in reversed(records.every) if one.kind == given.kind), None)
    if last is not None and last.id not in records.undone and (last.happened_on, last.detail) == (given.on, detail):
        return last
    made = CaseRecord(
        agency_id=case.agency_id, case_id=case.id, parent_id=case.parent_id, kind=given.kind, happened_on=given.on,
        recorded_at=now, recorded_by=viewer.staff_id,
    )  # fmt: skip
    made.detail = detail
    session.add(made)
    session.flush()
    said = {"kind": given.kind, "record": str(made.id)}
    note(session, viewer.actor, "record in formal case", ("formal case", case.id), now, said)
    return made


def _check(session: Session, viewer: Viewer, case: FormalCase, given: RecordGiven, now: datetime) -> None:
    wrong = problems(given, london_date(now))
    if (
        "interpreter" not in wrong
        and given.through == Through.INTERPRETER
        and is_of_the_family(session, viewer, case.parent_id, given.interpreter)
    ):
        wrong["interpreter"] = NOT_AN_INTERPRETER
    if wrong:
        raise BadRecord(wrong)
    if given.by is not None:
        colleague(session, viewer, given.by)


def _check_mistake(records: find.Records, given: RecordGiven) -> None:
    named = next((one for one in records.every if one.id == given.record), None)
    if named is None:
        raise NotFound("There is no such record in this case.")
    if named.kind == RecordKind.MISTAKE:
        raise Refused("What was said to be a mistake stays so.", "Record again what happened, if it did happen.")
    if named.id in records.undone:
        raise Refused("This was said to be a mistake already.", "The case's page shows by whom, and why.")


def close_case(session: Session, viewer: Viewer, case_id: UUID, because: str, now: datetime) -> FormalCase:
    """Close a case: a named person's signed decision. Neither a payment nor better attendance closes it.

    Raises ``BadInput`` without a reason, and ``Refused`` where it is closed already, where nobody is named, and while a
    question to the safeguarding lead or a review of the pattern is open.
    """
    viewer.require(Permission.DECIDE_FORMAL)
    case = _held(session, viewer, case_id)
    if viewer.staff_id is None:
        raise Refused("A case is closed by a named person.", "Sign in, and close it on its page.")
    if not because.strip():
        raise BadInput("It does not say why the case is closed.", "Write what came of it, in a few sentences.")
    if open_questions_of(session, viewer, case.id):
        raise Refused("A question to the safeguarding lead is open, and better attendance does not answer it.",
                      "Wait for the lead's signed answer, then close the case.")  # fmt: skip
    if find.open_reviews(session, viewer, [case]):
        raise Refused("The review of the pattern of absence is not decided.", "Decide it first, then close the case.")
    case.state = CaseState.CLOSED
    case.closed_at, case.closed_by, case.closed_because = now, viewer.staff_id, because.strip()
    session.flush()
    note(session, viewer.actor, "close formal case", ("formal case", case.id), now)
    return case


def _held(session: Session, viewer: Viewer, case_id: UUID) -> FormalCase:
    """The case, held until the commit: nobody adds to it while somebody closes it."""
    case = find.case(session, viewer, case_id)
    session.refresh(case, with_for_update=True)
    if CaseState.CLOSED not in MOVES[CaseState(case.state)]:
        raise Refused(CLOSED, OPEN_ANOTHER)
    return case
