"""One of everything there is in formal attendance steps about one family, by the names that addresses have for it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from factories import a_child, a_letter, a_need, a_parent, an_agency
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.formal.case.actions import open_case, record
from comms.formal.case.case_record import RecordKind
from comms.formal.case.telling import RecordGiven
from comms.formal.code.actions import CodeGiven, make_version
from comms.formal.code.default import default_code
from comms.formal.code.terms import Terms
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.ledger.penalty_notice import PenaltyNotice
from comms.formal.penalties.terms import terms_for
from comms.formal.referral.actions import ReferralGiven, send_referral
from comms.formal.returns.attendance_return import AttendanceReturn, ReturnKind
from comms.formal.returns.enquiries.actions import StepGiven, open_enquiry, record_step
from comms.formal.returns.timetables.actions import ReviewGiven, TimetableGiven, make_timetable, review_timetable
from comms.formal.review.opening import open_review
from comms.formal.safeguarding.actions import QuestionAsked, ask
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.clock import london_date

Ids = dict[str, UUID]


def formal_ids(session: Session, viewer: Viewer, child: Person, mother: Person, letter_id: UUID, now: datetime) -> Ids:
    """A case with what is recorded in it, a letter made from it, and what the school tells its authority."""
    ids = _case(session, viewer, child, mother, now)
    ids |= _letters(session, viewer, child, mother, ids["case_id"], letter_id, now)
    ids |= _kept_apart(session, viewer, child, mother, now)
    return ids | _referral(session, viewer, mother, ids["case_id"], now)


def formal_rows(session: Session, viewer: Viewer, now: datetime) -> None:
    """One of every row there is in formal steps, about a family made for it; and a version of their authority's
    code."""
    child = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn="A930000000009", year="9", recorded_at=now))
    mother = a_parent(session, viewer, now, child)
    a_need(session, viewer, mother, now)
    session.flush()
    letter = a_letter(session, viewer, now, mother)
    formal_ids(session, viewer, child, mother, letter.id, now)
    authority = session.get_one(Agency, session.get_one(Agency, viewer.agency_id).authority_id)
    issuers = {kind: rule.issuers for kind, rule in default_code().rules.items()}
    given = CodeGiven(london_date(now), issuers, Terms(), "Code of conduct, page 4")
    make_version(session, system_viewer(authority), given, now)


def _case(session: Session, viewer: Viewer, child: Person, mother: Person, now: datetime) -> Ids:
    case = open_case(session, viewer, child.id, mother.id, now)
    said = RecordGiven(RecordKind.UNSUITABLE, london_date(now), because=f"{mother.given_name} took her to Lithuania.")
    return {
        "case_id": case.id,
        "told_id": record(session, viewer, case.id, said, now).id,
        "question_id": ask(session, viewer, case.id, QuestionAsked(f"{child.given_name} is tired."), now).id,
    }


def _letters(
    session: Session, viewer: Viewer, child: Person, mother: Person, case_id: UUID, letter_id: UUID, now: datetime
) -> Ids:
    """A formal letter, straight as a row: a letter issued before stands for it. Its notice, a payment, a review."""
    agency, today = viewer.agency_id, london_date(now)
    step = FormalStep(agency_id=agency, case_id=case_id, parent_id=mother.id, letter_id=letter_id, kind="L08",
                      made_at=now, starts=today, ends=today + timedelta(weeks=4))  # fmt: skip
    step.sessions = [[(today - timedelta(days=ago)).isoformat(), "AM", "N"] for ago in (7, 6, 5, 4, 3)]
    session.add(step)
    session.flush()
    notice = PenaltyNotice(agency_id=agency, case_id=case_id, step_id=step.id, parent_id=mother.id, child_id=child.id,
                           reference=secrets.token_hex(4).upper(), stage=1, issued_on=today, issued_at=now,
                           terms=terms_for(1, today).as_json())  # fmt: skip
    session.add(notice)
    session.flush()
    of = {"agency_id": agency, "case_id": case_id, "notice_id": notice.id, "parent_id": mother.id,
          "child_id": child.id, "happened_on": today, "recorded_at": now}  # fmt: skip
    issued, paid = LedgerEntry(kind=LedgerKind.ISSUED, **of), LedgerEntry(kind=LedgerKind.PAID, **of)
    issued.detail, paid.detail = {}, {"pence": 4000}
    session.add_all((issued, paid))
    session.flush()
    review = open_review(session, viewer, case_id, now, notice.id)
    return {"step_id": step.id, "notice_id": notice.id, "entry_id": paid.id, "review_id": review.id}


def _kept_apart(session: Session, viewer: Viewer, child: Person, mother: Person, now: datetime) -> Ids:
    """A part-time timetable, enquiries about a child who is away, and a return that was sent."""
    name, today = mother.given_name, london_date(now)
    starts, ends = today - timedelta(days=7), today + timedelta(days=21)
    agreed = TimetableGiven(child.id, starts, ends, today, mother.id, starts, f"{name} asked for it.")
    timetable = make_timetable(session, viewer, agreed, now)
    review_timetable(session, viewer, timetable.id, ReviewGiven(today, f"{name} says it helps."), now)
    enquiry = open_enquiry(session, viewer, child.id, today - timedelta(days=30), today - timedelta(days=14), now)
    record_step(session, viewer, enquiry.id, StepGiven("rang", today, f"{name} did not answer."), now)
    sent = AttendanceReturn(agency_id=viewer.agency_id, child_id=child.id, kind=ReturnKind.ABSENCE, first_day=starts,
                            last_day=today, days=10, sent_on=today, sent_at=now, sent_by=viewer.staff_id)  # fmt: skip
    sent.note = f"{name} was told."
    session.add(sent)
    session.flush()
    return {"timetable_id": timetable.id, "enquiry_id": enquiry.id}


def _referral(session: Session, viewer: Viewer, mother: Person, case_id: UUID, now: datetime) -> Ids:
    school = session.get_one(Agency, viewer.agency_id)
    if school.authority_id is None:
        school.authority_id = an_agency(session, now, f"Council {secrets.token_hex(4)}", "local_authority").id
        session.flush()
    given = ReferralGiven(case_id, "L09", f"{mother.given_name} needs help.")
    return {"referral_id": send_referral(session, viewer, given, now).id}
