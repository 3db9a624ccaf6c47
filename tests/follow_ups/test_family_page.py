"""A family's page below its screens: who may have a link, what opens it, how it ends, and where answers land."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from booking_factories import an_appointment
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from family_pages import BORN, Family, a_family_with_letter, a_link, last_code, texts, token_in
from follow_up_factories import followed_up, open_tasks
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.absences.absence import AbsenceReason, ToldHow
from comms.families.actions import add_contact_point, record_contact_safety, record_safe_contact
from comms.families.contact_point import ContactPoint, ReadBy, Safety
from comms.families.find import contact_hash, involvement
from comms.families.person import Person
from comms.follow_ups.closing import CloseGiven, close
from comms.follow_ups.family_page.answering import take_page_answer
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyAnswer, FamilyLink
from comms.follow_ups.family_page.hours import choice_of
from comms.follow_ups.family_page.landing import PageAnswer
from comms.follow_ups.family_page.links import link_by_token, link_named
from comms.follow_ups.family_page.making import LinkGiven, make_link
from comms.follow_ups.family_page.not_taken import NotTaken
from comms.follow_ups.family_page.opening import (
    CODE_FOR,
    MOST_CODES,
    MOST_TRIES,
    CodeSent,
    Secrets,
    Tried,
    send_code,
    try_to_open,
    why_closed,
)
from comms.follow_ups.family_page.page_words import STANDS_IN, page_words
from comms.follow_ups.follow_up import ClosedBecause, EventKind, FollowUpEvent, FollowUpState
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_moment
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.locks.keyring import DataKey
from comms.foundation.work import Database
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.letter_event import EventKind as LetterEventKind
from comms.letters.afterwards.standing import Understood, standing
from comms.messages.drafting import HeldBack
from comms.messages.incoming import Incoming
from comms.messages.message import MessageState, Purpose
from comms.messages.thread import Thread
from comms.tasks.task import TaskKind
from comms.translation.catalogues import Words, missing_words
from comms.translation.find import words as words_of
from comms.translation.sentences import fields_in
from comms.translation.short_words import PAGE, short_words

WEDNESDAY = date(2026, 11, 25)
ROLES = ("head teacher", "administrator")


@pytest.fixture
def family(session: Session, viewer: Viewer, now: datetime) -> Family:
    """A Polish mother with a letter about her daughter."""
    return a_family_with_letter(session, viewer, now)


def _given(family: Family) -> LinkGiven:
    return LinkGiven(family.mother.id, "letter", family.letter.id)


def _held(session: Session, viewer: Viewer, now: datetime, given: LinkGiven) -> str:
    made = make_link(session, viewer, given, now)
    assert isinstance(made, HeldBack), made
    assert session.scalars(select(FamilyLink)).all() == []
    return made.code


def _opened(session: Session, link: FamilyLink, now: datetime) -> Tried:
    assert send_code(session, link.id, now) == CodeSent.SENT
    return try_to_open(session, link.id, Secrets(BORN, last_code(session)), now)


def test_a_link_goes_by_text_in_their_language_and_names_nobody(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    text = texts(session)[-1]
    assert text.body.startswith("Fen Edge: ")
    assert "Zofia" not in text.body
    assert "Wójcik" not in text.body
    assert (text.purpose, text.language, text.about_id) == (Purpose.LINK, "pl", family.letter.id)
    assert link_by_token(session, token_in(text.body)).id == link.id
    assert link.expires_at == now + timedelta(days=14)


def test_pressed_twice_one_link_goes(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    first = a_link(session, viewer, now, family)
    assert a_link(session, viewer, now + timedelta(minutes=1), family).id == first.id
    assert len(texts(session)) == 1
    assert a_link(session, viewer, now + timedelta(minutes=5), family).id != first.id


def test_nobody_with_a_safe_contact_flag_gets_a_link(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    record_safe_contact(session, viewer, family.mother.id, flagged=True, post_is_safe=None, said="", now=now)
    assert _held(session, viewer, now, _given(family)) == "no_link"
    assert texts(session) == []


@pytest.mark.parametrize(
    ("safety", "read_by", "code"),
    [
        (Safety.UNSAFE, ReadBy.ONLY_THEY, "unsafe"),
        (Safety.NOT_ASKED, ReadBy.ONLY_THEY, "not_asked"),
        (Safety.SAFE, ReadBy.OTHERS_TOO, "others_read"),
    ],
)
def test_a_number_that_is_not_safe_or_that_others_read_gets_no_link(
    session: Session, viewer: Viewer, family: Family, now: datetime, safety: Safety, read_by: ReadBy, code: str
) -> None:
    [point] = session.scalars(select(ContactPoint)).all()
    record_contact_safety(session, viewer, point, safety, now, read_by)
    assert _held(session, viewer, now, _given(family)) == code


def test_a_number_of_several_people_gets_no_link(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    father = a_parent(session, viewer, now, family.child, "Tomasz", "Wójcik")
    add_contact_point(session, viewer, father, "mobile", "07700 900821", now)
    assert _held(session, viewer, now, _given(family)) == "shared"


def test_without_a_birth_date_there_is_no_link(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    family.child.birth_date = None
    assert _held(session, viewer, now, _given(family)) == "no_birth"
    family.mother.birth_date = date(1985, 2, 3)
    link = a_link(session, viewer, now, family)
    send_code(session, link.id, now)
    right = Secrets(date(1985, 2, 3), last_code(session))
    assert try_to_open(session, link.id, right, now) == Tried.OPENED


def test_without_words_in_their_language_there_is_no_link(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    child = a_child(session, viewer, now)
    mother = a_parent(session, viewer, now, child)
    a_need(session, viewer, mother, now, "hu")
    a_mobile(session, viewer, now, mother)
    row = followed_up(session, viewer, now, mother, child_id=child.id)
    assert _held(session, viewer, now, LinkGiven(mother.id, "follow_up", row.id)) == "words_missing"


def test_whoever_may_not_write_to_families_sends_no_link(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    agency = an_agency(session, now, "Elsewhere")
    stranger = viewer_of(a_staff_member(session, agency, now))
    with pytest.raises(NotFound):
        make_link(session, stranger, _given(family), now)
    with pytest.raises(NotAllowed):
        make_link(session, replace(viewer, permissions=frozenset()), _given(family), now)
    with pytest.raises(NotFound):
        make_link(session, viewer, LinkGiven(family.child.id, "letter", family.letter.id), now)


def test_a_birth_date_and_a_code_open_it_once(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    link = a_link(session, viewer, now, family)
    assert send_code(session, link.id, now) == CodeSent.SENT
    code = last_code(session)
    assert link.code_hash is not None
    assert code.encode() not in link.code_hash
    assert texts(session)[-1].wording["key"] == "link.code"
    assert try_to_open(session, link.id, Secrets(BORN, code), now) == Tried.OPENED
    assert link.opened_at == now
    assert try_to_open(session, link.id, Secrets(BORN, code), now) == Tried.NOT_READ


@pytest.mark.parametrize(("born", "code"), [(date(2013, 4, 5), ""), (BORN, "000000"), (date(2013, 4, 5), "000000")])
def test_a_wrong_date_and_a_wrong_code_get_the_same_answer(
    session: Session, viewer: Viewer, family: Family, now: datetime, born: date, code: str
) -> None:
    link = a_link(session, viewer, now, family)
    send_code(session, link.id, now)
    right = last_code(session)
    given = Secrets(born, ("999999" if right == code else code) or right)
    assert try_to_open(session, link.id, given, now) == Tried.WRONG
    assert link.wrong == 1


def test_five_wrong_tries_close_it_for_good(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    link = a_link(session, viewer, now, family)
    send_code(session, link.id, now)
    right = last_code(session)
    wrong = Secrets(date(2013, 5, 5), right)
    tries = [try_to_open(session, link.id, wrong, now) for _ in range(MOST_TRIES)]
    assert tries == [Tried.WRONG] * (MOST_TRIES - 1) + [Tried.CLOSED]
    assert try_to_open(session, link.id, Secrets(BORN, right), now) == Tried.CLOSED
    assert send_code(session, link.id, now) == CodeSent.CLOSED
    assert why_closed(session, link, now) == "ended"


def test_what_can_never_be_right_costs_no_try(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    link = a_link(session, viewer, now, family)
    assert try_to_open(session, link.id, Secrets(BORN, "123456"), now) == Tried.NOT_READ
    send_code(session, link.id, now)
    for given in (Secrets(None, last_code(session)), Secrets(BORN, "12")):
        assert try_to_open(session, link.id, given, now) == Tried.NOT_READ
    late = now + CODE_FOR
    assert try_to_open(session, link.id, Secrets(BORN, last_code(session)), late) == Tried.NOT_READ
    assert link.wrong == 0


def test_many_who_try_at_once_have_no_more_tries_than_one(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ROLES))
        link_id = a_link(session, viewer, now, a_family_with_letter(session, viewer, now)).id
    with database.work() as session:
        send_code(session, link_id, now)
    wrong = Secrets(date(2013, 5, 5), "000000")

    def attempt(_: int) -> Tried:
        with database.work() as session:
            return try_to_open(session, link_id, wrong, now)

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(attempt, range(12)))
    assert came.count(Tried.WRONG) == MOST_TRIES - 1
    with database.reading() as session:
        assert session.get_one(FamilyLink, link_id).wrong == MOST_TRIES


def test_three_codes_are_all_there_are_and_a_second_press_sends_none(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link, at = a_link(session, viewer, now, family), now
    assert [send_code(session, link.id, at) for _ in range(2)] == [CodeSent.SENT] * 2
    assert link.codes_sent == 1
    for _ in range(MOST_CODES - 1):
        at += timedelta(minutes=2)
        assert send_code(session, link.id, at) == CodeSent.SENT
    assert send_code(session, link.id, at + timedelta(minutes=2)) == CodeSent.NONE_LEFT
    codes = [one for one in texts(session) if one.wording["key"] == "link.code"]
    assert len(codes) == MOST_CODES


def test_a_code_goes_at_night_too_because_they_wait_for_it(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    night = now + timedelta(hours=15)
    send_code(session, link.id, night)
    assert texts(session)[-1].due_at == night


def test_a_number_that_opted_out_gets_no_code(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    link = a_link(session, viewer, now, family)
    session.scalars(select(Thread)).one().opted_out_at = now
    assert send_code(session, link.id, now) == CodeSent.NOT_POSSIBLE
    assert link.codes_sent == 0


def _expires(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    session.scalars(select(FamilyLink)).one().expires_at = now


def _flagged(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    record_safe_contact(session, viewer, family.mother.id, flagged=True, post_is_safe=None, said="", now=now)


def _others_read(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    [point] = session.scalars(select(ContactPoint)).all()
    record_contact_safety(session, viewer, point, Safety.SAFE, now, ReadBy.OTHERS_TOO)


def _no_longer_works_with_them(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    found = involvement(session, family.mother.id, viewer.agency_id)
    assert found is not None
    found.until = now


def _erased(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    session.get_one(DataKey, family.mother.id).wrapped = None
    session.flush()
    session.info["opened_keys"].clear()
    session.expire_all()


@pytest.mark.parametrize("happens", [_expires, _flagged, _others_read, _no_longer_works_with_them, _erased])
def test_it_ends(session: Session, viewer: Viewer, family: Family, now: datetime, happens: object) -> None:
    link = a_link(session, viewer, now, family)
    assert why_closed(session, link, now) == ""
    happens(session, viewer, family, now)  # type: ignore[operator]
    session.flush()
    assert why_closed(session, link, now)
    with pytest.raises(Refused):
        take_page_answer(session, link.id, PageAnswer(AnswerKind.READ), now)


def test_when_the_number_is_corrected_the_link_is_none_any_more(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    a_link(session, viewer, now, family)
    token = token_in(texts(session)[-1].body)
    [point] = session.scalars(select(ContactPoint)).all()
    point.value_hash = contact_hash(session, "07700 900822")
    session.flush()
    with pytest.raises(NotFound):
        link_by_token(session, token)


@pytest.mark.parametrize(
    "change", [lambda one: one[:-1] + "A", lambda one: one[:20], lambda _: "x", lambda _: "ä" * 40]
)
def test_a_link_that_was_never_given_is_not_found(
    session: Session, viewer: Viewer, family: Family, now: datetime, change: object
) -> None:
    a_link(session, viewer, now, family)
    token = token_in(texts(session)[-1].body)
    changed = change(token)  # type: ignore[operator]
    if changed == token:
        changed = token[:-1] + "B"
    with pytest.raises(NotFound):
        link_by_token(session, changed)


def test_to_have_read_it_is_not_to_have_understood_it(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    _answer(session, link, now, PageAnswer(AnswerKind.READ))
    known = standing(happenings(session, viewer, [family.letter.id])[family.letter.id])
    assert known.delivered is not None
    assert known.understood == Understood.NOBODY_ASKED


def _answer(session: Session, link: FamilyLink, now: datetime, given: PageAnswer) -> FamilyAnswer:
    return take_page_answer(session, link.id, given, now)


@pytest.mark.parametrize(("kind", "number"), [(AnswerKind.CANNOT_READ, 11), (AnswerKind.WANT_INTERPRETER, 12)])
def test_who_cannot_read_it_is_rung_with_an_interpreter(
    session: Session, viewer: Viewer, family: Family, now: datetime, kind: AnswerKind, number: int
) -> None:
    link = a_link(session, viewer, now, family)
    _answer(session, link, now, PageAnswer(kind))
    happened = happenings(session, viewer, [family.letter.id])[family.letter.id]
    assert [(one.kind, one.detail["numbers"]) for one in happened] == [(LetterEventKind.REPLIED, [number])]
    assert standing(happened).understood == Understood.NO
    [task] = open_tasks(session)
    assert (task.kind, task.about_id) == (TaskKind.RING, family.letter.id)


def test_their_own_words_land_on_the_letter_as_they_wrote_them(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    made = _answer(session, link, now, PageAnswer(AnswerKind.OWN_WORDS, "Mam zadzwonić do szkoły."))
    assert (made.words, made.language) == ("Mam zadzwonić do szkoły.", "pl")
    [event] = happenings(session, viewer, [family.letter.id])[family.letter.id]
    assert event.detail["words"] == "Mam zadzwonić do szkoły."
    assert standing([event]).understood == Understood.NOBODY_ASKED
    assert [one.kind for one in open_tasks(session)] == [TaskKind.ANSWER_REPLY]


def test_the_time_they_choose_is_somebodys_task_for_that_day(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    _answer(session, link, now, PageAnswer(AnswerKind.TIME, day=WEDNESDAY, hour=18))
    [task] = open_tasks(session)
    assert (task.kind, task.due_on) == (TaskKind.RING_AT, WEDNESDAY)
    assert "on Wednesday 25 November after 18:00 with an interpreter for Polish" in task.why
    _answer(session, link, now, PageAnswer(AnswerKind.TIME, day=WEDNESDAY + timedelta(days=1)))
    [task] = open_tasks(session)
    assert task.due_on == WEDNESDAY + timedelta(days=1)


def test_the_same_answer_twice_is_one(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    link = a_link(session, viewer, now, family)
    for _ in range(2):
        _answer(session, link, now, PageAnswer(AnswerKind.CANNOT_READ))
    assert len(session.scalars(select(FamilyAnswer)).all()) == 1
    assert len(happenings(session, viewer, [family.letter.id])[family.letter.id]) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (PageAnswer(AnswerKind.OWN_WORDS), "write_first"), (PageAnswer(AnswerKind.TIME), "choose_when"),
        (PageAnswer(AnswerKind.WHY, why="laziness"), "choose_one"), (PageAnswer(AnswerKind.COMING), "wrong"),
        (PageAnswer(AnswerKind.TIME, day=date(2026, 11, 22)), "choose_when"),
        (PageAnswer(AnswerKind.TIME, day=WEDNESDAY, hour=24), "choose_when"),
        (PageAnswer(AnswerKind.OWN_WORDS, "a" * 3001), "too_long"),
        (PageAnswer(AnswerKind.WHY, why="abroad", back_on=date(2026, 11, 22)), "no_date"),
    ],
)  # fmt: skip
def test_an_answer_that_says_nothing_is_not_taken_and_says_why_in_words_of_the_page(
    session: Session, viewer: Viewer, family: Family, now: datetime, given: PageAnswer, words: str
) -> None:
    link = a_link(session, viewer, now, family)
    with pytest.raises(NotTaken) as fault:
        _answer(session, link, now, given)
    assert fault.value.words == words
    assert words in short_words(PAGE)
    assert session.scalars(select(FamilyAnswer)).all() == []


def test_whoever_is_back_today_is_not_asked_for_another_day(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    made = _answer(session, link, now, PageAnswer(AnswerKind.WHY, why="abroad", back_on=now.date()))
    assert made.detail["back_on"] == "2026-11-23"


def test_the_id_in_a_link_tells_its_language_and_opens_nothing(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    token = token_in(texts(session)[-1].body)
    for broken in (token[:-1] + "!", token[:22], f"{token}.", token[:24] + "A" * 16):
        found = link_named(session, broken)
        assert found is not None, broken
        assert (found.id, found.language) == (link.id, "pl")
        with pytest.raises(NotFound):
            link_by_token(session, broken)
    for nothing in ("", "x", token[:21], "A" * 40, "ä" * 40):
        assert link_named(session, nothing) is None, nothing


def test_words_that_came_later_are_stood_in_for_until_somebody_has_written_them(
    session: Session, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {short_words(PAGE)[key].text for key in STANDS_IN}

    def without(*about: Any) -> Callable[..., Words]:
        look_up = words_of(*about)
        return lambda context, text: missing_words("pl", context, text) if text in later else look_up(context, text)

    monkeypatch.setattr("comms.follow_ups.family_page.page_words.words", without)
    page = page_words(session, "pl", viewer.agency_id)
    assert page.complete
    for key, other in STANDS_IN.items():
        assert page.own[key] == page.own[other], key
        # Whatever stands in has no gap that nobody fills: a number to ring is the only one.
        assert fields_in(page.english[other]).keys() <= {"number"}


def test_a_word_of_danger_is_in_the_inbox_as_urgent(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link = a_link(session, viewer, now, family)
    _answer(session, link, now, PageAnswer(AnswerKind.OWN_WORDS, "Pomocy, on mnie bije"))
    [incoming] = session.scalars(select(Incoming)).all()
    assert incoming.urgent
    assert (incoming.body, incoming.person_id) == ("Pomocy, on mnie bije", family.mother.id)
    assert incoming.next_action_at == now


def test_a_follow_up_takes_an_answer_as_if_it_had_come_by_text(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    row = followed_up(session, viewer, now, family.mother, child_id=family.child.id)
    link = make_link(session, viewer, LinkGiven(family.mother.id, "follow_up", row.id), now)
    assert isinstance(link, FamilyLink)
    made = _answer(session, link, now, PageAnswer(AnswerKind.TIME, day=WEDNESDAY, hour=18))
    assert row.state == FollowUpState.ANSWERED
    assert row.proposed_at == london_moment(WEDNESDAY, time(18))
    replied = [one for one in _events(session) if one.kind == EventKind.REPLIED]
    assert [one.about_id for one in replied] == [made.id]
    assert TaskKind.RING_AT in {one.kind for one in open_tasks(session)}
    assert texts(session)[-1].wording["key"].startswith("will_ring")


def _events(session: Session) -> Sequence[FollowUpEvent]:
    session.flush()
    return session.scalars(select(FollowUpEvent).order_by(FollowUpEvent.at, FollowUpEvent.id)).all()


def test_who_is_abroad_is_waited_for_and_nothing_closes(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    row = followed_up(session, viewer, now, family.mother)
    family.mother.birth_date = date(1985, 2, 3)
    link = make_link(session, viewer, LinkGiven(family.mother.id, "follow_up", row.id), now)
    assert isinstance(link, FamilyLink)
    _answer(session, link, now, PageAnswer(AnswerKind.WHY, why="abroad", back_on=date(2027, 1, 12)))
    assert (row.state, row.away_until) == (FollowUpState.ANSWERED, date(2027, 1, 12))


def test_words_of_danger_in_a_follow_up_bring_the_worker_and_no_text_by_itself(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    row = followed_up(session, viewer, now, family.mother, child_id=family.child.id)
    link = make_link(session, viewer, LinkGiven(family.mother.id, "follow_up", row.id), now)
    assert isinstance(link, FamilyLink)
    _answer(session, link, now, PageAnswer(AnswerKind.WHY, "on mnie bije", why="other"))
    assert row.state == FollowUpState.WITH_WORKER
    assert [one.urgent for one in session.scalars(select(Incoming))] == [True]
    waiting = [one for one in texts(session) if one.state == MessageState.WAITING]
    assert waiting == []


def test_a_closed_follow_up_closes_its_page(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    row = followed_up(session, viewer, now, family.mother, child_id=family.child.id)
    link = make_link(session, viewer, LinkGiven(family.mother.id, "follow_up", row.id), now)
    assert isinstance(link, FamilyLink)
    close(session, viewer, row.id, CloseGiven(ClosedBecause.SPOKEN, "Spoke to her on Monday."), now)
    assert why_closed(session, link, now) == "over"
    made = make_link(session, viewer, LinkGiven(family.mother.id, "follow_up", row.id), now + timedelta(hours=1))
    assert isinstance(made, HeldBack)


def _meeting(
    session: Session, viewer: Viewer, family: Family, now: datetime, **given: object
) -> tuple[FamilyLink, Person]:
    people = [(family.mother, "parent or carer"), (family.child, "child")]
    made = an_appointment(session, viewer, now, people, **given)
    link = make_link(session, viewer, LinkGiven(family.mother.id, "appointment", made.id), now)
    assert isinstance(link, FamilyLink), link
    return link, family.mother


def test_who_cannot_come_calls_nothing_off(session: Session, viewer: Viewer, family: Family, now: datetime) -> None:
    link, _ = _meeting(session, viewer, family, now)
    _answer(session, link, now, PageAnswer(AnswerKind.NOT_COMING))
    [task] = open_tasks(session)
    assert "they cannot come. Nothing is called off by that." in task.why
    assert why_closed(session, link, now) == ""


def test_what_stood_in_the_way_lands_on_the_appointment(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    link, mother = _meeting(session, viewer, family, now, state="family not present")
    _answer(session, link, now, PageAnswer(AnswerKind.WHY, "Brak autobusu", why="transport"))
    [reason] = session.scalars(select(AbsenceReason)).all()
    assert (reason.code, reason.told_how, reason.person_id) == ("transport", ToldHow.PAGE, mother.id)
    assert (reason.words, reason.language) == ("Brak autobusu", "pl")


def test_opened_answered_and_wrong_tries_are_in_the_audit_without_values(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ROLES))
        link = a_link(session, viewer, now, a_family_with_letter(session, viewer, now))
        send_code(session, link.id, now)
        try_to_open(session, link.id, Secrets(date(2000, 1, 1), last_code(session)), now)
        try_to_open(session, link.id, Secrets(BORN, last_code(session)), now)
        take_page_answer(session, link.id, PageAnswer(AnswerKind.OWN_WORDS, "Mam przyjść jutro."), now)
    with database.reading() as session:
        by_family = select(AuditEntry).where(AuditEntry.role == "family").order_by(AuditEntry.number)
        entries = session.scalars(by_family).all()
        said = [(one.actor_kind, one.action, one.detail) for one in entries]
    actions = [action for _, action, _ in said]
    assert actions == ["ask for code", "try wrong secrets", "open family page", "answer on family page"]
    assert {kind for kind, _, _ in said} == {"visitor"}
    assert not any("2013" in detail or "jutro" in detail for _, _, detail in said)


def test_only_hours_to_come_at_which_they_can_be_reached_are_offered(now: datetime) -> None:
    choice = choice_of(None, now)
    assert choice.days[0] == date(2026, 11, 23)
    assert all(one.weekday() < 5 for one in choice.days)
    assert choice.days[-1] == date(2026, 11, 30)
    assert (choice.hours[0], choice.hours[-1]) == (8, 19)
