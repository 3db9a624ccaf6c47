"""Gates, each both ways: what they hold, what they say to do, and what they let through."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import get_args
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.families.language_need import Interpreter, LanguageNeed, Reads, Source
from comms.families.person import Person, PersonKind
from comms.letters.contradictions import DATE_RULES, TODAY, dates_out_of_order
from comms.letters.decision import Held
from comms.letters.gates import GATES, held_at_a_gate, interpreter_needed
from comms.letters.previewing import samples
from comms.letters.reader import LetterWanted, Reader
from comms.letters.templates.kind import GateName
from comms.letters.templates.source import letter_kinds, phrases, slip_answers

ON = date(2026, 11, 23)
MEETINGS = ("L03", "L04", "L05", "L11")


def a_need(
    *spoken: str, written: str | None = "lt", interpreter: str = Interpreter.NEEDED, sign_language: str = ""
) -> LanguageNeed:
    return LanguageNeed(
        person_id=uuid4(), spoken=list(spoken), written=written, reads=Reads.WELL, interpreter=interpreter,
        source=Source.ASKED_PERSON, given_code="", sign_language=sign_language,
    )  # fmt: skip


def wanted(kind: str, need: LanguageNeed | None) -> LetterWanted:
    rasa = Person(id=uuid4(), kind=PersonKind.PARENT, given_name="Rasa", family_name="Kazlauskienė")
    return LetterWanted(kind, Reader(rasa, need, None, None), None, ON, cleared=True)


def gate(kind: str, need: LanguageNeed | None = None, /, **values: object) -> Held | None:
    """What the gates of a kind say of its sample values with some of them changed; None leaves one out."""
    known = samples(letter_kinds()[kind], "lt") | values
    given = {name: value for name, value in known.items() if value is not None}
    return held_at_a_gate(letter_kinds()[kind].gates, wanted(kind, need or a_need("lt")), given)


def by(language: str, way: str = "in_person") -> dict[str, object]:
    return {"key": f"interpreter.{way}", "language": language}


def test_every_gate_a_template_may_name_is_a_rule_and_every_rule_can_be_named() -> None:
    assert set(get_args(GateName)) == GATES.keys()


@pytest.mark.parametrize("kind", letter_kinds())
def test_the_samples_of_every_kind_pass_its_gates(kind: str) -> None:
    assert gate(kind) is None


@pytest.mark.parametrize("kind", MEETINGS)
def test_who_needs_an_interpreter_is_not_met_without_one(kind: str) -> None:
    held = gate(kind, interpreter=None)
    assert held is not None
    assert held.reason == "interpreter_not_held"
    assert held.why == "This parent needs an interpreter, and none is held."
    assert "Book an interpreter for Lithuanian first" in held.remedy


@pytest.mark.parametrize(
    ("need", "needed"),
    [
        (a_need("lt", interpreter=Interpreter.NOT_NEEDED), False),
        (a_need("lt", "en", interpreter=Interpreter.NOT_ASKED), True),
        (a_need(written="lt", interpreter=Interpreter.NOT_ASKED), True),
        (a_need("lt", written="en", interpreter=Interpreter.NOT_ASKED), True),
        (a_need("en", written="en", interpreter=Interpreter.NOT_ASKED), False),
        (a_need("en-GB", written="en", interpreter=Interpreter.NOT_ASKED), False),
        (a_need("en", written="en", interpreter=Interpreter.NEEDED), True),
        (a_need("en", written="en", interpreter=Interpreter.NOT_ASKED, sign_language="bfi"), True),
        (a_need(written=None, interpreter=Interpreter.NOT_ASKED), True),
        (None, True),
    ],
)
def test_unknown_is_never_no_interpreter(need: LanguageNeed | None, needed: bool) -> None:
    assert interpreter_needed(need) is needed
    held = held_at_a_gate(("interpreter_held",), wanted("L03", need), {})
    assert (held is not None) is needed


def test_where_nobody_asked_the_letter_says_so_and_not_that_one_is_needed() -> None:
    held = gate("L03", a_need("pl", interpreter=Interpreter.NOT_ASKED), interpreter=None)
    assert held is not None
    assert held.why == "Nobody has asked whether this parent needs an interpreter, and none is held."


@pytest.mark.parametrize(
    ("need", "language"),
    [
        (a_need("lt"), "lt"),
        (a_need("ru", "lt"), "lt"),
        (a_need("pa", written="pa-Guru"), "pa-Guru"),
        (a_need("pa-Arab", written="ur"), "pa"),
        (a_need("lt", interpreter=Interpreter.NOT_NEEDED), "lt"),
    ],
)
def test_an_interpreter_for_a_language_they_speak_or_sign_opens_the_gate(need: LanguageNeed, language: str) -> None:
    assert gate("L03", need, interpreter=by(language)) is None
    assert gate("L03", need, interpreter=by(language, "telephone")) is None


@pytest.mark.parametrize(
    ("need", "interpreter", "says"),
    [
        (a_need("lt"), by("pl"), "an interpreter for Polish; this parent speaks Lithuanian"),
        # What somebody reads is not what they speak: Sylheti is spoken and Bengali written.
        (a_need("syl", written="bn"), by("bn"), "an interpreter for Bengali; this parent speaks Sylheti"),
        (a_need("en", "lt"), by("en"), "an interpreter for English; this parent speaks Lithuanian"),
        (a_need("en", written="en"), by("en"), "what this parent speaks is not on record"),
        (a_need(written="lt"), by("lt"), "what this parent speaks is not on record"),
        (a_need("lt"), by("klingon"), "an interpreter and no language"),
        (a_need("lt"), {"key": "interpreter.in_person"}, "an interpreter and no language"),
        (a_need("lt"), "interpreter.in_person", "an interpreter and no language"),
        (a_need("lt", interpreter=Interpreter.NOT_NEEDED), by("ur"), "an interpreter for Urdu"),
    ],
)
def test_an_interpreter_for_any_other_language_is_none(need: LanguageNeed, interpreter: object, says: str) -> None:
    held = gate("L03", need, interpreter=interpreter)
    assert held is not None
    assert held.reason == "interpreter_not_held"
    assert says in held.why


def test_nobody_signs_by_telephone() -> None:
    graham = a_need("bfi", written="en", sign_language="bfi")
    assert gate("L03", graham, interpreter=by("bfi")) is None
    held = gate("L03", graham, interpreter=by("bfi", "telephone"))
    assert held is not None
    assert held.why == "British Sign Language cannot be interpreted by telephone."


@pytest.mark.parametrize("cause", ["cause.school", "cause.interpreter"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_the_school_or_the_interpreter_failed_in_is_never_a_letter_to_the_family(
    cause: str, wrapped: bool
) -> None:
    held = gate("L04", cause={"key": cause} if wrapped else cause)
    assert held is not None
    assert held.reason == "our_fault"
    assert "Say sorry" in held.remedy
    assert "new meeting with the interpreter held" in held.remedy
    assert "Nothing of this counts against the family" in held.remedy


@pytest.mark.parametrize("cause", ["cause.not_known", "cause.told", "cause.message_late"])
def test_another_cause_lets_the_follow_up_go(cause: str) -> None:
    assert gate("L04", cause=cause) is None


def test_our_own_fault_is_said_before_that_no_interpreter_is_held() -> None:
    held = gate("L04", cause="cause.interpreter", interpreter=None)
    assert held is not None
    assert held.reason == "our_fault"


DAY = {"key": "offence.day", "day": "2026-10-05"}
FIRST = {
    "key": "stage.first", "reduced": "£80", "reduced_by": "2026-12-24", "full": "£160", "full_by": "2026-12-31",
}  # fmt: skip
SECOND = {"key": "stage.second", "full": "£160", "full_by": "2026-12-31"}
UNPAID = {"key": "notice_now.unpaid", "full": "£160", "full_by": "2026-11-23"}
SMALLER_OVER = "The day to pay the smaller amount by is over already."
AFTER_THE_SMALLER = "The last day to pay is not after the day for the smaller amount."
PART = {"key": "decision.part", "first_day": "2026-12-14", "last_day": "2026-12-15"}
FITTING = {
    ("granted", "exceptional"), ("part", "part"), ("refused", "not_exceptional"), ("refused", "not_told"),
}  # fmt: skip


@pytest.mark.parametrize("decision", ["granted", "part", "refused"])
@pytest.mark.parametrize("reason", ["exceptional", "part", "not_exceptional", "not_told"])
def test_a_decision_about_leave_has_a_reason_of_its_own(decision: str, reason: str) -> None:
    held = gate(
        "L06", decision=PART if decision == "part" else f"decision.{decision}", reason=f"reason.{reason}",
        effect=None, back_on="2026-12-21",
    )  # fmt: skip
    assert (held is None) is ((decision, reason) in FITTING)
    assert held is None or (held.reason, held.why) == ("bad_value", "This reason does not belong to this decision.")


def test_what_happens_without_permission_is_said_only_where_something_was_not_agreed() -> None:
    refused = {"decision": "decision.refused", "reason": "reason.not_exceptional", "back_on": "2026-12-14"}
    granted = {"decision": "decision.granted", "reason": "reason.exceptional", "back_on": "2026-12-21"}
    assert gate("L06", **refused, effect="effect.counted") is None
    assert gate("L06", **granted, effect=None) is None
    held = gate("L06", **granted, effect="effect.counted")
    assert held is not None
    assert held.why == "All the days were agreed, so there are none without permission."


def test_agreeing_to_every_day_in_part_is_no_part() -> None:
    held = gate("L06", decision=PART | {"last_day": "2026-12-18"}, back_on="2026-12-21")
    assert held is not None
    assert held.why == "All the days asked for are agreed, and the answer says that some are not."


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        ("L01", {"day": "2026-11-24"}, "The day of the absence has not come yet."),
        ("L02", {"to": "2026-09-01"}, "The last day is before the first day."),
        ("L02", {"reply_by": "2026-11-22"}, "The day to answer by is over already."),
        ("L03", {"day": "2026-11-20", "reply_by": "2026-11-19"}, "The day of the meeting is over already."),
        ("L03", {"reply_by": "2026-12-10"}, "The day to answer by is after the meeting."),
        ("L03", {"reply_by": date(2026, 12, 10)}, "The day to answer by is after the meeting."),
        ("L04", {"missed_day": "2026-11-30"}, "The meeting that did not happen is still to come."),
        ("L05", {"to": "2026-11-29"}, "The last day is before the first day."),
        ("L05", {"review_on": "2026-11-29"}, "The day to look at the agreement is before it begins."),
        ("L05", {"review_on": "2027-02-13"}, "The agreement ends before the day to look at it together."),
        ("L06", {"asked_on": "2026-11-24"}, "The day on which the parent asked has not come yet."),
        ("L06", {"last_day": "2026-12-11"}, "The last day is before the first day."),
        ("L06", {"decision": PART | {"last_day": "2026-12-13"}}, "The last day agreed is before the first."),
        (
            "L06",
            {"decision": PART | {"first_day": "2026-12-10"}},
            "The first day agreed is before the first day asked for.",
        ),
        (
            "L06",
            {"decision": PART | {"last_day": "2026-12-19"}},
            "The last day agreed is after the last day asked for.",
        ),
        ("L06", {"back_on": "2026-12-15"}, "The child comes back before the leave agreed is over."),
        (
            "L06",
            {"decision": "decision.granted", "reason": "reason.exceptional", "effect": None, "back_on": "2026-12-18"},
            "The child comes back before the leave is over.",
        ),
        (
            "L06",
            {"decision": "decision.refused", "reason": "reason.not_told", "back_on": "2026-12-11"},
            "The day to be in school is before the days asked for.",
        ),
        ("L07", {"last_day": "2026-11-13"}, "The last day is before the first day."),
        ("L08", {"to": "2026-11-24"}, "The days that are counted are not over yet."),
        ("L08", {"starts": "2026-11-22"}, "The time to improve begins before the letter is written."),
        ("L08", {"ends": "2026-12-07"}, "The time to improve ends before it begins."),
        ("L08", {"from": "2026-10-01"}, "A session is named that is not in the time counted."),
        ("L08", {"offences": [DAY] * 3}, "The sessions that are named are not as many as were counted."),
        ("L09", {"warned_on": "2026-11-23"}, "The Notice to Improve is not before this notice."),
        ("L09", {"served": "2026-11-22"}, "The notice counts as received before it is written."),
        ("L09", {"stage": FIRST | {"reduced_by": "2026-11-22"}}, SMALLER_OVER),
        ("L09", {"stage": FIRST | {"full_by": "2026-12-24"}}, AFTER_THE_SMALLER),
        ("L09", {"stage": SECOND | {"full_by": "2026-11-22"}}, "The last day to pay is over already."),
        ("L09", {"to": "2026-11-16"}, "A session is named that is not in the time counted."),
        ("L10", {"issued_on": "2026-11-24"}, "The notice is not written yet."),
        ("L10", {"now": UNPAID | {"full_by": "2026-11-22"}}, "The last day to pay is over already."),
        ("L10", {"now": UNPAID | {"key": "notice_now.over"}}, "The last day to pay has not passed yet."),
        ("L11", {"day": "2026-11-22"}, "The day of the interview is over already."),
        ("L12", {"now_to": "2026-10-01"}, "The time since then ends before it begins."),
        ("L13", {"last_seen": "2026-11-16"}, "The child was seen on or after the day of return."),
        ("L13", {"expected_on": "2026-11-24"}, "The day of return has not come yet, so the child is not late."),
    ],
)
def test_days_that_contradict_each_other_are_told_in_a_sentence(
    kind: str, values: dict[str, object], says: str
) -> None:
    held = gate(kind, **values)
    assert held is not None
    assert (held.reason, held.why) == ("bad_value", says)


def test_every_kind_with_days_has_an_order_and_every_rule_speaks_of_days_of_its_letter() -> None:
    assert DATE_RULES.keys() == {kind.kind for kind in letter_kinds().values() if "dates_in_order" in kind.gates}
    for name, kind in letter_kinds().items():
        days = {field.name for field in kind.fields.values() if field.type == "date"} | {TODAY}
        assert {day for rule in DATE_RULES.get(name, ()) for day in (rule.earlier, rule.later)} <= days


@given(st.sampled_from(sorted(DATE_RULES)), st.integers(-40, 40), st.data())
def test_moving_every_day_and_the_letter_together_changes_nothing(kind: str, days: int, data: st.DataObject) -> None:
    """Only the order counts: the same letter in another week is as right or as wrong."""
    names = [field.name for field in letter_kinds()[kind].fields.values() if field.type == "date"]
    found = {name: ON + timedelta(days=data.draw(st.integers(-30, 30), label=name)) for name in names}
    moved = {name: (day + timedelta(days=days)).isoformat() for name, day in found.items()}
    later = dates_out_of_order(kind, moved, ON + timedelta(days=days))
    assert later == dates_out_of_order(kind, found, ON)


def test_an_enquiry_after_a_child_never_says_that_the_place_is_lost() -> None:
    kind = letter_kinds()["L13"]
    sentences = [kind.title, *(block.text for block in kind.blocks), *(slip_answers()[number] for number in kind.slip)]
    sentences += [phrase.text for phrase in phrases().values() if phrase.phrase_list == "tried"]
    said = " ".join(sentences)
    assert "Your child still has a place at our school. We have not decided anything." in said
    lost = r"\b(remov\w*|delet\w*|roll|los[et]\w*|taken off|no longer|withdraw\w*|clos\w*)\b"
    assert not re.search(lost, said, re.IGNORECASE)


@pytest.mark.parametrize("kind", ["L03", "L04", "L05"])
def test_no_letter_about_a_meeting_blames_or_warns(kind: str) -> None:
    said = " ".join(re.sub(r"\{\w+\}", "", block.text) for block in letter_kinds()[kind].blocks)
    assert not re.search(r"\b(fail\w*|missed|must|warning|prosecut\w*)\b", said, re.IGNORECASE)
