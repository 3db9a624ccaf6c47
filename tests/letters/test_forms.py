"""The form a person reads: made here, made by others, or said to be missing; a format is not a font."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from factories import a_child, a_letter, a_need, a_parent
from sqlalchemy.orm import Session

from comms.agencies.actions import change_agency
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.channels.paper import paper_from_json
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.families.language_need import LanguageNeed
from comms.letters import find
from comms.letters.decision import Held
from comms.letters.forms import MADE_ELSEWHERE, Form, form_for
from comms.letters.letter import LetterState
from comms.letters.templates.book import packaged_book

KINDS = packaged_book().kinds


@pytest.mark.parametrize(("asked", "large", "plain"), [("large print", True, False), ("plain text", False, True)])
def test_large_print_and_plain_text_are_made_here_and_stand_on_record(
    session: Session, viewer: Viewer, now: datetime, asked: str, large: bool, plain: bool
) -> None:
    parent = a_parent(session, viewer, now)
    a_need(session, viewer, parent, now, format=asked)
    letter = a_letter(session, viewer, now, parent)
    assert (letter.state, letter.form) == (LetterState.ISSUED, asked)
    paper = paper_from_json(letter.content)
    assert (paper.large, paper.plain) == (large, plain)


@pytest.mark.parametrize("asked", MADE_ELSEWHERE)
def test_what_is_not_made_here_is_held_and_says_who_makes_it(
    session: Session, viewer: Viewer, school: Agency, now: datetime, asked: str
) -> None:
    need = LanguageNeed(format=asked)
    held = form_for(packaged_book(), KINDS["L02"], need, school)
    assert isinstance(held, Held)
    assert held.reason == "no_such_format"
    assert f"Nobody is named for {asked} yet" in held.remedy
    book = {asked: {"who": "Fen Formats", "telephone": "01632 960 555", "days": "10"}}
    change_agency(session, viewer, {"formats": book}, now)
    named = form_for(packaged_book(), KINDS["L02"], need, school)
    assert isinstance(named, Held)
    assert f"Ask Fen Formats for {asked} (01632 960 555). It takes about 10 working days." in named.remedy


def test_a_letter_in_braille_is_not_printed_instead_and_somebody_rings(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, format="braille")
    letter = a_letter(session, viewer, now, parent)
    assert (letter.state, letter.reason) == (LetterState.HELD, "no_such_format")


def test_easy_read_is_a_text_of_its_own_where_the_agency_wrote_one(school: Agency) -> None:
    own = replace(KINDS["L02"], title="We can help")
    book = replace(packaged_book(), easy={"L02": own})
    need = LanguageNeed(format="easy read")
    assert form_for(book, KINDS["L02"], need, school) == Form("easy read", own)
    assert isinstance(form_for(book, KINDS["L12"], need, school), Held)
    assert form_for(book, KINDS["L00"], need, school) == Form("", KINDS["L00"])


def test_only_an_email_address_that_was_said_to_be_safe_is_one_to_write_to(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    point = add_contact_point(session, viewer, parent, "email", "rasa@example.org", now)
    add_contact_point(session, viewer, parent, "mobile", "07700 900821", now)
    session.flush()
    for safety, known in ((Safety.NOT_ASKED, None), (Safety.UNSAFE, None), (Safety.SAFE, "rasa@example.org")):
        record_contact_safety(session, viewer, point, safety, now)
        session.flush()
        assert find.reader(session, viewer, parent.id).email == known
    point.reachable = False
    session.flush()
    assert find.reader(session, viewer, parent.id).email is None
