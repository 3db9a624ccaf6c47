"""What the house itself puts beside what is said: no form can say it, and none has to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from caution_factories import ANSWER, a_police_officer, a_session, put_down, somebody_suspected, taken_to
from factories import a_letter, a_need
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.actions import Reading, read_point
from comms.cautions.refusing import BadSaid
from comms.cautions.said import Answered, InformationGiven, LanguageEstablished
from comms.cautions.step import Step
from comms.families.find import person as find_person
from comms.families.language_need import Source
from comms.letters.letter import Letter, LetterState
from comms.translation.catalogues import Catalogue
from comms.translation.uses import CAUTION

FORGED = LanguageEstablished(
    "lt", written="lt", reads="alone", how="Asked.", need="not needed", need_confirmed=True, words_approved=True
)


@pytest.fixture
def officer(session: Session, now: datetime) -> Viewer:
    """A police officer who takes caution sessions."""
    return a_police_officer(session, now)


def test_no_form_says_that_nobody_needs_an_interpreter_or_that_words_are_approved(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = a_session(session, officer, now)
    standing = put_down(session, officer, row, FORGED, now)
    assert standing.language == replace(FORGED, need="needed", need_confirmed=True, words_approved=False)


def test_a_question_is_kept_in_their_language_too_in_the_words_of_the_catalogue(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.OFFER, now)
    read_point(session, officer, row.id, row.last_entry, Reading("record", 1, "Daiva"), now)
    asked = find.standing(session, officer, row.id).points["record"].point.question
    forged = Answered("record", 1, asked, ANSWER, "Supratote?", question_approved=True)
    standing = put_down(session, officer, row, forged, now)
    [answer] = standing.points["record"].rounds[0].answers
    assert answer.question_words == str(Catalogue.of("lt").look_up(CAUTION, asked).text)
    assert answer.question_approved is False


def test_what_is_put_on_record_of_their_need_meanwhile_counts_from_then_on(
    session: Session, officer: Viewer, now: datetime
) -> None:
    person = somebody_suspected(session, officer, now, interpreter="not asked", source=Source.TOLD_BY_OTHER)
    row = a_session(session, officer, now, person=person)
    english = LanguageEstablished("en", written="EN", reads="alone", how="The officer asked.")
    assert put_down(session, officer, row, english, now).needs_interpreter
    a_need(session, officer, person, now, "en", interpreter="not needed", source=Source.ASKED_PERSON)
    standing = put_down(session, officer, row, english, now)
    assert not standing.needs_interpreter
    assert standing.language is not None
    assert standing.language.written == "en"


def test_what_they_say_in_the_room_about_an_interpreter_counts_where_it_asks_for_more(
    session: Session, officer: Viewer, now: datetime
) -> None:
    person = somebody_suspected(session, officer, now, language="en", interpreter="not needed")
    row = a_session(session, officer, now, person=person)
    english = LanguageEstablished("en", written="en", reads="alone", how="The officer asked.")
    for need, needed in (("needed", True), ("not asked", True), ("not needed", False), ("", False)):
        assert put_down(session, officer, row, replace(english, need=need), now).needs_interpreter is needed


def test_a_language_there_is_not_is_refused_at_its_field(session: Session, officer: Viewer, now: datetime) -> None:
    row = a_session(session, officer, now)
    with pytest.raises(BadSaid) as refused:
        put_down(session, officer, row, replace(FORGED, written="xq-Zzzz"), now)
    assert refused.value.field == "written"


def test_the_letter_that_was_given_is_one_that_was_issued_to_them(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.RIGHTS, now)
    said = InformationGiven(None, "as typed", "pl", "on paper", "", False, now)
    person = find_person(session, officer, row.person_id)
    other = a_letter(session, officer, now)
    own = Letter(
        agency_id=officer.agency_id, kind="L14", recipient_id=person.id, language="lt", state=LetterState.HELD,
        reference="K7M3-92QX", issued_on=now.date(), content_hash="a" * 64, draft=True, made_at=now,
    )  # fmt: skip
    session.add(own)
    session.flush()
    for wrong in (other.id, row.id, own.id):
        with pytest.raises(BadSaid) as refused:
            put_down(session, officer, row, replace(said, letter_id=wrong), now)
        assert refused.value.field == "letter_id"
    own.state = LetterState.ISSUED
    given = put_down(session, officer, row, replace(said, letter_id=own.id), now).information
    assert given == replace(
        said, letter_id=own.id, reference="K7M3-92QX", language="lt", digest="a" * 64, draft=True
    )  # fmt: skip
