"""What comes before what: who it is, the admission, the offer, the points; and what the offence needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from caution_factories import AT, CHILD, GROWN_UP
from caution_room import Room

from comms.cautions.authority import needed_for, offence_classes, ranks
from comms.cautions.refusing import BadSaid, NotNow, NotYet, WrongAge
from comms.cautions.said import (
    Admitted,
    AuthorityGiven,
    Corrected,
    Decided,
    DetentionNoted,
    Name,
    OffenceStated,
    Offered,
    PersonConfirmed,
    RightsGiven,
    Screened,
)
from comms.cautions.step import Step

BEFORE_THE_OFFER = list(Step)[: list(Step).index(Step.OFFER)]


def test_nothing_is_offered_before_everything_it_rests_on() -> None:
    for step in BEFORE_THE_OFFER:
        room = Room("conditional")
        for other in BEFORE_THE_OFFER:
            if other != step:
                room.do(*([other] if _possible(room, other) else []))
        if step == Step.ADULT:
            continue
        refused = room.refused(Offered(room.now))
        assert isinstance(refused, NotYet), step
        assert refused.missing[0].step == step


def _possible(room: Room, step: Step) -> bool:
    return step != Step.AUTHORITY or room.standing.offence is not None


def test_the_offer_comes_after_the_admission_by_the_times_given_too() -> None:
    room = Room("simple", Step.CONDITIONS)
    admitted = room.standing.admission
    assert admitted is not None
    refused = room.refused(Offered(admitted.at - timedelta(minutes=1)))
    assert isinstance(refused, BadSaid)
    assert "before the admission" in refused.message
    assert isinstance(room.refused(Offered(room.now + timedelta(minutes=1))), BadSaid)
    room.do(Step.OFFER)


def test_no_admission_is_recorded_after_the_offer() -> None:
    room = Room("simple", Step.OFFER)
    for said in (
        Admitted(AT, "Cell 4", "Said so"), *Room("simple", Step.DETENTION).usually(Step.OFFENCE),
        *Room("simple", Step.OFFENCE).usually(Step.AUTHORITY),
    ):  # fmt: skip
        assert isinstance(room.refused(said), NotNow)
    room.say(Corrected("Admission: where", "Interview room 3", "A slip of the pen."))


def test_a_youth_caution_and_the_words_before_an_interview_are_not_offered() -> None:
    for kind in ("youth", "interview"):
        assert isinstance(Room(kind, Step.CONDITIONS).refused(Offered(AT)), NotNow)


def test_the_words_before_an_interview_need_no_offence_and_no_authority() -> None:
    room = Room("interview", Step.ADULT)
    for step in (Step.OFFENCE, Step.AUTHORITY, Step.ADMISSION, Step.RIGHTS, Step.INFORMATION, Step.INDUCEMENT):
        [said] = Room("simple", Step.OFFENCE).usually(step)
        assert isinstance(room.refused(said), NotNow), step
    room.point("silence")


def an_offence(**given: Any) -> OffenceStated:
    values = {"act_and_section": "Theft Act 1968, section 1", "description": "Took a coat.", "on": date(2026, 11, 21),
              "place": "Wisbech", "offence_class": "either_way"}  # fmt: skip
    return OffenceStated(**(values | given))


def an_authority(**given: Any) -> AuthorityGiven:
    values = {"by_name": "Ruth Okafor", "rank": "sergeant", "at": AT, "evidence": True, "public_interest": True}
    return AuthorityGiven(**(values | given))


@pytest.mark.parametrize(
    ("offence", "authority", "field"),
    [
        ({}, {}, ""),
        ({}, {"rank": "constable"}, "rank"),
        ({}, {"rank": "general"}, "rank"),
        ({}, {"evidence": False}, "evidence"),
        ({}, {"public_interest": False}, "public_interest"),
        ({}, {"by_name": ""}, "by_name"),
        ({}, {"at": AT + timedelta(days=1)}, "at"),
        ({"similar": True}, {}, "rank"),
        ({"similar": True}, {"rank": "inspector"}, "exceptional"),
        ({"similar": True}, {"rank": "inspector", "exceptional": "A first lapse in 23 months."}, ""),
        ({"offence_class": "specified_either_way"}, {"rank": "inspector"}, "exceptional"),
        ({"offence_class": "indictable_only"}, {"rank": "inspector", "exceptional": "Age."}, "rank"),
        ({"offence_class": "indictable_only"}, {"rank": "superintendent", "exceptional": "Age."}, "prosecutor"),
        ({"offence_class": "indictable_only"},
         {"rank": "superintendent", "exceptional": "Age.", "prosecutor": "R. Byrne, 20 November"}, ""),
    ],
)  # fmt: skip
def test_the_offence_decides_who_has_to_authorise(
    offence: dict[str, Any], authority: dict[str, Any], field: str
) -> None:
    room = Room("simple", Step.DETENTION)
    room.say(an_offence(**offence))
    said = an_authority(**authority)
    if not field:
        room.say(said)
        return
    refused = room.refused(said)
    assert isinstance(refused, BadSaid)
    assert refused.field == field


def test_an_authority_is_not_enough_any_more_where_the_offence_turns_out_graver() -> None:
    room = Room("simple", Step.CONDITIONS)
    room.say(an_offence(offence_class="indictable_only"))
    refused = room.refused(Offered(room.now))
    assert isinstance(refused, NotYet)
    assert refused.missing[0].step == Step.AUTHORITY


def test_every_class_of_offence_has_a_rank_that_is_known() -> None:
    for name in offence_classes():
        for similar in (False, True):
            assert needed_for(an_offence(offence_class=name, similar=similar)).rank in ranks()


def test_a_child_who_was_entered_as_an_adult_locks_everything_but_cannot_proceed() -> None:
    room = Room("simple", Step.OFFER)
    room.say(PersonConfirmed((Name("Mindaugas Kazlauskas", "lt"),), CHILD))
    for said in (room.read("record"), Decided("declines", "They do not want it.")):
        refused = room.refused(said)
        assert isinstance(refused, WrongAge)
        assert "15 years old" in refused.message
        assert "youth caution" in refused.remedy
    assert room.standing.needs_adult
    room.say(Decided("cannot proceed", "They are 15."))


def test_a_mistyped_birth_date_is_put_right_and_the_session_goes_on() -> None:
    room = Room("simple", Step.OFFER)
    room.say(PersonConfirmed((Name("Mindaugas Kazlauskas", "lt"),), CHILD))
    room.say(PersonConfirmed((Name("Mindaugas Kazlauskas", "lt"),), GROWN_UP))
    room.say(room.read("record"))


def test_a_youth_caution_stops_on_the_eighteenth_birthday() -> None:
    room = Room("youth", Step.CONDITIONS, born=date(2008, 11, 24))
    assert room.standing.wrong_age(AT) is None
    assert room.standing.wrong_age(AT + timedelta(days=1)) is not None


def test_a_birth_date_nobody_knows_is_refused() -> None:
    refused = Room("simple").refused(PersonConfirmed((Name("Mindaugas Kazlauskas"),), None))
    assert isinstance(refused, BadSaid)
    assert refused.field == "born"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (RightsGiven(AT, "Film.", AT, "perhaps", language="lt"), "advice"),
        (RightsGiven(AT, "Film.", AT, "declined", language="lt"), "why"),
        (RightsGiven(AT, "", AT, "accepted", language="lt"), "disclosure"),
        (RightsGiven(AT + timedelta(hours=2), "Film.", AT, "accepted", language="lt"), "disclosure_at"),
        (Admitted(AT + timedelta(hours=2), "Room 2", "On film"), "at"),
        (Screened(vulnerable=True), "why"),
        (DetentionNoted(voluntary=False), "since"),
        (DetentionNoted(False, AT), "ends_at"),
        (DetentionNoted(False, AT, None, AT - timedelta(hours=1)), "ends_at"),
        (replace(an_offence(), offence_class="grave"), "offence_class"),
        (replace(an_offence(), on=date(2026, 12, 24)), "on"),
        (replace(an_offence(), description="x" * 10_001), "description"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(said: Any, field: str) -> None:
    refused = Room("simple", Step.DETENTION).refused(said)
    assert isinstance(refused, BadSaid)
    assert refused.field == field
