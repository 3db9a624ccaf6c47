"""A time without letters: it has an end, it is told to whom it may be, and nobody is rung about attendance in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.work import Database
from comms.letters.actions import settle_letter
from comms.letters.decision import Held
from comms.letters.left_out.actions import BadTime, LeavingOut, end_leaving_out, leave_out
from comms.letters.left_out.exclusion import LetterExclusion
from comms.letters.left_out.find import exclusions_about, left_out_on
from comms.letters.left_out.saying import left_out_sentence
from comms.letters.letter import Letter
from comms.letters.run import DueLetter, due_letters
from comms.letters.runs.actions import make_lot, start_run
from comms.letters.runs.letter_run import Outcome, RunLetter
from comms.tasks.task import Task

TODAY = date(2026, 11, 23)
END = date(2026, 12, 4)


def _given(reason: str = "bereavement", until: date | None = END, **more: object) -> LeavingOut:
    return LeavingOut(reason, more.pop("from_day", TODAY), until, **more)  # type: ignore[arg-type]


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A pupil who is away on Mondays, so that a letter to each parent is due."""
    child = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn="A100000000001", recorded_at=now))
    days = [date(2026, 9, 7) + timedelta(days=step) for step in range(75)]
    marks = [
        SessionMark(day, half, "O" if day.weekday() == 0 else "/" if half == "AM" else "\\")
        for day in days if day.weekday() < 5 for half in ("AM", "PM")
    ]  # fmt: skip
    record_marks(session, viewer, {child.id: marks}, now)
    for name in ("Rasa", "Ona"):
        a_need(session, viewer, a_parent(session, viewer, now, child, name), now)
    session.flush()
    return child


def _due(session: Session, viewer: Viewer, on: date = TODAY) -> dict[str, DueLetter]:
    return {one.wanted.reader.person.given_name: one for one in due_letters(session, viewer, on)}


def _count(session: Session, record: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(record)) or 0


def test_while_a_family_mourns_nothing_is_made_and_nobody_is_asked_to_ring(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    assert set(_due(session, viewer)) == {"Rasa", "Ona"}
    leave_out(session, viewer, child.id, _given(), now)
    held = _due(session, viewer)["Rasa"]
    assert isinstance(held.prepared, Held)
    assert held.left_out
    assert held.prepared.why == "No attendance letters until 4 December 2026 (bereavement)."
    with pytest.raises(Refused, match="None of these letters is due"):
        start_run(session, viewer, [held.wanted], TODAY, now)
    with pytest.raises(Refused, match="until 4 December 2026"):
        settle_letter(session, viewer, held.wanted, held.prepared, now)
    session.flush()
    assert (_count(session, Letter), _count(session, Task)) == (0, 0)


def test_the_day_after_the_end_the_letter_is_due_again(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    leave_out(session, viewer, child.id, _given(until=TODAY), now)
    assert _due(session, viewer, TODAY)["Rasa"].left_out
    assert not _due(session, viewer, TODAY + timedelta(days=1))["Rasa"].left_out


def test_one_parent_may_be_left_out_and_the_other_written_to(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    ona = _due(session, viewer)["Ona"].wanted.reader.person
    leave_out(session, viewer, child.id, _given(adult_id=ona.id), now)
    found = _due(session, viewer)
    assert (found["Ona"].left_out, found["Rasa"].left_out) == (True, False)


def test_of_two_times_the_one_that_reaches_further_counts(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    later = leave_out(session, viewer, child.id, _given("treatment", date(2027, 1, 8)), now)
    leave_out(session, viewer, child.id, _given(), now)
    assert left_out_on(session, viewer, [child.id], TODAY) == {(child.id, None): later}
    assert [one.until_day for one in exclusions_about(session, viewer, child.id, TODAY)] == [END, date(2027, 1, 8)]
    assert left_out_on(session, viewer, [child.id], TODAY - timedelta(days=1)) == {}


def test_a_letter_about_attendance_by_hand_is_refused_with_its_end_and_who_said_so_and_others_go(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    leave_out(session, viewer, child.id, _given(), now)
    rasa = _due(session, viewer)["Rasa"].wanted.reader.person
    with pytest.raises(Refused, match=r"until 4 December 2026 \(bereavement\). Jo Marsh set this."):
        a_letter(session, viewer, now, rasa, "L02", child)
    # A person decided to ask for a call: that letter goes.
    assert a_letter(session, viewer, now, rasa, "L00").kind == "L00"


def test_safeguarding_is_told_only_to_those_who_may_see_it_and_never_by_the_system(
    session: Session, viewer: Viewer, school: Agency, child: Person, now: datetime
) -> None:
    made = leave_out(session, viewer, child.id, _given("safeguarding", note="Police asked us to wait."), now)
    reception = viewer_of(a_staff_member(session, school, now, roles=("reception",), name="Sam Lee"))
    assert "(safeguarding)" in left_out_sentence(viewer, made)
    neutral = "No attendance letters until 4 December 2026: ask the safeguarding lead."
    assert left_out_sentence(reception, made) == neutral
    officer = viewer_of(a_staff_member(session, school, now))
    assert "safeguarding)" in left_out_sentence(officer, made)
    with pytest.raises(NotAllowed):
        leave_out(session, reception, child.id, _given(), now)


def test_a_run_keeps_no_word_of_safeguarding_for_a_child_left_out_after_it_began(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    chosen = [one.wanted for one in _due(session, viewer).values()]
    run = start_run(session, viewer, chosen, TODAY, now)
    leave_out(session, viewer, child.id, _given("safeguarding"), now)
    session.flush()
    make_lot(session, run.id, now)
    rows = session.scalars(select(RunLetter)).all()
    neutral = "No attendance letters until 4 December 2026: ask the safeguarding lead."
    assert {(row.outcome, row.why) for row in rows} == {(Outcome.NOT_DUE, neutral)}
    assert (_count(session, Letter), _count(session, Task)) == (0, 0)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        (_given("because"), "reason", "why no letters go"),
        (_given("other"), "note", "says too little"),
        (_given(until=None), "until_day", "no end"),
        (_given(until=TODAY - timedelta(days=1), from_day=TODAY - timedelta(days=9)), "until_day", "past"),
        (_given(until=TODAY + timedelta(days=191)), "until_day", "190 days"),
        (_given(until=TODAY + timedelta(days=2), from_day=TODAY + timedelta(days=3)), "until_day", "before it begins"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    session: Session, viewer: Viewer, child: Person, now: datetime, given: LeavingOut, field: str, says: str
) -> None:
    with pytest.raises(BadTime, match=says) as refused:
        leave_out(session, viewer, child.id, given, now)
    assert refused.value.field == field


def test_a_stranger_cannot_be_the_adult_and_an_adult_cannot_be_the_child(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    stranger = a_parent(session, viewer, now, given="Ann", family="Smith")
    with pytest.raises(BadTime, match="not on record as the child's"):
        leave_out(session, viewer, child.id, _given(adult_id=stranger.id), now)
    with pytest.raises(NotFound):
        leave_out(session, viewer, stranger.id, _given(), now)


def test_ended_early_with_a_reason_letters_go_again_and_it_cannot_be_ended_twice(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    made = leave_out(session, viewer, child.id, _given(note="Grandmother died."), now)
    with pytest.raises(BadInput, match="does not say why"):
        end_leaving_out(session, viewer, made.id, "  ", now)
    end_leaving_out(session, viewer, made.id, "She wants to hear from us.", now)
    assert not _due(session, viewer)["Rasa"].left_out
    with pytest.raises(Refused, match="over already"):
        end_leaving_out(session, viewer, made.id, "Again.", now)
    session.commit()
    said = " ".join(entry.detail for entry in session.scalars(select(AuditEntry)))
    assert str(made.id) in said
    assert "bereavement" not in said
    assert "died" not in said
    assert "hear from us" not in said


def test_the_same_form_sent_twice_is_one_time_and_another_day_adult_or_note_is_another(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    ona = _due(session, viewer)["Ona"].wanted.reader.person
    first = leave_out(session, viewer, child.id, _given(note="In hospital."), now)
    assert leave_out(session, viewer, child.id, _given(note=" In hospital. "), now) is first
    others = [
        _given(until=END + timedelta(days=1), note="In hospital."), _given(adult_id=ona.id, note="In hospital."),
        _given("treatment", note="In hospital."), _given(note="Her uncle rang."),
    ]  # fmt: skip
    assert len({leave_out(session, viewer, child.id, one, now).id for one in others} | {first.id}) == 5
    end_leaving_out(session, viewer, first.id, "She is well.", now)
    assert leave_out(session, viewer, child.id, _given(note="In hospital."), now) is not first
    session.commit()
    noted = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "leave out of letters")
    assert (_count(session, LetterExclusion), session.scalar(noted)) == (6, 6)


def test_sent_four_times_at_once_it_is_one_time(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("head teacher",)))
        child_id = a_child(session, viewer, now).id

    def send(_: int) -> UUID:
        with database.work() as session:
            return leave_out(session, viewer, child_id, _given(), now).id

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(send, range(4)))) == 1


def test_another_school_neither_sees_nor_feels_it(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    made = leave_out(session, viewer, child.id, _given(), now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now))
    assert left_out_on(session, other, [child.id], london_date(now)) == {}
    with pytest.raises(NotFound):
        end_leaving_out(session, other, made.id, "Ours.", now)
