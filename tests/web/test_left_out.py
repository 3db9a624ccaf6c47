"""Times without letters through the screens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from browsers import District, signed_in
from exported_school import take_in_the_school
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import audited, heading, letters_in, make_all, person_called
from screens import said

from comms.agencies.viewer import viewer_of
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.letters.left_out.find import exclusions_to_come
from comms.letters.letter import LetterState


@pytest.fixture
def school(database: Database, district: District) -> District:
    """The district, with its first school's export taken in."""
    with database.work() as session:
        take_in_the_school(session, viewer_of(session.merge(district.head)), utc_now())
    return district


def _typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _answers(**changed: str) -> dict[str, str]:
    today = london_date(utc_now())
    until = _typed(today + timedelta(days=11))
    return {
        "reason": "bereavement", "from_day": _typed(today), "until_day": until, "adult": "all", "note": "",
    } | changed  # fmt: skip


def test_a_child_left_out_is_said_on_their_page_in_due_now_and_in_the_list_and_no_letter_is_made(
    client: FlaskClient, database: Database, school: District
) -> None:
    due = client.get("/letters").text
    child = person_called(database, school, "Ugnė")
    assert client.get(f"/families/{child}/without-letters").status_code == 200
    sent = client.post(f"/families/{child}/without-letters", data=_answers(note="Grandmother died."))
    assert sent.status_code == 303
    page = said(client.get(f"/families/{child}"))
    assert "(bereavement)" in page
    assert "Grandmother died." in page
    after = client.get("/letters")
    assert "left out of letters for now" in heading(after)
    assert f"/families/{child}" in after.text
    assert after.text.count("Left out") > due.count("Left out")
    assert "Ugnė" in said(client.get("/letters/left-out"))
    make_all(client)
    made = [*letters_in(database, school, LetterState.ISSUED), *letters_in(database, school, LetterState.HELD)]
    assert made
    assert child not in {letter.child_id for letter in made}


def test_what_was_typed_is_kept_and_what_is_wrong_stands_at_its_field(
    client: FlaskClient, database: Database, school: District
) -> None:
    child = person_called(database, school, "Ugnė")
    page = client.post(
        f"/families/{child}/without-letters", data=_answers(until_day="31/2/2027", reason="", note="In hospital.")
    )
    assert page.status_code == 422
    assert "like 4/12/2026" in page.text
    assert "Choose why no letters go." in page.text
    assert 'value="31/2/2027"' in page.text
    assert "In hospital." in page.text
    page = client.post(f"/families/{child}/without-letters", data=_answers(until_day="4/12/2032"))
    assert (page.status_code, "190 days" in page.text) == (422, True)
    with database.reading() as session:
        assert not exclusions_to_come(session, viewer_of(session.merge(school.head)), london_date(utc_now()))


def test_safeguarding_and_its_note_are_hidden_from_a_role_that_may_not_see_them(
    app: Flask, client: FlaskClient, database: Database, school: District
) -> None:
    child = person_called(database, school, "Ugnė")
    client.post(
        f"/families/{child}/without-letters", data=_answers(reason="safeguarding", note="Police asked us to wait.")
    )
    with database.work() as session:
        reception = a_staff_member(session, session.merge(school.school), utc_now(), roles=("reception",))
    other = signed_in(app, reception)
    for address in (f"/families/{child}", "/letters/left-out", "/letters"):
        text = said(other.get(address)).lower()
        assert "ask the safeguarding lead" in text, address
        assert "(safeguarding)" not in text
        assert "police" not in text
    assert "Police asked us to wait." in said(client.get(f"/families/{child}"))


def test_ending_it_needs_a_reason_and_is_noted(client: FlaskClient, database: Database, school: District) -> None:
    child = person_called(database, school, "Ugnė")
    client.post(f"/families/{child}/without-letters", data=_answers())
    with database.reading() as session:
        [one] = exclusions_to_come(session, viewer_of(session.merge(school.head)), london_date(utc_now()))
        where = f"/letters/left-out/{one.id}/end"
    assert client.post(where, data={"because": ""}).status_code == 422
    assert client.post(where, data={"because": "His mother asked for it."}).status_code == 303
    assert "Nobody is left out" in heading(client.get("/letters/left-out"))
    assert {"leave out of letters", "end leaving out of letters"} <= set(audited(database))
    assert "was ended on" in heading(client.get(where))
    assert client.post(where, data={"because": "Again."}).status_code in {403, 409}
