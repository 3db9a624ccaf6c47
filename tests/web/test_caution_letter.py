"""“What a caution means” on the screens: an officer makes it for an adult or a young person, from choices alone."""

from __future__ import annotations

import pytest
from browsers import District, signed_in
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from flask import Flask
from flask.testing import FlaskClient
from screens import said

from comms.agencies.viewer import viewer_of
from comms.families.person import Person
from comms.foundation.clock import utc_now
from comms.foundation.work import Database

WRITTEN = {"kind": "L14", "disposal": "disposal.youth", "offence": "Theft (Theft Act 1968, section 1)", "sexual": ""}
Suite = tuple[FlaskClient, Person, Person]


@pytest.fixture
def suite(app: Flask, database: Database) -> Suite:
    """An officer's browser, and a young Lithuanian and his mother whom the police have on record."""
    now = utc_now()
    with database.work() as session:
        police = an_agency(session, now, "Fenland Police", "police")
        officer = a_staff_member(session, police, now, roles=("officer",), name="Anna Price")
        viewer = viewer_of(officer)
        child = a_child(session, viewer, now, "Jonas", "Kazlauskas")
        mother = a_parent(session, viewer, now, child)
        for person in (child, mother):
            a_need(session, viewer, person, now)
        session.flush()
        session.expunge_all()
    return signed_in(app, officer), child, mother


def test_a_young_person_is_given_the_letter_about_a_caution_and_offered_no_other(suite: Suite) -> None:
    browser, child, _ = suite
    page = said(browser.get(f"/letters/to/{child.id}"))
    assert "What a caution means" in page
    assert "Please ring us" not in page
    assert "Which kind of caution" in said(browser.get(f"/letters/to/{child.id}/fill?kind=L14"))
    made = browser.post(f"/letters/to/{child.id}/fill", data=WRITTEN, follow_redirects=True)
    assert "is made." in said(made)


def test_a_letter_for_adults_is_not_found_for_a_young_person(suite: Suite) -> None:
    browser, child, _ = suite
    assert browser.get(f"/letters/to/{child.id}/fill?kind=L00").status_code == 404
    assert browser.post(f"/letters/to/{child.id}/fill", data={"kind": "L00"}).status_code == 404


def test_the_crime_that_was_typed_stays_when_the_kind_of_caution_is_missing(suite: Suite) -> None:
    browser, _, mother = suite
    page = browser.post(f"/letters/to/{mother.id}/fill", data={**WRITTEN, "disposal": ""})
    assert page.status_code == 422
    assert WRITTEN["offence"] in page.text


def test_at_a_school_nobody_is_offered_it(client: FlaskClient, database: Database, district: District) -> None:
    now = utc_now()
    with database.work() as session:
        parent = a_parent(session, viewer_of(session.merge(district.head)), now)
        session.flush()
        address = f"/letters/to/{parent.id}"
    assert "What a caution means" not in said(client.get(address))
