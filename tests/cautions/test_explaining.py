"""Points are read in the session's own words, a few at a time, answered in the person's, judged, and read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from caution_factories import ANSWER, INTERPRETER
from caution_room import Room

from comms.cautions.kind import Outcome
from comms.cautions.refusing import BadSaid, NotNow, NotYet
from comms.cautions.rounds import MOST_AT_ONCE, MOST_ROUNDS
from comms.cautions.said import (
    Answered,
    AskedByPerson,
    Condition,
    ConditionsSet,
    Decided,
    DetentionNoted,
    Judged,
    Paused,
    Resumed,
    Words,
)
from comms.cautions.step import Step
from comms.translation.scripts import script

QUESTION = "In your own words, what will stay on your record?"


@pytest.fixture
def room() -> Room:
    """A simple caution that was offered, with all its points."""
    return Room("simple", Step.OFFER, script=script("simple"))


def answered(words: Words) -> Answered:
    return Answered("record", 1, QUESTION, words)


@pytest.mark.parametrize("words", ["Taip", "Yes.", "taip, suprantu", "OK, yes", "Rozumiem", "понял", "👍", "..."])
def test_an_answer_of_yes_alone_is_refused(room: Room, words: str) -> None:
    room.say(room.read("record"))
    for given in (
        Words(words, "lt", None, "It stays on record.", "interpreter"),
        replace(ANSWER, rendition=words),
    ):
        refused = room.refused(answered(given))
        assert isinstance(refused, BadSaid)
        assert refused.field == "words.text"
        assert "Yes alone" in refused.message


def test_an_answer_in_another_language_needs_its_meaning_in_english(room: Room) -> None:
    room.say(room.read("record"))
    refused = room.refused(answered(Words("Įrašas lieka.", "lt")))
    assert isinstance(refused, BadSaid)
    assert refused.field == "words.rendition"


def test_an_officer_does_not_say_what_it_means_where_an_interpreter_is_needed(room: Room) -> None:
    room.say(room.read("record"))
    refused = room.refused(answered(replace(ANSWER, rendered_by="officer")))
    assert isinstance(refused, BadSaid)
    assert refused.field == "words.rendered_by"


def test_an_answer_that_is_nowhere_is_refused(room: Room) -> None:
    room.say(room.read("record"))
    refused = room.refused(answered(Words("", "lt", None, "It stays.", "interpreter")))
    assert isinstance(refused, BadSaid)
    assert refused.field == "words.text"


def test_no_more_than_a_few_points_are_read_before_they_are_judged(room: Room) -> None:
    first, *rest = list(room.standing.points)[: MOST_AT_ONCE + 1]
    room.say(room.read(first))
    for name in rest[:-1]:
        room.say(room.read(name))
    refused = room.refused(room.read(rest[-1]))
    assert isinstance(refused, NotNow)
    assert f"{MOST_AT_ONCE} points" in refused.message
    room.say(Answered(first, 1, QUESTION, ANSWER), Judged(first, 1, "understood", "Said so."))
    room.say(room.read(rest[-1]))


def test_nothing_is_judged_that_was_not_answered_nor_without_a_reason(room: Room) -> None:
    assert isinstance(room.refused(answered(ANSWER)), NotNow)
    room.say(room.read("record"))
    assert isinstance(room.refused(Judged("record", 1, "understood", "Nods.")), NotNow)
    room.say(answered(ANSWER))
    for result, why, field in (("understood", " ", "why"), ("probably", "Nods.", "result")):
        refused = room.refused(Judged("record", 1, result, why))
        assert isinstance(refused, BadSaid)
        assert refused.field == field


def test_what_was_not_understood_is_said_in_other_words_and_it_is_said_what_changed(room: Room) -> None:
    one = room.point("record", "not understood").points["record"]
    assert one.next_words == one.point.again != one.point.text
    refused = room.refused(room.read("record"))
    assert isinstance(refused, BadSaid)
    assert refused.field == "changed"
    assert isinstance(room.refused(replace(room.read("record", "Drew it."), english=one.point.text)), BadSaid)
    standing = room.point("record", "understood", "Drew a list of names.")
    assert standing.points["record"].understood
    assert [each.read.round for each in standing.points["record"].rounds] == [1, 2]


def test_a_point_never_carries_other_words_than_the_scripts(room: Room) -> None:
    refused = room.refused(replace(room.read("record"), english="Sign here and you may go home."))
    assert isinstance(refused, BadSaid)
    assert refused.field == "english"


def test_after_the_last_round_only_a_pause_helps_and_then_there_is_a_new_series(room: Room) -> None:
    for _ in range(MOST_ROUNDS):
        room.point("record", "partly", "Said it more slowly.")
    refused = room.refused(room.read("record", "Said it again."))
    assert isinstance(refused, NotNow)
    assert "Pause" in refused.remedy
    room.say(Paused("They are tired."))
    assert isinstance(room.refused(room.read("record", "Said it again.")), NotNow)
    room.say(Resumed())
    assert room.point("record", "understood", "With a drawing.").points["record"].understood


def test_what_is_understood_is_not_read_again(room: Room) -> None:
    room.point("record")
    assert isinstance(room.refused(room.read("record")), NotNow)


def test_a_pause_never_goes_beyond_the_end_of_detention(room: Room) -> None:
    detention = room.standing.detention
    assert detention is not None
    assert detention.ends_at is not None
    refused = room.refused(Paused("They are tired.", detention.ends_at + timedelta(minutes=1)))
    assert isinstance(refused, BadSaid)
    assert refused.field == "until"
    assert "never prolongs" in refused.message
    room.say(Paused("They are tired.", detention.ends_at))


def test_who_came_of_their_own_will_may_come_back_on_another_day(room: Room) -> None:
    room.say(DetentionNoted(voluntary=True), Paused("They want to ask their brother.", room.now + timedelta(days=3)))


def test_a_pause_into_the_past_and_a_second_one_are_refused(room: Room) -> None:
    assert isinstance(room.refused(Paused("Tired.", room.now - timedelta(minutes=1))), BadSaid)
    assert isinstance(room.refused(Resumed()), NotNow)
    room.say(Paused("They are tired."))
    assert isinstance(room.refused(Paused("Still.")), NotNow)


def test_while_it_is_paused_questions_are_heard_and_it_can_be_ended(room: Room) -> None:
    room.say(Paused("They are tired."))
    room.say(AskedByPerson(Words("Kada galėsiu namo?", "lt"), "When the session is over, today."))
    assert isinstance(room.refused(Decided(Outcome.ACCEPTS, words=ANSWER)), NotYet)
    room.say(Decided(Outcome.DECLINES, "They want a court to decide."))


def test_each_condition_is_a_point_in_the_officers_english_with_the_scripts_question() -> None:
    room = Room("conditional", Step.INFORMATION)
    two = Condition("Pay £40 to the shop.", date(2026, 12, 14)), Condition("Stay away from the shop.")
    room.say(ConditionsSet(two))
    room.do(Step.OFFER)
    points = room.standing.points
    assert list(points)[-2:] == ["condition-1", "condition-2"]
    about = room.standing.opened.script.condition
    assert about is not None
    assert points["condition-1"].point.text == f"{about.text} Pay £40 to the shop. (by 14 December 2026)"
    assert points["condition-2"].point.question == about.question
    assert room.point("condition-1").points["condition-1"].understood
    assert not room.standing.points["condition-2"].understood


def test_a_sexual_offence_has_points_of_its_own() -> None:
    room = Room("simple", Step.DETENTION, script=script("simple"))
    stated = room.usually(Step.OFFENCE)[0]
    assert "notification" not in room.say(stated).points
    assert "notification" in room.say(replace(stated, sexual=True)).points


def test_a_question_of_another_point_is_no_point(room: Room) -> None:
    refused = room.refused(Answered("weather", 1, QUESTION, ANSWER))
    assert isinstance(refused, BadSaid)
    assert refused.field == "point"


def test_words_nobody_approved_need_the_interpreter_who_reads_them(room: Room) -> None:
    assert not room.read("record").approved
    assert room.read("record").read_aloud_by == INTERPRETER
    refused = room.refused(replace(room.read("record"), read_aloud_by=""))
    assert isinstance(refused, BadSaid)
    assert refused.field == "read_aloud_by"
