"""Replies: a slip is read by its numbers, a tick is never "understood", and what it asks for is asked of somebody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.person import Person
from comms.letters.afterwards import find
from comms.letters.afterwards.event_given import BadEvent
from comms.letters.afterwards.references import readings
from comms.letters.afterwards.replying import ReplyGiven, ReplyTaken, numbers_in, record_reply
from comms.letters.afterwards.slip_meanings import meanings, reply_tasks, tasks_asked
from comms.letters.afterwards.standing import Understood, standing
from comms.letters.letter import Letter
from comms.letters.reader import REFERENCE_LETTERS
from comms.letters.templates.source import slip_answers
from comms.tasks.find import open_tasks
from comms.tasks.task import Task

L07: dict[str, Any] = {
    "first_day": "2026-11-16", "last_day": "2026-11-20", "days": 5, "information": "information.nothing",
    "reply_by": "2026-12-07",
}  # fmt: skip
TODAY = date(2026, 11, 23)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    return a_child(session, viewer, now)


@pytest.fixture
def letter(session: Session, viewer: Viewer, child: Person, now: datetime) -> Letter:
    """A letter that asks why a child is away, whose slip has 11, 12, 21, 24, 26, 27, 29 and 41 to 44."""
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en")
    return a_letter(session, viewer, now, parent, "L07", child, **L07)


def _reply(session: Session, viewer: Viewer, letter: Letter, now: datetime, *numbers: int, **more: Any) -> ReplyTaken:
    given = ReplyGiven(numbers, **({"received_on": TODAY} | more))
    return record_reply(session, viewer, letter.reference, given, now)


def _tasks(session: Session, viewer: Viewer) -> dict[str, Task]:
    return {task.reason: task for task in open_tasks(session, viewer)}


def test_every_number_of_a_slip_has_its_meaning_and_every_task_it_names_exists() -> None:
    assert set(slip_answers()) - set(meanings()) == set()
    named = {name for one in meanings().values() for name in (one.asks, one.asks_alone) if name}
    assert named <= set(reply_tasks())
    assert {number for number, one in meanings().items() if one.not_understood} == {11, 12, 57}
    assert tasks_asked(sorted(meanings()), words=True)


REFERENCE = st.text(REFERENCE_LETTERS, min_size=8, max_size=8).map(lambda text: f"{text[:4]}-{text[4:]}")


@given(REFERENCE, st.sampled_from(["", " ", "-", " – ", "—", ". ", "\u00a0"]), st.booleans())
def test_a_number_is_read_in_any_case_and_with_any_dash(reference: str, dash: str, small: bool) -> None:
    typed = f"  {dash.join(reference.split('-'))} "
    assert readings(typed.lower() if small else typed)[0] == reference


ALIKE = {"Q": "0O", "D": "0O", "J": "1IL", "T": "1I", "7": "1l", "V": "U", "8": "B", "5": "S", "Z": "2", "6": "G"}


@given(REFERENCE, st.data())
def test_a_figure_taken_for_another_that_looks_alike_still_leads_to_the_number(
    reference: str, data: st.DataObject
) -> None:
    places = [place for place, figure in enumerate(reference) if figure in ALIKE]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from(ALIKE[reference[place]]))
    found = readings(reference[:place] + wrong + reference[place + 1 :])
    assert reference in found
    assert len(found) <= 300


@given(st.text(max_size=30))
def test_whatever_is_typed_as_a_number_is_read_or_not_and_never_breaks(typed: str) -> None:
    for reading in readings(typed):
        assert set(reading) <= {*REFERENCE_LETTERS, "-"}
        assert len(reading) == 9


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("11 22 41", (11, 22, 41)),
        ("41,11;11", (41, 11)),
        (" 11 / 12 & 13. ", (11, 12, 13)),
        ("١١ ٢٢", (11, 22)),
        ("", ()),
    ],
)
def test_the_numbers_of_a_slip_are_read_as_an_office_types_them(typed: str, numbers: tuple[int, ...]) -> None:
    assert numbers_in(typed) == numbers


@pytest.mark.parametrize("typed", ["eleven", "11 x", "1122", "-11", "11 " * 100 + "x"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadEvent, match="like 11 22 41"):
        numbers_in(typed)


def test_a_cry_for_an_interpreter_is_not_understood_and_somebody_rings_at_the_hour_they_asked_for(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    taken = _reply(session, viewer, letter, now, 12, 43, telephone="07700 900821")
    assert taken.event.detail == {"numbers": [12, 43], "telephone": "07700 900821", "not_understood": True}
    assert b"900821" not in (taken.event.detail_locked or b"")
    [task] = open_tasks(session, viewer)
    assert (task.reason, task.kind, task.due_on) == ("not_understood", "ring the parent", date(2026, 11, 24))
    assert "after 18:00" in task.why
    assert "900821" not in task.why
    assert any("rings with an interpreter" in said for said in taken.will)
    known = standing(find.happenings(session, viewer, [letter.id])[letter.id])
    assert (known.replied, known.understood, known.sent) == (TODAY, Understood.NO, None)


def test_read_and_no_questions_is_a_reply_and_not_understood(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    parent = a_parent(session, viewer, now, child, "Tomas", "Kazlauskas")
    a_need(session, viewer, parent, now, written="en")
    values = {"before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
              "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11"}  # fmt: skip
    letter = a_letter(session, viewer, now, parent, "L12", child, **values)
    letter.check_by = TODAY
    taken = _reply(session, viewer, letter, now, 13)
    known = standing(find.happenings(session, viewer, [letter.id])[letter.id])
    assert (known.replied, known.understood) == (TODAY, Understood.NOBODY_ASKED)
    assert open_tasks(session, viewer) == []
    assert find.count_unchecked(session, viewer, TODAY) == (1, 0)
    assert "A reply is not yet “understood”: somebody still asks." in taken.will


def test_what_contradicts_is_all_kept_and_all_told_to_whoever_acts(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    taken = _reply(session, viewer, letter, now, 44, 41, 29, 27)
    assert taken.event.detail["numbers"] == [27, 29, 41, 44]
    tasks = _tasks(session, viewer)
    assert set(tasks) == {"address_or_school", "wants_to_talk"}
    for task in tasks.values():
        assert "in the morning" in task.why
        assert "not to ring" in task.why


def test_a_wish_to_be_rung_alone_is_asked_of_somebody_and_a_reason_alone_only_recorded(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    taken = _reply(session, viewer, letter, now, 21)
    assert open_tasks(session, viewer) == []
    assert taken.will[0] == "It is on record. Nothing more is asked of you."
    _reply(session, viewer, letter, now, 41)
    assert set(_tasks(session, viewer)) == {"wants_a_call"}


def test_words_on_a_slip_are_read_by_somebody_and_kept_as_they_were_written(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    taken = _reply(session, viewer, letter, now, 26, words="Grįšime gruodžio 1 d.", language="lt")
    assert taken.event.detail["words"] == "Grįšime gruodžio 1 d."
    assert b"Gr" not in (taken.event.detail_locked or b"")
    assert set(_tasks(session, viewer)) == {"words_on_slip"}


def test_the_same_slip_typed_twice_is_one_reply_and_a_second_slip_adds_its_words_to_the_task(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    first = _reply(session, viewer, letter, now, 21, 11)
    again = _reply(session, viewer, letter, now + timedelta(minutes=1), 11, 21)
    assert again.event.id == first.event.id
    assert again.will == ("This reply was on record already.",)
    _reply(session, viewer, letter, now + timedelta(minutes=2), 12, 42)
    [task] = open_tasks(session, viewer)
    assert "in the afternoon" in task.why
    assert task.why.count("Ring with an interpreter") == 1


@pytest.mark.parametrize(
    ("numbers", "changes", "field", "words"),
    [
        ((11, 61), {}, "numbers", "61 is not on the slip of this letter. It has 11, 12, 21,"),
        ((99, 98), {}, "numbers", "98 and 99 are not"),
        ((), {}, "numbers", "at least one"),
        ((11,), {"received_on": TODAY + timedelta(days=1)}, "on", "not come yet"),
        ((11,), {"received_on": TODAY - timedelta(days=1)}, "on", "23 November"),
        ((11,), {"words": "a" * 3001}, "words", "3,000"),
        ((11,), {"words": "Labas", "language": "xx"}, "language", "Choose"),
        ((11,), {"telephone": "0" * 41}, "telephone", "40"),
    ],
)
def test_what_cannot_be_on_this_slip_is_refused_and_nothing_is_stored(
    session: Session, viewer: Viewer, letter: Letter, numbers: tuple[int, ...], changes: dict[str, Any], field: str,
    words: str,
) -> None:  # fmt: skip
    now = letter.made_at
    with pytest.raises(BadEvent) as refused:
        _reply(session, viewer, letter, now, *numbers, **changes)
    assert set(refused.value.problems) == {field}
    assert words in refused.value.problems[field]
    assert find.events_of(session, viewer, letter.id) == []
    assert open_tasks(session, viewer) == []


def test_a_reply_finds_its_letter_by_a_number_typed_badly_and_nobody_elses(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    letter.reference = "K7Q3-92VX"
    session.flush()
    assert find.letter_with_reference(session, viewer, " k7o392ux").id == letter.id
    for wrong in ("", "K7Q3", "K7Q3-92VW", "K7Q3-92VX-1", "000000OO"):
        with pytest.raises(BadEvent, match="no letter with this number"):
            record_reply(session, viewer, wrong, ReplyGiven((11,), TODAY), now)
    other_school = an_agency(session, now, name="Other School")
    other = viewer_of(a_staff_member(session, other_school, now, roles=("head teacher",)))
    with pytest.raises(BadEvent, match="no letter with this number"):
        record_reply(session, other, "K7Q3-92VX", ReplyGiven((11,), TODAY), now)
