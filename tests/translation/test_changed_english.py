"""A sentence changes: its words fall back, the old ones stand beside it, and a typo keeps them if a second person says
so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from words_made import OURS, OURS_IN_LITHUANIAN, a_translator, an_approver, cautions, written

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.translation.actions import approve_words
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue
from comms.translation.find import Message, approvals, approved_hashes, words
from comms.translation.older import words_before, words_before_each
from comms.translation.reviewing import send_back
from comms.translation.typo import typo_only
from comms.translation.withdrawing import withdraw_approval

CORRECTED: Message = ("phrase", "We can lend your child a bicycle!", None)
OTHERWISE = "We can lend your child a bicycle until Easter."


@pytest.fixture
def author(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who translates."""
    return a_translator(session, school, now)


@pytest.fixture
def first(session: Session, school: Agency, now: datetime) -> Viewer:
    """Who approved the old words."""
    return an_approver(session, school, now)


@pytest.fixture
def second(session: Session, school: Agency, now: datetime) -> Viewer:
    """Another one."""
    return an_approver(session, school, now, "Jūratė Petrauskienė")


@pytest.fixture
def old(session: Session, author: Viewer, first: Viewer, now: datetime) -> TranslationApproval:
    """The approval of the words for the English as it was."""
    approve_words(session, first, [written(session, author, now)], now)
    session.flush()
    return approvals(session, "lt")[0]


def test_the_old_english_and_its_words_are_found_beside_the_new(
    session: Session, author: Viewer, first: Viewer, old: TranslationApproval
) -> None:
    assert words(session, "lt", author.agency_id)("phrase", OTHERWISE, None).missing, "it has fallen back"
    before = words_before(session, author, "lt", "phrase", OTHERWISE)
    assert before is not None
    assert (before.words.source, before.words.text) == (OURS, OURS_IN_LITHUANIAN)
    assert before.approval is old
    assert before.alike > 0.8


@pytest.mark.parametrize(
    ("context", "source"),
    [
        ("phrase", "The nurse talks with your family about health and food."),
        ("L02", OTHERWISE),
    ],
)
def test_another_sentence_or_another_use_is_not_taken_for_an_earlier_one(
    session: Session, author: Viewer, old: TranslationApproval, context: str, source: str
) -> None:
    assert words_before(session, author, "lt", context, source) is None
    assert words_before(session, author, "pl", "phrase", OTHERWISE) is None


def test_a_sentence_that_is_still_said_is_not_the_earlier_one_of_another(
    session: Session, author: Viewer, first: Viewer, now: datetime
) -> None:
    packaged = Catalogue.of("lt").look_up("phrase", "We can talk with you about what would help.")
    approve_words(session, first, [packaged], now)
    session.flush()
    changed: Message = ("phrase", "We can talk with you about what would help you.", None)
    assert words_before(session, author, "lt", *changed) is None
    found = words_before_each(session, author, "lt", [changed], said_now=[changed])
    assert found[changed].words.pair == packaged.pair, "where an agency's letters do not say it, it is"


def test_of_several_earlier_ones_the_most_alike_counts_and_withdrawn_ones_never(
    session: Session, author: Viewer, first: Viewer, old: TranslationApproval, now: datetime
) -> None:
    nearer = "We can lend your child a bicycle until May."
    approve_words(session, first, [written(session, author, now, "Iki gegužės paskolinsime.", nearer)], now)
    session.flush()
    before = words_before(session, author, "lt", "phrase", OTHERWISE)
    assert before is not None
    assert before.words.source == nearer
    withdraw_approval(session, first, before.approvals[0].id, "Wrong.", now)
    before = words_before(session, author, "lt", "phrase", OTHERWISE)
    assert before is not None
    assert before.words.source == OURS


def test_a_typo_keeps_the_approval_in_the_name_of_whoever_says_so(
    session: Session, second: Viewer, old: TranslationApproval, now: datetime
) -> None:
    row = typo_only(session, second, "lt", old.id, CORRECTED, now)
    assert (row.basis, row.carried_from_id, row.approved_by) == ("typo only", old.id, second.staff_id)
    assert (row.source, row.forms) == (CORRECTED[1], [OURS_IN_LITHUANIAN])
    found = words(session, "lt")(*CORRECTED)
    assert (found.text, found.draft) == (OURS_IN_LITHUANIAN, False)
    with pytest.raises(Refused, match="approved already"):
        typo_only(session, second, "lt", old.id, CORRECTED, now)


def test_it_is_said_by_a_second_person_who_wrote_neither_text(
    session: Session, school: Agency, author: Viewer, first: Viewer, old: TranslationApproval, now: datetime
) -> None:
    def say(by: Viewer, **more: list[object]) -> TranslationApproval:
        return typo_only(session, by, "lt", old.id, CORRECTED, now, **more)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="You approved the old words"):
        say(first)
    with pytest.raises(NotAllowed):
        say(author)
    with pytest.raises(Refused, match="qualification for this language"):
        say(an_approver(session, school, now, languages=["pl"]))
    wrote_english = an_approver(session, school, now, "Ona Kazlauskienė")
    with pytest.raises(Refused, match="You changed the English"):
        say(wrote_english, english_by=[wrote_english.staff_id])
    assert approved_hashes(session, "lt") == {old.pair}


def test_whoever_wrote_the_words_does_not_say_it(
    session: Session, first: Viewer, second: Viewer, now: datetime
) -> None:
    approve_words(session, first, [written(session, second, now)], now)
    session.flush()
    with pytest.raises(Refused, match="You wrote these words"):
        typo_only(session, second, "lt", approvals(session, "lt")[0].id, CORRECTED, now)


@pytest.mark.parametrize(
    ("new", "wrong"),
    [
        (("phrase", "We cannot lend anybody a bicycle; please bring one.", None), "More than a typo"),
        (("phrase", "We can lend your child a bicycle in 2 days.", None), "no longer fit: Its numbers"),
        (("phrase", "We can lend {child} a bicycle.", None), "no longer fit: {child} stands in it 0 times"),
    ],
)
def test_what_is_more_than_a_typo_is_refused_whatever_anybody_says(
    session: Session, second: Viewer, old: TranslationApproval, now: datetime, new: Message, wrong: str
) -> None:
    with pytest.raises(Refused, match=wrong):
        typo_only(session, second, "lt", old.id, new, now)
    assert words(session, "lt", second.agency_id)(*new).missing, "and nothing was written"


def test_words_of_another_use_are_no_earlier_ones(
    session: Session, second: Viewer, old: TranslationApproval, now: datetime
) -> None:
    with pytest.raises(BadInput, match="two different uses"):
        typo_only(session, second, "lt", old.id, ("L02", CORRECTED[1], None), now)
    with pytest.raises(NotFound):
        typo_only(session, second, "lt", second.agency_id, CORRECTED, now)


def test_words_that_are_not_approved_any_more_are_not_kept(
    session: Session, first: Viewer, second: Viewer, old: TranslationApproval, now: datetime
) -> None:
    withdraw_approval(session, first, old.id, "Wrong.", now)
    with pytest.raises(Refused, match="not approved any more"):
        typo_only(session, second, "lt", old.id, CORRECTED, now)


def test_words_somebody_wrote_for_the_new_sentence_are_not_passed_over(
    session: Session, author: Viewer, second: Viewer, old: TranslationApproval, now: datetime
) -> None:
    newly = written(session, author, now, "Vaikui paskolinsime dviratį!", CORRECTED[1])
    with pytest.raises(Refused, match="Other words were written"):
        typo_only(session, second, "lt", old.id, CORRECTED, now)
    assert words(session, "lt", author.agency_id)(*CORRECTED) == newly


def test_the_kept_approval_falls_with_the_one_it_was_kept_from(
    session: Session, school: Agency, first: Viewer, second: Viewer, old: TranslationApproval, now: datetime
) -> None:
    kept = typo_only(session, second, "lt", old.id, CORRECTED, now)
    again: Message = ("phrase", "We can lend your child a bicycle!!", None)
    third = an_approver(session, school, now, "Ona Kazlauskienė")
    typo_only(session, third, "lt", kept.id, again, now)
    assert withdraw_approval(session, second, old.id, "A bicycle is “dviratis”.", now) == 3
    assert approved_hashes(session, "lt") == frozenset()
    assert words(session, "lt", first.agency_id)(*again).draft


def test_a_typo_in_legal_words_is_said_by_two(
    session: Session, school: Agency, first: Viewer, second: Viewer, now: datetime
) -> None:
    [one] = cautions()[:1]
    for approver in (first, second):
        approve_words(session, approver, [one], now)
        session.flush()
    given, new = approvals(session, "lt")[0].id, ("caution", one.source.replace("say", "saye"), None)
    third, fourth = (an_approver(session, school, now, name) for name in ("Ona Kazlauskienė", "Ieva Jonaitienė"))
    typo_only(session, third, "lt", given, new, now)
    assert words(session, "lt", third.agency_id)(*new).draft, "one of two"
    with pytest.raises(Refused, match="A second person"):
        typo_only(session, third, "lt", given, new, now)
    typo_only(session, fourth, "lt", given, new, now)
    assert not words(session, "lt")(*new).draft


def test_a_change_back_needs_nothing(session: Session, first: Viewer, old: TranslationApproval) -> None:
    assert not words(session, "lt")("phrase", OURS, None).draft


def test_a_draft_for_the_new_sentence_in_the_old_words_can_still_be_a_typo(
    session: Session, author: Viewer, first: Viewer, second: Viewer, old: TranslationApproval, now: datetime
) -> None:
    same = written(session, author, now, OURS_IN_LITHUANIAN, CORRECTED[1])
    send_back(session, first, same, "Look at it again.", now)
    with pytest.raises(Refused, match="sent back"):
        typo_only(session, second, "lt", old.id, CORRECTED, now)


def test_what_the_catalogue_keeps_as_previous_stands_beside_though_nobody_approved_it(
    session: Session, author: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lt" / "LC_MESSAGES" / "letters.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: lt\\n"\n\n'
        '#, fuzzy\n#| msgid "We can help."\nmsgctxt "phrase"\nmsgid "We can help you gladly."\n'
        'msgstr "Galime padėti."\n',
        encoding="utf-8",
    )
    catalogue = Catalogue.of("lt", tmp_path)
    monkeypatch.setattr(Catalogue, "of", lambda *_: catalogue)
    assert words(session, "lt")("phrase", "We can help you gladly.").missing
    before = words_before(session, author, "lt", "phrase", "We can help you gladly.")
    assert before is not None
    assert (before.words.source, before.words.text) == ("We can help.", "Galime padėti.")
    assert (before.approval, before.may_be_typo) == (None, False)
