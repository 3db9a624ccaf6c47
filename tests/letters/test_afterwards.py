"""After the letter: sent is not understood, "yes" alone is no answer, and nothing closes in silence."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.person import Person
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.packaged import packaged
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState
from comms.letters.afterwards import find
from comms.letters.afterwards.actions import mark_posted, record_event
from comms.letters.afterwards.deadline import check_by
from comms.letters.afterwards.event_given import BadEvent, EventGiven, looks_like_a_relative
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.afterwards.own_answer import bare_answers, is_own_words
from comms.letters.afterwards.standing import Happened, Standing, Understood, counting, standing
from comms.letters.letter import Letter
from comms.letters.templates.source import letter_kinds
from comms.tasks.find import open_tasks

L07: dict[str, Any] = {
    "first_day": "2026-11-16", "last_day": "2026-11-20", "days": 5, "information": "information.nothing",
    "reply_by": "2026-12-07",
}  # fmt: skip
TODAY = date(2026, 11, 23)
TALK: dict[str, Any] = {"language": "lt", "through": "an interpreter", "interpreter": "Daiva Petrauskienė"}
OWN_WORDS = "Ateisiu į susitikimą antradienį devintą"


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    return a_child(session, viewer, now)


@pytest.fixture
def letter(session: Session, viewer: Viewer, child: Person, now: datetime) -> Letter:
    """A letter to a mother who reads English, whose understanding matters: "Please tell us why"."""
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en")
    made = a_letter(session, viewer, now, parent, "L07", child, **L07)
    assert made.state == "issued"
    return made


def _record(
    session: Session, viewer: Viewer, letter: Letter, kind: EventKind, now: datetime, **said: Any
) -> LetterEvent:
    return record_event(session, viewer, letter.id, EventGiven(kind, **({"on": now.date()} | said)), now)


def _standing(session: Session, viewer: Viewer, letter: Letter) -> Standing:
    return standing(find.happenings(session, viewer, [letter.id]).get(letter.id, []))


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in EventKind if kind != EventKind.MISTAKE]),
        st.dates(date(2026, 11, 1), date(2026, 11, 9)),
        st.booleans(),
    ),
    max_size=12,
)


def _events(drawn: list[tuple[EventKind, date, bool]]) -> list[Happened]:
    return [
        Happened(uuid4(), kind, on, {"not_understood": True} if flag and kind == EventKind.REPLIED else {})
        for kind, on, flag in drawn
    ]


def _mistake(about: UUID) -> Happened:
    return Happened(uuid4(), EventKind.MISTAKE, TODAY, {"event": str(about)})


@given(EVENTS)
def test_nothing_but_an_answer_ever_says_that_a_letter_was_understood(
    drawn: list[tuple[EventKind, date, bool]],
) -> None:
    events = _events(drawn)
    known = standing(events)
    answers = [one for one in events if one.kind in {EventKind.UNDERSTOOD, EventKind.NOT_UNDERSTOOD}]
    replied_no = [one for one in events if one.detail]
    if known.understood == Understood.YES:
        assert EventKind.UNDERSTOOD in {one.kind for one in answers}
    if not answers and not replied_no:
        only_told = EventKind.NOT_CHECKED in {one.kind for one in events}
        assert known.understood == (Understood.NOT_CHECKED if only_told else Understood.NOBODY_ASKED)
    if answers or replied_no:
        assert known.understood in {Understood.YES, Understood.NO}, "that nobody will ask never covers an answer"


@given(EVENTS, st.data())
def test_a_mistake_undoes_exactly_its_event_and_a_mistaken_mistake_undoes_nothing(
    drawn: list[tuple[EventKind, date, bool]], data: st.DataObject
) -> None:
    events = _events(drawn)
    if not events:
        return
    wrong = data.draw(st.sampled_from(events))
    later = data.draw(st.integers(events.index(wrong) + 1, len(events)))
    mistake = _mistake(wrong.id)
    told = [*events[:later], mistake, *events[later:]]
    without = [one for one in events if one is not wrong]
    assert counting(told) == without
    assert standing(told) == standing(without)
    assert standing([*told, _mistake(mistake.id)]) == standing(events)


@given(EVENTS)
def test_what_was_asked_on_the_later_day_counts_whenever_it_was_recorded(
    drawn: list[tuple[EventKind, date, bool]],
) -> None:
    latest = Happened(uuid4(), EventKind.NOT_UNDERSTOOD, date(2026, 11, 10))
    for events in ([latest, *_events(drawn)], [*_events(drawn), latest]):
        assert (standing(events).understood, standing(events).understood_on) == (Understood.NO, latest.on)


@pytest.mark.parametrize(
    ("within", "said", "expected"),
    [
        (0, {"reply_by": "2026-11-24"}, None),
        (5, {}, date(2026, 11, 30)),
        (5, {"day": "2026-11-26", "reply_by": "2026-12-07"}, date(2026, 11, 26)),
        (5, {"reply_by": "2026-11-25"}, date(2026, 11, 25)),
        (1, {"day": "2026-11-01"}, TODAY),
        (5, {"day": None, "reply_by": "soon"}, date(2026, 11, 30)),
    ],
)
def test_somebody_asks_within_the_days_of_the_kind_or_before_the_meeting(
    within: int, said: dict[str, object], expected: date | None
) -> None:
    kind = replace(letter_kinds()["L07"], check_within=within)
    assert check_by(kind, TODAY, said) == expected


def test_a_letter_knows_from_its_making_by_when_somebody_asks(letter: Letter) -> None:
    assert letter.check_by == date(2026, 11, 30)


@pytest.mark.parametrize(
    "bare",
    ["yes", "OK!", "Yes, yes.", "I understand", "I understood the letter, thank you",
     "taip, viską supratau", "Tak, rozumiem",
     "نعم فهمت", "جی ہاں، سمجھ گئی", "да, всё понятно", "ਹਾਂ ਜੀ", "হ্যাঁ, বুঝেছি", "da, am înțeles tot", "12", "…", ""],
)  # fmt: skip
def test_a_yes_alone_is_no_answer_in_any_language(bare: str) -> None:
    assert not is_own_words(bare)


@pytest.mark.parametrize(
    "said",
    ["I'll ring the doctor tomorrow", OWN_WORDS, "Tak, przyjdę we wtorek rano", "سأتصل بالمدرسة غدا",
     "میں کل اسکول فون کروں گی", "Да, я приду во вторник утром", "ਮੈਂ ਕੱਲ੍ਹ ਸਕੂਲ ਆਵਾਂਗੀ", "我星期二会来学校"],
)  # fmt: skip
def test_what_somebody_says_they_will_do_is_an_answer(said: str) -> None:
    assert is_own_words(said)


def test_bare_answers_are_known_in_every_language_letters_are_written_in() -> None:
    written = {
        path.parent.parent.name.replace("_", "-") for path in packaged("locales").glob("*/LC_MESSAGES/letters.po")
    }
    assert len(written) > 10
    assert written - set(bare_answers()) == set()


def test_understood_is_recorded_with_who_asked_through_whom_and_their_own_words(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    event = _record(session, viewer, letter, EventKind.UNDERSTOOD, now, said=OWN_WORDS, rendered="I will come.", **TALK)
    assert event.detail == {
        "by": str(viewer.staff_id), "language": "lt", "through": "an interpreter", "interpreter": "Daiva Petrauskienė",
        "said": OWN_WORDS, "rendered": "I will come.",
    }  # fmt: skip
    assert b"Daiva" not in (event.detail_locked or b"")
    known = _standing(session, viewer, letter)
    assert (known.understood, known.sent) == (Understood.YES, None), "understood does not say that it was sent either"
    again = _record(session, viewer, letter, EventKind.UNDERSTOOD, now, said=OWN_WORDS, rendered="I will come.", **TALK)
    assert again.id == event.id


@pytest.mark.parametrize(
    ("kind", "changes", "field", "words"),
    [
        (EventKind.UNDERSTOOD, {"said": "Taip."}, "said", "alone is not an answer"),
        (EventKind.UNDERSTOOD, {"said": ""}, "said", "in their own words"),
        (EventKind.UNDERSTOOD, {"through": "a relative, a friend or a child"}, "through", "never the interpreter"),
        (EventKind.READ_ALOUD, {"interpreter": "her daughter"}, "interpreter", "never the interpreter"),
        (EventKind.UNDERSTOOD, {"interpreter": "Ugnė Kazlauskaitė"}, "interpreter", "never the interpreter"),
        (EventKind.NOT_UNDERSTOOD, {"interpreter": "daughter UGNE"}, "interpreter", "never the interpreter"),
        (EventKind.UNDERSTOOD, {"interpreter": ""}, "interpreter", "interpreter's name"),
        (EventKind.UNDERSTOOD, {"through": ""}, "through", "through whom"),
        (EventKind.UNDERSTOOD, {"through": "a language they share"}, "interpreter", "names an interpreter"),
        (EventKind.UNDERSTOOD, {"language": "xx"}, "language", "language"),
        (EventKind.UNDERSTOOD, {"on": date(2026, 11, 24)}, "on", "not come yet"),
        (EventKind.POSTED, {"post_class": "first class", "on": date(2026, 11, 22)}, "on", "23 November 2026"),
        (EventKind.POSTED, {"post_class": "pigeon"}, "post_class", "how it was posted"),
        (EventKind.HANDED_OVER, {"handed_to": "a child"}, "handed_to", "never given to a child"),
        (EventKind.HANDED_OVER, {"handed_to": "somebody else"}, "handed_to", "when its reader has it"),
        (EventKind.RETURNED, {}, "why_returned", "what stands on it"),
        (EventKind.DELIVERED, {}, "how_known", "how you know"),
        (EventKind.NOT_CHECKED, {"because": "  "}, "because", "why"),
        (EventKind.UNDERSTOOD, {"said": "word " * 1000}, "said", "3,000"),
    ],
)
def test_what_cannot_stand_on_record_is_refused_at_its_field(
    session: Session, viewer: Viewer, letter: Letter, kind: EventKind, changes: dict[str, Any], field: str, words: str
) -> None:
    now = letter.made_at
    with pytest.raises(BadEvent) as refused:
        _record(session, viewer, letter, kind, now, **(TALK | {"said": OWN_WORDS} | changes))
    assert set(refused.value.problems) == {field}
    assert words in refused.value.problems[field]
    assert find.events_of(session, viewer, letter.id) == []


@pytest.mark.parametrize(
    ("name", "relative"),
    [("daughter", True), ("her friend", True), ("Mother", True), ("the neighbour's wife", True), ("Son Nguyen", False),
     ("Mother Tongue Ltd", False), ("Daiva Petrauskienė", False), ("his son", True), ("Interpreter 4471", False)],
)  # fmt: skip
def test_a_relative_typed_as_the_interpreter_is_known_by_the_word(name: str, *, relative: bool) -> None:
    assert looks_like_a_relative(name) is relative


def test_not_understood_asks_somebody_to_ring_and_stays_on_the_list_until_it_was_understood(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    _record(session, viewer, letter, EventKind.UNDERSTOOD, now, said=OWN_WORDS, **TALK)
    assert find.count_unchecked(session, viewer, TODAY) == (0, 0)
    tomorrow = now + timedelta(days=1)
    _record(session, viewer, letter, EventKind.NOT_UNDERSTOOD, tomorrow, **TALK)
    [task] = open_tasks(session, viewer)
    assert (task.kind, task.reason, task.about_id) == ("ring the parent", "not_understood", letter.id)
    assert find.count_unchecked(session, viewer, TODAY) == (1, 0)
    with pytest.raises(Refused, match="until they did"):
        _record(session, viewer, letter, EventKind.NOT_CHECKED, tomorrow, because="She will not answer.")
    _record(session, viewer, letter, EventKind.UNDERSTOOD, tomorrow, said=OWN_WORDS, **TALK)
    assert find.count_unchecked(session, viewer, TODAY) == (0, 0)


def test_a_letter_of_a_kind_that_nobody_asks_about_is_on_the_list_once_it_was_not_understood(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    letter = a_letter(session, viewer, now)
    assert letter.check_by is None
    assert find.count_unchecked(session, viewer, TODAY) == (0, 0)
    _record(session, viewer, letter, EventKind.NOT_UNDERSTOOD, now, **TALK)
    assert letter.check_by == date(2026, 11, 24)
    [one] = find.unchecked(session, viewer, TODAY).letters
    assert (one.letter.id, one.standing.understood) == (letter.id, Understood.NO)


def _printed(letter: Letter) -> Letter:
    """The same letter, as it is once the worker has printed it."""
    letter.work_state = WorkState.DONE
    return letter


def test_two_people_who_mark_the_same_letters_as_posted_at_once_mark_each_once(
    database: Database, now: datetime
) -> None:
    with database.work() as session:
        head = a_staff_member(session, an_agency(session, now), now, roles=("head teacher",))
        viewer = viewer_of(head)
        letters = [a_letter(session, viewer, now) for _ in range(4)]
        ids = [_printed(letter).id for letter in letters]

    def mark(_: int) -> int:
        with database.work() as session:
            return mark_posted(session, viewer, ids, TODAY, "first class", now)

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(mark, range(4))) == 4
    with database.work() as session:
        assert [len(events) for events in find.happenings(session, viewer, ids).values()] == [1, 1, 1, 1]


def test_that_nobody_will_ask_needs_a_reason_and_somebody_who_may_issue_letters(
    session: Session, school: Agency, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    reception = viewer_of(a_staff_member(session, school, now, roles=("reception",)))
    _record(session, reception, letter, EventKind.POSTED, now, post_class="second class")
    with pytest.raises(NotAllowed):
        _record(session, reception, letter, EventKind.NOT_CHECKED, now, because="The family has moved away.")
    _record(session, viewer, letter, EventKind.NOT_CHECKED, now, because="The family has moved away.")
    assert _standing(session, viewer, letter).understood == Understood.NOT_CHECKED
    assert find.count_unchecked(session, viewer, TODAY) == (0, 0)


def test_a_letter_that_came_back_sends_somebody_to_find_the_address(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    _record(session, viewer, letter, EventKind.POSTED, now, post_class="first class")
    _record(session, viewer, letter, EventKind.RETURNED, now, why_returned="moved away")
    [task] = open_tasks(session, viewer)
    assert (task.kind, task.reason) == ("ring the parent", "letter_returned")
    assert "moved away" in task.why
    assert _standing(session, viewer, letter).came_back
    _record(session, viewer, letter, EventKind.POSTED, now + timedelta(days=2), post_class="first class")
    assert not _standing(session, viewer, letter).came_back


def test_a_mistake_says_why_and_undoes_only_once(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    posted = _record(session, viewer, letter, EventKind.POSTED, now, post_class="first class")
    delivered = _record(session, viewer, letter, EventKind.DELIVERED, now, how_known="its reader said so")
    wrong = _record(session, viewer, letter, EventKind.MISTAKE, now, event=posted.id, because="It lay on the desk.")
    known = _standing(session, viewer, letter)
    assert (known.sent, known.delivered) == (None, delivered.happened_on)
    with pytest.raises(Refused, match="mistake already"):
        _record(session, viewer, letter, EventKind.MISTAKE, now, event=posted.id, because="It still lies there.")
    with pytest.raises(Refused, match="stays so"):
        _record(session, viewer, letter, EventKind.MISTAKE, now, event=wrong.id, because="It was posted after all.")
    with pytest.raises(NotFound):
        _record(session, viewer, letter, EventKind.MISTAKE, now, event=uuid4(), because="Nothing.")
    assert len(find.events_of(session, viewer, letter.id)) == 3


def test_many_are_marked_as_posted_once_and_only_those_that_go_by_post(
    session: Session, viewer: Viewer, child: Person, letter: Letter, now: datetime
) -> None:
    father = a_parent(session, viewer, now, child, "Tomas", "Kazlauskas")
    a_need(session, viewer, father, now, written="en")
    other = a_letter(session, viewer, now, father, "L07", child, **L07)
    by_hand, on_no_paper = a_letter(session, viewer, now, father), a_letter(session, viewer, now)
    by_hand.channel, on_no_paper.work_state = "hand", WorkState.NEEDS_WORKER
    for one in (letter, other, by_hand):
        _printed(one)
    session.flush()
    ids = [letter.id, other.id, by_hand.id, on_no_paper.id, uuid4()]
    _record(session, viewer, letter, EventKind.POSTED, now, post_class="first class")
    with pytest.raises(BadEvent, match="not come yet"):
        mark_posted(session, viewer, ids, TODAY + timedelta(days=1), "second class", now)
    assert mark_posted(session, viewer, ids, TODAY, "second class", now) == 1
    assert mark_posted(session, viewer, ids, TODAY, "second class", now) == 0
    assert [one.detail for one in find.events_of(session, viewer, other.id)] == [{"post_class": "second class"}]
    assert find.events_of(session, viewer, by_hand.id) == []
    assert find.events_of(session, viewer, on_no_paper.id) == [], "what is on no paper was not posted"


def test_the_list_of_what_nobody_asked_is_what_each_letters_own_history_says(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    """The list is asked of the database by kinds and days; its law is the fold of what happened."""
    drawn = random.Random(7)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en")
    letters = [a_letter(session, viewer, now, parent, "L07", child, **(L07 | {"days": day})) for day in range(1, 61)]
    kinds = [EventKind.POSTED, EventKind.UNDERSTOOD, EventKind.NOT_UNDERSTOOD, EventKind.NOT_CHECKED, EventKind.REPLIED]
    for place, letter in enumerate(letters):
        letter.check_by = TODAY + timedelta(days=drawn.randint(-3, 3))
        known: list[LetterEvent] = []
        for step in range(place % 6):
            about = drawn.choice(known) if known and drawn.random() < 0.35 else None
            kind = EventKind.MISTAKE if about else drawn.choice(kinds)
            event = LetterEvent(
                agency_id=viewer.agency_id, letter_id=letter.id, recipient_id=parent.id, kind=kind,
                happened_on=TODAY + timedelta(days=drawn.randint(0, 2)), recorded_at=now + timedelta(minutes=step),
            )  # fmt: skip
            event.detail = {"event": str(about.id)} if about else {"not_understood": drawn.random() < 0.5}
            session.add(event)
            known.append(event)
    session.flush()
    known_of = find.happenings(session, viewer, [letter.id for letter in letters])
    expected = {letter.id for letter in letters if not standing(known_of.get(letter.id, [])).settled}
    first, second = (find.unchecked(session, viewer, TODAY, page) for page in (1, 2))
    listed = [*first.letters, *(second.letters if second.page == 2 else [])]
    assert {one.letter.id for one in listed} == expected
    assert len(listed) == first.count == len(expected)
    assert 10 < len(expected) < 60
    assert all(one.letter.check_by <= two.letter.check_by for one, two in pairwise(listed) if one.letter.check_by)
    overdue = {one.letter.id for one in listed if one.overdue}
    assert overdue == {one.letter.id for one in listed if one.letter.check_by and one.letter.check_by < TODAY}
    assert find.count_unchecked(session, viewer, TODAY) == (len(expected), len(overdue))


def test_a_list_of_more_than_fifty_says_honestly_how_many_there_are(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en")
    for day in range(1, 53):
        a_letter(session, viewer, now, parent, "L07", child, **(L07 | {"days": day}))
    first, last, beyond = (find.unchecked(session, viewer, TODAY, page) for page in (1, 2, 99))
    assert (len(first.letters), len(last.letters), first.count, first.pages) == (50, 2, 52, 2)
    assert beyond.page == 2
    assert {one.letter.id for one in first.letters}.isdisjoint(one.letter.id for one in last.letters)


def test_a_held_letter_has_no_afterwards_and_anothers_letter_does_not_exist(
    session: Session, viewer: Viewer, letter: Letter, now: datetime
) -> None:
    held = a_letter(session, viewer, now, a_parent(session, viewer, now, given="Jonas"))
    with pytest.raises(Refused, match="never issued"):
        _record(session, viewer, held, EventKind.POSTED, now, post_class="first class")
    other_school = an_agency(session, now, name="Other School")
    other = viewer_of(a_staff_member(session, other_school, now, roles=("head teacher",)))
    with pytest.raises(NotFound):
        _record(session, other, letter, EventKind.POSTED, now, post_class="first class")
    assert mark_posted(session, other, [letter.id], TODAY, "first class", now) == 0
    assert find.count_unchecked(session, other, TODAY) == (0, 0)
    assert find.events_of(session, other, letter.id) == []
    with pytest.raises(NotFound):
        _record(session, viewer, letter, EventKind.READ_ALOUD, now, **TALK, by=uuid4())
    with pytest.raises(BadInput, match="numbers"):
        _record(session, viewer, letter, EventKind.REPLIED, now)
