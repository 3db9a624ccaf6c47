"""Who can interpret for a request, as the register and the bookings have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from booking_factories import WEDNESDAY, a_booking, a_mother, a_request, an_appointment, an_interpreter
from factories import a_child, a_parent, a_staff_member, an_agency
from sqlalchemy import event
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Role
from comms.bookings.booking import BookingState
from comms.bookings.matching.board import Candidate
from comms.bookings.matching.gathering import request_facts
from comms.bookings.matching.matching import (
    candidates,
    check_eligible,
    eligible_pairs,
    everybody,
    matches,
    of_language,
    with_why,
)
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import move
from comms.families.actions import add_contact_point, relate
from comms.families.find import contact_hash
from comms.foundation.errors import NotFound
from comms.interpreters.conflict import Conflict, DeclaredBy, Scope
from comms.interpreters.hours import HoursException, HoursKind
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage, RegisterShare
from comms.interpreters.qualification import Qualification
from comms.interpreters.travel import TravelTime

HOUR = timedelta(hours=1)


def codes(found: Candidate) -> list[str]:
    return [str(reason.code) for reason in found.reasons]


def about(
    session: Session, viewer: Viewer, now: datetime, who: Interpreter, request: InterpreterRequest | None = None
) -> list[str]:
    return codes(check_eligible(session, viewer, request or a_request(session, viewer, now), who.id, now))


def a_conflict(session: Session, viewer: Viewer, now: datetime, who: Interpreter, **given: Any) -> Conflict:
    values: dict[str, Any] = {
        "scope": Scope.PERSON,
        "declared_by": DeclaredBy.INTERPRETER,
        "reason": "They are cousins",
    }
    made = Conflict(interpreter_id=who.id, agency_id=viewer.agency_id, recorded_at=now, **(values | given))
    session.add(made)
    session.flush()
    return made


def test_somebody_with_everything_the_work_needs_may_be_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    request = a_request(session, viewer, now)
    found = candidates(session, viewer, request.id, now)
    assert [one.interpreter_id for one in found.best] == [who.id]
    assert (found.counts, found.total, found.eligible, found.of_language) == ({}, 1, 1, 1)
    assert found.best[0].reasons == found.best[0].checks == ()
    assert 0 < found.best[0].score < 1
    assert about(session, viewer, now, who, request) == []


def test_each_who_cannot_is_counted_once_by_the_first_reason(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now, gender="a woman", level=6)
    an_interpreter(session, viewer, now)
    an_interpreter(session, viewer, now, gender="a man", checks=(), works=None)
    an_interpreter(session, viewer, now, level=3)
    an_interpreter(session, viewer, now, checks=())
    an_interpreter(session, viewer, now, language="pl")
    an_interpreter(session, viewer, now, active=False)
    found = candidates(session, viewer, request.id, now)
    assert found.counts == {"language": 1, "gender": 1, "level": 1, "check": 1}
    assert (found.total, found.of_language, found.eligible, len(found.best)) == (5, 4, 1, 1)
    shown = of_language(session, viewer, request.id, now)
    assert codes(shown[0]) == []
    assert sorted(map(codes, shown[1:])) == [["check"], ["gender", "check", "hours"], ["level"]]


def test_everybody_is_told_with_every_reason_also_who_left(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now)
    pole = an_interpreter(session, viewer, now, language="pl", checks=())
    left = an_interpreter(session, viewer, now, active=False)
    found = {one.interpreter_id: codes(one) for one in everybody(session, viewer, request.id, now)}
    assert found == {pole.id: ["language", "check"], left.id: ["left"]}
    assert about(session, viewer, now, left, request) == ["left"]


def test_only_the_best_are_named_and_the_others_still_counted(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now)
    for _ in range(4):
        an_interpreter(session, viewer, now)
    found = candidates(session, viewer, request.id, now, limit=2)
    assert (len(found.best), found.eligible) == (2, 4)
    scores = [(-one.score, one.interpreter_id) for one in found.best]
    assert scores == sorted(scores)


def test_the_order_is_the_same_each_time(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now)
    made = sorted(an_interpreter(session, viewer, now).id for _ in range(5))
    for _ in range(2):
        assert [one.interpreter_id for one in candidates(session, viewer, request.id, now).best] == made


def test_time_taken_by_another_agency_counts_and_tells_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    keeper, who = another_agency_with(session, viewer, now)
    a_booking(session, keeper, now, who)
    found = check_eligible(session, viewer, a_request(session, viewer, now), who.id, now)
    assert [reason.said for reason in found.reasons] == ["Is booked at that time."]


def another_agency_with(session: Session, viewer: Viewer, now: datetime) -> tuple[Viewer, Interpreter]:
    other = an_agency(session, now, name="Eastlode")
    keeper = viewer_of(a_staff_member(session, other, now, roles=("administrator",)))
    session.add(RegisterShare(keeper_id=other.id, agency_id=viewer.agency_id, since=now))
    session.flush()
    return keeper, an_interpreter(session, keeper, now)


def test_a_register_that_is_not_shared_does_not_exist(session: Session, viewer: Viewer, now: datetime) -> None:
    other = an_agency(session, now, name="Eastlode")
    keeper = viewer_of(a_staff_member(session, other, now, roles=("administrator",)))
    theirs = an_interpreter(session, keeper, now)
    request = a_request(session, viewer, now)
    assert candidates(session, viewer, request.id, now).total == 0
    assert everybody(session, viewer, request.id, now) == []
    assert about(session, viewer, now, theirs, request) == ["left"]
    with pytest.raises(NotFound):
        candidates(session, viewer, a_request(session, keeper, now).id, now)


def test_a_hold_that_has_run_out_takes_no_time(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    a_booking(session, viewer, now, who, held_until=now + HOUR)
    request = a_request(session, viewer, now)
    assert about(session, viewer, now, who, request) == ["booked"]
    assert codes(check_eligible(session, viewer, request, who.id, now + HOUR)) == []


def test_a_booking_that_was_called_off_takes_no_time(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    booked = a_booking(session, viewer, now, who)
    move(booked, BookingState.BY_FAMILY)
    assert about(session, viewer, now, who) == []


def test_the_way_from_the_booking_before_must_fit(session: Session, viewer: Viewer, now: datetime) -> None:
    session.add_all([TravelTime(from_zone="CB1", to_zone="PE13", minutes=75),
                     TravelTime(from_zone="PE13", to_zone="CB1", minutes=50)])  # fmt: skip
    who = an_interpreter(session, viewer, now, travels_minutes=90)
    before = an_appointment(session, viewer, now, starts_at=WEDNESDAY - 3 * HOUR, minutes=70, zone="CB1")
    a_booking(session, viewer, now, who, a_request(session, viewer, now, before, zone="CB1"))
    # It ends at 8:20, the request begins at 9:50.
    assert about(session, viewer, now, who) == []
    later = a_request(session, viewer, now, starts_at=WEDNESDAY - HOUR / 2)
    assert about(session, viewer, now, who, later) == ["travel"]


def test_limits_count_what_anybody_booked_on_that_day_and_in_that_week(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    keeper, who = another_agency_with(session, viewer, now)
    who.most_minutes_a_day, who.most_minutes_a_week = 200, 300
    request = a_request(session, viewer, now)
    assert about(session, viewer, now, who, request) == []

    def booked(start: datetime) -> None:
        there = an_appointment(session, keeper, now, starts_at=start)
        a_booking(session, keeper, now, who, a_request(session, keeper, now, there))

    booked(WEDNESDAY - timedelta(days=7))
    assert about(session, viewer, now, who, request) == []
    booked(WEDNESDAY + timedelta(days=1))
    assert about(session, viewer, now, who, request) == []
    booked(WEDNESDAY + timedelta(hours=5))
    found = check_eligible(session, viewer, request, who.id, now)
    assert [reason.said for reason in found.reasons] == [
        "It would be more than the 3 hours and 20 minutes a day they work at most.",
        "It would be more than the 5 hours a week they work at most.",
    ]


def test_leave_and_a_busy_calendar_rule_somebody_out(session: Session, viewer: Viewer, now: datetime) -> None:
    away, busy = an_interpreter(session, viewer, now), an_interpreter(session, viewer, now)
    for who, kind in ((away, HoursKind.LEAVE), (busy, HoursKind.BUSY)):
        session.add(HoursException(interpreter_id=who.id, kind=kind, starts_at=WEDNESDAY, ends_at=WEDNESDAY + HOUR,
                                   recorded_at=now))  # fmt: skip
    session.flush()
    assert (about(session, viewer, now, away), about(session, viewer, now, busy)) == (["leave"], ["busy"])


def test_a_check_that_somebody_withdrew_does_not_count(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    session.query(Qualification).filter_by(interpreter_id=who.id).one().ended_at = now
    assert about(session, viewer, now, who) == ["check"]


def test_the_dialect_is_compared_as_it_is_locked(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now, dialect="Samogitian")
    assert about(session, viewer, now, who, a_request(session, viewer, now, dialect="samogitian")) == []
    assert about(session, viewer, now, who, a_request(session, viewer, now, dialect="Aukštaitian")) == ["dialect"]


# Family ---------------------------------------------------------------------------------------------------------------


def test_nobody_is_offered_for_their_own_child_or_household(session: Session, viewer: Viewer, now: datetime) -> None:
    child = a_child(session, viewer, now)
    mother = a_parent(session, viewer, now, child)
    father = a_parent(session, viewer, now, child, "Tomas", "Kazlauskas", ("3 Fen Lane", "March", "PE15 1AA"))
    brother = a_child(session, viewer, now, "Matas", "Kazlauskas")
    relate(session, viewer, brother, mother, "mother", responsible=True, now=now)
    lodger = a_parent(session, viewer, now, None, "Jonas", "Petrauskas")
    stranger = a_parent(session, viewer, now, None, "Ona", "Rimkienė", ("9 Fen Lane", "March", "PE15 1AA"))
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    for person, expected in (
        (mother, ["related"]), (child, ["related"]), (father, ["related"]), (brother, ["related"]),
        (lodger, ["related"]), (stranger, []),
    ):  # fmt: skip
        who = an_interpreter(session, viewer, now, person_id=person.id)
        assert about(session, viewer, now, who, request) == expected, person.name


def reached(session: Session, telephone: str = "", email: str = "") -> dict[str, bytes]:
    """By what the register finds who is reached like somebody."""
    given = {"telephone_hash": telephone, "email_hash": email}
    return {name: contact_hash(session, value) for name, value in given.items() if value}


def test_who_became_a_parent_on_record_after_they_were_registered_is_not_offered_for_their_family(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    by_number = an_interpreter(session, viewer, now, **reached(session, telephone="07700 900821"))
    by_email = an_interpreter(session, viewer, now, **reached(session, email="tomas@families.example"))
    child = a_child(session, viewer, now)
    mother = a_parent(session, viewer, now, child)
    father = a_parent(session, viewer, now, child, "Tomas", "Kazlauskas", ("3 Fen Lane", "March", "PE15 1AA"))
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    assert about(session, viewer, now, by_number, request) == about(session, viewer, now, by_email, request) == []
    add_contact_point(session, viewer, mother, "mobile", "+44 7700 900821", now)
    add_contact_point(session, viewer, father, "email", "Tomas@Families.example", now)
    assert about(session, viewer, now, by_number, request) == ["related"]
    assert about(session, viewer, now, by_email, request) == ["related"], "the child’s father, who is not even there"
    found = candidates(session, viewer, request.id, now)
    assert (found.best, found.counts) == ([], {"related": 2})
    said = check_eligible(session, viewer, request, by_number.id, now).reasons[0].said
    assert said == "Has a telephone number or an e-mail address in common with this family."
    stranger = a_parent(session, viewer, now, None, "Ona", "Rimkienė", ("9 Fen Lane", "March", "PE15 1AA"))
    other = a_request(session, viewer, now, an_appointment(session, viewer, now, [(stranger, Role.PARENT)]))
    assert about(session, viewer, now, by_number, other) == []
    together = matches(session, viewer, [request, other], now)
    assert [together[one.id].eligible for one in (request, other)] == [0, 2]


def test_who_is_reached_like_the_family_is_so_whichever_agency_keeps_the_register_or_the_record(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    keeper, who = another_agency_with(session, viewer, now)
    who.telephone_hash = contact_hash(session, "07700 900821")
    child = a_child(session, keeper, now)
    father = a_parent(session, keeper, now, child, "Tomas", "Kazlauskas", ("3 Fen Lane", "March", "PE15 1AA"))
    add_contact_point(session, keeper, father, "mobile", "07700 900821", now)
    mother = a_mother(session, viewer, now)
    relate(session, viewer, child, mother, "mother", responsible=True, now=now)
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    assert about(session, viewer, now, who, request) == ["related"]


def test_the_family_of_many_requests_is_read_in_as_many_questions_as_that_of_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    an_interpreter(session, viewer, now)
    requests = [a_request(session, viewer, now) for _ in range(6)]
    session.flush()
    asked = [
        _questions(session, lambda some=some: request_facts(session, viewer, some)) for some in (requests[:1], requests)
    ]
    assert asked[0] == asked[1] <= 5


def _questions(session: Session, ask: Callable[[], object]) -> int:
    """How many questions go to the database."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    ask()
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return len(seen)


def test_who_is_related_is_so_whichever_agency_recorded_it(session: Session, viewer: Viewer, now: datetime) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Eastlode"), now, roles=("administrator",)))
    mother = a_mother(session, viewer, now)
    child = a_child(session, other, now)
    father = a_parent(session, other, now, child, "Tomas", "Kazlauskas", ("3 Fen Lane", "March", "PE15 1AA"))
    relate(session, viewer, child, mother, "mother", responsible=True, now=now)
    who = an_interpreter(session, viewer, now, person_id=father.id)
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    assert about(session, viewer, now, who, request) == ["related"]


def test_a_conflict_with_the_family_holds_for_every_agency_until_it_ends(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    keeper, who = another_agency_with(session, viewer, now)
    child = a_child(session, viewer, now)
    mother = a_parent(session, viewer, now, child)
    conflict = a_conflict(session, keeper, now, who, scope=Scope.FAMILY, person_id=child.id)
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    assert about(session, viewer, now, who, request) == ["conflict"]
    conflict.ended_at = now
    assert about(session, viewer, now, who, request) == []


def test_why_there_is_a_conflict_is_told_to_those_who_may_know(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_mother(session, viewer, now)
    who = an_interpreter(session, viewer, now)
    a_conflict(session, viewer, now, who, person_id=mother.id)
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    found = [check_eligible(session, viewer, request, who.id, now)]
    assert "cousins" not in str(found)
    assert "cousins" in with_why(session, viewer, found, now)[0].reasons[0].said
    worker = viewer_of(a_staff_member(session, session.get_one(Agency, viewer.agency_id), now, ("social worker",)))
    assert with_why(session, worker, found, now) == found


def test_another_agencys_reason_is_told_to_nobody_here(session: Session, viewer: Viewer, now: datetime) -> None:
    keeper, who = another_agency_with(session, viewer, now)
    mother = a_mother(session, viewer, now)
    a_conflict(session, keeper, now, who, person_id=mother.id)
    request = a_request(session, viewer, now, an_appointment(session, viewer, now, [(mother, Role.PARENT)]))
    found = with_why(session, viewer, [check_eligible(session, viewer, request, who.id, now)], now)
    assert codes(found[0]) == ["conflict"]
    assert "cousins" not in found[0].reasons[0].said


def test_a_community_and_whom_to_avoid_are_to_be_looked_at(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    a_conflict(session, viewer, now, who, scope=Scope.COMMUNITY, community="the parish of St Peter")
    request = a_request(session, viewer, now, avoid="anybody from Elm Road")
    found = candidates(session, viewer, request.id, now).best
    assert ["Elm Road" in check for check in found[0].checks] == [True, False]
    assert "St Peter" not in str(found)
    assert "St Peter" in with_why(session, viewer, found, now)[0].checks[1]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (Role.WITNESS, Role.SUSPECT, ["side"]), (Role.SUSPECT, Role.WITNESS, ["side"]),
        (Role.CHILD, Role.SUSPECT, ["side"]), (Role.COMPLAINANT, Role.SUSPECT, ["side"]),
        (Role.WITNESS, Role.COMPLAINANT, []), (Role.SUSPECT, Role.SUSPECT, []), (Role.PARENT, Role.SUSPECT, []),
    ],
)  # fmt: skip
def test_who_interpreted_for_one_side_of_a_matter_never_does_for_the_other(
    session: Session, viewer: Viewer, now: datetime, first: Role, then: Role, expected: list[str]
) -> None:
    keeper, who = another_agency_with(session, viewer, now)
    before = an_appointment(session, keeper, now, matter="35nn1234526", starts_at=WEDNESDAY - timedelta(days=5))
    booked = a_booking(session, keeper, now, who, a_request(session, keeper, now, before))
    booked.for_roles, booked.state = [first], BookingState.COMPLETED
    session.flush()

    def in_matter(matter: str) -> list[str]:
        mother = a_mother(session, viewer, now)
        there = an_appointment(session, viewer, now, [(mother, then)], matter=matter)
        return about(session, viewer, now, who, a_request(session, viewer, now, there))

    assert in_matter("35nn1234526") == expected
    assert in_matter("35nn7777777") == []
    booked.state, booked.occupies = BookingState.BY_FAMILY, False
    assert in_matter("35nn1234526") == []


def test_at_one_appointment_nobody_interprets_for_both_sides_whether_or_not_it_has_a_matter(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    witness, suspect = a_mother(session, viewer, now), a_mother(session, viewer, now)
    there = an_appointment(session, viewer, now, [(witness, Role.WITNESS), (suspect, Role.SUSPECT)])
    first = a_request(session, viewer, now, there, people=[str(witness.id)])
    other = a_request(session, viewer, now, there, people=[str(suspect.id)], starts_at=WEDNESDAY + 4 * HOUR,
                      ends_at=WEDNESDAY + 5 * HOUR)  # fmt: skip
    who = an_interpreter(session, viewer, now)
    assert about(session, viewer, now, who, other) == []
    a_booking(session, viewer, now, who, first).for_roles = [Role.WITNESS]
    assert about(session, viewer, now, who, other) == ["side"]
    assert about(session, viewer, now, who, a_request(session, viewer, now, there)) == ["side", "booked"]


# Score ----------------------------------------------------------------------------------------------------------------


def test_who_interpreted_for_the_family_before_comes_first(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_mother(session, viewer, now)
    others = [an_interpreter(session, viewer, now) for _ in range(2)]
    known = an_interpreter(session, viewer, now)
    for days in (3, 6):
        before = an_appointment(
            session, viewer, now, [(mother, Role.PARENT)], starts_at=WEDNESDAY - timedelta(days=days)
        )
        for who in (known, others[0]):
            booked = a_booking(session, viewer, now, who, a_request(session, viewer, now, before))
            if who is not known:
                move(booked, BookingState.BY_INTERPRETER)
    there = an_appointment(session, viewer, now, [(mother, Role.PARENT)], risk="high")
    best = candidates(session, viewer, a_request(session, viewer, now, there, risk="high").id, now).best
    assert best[0].interpreter_id == known.id
    assert [one.measures.met for one in best if one.measures] == [2, 0, 0]
    assert best[0].measures
    assert best[0].measures.booked_minutes == 220
    assert best[0].measures.usual_minutes == pytest.approx(220 / 3)


def test_one_checked_alone_scores_as_among_all(session: Session, viewer: Viewer, now: datetime) -> None:
    people = [an_interpreter(session, viewer, now) for _ in range(3)]
    there = an_appointment(session, viewer, now, starts_at=WEDNESDAY - timedelta(days=2))
    a_booking(session, viewer, now, people[0], a_request(session, viewer, now, there))
    request = a_request(session, viewer, now)
    for one in candidates(session, viewer, request.id, now).best:
        assert check_eligible(session, viewer, request, one.interpreter_id, now) == one


# Many at once ---------------------------------------------------------------------------------------------------------


def test_many_requests_at_once_are_answered_as_each_alone(session: Session, viewer: Viewer, now: datetime) -> None:
    people = [an_interpreter(session, viewer, now, language=tag) for tag in ("lt", "lt", "pl", "ro")]
    session.add(InterpreterLanguage(interpreter_id=people[3].id, language="lt", level=6, modes=["in person"]))
    a_booking(session, viewer, now, people[0])
    requests = [
        a_request(session, viewer, now, an_appointment(session, viewer, now, starts_at=WEDNESDAY + days * HOUR * 24),
                  language=tag)
        for days, tag in ((0, "lt"), (1, "lt"), (1, "pl"), (4, "lt"), (0, "ur"))
    ]  # fmt: skip
    alone = {one.id: candidates(session, viewer, one.id, now) for one in requests}
    assert matches(session, viewer, requests, now) == alone
    assert eligible_pairs(session, viewer, requests, now) == {one: found.best for one, found in alone.items()}
    assert [alone[one.id].eligible for one in requests] == [2, 3, 1, 0, 0]
    assert matches(session, viewer, [], now) == {}


def test_a_request_can_be_asked_for_as_if_it_were_moved(session: Session, viewer: Viewer, now: datetime) -> None:
    an_interpreter(session, viewer, now, works=(time(11, 0), time(20, 0)))
    request = a_request(session, viewer, now)
    assert eligible_pairs(session, viewer, [request], now)[request.id] == []
    assert len(eligible_pairs(session, viewer, [request], now, moved=70)[request.id]) == 1
    assert request.starts_at == WEDNESDAY - HOUR / 6


def test_what_was_not_written_yet_is_seen(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    request = a_request(session, viewer, now)
    who.base_zone = "ZZ9"
    session.add(TravelTime(from_zone="ZZ9", to_zone="PE13", minutes=90))
    assert about(session, viewer, now, who, request) == ["travel"]
