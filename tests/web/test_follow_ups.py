"""One follow-up: where it stands, drawn as a line that ends with a person; and what a person does with it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from reaching_made import Reaching, a_school_that_reaches
from screens import said

from comms.bookings.appointments.find import appointment
from comms.bookings.requests.find import requests_of
from comms.families.language_need import Interpreter, LanguageNeed
from comms.follow_ups.find import events_of, follow_up
from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpEvent, FollowUpState, Step
from comms.foundation.clock import london_date, utc_now
from comms.foundation.opening import Installation
from comms.messages.message import Message, MessageChannel, MessageState
from comms.web.reaching.happened import happened
from comms.web.reaching.ladder_drawn import Place, Point, draw
from comms.web.reaching.standing import proposed, standing

MONDAY = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


def a_follow_up(**given: Any) -> FollowUp:
    """A follow-up of a missed call, not in any database."""
    values: dict[str, Any] = {
        "because": Because.MISSED_CALL, "state": FollowUpState.OPEN, "step": Step.TEXT, "next_step": Step.OTHER_HOUR,
        "next_action_at": MONDAY + timedelta(days=1), "opened_at": MONDAY, "away_until": None, "proposed_at": None,
        "closed_because": "", "closed_at": None,
    }  # fmt: skip
    return FollowUp(**(values | given))


def an_event(kind: EventKind, step: str = "", minutes: int = 1, **given: Any) -> FollowUpEvent:
    return FollowUpEvent(
        **({"kind": kind, "step": step, "detail": {}, "at": MONDAY + timedelta(minutes=minutes)} | given)
    )


def places(points: list[Point]) -> list[tuple[str, str]]:
    return [(one.what, one.place.value) for one in points]


def test_the_line_shows_what_was_done_where_it_stands_what_is_next_and_that_a_person_ends_it() -> None:
    line = draw(a_follow_up(), [an_event(EventKind.TEXT_WRITTEN, Step.TEXT)], {}, TODAY)
    assert places(line) == [
        ("We rang, in vain", "done"), ("A text in their language", "here"), ("A call at another hour", "next"),
        ("Another way that is safe", "later"), ("A letter", "later"), ("The worker decides", "later"),
        ("The manager decides", "later"), ("A person closes it", "later"),
    ]  # fmt: skip
    assert line[2].when == "on Tuesday 24 November at 08:40"


def test_before_the_first_step_it_stands_at_its_beginning() -> None:
    line = draw(a_follow_up(step="", next_step=Step.TEXT, next_action_at=MONDAY), [], {}, TODAY)
    assert (line[0].place, line[1].place) == (Place.HERE, Place.NEXT)


def test_an_answer_stands_where_it_came_and_makes_steps_needless() -> None:
    events = [an_event(EventKind.TEXT_WRITTEN, Step.TEXT), an_event(EventKind.REPLIED, minutes=60)]
    line = draw(a_follow_up(state=FollowUpState.ANSWERED, next_step=Step.WORKER), events, {}, TODAY)
    assert places(line)[1:7] == [
        ("A text in their language", "done"), ("They answered", "here"), ("A call at another hour", "not needed"),
        ("Another way that is safe", "not needed"), ("A letter", "not needed"), ("The worker decides", "next"),
    ]  # fmt: skip


def test_a_step_left_out_or_held_back_says_why() -> None:
    events = [
        an_event(EventKind.HELD_BACK, Step.TEXT, words="Nobody asked which language they read."),
        an_event(EventKind.STEPPED_OVER, Step.OTHER_HOUR, words="They are not rung."),
    ]
    line = draw(a_follow_up(step=Step.OTHER_HOUR, next_step=Step.OTHER_WAY), events, {}, TODAY)
    assert (line[1].place, line[1].why) == (Place.HELD, "Nobody asked which language they read.")
    assert (line[2].place, line[2].why) == (Place.LEFT_OUT, "They are not rung.")


def test_a_text_that_did_not_go_is_no_step_that_is_done() -> None:
    text = Message(id=uuid4(), channel=MessageChannel.SMS, state=MessageState.REFUSED, made_at=MONDAY, ended_at=MONDAY)
    events = [an_event(EventKind.TEXT_WRITTEN, Step.TEXT, about_id=text.id)]
    line = draw(a_follow_up(step=Step.OTHER_HOUR, next_step=Step.OTHER_WAY), events, {text.id: text}, TODAY)
    assert line[1].place == Place.NOT_GONE
    assert "the carrier refused it" in line[1].why


def test_stopped_by_hand_the_next_step_has_no_day() -> None:
    line = draw(a_follow_up(state=FollowUpState.STOPPED), [an_event(EventKind.TEXT_WRITTEN, Step.TEXT)], {}, TODAY)
    assert (line[2].when, line[2].why) == ("", "Stopped: not before somebody lets it go on.")


def test_closed_the_line_ends_with_the_reason() -> None:
    row = a_follow_up(state=FollowUpState.CLOSED, closed_at=MONDAY, closed_because="we spoke to them")
    line = draw(row, [an_event(EventKind.TEXT_WRITTEN, Step.TEXT)], {}, TODAY)
    assert line[-1] == Point("A person closes it", Place.HERE, "08:40", "we spoke to them.")
    assert {one.place for one in line[2:-1]} == {Place.NOT_NEEDED}


@pytest.mark.parametrize("state", list(FollowUpState))
@pytest.mark.parametrize("because", list(Because))
def test_every_follow_up_can_be_drawn_and_said(state: FollowUpState, because: Because) -> None:
    row = a_follow_up(state=state, because=because, closed_at=MONDAY)
    assert draw(row, [], {}, TODAY)[-1].what == "A person closes it"
    assert standing(row, "Jo Marsh", "Ann Lee", TODAY).endswith(".")


def test_everything_that_can_happen_has_its_words() -> None:
    events = [an_event(kind, Step.TEXT) for kind in EventKind]
    assert all(one.what for one in happened(events, {}, {}, TODAY))


def test_the_call_proposed_never_takes_an_unknown_language_for_english() -> None:
    row = a_follow_up(proposed_at=datetime(2026, 11, 30, 18, tzinfo=UTC))
    at = "Monday 30 November after 18:00"
    assert proposed(row, None, TODAY).startswith(f"{at}, with an interpreter; nobody has asked")
    need = LanguageNeed(spoken=["pl"], written="pl", interpreter=Interpreter.NEEDED)
    assert proposed(row, need, TODAY) == "Monday 30 November after 18:00, with a Polish interpreter"
    need.interpreter = Interpreter.NOT_NEEDED
    assert proposed(row, need, TODAY) == "Monday 30 November after 18:00"


def test_a_day_that_is_over_is_not_proposed_any_more() -> None:
    row = a_follow_up(proposed_at=datetime(2026, 11, 30, 18, tzinfo=UTC), state=FollowUpState.WITH_MANAGER)
    that_day, after = date(2026, 11, 30), date(2026, 12, 1)
    assert proposed(row, None, that_day)
    assert proposed(row, None, after) == ""
    assert "it is over" not in standing(row, "Jo Marsh", "Ann Lee", that_day)
    assert standing(row, "Jo Marsh", "Ann Lee", after).endswith("nobody has said what came of it.")
    row.state = FollowUpState.CLOSED
    assert "it is over" not in standing(row, "Jo Marsh", "Ann Lee", after)


def row_of(reaching: Reaching, row: UUID) -> FollowUp:
    def ask(session: Any) -> FollowUp:
        found = follow_up(session, reaching.viewer, row)
        session.expunge(found)
        return found

    made: FollowUp = reaching.see(ask)
    return made


def test_a_page_says_first_where_it_stands(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    page = said(client.get(f"/follow-ups/{row}"))
    assert "Reaching Marek Wójcik We rang on " in page
    assert "and did not reach them. Next, " in page
    assert "somebody is asked to ring at another hour." in page
    assert 'aria-current="step"' in client.get(f"/follow-ups/{row}").text
    assert "They can be reached: Every day from 00:00 to 24:00." in page
    assert "A text was written: not sent: this installation has no carrier." in page


def test_an_answer_becomes_a_call_that_one_click_makes(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    reaching.comes_in("1 po 18")
    answer = client.get(f"/follow-ups/{row}")
    assert re.search(r"Ring them: \w+ \d+ \w+ after 18:00, with a Polish interpreter", said(answer))
    assert '<p class="reaching-words" lang="pl" dir="ltr">1 po 18</p>' in answer.text
    link = re.search(r'href="(/families/[^"]+/appointments/new\?[^"]+)"', answer.text)
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).text
    at = row_of(reaching, row).proposed_at
    assert at is not None
    assert f'value="{london_date(at).isoformat()}"' in form
    assert 'value="18:00"' in form
    assert re.search(r'value="by telephone" checked', form)
    assert f'href="/families/{reaching.father}/calls/ring?follow_up={row}"' in answer.text


def test_the_appointment_made_from_it_asks_for_an_interpreter_by_itself(
    client: FlaskClient, reaching: Reaching
) -> None:
    row = reaching.follow_up()
    reaching.comes_in("1 po 18")
    at = row_of(reaching, row).proposed_at
    assert at is not None
    given = {
        "purpose": "first_contact_call", "day": london_date(at).isoformat(), "at": "18:00", "mode": "by telephone",
        "where": "nowhere: by telephone or video", "attendees": str(reaching.father), "every_weeks": "0", "do": "make",
    }  # fmt: skip
    made = client.post(f"/families/{reaching.father}/appointments/new", data=given)
    assert made.status_code == 303
    made_id = UUID(made.headers["Location"].rsplit("/", 1)[-1])
    asked = reaching.see(
        lambda session: [one.language for one in requests_of(session, reaching.viewer, [made_id])[made_id]]
    )
    assert asked == ["pl"]
    assert reaching.see(lambda session: appointment(session, reaching.viewer, made_id).mode) == "by telephone"


def test_it_is_stopped_with_a_reason_and_goes_on_again(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    without = client.post(f"/follow-ups/{row}/stop", data={"why_stopped": ""})
    assert without.status_code == 422
    assert "It does not say why." in said(without)
    assert client.post(f"/follow-ups/{row}/stop", data={"why_stopped": "Their aunt rang."}).status_code == 303
    page = said(client.get(f"/follow-ups/{row}"))
    assert "Somebody stopped it by hand; it is not closed." in page
    assert "Their aunt rang." in page
    assert client.post(f"/follow-ups/{row}/go-on").status_code == 303
    assert row_of(reaching, row).state == FollowUpState.OPEN


def test_the_next_step_is_brought_forward(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    assert client.post(f"/follow-ups/{row}/sooner").status_code == 303
    at = row_of(reaching, row).next_action_at
    assert at is not None
    assert at <= utc_now()


def test_another_step_and_time_is_chosen(client: FlaskClient, reaching: Reaching) -> None:
    row, day = reaching.follow_up(), london_date(utc_now()) + timedelta(days=9)
    given = {"step": "LETTER", "day": day.isoformat(), "at": "10:00"}
    assert client.post(f"/follow-ups/{row}/next", data=given | {"step": ""}).status_code == 422
    assert client.post(f"/follow-ups/{row}/next", data=given | {"day": "2020-01-01"}).status_code == 422
    assert client.post(f"/follow-ups/{row}/next", data=given).status_code == 303
    found = row_of(reaching, row)
    assert found.next_step == Step.LETTER
    assert found.next_action_at is not None
    assert london_date(found.next_action_at) == day


def test_a_note_is_kept(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    assert client.post(f"/follow-ups/{row}/note", data={"note": " "}).status_code == 422
    assert client.post(f"/follow-ups/{row}/note", data={"note": "<b>She works nights.</b>"}).status_code == 303
    assert "<b>She works nights.</b>" in said(client.get(f"/follow-ups/{row}"))


def test_while_they_are_away_it_waits_and_nothing_is_closed(client: FlaskClient, reaching: Reaching) -> None:
    row, until = reaching.follow_up(), london_date(utc_now()) + timedelta(days=20)
    given = {"until": until.isoformat(), "how_known": "His sister told the school."}
    assert client.post(f"/follow-ups/{row}/away", data=given | {"how_known": ""}).status_code == 422
    assert client.post(f"/follow-ups/{row}/away", data=given).status_code == 303
    assert "it waits for them." in said(client.get(f"/follow-ups/{row}"))
    assert row_of(reaching, row).state == FollowUpState.OPEN
    back = client.post(f"/follow-ups/{row}/away", data={"back": "yes", "how_known": "He came to the gate."})
    assert back.status_code == 303
    assert row_of(reaching, row).away_until is None


def test_a_person_closes_it_with_a_reason_and_in_words(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    for given in ({}, {"because": "we spoke to them", "closing_words": "ok"}, {"because": "silence"}):
        assert client.post(f"/follow-ups/{row}/close", data=given).status_code == 422
    given = {"because": "we spoke to them", "closing_words": "Marek rang back; Zosia was ill."}
    assert client.post(f"/follow-ups/{row}/close", data=given).status_code == 303
    page = said(client.get(f"/follow-ups/{row}"))
    assert "Closed by Jo Marsh" in page
    assert "Marek rang back; Zosia was ill." in page
    assert "What comes next?" not in page
    assert client.post(f"/follow-ups/{row}/stop", data={"why_stopped": "x"}).status_code == 422


def test_where_they_may_be_away_closing_wants_a_return_and_the_enquiries(
    client: FlaskClient, reaching: Reaching
) -> None:
    row = reaching.follow_up()
    reason = "they are away, confirmed by enquiries, with a date of return"
    given = {"because": reason, "closing_words": "They are with their grandmother."}
    refused = client.post(f"/follow-ups/{row}/close", data=given)
    assert refused.status_code == 422
    assert "Give the day to come on which they are expected back." in said(refused)
    assert "Write who was asked, when, and what they said." in said(refused)
    assert "They are with their grandmother." in refused.text
    later = {
        "expected_return": (london_date(utc_now()) + timedelta(days=30)).isoformat(),
        "enquiries": "The aunt and the other school were rung on Monday.",
    }
    assert client.post(f"/follow-ups/{row}/close", data=given | later).status_code == 303
    page = said(client.get(f"/follow-ups/{row}"))
    assert "Enquiries made The aunt and the other school were rung on Monday." in page
    kinds = reaching.see(lambda session: [one.kind for one in events_of(session, reaching.viewer, row)])
    assert kinds[-1] == EventKind.CLOSED


def test_a_role_that_may_not_close_is_told_who_may(app: Flask, reaching: Reaching, district: District) -> None:
    row = reaching.follow_up()
    desk = reaching.do(
        lambda session: a_staff_member(session, session.merge(district.school), utc_now(), ("reception",))
    )
    browser = signed_in(app, desk)
    assert "Your role closes no follow-up." in said(browser.get(f"/follow-ups/{row}"))
    assert browser.post(f"/follow-ups/{row}/close", data={}).status_code == 403


def test_the_list_has_what_is_due_first_and_mine_alone_where_i_ask(
    app: Flask, client: FlaskClient, reaching: Reaching, district: District
) -> None:
    reaching.follow_up(person=reaching.another("Ion", "ro", "07700 900304"))
    reaching.follow_up()
    reaching.comes_in("1 po 18")
    page = said(client.get("/follow-ups"))
    assert "1 follow-up is due 1 other goes on by itself until a person closes it." in page
    assert page.index("Marek Wójcik") < page.index("Going on") < page.index("Ion Popescu")
    other = reaching.do(
        lambda session: a_staff_member(session, session.merge(district.school), utc_now(), name="Sam Okafor")
    )
    browser = signed_in(app, other)
    assert "Marek Wójcik" in said(browser.get("/follow-ups"))
    assert "No follow-up is due of yours" in said(browser.get("/follow-ups?whose=mine"))


def test_a_task_about_a_follow_up_leads_to_it(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.follow_up()
    reaching.comes_in("1 po 18")
    home = client.get("/tasks")
    task = re.search(r'href="(/tasks/[0-9a-f-]{36})"', home.text)
    assert task is not None
    assert f'href="/follow-ups/{row}"' in client.get(task[1]).text


def test_another_schools_follow_up_does_not_exist(app: Flask, district: District, reaching: Reaching) -> None:
    row = reaching.follow_up()
    stranger = signed_in(app, district.other_head)
    assert stranger.get(f"/follow-ups/{row}").status_code == 404
    for what in ("stop", "go-on", "sooner", "next", "note", "away", "close"):
        assert stranger.post(f"/follow-ups/{row}/{what}", data={}).status_code == 404
    assert "Wójcik" not in stranger.get("/follow-ups").text
