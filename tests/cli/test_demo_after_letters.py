"""The demo: its runs, what came after its letters, its own wording, and that nothing leaves the machine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from demo_district import MONDAY, SCHOOL, acting_for, due_at, letter_of, stands
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.find import agency_named, staff_with_email
from comms.agencies.viewer import viewer_of
from comms.cli.district.filling import fill_district
from comms.cli.running import prepare_home
from comms.families import find
from comms.foundation.clock import london_date
from comms.foundation.opening import Installation
from comms.foundation.settings import Settings
from comms.foundation.work_days import working_day_after
from comms.foundation.work_item import due_rows
from comms.letters.afterwards.find import events_of, happenings
from comms.letters.afterwards.standing import standing
from comms.letters.decision import Held
from comms.letters.find import letters_about
from comms.letters.forms import MADE_ELSEWHERE
from comms.letters.left_out.find import exclusions_to_come
from comms.letters.left_out.saying import may_know_why
from comms.letters.letter import Letter, LetterState
from comms.letters.mailing.letter_email import EmailState, LetterEmail
from comms.letters.own.checking import letter_faults
from comms.letters.own.find import newest_letters, own_phrases
from comms.letters.runs.find import progress, runs
from comms.letters.runs.letter_run import LetterRun, RunState
from comms.letters.templates.source import packaged_body, phrases
from comms.web.agency.form import letterhead_answers, read_letterhead
from comms.web.agency.signature import read_signature


def test_the_letters_of_earlier_weeks_were_made_in_runs_printed_and_posted(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    made = [progress(looking, school, run.id) for run in runs(looking, school)]
    assert len(made) >= 4
    assert {one.run.state for one in made} == {RunState.MADE}
    assert all(one.issued == one.printed for one in made)
    assert any(one.held for one in made)
    officer = staff_with_email(looking, "attendance@demo.example")
    assert officer is not None
    assert {one.run.started_by for one in made} == {officer.id}
    last = made[0].run.started_at
    ours = [one for one in looking.scalars(select(Letter)) if one.agency_id == school.agency_id]
    issued = [one for one in ours if one.state == LetterState.ISSUED]
    posted = {
        one.id: standing(happenings(looking, school, [one.id]).get(one.id, ())).sent
        for one in issued
        if one.channel == "post"
    }
    earlier = [one for one in issued if one.channel == "post" and one.made_at < last]
    assert len(earlier) >= 15
    assert all(posted[one.id] == working_day_after(one.issued_on, 1) for one in earlier)
    # Those of the last afternoon are for somebody to mark as posted this morning.
    assert any(posted[one.id] is None for one in issued if one.made_at == last and one.channel == "post")


def test_a_mother_said_in_her_own_words_what_she_will_do(looking: Session) -> None:
    letter = letter_of(looking, "Rasa Kazlauskiene", "L03")
    (said,) = [one for one in events_of(looking, acting_for(looking, SCHOOL), letter.id) if one.kind == "understood"]
    assert said.detail is not None
    assert said.detail["language"] == "lt"
    assert "Ateisiu" in said.detail["said"]
    assert "I will come" in said.detail["rendered"]


def test_a_letter_by_email_lies_in_the_outbox_and_nothing_was_sent(demo: Installation, looking: Session) -> None:
    emails = looking.scalars(select(LetterEmail)).all()
    assert [(one.state, one.to) for one in emails] == [(EmailState.IN_OUTBOX, "madalina.ionescu@family.example")]
    assert not list(demo.settings.home.rglob("*.eml"))
    assert stands(looking, "Madalina Ionescu", "L02").sent is None


def test_no_mail_server_is_spoken_to_even_where_one_is_set(tmp_path: Path) -> None:
    # Nobody answers at this address; a letter handed to it would wait to be tried again.
    settings = Settings(home=tmp_path, mode="demo", smtp_host="127.0.0.1", smtp_port=1, smtp_from="us@school.example")
    installation = prepare_home(settings)
    with installation.database.work() as session:
        fill_district(session, "no password", MONDAY, settings)
    with installation.database.reading() as session:
        assert {one.state for one in session.scalars(select(LetterEmail))} == {EmailState.IN_OUTBOX}


def test_nothing_is_left_for_the_worker_to_do_again(looking: Session) -> None:
    for record in (Letter, LetterRun, LetterEmail):
        assert due_rows(looking, record, MONDAY) == []


def test_two_children_are_left_out_and_of_one_only_few_may_know_why(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    times = {one.reason: one for one in exclusions_to_come(looking, school, london_date(MONDAY))}
    assert set(times) == {"bereavement", "safeguarding"}
    assert all(one.until_day > london_date(MONDAY) + timedelta(days=14) for one in times.values())
    for email, may_know in (("safeguarding@demo.example", True), ("reception@demo.example", False)):
        staff = staff_with_email(looking, email)
        assert staff is not None
        assert may_know_why(viewer_of(staff), times["safeguarding"]) is may_know
    assert any(one.left_out for one in due_at(looking, MONDAY))


def test_the_schools_own_phrase_went_to_a_lithuanian_mother_and_holds_a_polish_letter(looking: Session) -> None:
    school = acting_for(looking, SCHOOL)
    phrase = own_phrases(looking, school)["support.own_1"].text
    letter = letter_of(looking, "Rasa Kazlauskiene", "L02")
    assert not letter.draft
    assert phrase in (letter.content or "")
    assert "mikroautobusas" in (letter.content or "")
    (polish,) = find.people_called(looking, school, "Zaneta Dabrowska")
    (held,) = [one for one in letters_about(looking, school, polish.id) if one.state == LetterState.HELD]
    assert held.reason == "no_translation"
    assert phrase[:20] in (held.why or "")
    (draft,) = [one for one in newest_letters(looking, school).values() if one.in_force_at is None]
    assert draft.kind == "L12"
    assert draft.body != packaged_body("L12")
    assert letter_faults("L12", draft.body) == []


def test_a_format_is_held_with_who_makes_it_or_made_in_large_print(looking: Session) -> None:
    found = {one.wanted.reader.person.name: one.prepared for one in due_at(looking, MONDAY)}
    held = found["Graham Tilney"]
    assert isinstance(held, Held)
    assert held.reason == "no_such_format"
    assert "Eastlode Easy Words" in held.remedy
    assert letter_of(looking, "Genovaite", "L00").form == "large print"


def test_the_letterhead_could_have_been_set_on_the_screens(looking: Session) -> None:
    agency = agency_named(looking, SCHOOL)
    assert agency.signature is not None
    assert read_signature(agency.signature) == agency.signature
    form = letterhead_answers(agency)
    read = read_letterhead(form, agency, phrases())
    assert not form.errors
    assert (read["signed_by"], read["reply_address"]) == (agency.signed_by, agency.reply_address)
    assert set(agency.formats) <= set(MADE_ELSEWHERE)
    assert all("made up" in entry["who"] for entry in agency.formats.values())
