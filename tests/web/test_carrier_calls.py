"""What the carrier asks and tells about calls: only where it signs, stored once, and answered at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from browsers import District
from carrier_voices import Voices
from flask import Flask
from flask.testing import FlaskClient
from text_factories import OUR_NUMBER, TO, WITH_ACCOUNT, a_father, a_line, signed
from werkzeug.test import TestResponse

from comms.agencies.viewer import Viewer, viewer_of
from comms.app import create_app
from comms.channels.voice import Outcome, Rung
from comms.families.find import contact_points
from comms.follow_ups.arriving import handle_webhooks
from comms.follow_ups.call import Call, CallState
from comms.follow_ups.calls import find
from comms.follow_ups.calls.actions import PERSON, CallGiven, begin_call, ring_family, rung
from comms.follow_ups.calls.reports import staff_answers
from comms.follow_ups.find import follow_ups_of
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.find import open_webhooks
from comms.messages.webhook import DESK

STAFF_SID, PERSON_SID = "CA" + "1" * 32, "CA" + "3" * 32


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch) -> Voices:
    """A carrier in place of the one behind the account."""
    made = Voices()
    monkeypatch.setattr("comms.web.carrier.calls.carrier_for", lambda settings: made)
    return made


@pytest.fixture
def carrier(app: Flask, installation: Installation, voices: Voices) -> Iterator[FlaskClient]:
    """The carrier, who reaches an installation with its account."""
    app.extensions["comms"] = replace(installation, settings=replace(installation.settings, **WITH_ACCOUNT))
    yield app.test_client()
    app.extensions["comms"] = installation


@pytest.fixture
def head(database: Database, district: District) -> Viewer:
    """The head teacher, who rings."""
    with database.reading() as session:
        return viewer_of(session.merge(district.head))


@pytest.fixture
def call(database: Database, head: Viewer, now: datetime) -> Call:
    """A call to a father whose telephone rings."""
    with database.work() as session:
        a_line(session, head, now)
        father = a_father(session, head, now)
        point = contact_points(session, head, father.id)[0].id
        made = begin_call(session, head, CallGiven(father.id, point, by_carrier=True), now)
        staff_answers(session, made.room, STAFF_SID)
        ring_family(session, head, made.id, now)
        return rung(session, head, made.id, PERSON, Rung(Outcome.SENT, PERSON_SID), now)


def post(carrier: FlaskClient, path: str, fields: dict[str, str], **more: Any) -> TestResponse:
    """What the carrier sends, signed."""
    headers = {"X-Twilio-Signature": signed(path, fields)} | more.pop("headers", {})
    return carrier.post(path, data=fields, headers=headers, **more)


def report(status: str, sequence: int = 3, sid: str = PERSON_SID, **more: str) -> dict[str, str]:
    return {"CallSid": sid, "CallStatus": status, "SequenceNumber": str(sequence), **more}


def handled(database: Database, now: datetime) -> None:
    answer: object = None
    while answer != now:
        with database.work() as session:
            answer = handle_webhooks(session, DESK, now)


def now_of(database: Database, head: Viewer, call_id: UUID) -> Call:
    with database.work() as session:
        return find.call(session, head, call_id)


def paths(room: str) -> list[str]:
    legs = [f"/carrier/calls/{room}/{leg}/report" for leg in ("staff", "interpreter", "person")]
    answers = [f"/carrier/calls/{room}/{leg}/answer" for leg in ("staff", "person")]
    return [*legs, *answers, "/carrier/called", "/carrier/called/over", "/carrier/called/rang-on"]


def test_what_the_carrier_did_not_sign_is_refused_and_leaves_nothing(
    carrier: FlaskClient, database: Database, head: Viewer, call: Call
) -> None:
    fields = report("no-answer") | {"AnsweredBy": "human", "DialCallStatus": "no-answer", "To": OUR_NUMBER, "From": TO}
    for path in paths(call.room):
        for given in ({}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": signed(path, fields, token="another")}):
            assert carrier.post(path, data=fields, headers=given).status_code == 403, path
        # A field that was not signed.
        more = fields | {"Extra": "1"}
        assert carrier.post(path, data=more, headers={"X-Twilio-Signature": signed(path, fields)}).status_code == 403
    with database.reading() as session:
        assert list(open_webhooks(session)) == []
    assert now_of(database, head, call.id).state == CallState.RINGING


def test_a_signature_holds_behind_a_proxy_that_ends_https(carrier: FlaskClient, call: Call) -> None:
    path = f"/carrier/calls/{call.room}/person/report"
    answer = post(carrier, path, report("ringing", 1), base_url="http://10.0.0.7:8000")
    assert answer.status_code == 204


def test_without_an_account_nobody_can_sign(app: Flask, call: Call) -> None:
    path = f"/carrier/calls/{call.room}/person/report"
    fields = report("no-answer")
    answer = app.test_client().post(path, data=fields, headers={"X-Twilio-Signature": signed(path, fields, token="")})
    assert answer.status_code == 403


def test_a_missed_call_is_followed_up_once_however_often_it_is_told(
    carrier: FlaskClient, database: Database, head: Viewer, call: Call, now: datetime
) -> None:
    path = f"/carrier/calls/{call.room}/person/report"
    for _ in range(3):
        assert post(carrier, path, report("no-answer")).status_code == 204
    with database.reading() as session:
        assert len(open_webhooks(session)) == 1
    assert now_of(database, head, call.id).state == CallState.RINGING
    handled(database, now)
    assert post(carrier, path, report("no-answer")).status_code == 204
    handled(database, now)
    assert now_of(database, head, call.id).state == CallState.MISSED
    with database.reading() as session:
        assert call.person_id is not None
        assert len(follow_ups_of(session, head, call.person_id)) == 1


def test_the_worker_comes_into_the_room_and_nothing_is_recorded(
    carrier: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        a_line(session, head, now)
        father = a_father(session, head, now)
        given = CallGiven(father.id, contact_points(session, head, father.id)[0].id, by_carrier=True)
        call = begin_call(session, head, given, now)
    told = post(carrier, f"/carrier/calls/{call.room}/staff/answer", {"CallSid": STAFF_SID}).get_data(as_text=True)
    assert f">{call.room}</Conference>" in told
    assert 'endConferenceOnExit="true"' in told
    assert 'record="do-not-record"' in told
    assert now_of(database, head, call.id).staff_leg == STAFF_SID


def test_a_person_comes_into_the_room_and_a_machine_is_hung_up_on(
    carrier: FlaskClient, database: Database, head: Viewer, call: Call
) -> None:
    path = f"/carrier/calls/{call.room}/person/answer"
    machine = post(carrier, path, {"CallSid": PERSON_SID, "AnsweredBy": "machine_start"}).get_data(as_text=True)
    assert "<Hangup" in machine
    assert "<Say" not in machine
    assert "Conference" not in machine
    person = post(carrier, path, {"CallSid": PERSON_SID, "AnsweredBy": "human"}).get_data(as_text=True)
    assert f">{call.room}</Conference>" in person
    assert now_of(database, head, call.id).state == CallState.TALKED


def test_a_room_that_is_none_is_hung_up_on(carrier: FlaskClient, call: Call) -> None:
    for leg in ("staff", "person"):
        told = post(carrier, f"/carrier/calls/no-such-room/{leg}/answer", {"CallSid": STAFF_SID, "AnsweredBy": "human"})
        assert "<Hangup" in told.get_data(as_text=True)


def test_when_the_worker_goes_the_familys_telephone_stops_ringing(
    carrier: FlaskClient, database: Database, head: Viewer, call: Call, voices: Voices, now: datetime
) -> None:
    post(carrier, f"/carrier/calls/{call.room}/staff/report", report("completed", 3, STAFF_SID))
    assert voices.ended == [PERSON_SID]
    handled(database, now)
    assert now_of(database, head, call.id).state == CallState.GIVEN_UP


def test_while_the_worker_is_there_nothing_is_hung_up(carrier: FlaskClient, call: Call, voices: Voices) -> None:
    post(carrier, f"/carrier/calls/{call.room}/staff/report", report("in-progress", 2, STAFF_SID))
    post(carrier, f"/carrier/calls/{call.room}/person/report", report("completed", 3, AnsweredBy="human"))
    assert voices.ended == []


def rings(**more: str) -> dict[str, str]:
    return {"CallSid": PERSON_SID, "From": TO, "To": OUR_NUMBER, "CallStatus": "ringing"} | more


def test_a_parent_who_rings_reaches_our_telephone_or_is_followed_up(
    carrier: FlaskClient, database: Database, head: Viewer, call: Call, now: datetime
) -> None:
    told = post(carrier, "/carrier/called", rings(CallSid=STAFF_SID)).get_data(as_text=True)
    assert "+441632960100</Number>" in told
    assert 'timeout="20"' in told
    assert 'action="https://comms.example/carrier/called/over"' in told
    over = rings(CallSid=STAFF_SID, DialCallStatus="no-answer")
    said = post(carrier, "/carrier/called/over", over).get_data(as_text=True)
    assert "nobody can answer" in said
    assert "<Hangup" in said
    handled(database, now)
    with database.reading() as session:
        assert call.person_id is not None
        assert [one.because for one in follow_ups_of(session, head, call.person_id)] == [
            "they rang us and nobody answered"
        ]


def test_a_parent_who_was_answered_hears_nothing_more(
    carrier: FlaskClient, database: Database, head: Viewer, call: Call, now: datetime
) -> None:
    post(carrier, "/carrier/called", rings(CallSid=STAFF_SID))
    said = post(carrier, "/carrier/called/over", rings(CallSid=STAFF_SID, DialCallStatus="completed"))
    assert "<Say" not in said.get_data(as_text=True)
    child = {"CallSid": "CA" + "5" * 32, "ParentCallSid": STAFF_SID, "CallStatus": "completed"}
    assert post(carrier, "/carrier/called/rang-on", child).status_code == 204
    handled(database, now)
    with database.reading() as session:
        assert call.person_id is not None
        assert list(follow_ups_of(session, head, call.person_id)) == []


def test_where_nobody_can_answer_whoever_rings_hears_so(
    carrier: FlaskClient, database: Database, head: Viewer, now: datetime
) -> None:
    with database.work() as session:
        a_line(session, head, now, ring_number="", alias="")
    said = post(carrier, "/carrier/called", rings(From="+447700900999")).get_data(as_text=True)
    assert "nobody can answer" in said
    assert 'language="en-GB"' in said
    handled(database, now)
    with database.reading() as session:
        assert [one.person_id for one in find.unknown_callers(session, head)] == [None]


@pytest.mark.parametrize("path", ["/carrier/called", "/carrier/called/over", "/carrier/called/rang-on"])
def test_a_request_that_names_nothing_is_not_usable(carrier: FlaskClient, path: str) -> None:
    assert post(carrier, path, {"To": OUR_NUMBER}).status_code == 400


def test_the_carrier_needs_no_token_of_a_form(installation: Installation, call: Call) -> None:
    opened = replace(installation, settings=replace(installation.settings, **WITH_ACCOUNT))
    guarded = create_app(opened)
    assert guarded.config.get("WTF_CSRF_ENABLED", True)
    path = f"/carrier/calls/{call.room}/person/report"
    assert post(guarded.test_client(), path, report("ringing", 1)).status_code == 204
