"""The letters that only an authority sends, from a case it took over from a school: the reminder, the withdrawal, the
invitation to an interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from booking_factories import a_place, a_request, an_appointment, an_interpreter, booked_for
from factories import a_need, a_staff_member
from formal_factories import Formal, a_formal_case, everything_told, lead_answers, told
from formal_steps_made import penalty_given, reads_english, the_code
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.bookings.appointments.appointment import Role
from comms.formal.case.case_record import RecordKind
from comms.formal.ledger.actions import record_entry
from comms.formal.ledger.changes import since_then
from comms.formal.ledger.entry_given import EntryGiven, Ground
from comms.formal.ledger.find import KeptNotice, notices_of_case
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.referral.actions import ReferralGiven, send_referral, take_referral
from comms.formal.steps.actions import StepMade, issue_step
from comms.formal.steps.find import newest_of
from comms.formal.steps.preparing import StepGiven
from comms.formal.steps.values import BadChoice
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind


@dataclass(frozen=True)
class There:
    """The authority's case with a notice that is posted, and its officer."""

    officer: Viewer
    formal: Formal
    kept: KeptNotice


@pytest.fixture
def there(session: Session, viewer: Viewer, now: datetime) -> There:
    """A notice posted on Monday 23 November 2026: served on Wednesday."""
    at_school = a_formal_case(session, viewer, now)
    reads_english(session, viewer, at_school, now)
    the_code(session, viewer, now)
    everything_told(session, viewer, at_school, now)
    told(session, viewer, at_school, RecordKind.UNSUITABLE, now)
    authority = session.get_one(Agency, session.get_one(Agency, viewer.agency_id).authority_id)
    staff = a_staff_member(session, authority, now, ("attendance legal officer", "administrator"), "Lee Shaw")
    lead = viewer_of(a_staff_member(session, authority, now, ("designated safeguarding lead",), "Pat Low"))
    officer = viewer_of(staff)
    sent = send_referral(session, viewer, ReferralGiven(at_school.case.id, "L10", "Please issue."), now)
    formal = Formal(take_referral(session, officer, sent.id, now), at_school.child, at_school.mother, lead)
    told(session, officer, formal, RecordKind.OTHER_NOTICES, now)
    told(session, officer, formal, RecordKind.RISK, now)
    lead_answers(session, officer, formal, now)
    reads_english(session, officer, formal, now)
    made = issue_step(session, officer, formal.case.id, penalty_given(now), now)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    [kept] = notices_of_case(session, officer, formal.case.id)
    posted = EntryGiven(LedgerKind.POSTED, london_date(now), post_class="first class", by=officer.staff_id)
    record_entry(session, officer, kept.notice.id, posted, now)
    return There(officer, formal, kept)


def _write(session: Session, there: There, now: datetime) -> StepMade:
    return issue_step(session, there.officer, there.formal.case.id, StepGiven("L10", {}), now)


@pytest.mark.parametrize(
    ("day", "key"),
    [(date(2026, 12, 15), "notice_now.unpaid_reduced"), (date(2026, 12, 16), "notice_now.unpaid"),
     (date(2026, 12, 22), "notice_now.unpaid"), (date(2026, 12, 23), "notice_now.over")],
)  # fmt: skip
def test_a_reminder_says_what_is_due_on_its_day_and_stands_in_the_ledger(
    session: Session, there: There, now: datetime, day: date, key: str
) -> None:
    # Source of the days: the dated data of penalties; 21 and 28 days, the day of service being the first.
    on = datetime(day.year, day.month, day.day, 9, tzinfo=now.tzinfo)
    told(session, there.officer, there.formal, RecordKind.RISK, on)
    made = _write(session, there, on)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    assert made.letter.values["now"]["key"] == key
    assert made.letter.values["pay"] == [{"key": "pay.online", "address": "pay.fenland.example"}]
    [kept] = notices_of_case(session, there.officer, there.formal.case.id)
    assert [one.kind for one in kept.entries] == ["issued", "posted", "reminded"]


def test_a_withdrawal_is_told_with_its_ground_and_asks_for_nothing(
    session: Session, there: There, now: datetime
) -> None:
    given = EntryGiven(LedgerKind.WITHDRAWN, london_date(now), ground=Ground.REGISTER, because="Marks were wrong.")
    record_entry(session, there.officer, there.kept.notice.id, given, now)
    made = _write(session, there, now)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    said = made.letter.values
    assert (said["now"]["key"], said["because"]) == ("notice_now.withdrawn", "withdrawn_because.register")
    assert said["next"] == ["notice_next.nothing_to_do", "notice_next.help"]
    assert "pay" not in said
    [kept] = notices_of_case(session, there.officer, there.formal.case.id)
    assert kept.entries[-1].kind == "withdrawn"


def test_an_interview_is_at_an_appointment_with_the_interpreter_who_is_booked(
    session: Session, there: There, now: datetime
) -> None:
    officer, formal = there.officer, there.formal
    a_need(session, officer, formal.mother, now, "en", source="asked the person", interpreter="needed", reads="well",
           spoken=["lt"])  # fmt: skip
    place = a_place(session, officer, now)
    meeting = an_appointment(session, officer, now, [(formal.mother, Role.PARENT)], place_id=place.id)
    request = a_request(session, officer, now, meeting, people=[str(formal.mother.id)])
    booked_for(session, officer, now, request, an_interpreter(session, officer, now))
    session.flush()
    chosen = {"appointment_id": str(meeting.id), "section": "offence_section.strict", "officer": "Lee Shaw"}
    made = issue_step(session, officer, formal.case.id, StepGiven("L11", chosen), now)
    assert made.step is not None, (made.letter.reason, made.letter.why)
    said = made.letter.values
    assert (said["day"], said["at"], said["place"]) == ("2026-12-02", "10:00", "Eastlode House")
    assert said["interpreter"] == {"key": "interpreter.in_person", "language": "lt"}
    with pytest.raises(BadChoice):
        issue_step(session, officer, formal.case.id, StepGiven("L11", {"section": "offence_section.strict"}), now)


def _a_meeting(session: Session, there: There, now: datetime) -> dict[str, str]:
    """An appointment with the mother, who needs no interpreter, as an invitation chooses it."""
    place = a_place(session, there.officer, now)
    meeting = an_appointment(session, there.officer, now, [(there.formal.mother, Role.PARENT)], place_id=place.id)
    session.flush()
    return {"appointment_id": str(meeting.id), "section": "offence_section.strict", "officer": "Lee Shaw"}


def test_an_interview_about_a_notice_that_was_not_paid_is_about_its_sessions(
    session: Session, there: There, now: datetime
) -> None:
    made = issue_step(
        session, there.officer, there.formal.case.id, StepGiven("L11", _a_meeting(session, there, now)), now
    )
    assert made.step is not None, (made.letter.reason, made.letter.why)
    assert (made.letter.values["from"], made.letter.values["to"]) == ("2026-11-16", "2026-11-20")


def test_nobody_is_interviewed_about_the_sessions_of_a_notice_that_was_paid(
    session: Session, there: There, now: datetime
) -> None:
    # Source: Education Act 1996, section 444A: who pays in time is not convicted of that offence.
    later = now + timedelta(days=1)
    record_entry(
        session, there.officer, there.kept.notice.id, EntryGiven(LedgerKind.PAID, london_date(now), pence=8000), now
    )
    with pytest.raises(Refused, match="No session without authorisation is left"):
        issue_step(
            session, there.officer, there.formal.case.id, StepGiven("L11", _a_meeting(session, there, now)), later
        )


def test_the_authority_is_asked_to_look_again_when_the_school_corrects_its_register(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    friday, later = date(2026, 11, 20), now + timedelta(days=2)
    record_marks(session, viewer, {there.formal.child.id: [SessionMark(friday, "AM", "I")]}, later)
    [task] = [one for one in open_tasks(session, there.officer) if one.kind == TaskKind.CHECK_NOTICE]
    assert there.kept.notice.reference in task.why
    assert [one for one in open_tasks(session, viewer) if one.kind == TaskKind.CHECK_NOTICE] == []
    step = newest_of(session, there.officer, there.formal.case.id, "L09")
    assert step is not None
    found = since_then(session, there.officer, there.formal.case, step, london_date(later))
    assert [(one.was, one.is_now, on) for one, on in found.changes] == [("O", "I", london_date(later))]
    assert found.fell_below
