"""“What a caution means” (L14): given before, with the points of the script, to adults and to young people alike."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from letter_samples import a_letter
from sqlalchemy.orm import Session
from words_made import an_approver

from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.paper import paper_from_json
from comms.families.actions import PersonDetails, record_person
from comms.families.language_need import Reads
from comms.families.person import Person, PersonKind
from comms.foundation.errors import BadInput
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.letter import LetterState
from comms.letters.previewing import preview_paper
from comms.letters.templates.source import frame, letter_kinds
from comms.letters.text.as_text import as_text
from comms.letters.text.coverage import words_of
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue
from comms.translation.find import words
from comms.translation.scripts import points_for, script

DISPOSALS = ("simple", "conditional", "youth", "youth_conditional")
THEFT = "Theft (Theft Act 1968, section 1)"


@pytest.fixture
def officer(session: Session, now: datetime) -> Viewer:
    """A police officer of a custody suite."""
    suite = an_agency(session, now, "Fenland Police", "police")
    return viewer_of(a_staff_member(session, suite, now, roles=("officer",)))


def _asked(person: Person, disposal: str = "simple", **values: Any) -> LetterAsked:
    return LetterAsked("L14", person.id, None, {"disposal": f"disposal.{disposal}", "offence": THEFT} | values)


def _english(disposal: str, **values: Any) -> str:
    paper = preview_paper("L14", "en", {"disposal": f"disposal.{disposal}", **values}, date(2026, 11, 23))
    return " ".join(as_text(paper).split())


@pytest.mark.parametrize("disposal", DISPOSALS)
@pytest.mark.parametrize("sexual", [False, True])
def test_it_says_every_point_of_that_caution_and_none_of_another(disposal: str, sexual: bool) -> None:
    text = _english(disposal, **({"sexual": "sexual_crime.yes"} if sexual else {}))
    said = {point.text for point in points_for(script(disposal), sexual=sexual)}
    every = {point.text for kind in DISPOSALS for point in script(kind).points}
    assert {point for point in every if point in text} == said
    assert ("The law sees this as a sexual crime" in text) is sexual
    assert ("This letter is for that adult too." in text) is disposal.startswith("youth")


def test_a_youth_caution_is_written_of_without_a_word_of_agreeing_or_refusing() -> None:
    text = _english("youth").casefold()
    assert "nobody asks you to agree" in text
    assert not re.search(r"if you agree|you can say no|refus|accept", text)


def test_it_names_the_rights_to_a_lawyer_an_interpreter_and_more_time() -> None:
    for disposal in DISPOSALS:
        text = _english(disposal)
        assert "You can talk to a lawyer first. It costs you nothing" in text
        assert "You have the right to an interpreter" in text
        assert "You can ask us for more time." in text


def test_a_draft_says_so_because_the_interpreter_reads_the_same_points_aloud(
    session: Session, officer: Viewer, now: datetime
) -> None:
    person = a_parent(session, officer, now)
    a_need(session, officer, person, now)
    letter = issue_letter(session, officer, _asked(person), now)
    assert (letter.state, letter.language, letter.draft, letter.channel) == (LetterState.ISSUED, "lt", True, "hand")
    text = as_text(paper_from_json(letter.content))
    assert frame()["draft"].text in text
    assert Catalogue.of("lt").look_up("frame", frame()["draft"].text).text in text


def test_one_approval_serves_the_script_and_the_letter(session: Session, officer: Viewer, now: datetime) -> None:
    suite = an_agency(session, now, "Other Police", "police")
    point = script("simple").points[0].text
    one = words(session, "lt", officer.agency_id)("caution", point)
    for name in ("Rimas Jonaitis", "Jūratė Petrauskienė"):
        approve_words(session, an_approver(session, suite, now, name), [one], now)
    look_up = words(session, "lt", officer.agency_id)
    assert not look_up("caution", point).draft
    [in_letter] = [found for found in words_of(letter_kinds()["L14"], look_up) if found.source == point]
    assert not in_letter.draft


def test_it_goes_to_a_young_person_and_no_other_letter_does(session: Session, officer: Viewer, now: datetime) -> None:
    child = a_child(session, officer, now)
    a_need(session, officer, child, now, "en")
    letter = issue_letter(session, officer, _asked(child, "youth"), now)
    assert letter.state == LetterState.ISSUED
    assert "Ugnė Kazlauskaitė" in as_text(paper_from_json(letter.content))
    with pytest.raises(BadInput, match="Letters go to adults"):
        issue_letter(session, officer, LetterAsked("L00", child.id, None, {}), now)


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        (None, "language_unknown"),
        ({"written": "lt", "reads": Reads.NONE}, "cannot_read"),
        ({"written": "bg"}, "no_translation"),
    ],
)
def test_it_is_held_like_any_letter_where_nobody_could_read_it(
    session: Session, officer: Viewer, now: datetime, need: dict[str, Any] | None, reason: str
) -> None:
    person = record_person(session, officer, PersonDetails(PersonKind.PARENT, "Rasa", "Kazlauskienė"), now)
    if need is not None:
        a_need(session, officer, person, now, **need)
    letter = issue_letter(session, officer, _asked(person), now)
    assert (letter.state, letter.reason) == (LetterState.HELD, reason)


def test_only_the_police_send_it(session: Session, viewer: Viewer, now: datetime) -> None:
    person = a_parent(session, viewer, now)
    a_need(session, viewer, person, now, "en")
    assert issue_letter(session, viewer, _asked(person), now).reason == "may_not_issue"


@pytest.mark.parametrize("missing", ["disposal", "offence"])
def test_without_the_kind_of_caution_or_the_crime_it_is_held(
    session: Session, officer: Viewer, now: datetime, missing: str
) -> None:
    person = a_parent(session, officer, now)
    a_need(session, officer, person, now, "en")
    given = {name: value for name, value in _asked(person).values.items() if name != missing}
    letter = issue_letter(session, officer, LetterAsked("L14", person.id, None, given), now)
    assert (letter.state, letter.reason) == (LetterState.HELD, "missing_field")


@pytest.mark.parametrize("tag", ["lt", "ar"])
def test_both_languages_say_the_same_points(tag: str) -> None:
    paper = a_letter("L14", tag, disposal="disposal.conditional", sexual="sexual_crime.yes").paper
    own, english = paper.parts
    assert [block.kind for block in own.blocks] == [block.kind for block in english.blocks]
    items = sum(block.kind == "item" for block in own.blocks)
    assert items == len(script("conditional").points) + 1
