"""Who has to be there: what was explained while they were not counts for nothing, whenever it comes out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from caution_factories import AT, CHILD, an_adult, an_interpreter_began, understand_each_other
from caution_room import Room

from comms.cautions.gate import missing
from comms.cautions.refusing import BadSaid, NotNow, NotYet
from comms.cautions.said import (
    AdultBack,
    AdultLeft,
    Answered,
    InterpreterBack,
    InterpreterConfirmed,
    InterpreterLeft,
    LanguageEstablished,
    NoInterpreter,
    Screened,
    SolicitorCame,
    Words,
)
from comms.cautions.step import Step

LAST_BEFORE_POINTS = Step.OFFER
SPEAK_POLISH = LanguageEstablished(
    "pl", written="pl", reads="alone", how="They said so.", changed_because="It was taken for Lithuanian.",
    need="needed", need_confirmed=True,
)  # fmt: skip


@pytest.fixture
def room() -> Room:
    """A simple caution that was offered; its points are still to come."""
    return Room("simple", LAST_BEFORE_POINTS)


def test_no_point_is_read_without_an_interpreter_who_is_needed() -> None:
    room = Room("simple", Step.DETENTION)
    room.do(*list(Step)[list(Step).index(Step.OFFENCE) : list(Step).index(Step.OFFER)])
    refused = room.refused(room.read("record"))
    assert isinstance(refused, NotYet)
    assert [one.step for one in refused.missing] == [Step.INTERPRETER, Step.OFFER]


def test_a_reason_why_there_is_no_interpreter_unlocks_nothing() -> None:
    room = Room("simple", Step.DETENTION)
    room.do(*list(Step)[list(Step).index(Step.OFFENCE) : list(Step).index(Step.OFFER)])
    room.say(NoInterpreter("Nobody answers at night.", Words("Nesvarbu.", "lt")))
    assert isinstance(room.refused(room.read("record")), NotYet)


def test_an_interpreter_leaves_midway_and_what_was_explained_before_is_kept(room: Room) -> None:
    room.point("what_it_is")
    room.say(room.read("record"))
    standing = room.say(InterpreterLeft(room.now, "The line broke."))
    assert standing.points["what_it_is"].understood
    answer = Answered("record", 1, "In your own words, what stays?", Words("Įrašas lieka policijoje.", "lt", None,
                                                                           "The record stays.", "officer"))  # fmt: skip
    assert isinstance(room.refused(answer), NotYet)
    room.say(an_interpreter_began(room.now, "Rūta Jonaitė"))
    assert isinstance(room.refused(answer), NotYet), "the new one has to be asked about first"
    room.say(understand_each_other())
    standing = room.say(answer.__class__("record", 1, answer.question, Words(
        "Įrašas lieka policijoje.", "lt", None, "The record stays with the police.", "interpreter")))  # fmt: skip
    assert standing.points["record"].last is not None
    assert standing.points["record"].last.valid


def test_that_the_interpreter_had_left_earlier_undoes_what_was_explained_since(room: Room) -> None:
    room.point("what_it_is")
    left = room.now
    room.point("record")
    assert all(one.understood for one in room.standing.points.values())
    standing = room.say(InterpreterLeft(left, "Nobody noticed that the line had broken."))
    assert standing.points["what_it_is"].understood
    record = standing.points["record"]
    assert not record.understood
    assert record.last is not None
    assert record.last.judgement is not None, "what was said stays on record"
    assert "had left at 08:" in record.last.void
    room.say(an_interpreter_began(room.now), understand_each_other())
    assert room.read("record").english == record.point.text, "it did not fail: it is read again as it stands"
    assert room.point("record").points["record"].understood


def test_a_new_interpreter_who_began_earlier_by_the_clock_does_not_mend_what_was_undone(room: Room) -> None:
    left = room.now
    room.point("record")
    room.say(InterpreterLeft(left))
    standing = room.say(an_interpreter_began(left, "Rūta Jonaitė"), understand_each_other())
    assert not standing.points["record"].understood


def test_an_interpreter_who_comes_back_need_not_be_asked_about_again(room: Room) -> None:
    room.say(InterpreterLeft(room.now, "A break."))
    standing = room.say(InterpreterBack(room.now))
    assert standing.interpreter_confirmed
    assert len(standing.interpreters) == 2


def test_nobody_leaves_before_they_came_or_in_time_to_come(room: Room) -> None:
    for at in (AT - timedelta(minutes=5), room.now + timedelta(minutes=5)):
        refused = room.refused(InterpreterLeft(at))
        assert isinstance(refused, BadSaid)
        assert refused.field == "at"


def test_the_offer_falls_where_the_interpreter_had_left_before_it() -> None:
    room = Room("simple", Step.CONDITIONS)
    left = room.now
    room.do(Step.OFFER)
    standing = room.say(InterpreterLeft(left))
    assert standing.offer is None
    room.say(an_interpreter_began(room.now), understand_each_other())
    assert isinstance(room.refused(room.read("record")), NotYet)
    room.do(Step.OFFER)
    room.point("record")


def test_that_they_do_not_understand_each_other_undoes_what_that_interpreter_explained(room: Room) -> None:
    room.point("record")
    words = Words("Jos tarmė kita, pusės nesupratau.", "lt", None, "Her dialect is another; I did not follow half.",
                  "interpreter")  # fmt: skip
    standing = room.say(InterpreterConfirmed(words, understood=False))
    assert not standing.points["record"].understood
    assert isinstance(room.refused(room.read("record")), NotYet)


def test_another_language_undoes_what_was_explained_in_the_first(room: Room) -> None:
    room.point("record")
    refused = room.refused(LanguageEstablished("pl", written="pl", reads="alone", how="They said so."))
    assert isinstance(refused, BadSaid)
    assert refused.field == "changed_because"
    standing = room.say(SPEAK_POLISH)
    assert not standing.points["record"].understood
    assert not standing.interpreter_confirmed, "whether they understand each other is asked again"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("knows_them", {"knows_them": True}),
        ("name", {"name": ""}),
        ("number", {"number": "", "qualification": ""}),
        ("mode", {"mode": "by letter"}),
        ("why_not_in_person", {"mode": "by video"}),
        ("authorised_by", {"mode": "by video", "why_not_in_person": "90 miles away."}),
        ("sound_checked", {
            "mode": "by telephone", "why_not_in_person": "Night.", "authorised_by": "Insp. Okafor",
            "sound_checked": False,
        }),
        ("began_at", {"began_at": AT + timedelta(hours=1)}),
    ],
)  # fmt: skip
def test_an_interpreter_is_refused_at_the_field_that_is_not_right(field: str, given: dict[str, object]) -> None:
    refused = Room("simple", Step.DETENTION).refused(an_interpreter_began(AT, **given))
    assert isinstance(refused, BadSaid)
    assert refused.field == field


def test_the_appropriate_adult_is_never_the_interpreter_nor_the_other_way_round() -> None:
    room = Room("youth", Step.DETENTION)
    room.say(an_interpreter_began(room.now, "Rasa Kazlauskienė"))
    refused = room.refused(an_adult(room.now, "rasa  kazlauskiene"))
    assert isinstance(refused, BadSaid)
    assert refused.field == "name"
    room = Room("youth", Step.DETENTION)
    room.say(an_adult(room.now, "Rasa Kazlauskienė"))
    assert isinstance(room.refused(an_interpreter_began(room.now, "Rasa Kazlauskienė")), BadSaid)


def test_a_suspect_a_victim_a_witness_the_officer_and_the_solicitor_are_no_appropriate_adult() -> None:
    room = Room("youth", Step.DETENTION)
    room.say(SolicitorCame("Amir Khan", "Khan and Lee", room.now))
    assert isinstance(room.refused(an_adult(room.now, not_involved=False)), BadSaid)
    for name in ("Amir Khan", room.standing.officer, room.standing.name):
        assert isinstance(room.refused(an_adult(room.now, name)), BadSaid)


def test_an_adult_who_follows_neither_english_nor_the_persons_language_is_not_enough() -> None:
    room = Room("youth", Step.INTERPRETER)
    refused = room.refused(an_adult(room.now, language="pl"))
    assert isinstance(refused, BadSaid)
    assert refused.field == "understands_english"
    room.say(an_adult(room.now, language="pl", understands_english=True))


def test_a_point_counts_only_once_it_was_explained_to_the_appropriate_adult_too() -> None:
    room = Room("youth", Step.CONDITIONS)
    name = next(iter(room.standing.points))
    room.point(name)
    explained = room.entries.pop().said
    assert not room.standing.points[name].understood
    assert room.say(explained).points[name].understood


def test_an_appropriate_adult_who_had_left_undoes_what_was_explained_since() -> None:
    room = Room("youth", Step.CONDITIONS)
    first, second = list(room.standing.points)[:2]
    room.point(first)
    left = room.now
    room.point(second)
    standing = room.say(AdultLeft(left, "Work."))
    assert standing.points[first].understood
    assert not standing.points[second].understood
    assert isinstance(room.refused(room.read(second)), NotYet)
    standing = room.say(AdultBack(room.now))
    assert standing.adult is not None
    assert room.point(second).points[second].understood


def test_somebody_who_turns_out_to_be_vulnerable_needs_an_adult_for_all_that_was_explained_before(room: Room) -> None:
    room.point("record")
    standing = room.say(Screened(vulnerable=True, why="They say that they hear voices."))
    assert not standing.points["record"].understood
    assert standing.offer is None
    room.say(an_adult(room.now))
    room.do(Step.OFFER)
    assert room.point("record").points["record"].understood


def test_an_interpreter_is_not_needed_only_where_they_said_so_and_all_words_are_approved() -> None:
    said = LanguageEstablished("lt", written="lt", reads="alone", how="Asked.")
    for need, confirmed, approved, needed in (
        ("not needed", True, True, False),
        ("not needed", True, False, True),
        ("not needed", False, True, True),
        ("not asked", False, True, True),
        ("needed", True, True, True),
    ):
        room = Room("simple", Step.PERSON)
        changed = LanguageEstablished(
            said.spoken, written=said.written, reads=said.reads, how=said.how, need=need, need_confirmed=confirmed,
            words_approved=approved,
        )  # fmt: skip
        assert room.say(changed).needs_interpreter is needed
    assert Room("simple", Step.PERSON).standing.needs_interpreter, "unknown is never English"


def test_somebody_who_speaks_english_and_said_so_needs_none() -> None:
    english = LanguageEstablished("en", written="en", reads="alone", how="Asked.", need="not needed",
                                  need_confirmed=True, words_approved=True)  # fmt: skip
    for kind in ("simple", "conditional"):
        room = Room(kind, Step.PERSON)
        assert not room.say(english).needs_interpreter


def test_conditions_in_english_need_an_interpreter_where_nothing_else_would() -> None:
    room = Room("conditional", Step.PERSON)
    said = LanguageEstablished("lt", written="lt", reads="alone", how="Asked.", need="not needed",
                               need_confirmed=True, words_approved=True)  # fmt: skip
    assert "conditions" in room.say(said).why_interpreter


def test_two_do_not_interpret_at_once(room: Room) -> None:
    assert isinstance(room.refused(an_interpreter_began(room.now, "Rūta Jonaitė")), NotNow)


def test_under_18_on_the_day_it_was_opened_is_a_child_to_its_end() -> None:
    standing = Room("interview", born=CHILD).standing
    assert standing.needs_adult
    steps = [one.step for one in missing(standing, "understood", AT)]
    assert Step.ADULT in steps
