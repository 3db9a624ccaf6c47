"""Making an appointment: who needs whom to be understood, and nothing confirmed before they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from booking_factories import (
    WEDNESDAY,
    a_mother,
    a_place,
    an_interpreter,
    appointment_given,
    appointment_made,
    booked_for,
    requests_for,
)
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import (
    AttendeeGiven,
    BadAppointment,
    CancelGiven,
    cancel_appointment,
    confirm_appointment,
    make_appointment,
    record_outcome,
)
from comms.bookings.appointments.appointment import Appointment, Role, Where
from comms.bookings.appointments.understood import understood
from comms.bookings.booking import BookingState
from comms.bookings.happening import cancel_booking
from comms.bookings.purposes import advice_on_mode, checks_for, lengths, purposes
from comms.bookings.requests.actions import settle_otherwise
from comms.bookings.requests.escalating import escalate
from comms.bookings.requests.raising import needs_changed, raise_requests
from comms.bookings.requests.request import RequestState
from comms.bookings.requests.tasks import ask_somebody
from comms.families.actions import StatusGiven, record_child_status
from comms.families.language_need import Source
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.interpreters.interpreter import Mode
from comms.interpreters.qualification import QualificationKind
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.find import open_tasks, tasks_about
from comms.tasks.task import TaskKind, TaskState


def test_a_mothers_need_raises_a_request_by_itself_with_the_time_an_interpreted_meeting_takes(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_mother(session, viewer, now)
    appointment = appointment_made(session, viewer, now, mother)
    [request] = requests_for(session, viewer, appointment)
    assert (request.language, request.people, request.state) == ("lt", [str(mother.id)], "open")
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=90)
    assert request.starts_at == WEDNESDAY - timedelta(minutes=10)
    assert request.ends_at == WEDNESDAY + timedelta(minutes=100)
    assert (request.zone, request.level, request.checks) == ("PE13", 3, [QualificationKind.DBS])
    assert request.reference.startswith("INT-")
    assert len(request.reference) == len("INT-7F3K-2Q9M")
    assert appointment.state == "planned"
    line = understood(session, viewer, appointment, now)
    assert (line.said, line.ok) == ("Nobody is booked to interpret Lithuanian yet: 9 days left.", False)


def test_each_persons_need_counts(session: Session, viewer: Viewer, now: datetime) -> None:
    child = a_child(session, viewer, now)
    a_need(session, viewer, child, now, "en", spoken=["en", "lt"], interpreter="not needed")
    mother = a_mother(session, viewer, now)
    grandmother = a_parent(session, viewer, now, given="Ona")
    a_need(session, viewer, grandmother, now, "lt", interpreter="needed", sign_language="bfi")
    appointment = appointment_made(session, viewer, now, child, mother, grandmother)
    raised = requests_for(session, viewer, appointment)
    assert [(one.language, one.people) for one in raised] == [
        ("lt", [str(mother.id)]),
        ("bfi", [str(grandmother.id)]),
    ]
    assert QualificationKind.SIGN in raised[1].checks
    assert QualificationKind.SIGN not in raised[0].checks


def test_two_who_speak_the_same_language_share_an_interpreter_unless_one_asks_for_a_woman_and_one_for_a_man(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_mother(session, viewer, now, gender_preferred="a woman", avoid="Nobody from Kaunas")
    father = a_mother(session, viewer, now, avoid="Not Mr Petrauskas")
    [request] = requests_for(session, viewer, appointment_made(session, viewer, now, mother, father))
    assert request.people == [str(mother.id), str(father.id)]
    assert (request.gender, request.avoid) == ("a woman", "Nobody from Kaunas\nNot Mr Petrauskas")
    uncle = a_mother(session, viewer, now, gender_preferred="a man")
    apart = requests_for(
        session, viewer, appointment_made(session, viewer, now, mother, uncle, father, purpose="core_group")
    )
    assert [(one.gender, len(one.people)) for one in apart] == [("a woman", 2), ("a man", 1)]


def test_a_suspect_and_a_witness_never_share_an_interpreter(session: Session, viewer: Viewer, now: datetime) -> None:
    suspect, witness = a_mother(session, viewer, now), a_mother(session, viewer, now)
    attendees = [AttendeeGiven(suspect.id, Role.SUSPECT), AttendeeGiven(witness.id, Role.WITNESS)]
    appointment = appointment_made(
        session, viewer, now, attendees=attendees, purpose="police_interview", matter="35/AB 12"
    )
    assert [one.people for one in requests_for(session, viewer, appointment)] == [[str(suspect.id)], [str(witness.id)]]


def test_somebody_who_was_never_asked_keeps_it_from_being_confirmed_and_is_asked(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    tomas = a_parent(session, viewer, now, given="Tomas")
    appointment = appointment_made(session, viewer, now, tomas)
    assert understood(session, viewer, appointment, now).said == "Nobody has asked whether Tomas needs an interpreter."
    with pytest.raises(Refused, match="Ask Tomas"):
        confirm_appointment(session, viewer, appointment.id, now)
    [task] = open_tasks(session, viewer)
    assert (task.kind, task.person_id, task.about_kind, task.about_id) == (
        TaskKind.ASK_LANGUAGE, tomas.id, "appointment", appointment.id,
    )  # fmt: skip
    a_need(session, viewer, tomas, now, "lt", interpreter="needed", source=Source.ASKED_PERSON)
    line = understood(session, viewer, appointment, now)
    assert line.said == "Tomas needs an interpreter of Lithuanian, and none was asked for yet."
    assert needs_changed(session, viewer, [tomas.id], now) == 1
    assert [one.language for one in requests_for(session, viewer, appointment)] == ["lt"]
    assert appointment.ends_at == WEDNESDAY + timedelta(minutes=90)


def test_a_need_in_no_known_language_must_be_asked_too(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, None, interpreter="needed")
    appointment = appointment_made(session, viewer, now, mother)
    assert requests_for(session, viewer, appointment) == []
    line = understood(session, viewer, appointment, now)
    assert line.said == "Rasa needs an interpreter, and nobody has asked in which language."
    with pytest.raises(Refused, match="in which language"):
        confirm_appointment(session, viewer, appointment.id, now)


def test_where_nobody_needs_an_interpreter_it_is_confirmed_at_once(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, "en", interpreter="not needed", source=Source.ASKED_PERSON)
    appointment = appointment_made(session, viewer, now, mother)
    assert (appointment.state, appointment.confirmed_by) == ("confirmed", viewer.staff_id)
    assert appointment.ends_at == WEDNESDAY + timedelta(minutes=60)
    line = understood(session, viewer, appointment, now)
    assert (line.said, line.ok) == ("No interpreter is needed: that is on record for Rasa.", True)


def test_it_is_confirmed_by_itself_when_the_last_interpreter_is_booked(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    polish = a_mother(session, viewer, now, "pl")
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now), polish)
    first, second = requests_for(session, viewer, appointment)
    booked_for(session, viewer, now, first)
    assert appointment.state == "planned"
    with pytest.raises(Refused, match="No interpreter of Polish is booked"):
        confirm_appointment(session, viewer, appointment.id, now)
    booked_for(session, viewer, now, second, an_interpreter(session, viewer, now, "Ewa Nowak", "pl"))
    assert appointment.state == "confirmed"
    line = understood(session, viewer, appointment, now)
    assert line.ok is True
    assert line.said.startswith("Rasa will be understood: Daiva Rimkutė interprets Lithuanian, in person.")


def test_a_named_person_may_decide_to_meet_without_and_must_say_why_and_what_instead(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    for because, instead, field in [("", "The telephone service.", "because"), ("Nobody is free.", " ", "instead")]:
        with pytest.raises(BadAppointment) as refused:
            settle_otherwise(session, viewer, request.id, because, instead, now)
        assert refused.value.field == field
    machine = system_viewer(school)
    with pytest.raises(Refused, match="named person"):
        settle_otherwise(session, machine, request.id, "Nobody is free.", "The telephone service.", now)
    settle_otherwise(session, viewer, request.id, "Nobody is free.", "The telephone service.", now)
    confirm_appointment(session, viewer, appointment.id, now)
    line = understood(session, viewer, appointment, now)
    assert line.ok is None
    assert line.said == (
        "No interpreter of Lithuanian, decided by Jo Marsh: Nobody is free; instead: The telephone service."
    )


def test_the_same_form_sent_twice_makes_one_appointment(session: Session, viewer: Viewer, now: datetime) -> None:
    asked = appointment_given(session, viewer, now, a_mother(session, viewer, now))
    first = make_appointment(session, viewer, asked, now)
    assert make_appointment(session, viewer, asked, now + timedelta(seconds=20)) is first
    assert make_appointment(session, viewer, asked, now + timedelta(minutes=3)) is not first


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("purpose", {"purpose": "a chat"}),
        ("starts_at", {"starts_at": datetime(2026, 11, 23, 8, 39, tzinfo=UTC)}),
        ("starts_at", {"starts_at": datetime(2062, 12, 2, 10, 0, tzinfo=UTC)}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 481}),
        ("minutes", {"minutes": 330}),  # half as long again is more than eight hours
        ("attendees", {"attendees": []}),
        ("mode", {"mode": "by pigeon"}),
        ("where", {"where": "there"}),
        ("where", {"where": Where.REMOTE}),
        ("place_id", {"place_id": None}),
        ("home_of_id", {"where": Where.AT_HOME}),
        ("address", {"where": Where.ELSEWHERE, "address": ["The library", "Wisbech"]}),
        ("link", {"link": "javascript:alert(1)"}),
        ("risk", {"risk": "enormous"}),
        ("flexible_minutes", {"flexible_minutes": -5}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, viewer: Viewer, now: datetime, field: str, other: dict[str, Any]
) -> None:
    mother = a_mother(session, viewer, now)
    with pytest.raises(BadAppointment) as refused:
        appointment_made(session, viewer, now, mother, **other)
    assert refused.value.field == field
    assert refused.value.remedy
    assert session.scalar(select(func.count()).select_from(Appointment)) == 0


def test_nobody_is_named_twice(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_mother(session, viewer, now)
    with pytest.raises(BadAppointment, match="named twice"):
        appointment_made(session, viewer, now, mother, mother)


def test_people_and_places_of_another_agency_do_not_exist(session: Session, viewer: Viewer, now: datetime) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, roles=("head teacher",)))
    theirs, ours = a_mother(session, other, now), a_mother(session, viewer, now)
    their_place = a_place(session, other, now)
    with pytest.raises(NotFound):
        appointment_made(session, viewer, now, theirs)
    with pytest.raises(NotFound):
        appointment_made(session, viewer, now, ours, place_id=their_place.id)
    with pytest.raises(NotFound):
        appointment_made(session, viewer, now, ours, where=Where.AT_HOME, home_of_id=theirs.id)
    appointment = appointment_made(session, viewer, now, ours)
    with pytest.raises(NotFound):
        find.appointment(session, other, appointment.id)
    assert find.attendees_of(session, other, [appointment.id]) == {appointment.id: []}


def test_a_home_visit_is_at_the_address_on_record(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_mother(session, viewer, now)
    aunt = a_parent(session, viewer, now, given="Ona", address=("3 Fen Lane", "March", "PE15 1AA"))
    appointment = appointment_made(
        session, viewer, now, mother, where=Where.AT_HOME, home_of_id=aunt.id, purpose="home_visit"
    )
    assert (appointment.zone, appointment.place_id) == ("PE15", None)
    nowhere = a_parent(session, viewer, now, given="Jonas", address=())
    with pytest.raises(BadAppointment, match="No address"):
        appointment_made(session, viewer, now, mother, where=Where.AT_HOME, home_of_id=nowhere.id)


def test_an_interpreter_on_the_telephone_travels_nowhere(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now), mode=Mode.TELEPHONE)
    assert appointment.zone == "PE13"
    assert requests_for(session, viewer, appointment)[0].zone is None


def test_a_child_with_a_protection_plan_makes_the_risk_high(session: Session, viewer: Viewer, now: datetime) -> None:
    child, mother = a_child(session, viewer, now), a_mother(session, viewer, now)
    assert appointment_made(session, viewer, now, child, mother).risk == "usual"
    record_child_status(session, viewer, child.id, StatusGiven(protection_plan=True), now)
    appointment = appointment_made(session, viewer, now, child, mother, purpose="school_meeting")
    assert (appointment.risk, requests_for(session, viewer, appointment)[0].risk) == ("high", "high")
    assert appointment_made(session, viewer, now, child, mother, purpose="health", risk="usual").risk == "usual"


def test_calling_it_off_frees_whoever_was_booked(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    booking = booked_for(session, viewer, now, request)
    with pytest.raises(BadAppointment) as refused:
        cancel_appointment(session, viewer, appointment.id, CancelGiven("family", " "), "this", now)
    assert refused.value.field == "because"
    cancel_appointment(session, viewer, appointment.id, CancelGiven("family", "She is ill."), "this", now)
    assert (appointment.state, appointment.called_off_by, appointment.ended_why) == (
        "cancelled", "family", "She is ill.",
    )  # fmt: skip
    assert (request.state, request.next_action_at) == ("not needed", None)
    assert (booking.state, booking.occupies, booking.ended_at) == (BookingState.BY_FAMILY, False, now)
    assert appointment.sequence == 1
    with pytest.raises(Refused, match="over"):
        cancel_appointment(session, viewer, appointment.id, CancelGiven("us", "Again."), "this", now)


def test_an_interpreter_who_calls_it_off_is_paid_nothing_for_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    booking = booked_for(session, viewer, now, requests_for(session, viewer, appointment)[0])
    an_hour_before = WEDNESDAY - timedelta(hours=1)
    cancel_appointment(session, viewer, appointment.id, CancelGiven("interpreter", "Ill."), "this", an_hour_before)
    assert (booking.state, booking.fee_pence) == (BookingState.BY_INTERPRETER, 0)


def test_of_two_interpreters_it_must_be_said_which_cannot_come(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = appointment_made(
        session, viewer, now, a_mother(session, viewer, now), a_mother(session, viewer, now, "pl")
    )
    bookings = [
        booked_for(session, viewer, now, request, an_interpreter(session, viewer, now, language=request.language))
        for request in requests_for(session, viewer, appointment)
    ]
    assert len(bookings) == 2
    with pytest.raises(BadAppointment, match="who cannot come") as refused:
        cancel_appointment(session, viewer, appointment.id, CancelGiven("interpreter", "Ill."), "this", now)
    assert refused.value.field == "by"
    cancel_booking(session, viewer, bookings[0].id, "interpreter", "Ill.", now)
    cancel_appointment(session, viewer, appointment.id, CancelGiven("interpreter", "Ill."), "this", now)
    assert [one.state for one in bookings] == [BookingState.BY_INTERPRETER, BookingState.BY_REQUESTER]


def test_a_meeting_saved_by_the_telephone_service_is_said_afterwards(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    after = WEDNESDAY + timedelta(hours=2)
    escalate(session, request.id, after)
    assert request.state == RequestState.UNFILLED
    settle_otherwise(session, viewer, request.id, "She did not come.", "The telephone service, at once.", after)
    confirm_appointment(session, viewer, appointment.id, after)
    record_outcome(session, viewer, appointment.id, "took place", "", after)
    assert (appointment.state, request.state) == ("took place", RequestState.OTHERWISE)


def test_what_was_asked_about_its_interpreter_is_done_once_somebody_said_what_became_of_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_mother(session, viewer, now)
    appointment = appointment_made(session, viewer, now, mother)
    [request] = requests_for(session, viewer, appointment)
    escalate(session, request.id, now)
    ask_somebody(
        session, viewer, TaskKind.CHECK_BOOKING, request, "Whoever was booked does not come.", london_date(now), now
    )
    another = open_task(
        session, viewer, TaskWanted(TaskKind.RING, mother.id, "language", "Ring her.", london_date(now)), now
    )
    asked = {one.kind for one in tasks_about(session, viewer, mother.id) if one.state == TaskState.OPEN}
    assert {TaskKind.FIND_INTERPRETER, TaskKind.CHECK_BOOKING} <= asked
    record_outcome(session, viewer, appointment.id, "failed by us", "Nobody came.", WEDNESDAY + timedelta(hours=2))
    still = [one for one in tasks_about(session, viewer, mother.id) if one.state == TaskState.OPEN]
    done = {one.outcome for one in tasks_about(session, viewer, mother.id) if one.state == TaskState.DONE}
    assert still == [another]
    assert done == {"Recorded of the appointment: failed by us: Nobody came."}


def test_what_failed_is_not_said_to_have_been_met_afterwards(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    after = WEDNESDAY + timedelta(hours=2)
    record_outcome(session, viewer, appointment.id, "failed by us", "Nobody came.", after)
    with pytest.raises(Refused, match="recorded already"):
        settle_otherwise(session, viewer, request.id, "Nobody came.", "We rang.", after)


def test_what_became_of_it_is_said_after_it_began_and_our_failure_never_counts_against_the_family(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    after = WEDNESDAY + timedelta(hours=2)
    with pytest.raises(BadAppointment, match="not begun"):
        record_outcome(session, viewer, appointment.id, "failed by us", "Nobody came.", now)
    with pytest.raises(BadAppointment, match="how that came"):
        record_outcome(session, viewer, appointment.id, "failed by us", "", after)
    with pytest.raises(Refused, match="never confirmed"):
        record_outcome(session, viewer, appointment.id, "family not present", "She did not come.", after)
    record_outcome(session, viewer, appointment.id, "failed by us", "No interpreter was found.", after)
    assert (appointment.state, request.state) == ("failed by us", RequestState.UNFILLED)
    assert understood(session, viewer, appointment, after).said == (
        "This appointment failed, and not through the family."
    )


def test_a_confirmed_appointment_took_place_or_the_family_was_not_there(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    after = WEDNESDAY + timedelta(hours=2)
    for outcome, because in [("took place", ""), ("family not present", "She was at work.")]:
        appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
        booked_for(
            session, viewer, now, requests_for(session, viewer, appointment)[0], an_interpreter(session, viewer, now)
        )
        record_outcome(session, viewer, appointment.id, outcome, because, after)
        assert appointment.state == outcome


def test_once_confirmed_a_new_need_plans_it_again(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, "en", interpreter="not needed")
    appointment = appointment_made(session, viewer, now, mother)
    assert appointment.state == "confirmed"
    a_need(session, viewer, mother, now + timedelta(hours=1), "lt", interpreter="needed")
    assert understood(session, viewer, appointment, now).ok is False
    needs_changed(session, viewer, [mother.id], now + timedelta(hours=1))
    assert (appointment.state, appointment.confirmed_at, appointment.sequence) == ("planned", None, 1)


def test_asking_again_changes_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    appointment = appointment_made(
        session, viewer, now, a_mother(session, viewer, now), a_mother(session, viewer, now, "pl")
    )
    before = [one.id for one in requests_for(session, viewer, appointment)]
    entries = session.scalar(select(func.count()).select_from(AuditEntry))
    raise_requests(session, viewer, appointment, now)
    raise_requests(session, viewer, appointment, now)
    assert [one.id for one in requests_for(session, viewer, appointment)] == before
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_only_who_may_makes_appointments(session: Session, school: Agency, viewer: Viewer, now: datetime) -> None:
    reception = viewer_of(a_staff_member(session, school, now, roles=("reception",)))
    with pytest.raises(NotAllowed):
        appointment_made(session, reception, now, a_mother(session, viewer, now))


def test_every_purpose_asks_for_something_and_says_on_whose_word() -> None:
    assert lengths().source
    for purpose in purposes().values():
        assert purpose.words
        assert QualificationKind.DBS in purpose.checks
        assert set(purpose.checks) <= set(QualificationKind)
    for police in ("police_interview", "police_statement", "caution"):
        assert QualificationKind.VETTING in checks_for(police, "lt")


def test_the_telephone_is_advised_against_where_it_does_not_suit() -> None:
    assert advice_on_mode("school_meeting", Mode.TELEPHONE, 45, child_attends=False) == ""
    assert "takes 50" in advice_on_mode("school_meeting", Mode.TELEPHONE, 50, child_attends=False)
    assert "child" in advice_on_mode("school_meeting", Mode.VIDEO, 90, child_attends=True)
    assert "distressing" in advice_on_mode("child_protection_conference", Mode.VIDEO, 30, child_attends=False)
    assert advice_on_mode("child_protection_conference", Mode.IN_PERSON, 300, child_attends=True) == ""
