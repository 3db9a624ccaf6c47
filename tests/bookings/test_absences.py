"""Who was not at an appointment: as a fact, with what stood in the way, and what we failed in apart from everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from booking_factories import WEDNESDAY, an_appointment
from factories import a_child, a_parent, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.absences.absence import SERVICE_FAILED, AbsenceKind, ReasonCode
from comms.bookings.absences.actions import ReasonGiven, add_reason, record_absence
from comms.bookings.absences.ending import record_ending
from comms.bookings.absences.find import absences_at, absences_of, pattern_of, reasons_for
from comms.bookings.absences.pattern import Happened, pattern
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.appointments.given import BadAppointment
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused

AFTER = WEDNESDAY + timedelta(hours=3)
_K = AbsenceKind


def _met(
    session: Session, viewer: Viewer, now: datetime, *people: Person, state: str = "family not present", **given: Any
) -> Appointment:
    """An appointment with these people that has come to its end."""
    attending = [(one, one.kind) for one in people]
    return an_appointment(session, viewer, now, attending, state=state, **given)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    return a_child(session, viewer, now)


@pytest.fixture
def mother(session: Session, viewer: Viewer, now: datetime, child: Person) -> Person:
    return a_parent(session, viewer, now, child)


def test_a_child_was_not_brought_and_an_adult_did_not_attend(
    session: Session, viewer: Viewer, now: datetime, child: Person, mother: Person
) -> None:
    met = _met(session, viewer, now, mother, child)
    record_ending(session, viewer, met, {}, AFTER)
    kinds = {person_id: one.kind for person_id, one in absences_at(session, viewer, met.id).items()}
    assert kinds == {child.id: _K.NOT_BROUGHT, mother.id: _K.DID_NOT_ATTEND}
    with pytest.raises(BadInput, match="not said of a child"):
        record_absence(session, viewer, met.id, child.id, _K.DID_NOT_ATTEND, "", AFTER)
    with pytest.raises(BadInput, match="not said of an adult"):
        record_absence(session, viewer, met.id, mother.id, _K.NOT_BROUGHT, "", AFTER)


def test_what_was_said_of_one_person_counts_for_that_person(
    session: Session, viewer: Viewer, now: datetime, child: Person, mother: Person
) -> None:
    met = _met(session, viewer, now, mother, child)
    record_ending(session, viewer, met, {mother.id: _K.WAS_THERE}, AFTER)
    assert list(absences_at(session, viewer, met.id)) == [child.id]
    took_place = _met(session, viewer, now, mother, child, state="took place")
    record_ending(session, viewer, took_place, {child.id: _K.NOT_BROUGHT}, AFTER)
    assert list(absences_at(session, viewer, took_place.id)) == [child.id]


def test_a_family_that_was_not_present_cannot_all_have_been_there(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    met = _met(session, viewer, now, mother)
    with pytest.raises(BadAppointment, match="Everybody is said to have been there"):
        record_ending(session, viewer, met, {mother.id: _K.WAS_THERE}, AFTER)


@pytest.mark.parametrize(
    ("ended", "kind"),
    [
        ({"state": "failed by us"}, _K.OUR_FAILURE),
        ({"state": "failed by us", "by_interpreter": True}, _K.INTERPRETER_FAILED),
        ({"state": "cancelled", "called_off_by": "interpreter"}, _K.INTERPRETER_FAILED),
        ({"state": "cancelled", "called_off_by": "family"}, _K.CANCELLED),
        ({"state": "cancelled", "called_off_by": "us"}, None),
    ],
)
def test_what_we_or_the_interpreter_failed_in_is_said_of_everybody_whatever_was_chosen(
    session: Session, viewer: Viewer, now: datetime, child: Person, ended: dict[str, Any], kind: str | None
) -> None:
    by_interpreter = bool(ended.get("by_interpreter"))
    of_it = {name: value for name, value in ended.items() if name != "by_interpreter"}
    met = _met(session, viewer, now, a_parent(session, viewer, now, child), child, **of_it)
    said = {child.id: _K.NOT_BROUGHT} if of_it["state"] == "failed by us" else {}
    record_ending(session, viewer, met, said, AFTER, interpreter_failed=by_interpreter)
    kinds = {one.kind for one in absences_at(session, viewer, met.id).values()}
    assert kinds == ({kind} if kind else set())


def test_a_correction_counts_and_what_was_recorded_stays(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    met = _met(session, viewer, now, mother)
    first = record_absence(session, viewer, met.id, mother.id, _K.DID_NOT_ATTEND, "", AFTER)
    assert record_absence(session, viewer, met.id, mother.id, _K.DID_NOT_ATTEND, "", AFTER) is first
    # Even within the same moment, as in one form.
    record_absence(session, viewer, met.id, mother.id, _K.OUR_FAILURE, "We had the wrong day.", AFTER)
    [counts] = absences_of(session, viewer, mother.id)
    assert (counts.kind, counts.note) == (_K.OUR_FAILURE, "We had the wrong day.")
    assert first.kind == _K.DID_NOT_ATTEND
    record_absence(session, viewer, met.id, mother.id, _K.WAS_THERE, "", AFTER)
    assert pattern_of(session, viewer, mother.id, AFTER.date()).kept == 1


def test_nothing_is_recorded_of_what_is_still_to_come_or_of_somebody_who_was_not_to_attend(
    session: Session, viewer: Viewer, now: datetime, child: Person, mother: Person
) -> None:
    coming = an_appointment(session, viewer, now, [(mother, "parent or carer")])
    with pytest.raises(Refused, match="has not begun"):
        record_absence(session, viewer, coming.id, mother.id, _K.DID_NOT_ATTEND, "", now)
    over = _met(session, viewer, now, mother)
    with pytest.raises(NotFound, match="not to attend"):
        record_absence(session, viewer, over.id, child.id, _K.NOT_BROUGHT, "", AFTER)
    with pytest.raises(BadInput, match="in what way"):
        record_absence(session, viewer, over.id, mother.id, "forgot", "", AFTER)


def test_another_agency_and_a_role_without_the_permission_record_nothing(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    met = _met(session, viewer, now, mother)
    stranger = viewer_of(
        a_staff_member(session, an_agency(session, now, "Another School"), now, roles=("head teacher",))
    )
    with pytest.raises(NotFound):
        record_absence(session, stranger, met.id, mother.id, _K.DID_NOT_ATTEND, "", AFTER)
    assert absences_of(session, stranger, mother.id) == []
    nobody = Viewer(viewer.agency_id, viewer.agency_kind, frozenset(), viewer.staff_id)
    for attempt in (
        lambda: record_absence(session, nobody, met.id, mother.id, _K.DID_NOT_ATTEND, "", AFTER),
        lambda: add_reason(session, nobody, met.id, mother.id, ReasonGiven("work", "by text"), AFTER),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_reason_lands_on_the_appointment_in_the_words_it_was_given_in(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    met = _met(session, viewer, now, mother)
    told = ReasonGiven("work", "by text", "lt", "Dirbau iki 18 val.")
    reason = add_reason(session, viewer, met.id, mother.id, told, AFTER)
    assert add_reason(session, viewer, met.id, mother.id, told, AFTER) is reason
    add_reason(session, viewer, met.id, mother.id, ReasonGiven("transport", "by telephone"), AFTER)
    session.expire_all()
    found = reasons_for(session, viewer, [met.id])
    assert [(one.code, one.told_how, one.language, one.words) for one in found] == [
        ("work", "by text", "lt", "Dirbau iki 18 val."),
        ("transport", "by telephone", "", None),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        ReasonGiven("laziness", "by text"),
        ReasonGiven("work", "by pigeon"),
        ReasonGiven("work", "by text", words="x" * 1001),
    ],
)
def test_a_reason_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, now: datetime, mother: Person, wrong: ReasonGiven
) -> None:
    met = _met(session, viewer, now, mother)
    with pytest.raises(BadInput):
        add_reason(session, viewer, met.id, mother.id, wrong, AFTER)


def test_the_audit_holds_no_reason_and_no_kind(session: Session, viewer: Viewer, now: datetime, mother: Person) -> None:
    met = _met(session, viewer, now, mother)
    record_absence(session, viewer, met.id, mother.id, _K.DID_NOT_ATTEND, "She was ill.", AFTER)
    add_reason(session, viewer, met.id, mother.id, ReasonGiven("abroad", "by text", words="Grįšiu sausį."), AFTER)
    session.commit()
    details = " ".join(session.scalars(select(AuditEntry.detail).where(AuditEntry.action.contains("absence"))))
    assert str(mother.id) in details
    for private in ("ill", "abroad", "Grįšiu", "did not attend"):
        assert private not in details


def test_the_pattern_of_a_year_tells_failures_of_the_service_apart(
    session: Session, viewer: Viewer, now: datetime, mother: Person
) -> None:
    on = AFTER.date()
    for days, state, kind in (
        (10, "took place", None), (40, "family not present", _K.DID_NOT_ATTEND), (80, "cancelled", _K.CANCELLED),
        (120, "failed by us", _K.OUR_FAILURE), (130, "took place", _K.INTERPRETER_FAILED),
        (364, "family not present", _K.DID_NOT_ATTEND), (366, "family not present", _K.DID_NOT_ATTEND),
    ):  # fmt: skip
        met = _met(session, viewer, now, mother, state=state, starts_at=WEDNESDAY - timedelta(days=days))
        if kind is not None:
            record_absence(session, viewer, met.id, mother.id, kind, "", AFTER)
        if kind == _K.DID_NOT_ATTEND:
            add_reason(session, viewer, met.id, mother.id, ReasonGiven("work", "by text"), AFTER)
    found = pattern_of(session, viewer, mother.id, on)
    assert (found.times, found.kept, found.did_not_attend, found.cancelled) == (4, 1, 2, 1)
    assert found.service_failed == 2
    assert found.by_reason == {"work": 2}
    assert found.talk_over


def test_what_nobody_recorded_of_somebody_is_not_guessed() -> None:
    of_nobody = [
        Happened(date(2026, 11, 2), AppointmentState.NOT_PRESENT),
        Happened(date(2026, 11, 3), AppointmentState.CANCELLED, "family"),
        Happened(date(2026, 11, 4), AppointmentState.PLANNED),
    ]
    found = pattern(of_nobody, date(2026, 11, 23))
    assert found.is_empty
    assert not found.talk_over


HAPPENED = st.builds(
    Happened,
    day=st.dates(date(2025, 10, 1), date(2026, 12, 31)),
    state=st.sampled_from(sorted(AppointmentState)),
    called_off_by=st.sampled_from(["", "us", "family", "interpreter"]),
    absence=st.none() | st.sampled_from(sorted(AbsenceKind)),
    reasons=st.lists(st.sampled_from(sorted(ReasonCode)), max_size=3),
)
ON = datetime(2026, 11, 23, tzinfo=UTC).date()


@given(st.lists(HAPPENED, max_size=12))
def test_every_time_is_counted_once_and_what_the_service_failed_in_never_with_the_others(
    happened: list[Happened],
) -> None:
    found = pattern(happened, ON)
    assert found.times == found.kept + found.absences
    assert found.times + found.service_failed <= len(happened)
    assert found.talk_over == (found.absences >= 3)


@given(st.lists(HAPPENED, max_size=12), st.sampled_from(sorted(SERVICE_FAILED)), st.sampled_from(sorted(ReasonCode)))
def test_a_failure_of_the_service_more_changes_nothing_that_is_said_of_the_family(
    happened: list[Happened], failed: str, reason: str
) -> None:
    before = pattern(happened, ON)
    after = pattern([*happened, Happened(ON, AppointmentState.FAILED, "", failed, (reason,))], ON)
    assert after.service_failed == before.service_failed + 1
    assert (after.times, after.absences, after.by_reason) == (before.times, before.absences, before.by_reason)
