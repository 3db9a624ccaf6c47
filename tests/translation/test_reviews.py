"""Reviews: asking somebody to read words, sending them back with what is wrong, taking the question back."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import an_agency
from sqlalchemy.orm import Session
from words_made import a_translator, an_approver, cautions, packaged, written

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.foundation.errors import BadInput, NotAllowed, Refused
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue
from comms.translation.find import approved_hashes, asked_about, reviews
from comms.translation.review import Step
from comms.translation.reviewing import ask_for_review, send_back, take_back


@pytest.fixture
def translator(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who translates."""
    return a_translator(session, school, now)


@pytest.fixture
def approver(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who approves Lithuanian."""
    return an_approver(session, school, now)


def test_words_are_asked_about_until_they_are_approved(
    session: Session, translator: Viewer, approver: Viewer, now: datetime
) -> None:
    one = written(session, translator, now)
    row = ask_for_review(session, translator, one, now, "Is “dviratį” right for a child's bicycle?")
    assert (row.step, row.by, row.agency_id) == (Step.ASKED, translator.staff_id, translator.agency_id)
    assert asked_about(session, approver, "lt") == {one.pair}
    assert asked_about(session, approver, "pl") == frozenset()
    approve_words(session, approver, [one], now)
    session.flush()
    assert asked_about(session, approver, "lt") == frozenset()


def test_a_review_is_seen_by_its_own_agency_alone(
    session: Session, translator: Viewer, approver: Viewer, now: datetime
) -> None:
    [one] = packaged(at_most=1)
    send_back(session, approver, one, "It is too formal.", now)
    other = an_approver(session, an_agency(session, now, "Other School"), now)
    assert reviews(session, other, "lt") == []
    assert len(reviews(session, translator)) == 1
    assert approve_words(session, other, [one], now) == 1, "and keeps no other agency from approving"


def test_words_that_were_sent_back_cannot_be_approved_until_somebody_asks_again(
    session: Session, translator: Viewer, approver: Viewer, now: datetime
) -> None:
    one = written(session, translator, now)
    send_back(session, approver, one, "“dviratį” is a racing bicycle.", now)
    with pytest.raises(Refused, match="sent back"):
        approve_words(session, approver, [one], now)
    other = written(session, translator, now, "Galime paskolinti vaikui dviratuką.")
    assert approve_words(session, approver, [other], now) == 1, "other words are others"
    ask_for_review(session, translator, one, now, "It is not.")
    assert approve_words(session, approver, [one], now) == 1


def test_one_of_two_approvals_stays_when_the_second_reader_sends_the_words_back(
    session: Session, school: Agency, approver: Viewer, translator: Viewer, now: datetime
) -> None:
    second = an_approver(session, school, now, "Jūratė Petrauskienė")
    [one] = cautions()[:1]
    approve_words(session, approver, [one], now)
    session.flush()
    send_back(session, second, one, "“neprivalote” is too weak.", now)
    with pytest.raises(Refused, match="sent back"):
        approve_words(session, second, [one], now)
    ask_for_review(session, translator, one, now)
    approve_words(session, second, [one], now)
    session.flush()
    assert approved_hashes(session, "lt") == {one.pair}


def test_approved_words_are_not_reviewed_but_withdrawn(
    session: Session, translator: Viewer, approver: Viewer, now: datetime
) -> None:
    [one] = packaged(at_most=1)
    approve_words(session, approver, [one], now)
    session.flush()
    with pytest.raises(Refused, match="withdraw their approval"):
        send_back(session, approver, one, "Wrong.", now)
    with pytest.raises(Refused, match="These words are approved"):
        ask_for_review(session, translator, one, now)


def test_sending_back_says_what_is_wrong(session: Session, approver: Viewer, now: datetime) -> None:
    [one] = packaged(at_most=1)
    with pytest.raises(BadInput, match="Say what is wrong"):
        send_back(session, approver, one, " \n", now)
    with pytest.raises(BadInput, match="501 characters long. Shorten it to 500"):
        send_back(session, approver, one, "x" * 501, now)
    assert reviews(session, approver) == []


def test_only_whoever_asked_takes_the_question_back(
    session: Session, school: Agency, translator: Viewer, now: datetime
) -> None:
    one = written(session, translator, now)
    ask_for_review(session, translator, one, now)
    with pytest.raises(Refused, match="Somebody else asked"):
        take_back(session, a_translator(session, school, now, "Rimas Jonaitis"), one, now)
    take_back(session, translator, one, now)
    assert asked_about(session, translator, "lt") == frozenset()


def test_only_the_qualified_send_words_back(
    session: Session, school: Agency, translator: Viewer, now: datetime
) -> None:
    [one] = packaged(at_most=1)
    with pytest.raises(NotAllowed):
        send_back(session, translator, one, "Wrong.", now)
    with pytest.raises(Refused, match="qualification for this language"):
        send_back(session, an_approver(session, school, now, languages=["pl"]), one, "Wrong.", now)
    with pytest.raises(Refused, match="Only a person"):
        ask_for_review(session, system_viewer(school), one, now)


def test_what_is_missing_is_not_reviewed(session: Session, translator: Viewer, now: datetime) -> None:
    with pytest.raises(BadInput, match="no words to review"):
        ask_for_review(session, translator, Catalogue.of("lt").look_up("L12", "A sentence nobody wrote."), now)
