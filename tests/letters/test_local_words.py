"""The words of a local kind are the local authority's: for itself, and for the schools that stand under its code."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from letter_samples import VALUES as SAMPLES
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.paper import paper_from_json
from comms.families.language_need import Interpreter, Source
from comms.foundation.errors import Refused
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.letter import Letter
from comms.letters.own.actions import (
    LetterEdit,
    PhraseEdit,
    StillFaulty,
    go_back,
    put_in_force,
    save_draft,
    write_phrase,
)
from comms.letters.own.agency_template import AgencyTemplate
from comms.letters.own.find import book_of
from comms.letters.own.reading import open_lists, why_not_edit
from comms.letters.templates.source import letter_kinds, packaged_body
from comms.letters.text.as_text import as_text

L08 = packaged_body("L08")
WAS = (
    "Children who come to school every day learn more. They find it easier to have friends, and adults in school can "
    "help them."
)
OURS = "Children who come to school every day learn more, and they see their friends."
ADDED = "This is how our council writes it."


@pytest.fixture
def authority(session: Session, now: datetime) -> Agency:
    """A local authority's attendance team."""
    return an_agency(session, now, name="Fenland Council", kind="local_authority")


@pytest.fixture
def council(session: Session, authority: Agency, now: datetime) -> Viewer:
    """Its administrator."""
    return viewer_of(a_staff_member(session, authority, now, roles=("administrator", "attendance legal officer")))


def written(session: Session, council: Viewer, now: datetime, kind: str = "L08", body: str = "") -> AgencyTemplate:
    """A version of the authority's, in force."""
    row = save_draft(session, council, LetterEdit(kind, "", body or L08.replace(WAS, OURS), 0), now)
    return put_in_force(session, council, kind, "", row.version, now)


def issued(session: Session, viewer: Viewer, now: datetime) -> Letter:
    """A Notice to Improve by that agency, to a mother who reads English."""
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en", source=Source.ASKED_PERSON, interpreter=Interpreter.NOT_NEEDED)
    values = {name: value for name, value in SAMPLES["L08"].items() if name not in FILLED_IN}
    return issue_letter(session, viewer, LetterAsked("L08", parent.id, child.id, values, cleared=True), now)


FILLED_IN = {"recipient", "child", "language_in_english"}


def said(session: Session, viewer: Viewer, now: datetime) -> tuple[str, int]:
    """What the letter says, on one line, and in which version."""
    letter = issued(session, viewer, now)
    assert letter.content is not None, letter.why
    return " ".join(as_text(paper_from_json(letter.content)).split()), letter.template_version


def test_a_school_under_an_authority_writes_in_the_authoritys_words(
    session: Session, viewer: Viewer, school: Agency, authority: Agency, council: Viewer, now: datetime
) -> None:
    school.authority_id = authority.id
    row = written(session, council, now)
    text, version = said(session, viewer, now)
    assert OURS in text
    assert WAS not in text
    assert version == row.version == 1
    go_back(session, council, "L08", "", 0, now)
    text, version = said(session, viewer, now)
    assert WAS in text
    assert version == 0


def test_the_authority_writes_in_its_own_words(session: Session, council: Viewer, now: datetime) -> None:
    written(session, council, now)
    text, version = said(session, council, now)
    assert OURS in text
    assert version == 1


def test_a_school_under_nobodys_code_and_one_under_anothers_have_the_packaged_words(
    session: Session, viewer: Viewer, school: Agency, council: Viewer, now: datetime
) -> None:
    written(session, council, now)
    assert WAS in said(session, viewer, now)[0]
    other = an_agency(session, now, name="Marsh County", kind="local_authority")
    school.authority_id = other.id
    assert WAS in said(session, viewer, now)[0]


def test_only_local_kinds_come_from_the_authority(
    session: Session, viewer: Viewer, school: Agency, authority: Agency, council: Viewer, now: datetime
) -> None:
    school.authority_id = authority.id
    agreement = packaged_body("L05")
    calm = "We talked with you about your child. This letter says what we agreed."
    written(session, council, now, "L05", agreement.replace(calm, f"{calm}\n\n{ADDED}"))
    write_phrase(session, council, PhraseEdit("support.travel", "We can help with the bus."), now)
    book = book_of(session, viewer)
    assert ADDED not in [block.text for block in book.kinds["L05"].blocks]
    assert book.phrases["support.travel"].text != "We can help with the bus."
    assert book.versions == {}


def test_a_school_that_wrote_its_own_before_it_stood_under_the_code_has_the_authoritys(
    session: Session, viewer: Viewer, school: Agency, authority: Agency, council: Viewer, now: datetime
) -> None:
    """Whatever way a row of its own came there: the school is no authority, so its words of a local kind count not."""
    row = written(session, council, now)
    row.agency_id = school.id
    session.flush()
    assert WAS in said(session, viewer, now)[0]
    school.authority_id = authority.id
    assert WAS in said(session, viewer, now)[0]


def test_a_school_is_told_who_writes_it(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(Refused, match="The local authority writes this letter") as caught:
        save_draft(session, viewer, LetterEdit("L08", "", L08.replace(WAS, OURS), 0), now)
    assert "code of conduct" in caught.value.remedy


def test_nothing_that_the_letter_must_say_can_be_left_out(session: Session, council: Viewer, now: datetime) -> None:
    without = L08.replace("- The last day of this time: {ends}\n", "")
    row = save_draft(session, council, LetterEdit("L08", "", without, 0), now)
    with pytest.raises(StillFaulty, match="cannot count yet"):
        put_in_force(session, council, "L08", "", row.version, now)


def test_the_phrases_of_formal_letters_alone_are_nobodys_to_change(
    session: Session, council: Viewer, now: datetime
) -> None:
    assert {"support", "interpreter", "ours", "yours"} <= set(open_lists())
    formal = {"offence", "given", "improve", "early", "stage", "pay", "notice_now", "notice_next"}
    assert not {*formal, "withdrawn_because", "offence_section"} & set(open_lists())
    with pytest.raises(Refused, match="same everywhere"):
        write_phrase(session, council, PhraseEdit("early.leave", "Your child is away."), now)


def test_every_local_kind_is_open_to_authorities_alone() -> None:
    local = [kind for kind in letter_kinds().values() if kind.local]
    assert [kind.kind for kind in local] == ["L08", "L09", "L10", "L11"]
    for kind in local:
        assert why_not_edit(kind, "local_authority") == ""
        assert "local authority" in why_not_edit(kind, "school")
