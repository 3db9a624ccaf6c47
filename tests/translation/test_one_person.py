"""Two accounts of one person are one person: whoever approved words with legal effect is not their second approver."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import an_agency
from sqlalchemy.orm import Session
from words_made import a_translator, an_approver, cautions, packaged, written

from comms.agencies.agency import Agency
from comms.agencies.find import colleague
from comms.agencies.viewer import Viewer
from comms.foundation.errors import Refused
from comms.translation.actions import approve_words
from comms.translation.approval import TranslationApproval
from comms.translation.certifying import STATEMENT, Use, certify
from comms.translation.find import approvals, approved_hashes
from comms.translation.one_person import marks_of, number_of_people
from comms.translation.states import WordState, in_force, state_of
from comms.translation.typo import typo_only

CAUTION = Use("caution", "The caution")


def test_accounts_with_one_name_or_one_mailbox_are_one_person_however_they_are_written() -> None:
    first = marks_of("1", "rimas@fenedge.example", "Rimas Jonaitis")
    again = marks_of("2", "r.jonaitis@fenedge.example", "RIMAS  JONÁITIS")
    mailbox = marks_of("3", "Rimas+words@fenedge.example", "R. J.")
    other = marks_of("4", "jurate@fenedge.example", "Jūratė Petrauskienė")
    assert number_of_people([]) == 0
    assert number_of_people([first, again]) == number_of_people([first, first]) == 1
    assert number_of_people([first, mailbox]) == 1
    assert number_of_people([again, mailbox]) == 2, "nothing says that these are one"
    assert number_of_people([again, mailbox, first]) == 1, "unless a third account is both of them"
    assert number_of_people([first, other, again]) == 2


def test_a_name_that_leaves_nothing_to_compare_is_no_mark_that_two_share() -> None:
    assert number_of_people([marks_of("1", "", " "), marks_of("2", "", "")]) == 2


def test_the_second_account_of_whoever_approved_is_told_that_another_person_has_to(
    session: Session, school: Agency, now: datetime
) -> None:
    [one] = cautions()[:1]
    approve_words(session, an_approver(session, school, now), [one], now)
    session.flush()
    for agency, name in ((school, "Rimas JONAITIS"), (an_agency(session, now, "Other School"), "Rimas  Jonáitis")):
        again = an_approver(session, agency, now, name)
        with pytest.raises(Refused, match="The account that approved .* has your name or e-mail address") as told:
            approve_words(session, again, [one], now)
        assert "another person" in told.value.remedy
    assert len(approvals(session, "lt")) == 1
    assert approved_hashes(session, "lt") == frozenset()


def _mailboxes(session: Session, *people: tuple[Viewer, str]) -> None:
    for viewer, email in people:
        assert viewer.staff_id is not None
        colleague(session, viewer, viewer.staff_id).email = email
    session.flush()


def test_one_mailbox_under_two_names_is_one_person(session: Session, school: Agency, now: datetime) -> None:
    [one] = cautions()[:1]
    first, again = an_approver(session, school, now), an_approver(session, school, now, "Translations")
    _mailboxes(session, (first, "rimas@fenedge.example"), (again, "rimas+second@fenedge.example"))
    approve_words(session, first, [one], now)
    session.flush()
    with pytest.raises(Refused, match="your name or e-mail address"):
        approve_words(session, again, [one], now)


def test_approvals_that_two_accounts_of_one_person_gave_count_once(
    session: Session, school: Agency, now: datetime
) -> None:
    [one] = cautions()[:1]
    first, again = an_approver(session, school, now), an_approver(session, school, now, "Translations")
    for approver in (first, again):
        approve_words(session, approver, [one], now)
        session.flush()
    assert approved_hashes(session, "lt") == {one.pair}
    _mailboxes(session, (first, "rimas@fenedge.example"), (again, "rimas+second@fenedge.example"))
    assert approved_hashes(session, "lt") == frozenset()
    assert state_of(one, in_force(approvals(session, "lt"))[one.pair]) == WordState.HALF_APPROVED
    approve_words(session, an_approver(session, school, now, "Jūratė Petrauskienė"), [one], now)
    session.flush()
    assert approved_hashes(session, "lt") == {one.pair}
    assert state_of(one, in_force(approvals(session, "lt"))[one.pair]) == WordState.APPROVED


def test_a_certificate_is_no_second_approval_either_but_signs_what_two_others_approved(
    session: Session, school: Agency, now: datetime
) -> None:
    first, again = an_approver(session, school, now), an_approver(session, school, now, "rimas jonaitis")
    three = [one for one in cautions() if not one.missing]
    certify(session, first, CAUTION, three, STATEMENT, now)
    with pytest.raises(Refused, match="your name or e-mail address"):
        certify(session, again, CAUTION, three, STATEMENT, now)
    certify(session, an_approver(session, school, now, "Jūratė Petrauskienė"), CAUTION, three, STATEMENT, now)
    certify(session, again, CAUTION, three, STATEMENT, now)
    assert len(approvals(session, "lt")) == 2 * len(three), "which adds none"


def test_words_that_one_person_approves_are_not_refused_to_a_namesake(
    session: Session, school: Agency, now: datetime
) -> None:
    [one] = packaged(at_most=1)
    approve_words(session, an_approver(session, school, now), [one], now)
    session.flush()
    assert approve_words(session, an_approver(session, school, now), [one], now) == 0


def test_that_only_a_typo_changed_is_for_another_person_to_say(session: Session, school: Agency, now: datetime) -> None:
    approve_words(
        session, an_approver(session, school, now), [written(session, a_translator(session, school, now), now)], now
    )
    session.flush()
    old: TranslationApproval = approvals(session, "lt")[0]
    with pytest.raises(Refused, match="You approved the old words"):
        typo_only(
            session, an_approver(session, school, now, "Rimas JONAITIS"), "lt", old.id,
            ("phrase", "We can lend your child a bicycle!", None), now,
        )  # fmt: skip
