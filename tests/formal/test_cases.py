"""Formal cases: who opens one and about whom, what is told, mistakes, closing, and what an authority stands on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import a_child, a_parent, a_staff_member, an_agency
from formal_factories import TOLD, Formal, a_formal_case, everything_told, lead_answers, marks, told, without
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.actions import relate
from comms.families.person import Person
from comms.formal.case import find
from comms.formal.case.actions import close_case, open_case, record, view_case
from comms.formal.case.case_record import RecordKind
from comms.formal.case.formal_case import CaseState
from comms.formal.case.register import LOOK_BACK, marks_of_case, offences_of_case
from comms.formal.case.telling import MAY_HAVE, NEEDS, BadRecord, Came, RecordGiven, kinds_of_support, problems
from comms.formal.gates.find import gates_of
from comms.formal.referral.actions import ReferralGiven, send_referral, take_referral
from comms.formal.safeguarding.actions import QuestionAsked, ask
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.letters.afterwards.event_given import NOT_AN_INTERPRETER, Through
from comms.letters.templates.source import phrases

TODAY = date(2026, 11, 23)


def given(kind: RecordKind, **other: Any) -> RecordGiven:
    values = {"on": TODAY, "record": None} | TOLD.get(kind, {}) | other
    return RecordGiven(kind, **values)


def test_every_kind_says_what_it_must_tell_and_each_field_has_a_check() -> None:
    assert set(NEEDS) == set(RecordKind)
    for kind, names in NEEDS.items():
        empty = RecordGiven(kind, TODAY)
        optional = {"interpreter", "notices"}  # asked for by what else was answered
        assert set(problems(empty, TODAY)) == set(names) - optional, kind
        assert not set(names) & set(MAY_HAVE.get(kind, ()))


@pytest.mark.parametrize("kind", [RecordKind.SUPPORT, RecordKind.PARENTS_REASON, RecordKind.CHILDS_REASON])
@pytest.mark.parametrize("name", ["her daughter", "Son", "my neighbour Ona"])
def test_a_relative_is_never_the_interpreter(kind: RecordKind, name: str) -> None:
    told_so = given(kind, by=Agency, through=Through.INTERPRETER, interpreter=name)
    assert problems(told_so, TODAY)["interpreter"] == NOT_AN_INTERPRETER
    helped = given(kind, by=Agency, through=Through.NOT_AN_INTERPRETER, interpreter="")
    assert problems(helped, TODAY)["through"] == NOT_AN_INTERPRETER


def test_yes_alone_is_no_reason_and_a_day_to_come_is_none() -> None:
    assert "said" in problems(given(RecordKind.PARENTS_REASON, said="Taip", rendered=""), TODAY)
    assert "on" in problems(given(RecordKind.CIRCUMSTANCES, on=TODAY + timedelta(days=1)), TODAY)
    later = (TODAY + timedelta(days=1),)
    assert "notices" in problems(given(RecordKind.OTHER_NOTICES, notices=later), TODAY)


def test_support_that_is_told_of_is_support_that_letters_have_words_for() -> None:
    for key in kinds_of_support():
        assert f"given.{key}" in phrases()


def test_a_case_is_about_one_child_and_one_parent_and_there_is_one_open_at_a_time(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    father = a_parent(session, viewer, now, None, "Jonas", "Kazlauskas")
    with pytest.raises(Refused):
        open_case(session, viewer, formal.child.id, father.id, now)
    relate(session, viewer, formal.child, father, "father", responsible=True, now=now)
    assert open_case(session, viewer, formal.child.id, formal.mother.id, now).id == formal.case.id
    other = open_case(session, viewer, formal.child.id, father.id, now)
    assert {one.id for one in find.cases(session, viewer)} == {formal.case.id, other.id}
    with pytest.raises(NotFound):
        open_case(session, viewer, formal.mother.id, formal.mother.id, now)
    close_case(session, viewer, other.id, "He lives abroad.", now)
    assert open_case(session, viewer, formal.child.id, father.id, now).id != other.id


def test_no_other_kind_of_agency_opens_one_and_an_authority_needs_a_referral(session: Session, now: datetime) -> None:
    for kind in ("social_care", "police", "local_authority"):
        agency = an_agency(session, now, f"The {kind}", kind)
        viewer = viewer_of(a_staff_member(session, agency, now, ("administrator", "attendance officer")))
        child = a_child(session, viewer, now)
        mother = a_parent(session, viewer, now, child)
        with pytest.raises(Refused):
            open_case(session, viewer, child.id, mother.id, now)


def test_each_verb_asks_for_its_permission(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    nobody = without(viewer, *viewer.permissions)
    for verb in (
        lambda: open_case(session, nobody, formal.child.id, formal.mother.id, now),
        lambda: view_case(session, nobody, formal.case.id, now),
        lambda: record(session, nobody, formal.case.id, given(RecordKind.RISK), now),
        lambda: close_case(session, nobody, formal.case.id, "So.", now),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_child_named_as_interpreter_is_refused_by_name(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    with pytest.raises(BadRecord) as refused:
        told(session, viewer, formal, RecordKind.PARENTS_REASON, now, interpreter="Ugnė Kazlauskaitė")
    assert refused.value.problems == {"interpreter": NOT_AN_INTERPRETER}


def test_what_was_told_twice_is_one_record_and_a_mistake_no_longer_counts(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    first = told(session, viewer, formal, RecordKind.RISK, now)
    assert told(session, viewer, formal, RecordKind.RISK, now).id == first.id
    wrong = RecordGiven(RecordKind.MISTAKE, TODAY, record=first.id, because="Another family’s.")
    record(session, viewer, formal.case.id, wrong, now)
    records = find.standing_records(session, viewer, formal.case)
    assert records.newest(RecordKind.RISK) is None
    assert {one.kind for one in records.every} == {RecordKind.RISK, RecordKind.MISTAKE}
    with pytest.raises(Refused):
        record(session, viewer, formal.case.id, wrong, now)
    again = told(session, viewer, formal, RecordKind.RISK, now)
    assert again.id != first.id
    stranger = replace(wrong, record=formal.case.id)
    with pytest.raises(NotFound):
        record(session, viewer, formal.case.id, stranger, now)


def test_a_named_person_closes_a_case_with_a_reason_and_nothing_else_does(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    with pytest.raises(BadInput):
        close_case(session, viewer, formal.case.id, "  ", now)
    with pytest.raises(Refused):
        close_case(session, replace(viewer, staff_id=None), formal.case.id, "So.", now)
    ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    with pytest.raises(Refused):
        close_case(session, viewer, formal.case.id, "She comes each day.", now)
    assert formal.case.state == CaseState.OPEN
    lead_answers(session, viewer, formal, now)
    waiting = find.cases(session, viewer)
    assert [one.id for one in waiting] == [formal.case.id]


def test_nothing_is_added_to_a_closed_case(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    close_case(session, viewer, formal.case.id, "She comes each day.", now)
    with pytest.raises(Refused):
        told(session, viewer, formal, RecordKind.RISK, now)
    with pytest.raises(Refused):
        ask(session, viewer, formal.case.id, QuestionAsked("She is tired."), now)
    with pytest.raises(Refused):
        close_case(session, viewer, formal.case.id, "Again.", now)


def test_another_agencys_case_does_not_exist(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = a_formal_case(session, viewer, now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("head teacher",)))
    for verb in (find.case, lambda *args: view_case(*args, now)):
        with pytest.raises(NotFound):
            verb(session, other, formal.case.id)
    assert find.cases(session, other) == []
    assert find.cases_about(session, other, formal.child.id) == []


def test_the_marks_are_those_of_the_register_and_of_the_window(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, today = a_formal_case(session, viewer, now), london_date(now)
    assert offences_of_case(session, viewer, formal.case, today).unauthorised == 10
    early = today - LOOK_BACK
    record_marks(session, viewer, {formal.child.id: [SessionMark(early - timedelta(days=3), "AM", "/")]}, now)
    kept = marks_of_case(session, viewer, formal.case, today)
    assert len(kept.marks) == 40
    assert kept.as_of is None
    # What comes later is not known yet on an earlier day.
    assert offences_of_case(session, viewer, formal.case, today - timedelta(days=10)).unauthorised == 0


def _at_authority(session: Session, viewer: Viewer, formal: Formal, now: datetime) -> tuple[Viewer, Formal]:
    """The authority's legal officer, and their case after they took the school's referral."""
    school = session.get_one(Agency, viewer.agency_id)
    authority = session.get_one(Agency, school.authority_id)
    officer = viewer_of(a_staff_member(session, authority, now, ("attendance legal officer",), "Lee Shaw"))
    lead = viewer_of(a_staff_member(session, authority, now, ("designated safeguarding lead",), "Pat Hill"))
    sent = send_referral(session, viewer, ReferralGiven(formal.case.id, "L09", "It may not issue one itself."), now)
    case = take_referral(session, officer, sent.id, now)
    return officer, Formal(case, formal.child, formal.mother, lead)


def test_at_the_authority_what_the_school_recorded_counts_and_its_marks_are_those_of_today(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    school_case = a_formal_case(session, viewer, now)
    everything_told(session, viewer, school_case, now)
    officer, formal = _at_authority(session, viewer, school_case, now)
    today = london_date(now)
    records = find.standing_records(session, officer, formal.case)
    assert records.every == ()
    assert {one.kind for one in records.sent} >= {RecordKind.SUPPORT, RecordKind.CHILDS_REASON, RecordKind.RISK}
    seen = {one.key: one for one in gates_of(session, officer, formal.case, "L09", today)}
    assert {key for key in ("support_first", "reasons", "our_failure", "risk", "threshold") if
            seen[key].state != "open"} == set()  # fmt: skip
    assert seen["safeguarding"].state == "open", "the school's lead has signed an answer"
    assert seen["issuer"].state == "open"
    # The school corrects a mark: the authority does not go by the old one.
    last = max(mark.day for mark in marks(today, 10))
    record_marks(session, viewer, {formal.child.id: [SessionMark(last, "PM", "I")]}, now)
    after = {one.key: one for one in gates_of(session, officer, formal.case, "L09", today)}
    assert after["threshold"].state == "shut"
    assert "when the school sent them" in after["threshold"].remedy


def test_the_authority_adds_to_what_the_school_recorded_and_the_newest_counts(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    school_case = a_formal_case(session, viewer, now)
    everything_told(session, viewer, school_case, now - timedelta(days=2))
    officer, formal = _at_authority(session, viewer, school_case, now)
    told(session, officer, formal, RecordKind.SUPPORT, now, came=Came.GOES_ON)
    records = find.standing_records(session, officer, formal.case)
    newest = records.newest(RecordKind.SUPPORT)
    assert newest is not None
    assert newest.detail["came"] == Came.GOES_ON
    assert len(records.of(RecordKind.SUPPORT)) == 2
    assert len(records.every) == 1


def test_the_people_of_a_case_are_seen_as_far_as_the_agency_works_with_them(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    people = find.people_of(session, viewer, formal.case)
    assert isinstance(people.child, Person)
    assert people.parent is not None
    assert (people.child.id, people.parent.id) == (formal.child.id, formal.mother.id)
