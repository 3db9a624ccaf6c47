from __future__ import annotations

from datetime import date, timedelta

import pytest

from comms.attendance.session_mark import MarkedTwice, SessionMark
from comms.letters.attendance_facts import answer_day
from comms.letters.due import DUE_KINDS, Due, SentLetter, due_letter, weigh_letters
from comms.letters.triggers import LetterTriggers

MONDAY = date(2026, 9, 7)
TRIGGERS = LetterTriggers()
IN, AWAY, ILL = "/\\", "NN", "II"


def school_day(number: int) -> date:
    """The school day so many after the first Monday, without holidays."""
    return MONDAY + timedelta(days=7 * (number // 5) + number % 5)


def register(*days: str) -> list[SessionMark]:
    """Two marks for each school day from the first Monday on."""
    return [
        mark
        for number, codes in enumerate(days)
        for mark in (SessionMark(school_day(number), "AM", codes[0]), SessionMark(school_day(number), "PM", codes[1]))
    ]


def due(marks: list[SessionMark], *sent: SentLetter, on: date | None = None) -> Due | None:
    """What is due on the day after the last mark, unless another day is asked about."""
    return due_letter(marks, sent, TRIGGERS, on or max(mark.day for mark in marks) + timedelta(days=1))


def kind_of(found: Due | None) -> str | None:
    """The kind of the letter that is due, or None."""
    return found.kind if found else None


def test_a_child_who_comes_to_school_brings_no_letter() -> None:
    assert due(register(*[IN] * 50)) is None


def test_three_whole_days_away_without_a_reason_are_asked_about() -> None:
    found = due(register(*[IN] * 7, AWAY, AWAY, AWAY))
    assert found == Due(
        kind="L07",
        why="Away without a reason (code N) for 3 whole school days in a row, "
        "from 16 September 2026 to 18 September 2026.",
        values={
            "first_day": "2026-09-16",
            "last_day": "2026-09-18",
            "days": 3,
            "information": "information.nothing",
            "reply_by": "2026-09-28",
        },
        reply_by=date(2026, 9, 28),
    )


def test_two_days_away_are_not_yet_asked_about() -> None:
    assert due(register(*[IN] * 8, AWAY, AWAY)) is None


def test_a_child_who_is_back_is_not_asked_about() -> None:
    assert due(register(*[IN] * 7, AWAY, AWAY, AWAY, IN, *[IN] * 60)) is None


def test_a_reason_given_later_ends_the_question_and_the_other_rules_apply() -> None:
    assert kind_of(due(register(*[IN] * 37, AWAY, AWAY, AWAY))) == "L07"
    assert kind_of(due(register(*[IN] * 37, ILL, ILL, ILL))) == "L02"
    assert due(register(*[IN] * 37, AWAY, AWAY, IN)) is None


def test_low_attendance_brings_an_offer_of_help_with_every_figure() -> None:
    found = due(register(*[IN] * 40, "CC", "OO", "NI", IN, "/U", IN))
    assert found is not None
    assert found.kind == "L02"
    assert found.values == {
        "from": "2026-09-07",
        "to": "2026-11-09",
        "possible": 92,
        "attended": 85,
        "absent": 7,
        "authorised": 3,
        "unauthorised": 3,
        "unexplained": 1,
        "reply_by": "2026-11-24",
    }
    assert found.why == (
        "Attended 85 of 92 possible sessions (92.39%) from 7 September 2026 to 9 November 2026, below 95%: "
        "3 missed with a reason the school accepted, 3 without, 1 not yet explained."
    )


def test_the_lines_of_the_offer_add_up_to_what_was_missed() -> None:
    found = due(register(*[IN] * 20, "NN", "OI", "/N", "GU", IN))
    assert found is not None
    values = found.values
    assert values["absent"] == sum(int(str(values[n])) for n in ("authorised", "unauthorised", "unexplained"))


def test_fridays_missed_are_named_as_a_weekday_and_mornings_as_mornings() -> None:
    fridays = due(register(*[IN, IN, IN, IN, ILL] * 4))
    mornings = due(register(*["U\\", IN, "U\\", "U\\"] * 3))
    assert fridays is not None
    assert mornings is not None
    assert fridays.values["pattern"] == {"key": "pattern.weekday", "weekday": "friday"}
    assert mornings.values["pattern"] == "pattern.mornings"


def test_a_long_absence_many_school_weeks_ago_is_no_concern_now() -> None:
    assert due(register(*[ILL] * 5, *[IN] * 50)) is None
    assert kind_of(due(register(*[ILL] * 5, *[IN] * 45))) == "L02"


def test_few_sessions_missed_early_in_the_year_bring_no_letter_though_the_percent_is_low() -> None:
    assert due(register(ILL, ILL, IN, IN)) is None


def test_an_unexplained_absence_comes_before_an_offer_of_help() -> None:
    assert kind_of(due(register(*[ILL] * 5, *[IN] * 5, AWAY, AWAY, AWAY))) == "L07"


def test_while_a_child_is_away_without_a_reason_nothing_but_the_question_is_written() -> None:
    marks = register(*[ILL] * 5, *[IN] * 5, *[AWAY] * 12)
    asked = SentLetter("L07", school_day(13))
    weighed = weigh_letters(marks, [asked], TRIGGERS, on=school_day(21))
    assert weighed.due is None
    assert "no other letter" in weighed.why_not["L02"]


def test_no_second_offer_within_its_cool_off_and_none_without_new_absence_after_it() -> None:
    marks = register(*[ILL] * 6, *[IN] * 44)
    sent = SentLetter("L02", school_day(6))
    assert kind_of(due(marks, on=school_day(8))) == "L02"
    assert due(marks, sent, on=school_day(8)) is None
    assert kind_of(due(marks, sent, on=school_day(49))) != "L02"
    again = register(*[ILL] * 6, *[IN] * 30, *[ILL] * 4)
    assert kind_of(due(again, sent)) == "L02"


def test_a_second_offer_speaks_only_of_the_time_since_the_first() -> None:
    found = due(register(*[ILL] * 6, *[IN] * 30, *[ILL] * 4), SentLetter("L02", school_day(6)))
    assert found is not None
    assert found.values["from"] == school_day(7).isoformat()
    assert found.values["absent"] == 8


def improved() -> tuple[list[SessionMark], SentLetter]:
    """Three weeks with a fortnight of illness, an L02, and then four weeks in school every day."""
    values = {"from": school_day(0).isoformat(), "to": school_day(14).isoformat()}
    return register(*[ILL] * 10, *[IN] * 26), SentLetter("L02", school_day(14), values)


def test_four_weeks_of_better_attendance_after_an_offer_are_thanked_for() -> None:
    marks, sent = improved()
    found = due(marks, sent, on=school_day(35))
    assert found is not None
    assert found.kind == "L12"
    assert found.reply_by is None
    assert found.values == {
        "before_from": "2026-09-07",
        "before_to": "2026-09-25",
        "before_percent": "33.3",
        "now_from": "2026-09-28",
        "now_to": "2026-10-26",
        "now_percent": "100.0",
        "review_on": "2026-12-07",
    }
    assert found.why == (
        "Attended 10 of 30 possible sessions (33.33%) from 7 September 2026 to 25 September 2026; "
        "since the L02 42 of 42 possible sessions (100%) from 28 September 2026 to 26 October 2026."
    )


def test_thanks_wait_for_twenty_school_days_and_holidays_are_none() -> None:
    marks, sent = improved()
    assert due(marks, sent, on=school_day(33)) is None
    holiday = [m if m.day < school_day(25) else SessionMark(m.day, m.session, "#") for m in marks]
    assert due(holiday, sent, on=school_day(35)) is None


def test_thanks_are_given_once_for_each_offer() -> None:
    marks, sent = improved()
    thanked = SentLetter("L12", school_day(20))
    assert due(marks, sent, thanked, on=school_day(35)) is None
    assert due(marks, sent, SentLetter("L12", sent.issued_on), on=school_day(35)) is None
    assert kind_of(due(marks, SentLetter("L12", school_day(1)), sent, on=school_day(35))) == "L12"


def test_an_offer_that_did_not_say_its_days_is_compared_with_the_school_weeks_before_it() -> None:
    marks, sent = improved()
    for values in ({}, {"from": "soon", "to": 3}):
        found = due(marks, SentLetter("L02", sent.issued_on, values), on=school_day(35))
        assert found is not None
        assert found.values["before_percent"] == "33.3"


@pytest.mark.parametrize(
    ("before", "since", "why_not"),
    [
        ([*[IN] * 14, "/I"], [IN] * 21, "5 points more"),
        ([ILL] * 15, [*[IN] * 19, "/I", ILL], "needs 95%"),
    ],
)
def test_a_small_rise_or_one_that_still_falls_short_is_not_thanked_for(
    before: list[str], since: list[str], why_not: str
) -> None:
    sent = SentLetter("L02", school_day(14), {"from": school_day(0).isoformat(), "to": school_day(14).isoformat()})
    weighed = weigh_letters(register(*before, *since), [sent], TRIGGERS, school_day(35))
    assert weighed.due is None
    assert why_not in weighed.why_not["L12"]


def test_a_rise_of_exactly_five_points_to_exactly_95_percent_is_thanked_for() -> None:
    marks = register(*[IN] * 8, ILL, IN, *[IN] * 19, ILL)
    sent = SentLetter("L02", school_day(9), {"from": school_day(0).isoformat(), "to": school_day(9).isoformat()})
    found = due(marks, sent)
    assert found is not None
    assert (found.values["before_percent"], found.values["now_percent"]) == ("90.0", "95.0")


def test_exactly_95_percent_is_no_concern() -> None:
    assert due(register(*[IN] * 47, ILL, ILL, "I\\")) is None
    assert due(register(*[IN] * 47, IN, ILL, ILL, ILL)) is not None
    assert due(register(*[IN] * 57, ILL, ILL, ILL)) is not None
    assert due_letter(register(*[IN] * 57, ILL, ILL, ILL), [], LetterTriggers(school_weeks=12), school_day(60)) is None


@pytest.mark.parametrize(("kind", "days"), [("L02", 42), ("L07", 7), ("L12", 7)])
def test_an_offer_waits_for_each_cool_off_and_no_day_longer(kind: str, days: int) -> None:
    marks = register(*[IN] * 40, *[ILL] * 4, IN)
    on = school_day(45)
    told_before = [SentLetter(kind, on - timedelta(days=age)) for age in (days, days - 1)]
    assert kind_of(due(marks, told_before[0], on=on)) == "L02"
    assert due(marks, told_before[1], on=on) is None


def test_a_question_is_asked_again_after_its_cool_off_and_waits_for_no_other_letter() -> None:
    marks = register(*[IN] * 40, *[AWAY] * 5)
    on = school_day(45)
    assert kind_of(due(marks, SentLetter("L07", on - timedelta(days=14)), on=on)) == "L07"
    assert due(marks, SentLetter("L07", on - timedelta(days=13)), on=on) is None
    assert kind_of(due(marks, SentLetter("L02", on), on=on)) == "L07"


def test_a_letter_to_one_parent_leaves_what_the_other_parent_is_due() -> None:
    marks = register(*[IN] * 40, *[ILL] * 4, IN)
    mother, father = [SentLetter("L02", school_day(45))], list[SentLetter]()
    on = school_day(46)
    assert due_letter(marks, mother, TRIGGERS, on) is None
    assert kind_of(due_letter(marks, father, TRIGGERS, on)) == "L02"


def test_a_please_ring_us_letter_cools_nothing_off() -> None:
    marks = register(*[IN] * 40, *[ILL] * 4, IN)
    assert kind_of(due(marks, SentLetter("L00", school_day(45)), on=school_day(45))) == "L02"


def test_no_letter_is_written_from_an_old_register() -> None:
    marks = register(*[IN] * 40, *[ILL] * 4, IN)
    last = school_day(44)
    assert kind_of(due(marks, on=last + timedelta(days=14))) == "L02"
    weighed = weigh_letters(marks, [], TRIGGERS, on=last + timedelta(days=15))
    assert weighed.due is None
    assert "15 days before" in weighed.why_not["L07"]


def test_closed_days_marked_in_advance_do_not_make_a_register_fresh() -> None:
    marks = register(*[IN] * 20, *[ILL] * 4, *["##"] * 15)
    assert due(marks, on=school_day(38)) is None


def test_a_child_without_marks_brings_no_letter_and_the_reason_says_so() -> None:
    weighed = weigh_letters([], [], TRIGGERS, on=MONDAY)
    assert weighed.due is None
    assert set(weighed.why_not) == set(DUE_KINDS)
    assert weighed.why_not["L02"] == "There is no mark on the register up to 7 September 2026."


def test_the_schools_own_triggers_are_used() -> None:
    marks = register(*[IN] * 47, AWAY, AWAY, AWAY)
    patient = LetterTriggers(l07_days=5, l02_missed_sessions=20)
    assert due_letter(marks, [], patient, on=school_day(49)) is None


def test_an_answer_is_hoped_for_on_a_day_when_the_office_is_open() -> None:
    assert answer_day(date(2026, 12, 11), 14) == date(2026, 12, 29)
    assert answer_day(date(2027, 3, 12), 14) == date(2027, 3, 30)


def test_a_session_marked_twice_stops_the_weighing() -> None:
    with pytest.raises(MarkedTwice):
        due([*register(IN), SessionMark(MONDAY, "AM", "N")])
