"""What changes after something was recorded: nothing that was established for something else stands for what is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from caution_factories import ADULT, ANSWER, AT, INTERPRETER, NOBODY, an_adult, an_interpreter_began
from caution_room import Room

from comms.cautions.gate import missing
from comms.cautions.refusing import BadSaid, NotNow, NotYet
from comms.cautions.said import (
    Admitted,
    AdultLeft,
    Carried,
    DetentionNoted,
    Inducement,
    InformationGiven,
    InterpreterConfirmed,
    InterpreterLeft,
    LanguageEstablished,
    Offered,
    OfficerChanged,
    Screened,
    Signed,
    SolicitorCame,
    Words,
)
from comms.cautions.step import Step


def test_another_offence_needs_its_own_authority_admission_and_disclosure() -> None:
    room = Room("simple", Step.CONDITIONS)
    said = room.standing.offence
    assert said is not None
    room.say(replace(said))
    assert room.standing.admission is not None, "the same offence once more changes nothing"
    standing = room.say(replace(said, act_and_section="Offences against the Person Act 1861, section 47",
                                description="Hit somebody."))  # fmt: skip
    refused = room.refused(Offered(room.now))
    assert isinstance(refused, NotYet)
    assert {one.step for one in refused.missing} == {Step.AUTHORITY, Step.ADMISSION, Step.RIGHTS}
    assert standing.information is not None
    room.do(Step.AUTHORITY, Step.ADMISSION, Step.RIGHTS, Step.OFFER)


def test_whoever_reads_english_and_speaks_another_language_still_needs_an_interpreter() -> None:
    room = Room("simple", Step.PERSON)
    said = LanguageEstablished("lt", written="en", reads="alone", how="Asked.", need="not needed", need_confirmed=True,
                               words_approved=True)  # fmt: skip
    assert room.say(said).needs_interpreter


def test_the_written_information_is_in_their_language_or_read_to_them_by_the_interpreter() -> None:
    room = Room("simple", Step.RIGHTS)
    [usual] = room.usually(Step.INFORMATION)
    assert isinstance(usual, InformationGiven)
    refused = room.refused(replace(usual, language="en"))
    assert isinstance(refused, BadSaid)
    assert refused.field == "format"
    aloud = replace(usual, language="en", format="read aloud by the interpreter")
    assert room.say(aloud).information == aloud
    room.do(Step.CONDITIONS, Step.OFFER)


def test_information_in_the_language_before_is_not_enough_once_another_is_established() -> None:
    room = Room("simple", Step.CONDITIONS)
    room.say(LanguageEstablished("pl", written="pl", reads="alone", how="Asked.", changed_because="Misheard.",
                                 need="needed", need_confirmed=True))  # fmt: skip
    room.say(InterpreterConfirmed(replace(ANSWER, language="pl"), understood=True))
    refused = room.refused(Offered(room.now))
    assert isinstance(refused, NotYet)
    assert [one.step for one in refused.missing] == [Step.INFORMATION]


def test_nobody_reads_a_letter_aloud_as_the_interpreter_where_none_is_there() -> None:
    room = Room("simple", Step.RIGHTS)
    [usual] = room.usually(Step.INFORMATION)
    assert isinstance(usual, InformationGiven)
    room.say(InterpreterLeft(room.now))
    refused = room.refused(replace(usual, format="read aloud by the interpreter"))
    assert isinstance(refused, BadSaid)
    assert refused.field == "format"


def test_by_the_times_given_the_offer_came_while_everybody_was_there() -> None:
    room = Room("simple", Step.CONDITIONS)
    interpreter = room.standing.interpreter
    assert interpreter is not None
    refused = room.refused(Offered(interpreter.began - timedelta(minutes=1)))
    assert isinstance(refused, BadSaid)
    assert "interpreter" in refused.message
    youth = Room("youth_conditional", Step.CONDITIONS)
    adult = youth.standing.adult
    assert adult is not None
    youth.say(AdultLeft(youth.now))
    youth.say(an_adult(youth.now))
    refused = youth.refused(Offered(youth.now - timedelta(minutes=2)))
    assert isinstance(refused, BadSaid)
    assert "appropriate adult" in refused.message


def test_the_interpreter_is_neither_the_person_nor_the_officer_nor_the_solicitor() -> None:
    room = Room("simple", Step.DETENTION)
    room.say(SolicitorCame("Amir Khan", "Khan and Lee", room.now))
    for name in ("Amir Khan", room.standing.officer, room.standing.name):
        refused = room.refused(an_interpreter_began(room.now, name))
        assert isinstance(refused, BadSaid)
        assert refused.field == "name"


def test_whoever_interprets_or_is_the_adult_takes_on_nothing_else() -> None:
    room = Room("youth", Step.CONDITIONS)
    for name in (INTERPRETER, ADULT):
        assert isinstance(room.refused(SolicitorCame(name, "Khan and Lee", room.now)), BadSaid)
        assert isinstance(room.refused(OfficerChanged(name, why="End of shift.")), NotNow)
    first = room.standing.officer
    room.say(OfficerChanged("Tom Baker", why="End of shift."), AdultLeft(room.now))
    assert isinstance(room.refused(an_adult(room.now, first)), BadSaid)


def test_an_adult_who_turns_out_to_follow_neither_language_is_not_enough() -> None:
    room = Room("youth", Step.PERSON)
    room.say(an_adult(room.now, language="pl"))
    for step in (Step.LANGUAGE, Step.SCREENING, Step.DETENTION, Step.INTERPRETER, Step.OFFENCE, Step.AUTHORITY,
                 Step.ADMISSION, Step.RIGHTS, Step.INFORMATION):  # fmt: skip
        room.do(step)
    refused = room.refused(room.read(next(iter(room.standing.points))))
    assert isinstance(refused, NotYet)
    assert refused.missing[0].step == Step.ADULT


def test_whether_they_understand_the_interpreter_is_not_answered_in_english() -> None:
    room = Room("simple", Step.DETENTION)
    room.say(an_interpreter_began(room.now))
    refused = room.refused(InterpreterConfirmed(Words("Yes, we understand each other.", "en"), understood=True))
    assert isinstance(refused, BadSaid)
    assert refused.field == "words.language"


def test_that_nobody_promised_anything_counts_only_once_there_is_something_to_answer_about() -> None:
    room = Room("simple", Step.INTERPRETER)
    assert isinstance(room.refused(Inducement(NOBODY, none=True)), NotYet)
    room.say(Inducement(NOBODY, none=False, what="A coffee, if he admits it."))
    assert room.standing.induced


def test_one_drawing_is_the_signature_of_one_person() -> None:
    room = Room("simple", Step.OUTCOME)
    drawn = Signed("person", room.standing.name, "drawn", UUID(int=7))
    room.say(drawn)
    refused = room.refused(Signed("officer", room.standing.officer, "drawn", UUID(int=7)))
    assert isinstance(refused, BadSaid)
    assert refused.field == "way"


def test_what_was_explained_after_the_adult_had_left_stays_undone_whatever_is_thought_of_them_later() -> None:
    room = Room("simple", Step.PERSON)
    room.do(Step.LANGUAGE)
    room.say(Screened(vulnerable=True, why="They say that they hear voices."))
    room.do(*list(Step)[list(Step).index(Step.DETENTION) : list(Step).index(Step.POINTS)])
    first, second = list(room.standing.points)[:2]
    room.point(first)
    left = room.now
    room.point(second)
    room.say(AdultLeft(left))
    standing = room.say(Screened(vulnerable=False, why="They seem well."))
    assert standing.points[first].understood
    assert not standing.points[second].understood


def test_that_they_do_not_understand_an_interpreter_undoes_all_that_one_explained_however_often_they_came() -> None:
    room = Room("simple", Step.OFFER)
    first = next(iter(room.standing.points))
    room.point(first)
    room.say(InterpreterLeft(room.now), an_interpreter_began(room.now + timedelta(minutes=1), qualification="DPSI"))
    assert room.standing.points[first].understood
    assert not room.say(InterpreterConfirmed(ANSWER, understood=False)).points[first].understood


def test_nothing_is_explained_or_accepted_beyond_the_end_of_detention_until_it_is_said_how_it_stands() -> None:
    room = Room("simple", Step.INDUCEMENT)
    detention = room.standing.detention
    assert detention is not None
    assert detention.ends_at is not None
    [lacks] = missing(room.standing, "accepts", detention.ends_at)
    assert lacks.step == Step.DETENTION
    room.now = detention.ends_at
    room.say(DetentionNoted(voluntary=True))
    assert missing(room.standing, "accepts", room.now) == ()
    assert missing(room.standing, "declines", room.now) == ()


def test_a_session_that_goes_on_from_another_does_not_put_the_admission_after_the_offer_of_that_one() -> None:
    room = Room("simple", Step.AUTHORITY, carried=Carried(offer=Offered(AT - timedelta(minutes=30))))
    refused = room.refused(Admitted(AT - timedelta(minutes=20), "Cell 4", "Said so"))
    assert isinstance(refused, BadSaid)
    assert refused.field == "at"
    room.say(Admitted(AT - timedelta(minutes=40), "Interview room 2", "Recorded interview"))
