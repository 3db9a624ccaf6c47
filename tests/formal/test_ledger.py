"""The ledger of penalties: what was recorded of a notice, what is refused, and what stands on the letter too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from factories import a_child
from formal_factories import Formal, a_formal_case
from formal_steps_made import a_penalty, ready_case
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families.find import involvement
from comms.formal.ledger import find
from comms.formal.ledger.actions import consider, record_entry
from comms.formal.ledger.entry_given import NEEDS, BadEntry, EntryGiven, Ground
from comms.formal.ledger.find import KeptNotice
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.review.find import open_reviews_of
from comms.formal.steps.find import step as find_step
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotAllowed, Refused
from comms.foundation.work_item import WorkState
from comms.letters.afterwards.actions import mark_posted, record_event
from comms.letters.afterwards.event_given import EventGiven, PostClass, WhyReturned
from comms.letters.afterwards.find import events_of
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.find import letter as find_letter
from comms.letters.printing import print_letter
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind

Notice = tuple[Formal, KeptNotice]


@pytest.fixture
def issued(session: Session, viewer: Viewer, now: datetime) -> Notice:
    """A notice issued on Monday 23 November 2026."""
    return a_penalty(session, viewer, now)


def _tell(
    session: Session, viewer: Viewer, kept: KeptNotice, kind: LedgerKind, now: datetime, **other: object
) -> LedgerEntry:
    on = other.pop("on", london_date(now))
    return record_entry(session, viewer, kept.notice.id, EntryGiven(kind, on, **other), now)  # type: ignore[arg-type]


def _posted(session: Session, viewer: Viewer, kept: KeptNotice, now: datetime) -> LedgerEntry:
    return _tell(session, viewer, kept, LedgerKind.POSTED, now, post_class="first class", by=viewer.staff_id)


def _stands(session: Session, viewer: Viewer, kept: KeptNotice, on: date) -> str:
    return find.standing_of(session, viewer, kept.notice, on).state


def _kinds(session: Session, viewer: Viewer, kept: KeptNotice) -> list[str]:
    return [one.kind for one in find.notice(session, viewer, kept.notice.id).entries]


def test_a_posting_stands_on_the_letter_and_in_the_ledger_and_is_told_once(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    _posted(session, viewer, kept, now)
    _posted(session, viewer, kept, now)
    letter_id = find_step(session, viewer, kept.notice.step_id).letter_id
    assert [one.kind for one in events_of(session, viewer, letter_id)] == ["posted"]
    assert _kinds(session, viewer, kept) == ["issued", "posted"]
    stands = find.standing_of(session, viewer, kept.notice, date(2026, 11, 25))
    assert (stands.state, stands.served_on) == ("served", date(2026, 11, 25))
    assert (stands.reduced_by, stands.full_by) == (date(2026, 12, 15), date(2026, 12, 22))


def test_what_is_recorded_on_the_letters_own_page_stands_in_the_ledger_too(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    letter_id = find_step(session, viewer, kept.notice.step_id).letter_id
    print_letter(session, letter_id, now)
    find_letter(session, viewer, letter_id).work_state = WorkState.DONE
    session.flush()
    assert mark_posted(session, viewer, [letter_id], london_date(now), PostClass.FIRST, now) == 1
    came_back = EventGiven(EventKind.RETURNED, london_date(now) + timedelta(days=4), why_returned=WhyReturned.MOVED)
    record_event(session, viewer, letter_id, came_back, now + timedelta(days=4))
    assert _kinds(session, viewer, kept) == ["issued", "posted", "returned"]
    stands = find.standing_of(session, viewer, kept.notice, london_date(now) + timedelta(days=5))
    assert (stands.state, stands.returned, stands.full_by) == ("issued", True, None)


def test_a_posting_by_mistake_is_one_mistake_on_both(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    entry = _posted(session, viewer, kept, now)
    _tell(session, viewer, kept, LedgerKind.MISTAKE, now, entry=entry.id, because="It still lies here.")
    assert _kinds(session, viewer, kept) == ["issued", "posted", "mistake"]
    letter_id = find_step(session, viewer, kept.notice.step_id).letter_id
    assert [one.kind for one in events_of(session, viewer, letter_id)] == ["posted", "mistake"]
    assert _stands(session, viewer, kept, london_date(now)) == "issued"
    with pytest.raises(Refused, match="mistake already"):
        _tell(session, viewer, kept, LedgerKind.MISTAKE, now, entry=entry.id, because="Again.")


def test_one_posted_later_than_its_paper_reckons_with_asks_somebody_to_tell_the_right_days(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    later = now + timedelta(days=3)
    _posted(session, viewer, kept, later)
    [task] = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.CHECK_NOTICE]
    assert "counts as received on 30 November 2026; its paper says 25 November 2026" in task.why
    assert "until 27 December 2026" in task.why


def test_one_that_was_sent_although_it_was_withdrawn_is_on_record_and_somebody_tells_them(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    _tell(session, viewer, kept, LedgerKind.WITHDRAWN, now, ground=Ground.REGISTER, because="Marks.")
    letter_id = find_step(session, viewer, kept.notice.step_id).letter_id
    given = EventGiven(EventKind.POSTED, london_date(now), post_class=PostClass.FIRST)
    record_event(session, viewer, letter_id, given, now)
    assert _kinds(session, viewer, kept) == ["issued", "withdrawn", "posted"]
    assert _stands(session, viewer, kept, london_date(now)) == "withdrawn"
    [task] = [one for one in open_tasks(session, viewer) if one.kind == TaskKind.CHECK_NOTICE]
    assert "was sent although it was withdrawn before" in task.why


def test_a_posting_may_be_recorded_after_the_money_came_in(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    later = now + timedelta(days=4)
    _tell(session, viewer, kept, LedgerKind.PAID, later, pence=8000)
    on = london_date(now)
    _tell(session, viewer, kept, LedgerKind.POSTED, later, on=on, post_class="first class", by=viewer.staff_id)
    assert _stands(session, viewer, kept, london_date(later)) == "paid"
    with pytest.raises(Refused, match="paid already"):
        _posted(session, viewer, kept, later + timedelta(days=1))


def test_a_payment_opens_one_review_and_one_task_and_closes_nothing(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    formal, kept = issued
    _posted(session, viewer, kept, now)
    for _ in range(2):
        _tell(session, viewer, kept, LedgerKind.PAID, now, pence=8000)
    [review] = open_reviews_of(session, viewer, formal.case.id)
    assert (review.notice_id, review.due_on) == (kept.notice.id, date(2026, 12, 21))
    assert [one.kind for one in open_tasks(session, viewer)].count(TaskKind.REVIEW_PATTERN) == 1
    assert _kinds(session, viewer, kept).count("paid") == 1
    assert _stands(session, viewer, kept, london_date(now)) == "paid"
    assert formal.case.state == "open"


def test_half_the_amount_after_the_early_days_leaves_the_other_half_due(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    _posted(session, viewer, kept, now)
    late = datetime(2026, 12, 16, 9, tzinfo=now.tzinfo)
    _tell(session, viewer, kept, LedgerKind.PAID, late, pence=8000)
    stands = find.standing_of(session, viewer, kept.notice, london_date(late))
    assert (stands.state, stands.amount_due(london_date(late))) == ("served", 8000)


# What must be so first, what is told then, and the words that say why not.
REFUSED: dict[str, tuple[list[tuple[LedgerKind, dict[str, object]]], LedgerKind, dict[str, object], str]] = {
    "more than is due": ([], LedgerKind.PAID, {"pence": 16001}, "more than is left to pay: £160"),
    "paid twice": ([(LedgerKind.PAID, {"pence": 8000})], LedgerKind.PAID, {"pence": 16000}, "paid already"),
    "came back and never went": ([], LedgerKind.RETURNED, {"why_returned": WhyReturned.MOVED}, "was not posted"),
    "court while there is time": ([], LedgerKind.PROSECUTED, {"because": "Unpaid."}, "still time to pay"),
    "no court is no ground yet": (
        [], LedgerKind.WITHDRAWN, {"ground": Ground.NO_COURT, "because": "So decided."}, "has not passed unpaid",
    ),
    "withdrawn twice": (
        [(LedgerKind.WITHDRAWN, {"ground": Ground.REGISTER, "because": "Marks."})], LedgerKind.WITHDRAWN,
        {"ground": Ground.MISTAKE, "because": "Name."}, "was withdrawn",
    ),
    "posted after it was withdrawn": (
        [(LedgerKind.WITHDRAWN, {"ground": Ground.REGISTER, "because": "Marks."})], LedgerKind.POSTED,
        {"post_class": "first class"}, "was withdrawn",
    ),
    "reminded when paid": (
        [(LedgerKind.PAID, {"pence": 8000})], LedgerKind.REMINDED, {"because": "Rang."}, "paid already",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_true_of_a_notice_is_refused(
    session: Session, viewer: Viewer, now: datetime, issued: Notice, name: str
) -> None:
    _, kept = issued
    before, kind, told, why = REFUSED[name]
    for earlier, said in before:
        _tell(session, viewer, kept, earlier, now, **said)
    by = {"by": viewer.staff_id} if kind == LedgerKind.POSTED else {}
    known = _kinds(session, viewer, kept)
    with pytest.raises(Refused, match=why):
        _tell(session, viewer, kept, kind, now, **told, **by)
    assert _kinds(session, viewer, kept) == known


@pytest.mark.parametrize("kind", NEEDS)
def test_each_kind_says_what_it_misses_and_that_no_day_lies_ahead_or_before_the_notice(
    session: Session, viewer: Viewer, now: datetime, issued: Notice, kind: LedgerKind
) -> None:
    _, kept = issued
    for on in (london_date(now) + timedelta(days=1), london_date(now) - timedelta(days=1)):
        with pytest.raises(BadEntry) as refused:
            _tell(session, viewer, kept, kind, now, on=on)
        assert set(refused.value.problems) == {"on", *NEEDS[kind]}


def test_only_whoever_may_issue_may_withdraw(session: Session, viewer: Viewer, now: datetime, issued: Notice) -> None:
    _, kept = issued
    officer = replace(viewer, permissions=viewer.permissions - {Permission.ISSUE_LEGAL_LETTERS})
    with pytest.raises(NotAllowed):
        _tell(session, officer, kept, LedgerKind.WITHDRAWN, now, ground=Ground.REGISTER, because="Marks.")
    assert _tell(session, officer, kept, LedgerKind.PAID, now, pence=8000).kind == "paid"


def test_considered_and_not_issued_is_on_record_with_its_reason(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal = a_formal_case(session, viewer, now)
    with pytest.raises(BadInput):
        consider(session, viewer, formal.case.id, "  ", now)
    consider(session, viewer, formal.case.id, "Her son was in hospital.", now)
    consider(session, viewer, formal.case.id, "Her son was in hospital.", now)
    ledger = find.ledger_of(session, viewer, formal.mother.id, formal.child.id)
    assert [one.detail for one in ledger.considered] == [{"because": "Her son was in hospital."}]
    assert ledger.notices == ()


def test_a_notice_counts_for_every_agency_by_its_day_alone_and_a_withdrawn_one_for_none(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    formal, kept = issued
    people = formal.mother.id, formal.child.id
    assert find.notices_anywhere(session, *people, london_date(now)) == (london_date(now),)
    _tell(session, viewer, kept, LedgerKind.WITHDRAWN, now, ground=Ground.MISTAKE, because="The wrong school.")
    assert find.notices_anywhere(session, *people, london_date(now)) == ()


def test_a_notice_about_one_child_is_none_about_a_sibling(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    formal, _ = issued
    brother = a_child(session, viewer, now, "Jokūbas", "Kazlauskas")
    assert find.notices_anywhere(session, formal.mother.id, brother.id, london_date(now)) == ()
    assert find.ledger_of(session, viewer, formal.mother.id, brother.id).notices == ()


def test_a_family_that_moved_away_can_still_pay_and_what_came_back_is_still_recorded(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    formal, kept = issued
    _posted(session, viewer, kept, now)
    for person in (formal.child, formal.mother):
        involved = involvement(session, person.id, viewer.agency_id)
        assert involved is not None
        involved.until = now
    session.flush()
    later = now + timedelta(days=4)
    _tell(session, viewer, kept, LedgerKind.RETURNED, later, why_returned=WhyReturned.MOVED)
    assert find.standing_of(session, viewer, kept.notice, london_date(later)).returned
    _tell(session, viewer, kept, LedgerKind.PAID, later, pence=8000)
    assert open_reviews_of(session, viewer, formal.case.id)


def test_a_notice_keeps_the_terms_of_its_day(session: Session, viewer: Viewer, now: datetime) -> None:
    _, kept = a_penalty(session, viewer, now, ready_case(session, viewer, now))
    assert kept.terms.as_json() == kept.notice.terms
    assert (kept.terms.reduced, kept.terms.full_days) == (80, 28)


def test_money_for_a_withdrawn_notice_is_on_record_and_is_owed_back(
    session: Session, viewer: Viewer, now: datetime, issued: Notice
) -> None:
    _, kept = issued
    _tell(session, viewer, kept, LedgerKind.WITHDRAWN, now, ground=Ground.LANGUAGE, because="She reads Lithuanian.")
    _tell(session, viewer, kept, LedgerKind.PAID, now, pence=8000)
    stands = find.standing_of(session, viewer, kept.notice, london_date(now))
    assert (stands.state, stands.paid_total) == ("withdrawn", 8000)
