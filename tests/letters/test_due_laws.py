from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import attendance_codes
from comms.attendance.session_mark import Session, SessionMark
from comms.letters.due import DUE_KINDS, Due, SentLetter, due_letter, weigh_letters
from comms.letters.templates.source import letter_kinds
from comms.letters.text.values import read_values
from comms.letters.triggers import LetterTriggers

TRIGGERS = LetterTriggers()
Case = tuple[list[SessionMark], list[SentLetter], date]
SESSIONS: tuple[Session, Session] = ("AM", "PM")
CODES = sorted(attendance_codes())
FROM_ELSEWHERE = {
    "recipient": "Jonas Kazlauskas",
    "child": "Ugnė Kazlauskaitė",
    "support": ["support.travel"],
    "language_in_english": "lt",
}


def register(days: Sequence[Sequence[str]]) -> list[SessionMark]:
    """Two marks for each school day, from the Monday of the first school week on."""
    return [
        SessionMark(date(2026, 9, 7) + timedelta(days=7 * (number // 5) + number % 5), session, code)
        for number, codes in enumerate(days)
        for session, code in zip(SESSIONS, codes, strict=True)
    ]


def kind_of(found: Due | None) -> str | None:
    """The kind of the letter that is due, or None."""
    return found.kind if found else None


days_of_a_register = st.sampled_from(["/\\", "/\\", "/\\", "NN", "II", "OO", "/N", "##"]) | st.tuples(
    st.sampled_from(CODES), st.sampled_from(CODES)
)
# Days come in stretches of the same, as they do in a register; the day asked about lies soon after the last mark.
stretches = st.tuples(days_of_a_register, st.integers(1, 6)).map(lambda drawn: [drawn[0]] * drawn[1])
steady = st.integers(15, 35).map(lambda count: ["/\\"] * count)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A child's marks, what one parent was sent, and a day to ask about."""
    drawn = draw(st.lists(stretches | steady, min_size=1, max_size=10))
    tail = draw(st.sampled_from([[], [], ["NN"] * 4, ["/\\"] * 30]))
    days = [day for stretch in drawn for day in stretch] + tail
    marks = register(days)
    last = marks[-1].day
    kinds = st.sampled_from(["L00", "L02", "L02", *DUE_KINDS])
    issued = st.integers(0, len(days) + 2).map(lambda age: last - timedelta(days=age))
    sent = draw(st.lists(st.builds(SentLetter, kinds, issued), max_size=3))
    return marks, sent, last + timedelta(days=draw(st.integers(-5, 16)))


@given(cases())
def test_what_is_due_fills_every_field_of_its_template_that_comes_from_attendance(case: Case) -> None:
    marks, sent, on = case
    weighed = weigh_letters(marks, sent, TRIGGERS, on)
    if weighed.due is None:
        assert set(weighed.why_not) == set(DUE_KINDS)
        return
    found = weighed.due
    assert tuple(weighed.why_not) == DUE_KINDS[: DUE_KINDS.index(found.kind)]
    assert json.loads(json.dumps(found.values)) == found.values
    kind = letter_kinds()[found.kind]
    elsewhere = {name: value for name, value in FROM_ELSEWHERE.items() if name in kind.fields}
    assert not elsewhere.keys() & found.values.keys()
    read_values(kind, {**elsewhere, **found.values})
    assert found.why.endswith(".")
    assert (found.reply_by is None) == (found.kind == "L12")


@given(cases())
def test_what_is_told_lies_before_the_day_and_in_order_and_what_is_asked_after_it(case: Case) -> None:
    marks, sent, on = case
    found = due_letter(marks, sent, TRIGGERS, on)
    values = found.values if found else {}
    names = ("from", "to", "first_day", "last_day", "before_from", "before_to", "now_from", "now_to")
    told = [date.fromisoformat(str(values[name])) for name in names if name in values]
    assert told == sorted(told)
    assert all(day <= on for day in told)
    for name in {"reply_by", "review_on"} & values.keys():
        asked = date.fromisoformat(str(values[name]))
        assert asked > on
        assert asked.weekday() < 5


@given(cases())
def test_no_letter_within_its_cool_off(case: Case) -> None:
    marks, sent, on = case
    found = due_letter(marks, sent, TRIGGERS, on)
    if found is None:
        return
    for letter in sent:
        since = (on - letter.issued_on).days
        if letter.kind == "L07" and found.kind == "L07":
            assert since >= TRIGGERS.l07_cool_off_days
        if letter.kind == "L02" and found.kind == "L02":
            assert since >= TRIGGERS.l02_cool_off_days
        if letter.kind in DUE_KINDS and found.kind != "L07":
            assert since >= TRIGGERS.other_cool_off_days


@given(cases())
def test_the_same_letter_is_never_due_again_on_the_day_it_was_issued(case: Case) -> None:
    marks, sent, on = case
    found = due_letter(marks, sent, TRIGGERS, on)
    if found:
        again = due_letter(marks, [*sent, SentLetter(found.kind, on, found.values)], TRIGGERS, on)
        assert kind_of(again) != found.kind
        assert again is None or again.kind == "L07"


@given(cases(), st.randoms(use_true_random=False))
def test_neither_the_order_of_marks_nor_marks_after_the_day_change_what_is_due(
    case: Case, chance: random.Random
) -> None:
    marks, sent, on = case
    shuffled, letters_shuffled = [mark for mark in marks if mark.day <= on], list(sent)
    chance.shuffle(shuffled)
    chance.shuffle(letters_shuffled)
    assert due_letter(shuffled, letters_shuffled, TRIGGERS, on) == due_letter(marks, sent, TRIGGERS, on)


@given(cases())
def test_once_every_n_is_explained_nobody_is_asked_why(case: Case) -> None:
    marks, sent, on = case
    explained = [SessionMark(m.day, m.session, "I" if m.code == "N" else m.code) for m in marks]
    found = due_letter(explained, sent, TRIGGERS, on)
    assert kind_of(found) != "L07"
    if found and found.kind == "L02":
        assert found.values["unexplained"] == 0


@given(cases())
def test_thanks_never_come_without_an_earlier_offer(case: Case) -> None:
    marks, _, on = case
    assert kind_of(due_letter(marks, [], TRIGGERS, on)) != "L12"
