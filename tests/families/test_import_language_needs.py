"""What a school's record says of its contacts' languages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from imported import counts, take_in
from imported_contacts import RASA, contacts, enrol, need, the_adult
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.language_need import Interpreter, Reads, Source
from comms.families.need_actions import NeedGiven, record_language_need


@pytest.fixture(autouse=True)
def pupils(session: Session, viewer: Viewer, now: datetime) -> None:
    enrol(session, viewer, now)


@pytest.mark.parametrize("code", ["", "ENB", "OTB", "OTH", "NOT", "REF", "ZZZ"])
def test_an_unknown_language_is_never_english(session: Session, viewer: Viewer, now: datetime, code: str) -> None:
    outcome = contacts(session, viewer, now, RASA | {"Language of correspondence": code})
    adult = the_adult(session, viewer)
    assert find.language_need(session, viewer, adult.id) is None
    assert any("language is not known" in said for said in outcome.notes)
    assert adult in find.needs_to_confirm(session, viewer)


@pytest.mark.parametrize(
    ("code", "spoken", "written"),
    [("ENG", ["en"], "en"), ("PNJ", ["pa"], None), ("XQJ", [], None), ("Klingon", [], None), ("PRS", ["fa"], "fa")],
)
def test_a_code_that_leaves_the_written_language_open_is_kept_and_asked_about(
    session: Session, viewer: Viewer, now: datetime, code: str, spoken: list[str], written: str | None
) -> None:
    outcome = contacts(session, viewer, now, RASA | {"Language of correspondence": code})
    known = need(session, viewer, the_adult(session, viewer))
    assert (known.spoken, known.written, known.given_code) == (spoken, written, code)
    assert any("must be asked" in said for said in outcome.notes) == (written is None)


def test_a_pupils_first_language_is_never_the_parents(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", "UPN,Surname,Forename,First language\nU1,K,Ugnė,LIT\n", now)
    text = "UPN,Relationship,Forename,Surname,First language,Home language\nU1,PAM,Rasa,K,LIT,LIT\n"
    take_in(session, viewer, "contacts", text, now)
    assert find.language_need(session, viewer, the_adult(session, viewer).id) is None


def test_what_the_person_said_is_never_replaced_by_the_schools_record(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, RASA)
    adult = the_adult(session, viewer)
    said = NeedGiven(Source.ASKED_PERSON, spoken=["ru"], written="ru", reads=Reads.WELL)
    record_language_need(session, viewer, adult.id, said, now + timedelta(days=1))
    outcome = contacts(session, viewer, now + timedelta(days=2), RASA)
    assert counts(outcome) == (0, 0, 1)
    assert need(session, viewer, adult).written == "ru"
    assert any("what they said was kept" in said for said in outcome.notes)


def test_a_corrected_code_makes_a_new_need_and_a_blank_takes_none_back(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, RASA)
    later = now + timedelta(days=1)
    assert counts(contacts(session, viewer, later, RASA | {"Language of correspondence": "RUS"})) == (0, 1, 0)
    assert counts(contacts(session, viewer, later, RASA | {"Language of correspondence": "Russian"})) == (0, 0, 1)
    assert counts(contacts(session, viewer, later, RASA | {"Language of correspondence": ""})) == (0, 0, 1)
    adult = the_adult(session, viewer)
    assert [known.written for known in find.language_need_history(session, viewer, adult.id)] == ["ru", "lt"]


def test_that_an_interpreter_is_needed_is_heard_even_where_the_language_is_not_known(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, RASA | {"Language of correspondence": "", "Interpreter needed": "Y"})
    adult = the_adult(session, viewer)
    assert (need(session, viewer, adult).interpreter, need(session, viewer, adult).written) == (
        Interpreter.NEEDED,
        None,
    )
    contacts(session, viewer, now + timedelta(days=1), RASA)
    assert (need(session, viewer, adult).interpreter, need(session, viewer, adult).written) == (
        Interpreter.NEEDED,
        "lt",
    )


def test_no_interpreter_needed_is_not_heard_without_a_language(session: Session, viewer: Viewer, now: datetime) -> None:
    contacts(session, viewer, now, RASA | {"Language of correspondence": "", "Interpreter needed": "N"})
    assert find.language_need(session, viewer, the_adult(session, viewer).id) is None
