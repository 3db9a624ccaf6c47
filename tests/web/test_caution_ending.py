"""How a session ends on the screen: promises and threats, the outcomes, signatures, the seal."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from browsers import District
from caution_factories import CONSENT, INTERPRETER, OFFICER
from cautions_on_screen import Clock, OnScreen, a_picture, as_address, on_screen
from flask import Flask
from screens import said

from comms.cautions import find
from comms.cautions.session import SessionState
from comms.cautions.step import Step
from comms.foundation.work import Database
from comms.web import door

PERSON = "Mindaugas Kazlauskas"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    made = Clock(now)
    monkeypatch.setattr(door, "utc_now", made)
    return made


@pytest.fixture
def begun(app: Flask, database: Database, district: District, clock: Clock) -> OnScreen:
    """Offered, and no point explained."""
    return on_screen(app, database, district, clock)


@pytest.fixture
def understood(app: Flask, database: Database, district: District, clock: Clock) -> OnScreen:
    """Every point understood."""
    return on_screen(app, database, district, clock, Step.POINTS)


@pytest.fixture
def decided(app: Flask, database: Database, district: District, clock: Clock) -> OnScreen:
    """Accepted, and nobody has signed."""
    return on_screen(app, database, district, clock, Step.OUTCOME)


def test_accepting_is_locked_and_says_what_would_unlock_it_while_the_others_are_open(begun: OnScreen) -> None:
    page = begun.get("/outcome")
    radios = re.findall(r'<input class="govuk-radios__input" [^>]*name="outcome"[^>]*>', page.text)
    assert len(radios) == 4
    assert [" disabled" in one for one in radios] == [True, False, False, False]
    assert "Locked until these hold: 16 points are not understood yet." in said(page)
    assert page.text.count('class="caution-outcomes__one"') == 4
    forced = begun.post("/outcome", outcome="accepts", words=CONSENT.text, words_rendition=CONSENT.rendition)
    assert forced.status_code == 409
    assert "16 points are not understood yet." in said(forced)
    assert f">{CONSENT.text}</textarea>" in forced.text
    assert begun.standing().decided is None


def test_declining_needs_a_reason_and_nothing_else(begun: OnScreen) -> None:
    without = begun.post("/outcome", outcome="declines")
    assert without.status_code == 422
    assert "Say why, in a few words." in said(without)
    assert begun.post("/outcome", outcome="declines", why="Wants a court to decide").status_code == 303
    assert "They decline" in said(begun.get("/outcome"))
    assert (decided := begun.standing().decided)
    assert (decided.outcome, decided.words) == ("declines", None)


def test_they_accept_in_their_own_words_after_saying_that_nobody_promised_anything(understood: OnScreen) -> None:
    somebody = {"words": "Sakė, kad eisiu namo.", "words_rendition": "They said I would go home.", "none": "no"}
    vague = understood.post("/inducement", **somebody)
    assert vague.status_code == 422
    assert "It is not said what was promised or threatened." in said(vague)
    nobody = {"words": "Ne, niekas.", "words_rendition": "No, nobody.", "none": "yes"}
    assert understood.post("/inducement", **nobody).status_code == 303
    silent = understood.post("/outcome", outcome="accepts")
    assert silent.status_code == 422
    assert "Nothing was written or recorded." in said(silent)
    drawn = {"words_drawn": as_address(a_picture()), "words_rendition": "I agree, because I did it."}
    accepted = understood.post("/outcome", outcome="accepts", **drawn)
    assert (accepted.status_code, accepted.headers["Location"]) == (303, f"{understood.path}/signatures")
    page = understood.get("/outcome")
    assert "They accept" in said(page)
    assert f'src="{understood.path}/media/' in page.text


def test_a_youth_caution_is_given_and_not_accepted(
    app: Flask, database: Database, district: District, clock: Clock
) -> None:
    youth = on_screen(app, database, district, clock, Step.RIGHTS, kind="youth")
    page = youth.get("/outcome").text
    assert re.findall(r'name="outcome" type="radio" value="([^"]+)"', page) == ["given", "not given", "cannot proceed"]
    assert "Needed unless it is given." in page


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("conditional", "accepts"), ("youth", "given"), ("youth_conditional", "accepts"), ("interview", "understood")],
)
def test_a_session_of_every_kind_ends_on_the_screens(
    app: Flask, database: Database, district: District, clock: Clock, kind: str, outcome: str
) -> None:
    caution = on_screen(app, database, district, clock, Step.POINTS, kind)
    assert caution.get("/points").status_code == 200
    nobody = {"words": "Ne, niekas.", "words_rendition": "No, nobody.", "none": "yes"}
    if kind != "interview":
        assert caution.post("/inducement", **nobody).status_code == 303
    consent = {"words": CONSENT.text, "words_rendition": CONSENT.rendition} if outcome == "accepts" else {}
    ended = caution.post("/outcome", outcome=outcome, why="Everything was explained", **consent)
    assert ended.status_code == 303, said(ended)
    while next_signer := re.search(r'name="number" value="(\d+)"', caution.get("/signatures").text):
        aloud = caution.post("/signatures", number=next_signer[1], way="aloud", heard_by="Inspector Joanne Cole")
        assert aloud.status_code == 303, said(aloud)
    sealed = caution.post("/seal")
    assert sealed.status_code == 303, said(sealed)
    assert "The record is sealed" in said(caution.client.get(sealed.headers["Location"]))


def test_everybody_who_was_there_signs_in_one_of_four_ways(decided: OnScreen) -> None:
    assert "Signature of the person" in said(decided.get("/signatures"))
    nothing = decided.post("/signatures", number="1", way="drawn")
    assert nothing.status_code == 422
    assert "Nothing is drawn yet." in said(nothing)
    assert decided.post("/signatures", number="1", way="drawn", signature=as_address(a_picture())).status_code == 303
    # The officer lets the interpreter go first.
    assert f"How does {INTERPRETER} sign?" in said(decided.get("/signatures?number=3"))
    alone = decided.post("/signatures", number="3", way="refused", why="Signs nothing by rule")
    assert alone.status_code == 422
    assert "Say who saw that they did not sign." in said(alone)
    assert ">Signs nothing by rule</textarea>" in alone.text
    refused = {"way": "refused", "why": "Signs nothing by rule", "witness": "Sam Reed"}
    assert decided.post("/signatures", number="3", **refused).status_code == 303
    assert decided.post("/signatures", number="2", way="aloud", heard_by="Sam Reed").status_code == 303
    page = decided.get("/signatures")
    assert "Everybody has signed" in said(page)
    assert "Did not want to sign: Signs nothing by rule (witness: Sam Reed)" in said(page)
    assert f'alt="Signature of {PERSON}"' in page.text
    assert [one.who for one in decided.standing().signatures] == ["person", "interpreter", "officer"]


def test_nothing_is_sealed_while_somebody_has_not_signed(decided: OnScreen) -> None:
    page = decided.post("/seal")
    assert page.status_code == 409
    assert f"The signature of the person ({PERSON}) is missing." in said(page)
    assert "Seal the record</button>" not in decided.get("/signatures").text


def test_the_record_is_sealed_and_leads_to_its_page(
    app: Flask, database: Database, district: District, clock: Clock
) -> None:
    signed = on_screen(app, database, district, clock, Step.SIGNATURES)
    sealed = signed.post("/seal")
    assert (sealed.status_code, sealed.headers["Location"]) == (303, f"{signed.path}/record")
    with database.reading() as session:
        assert find.session(session, signed.viewer, signed.session_id).state == SessionState.SEALED
    page = said(signed.get("/signatures"))
    assert "The record is sealed" in page
    assert OFFICER in page
