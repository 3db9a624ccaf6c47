"""Approving words: a person with a qualification, in their own name, for exactly these words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.foundation.errors import BadInput, NotAllowed, Refused
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import coverage, words_of
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue, Words, words_hash
from comms.translation.find import approvals, words

L12 = letter_kinds()["L12"]


@pytest.fixture
def approver(session: Session, school: Agency, now: datetime) -> Viewer:
    """A translator who may approve Lithuanian."""
    staff = add_staff(
        session, school, "Jūratė Petrauskienė", "jurate@fenedge.example", ["translation approver"],
        now=now, qualification="DPSI Lithuanian, 2019", qualified_in=["lt"],
    )  # fmt: skip
    return viewer_of(staff)


def _drafts() -> list[Words]:
    return words_of(L12, Catalogue.of("lt").look_up)


def test_packaged_words_are_drafts_until_somebody_approves_each(
    session: Session, approver: Viewer, now: datetime
) -> None:
    drafts = _drafts()
    assert coverage(L12, words(session, "lt")) == "draft"
    approve_words(session, approver, drafts[1:], now)
    session.flush()
    assert coverage(L12, words(session, "lt")) == "draft", "one sentence is still missing"
    approve_words(session, approver, drafts[:1], now)
    session.flush()
    assert coverage(L12, words(session, "lt")) == "approved"
    assert coverage(L12, words(session, "pl")) == "draft"


def test_an_approval_names_who_gave_it_and_with_which_qualification(
    session: Session, approver: Viewer, now: datetime
) -> None:
    [one] = _drafts()[:1]
    assert approve_words(session, approver, [one], now) == 1
    session.flush()
    [approval] = approvals(session, "lt")
    assert (approval.approved_by, approval.approver_name) == (approver.staff_id, "Jūratė Petrauskienė")
    assert approval.qualification == "DPSI Lithuanian, 2019"
    assert (approval.source_hash, approval.translation_hash) == (one.source_hash, one.translation_hash)


def test_the_same_words_are_approved_once(session: Session, approver: Viewer, now: datetime) -> None:
    [one] = _drafts()[:1]
    assert approve_words(session, approver, [one, one], now) == 1
    session.flush()
    assert approve_words(session, approver, [one], now) == 0
    assert len(approvals(session, "lt")) == 1


@pytest.mark.parametrize("changed", ["the translation", "the English"])
def test_changed_words_fall_back_to_a_draft_by_themselves(
    session: Session, approver: Viewer, now: datetime, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = _drafts()
    approve_words(session, approver, drafts, now)
    session.flush()
    one = drafts[0]
    if changed == "the translation":
        altered = replace(one, text=f"{one.text}!", translation_hash=words_hash(one.context, [f"{one.text}!"]))
    else:
        altered = replace(one, source_hash=words_hash(one.context, [f"{one.source}!"]))
    packaged = Catalogue.of("lt")
    catalogue = Catalogue("lt", {**packaged.messages, (one.context, one.source): altered})
    monkeypatch.setattr(Catalogue, "of", lambda *_: catalogue)
    assert words(session, "lt")(one.context, one.source).draft
    assert coverage(L12, words(session, "lt")) == "draft"


def test_a_withdrawn_approval_counts_no_more(session: Session, approver: Viewer, now: datetime) -> None:
    [one] = _drafts()[:1]
    approve_words(session, approver, [one], now)
    session.flush()
    approvals(session, "lt")[0].withdrawn_at = now
    session.flush()
    assert words(session, "lt")(one.context, one.source).draft
    assert approve_words(session, approver, [one], now) == 1, "and may be given anew"


def test_without_a_qualification_on_record_nobody_approves(session: Session, school: Agency, now: datetime) -> None:
    unqualified = viewer_of(a_staff_member(session, school, now, roles=("translation approver",)))
    with pytest.raises(Refused, match="qualification"):
        approve_words(session, unqualified, _drafts(), now)
    assert approvals(session, "lt") == []


def test_the_system_approves_nothing(session: Session, school: Agency, now: datetime) -> None:
    with pytest.raises(Refused, match="Only a person"):
        approve_words(session, system_viewer(school), _drafts(), now)


def test_without_the_permission_nobody_approves(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        approve_words(session, viewer, _drafts(), now)


def test_what_is_missing_cannot_be_approved(session: Session, approver: Viewer, now: datetime) -> None:
    with pytest.raises(BadInput, match="nothing to approve"):
        approve_words(session, approver, [Catalogue.of("lt").look_up("L02", "A sentence nobody wrote.")], now)


def test_a_catalogue_cannot_approve_itself(session: Session) -> None:
    found = words(session, "lt")
    assert all(found(one.context, one.source, one.source_plural).draft for one in _drafts())


def test_approved_words_serve_every_agency_that_uses_the_same(
    session: Session, approver: Viewer, now: datetime
) -> None:
    approve_words(session, approver, _drafts(), now)
    session.flush()
    an_agency(session, now, "Another School")
    assert coverage(L12, words(session, "lt")) == "approved"
