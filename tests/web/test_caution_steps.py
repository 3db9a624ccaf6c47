"""The steps of a session before its points, on the screens, and what a tired person gets wrong in them."""

from __future__ import annotations

from datetime import datetime

import pytest
from booking_factories import an_interpreter
from browsers import District, signed_in
from caution_factories import put_down
from cautions_on_screen import Clock, OnScreen, on_screen
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said

from comms.cautions import find
from comms.cautions.said import LanguageEstablished, Screened
from comms.cautions.step import Step
from comms.families.find import language_need
from comms.foundation.work import Database
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.web import door

PERSON = {"name_1": "Mindaugas Kazlauskas", "born": "1991-03-14", "address": "", "custody_number": "MC/12"}
LANGUAGE = {"spoken": "lt", "written": "lt", "reads": "alone", "interpreter": "needed", "how": "He pointed at it."}
OTHER = {
    "who": "typed", "name": "Salma Haddad", "register": "NRPSI", "number": "15511", "mode": "in person",
    "knows_them": "no", "oath": "affirmation",
}  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    made = Clock(now)
    monkeypatch.setattr(door, "utc_now", made)
    return made


@pytest.fixture
def person(app: Flask, database: Database, district: District, clock: Clock) -> OnScreen:
    """A session in which nothing was said yet but who it is with."""
    return on_screen(app, database, district, clock, Step.PERSON)


@pytest.fixture
def waiting(app: Flask, database: Database, district: District, clock: Clock) -> OnScreen:
    """A session in which an interpreter is next."""
    return on_screen(app, database, district, clock, Step.DETENTION)


def colleague(caution: OnScreen, district: District, roles: tuple[str, ...] = ("officer",)) -> FlaskClient:
    with caution.database.work() as session:
        school = session.merge(district.school)
        other = a_staff_member(session, school, caution.clock(), roles, "Tom Baker")
        session.flush()
        session.expunge_all()
    return signed_in(caution.app, other)


def test_a_slip_in_a_birth_date_comes_back_with_everything_typed(person: OnScreen) -> None:
    page = person.post("/person", **(PERSON | {"born": "31/02/1991", "name_2": "Минда́угас"}))
    assert page.status_code == 422
    assert "Give a day with month and year" in said(page)
    assert 'value="31/02/1991"' in page.text
    assert 'value="MC/12"' in page.text
    assert "Минда́угас" in page.text
    assert person.post("/person", **(PERSON | {"born": ""})).status_code == 422
    assert person.post("/person", **PERSON).headers["Location"] == f"{person.path}/language"


def test_a_corrected_birth_date_that_makes_the_kind_wrong_is_said_at_once(person: OnScreen) -> None:
    person.post("/person", **(PERSON | {"born": "2011-03-14"}))
    page = said(person.get("/person"))
    assert "They are 15 years old" in page
    assert "open one for their age" in page
    assert "End this one" in page
    refused = person.post("/language", **LANGUAGE)
    assert refused.status_code == 409
    assert 'value="He pointed at it."' in refused.text


def test_a_stale_page_says_who_wrote_and_keeps_what_was_typed(person: OnScreen) -> None:
    seen = str(person.standing().last)
    person.do(put_down, Screened(vulnerable=False))
    page = person.post("/language", **(LANGUAGE | {"seen": seen}))
    assert page.status_code == 409
    assert "Ellen Ward wrote in this session at" in said(page)
    assert "What you typed is still here" in said(page)
    assert 'value="He pointed at it."' in page.text
    assert f'name="seen" value="{person.standing().last}"' in page.text
    assert person.standing().language is None


def test_the_language_told_in_the_session_is_kept_as_their_need(person: OnScreen) -> None:
    answer = person.post("/language", **(LANGUAGE | {"spoken": "pl", "written": "pl", "keep": "yes"}))
    assert answer.status_code == 303
    with person.database.reading() as session:
        row = find.session(session, person.viewer, person.session_id)
        need = language_need(session, person.viewer, row.person_id)
        assert need
        assert (need.spoken, need.written, need.reads, need.confirmed) == (["pl", "lt"], "pl", "well", True)
        assert row.language == "pl"


def test_another_language_than_before_needs_a_reason(person: OnScreen) -> None:
    person.do(put_down, LanguageEstablished("lt", written="lt", reads="alone", how="Asked."))
    page = person.post("/language", **(LANGUAGE | {"spoken": "ru", "written": "ru"}))
    assert page.status_code == 422
    assert "Lithuanian is on record. Say why it is another one now." in said(page)


def test_a_clock_that_runs_is_in_view_on_every_step(waiting: OnScreen) -> None:
    page = waiting.get("/offence")
    assert "Detained since" in said(page)
    assert "Detention ends" in said(page)
    assert 'data-until="' in page.text
    assert "Interpreter: not there" in said(page)
    page = waiting.post("/detention", voluntary="detained", since="", ends_at="")
    assert page.status_code == 422
    assert "Give the time from which detention counts." in said(page)


def test_an_interpreter_with_a_conflict_cannot_be_chosen_and_it_is_said_why(waiting: OnScreen) -> None:
    with waiting.database.work() as session:
        row = find.session(session, waiting.viewer, waiting.session_id)
        good = an_interpreter(session, waiting.viewer, waiting.clock(), "Daiva Rimkutė").id
        bad = an_interpreter(session, waiting.viewer, waiting.clock(), "Gintaras Šulskis", telephone="07700 900501").id
        given = ConflictGiven("this person", "the interpreter", "A neighbour.", person_id=row.person_id)
        declare_conflict(session, waiting.viewer, bad, given, waiting.clock())
    page = waiting.get("/interpreter")
    assert "A conflict on record" in said(page)
    chosen = OTHER | {"who": f"register:{bad}"}
    refused = waiting.post("/interpreter", **chosen)
    assert refused.status_code == 422
    assert "A conflict on record" in said(refused)
    done = waiting.post("/interpreter", **(OTHER | {"who": f"register:{good}"}))
    assert done.headers["Location"] == f"{waiting.path}/understanding"
    there = waiting.standing().interpreter
    assert there
    assert (there.who.name, there.who.interpreter_id) == ("Daiva Rimkutė", good)


def test_somebody_who_is_on_no_register_shows_a_card_and_knows_nobody(waiting: OnScreen) -> None:
    page = waiting.post("/interpreter", **(OTHER | {"number": "", "knows_them": ""}))
    assert page.status_code == 422
    assert "Give their registration" in said(page)
    assert "Ask the interpreter whether they know this person" in said(page)
    assert 'value="Salma Haddad"' in page.text
    remote = waiting.post("/interpreter", **(OTHER | {"mode": "by telephone"}))
    assert remote.status_code == 422
    assert "It is not said why they are not here in person." in said(remote)
    assert waiting.post("/interpreter", **OTHER).status_code == 303
    data = {"words": "Suprantu gerai.", "words_rendition": "I understand well.", "understood": "yes"}
    assert waiting.post("/understanding", **data).status_code == 303
    assert waiting.standing().interpreter_confirmed


def test_an_interpreter_leaves_at_a_time_that_lies_before(waiting: OnScreen) -> None:
    waiting.post("/interpreter", **OTHER)
    assert "The interpreter has left" in said(waiting.get("/offence"))
    early = waiting.post("/interpreter-left", at="07:00", why="The line broke.")
    assert early.status_code == 422
    assert 'value="The line broke."' in early.text
    assert waiting.post("/interpreter-left", at="", why="The line broke.").status_code == 303
    assert waiting.standing().interpreter is None
    assert "The interpreter is back" in said(waiting.get("/offence"))


def test_a_reason_left_empty_is_asked_for(waiting: OnScreen) -> None:
    for path, name in (("/pause", "why"), ("/no-interpreter", "reason"), ("/sought", "how")):
        page = waiting.post(path, **{name: "  "})
        assert page.status_code == 422, path
        assert f'href="#{name}"' in page.text
    assert waiting.post("/no-interpreter", reason="Nobody before nine.").status_code == 303
    assert "No interpreter is there." in said(waiting.get("/offence"))


def test_a_pause_keeps_everything_and_goes_on(waiting: OnScreen) -> None:
    assert waiting.post("/pause", why="They are tired").headers["Location"] == f"{waiting.path}/resume"
    assert waiting.client.get(waiting.path).headers["Location"].endswith("/resume")
    assert "Paused: They are tired." in said(waiting.client.get("/cautions"))
    assert waiting.post("/resume").status_code == 303
    assert waiting.standing().paused is None


def test_another_officer_looks_and_takes_it_over_with_a_reason(waiting: OnScreen, district: District) -> None:
    other = colleague(waiting, district)
    page = said(other.get(f"{waiting.path}/offence"))
    assert "Ellen Ward conducts this session. Only they write in it." in page
    seen = str(waiting.standing().last)
    refused = other.post(f"{waiting.path}/pause", data={"seen": seen, "why": "Tea"})
    assert refused.status_code == 409
    assert "Ellen Ward is the officer of this session." in said(refused)
    assert other.post(f"{waiting.path}/take-over", data={"seen": seen, "why": ""}).status_code == 422
    taken = other.post(f"{waiting.path}/take-over", data={"seen": seen, "why": "End of shift"})
    assert taken.status_code == 303
    assert waiting.standing().officer == "Tom Baker"
    assert "Tom Baker conducts this session" in said(waiting.get("/offence"))


def test_the_authority_an_offence_needs_is_said_and_asked_for(waiting: OnScreen) -> None:
    offence = {"act_and_section": "Theft Act 1968, section 8", "description": "Took a bag by force."}
    assert waiting.post("/offence", **offence).status_code == 422
    assert waiting.post("/offence", **offence, offence_class="indictable_only").status_code == 303
    assert "the prosecutor’s consent" in said(waiting.get("/authority"))
    given = {"by_name": "Insp. Okafor", "rank": "inspector", "at": "08:00", "evidence": "yes", "public_interest": "yes"}
    refused = waiting.post("/authority", **given)
    assert refused.status_code == 422
    assert "at least the rank of superintendent" in said(refused)
    assert 'value="Insp. Okafor"' in refused.text


def test_an_offer_before_everything_else_is_refused_with_what_is_missing(waiting: OnScreen) -> None:
    refused = waiting.post("/offer")
    assert refused.status_code == 409
    assert "No interpreter is there." in said(refused)
    assert waiting.get("/nothing").status_code == 404


def test_who_says_in_english_that_they_need_nobody_goes_on_without_an_interpreter(person: OnScreen) -> None:
    english = {
        "spoken": "en",
        "written": "en",
        "interpreter": "not needed",
        "keep": "yes",
        "how": "He said so himself.",
    }
    assert person.post("/language", **(LANGUAGE | english)).status_code == 303
    assert not person.standing().needs_interpreter
    assert "No interpreter needed" in said(person.get("/offence"))
    assert "Interpreter: not needed" in said(person.get("/offence"))


def test_what_they_say_of_an_interpreter_counts_whether_or_not_it_is_kept(person: OnScreen) -> None:
    english = LANGUAGE | {"spoken": "en", "written": "en", "how": "He said so himself.", "keep": ""}
    refused = person.post("/language", **(english | {"interpreter": "not needed"}))
    assert refused.status_code == 422
    assert "counts only once it is kept" in said(refused)
    assert person.post("/language", **(english | {"interpreter": "not needed", "keep": "yes"})).status_code == 303
    assert not person.standing().needs_interpreter
    assert person.post("/language", **(english | {"interpreter": "needed"})).status_code == 303
    assert person.standing().needs_interpreter


def test_an_authorising_officer_decides_on_their_own_screen_in_their_own_name(
    waiting: OnScreen, district: District
) -> None:
    offence = {"act_and_section": "Theft Act 1968, section 1", "description": "Took a coat."}
    waiting.post("/offence", **offence, offence_class="either_way")
    other = colleague(waiting, district, ("authorising officer",))
    page = other.get(f"{waiting.path}/authority")
    assert "You may decide here, in your own name." in said(page)
    assert 'value="Tom Baker"' in page.text
    assert '<fieldset class="cautions-look" disabled>' in other.get(f"{waiting.path}/offence").text
    given = {"by_name": "", "rank": "inspector", "at": "08:00", "evidence": "yes", "public_interest": "yes"}
    seen = {"seen": str(waiting.standing().last)}
    assert other.post(f"{waiting.path}/authority", data=seen | given).status_code == 422
    assert other.post(f"{waiting.path}/authority", data=seen | given | {"by_name": "Tom Baker"}).status_code == 303
    authority = waiting.standing().authority
    assert authority
    assert authority.by_name == "Tom Baker"
