"""Wording with legal effect: two different people approve it, and which uses those are."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import an_agency
from sqlalchemy.orm import Session
from words_made import an_approver, cautions, packaged

from comms.agencies.agency import Agency
from comms.letters.templates.source import letter_kinds
from comms.translation.actions import approve_words
from comms.translation.catalogues import words_hash
from comms.translation.find import approvals, approved_hashes, words
from comms.translation.review import Step
from comms.translation.states import WordState, in_force, state_of
from comms.translation.uses import approvers_needed, context_of_phrase, has_legal_effect, legal_uses
from comms.translation.withdrawing import withdraw_approval


def test_every_letter_with_a_legal_warning_and_that_of_the_cautions_need_two_approvers_and_no_other_does() -> None:
    two = {kind.kind for kind in letter_kinds().values() if kind.legal_warning} | {"L14"}
    assert two == legal_uses() & letter_kinds().keys()
    for kind in letter_kinds():
        assert approvers_needed(kind) == (2 if kind in two else 1)


def test_the_caution_and_the_formal_letters_have_legal_effect_in_easy_words_too() -> None:
    assert {"L08", "L09", "L10", "L11", "L14", "caution", "legal phrase"} == legal_uses()
    assert context_of_phrase("stage") == "legal phrase"
    assert context_of_phrase("support") == "phrase"
    assert approvers_needed("L08-easy") == approvers_needed("caution") == 2
    assert not any(has_legal_effect(context) for context in ("L02", "L02-easy", "phrase", "shared", "text", "page"))


def test_words_with_legal_effect_are_approved_once_two_different_people_approved_them(
    session: Session, school: Agency, now: datetime
) -> None:
    first, second = an_approver(session, school, now), an_approver(session, school, now, "Jūratė Petrauskienė")
    every = cautions()
    look_up = words(session, "lt")
    assert approve_words(session, first, every, now) == len(every)
    session.flush()
    assert all(words(session, "lt")(one.context, one.source).draft for one in every)
    assert approve_words(session, first, every, now) == 0, "the same person again is one person"
    session.flush()
    assert approved_hashes(session, "lt") == frozenset()
    assert approve_words(session, second, every, now) == len(every)
    session.flush()
    assert not any(words(session, "lt")(one.context, one.source).draft for one in every)
    assert all(look_up(one.context, one.source).draft for one in every), "what was looked up before stays as it was"


def test_the_second_approver_may_be_of_another_agency(session: Session, school: Agency, now: datetime) -> None:
    other = an_agency(session, now, "Other School")
    [one] = cautions()[:1]
    for agency, name in ((school, "Rimas Jonaitis"), (other, "Jūratė Petrauskienė")):
        approve_words(session, an_approver(session, agency, now, name), [one], now)
        session.flush()
    assert approved_hashes(session, "lt") == {one.pair}
    assert {row.agency_id for row in approvals(session, "lt")} == {school.id, other.id}


def test_withdrawing_one_of_two_approvals_leaves_one_of_two(session: Session, school: Agency, now: datetime) -> None:
    first, second = an_approver(session, school, now), an_approver(session, school, now, "Jūratė Petrauskienė")
    [one] = cautions()[:1]
    for approver in (first, second):
        approve_words(session, approver, [one], now)
        session.flush()
    given = approvals(session, "lt")
    assert state_of(one, given) == WordState.APPROVED
    assert withdraw_approval(session, first, given[0].id, "It says “must”.", now) == 1
    assert approved_hashes(session, "lt") == frozenset()
    assert state_of(one, in_force(approvals(session, "lt"))[one.pair]) == WordState.HALF_APPROVED


def test_other_words_are_approved_by_one(session: Session, school: Agency, now: datetime) -> None:
    [one] = packaged(at_most=1)
    approve_words(session, an_approver(session, school, now), [one], now)
    session.flush()
    assert approved_hashes(session, "lt") == {one.pair}
    assert approve_words(session, an_approver(session, school, now, "Jūratė Petrauskienė"), [one], now) == 0


def test_an_approval_keeps_the_words_it_was_given_for(session: Session, school: Agency, now: datetime) -> None:
    plural = next(one for one in packaged("L02") if one.source_plural is not None)
    approver = an_approver(session, school, now)
    approve_words(session, approver, [plural, *packaged(at_most=1)], now)
    session.flush()
    by_source = {row.source: row for row in approvals(session, "lt")}
    kept, greeting = by_source[plural.source], by_source[packaged(at_most=1)[0].source]
    assert (kept.source_plural, tuple(kept.forms)) == (plural.source_plural, plural.text)
    assert greeting.forms == [packaged(at_most=1)[0].text]
    assert {kept.agency_id, greeting.agency_id} == {school.id}
    for row in (kept, greeting):
        english = (row.source,) if row.source_plural is None else (row.source, row.source_plural)
        assert row.pair == (words_hash(row.context, english), words_hash(row.context, row.forms))


@pytest.mark.parametrize(
    ("step", "by_machine", "approvers", "state"),
    [
        ("not asked", True, 0, WordState.DRAFT_BY_MACHINE),
        ("not asked", False, 0, WordState.DRAFT_BY_PERSON),
        ("asked", True, 0, WordState.IN_REVIEW),
        ("taken back", False, 0, WordState.DRAFT_BY_PERSON),
        ("sent back", False, 0, WordState.DRAFT_BY_PERSON),
        ("asked", False, 1, WordState.HALF_APPROVED),
        ("sent back", True, 1, WordState.DRAFT_BY_MACHINE),
        ("asked", True, 2, WordState.APPROVED),
        ("sent back", True, 2, WordState.APPROVED),
    ],
)
def test_where_words_stand(
    session: Session, school: Agency, now: datetime, step: str, by_machine: bool, approvers: int, state: WordState
) -> None:
    [one] = cautions()[:1]
    for number in range(approvers):
        approve_words(session, an_approver(session, school, now, f"Approver {number}"), [one], now)
        session.flush()
    assert state_of(one, approvals(session, "lt"), Step(step), by_machine=by_machine) == state
