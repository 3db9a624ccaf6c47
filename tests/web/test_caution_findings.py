"""The findings through the screens: the answer first, in counts, with the words that failed beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from kept_exhibits import a_kept_record
from letter_browsing import heading
from recorded_cautions import BEGAN
from screens import said

from comms.agencies.viewer import viewer_of
from comms.foundation.work import Database

pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


@pytest.fixture
def browser(app: Flask, database: Database, district: District) -> FlaskClient:
    """The browser of an officer whose agency took one simple caution in November 2026."""
    with database.work() as session:
        officer = a_staff_member(session, session.merge(district.school), BEGAN, roles=("officer",))
        a_kept_record(session, viewer_of(officer), BEGAN + timedelta(hours=5))
    return signed_in(app, officer)


def test_the_first_sentence_answers_and_the_words_that_failed_stand_beside_it(browser: FlaskClient) -> None:
    page = browser.get("/cautions/findings?month=2026-11")
    assert heading(page) == (
        "In November 2026 a point of a caution was explained 16 times. Once it was not understood at first."
    )
    words = said(page)
    assert "Lithuanian: 1 of 1 did not understand it at first, 1 then did in other words." in words
    assert "“This caution says that you did the crime" in words
    assert "An interpreter was needed once: once the person waited." in words
    assert "/words/lt/caution" in page.text
    assert "%" not in words
    assert "Kazlausk" not in page.text
    assert browser.get("/words/lt/caution").status_code == 200


def test_other_months_are_one_click_away_and_a_wrong_one_is_said_at_its_field(browser: FlaskClient) -> None:
    october = browser.get("/cautions/findings?month=2026-10")
    assert heading(october) == "In October 2026 no point of a caution was explained to anybody."
    assert "/cautions/findings?month=2026-11" in october.text
    wrong = browser.get("/cautions/findings?month=2026-13")
    assert wrong.status_code == 422
    assert 'id="month-error"' in wrong.text
