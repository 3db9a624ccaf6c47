"""Issuing: what leaves is kept exactly as it was; what may not leave is held, and somebody is asked to ring."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.channels.paper import paper_from_json
from comms.channels.pdf import print_pdf
from comms.families.actions import add_contact_point, record_safe_contact, relate
from comms.families.language_need import Reads, Source
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState
from comms.letters import actions, find, ringing
from comms.letters.actions import LetterAsked, issue_letter, view_letter
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.own import find as own_find
from comms.letters.printing import print_letter
from comms.letters.templates.book import LetterBook
from comms.letters.templates.source import frame, letter_kinds, phrases
from comms.letters.text.as_text import as_text
from comms.letters.text.coverage import words_of
from comms.letters.text.values import read_values
from comms.tasks.task import Task, TaskKind, TaskState
from comms.translation.actions import approve_words
from comms.translation.find import words

L02: dict[str, Any] = {
    "from": "2026-09-07", "to": "2026-11-20", "possible": 100, "attended": 88, "absent": 12, "authorised": 4,
    "unauthorised": 5, "unexplained": 3, "reply_by": "2026-12-07",
}  # fmt: skip
L07: dict[str, Any] = {
    "first_day": "2026-11-16", "last_day": "2026-11-20", "days": 5, "information": "information.nothing",
    "reply_by": "2026-12-07",
}  # fmt: skip


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A child."""
    return a_child(session, viewer, now)


@pytest.fixture
def parent(session: Session, viewer: Viewer, child: Person, now: datetime) -> Person:
    """Her mother, whose language nobody has asked."""
    return a_parent(session, viewer, now, child)


def _ask(kind: str, parent: Person, child: Person | None, **values: Any) -> LetterAsked:
    return LetterAsked(kind, parent.id, child.id if child else None, values)


def _tasks(session: Session) -> list[Task]:
    return list(session.scalars(select(Task).order_by(Task.opened_at)))


Setup = Callable[[Session, Viewer, Person, datetime], object]
WHY_HELD: dict[str, tuple[Setup, str, dict[str, Any]]] = {
    "language_unknown": (lambda *_: None, "L02", L02),
    "written_language_unknown": (lambda s, v, p, now: a_need(s, v, p, now, None, spoken=["so"]), "L02", L02),
    "cannot_read": (lambda s, v, p, now: a_need(s, v, p, now, reads=Reads.NONE), "L02", L02),
    "no_translation": (lambda s, v, p, now: a_need(s, v, p, now, "bg"), "L02", L02),
    "not_approved": (a_need, "L07", L07),
    "post_not_safe": (
        lambda s, v, p, now: (
            a_need(s, v, p, now),
            record_safe_contact(s, v, p.id, flagged=True, post_is_safe=None, said="", now=now),
        ),
        "L02",
        L02,
    ),
    "missing_field": (a_need, "L02", {**L02, "absent": None}),
    "bad_value": (a_need, "L02", {**L02, "absent": "many"}),
    "unprintable": (a_need, "L02", {**L02, "contact": "\U00010600"}),
}


@pytest.mark.parametrize("reason", WHY_HELD)
def test_a_letter_that_may_not_leave_is_held_once_and_somebody_is_asked_to_ring_the_next_working_day(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime, reason: str
) -> None:
    setup, kind, values = WHY_HELD[reason]
    setup(session, viewer, parent, now)
    session.flush()
    for _ in range(2):
        letter = issue_letter(session, viewer, _ask(kind, parent, child, **values), now)
        session.flush()
    assert (letter.state, letter.reason, letter.language) == (LetterState.HELD, reason, None)
    assert letter.why
    assert letter.remedy
    assert letter.content is None
    assert session.scalar(select(func.count()).select_from(Letter)) == 1
    [task] = _tasks(session)
    assert (task.kind, task.reason, task.state) == (TaskKind.RING, reason, TaskState.OPEN)
    assert (task.person_id, task.child_id, task.about_id) == (parent.id, child.id, letter.id)
    assert task.due_on == date(2026, 11, 24)
    assert letter.remedy in task.why


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 11, 27, 9, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 12, 24, 9, tzinfo=UTC), date(2026, 12, 29)),
        # Half past midnight in London is Tuesday already, though it is Monday in UTC.
        (datetime(2026, 6, 29, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
    ],
    ids=["Friday", "Christmas Eve", "past midnight in summer"],
)
def test_the_call_is_due_on_a_working_day_of_london(
    session: Session, viewer: Viewer, parent: Person, child: Person, moment: datetime, due: date
) -> None:
    issue_letter(session, viewer, _ask("L02", parent, child, **L02), moment)
    assert [task.due_on for task in _tasks(session)] == [due]


def test_an_agency_that_may_not_send_a_kind_is_told_who_may(session: Session, now: datetime) -> None:
    care = an_agency(session, now, "Fenland Children's Services", "social_care")
    viewer = viewer_of(a_staff_member(session, care, now, roles=("social worker",)))
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now)
    letter = issue_letter(session, viewer, _ask("L02", parent, child, **L02), now)
    assert (letter.state, letter.reason) == (LetterState.HELD, "may_not_issue")
    assert "school" in (letter.why or "")


def test_a_held_letter_is_released_when_a_new_one_can_leave_and_both_stay_on_record(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    held = issue_letter(session, viewer, _ask("L02", parent, child, **L02), now)
    a_need(session, viewer, parent, now)
    later = now + timedelta(days=1)
    issued = issue_letter(session, viewer, _ask("L02", parent, child, **L02), later)
    session.flush()
    assert (held.state, issued.state, issued.language) == (LetterState.RELEASED, LetterState.ISSUED, "lt")
    assert held.reason == "language_unknown"
    assert held.content is None
    assert [task.state for task in _tasks(session)] == [TaskState.OPEN], "only a person closes a task"
    assert find.held_like(session, viewer, "L02", parent.id, child.id) == []


def test_a_letter_about_one_child_frees_none_about_another(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    brother = a_child(session, viewer, now, "Jonas", "Kazlauskas")
    relate(session, viewer, brother, parent, "mother", responsible=True, now=now)
    held = issue_letter(session, viewer, _ask("L02", parent, brother, **L02), now)
    a_need(session, viewer, parent, now)
    issue_letter(session, viewer, _ask("L02", parent, child, **L02), now)
    assert held.state == LetterState.HELD


def test_an_issued_letter_keeps_its_exact_content_its_words_and_their_hashes(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        row = a_letter(session, viewer, now).id
    with database.reading() as session:
        letter = session.get_one(Letter, row)
        assert letter.content_hash == hashlib.sha256(letter.content.encode()).hexdigest()
        assert (letter.state, letter.work_state, letter.draft) == (LetterState.ISSUED, WorkState.WAITING, True)
        used = {(word["language"], word["source_hash"], word["translation_hash"]) for word in letter.words}
        assert {language for language, _, _ in used} == {"lt", "en"}
        for one in words_of(letter_kinds()["L00"], words(session, "lt")):
            if one.context == "L00":
                assert ("lt", one.source_hash, one.translation_hash) in used
        assert b"Kazlauskien" not in bytes(session.execute(text("SELECT content_locked FROM letter")).scalar_one())
        assert "Kazlauskien" not in str(session.execute(text("SELECT words FROM letter")).scalar_one())
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "issue letter")).one()
        assert letter.content_hash in entry.detail


def test_a_change_of_the_record_does_not_change_what_was_issued(
    session: Session, viewer: Viewer, parent: Person, now: datetime
) -> None:
    a_need(session, viewer, parent, now)
    letter = issue_letter(session, viewer, _ask("L00", parent, None), now)
    session.flush()
    before = letter.content
    parent.family_name = "Petrauskienė"
    session.get_one(Agency, viewer.agency_id).telephone = "01945 000 000"
    session.flush()
    session.expire_all()
    assert letter.content == before
    assert "Kazlauskienė" in before


def test_the_printed_letter_is_the_same_bytes_however_often_it_is_printed(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    letter = a_letter(session, viewer, now)
    session.flush()
    made = print_letter(session, letter.id, now)
    session.expire_all()
    assert made.pdf == print_pdf(paper_from_json(letter.content)).content
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    assert b"%PDF" not in bytes(made.pdf_locked)
    assert find.printed(session, viewer, letter.id) is made


def test_the_values_a_letter_was_filled_with_can_be_read_again(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    a_need(session, viewer, parent, now)
    given = {**L02, "from": date(2026, 9, 7), "reply_by": date(2026, 12, 7)}
    letter = issue_letter(session, viewer, _ask("L02", parent, child, **given), now)
    session.flush()
    session.expire_all()
    assert letter.values["from"] == "2026-09-07"
    assert read_values(letter_kinds()["L02"], letter.values)
    hours = {"key": "hours.weekdays", "open": time(9), "close": time(15, 30)}
    other = issue_letter(session, viewer, _ask("L00", parent, None, hours=hours), now)
    session.flush()
    session.expire_all()
    assert other.values["hours"] == {"key": "hours.weekdays", "open": "09:00", "close": "15:30"}


def test_please_ring_us_can_be_made_in_the_language_somebody_speaks(
    session: Session, viewer: Viewer, parent: Person, now: datetime
) -> None:
    a_need(session, viewer, parent, now, None, spoken=["lt"])
    held = issue_letter(session, viewer, _ask("L00", parent, None), now)
    assert held.reason == "written_language_unknown"
    made = issue_letter(session, viewer, LetterAsked("L00", parent.id, None, {}, "lt"), now)
    assert (made.state, made.language) == (LetterState.ISSUED, "lt")


@pytest.mark.parametrize("tag", ["en", "pl"])
@pytest.mark.parametrize("need", [None, {"written": "lt"}, {"written": "lt", "reads": Reads.NONE}])
def test_please_ring_us_is_never_made_in_a_language_nothing_speaks_for(
    session: Session, viewer: Viewer, parent: Person, now: datetime, tag: str, need: dict[str, Any] | None
) -> None:
    if need:
        a_need(session, viewer, parent, now, **need)
    with pytest.raises(BadInput, match="Nothing on record"):
        issue_letter(session, viewer, LetterAsked("L00", parent.id, None, {}, tag), now)


def test_the_language_of_any_other_letter_cannot_be_chosen(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    with pytest.raises(BadInput, match="reader's"):
        issue_letter(session, viewer, LetterAsked("L02", parent.id, child.id, L02, "en"), now)


def test_a_letter_of_approved_words_leaves_once_each_is_approved_and_says_nothing_of_a_draft(
    session: Session, school: Agency, viewer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    a_need(session, viewer, parent, now)
    held = issue_letter(session, viewer, _ask("L07", parent, child, **L07), now)
    assert held.reason == "not_approved"
    approver = add_staff(
        session,
        school,
        "Jūratė",
        "jurate@fenedge.example",
        ["translation approver"],
        now=now,
        qualification="DPSI",
        qualified_in=["lt"],
    )
    own = words(session, "lt")
    messages = words_of(letter_kinds()["L07"], own)
    approve_words(session, viewer_of(approver), messages, now)
    session.flush()
    again = issue_letter(session, viewer, _ask("L07", parent, child, **L07), now)
    assert again.id == held.id, "its phrase is not approved yet"
    phrase = read_values(letter_kinds()["L07"], {**L07, "recipient": "x", "child": "y"})["information"]
    approve_words(session, viewer_of(approver), [own("phrase", phrase.phrase.text)], now)  # type: ignore[union-attr]
    session.flush()
    issued = issue_letter(session, viewer, _ask("L07", parent, child, **L07), now)
    assert (issued.state, issued.draft) == (LetterState.ISSUED, False)
    assert held.state == LetterState.RELEASED
    paper = paper_from_json(issued.content)
    assert frame()["draft"].text not in as_text(paper)
    assert not any(word["draft"] for word in issued.words)


def test_one_parents_letter_never_shows_how_to_reach_the_other(
    session: Session, viewer: Viewer, child: Person, now: datetime
) -> None:
    mother = a_parent(session, viewer, now, child)
    father = a_parent(session, viewer, now, child, "Jonas", "Petraitis", ("7 Secret Lane", "Ely", "CB7 4AA"))
    add_contact_point(session, viewer, mother, "mobile", "07700 900111", now)
    add_contact_point(session, viewer, father, "mobile", "07700 900222", now)
    add_contact_point(session, viewer, father, "email", "jonas@example.org", now)
    a_need(session, viewer, mother, now, "lt")
    a_need(session, viewer, father, now, "en")
    session.flush()
    letters = {
        parent.id: issue_letter(session, viewer, _ask("L02", parent, child, **L02), now) for parent in (mother, father)
    }
    hers, his = letters[mother.id].content, letters[father.id].content
    for secret in ("Secret Lane", "CB7 4AA", "900222", "jonas@", "Petraitis", "Jonas"):
        assert secret not in hers, secret
    for secret in ("Elm Road", "PE13 1AA", "900111", "Rasa", "Kazlauskienė"):
        assert secret not in his, secret
    assert (letters[mother.id].language, letters[father.id].language) == ("lt", "en")


def test_a_letter_that_cannot_go_by_post_is_issued_to_be_handed_over_and_says_why(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now, None, "بيان", "الحسن")
    a_need(session, viewer, parent, now, "ar")
    letter = issue_letter(session, viewer, _ask("L00", parent, None), now)
    assert (letter.state, letter.channel) == (LetterState.ISSUED, "hand")
    assert "Latin letters" in (letter.why or "")
    assert paper_from_json(letter.content).addressee == ("Ms بيان الحسن",)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda p: LetterAsked("L99", p.id, None, {}), "no letter L99"),
        (lambda p: LetterAsked("L02", p.id, None, L02), "about a child"),
    ],
)
def test_a_letter_there_is_not_and_one_about_nobody_are_refused(
    session: Session, viewer: Viewer, parent: Person, now: datetime, asked: Callable[[Person], LetterAsked], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        issue_letter(session, viewer, asked(parent), now)


def test_a_legal_letter_takes_its_own_permission_and_a_need_that_was_asked(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    legal = replace(letter_kinds()["L02"], kind="L31", legal_warning=True)
    known = {**letter_kinds(), "L31": legal}
    for module in (actions, ringing):
        monkeypatch.setattr(module, "letter_kinds", lambda: known)
    monkeypatch.setattr(own_find, "packaged_book", lambda: LetterBook(known, phrases()))
    officer = replace(viewer, permissions=viewer.permissions - {Permission.ISSUE_LEGAL_LETTERS})
    with pytest.raises(NotAllowed, match="legal letter"):
        issue_letter(session, officer, _ask("L31", parent, child, **L02), now)
    a_need(session, viewer, parent, now, "en")
    held = issue_letter(session, viewer, _ask("L31", parent, child, **L02), now)
    assert (held.state, held.reason) == (LetterState.HELD, "need_not_confirmed")
    a_need(session, viewer, parent, now + timedelta(minutes=1), "en", source=Source.ASKED_PERSON)
    issued = issue_letter(session, viewer, _ask("L31", parent, child, **L02), now)
    assert (issued.state, held.state) == (LetterState.ISSUED, LetterState.RELEASED)


def test_without_the_permission_no_letter_is_issued_or_looked_at(
    session: Session, viewer: Viewer, parent: Person, now: datetime
) -> None:
    nobody = replace(viewer, permissions=frozenset())
    with pytest.raises(NotAllowed):
        issue_letter(session, nobody, _ask("L00", parent, None), now)
    letter = issue_letter(session, viewer, _ask("L00", parent, None), now)
    with pytest.raises(NotAllowed):
        view_letter(session, nobody, letter.id, now)


def test_another_agency_neither_writes_to_a_family_nor_sees_its_letters(
    session: Session, viewer: Viewer, parent: Person, now: datetime
) -> None:
    a_need(session, viewer, parent, now)
    letter = issue_letter(session, viewer, _ask("L00", parent, None), now)
    stranger = system_viewer(an_agency(session, now, "Another School"))
    for attempt in (
        lambda: issue_letter(session, stranger, _ask("L00", parent, None), now),
        lambda: view_letter(session, stranger, letter.id, now),
        lambda: find.printed(session, stranger, letter.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_held_letter_cannot_be_printed(session: Session, viewer: Viewer, parent: Person, now: datetime) -> None:
    held = issue_letter(session, viewer, _ask("L00", parent, None), now)
    with pytest.raises(NotFound):
        print_letter(session, held.id, now)
    assert session.scalar(select(func.count()).select_from(PrintedLetter)) == 0
    assert held.next_action_at is None


def test_a_letter_goes_to_an_adult_of_the_child_it_is_about(
    session: Session, viewer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    stranger = a_parent(session, viewer, now, None, "Ann", "Smith")
    for adult in (stranger, child):
        with pytest.raises(BadInput, match="not on record as theirs|go to adults"):
            issue_letter(session, viewer, _ask("L02", adult, child, **L02), now)
