"""Looking up a family we do not work with, what is shown then, and the one answer for all that cannot be shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from access_made import a_closed_family, a_lookup
from browsers import District, signed_in
from factories import a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.agencies.viewer import viewer_of
from comms.families.access.closing import open_family_again
from comms.families.access.find import lookups_kept_closed
from comms.families.access.parts import Basis
from comms.families.access.working import stop_working
from comms.families.find import involvement, language_need
from comms.foundation.work import Database
from comms.web import door

HERS: dict[str, Any] = {
    "name": "Rasa Kazlauskienė", "birth_date": "4/5/2013", "identifier": "07700 900821", "basis": Basis.HARM.value,
    "why": "She is in custody now.",
}  # fmt: skip
WAITS = "those who keep it have been told that you looked, and will ring you or answer here."


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(door, "utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """A family of the school's, of whom the mother reads Lithuanian."""
    found = a_family(database, district, now)
    with database.work() as session:
        a_need(session, found.viewer, found.mother, now, written="lt", interpreter="needed",
               source="asked the person through an interpreter", best_times="After 18:00, packs on nights",
               avoid="Nobody from Tauragė")  # fmt: skip
    return found


@pytest.fixture
def theirs(app: Flask, district: District) -> FlaskClient:
    """The other school's head, who looks up."""
    return signed_in(app, district.other_head)


def _look(browser: FlaskClient, **others: str) -> Any:
    return browser.post("/look-up", data=HERS | others)


def _shown(browser: FlaskClient, **others: str) -> str:
    answer = _look(browser, **others)
    assert answer.status_code == 303, said(answer)
    return said(browser.get(answer.headers["Location"]))


def test_the_language_is_shown_with_its_date_and_how_it_was_asked_and_nothing_else(
    theirs: FlaskClient, family: Family
) -> None:
    page = _shown(theirs)
    assert "One person fits, and their language is on record" in page
    assert "Rasa Kazlauskienė reads Lithuanian (lietuvių). Interpreter: needed." in page
    assert "asked the person through an interpreter, 23 November 2026" in page
    for private in ("Fen Edge", "900821", "Elm Road", "Ugnė", "packs on nights", "Tauragė", "Jo Marsh recorded"):
        assert private not in page


def test_no_name_stands_in_an_address(theirs: FlaskClient, family: Family) -> None:
    assert UUID(_look(theirs).headers["Location"].rsplit("/", 1)[1])


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Rasa Petrauskienė"}, {"name": "Rasa"}, {"birth_date": "5/5/2013"}, {"identifier": "07700 900999"}],
)
def test_all_three_must_be_exactly_theirs(theirs: FlaskClient, family: Family, wrong: dict[str, str]) -> None:
    page = _shown(theirs, **wrong)
    assert "Nothing can be shown of" in page
    assert "Lithuanian" not in page
    assert WAITS in page


def test_nobody_and_a_family_kept_closed_have_the_same_page(
    theirs: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    nobody = _shown(theirs, identifier="07700 900999")
    with database.work() as session:
        a_closed_family(session, family.viewer, [family.mother.id, family.child.id], now)
    closed = _shown(theirs)
    assert closed == nobody
    earlier = said(theirs.get("/look-up"))
    assert earlier.count("Nothing could be shown.") == 2


def test_whoever_keeps_it_closed_is_told_and_answers(
    client: FlaskClient, theirs: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_closed_family(session, family.viewer, [family.mother.id, family.child.id], now)
    lookup = _look(theirs).headers["Location"]
    assert "Somebody looked for a family you keep closed" in said(client.get("/"))
    listed = client.get("/closed-families/looked-for")
    assert "Other School looked for Rasa Kazlauskienė" in said(listed)
    assert "She is in custody now." in said(listed)
    to_answer = f"/closed-families/looked-for/{lookup.rsplit('/', 1)[1]}"
    assert f'href="{to_answer}"' in listed.text
    empty = client.post(to_answer, data={"answer": ""})
    assert empty.status_code == 422
    assert "Write what they are to be told" in said(empty)
    assert client.post(to_answer, data={"answer": "Ring Ruth, 01632 960100."}).status_code == 303
    answered = said(theirs.get(lookup))
    assert "Ring Ruth, 01632 960100." in answered
    assert "These sentences are always the same" not in answered
    assert "Answered on 23 November 2026" in said(theirs.get("/look-up"))
    assert client.get(to_answer).status_code == 404


def test_a_colleague_who_is_not_named_learns_of_no_look_up(
    app: Flask, theirs: FlaskClient, family: Family, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        a_closed_family(session, family.viewer, [family.mother.id], now)
        colleague = a_staff_member(session, session.merge(district.school), now, ("head teacher",), "Ann Other")
    lookup = _look(theirs).headers["Location"].rsplit("/", 1)[1]
    browser = signed_in(app, colleague)
    assert "looked for a family" not in said(browser.get("/"))
    assert "Nobody looked for a family you keep closed" in said(browser.get("/closed-families/looked-for"))
    assert browser.get(f"/closed-families/looked-for/{lookup}").status_code == 404
    with database.reading() as session:
        assert len(lookups_kept_closed(session, family.viewer)) == 1


def test_whoever_keeps_it_closed_answers_also_of_somebody_they_work_with_no_more(
    client: FlaskClient, theirs: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_closed_family(session, family.viewer, [family.mother.id, family.child.id], now)
        stop_working(session, family.viewer, family.mother.id, "She moved to Leeds.", now)
    lookup = _look(theirs).headers["Location"]
    listed = client.get("/closed-families/looked-for")
    assert listed.status_code == 200
    assert "Other School looked for Rasa Kazlauskienė" in said(listed)
    to_answer = f"/closed-families/looked-for/{lookup.rsplit('/', 1)[1]}"
    assert "whom you work with no more" in said(client.get(to_answer))
    assert client.post(to_answer, data={"answer": "Ring Ruth, 01632 960100."}).status_code == 303
    assert "Ring Ruth, 01632 960100." in said(theirs.get(lookup))


def test_we_work_with_them_now_makes_their_page_with_the_language_on_it(
    theirs: FlaskClient, family: Family, database: Database, district: District
) -> None:
    found = _look(theirs).headers["Location"]
    empty = theirs.post(f"{found}/work-with", data={"because": ""})
    assert empty.status_code == 422
    assert "Say why you work with them now." in said(empty)
    answer = theirs.post(f"{found}/work-with", data={"because": "Her son starts here on Monday."})
    assert answer.headers["Location"] == f"/families/{family.mother.id}"
    page = said(theirs.get(answer.headers["Location"]))
    assert "Rasa reads Lithuanian" in page
    assert "900821" not in page
    with database.reading() as session:
        viewer = viewer_of(session.merge(district.other_head))
        assert language_need(session, viewer, family.mother.id)
        works = involvement(session, family.mother.id, district.other_school.id)
        assert works is not None
        assert (works.how, works.because) == ("looked up", "Her son starts here on Monday.")
    assert "You work with them: their page." in said(theirs.get(found))


def test_a_look_up_is_its_makers_own(
    app: Flask, client: FlaskClient, theirs: FlaskClient, family: Family, database: Database, district: District,
    now: datetime,
) -> None:  # fmt: skip
    found = _look(theirs).headers["Location"]
    with database.work() as session:
        colleague = a_staff_member(session, session.merge(district.other_school), now, ("head teacher",))
    for browser in (client, signed_in(app, colleague)):
        assert browser.get(found).status_code == 404
        assert browser.post(f"{found}/work-with", data={"because": "Curious."}).status_code == 404
    assert theirs.get(f"/look-up/{uuid4()}").status_code == 404


def test_the_next_day_it_has_to_be_looked_up_again(
    theirs: FlaskClient, family: Family, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _look(theirs).headers["Location"]
    monkeypatch.setattr(door, "utc_now", lambda: now + timedelta(days=1, minutes=1))
    page = said(theirs.get(found))
    assert "Lithuanian" not in page
    assert "look again to see their language" in page
    assert "Nobody has asked" not in page
    assert "We work with them now" not in page
    assert theirs.post(f"{found}/work-with", data={"because": "She came."}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Give the whole name"), ("birth_date", "May", "Give a day with month and year"),
        ("birth_date", "4/5/2033", "This day is still to come."), ("identifier", "", "Give one of these"),
        ("identifier", "blue", "neither a pupil number, a telephone number"), ("basis", "", "Say what allows it."),
        ("why", "", "Say why you look them up."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    theirs: FlaskClient, family: Family, field: str, value: str, message: str
) -> None:
    answer = _look(theirs, **{field: value})
    assert answer.status_code == 422
    assert message in said(answer)
    kept = "She is in custody now." if field != "why" else "Rasa Kazlauskienė"
    assert kept in answer.text


def test_a_search_that_finds_nobody_leads_to_the_look_up_with_the_name_filled_in(
    theirs: FlaskClient, family: Family
) -> None:
    theirs.post("/families", data={"words": "Rasa Kazlauskienė"})
    page = theirs.get("/families/found")
    assert 'href="/look-up?sought=1"' in page.text
    assert 'value="Rasa Kazlauskienė"' in theirs.get("/look-up?sought=1").text
    theirs.post("/families", data={"words": "07700 900821"})
    assert "900821" not in theirs.get("/look-up?sought=1").text


def test_reception_may_not_look_up_and_is_not_led_there(
    app: Flask, family: Family, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        reception = a_staff_member(session, session.merge(district.other_school), now, ("reception",))
    browser = signed_in(app, reception)
    browser.post("/families", data={"words": "Kazlauskienė"})
    assert "Look up a family" not in said(browser.get("/families/found"))
    assert browser.get("/look-up").status_code == 403


def test_a_family_that_is_open_again_is_found_again(
    theirs: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        closed = a_closed_family(session, family.viewer, [family.mother.id], now)
    assert "Nothing can be shown of" in _shown(theirs)
    with database.work() as session:
        open_family_again(session, family.viewer, closed.id, now)
    assert "One person fits" in _shown(theirs)


def test_twenty_in_an_hour_are_enough(theirs: FlaskClient, family: Family, database: Database, district: District,
                                      now: datetime) -> None:  # fmt: skip
    with database.work() as session:
        looker = viewer_of(session.merge(district.other_head))
        for _ in range(20):
            a_lookup(session, looker, now, name="Nobody Known")
    assert _look(theirs).status_code == 429
