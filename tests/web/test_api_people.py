"""What other programs of an agency are told of people: their language need and their letters, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from api_programs import Program, a_key, notes
from browsers import District
from factories import a_letter, a_need, a_parent
from flask import Flask
from screens import Family, a_family
from sqlalchemy import update

from comms.agencies.viewer import viewer_of
from comms.foundation.locks import DataKey
from comms.foundation.work import Database
from comms.letters.letter import Letter


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


def test_a_language_need_is_told_and_nothing_else_of_the_person(
    program: Program, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        said = {"dialect": "Samogitian", "avoid": "Jonas from the market", "best_times": "after 18:00"}
        a_need(session, family.viewer, family.mother, now, **said)
    answer = program.get(f"/api/v1/needs/{family.mother.id}")
    assert answer.json is not None
    need = answer.json["need"]
    assert need["reads"] == {"language": "lt", "how_well": "not asked"}
    assert (need["speaks"], need["dialect"]) == (["lt"], "Samogitian")
    assert need["interpreter"] == "not asked"
    assert (need["asked_themselves"], need["recorded_on"]) == (False, "2026-11-23")
    for hidden in ("Rasa", "Kazlausk", "Elm", "900821", "Jonas", "18:00", str(family.child.id)):
        assert hidden not in answer.text


def test_a_need_that_nobody_recorded_is_unknown_and_not_english(program: Program, family: Family) -> None:
    answer = program.get(f"/api/v1/needs/{family.father.id}")
    assert answer.json is not None
    assert answer.json["need"] is None
    assert "Unknown is not English" in answer.json["why"]


def test_a_pupil_is_found_by_the_schools_own_reference(
    program: Program, database: Database, family: Family, now: datetime
) -> None:
    upn = f"A{family.child.id.int % 10**12:012}"
    with database.work() as session:
        a_need(session, family.viewer, family.child, now, written="en")
    answer = program.post("/api/v1/needs", json={"pupil": f" {upn.lower()} "})
    assert answer.json is not None
    assert answer.json["person"] == str(family.child.id)
    assert answer.json["need"]["reads"]["language"] == "en"
    assert program.post("/api/v1/needs", json={"pupil": "A999"}).status_code == 404
    assert program.post("/api/v1/needs", json={"pupil": "\x00"}).status_code == 404
    for wrong in ({}, {"pupil": ""}, {"pupil": 7}, {"pupil": "A" * 41}, {"upn": upn}):
        assert program.post("/api/v1/needs", json=wrong).status_code == 422


def test_each_look_at_a_person_is_noted_as_that_keys(program: Program, database: Database, family: Family) -> None:
    program.get(f"/api/v1/needs/{family.mother.id}")
    program.post("/api/v1/needs", json={"pupil": f"A{family.child.id.int % 10**12:012}"})
    program.get(f"/api/v1/letters/to/{family.father.id}")
    looks = notes(database, "view language need") + notes(database, "view letters issued")
    assert [look.subject_id for look in looks] == [family.mother.id, family.child.id, family.father.id]
    assert {look.role for look in looks} == {use.role for use in notes(database, "use api key")}
    assert all(look.actor_kind == "system" and look.agency_id == family.viewer.agency_id for look in looks)


def test_what_belongs_to_another_agency_does_not_exist(
    app: Flask, database: Database, district: District, family: Family, api_moment: datetime, letter: Letter
) -> None:
    stranger = Program.at(app, a_key(database, district.other_head, api_moment))
    for path in (
        f"/api/v1/needs/{family.mother.id}",
        f"/api/v1/letters/to/{family.mother.id}",
        f"/api/v1/letters/{letter.id}/html",
        f"/api/v1/letters/{letter.id}/text",
    ):
        assert stranger.get(path).status_code == 404
    pupil = {"pupil": f"A{family.child.id.int % 10**12:012}"}
    assert stranger.post("/api/v1/needs", json=pupil).status_code == 404
    assert notes(database, "view language need") == []


@pytest.fixture
def letter(database: Database, family: Family, now: datetime) -> Letter:
    """A letter in Lithuanian that was issued to the mother."""
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now)
        return a_letter(session, family.viewer, now, family.mother)


def test_the_letters_issued_to_a_person_are_listed_with_what_is_known_of_each(
    program: Program, family: Family, letter: Letter, database: Database, now: datetime
) -> None:
    with database.work() as session:
        # Held: nobody was asked which language he reads. It was not issued.
        assert a_letter(session, family.viewer, now, family.father, "L12", family.child).state == "held"
    answer = program.get(f"/api/v1/letters/to/{family.mother.id}")
    assert answer.json is not None
    assert answer.json["letters"] == [
        {
            "id": str(letter.id), "reference": letter.reference, "kind": "L00", "issued_on": "2026-11-23",
            "language": "lt", "state": "being printed", "sent_on": None, "understood": "nobody asked",
        }
    ]  # fmt: skip
    his = program.get(f"/api/v1/letters/to/{family.father.id}")
    about = program.get(f"/api/v1/letters/to/{family.child.id}")
    assert his.json is not None
    assert about.json is not None
    assert his.json["letters"] == about.json["letters"] == []


def test_an_issued_letter_is_read_as_a_page_and_as_text_and_each_look_is_noted(
    program: Program, letter: Letter, database: Database
) -> None:
    page, text = program.get(f"/api/v1/letters/{letter.id}/html"), program.get(f"/api/v1/letters/{letter.id}/text")
    assert 'lang="lt"' in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert letter.reference in text.text
    assert [json.loads(look.detail) for look in notes(database, "view letter")] == [
        {"format": "html"},
        {"format": "text"},
    ]


def test_a_letter_that_is_held_has_nothing_to_read(
    program: Program, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        held = a_letter(session, family.viewer, now, family.father, "L12", family.child)
    assert program.get(f"/api/v1/letters/{held.id}/text").status_code == 404


def test_what_was_erased_is_gone_for_programs_too(
    program: Program, letter: Letter, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now + timedelta(minutes=1), dialect="Samogitian")
        session.execute(update(DataKey).where(DataKey.owner_id == family.mother.id).values(wrapped=None))
    assert program.get(f"/api/v1/letters/{letter.id}/text").status_code == 410
    assert program.get(f"/api/v1/needs/{family.mother.id}").status_code == 410


def test_somebody_the_agency_works_with_no_more_is_not_told_of(
    program: Program, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        stranger = a_parent(session, replace(viewer, agency_id=district.other_school.id), now)
    assert program.get(f"/api/v1/needs/{stranger.id}").status_code == 404
