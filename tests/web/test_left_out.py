"""Times without letters through the screens."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from browsers import District, signed_in
from exported_school import take_in_the_school
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import audited, heading, letters_in, make_all, person_called
from screens import a_family, said
from sqlalchemy import update

from comms.agencies.viewer import viewer_of
from comms.families.person import Involvement
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


def _left_out(client: FlaskClient, child: UUID, **changed: str) -> None:
    assert client.post(f"/families/{child}/without-letters", data=_answers(**changed)).status_code == 303


def _the_end_of(database: Database, district: District, adult: UUID | None) -> str:
    """The address that ends the time without letters for this adult, None for all."""
    with database.reading() as session:
        found = exclusions_to_come(session, viewer_of(session.merge(district.head)), london_date(utc_now()))
        return f"/letters/left-out/{next(one.id for one in found if one.adult_id == adult)}/end"


def test_ended_while_another_time_holds_it_does_not_say_that_letters_go_again(
    client: FlaskClient, database: Database, district: District
) -> None:
    family = a_family(database, district, utc_now())
    _left_out(client, family.child.id, reason="treatment", adult=str(family.mother.id))
    _left_out(client, family.child.id)
    _left_out(client, family.child.id)
    where = _the_end_of(database, district, None)
    ended = client.post(where, data={"because": "They asked for it."}, follow_redirects=True)
    assert "Ended, but another time without letters still holds: " in said(ended)
    assert "(treatment). It is for one adult only." in said(ended)
    assert "go again from now on" not in said(ended)
    assert "another time without letters still holds" in said(client.get(where))
    last = _the_end_of(database, district, family.mother.id)
    ended = client.post(last, data={"because": "She is well again."}, follow_redirects=True)
    assert "Ended. Letters that are due go again from now on." in said(ended)
    assert "Letters that are due go again." in said(client.get(where))


def test_a_time_for_one_adult_who_is_no_longer_seen_is_not_said_to_be_for_every_adult(
    client: FlaskClient, database: Database, district: District
) -> None:
    family = a_family(database, district, utc_now())
    _left_out(client, family.child.id, adult=str(family.mother.id))
    assert "only Rasa" in said(client.get("/letters/left-out"))
    where = _the_end_of(database, district, family.mother.id)
    with database.work() as session:
        gone = update(Involvement).where(Involvement.person_id == family.mother.id)
        session.execute(gone.values(until=utc_now()))
    assert "every adult" not in (listed := said(client.get("/letters/left-out")))
    assert "one adult" in listed
    for address, words in ((f"/families/{family.child.id}", "To one adult only."), (where, "For one adult only.")):
        assert words in said(client.get(address)), address


def test_of_safeguarding_nobody_learns_which_adult_it_is_for_who_may_not_know_why(
    app: Flask, client: FlaskClient, database: Database, district: District
) -> None:
    family = a_family(database, district, utc_now())
    _left_out(client, family.child.id, reason="safeguarding", adult=str(family.mother.id))
    with database.work() as session:
        receptionist = a_staff_member(session, session.merge(district.school), utc_now(), ("reception",))
    other = signed_in(app, receptionist)
    listed = said(other.get("/letters/left-out"))
    assert "Rasa" not in listed
    assert "every adult" not in listed
    assert "one adult" not in listed
    assert listed.count("ask the safeguarding lead") == 2
    page = said(other.get(f"/families/{family.child.id}"))
    assert "ask the safeguarding lead." in page
    assert "To Rasa" not in page
    assert "To one adult" not in page
    assert "only Rasa" in said(client.get("/letters/left-out"))
    assert "To Rasa" in said(client.get(f"/families/{family.child.id}"))
