"""Calls: rung only where it is safe, the interpreter first, and a missed one followed up once, whoever tells of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from booking_factories import an_interpreter
from factories import a_child, a_parent, a_staff_member, an_agency
from follow_up_factories import one_turn
from sqlalchemy.orm import Session
from text_factories import NUMBER, OUR_NUMBER, TO, a_father, a_line, a_mobile

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.now.speak_card import Needed
from comms.channels.voice import Outcome, Rung
from comms.families.actions import record_safe_contact
from comms.families.contact_point import ReadBy, Safety
from comms.families.find import contact_points
from comms.families.person import Person
from comms.follow_ups import find as follow_ups
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.call import Call, CallState, WhyMissed
from comms.follow_ups.calls import find
from comms.follow_ups.calls.actions import (
    INTERPRETER,
    PERSON,
    STAFF,
    CallGiven,
    MissedGiven,
    begin_call,
    brief,
    end_call,
    missed,
    missed_by_hand,
    ring_family,
    rung,
    talked,
)
from comms.follow_ups.calls.from_them import dealt_with, take_in_called, who_rang
from comms.follow_ups.calls.interpreters import interpreters_for
from comms.follow_ups.calls.numbers import numbers_to_ring
from comms.follow_ups.calls.reports import person_answers, staff_answers, take_in_call_report
from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpState
from comms.follow_ups.ways import ways_to
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.languages import language
from comms.foundation.opening import Installation
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.messages.arriving import store_webhook
from comms.messages.find import messages_about
from comms.messages.message import MessageState
from comms.messages.webhook import WebhookKind

STAFF_SID, INTERPRETER_SID, PERSON_SID = "CA" + "1" * 32, "CA" + "2" * 32, "CA" + "3" * 32
Made = Callable[..., Call]


@pytest.fixture
def father(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A Polish father with one safe number, whose school has a line."""
    a_line(session, viewer, now)
    return a_father(session, viewer, now)


@pytest.fixture
def begun(session: Session, viewer: Viewer, now: datetime, father: Person) -> Made:
    """Begins a call to the father by the carrier, without an interpreter unless the test says otherwise."""

    def begin(at: datetime = now, **given: Any) -> Call:
        point = contact_points(session, viewer, father.id)[0].id
        return begin_call(session, viewer, CallGiven(father.id, point, **({"by_carrier": True} | given)), at)

    return begin


@pytest.fixture
def ringing(session: Session, viewer: Viewer, now: datetime, begun: Made) -> Made:
    """Brings such a call to where the father's telephone rings."""

    def ring(at: datetime = now, **given: Any) -> Call:
        call = begun(at, **given)
        staff_answers(session, call.room, STAFF_SID)
        ring_family(session, viewer, call.id, at)
        return rung(session, viewer, call.id, PERSON, Rung(Outcome.SENT, PERSON_SID), at)

    return ring


def report(status: str, sequence: int | None = 3, sid: str = PERSON_SID, **more: str) -> dict[str, str]:
    fields = {"CallSid": sid, "CallStatus": status, "AccountSid": "AC1", **more}
    return fields if sequence is None else fields | {"SequenceNumber": str(sequence)}


def in_danger(session: Session, viewer: Viewer, person: Person, now: datetime, hours: Any = None) -> None:
    record_safe_contact(session, viewer, person.id, flagged=True, post_is_safe=None, said="", now=now, hours=hours)
    session.flush()


def of(session: Session, viewer: Viewer, person: Person) -> list[FollowUp]:
    return list(follow_ups.follow_ups_of(session, viewer, person.id))


def kinds(session: Session, viewer: Viewer, row: FollowUp) -> list[str]:
    return [one.kind for one in follow_ups.events_of(session, viewer, row.id)]


# --- which numbers, when ---


def test_a_safe_number_may_be_rung_by_day_and_the_page_knows_until_when(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    [one] = numbers_to_ring(ways_to(session, viewer, father.id, now), now)
    assert (one.allowed, one.now, one.until) == (True, True, datetime(2026, 11, 23, 20, tzinfo=UTC))
    assert one.safety == "They said it is safe."
    assert "Only they pick up" in one.who


def test_an_unsafe_number_is_never_rung(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    point = a_mobile(session, viewer, now, parent, safety=Safety.UNSAFE)
    with pytest.raises(Refused, match="not safe"):
        begin_call(session, viewer, CallGiven(parent.id, point.id, cannot_wait=True), now)


def test_with_a_danger_what_nobody_asked_is_no(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    point = a_mobile(session, viewer, now, parent, safety=Safety.NOT_ASKED, read_by=ReadBy.NOT_ASKED)
    given = CallGiven(parent.id, point.id, cannot_wait=True)
    assert begin_call(session, viewer, given, now).state == CallState.BEGUN
    in_danger(session, viewer, parent, now)
    with pytest.raises(Refused, match="nobody has asked whether"):
        begin_call(session, viewer, given, now + timedelta(hours=1))


def test_at_night_they_are_rung_only_where_it_cannot_wait(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    night = now.replace(hour=22)
    with pytest.raises(Refused, match="Tuesday 24 November at 08:00"):
        begun(night)
    assert begun(night, cannot_wait=True).state == CallState.BEGUN


def test_with_a_danger_the_hours_they_named_are_never_passed_over(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    in_danger(session, viewer, father, now, [{"days": [0], "from": "10:00", "to": "11:00"}])
    with pytest.raises(Refused, match="Monday 23 November at 10:00"):
        begun(cannot_wait=True)
    assert begun(now.replace(hour=10, minute=30)).state == CallState.BEGUN


def test_a_flag_set_while_the_worker_waits_keeps_the_telephone_from_ringing(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    call = begun()
    staff_answers(session, call.room, STAFF_SID)
    in_danger(session, viewer, father, now)
    with pytest.raises(Refused, match="may be a danger"):
        ring_family(session, viewer, call.id, now)
    assert call.state == CallState.BEGUN


def test_a_number_of_somebody_else_is_not_rung(session: Session, viewer: Viewer, now: datetime, father: Person) -> None:
    other = a_mobile(session, viewer, now, a_parent(session, viewer, now), "07700 900555")
    with pytest.raises(BadInput):
        begin_call(session, viewer, CallGiven(father.id, other.id), now)


def test_without_a_line_the_carrier_rings_nobody(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_father(session, viewer, now)
    given = CallGiven(parent.id, contact_points(session, viewer, parent.id)[0].id, by_carrier=True)
    with pytest.raises(Refused, match="no line"):
        begin_call(session, viewer, given, now)


def test_a_second_tap_is_the_same_call(begun: Made, now: datetime) -> None:
    first = begun()
    assert begun(now + timedelta(seconds=20)).id == first.id
    assert begun(now + timedelta(minutes=3)).id != first.id


def test_whoever_may_not_write_to_families_rings_nobody(
    session: Session, viewer: Viewer, now: datetime, school: Agency, father: Person
) -> None:
    interpreter = viewer_of(a_staff_member(session, school, now, roles=("interpreter coordinator",)))
    with pytest.raises(NotAllowed):
        missed_by_hand(session, interpreter, MissedGiven(father.id), now)


# --- the interpreter first ---


def test_the_family_is_rung_only_when_worker_and_interpreter_are_on_the_line(
    session: Session, viewer: Viewer, now: datetime, begun: Made
) -> None:
    daiva = an_interpreter(session, viewer, now, language="pl")
    call = begun(with_interpreter=True, interpreter_id=daiva.id)
    with pytest.raises(Refused, match="You are not on the line"):
        brief(session, viewer, call.id, now)
    staff_answers(session, call.room, STAFF_SID)
    with pytest.raises(Refused, match="interpreter is not on the line"):
        ring_family(session, viewer, call.id, now)
    brief(session, viewer, call.id, now)
    with pytest.raises(Refused, match="interpreter is not on the line"):
        ring_family(session, viewer, call.id, now)
    rung(session, viewer, call.id, INTERPRETER, Rung(Outcome.SENT, INTERPRETER_SID), now)
    assert ring_family(session, viewer, call.id, now).state == CallState.RINGING


def test_an_interpreter_who_does_not_pick_up_can_be_rung_again(
    session: Session, viewer: Viewer, now: datetime, begun: Made
) -> None:
    daiva = an_interpreter(session, viewer, now, language="pl")
    call = begun(with_interpreter=True, interpreter_id=daiva.id)
    staff_answers(session, call.room, STAFF_SID)
    brief(session, viewer, call.id, now)
    rung(session, viewer, call.id, INTERPRETER, Rung(Outcome.SENT, INTERPRETER_SID), now)
    take_in_call_report(session, report("no-answer", sid=INTERPRETER_SID), f"{call.room}:interpreter", now)
    assert (call.state, call.interpreter_leg) == (CallState.BRIEFING, None)
    assert brief(session, viewer, call.id, now).state == CallState.BRIEFING


def test_a_relative_and_one_the_family_does_not_want_are_never_the_interpreter(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    polish = Needed(language("pl"), certain=True)
    uncle = an_interpreter(session, viewer, now, "Jan Wójcik", "pl", telephone=NUMBER, person_id=father.id)
    unwanted = an_interpreter(session, viewer, now, "Ewa Nowak", "pl", telephone="07700 900501")
    good = an_interpreter(session, viewer, now, "Daiva Rimkutė", "pl", telephone="07700 900502")
    said = ConflictGiven("this person", "the family", "She knows them.", person_id=father.id)
    declare_conflict(session, viewer, unwanted.id, said, now)
    assert [one.id for one in interpreters_for(session, viewer, father, polish)] == [good.id]
    for barred in (uncle, unwanted):
        with pytest.raises(Refused, match="must not interpret"):
            begun(with_interpreter=True, interpreter_id=barred.id)


# --- how it ends ---


def test_a_missed_call_is_followed_up_by_a_text_in_their_language(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made
) -> None:
    call = ringing()
    take_in_call_report(session, report("no-answer"), f"{call.room}:person", now)
    [row] = of(session, viewer, father)
    assert (call.state, call.why_missed, call.follow_up_id) == (CallState.MISSED, WhyMissed.NO_ANSWER, row.id)
    assert (row.because, row.worker_id) == (Because.MISSED_CALL, viewer.staff_id)
    work_on_follow_up(session, row.id, now)
    [text] = messages_about(session, viewer, "follow_up", row.id)
    assert (text.language, text.state) == ("pl", MessageState.WAITING)


@pytest.mark.parametrize(
    ("status", "more", "why"),
    [
        ("no-answer", {}, WhyMissed.NO_ANSWER),
        ("busy", {}, WhyMissed.BUSY),
        ("failed", {}, WhyMissed.FAILED),
        ("completed", {"AnsweredBy": "machine_start"}, WhyMissed.MACHINE),
        ("in-progress", {"AnsweredBy": "machine_end_beep"}, WhyMissed.MACHINE),
        ("completed", {}, WhyMissed.NO_ANSWER),
    ],
)
def test_why_nobody_was_reached_is_kept(
    session: Session, now: datetime, ringing: Made, status: str, more: dict[str, str], why: str
) -> None:
    call = ringing()
    take_in_call_report(session, report(status, **more), f"{call.room}:person", now)
    assert (call.state, call.why_missed) == (CallState.MISSED, why)


@pytest.mark.parametrize("order", ["button first", "carrier first"])
def test_the_workers_button_and_the_carriers_report_make_one_missed_call(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made, order: str
) -> None:
    call = ringing()
    tell = [
        lambda: missed(session, viewer, call.id, now),
        lambda: take_in_call_report(session, report("no-answer"), f"{call.room}:person", now),
    ]
    for one in tell if order == "button first" else reversed(tell):
        one()
    [row] = of(session, viewer, father)
    assert kinds(session, viewer, row) == [EventKind.OPENED]
    assert [one.state for one in find.calls_with(session, viewer, father.id)] == [CallState.MISSED]


@pytest.mark.parametrize("order", ["button first", "carrier first"])
def test_the_button_on_the_persons_page_means_the_call_that_rings_or_was_just_missed(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made, order: str
) -> None:
    call = ringing()
    tell = [
        lambda: missed_by_hand(session, viewer, MissedGiven(father.id), now + timedelta(seconds=40)),
        lambda: take_in_call_report(session, report("no-answer"), f"{call.room}:person", now),
    ]
    for one in tell if order == "button first" else reversed(tell):
        one()
    [row] = of(session, viewer, father)
    assert kinds(session, viewer, row) == [EventKind.OPENED]
    assert [one.id for one in find.calls_with(session, viewer, father.id)] == [call.id]


def test_two_rings_within_two_minutes_are_one_missed_call(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    for seconds in (0, 119):
        missed_by_hand(session, viewer, MissedGiven(father.id), now + timedelta(seconds=seconds))
    [row] = of(session, viewer, father)
    assert kinds(session, viewer, row) == [EventKind.OPENED]
    missed_by_hand(session, viewer, MissedGiven(father.id), now + timedelta(minutes=10))
    assert of(session, viewer, father) == [row]
    assert kinds(session, viewer, row) == [EventKind.OPENED, EventKind.AGAIN]


def test_two_calls_of_two_workers_that_end_together_are_one_missed_call(
    session: Session, viewer: Viewer, now: datetime, school: Agency, father: Person, ringing: Made
) -> None:
    call = ringing()
    missed_by_hand(session, viewer_of(a_staff_member(session, school, now)), MissedGiven(father.id), now)
    take_in_call_report(session, report("no-answer"), f"{call.room}:person", now + timedelta(seconds=30))
    [row] = of(session, viewer, father)
    assert kinds(session, viewer, row) == [EventKind.OPENED]
    assert call.follow_up_id == row.id


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_reports_may_come_in_any_order_and_twice(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made, order: tuple[int, ...]
) -> None:
    call = ringing()
    reports = [report("ringing", 1), report("in-progress", 2), report("completed", 3, AnsweredBy="human")]
    for number in (*order, *order):
        take_in_call_report(session, reports[number] | {"CallDuration": "61"}, f"{call.room}:person", now)
    assert (call.state, call.sequence, call.seconds) == (CallState.TALKED, 3, 61)
    assert of(session, viewer, father) == []


def test_a_human_told_of_later_puts_a_missed_call_right_and_closes_nothing(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made
) -> None:
    call = ringing()
    missed(session, viewer, call.id, now)
    [row] = of(session, viewer, father)
    work_on_follow_up(session, row.id, now)
    take_in_call_report(session, report("completed", 4, AnsweredBy="human"), f"{call.room}:person", now)
    assert (call.state, call.why_missed) == (CallState.TALKED, "")
    assert row.state == FollowUpState.ANSWERED
    assert kinds(session, viewer, row)[-1] == EventKind.CALLED
    # The text that had not gone yet does not go.
    assert [one.state for one in messages_about(session, viewer, "follow_up", row.id)] == [MessageState.NOT_NEEDED]


def test_what_is_older_in_the_carriers_order_changes_nothing(session: Session, now: datetime, ringing: Made) -> None:
    call = ringing()
    take_in_call_report(session, report("no-answer", 5), f"{call.room}:person", now)
    take_in_call_report(session, report("completed", 4, AnsweredBy="human"), f"{call.room}:person", now)
    assert (call.state, call.sequence) == (CallState.MISSED, 5)


def test_a_status_nobody_knows_changes_nothing_and_hides_nothing(
    session: Session, now: datetime, ringing: Made
) -> None:
    call = ringing()
    take_in_call_report(session, report("parked", 9), f"{call.room}:person", now)
    assert (call.state, call.sequence) == (CallState.RINGING, -1)
    take_in_call_report(session, report("no-answer", 3), f"{call.room}:person", now)
    assert call.state == CallState.MISSED


def test_a_call_we_hung_up_ourselves_is_no_missed_call(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made
) -> None:
    call = ringing()
    take_in_call_report(session, report("canceled"), f"{call.room}:person", now)
    assert call.state == CallState.GIVEN_UP
    assert of(session, viewer, father) == []


def test_a_worker_who_goes_before_anybody_could_answer_gives_it_up(
    session: Session, viewer: Viewer, now: datetime, father: Person, ringing: Made
) -> None:
    call = ringing()
    take_in_call_report(session, report("completed", 2, STAFF_SID), f"{call.room}:staff", now)
    assert call.state == CallState.GIVEN_UP
    # Whoever picks up after that is not let into an empty room.
    assert person_answers(session, {"CallSid": PERSON_SID, "AnsweredBy": "human"}, call.room, now) is None
    assert of(session, viewer, father) == []


def test_a_report_that_comes_before_the_carriers_own_answer_names_the_call(
    session: Session, viewer: Viewer, now: datetime, begun: Made
) -> None:
    call = begun()
    staff_answers(session, call.room, STAFF_SID)
    ring_family(session, viewer, call.id, now)
    take_in_call_report(session, report("busy"), f"{call.room}:person", now)
    rung(session, viewer, call.id, PERSON, Rung(Outcome.SENT, PERSON_SID), now)
    assert (call.state, call.provider_id) == (CallState.MISSED, PERSON_SID)


def test_where_the_carrier_refuses_nobodys_telephone_rang(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    call = begun()
    rung(session, viewer, call.id, STAFF, Rung(Outcome.REFUSED, why="No."), now)
    assert call.state == CallState.GIVEN_UP
    assert of(session, viewer, father) == []


def test_where_the_carrier_is_in_doubt_a_report_tells(
    session: Session, viewer: Viewer, now: datetime, begun: Made
) -> None:
    call = begun()
    rung(session, viewer, call.id, STAFF, Rung(Outcome.UNKNOWN, why="It fell silent."), now)
    assert call.state == CallState.BEGUN
    take_in_call_report(session, report("in-progress", 2, STAFF_SID), f"{call.room}:staff", now)
    assert ring_family(session, viewer, call.id, now).state == CallState.RINGING


def test_a_machine_is_hung_up_on_and_a_person_is_let_in(session: Session, now: datetime, ringing: Made) -> None:
    call = ringing()
    machine = {"CallSid": PERSON_SID, "AnsweredBy": "machine_start"}
    assert person_answers(session, machine, call.room, now) is None
    assert call.state == CallState.RINGING
    let_in = person_answers(session, {"CallSid": PERSON_SID, "AnsweredBy": "unknown"}, call.room, now)
    assert let_in is not None
    assert call.state == CallState.TALKED
    take_in_call_report(session, report("completed", 3), f"{call.room}:person", now)
    assert call.state == CallState.TALKED


def test_a_report_of_a_room_that_is_none_is_left(session: Session, now: datetime) -> None:
    assert take_in_call_report(session, report("busy"), "no-room:person", now) is None


def test_a_talk_is_told_to_what_is_open_about_them(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    missed_by_hand(session, viewer, MissedGiven(father.id), now)
    later = now + timedelta(hours=3)
    talked(session, viewer, begun(later).id, later)
    [row] = of(session, viewer, father)
    assert row.state == FollowUpState.ANSWERED
    assert row.closed_at is None


def test_a_call_about_a_missed_appointment_that_nobody_answers_belongs_to_that(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    given = OpenGiven(father.id, Because.NOT_THERE, "appointment", UUID(int=1))
    row = open_follow_up(session, viewer, given, now)
    call = begun(follow_up_id=row.id, by_carrier=False)
    missed(session, viewer, call.id, now)
    assert of(session, viewer, father) == [row]
    assert kinds(session, viewer, row) == [EventKind.OPENED, EventKind.CALLED]


def test_a_call_is_not_made_for_somebody_elses_follow_up(
    session: Session, viewer: Viewer, now: datetime, father: Person, begun: Made
) -> None:
    other = a_parent(session, viewer, now)
    row = open_follow_up(session, viewer, OpenGiven(other.id, Because.NOT_THERE, "appointment", UUID(int=1)), now)
    with pytest.raises(BadInput, match="somebody else"):
        begun(follow_up_id=row.id)


def test_a_call_of_which_nobody_said_anything_is_found(
    session: Session, viewer: Viewer, now: datetime, begun: Made
) -> None:
    call = begun()
    assert find.left_open(session, viewer, now) == []
    assert find.left_open(session, viewer, now + timedelta(hours=1)) == [call]
    end_call(session, viewer, call.id, now)
    assert find.left_open(session, viewer, now + timedelta(hours=1)) == []


def test_a_missed_call_about_a_child_keeps_the_child(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    child = a_child(session, viewer, now)
    call = missed_by_hand(session, viewer, MissedGiven(father.id, child_id=child.id), now)
    [row] = of(session, viewer, father)
    assert call.child_id == row.child_id == child.id


def test_another_agency_knows_nothing_of_a_call(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    call = missed_by_hand(session, viewer, MissedGiven(father.id), now)
    theirs = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now))
    with pytest.raises(NotFound):
        find.call(session, theirs, call.id)


# --- when they ring us ---


def rings(number: str = TO, sid: str = PERSON_SID, **more: str) -> dict[str, str]:
    return {"CallSid": sid, "From": number, "To": OUR_NUMBER, "CallStatus": "ringing", "Direction": "inbound"} | more


def test_a_father_we_miss_is_asked_by_text_when_to_ring_him_also_at_night(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    night = now.replace(hour=22)
    call = take_in_called(session, rings(), night)
    assert call is not None
    assert (call.person_id, call.state) == (father.id, CallState.RINGING)
    take_in_called(session, rings(DialCallStatus="no-answer"), night)
    take_in_called(session, rings(DialCallStatus="no-answer"), night)
    [row] = of(session, viewer, father)
    assert (call.state, row.because) == (CallState.MISSED, Because.THEY_RANG)
    work_on_follow_up(session, row.id, night)
    [text] = messages_about(session, viewer, "follow_up", row.id)
    assert (text.language, text.due_at, str(text.wording["key"])[:8]) == ("pl", night, "you_rang")


@pytest.mark.parametrize(
    ("away", "goes"),
    [
        (timedelta(minutes=10), datetime(2026, 11, 30, 22, 10, tzinfo=UTC)),
        (timedelta(minutes=11), datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (timedelta(hours=3), datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ],
)
def test_the_text_wakes_nobody_who_rang_while_the_service_was_away(
    installation: Installation, now: datetime, away: timedelta, goes: datetime
) -> None:
    now += timedelta(weeks=1)  # the desk at which it is handled stands from 28 November on
    night = now.replace(hour=22, minute=0)
    with installation.database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ("head teacher", "administrator")))
        a_line(session, viewer, now)
        father = a_father(session, viewer, now)
        over = rings(DialCallStatus="no-answer")
        store_webhook(session, WebhookKind.CALLED, "called:over", PERSON_SID, over, night)
    one_turn(installation, night + away)
    with installation.database.reading() as session:
        [row] = of(session, viewer, father)
        [text] = messages_about(session, viewer, "follow_up", row.id)
        gone = text.state == MessageState.IN_OUTBOX
        assert (row.opened_at, text.due_at, gone) == (night, goes, goes == night + away)


def test_the_text_to_somebody_who_rang_again_just_now_goes_at_once(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    night = now.replace(hour=22)
    take_in_called(session, rings(DialCallStatus="no-answer"), night - timedelta(hours=1))
    take_in_called(session, rings(sid="CA" + "9" * 32, DialCallStatus="no-answer"), night)
    [row] = of(session, viewer, father)
    work_on_follow_up(session, row.id, night)
    assert [one.due_at for one in messages_about(session, viewer, "follow_up", row.id)] == [night]


def test_the_text_waits_where_it_is_said_only_at_night_who_rang_by_day(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    call = take_in_called(session, rings("+447700900999", DialCallStatus="no-answer"), now)
    assert call is not None
    night = now.replace(hour=22)
    who_rang(session, viewer, call.id, father.id, night)
    [row] = of(session, viewer, father)
    work_on_follow_up(session, row.id, night)
    [text] = messages_about(session, viewer, "follow_up", row.id)
    assert text.due_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_with_a_danger_the_text_waits_for_the_hours_they_named(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    hours = [{"days": [1], "from": "10:00", "to": "11:00"}]
    in_danger(session, viewer, father, now, hours)
    take_in_called(session, rings(DialCallStatus="no-answer"), now)
    [row] = of(session, viewer, father)
    work_on_follow_up(session, row.id, now)
    [text] = messages_about(session, viewer, "follow_up", row.id)
    assert text.due_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_number_they_said_is_unsafe_gets_no_text(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    parent = a_parent(session, viewer, now)
    a_mobile(session, viewer, now, parent, safety=Safety.UNSAFE)
    take_in_called(session, rings(DialCallStatus="no-answer"), now)
    [row] = of(session, viewer, parent)
    work_on_follow_up(session, row.id, now)
    assert list(messages_about(session, viewer, "follow_up", row.id)) == []
    assert EventKind.HELD_BACK in kinds(session, viewer, row)


def test_where_no_telephone_of_ours_rings_it_is_missed_at_once(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now, ring_number="", alias="")
    father = a_father(session, viewer, now)
    call = take_in_called(session, rings(), now)
    assert call is not None
    assert call.state == CallState.MISSED
    assert [one.because for one in of(session, viewer, father)] == [Because.THEY_RANG]


@pytest.mark.parametrize("first", ["over", "rang on"])
def test_one_who_was_answered_is_not_followed_up_whichever_report_comes_first(
    session: Session, viewer: Viewer, now: datetime, father: Person, first: str
) -> None:
    over = rings(DialCallStatus="completed")
    rang_on = {"CallSid": STAFF_SID, "ParentCallSid": PERSON_SID, "CallStatus": "completed", "To": "+441632960100"}
    take_in_called(session, rings(), now)
    for fields in (over, rang_on) if first == "over" else (rang_on, over):
        call = take_in_called(session, fields, now)
    assert call is not None
    assert call.state == CallState.TALKED
    assert of(session, viewer, father) == []


def test_one_who_hangs_up_before_we_answer_is_missed_too(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    take_in_called(session, rings(), now)
    child = {"CallSid": STAFF_SID, "ParentCallSid": PERSON_SID, "CallStatus": "canceled", "To": "+441632960100"}
    take_in_called(session, child, now)
    assert [one.because for one in of(session, viewer, father)] == [Because.THEY_RANG]


def test_of_a_number_that_several_have_nobody_is_assumed(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    mother = a_parent(session, viewer, now, given="Anna", family="Wójcik")
    a_mobile(session, viewer, now, mother)
    call = take_in_called(session, rings(DialCallStatus="no-answer"), now)
    assert call is not None
    assert call.person_id is None
    assert find.unknown_callers(session, viewer) == [call]
    assert of(session, viewer, father) == of(session, viewer, mother) == []


@pytest.mark.parametrize("number", ["+447700900999", "anonymous", ""])
def test_a_number_we_do_not_know_is_kept_for_a_person(
    session: Session, viewer: Viewer, now: datetime, father: Person, number: str
) -> None:
    call = take_in_called(session, rings(number, DialCallStatus="busy"), now)
    assert find.unknown_callers(session, viewer) == [call]


def test_who_rang_is_said_once_for_every_call_of_that_number(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    calls = [
        take_in_called(session, rings("+447700900999", f"CA{number}", DialCallStatus="no-answer"), at)
        for number, at in enumerate((now, now + timedelta(minutes=1), now + timedelta(hours=1)))
    ]
    assert find.unknown_callers(session, viewer) == [calls[-1]]
    assert calls[-1] is not None
    who_rang(session, viewer, calls[-1].id, father.id, now + timedelta(hours=2))
    assert find.unknown_callers(session, viewer) == []
    [row] = of(session, viewer, father)
    assert kinds(session, viewer, row) == [EventKind.OPENED, EventKind.AGAIN]
    with pytest.raises(Refused):
        who_rang(session, viewer, calls[-1].id, father.id, now)


def test_a_call_that_was_dealt_with_is_left_open_no_longer(
    session: Session, viewer: Viewer, now: datetime, father: Person
) -> None:
    call = take_in_called(session, rings("+447700900999", DialCallStatus="no-answer"), now)
    assert call is not None
    dealt_with(session, viewer, call.id, now)
    assert find.unknown_callers(session, viewer) == []


def test_a_call_to_a_number_that_is_none_of_ours_is_left(session: Session, viewer: Viewer, now: datetime) -> None:
    assert take_in_called(session, rings(To="+441632960999"), now) is None


def test_eight_workers_at_the_same_moment_make_one_missed_call(installation: Installation, now: datetime) -> None:
    database = installation.database
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("administrator",)))
        a_line(session, viewer, now)
        father = a_father(session, viewer, now).id

    def miss(_: int) -> UUID:
        with database.work() as session:
            return missed_by_hand(session, viewer, MissedGiven(father), now).id

    with ThreadPoolExecutor(8) as people:
        made = set(people.map(miss, range(8)))
    assert len(made) == 1
    with database.reading() as session:
        [row] = follow_ups.follow_ups_of(session, viewer, father)
        assert kinds(session, viewer, row) == [EventKind.OPENED]
