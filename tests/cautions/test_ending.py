"""How a session ends: all outcomes are equally good, and those that say “understood” need that everything holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from caution_factories import AT, CONSENT, INTERPRETER, NOBODY, an_interpreter_began, understand_each_other
from caution_room import Room

from comms.cautions.gate import missing, missing_to_seal
from comms.cautions.kind import COUNTS, kinds
from comms.cautions.refusing import BadSaid, NotNow, NotYet
from comms.cautions.said import Corrected, Decided, Inducement, InterpreterLeft, Paused, Signed, SolicitorCame, Words
from comms.cautions.signing import missing_signatures, signers
from comms.cautions.step import Step

TAKEN = ("simple", "conditional", "youth", "youth_conditional", "interview")


@pytest.mark.parametrize("kind", TAKEN)
def test_declining_and_the_like_need_nothing_but_a_reason_at_any_moment(kind: str) -> None:
    for outcome in set(kinds()[kind].outcomes) - COUNTS:
        for step in (None, Step.PERSON, Step.CONDITIONS, Step.INDUCEMENT):
            room = Room(kind, step)
            assert missing(room.standing, outcome, room.now) == ()
            refused = room.refused(Decided(outcome, " "))
            assert isinstance(refused, BadSaid)
            assert refused.field == "why"
            room.say(Decided(outcome, "They said so."))


@pytest.mark.parametrize("kind", TAKEN)
def test_the_outcome_that_counts_waits_for_every_step(kind: str) -> None:
    counting = kinds()[kind].counting
    assert counting is not None
    words = CONSENT if kinds()[kind].needs_consent else None
    for step in list(Step)[: list(Step).index(Step.INDUCEMENT)]:
        room = Room(kind, step)
        if missing(room.standing, counting, room.now):
            assert isinstance(room.refused(Decided(counting, words=words)), NotYet)
    room = Room(kind, Step.INDUCEMENT)
    assert missing(room.standing, counting, room.now) == ()
    assert room.say(Decided(counting, words=words)).decided is not None


@pytest.mark.parametrize(("kind", "outcome"), [("youth", "accepts"), ("interview", "accepts"), ("simple", "given")])
def test_a_kind_that_needs_no_consent_is_never_accepted(kind: str, outcome: str) -> None:
    room = Room(kind, Step.INDUCEMENT)
    refused = room.refused(Decided(outcome, "They agree.", CONSENT))
    assert isinstance(refused, BadSaid)
    assert refused.field == "outcome"


def test_consent_is_in_their_own_words_and_language() -> None:
    room = Room("simple", Step.INDUCEMENT)
    for words, field in (
        (None, "words.text"),
        (Words("I agree to this caution, I did it.", "en"), "words.language"),
        (Words("Taip.", "lt", None, "Yes.", "interpreter"), "words.text"),
        (replace(CONSENT, rendition=""), "words.rendition"),
    ):
        refused = room.refused(Decided("accepts", words=words))
        assert isinstance(refused, BadSaid)
        assert refused.field == field


def test_whoever_was_promised_something_cannot_accept_in_this_session() -> None:
    room = Room("simple", Step.POINTS)
    assert isinstance(room.refused(Inducement(NOBODY, none=False)), BadSaid)
    room.say(Inducement(NOBODY, none=False, what="Somebody said that they could go home sooner."))
    room.say(Inducement(NOBODY, none=True))
    refused = room.refused(Decided("accepts", words=CONSENT))
    assert isinstance(refused, NotYet)
    assert refused.missing[0].step == Step.INDUCEMENT
    room.say(Decided("cannot proceed", "A promise was made."))


def test_an_outcome_falls_when_it_comes_out_that_the_interpreter_had_left() -> None:
    room = Room("simple", Step.INDUCEMENT)
    left = room.now
    room.do(Step.OUTCOME, Step.SIGNATURES)
    assert missing_to_seal(room.standing) == ()
    standing = room.say(InterpreterLeft(left, "The line had broken."))
    assert standing.decided is None
    assert standing.overtaken is not None
    assert standing.signatures == ()
    assert missing_to_seal(standing)[0].step == Step.OUTCOME
    assert isinstance(room.refused(Decided("accepts", words=CONSENT)), NotYet)
    assert isinstance(room.refused(an_interpreter_began(room.now)), NotNow), "the session has ended"
    standing = room.say(Decided("cannot proceed", "The interpreter had left before they agreed."))
    assert standing.decided is not None
    assert standing.overtaken is not None, "what was recorded first stays on record"
    room.do(Step.SIGNATURES)
    assert missing_to_seal(room.standing) == ()


def test_an_interpreter_who_leaves_after_the_outcome_changes_nothing() -> None:
    room = Room("simple", Step.SIGNATURES)
    standing = room.say(InterpreterLeft(room.now, "Went home."))
    assert standing.decided is not None
    assert missing_to_seal(standing) == ()


def test_after_the_outcome_only_signatures_and_corrections_are_added() -> None:
    room = Room("simple", Step.OUTCOME)
    for said in (room.read("record"), Paused("Tea."), Decided("declines", "They changed their mind.")):
        assert isinstance(room.refused(said), (NotNow, NotYet))
    room.say(Corrected("Place", "March", "A slip."))


def test_everybody_who_was_there_signs_or_it_is_said_why_not() -> None:
    room = Room("simple", Step.POINTS)
    room.say(InterpreterLeft(room.now, "Her train."), an_interpreter_began(room.now, "Rūta Jonaitė"))
    room.say(understand_each_other(), SolicitorCame("Amir Khan", "Khan and Lee", room.now))
    room.do(Step.INDUCEMENT, Step.OUTCOME)
    assert [(one.who, one.name) for one in signers(room.standing)] == [
        ("person", "Mindaugas Kazlauskas"), ("officer", "Ellen Ward"), ("interpreter", INTERPRETER),
        ("interpreter", "Rūta Jonaitė"), ("solicitor", "Amir Khan"),
    ]  # fmt: skip
    room.say(
        Signed("person", "M. Kazlauskas", "refused", why="Does not sign papers.", witness="PC Tom Reed"),
        Signed("officer", "Ellen Ward", "aloud", heard_by="PC Tom Reed"),
        Signed("interpreter", "Ruta Jonaite", "aloud", heard_by="Ellen Ward"),
        Signed("interpreter", INTERPRETER, "unable", why="Has left.", witness="PC Tom Reed"),
    )
    assert [one.name for one in missing_signatures(room.standing)] == ["Amir Khan"]
    [waits] = missing_to_seal(room.standing)
    assert "the solicitor (Amir Khan)" in waits.what


@pytest.mark.parametrize(
    ("signed", "field"),
    [
        (Signed("person", "M. Kazlauskas", "drawn"), "media_id"),
        (Signed("person", "M. Kazlauskas", "aloud"), "heard_by"),
        (Signed("person", "M. Kazlauskas", "refused", witness="Tom Reed"), "why"),
        (Signed("person", "M. Kazlauskas", "unable", why="Hand in plaster."), "witness"),
        (Signed("person", "M. Kazlauskas", "nodded"), "way"),
        (Signed("person", "", "aloud", heard_by="Tom Reed"), "name"),
        (Signed("solicitor", "Amir Khan", "aloud", heard_by="Tom Reed"), "who"),
        (Signed("interpreter", "Somebody Else", "aloud", heard_by="Tom Reed"), "name"),
    ],
)
def test_a_signature_is_refused_at_the_field_that_is_missing(signed: Signed, field: str) -> None:
    refused = Room("simple", Step.OUTCOME).refused(signed)
    assert isinstance(refused, BadSaid)
    assert refused.field == field


def test_nobody_signs_before_there_is_an_outcome() -> None:
    assert isinstance(Room("simple", Step.POINTS).refused(Signed("person", "M.", "aloud", heard_by="T.")), NotNow)


def test_nothing_is_accepted_while_it_is_paused() -> None:
    room = Room("simple", Step.INDUCEMENT)
    room.say(Paused("Tea."))
    assert missing(room.standing, "accepts", AT)[0].what == "The session is paused."
