"""Ringing telephones, what the carrier is told to do with a call, and what its reports say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from carrier_servers import ACCOUNT, WITH_TWILIO, Carrier, a_carrier
from hypothesis import given
from hypothesis import strategies as st

from comms.channels.voice import CallReport, NoCarrier, Outcome, Ring, TwilioCarrier, carrier_for, missed_why
from comms.channels.voice.twiml import NoVoice, can_say, conference, hang_up, reject, say, voices
from comms.foundation.languages import language
from comms.foundation.settings import Settings

FATHER, OURS = "+447700900123", "+447700900999"
RING = Ring(FATHER, OURS, "https://comms.example.org/carrier/answer/r", "https://comms.example.org/carrier/call/r")


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with a_carrier() as opened:
        yield opened


@pytest.fixture
def calls(carrier: Carrier) -> TwilioCarrier:
    return TwilioCarrier(WITH_TWILIO, carrier.http())


def test_a_telephone_rings_twenty_to_twenty_five_seconds_with_no_recording_and_no_voicemail(
    calls: TwilioCarrier, carrier: Carrier
) -> None:
    rung = calls.ring(RING)
    (heard,) = carrier.heard
    assert (rung.outcome, rung.provider_id[:2], rung.why) == (Outcome.SENT, "CA", "")
    assert (heard.method, heard.url) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json")
    assert heard.form == {
        "To": [FATHER],
        "From": [OURS],
        "Url": [RING.answer_address],
        "StatusCallback": [RING.report_address],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["20"],  # the carrier adds up to five seconds
        "Record": ["false"],
        "MachineDetection": ["Enable"],
    }


def test_a_machine_is_listened_for_only_where_that_is_asked(calls: TwilioCarrier, carrier: Carrier) -> None:
    quiet = Ring(FATHER, OURS, RING.answer_address, RING.report_address, ring_seconds=22, detect_machine=False)
    calls.ring(quiet)
    calls.join("room", quiet, "interpreter")
    for heard in carrier.heard:
        assert "MachineDetection" not in heard.form
        assert "AmdStatusCallback" not in heard.form
        assert heard.form["Timeout"] == ["22"]


def test_an_interpreter_is_rung_into_the_room_and_the_conference_is_not_recorded(
    calls: TwilioCarrier, carrier: Carrier
) -> None:
    rung = calls.join("a room/that says nothing", RING, "interpreter")
    (heard,) = carrier.heard
    assert (rung.outcome, rung.provider_id[:2]) == (Outcome.SENT, "CA")
    room = "a%20room%2Fthat%20says%20nothing"
    assert heard.url == f"/2010-04-01/Accounts/{ACCOUNT}/Conferences/{room}/Participants.json"
    assert heard.form["Label"] == ["interpreter"]
    assert (heard.form["Record"], heard.form["ConferenceRecord"]) == (["false"], ["do-not-record"])
    assert heard.form["AmdStatusCallback"] == [RING.report_address]
    assert "Url" not in heard.form


def test_a_call_is_ended_whether_it_rings_or_not(calls: TwilioCarrier, carrier: Carrier) -> None:
    assert calls.hang_up("CA1")
    (heard,) = carrier.heard
    assert heard.url == f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json"
    assert heard.form == {"Status": ["completed"]}
    carrier.refuse(20404, status=404)
    assert not calls.hang_up("CA2")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ((400, {"code": 21211, "message": "Invalid", "status": 400}), Outcome.REFUSED),
        ((401, {"code": 20003, "message": "Authenticate", "status": 401}), Outcome.REFUSED),
        ((429, {"code": 20429, "message": "Slow", "status": 429}), Outcome.LATER),
        ((500, "no"), Outcome.UNKNOWN),
        ((201, "<html>"), Outcome.UNKNOWN),
        ((201, {"status": "queued"}), Outcome.UNKNOWN),
        ("reset", Outcome.UNKNOWN),
        ("cut", Outcome.UNKNOWN),
    ],
)
def test_what_became_of_ringing_is_said_for_each_answer(
    calls: TwilioCarrier, carrier: Carrier, said: tuple[int, object] | str, outcome: Outcome
) -> None:
    carrier.say(said)
    for rung in (calls.ring(RING), calls.join("room", RING, "family")):
        assert (rung.outcome, rung.provider_id) == (outcome, "")
        assert rung.why
        assert FATHER not in rung.why
    assert len(carrier.heard) == 2


def test_without_an_account_nothing_rings_and_people_are_told_to_ring_by_hand() -> None:
    nobody = carrier_for(Settings())
    assert isinstance(nobody, NoCarrier)
    assert not nobody.is_real
    for rung in (nobody.ring(RING), nobody.join("room", RING, "interpreter")):
        assert (rung.outcome, rung.provider_id) == (Outcome.REFUSED, "")
        assert "your own telephone" in rung.why
    assert not nobody.hang_up("CA1")


def test_with_an_account_telephones_really_ring(carrier: Carrier) -> None:
    found = carrier_for(WITH_TWILIO, carrier.http())
    assert found.is_real
    assert found.ring(RING).outcome is Outcome.SENT


def _inside(text: str) -> ET.Element:
    found = ET.fromstring(text)
    assert found.tag == "Response"
    return found


def test_the_worker_opens_and_closes_the_room_and_nothing_is_recorded() -> None:
    found = _inside(conference("r0om", ends=True, starts=True)).find("Dial/Conference")
    assert found is not None
    assert found.text == "r0om"
    assert found.attrib == {
        "startConferenceOnEnter": "true",
        "endConferenceOnExit": "true",
        "beep": "onEnter",
        "record": "do-not-record",
    }


def test_whoever_waits_hears_what_lies_at_the_address_given() -> None:
    found = _inside(conference("r", ends=False, starts=False, waiting="https://x.example/w?a=1&b=2")).find(
        ".//Conference"
    )
    assert found is not None
    assert found.attrib["waitUrl"] == "https://x.example/w?a=1&b=2"
    assert (found.attrib["startConferenceOnEnter"], found.attrib["endConferenceOnExit"]) == ("false", "false")


def test_a_sentence_is_said_in_its_language_and_the_call_ends() -> None:
    found = _inside(say("Proszę czekać <chwilę> & nie odkładać.", "pl"))
    assert [one.tag for one in found] == ["Say", "Hangup"]
    assert (found[0].text, found[0].attrib) == ("Proszę czekać <chwilę> & nie odkładać.", {"language": "pl-PL"})


SPOKEN = "pl lt lv ro bg ru uk ar pa-Guru pa_Guru bn tr hu cs sk zh-Hans vi pt es hi ta gu en ro-MD ar-IQ"


@pytest.mark.parametrize("tag", SPOKEN.split())
def test_there_is_a_voice(tag: str) -> None:
    assert can_say(tag)


@pytest.mark.parametrize("tag", ["ur", "fa", "sq", "so", "ti", "ku", "ps", "ckb", "pa-Arab", "prs"])
def test_where_there_is_no_voice_nothing_is_said_in_another(tag: str) -> None:
    assert not can_say(tag)
    with pytest.raises(NoVoice, match=re.escape(language(tag).english_name)):
        say("…", tag)


def test_every_voice_is_of_a_language_we_know() -> None:
    assert all(language(tag).tag == tag for tag in voices())


def test_hanging_up_and_not_taking_a_call_say_just_that() -> None:
    assert [one.tag for one in _inside(hang_up())] == ["Hangup"]
    (rejected,) = _inside(reject())
    assert (rejected.tag, rejected.attrib) == ("Reject", {"reason": "busy"})


def _report(status: str, **more: str) -> CallReport:
    return CallReport.read({"CallSid": "CA1", "CallStatus": status, "SequenceNumber": "3", **more})


def test_a_report_is_read_from_the_fields_of_a_request() -> None:
    report = CallReport.read({
        "CallSid": "CA1", "CallStatus": "completed", "SequenceNumber": "3", "AnsweredBy": "human",
        "CallDuration": "61", "Duration": "2", "ParentCallSid": "CA0", "Timestamp": "x", "SomethingNew": "y",
    })  # fmt: skip
    assert report == CallReport("CA1", "completed", 3, "human", 61, "CA0")
    assert report.ended


def test_a_report_of_a_machine_has_no_number_and_no_status() -> None:
    report = CallReport.read({"CallSid": "CA1", "AnsweredBy": "machine_start", "MachineDetectionDuration": "2400"})
    assert report == CallReport("CA1", "", -1, "machine_start", None, "")
    assert missed_why(report) == "a machine answered"
    assert not report.ended


@pytest.mark.parametrize("figure", ["", "x", "-1", "1.5", "²", "١"])
def test_a_figure_that_is_none_is_not_said(figure: str) -> None:
    report = CallReport.read({"SequenceNumber": figure, "CallDuration": figure})
    assert (report.sequence, report.seconds) == (-1, None)


@pytest.mark.parametrize(
    ("status", "answered_by", "why"),
    [
        ("no-answer", "", "no answer"),
        ("busy", "", "busy"),
        ("failed", "", "the call could not be put through"),
        ("canceled", "", "given up"),
        ("completed", "", None),
        ("completed", "human", None),
        ("completed", "unknown", None),
        ("completed", "machine_start", "a machine answered"),
        ("completed", "machine_end_beep", "a machine answered"),
        ("completed", "machine_end_silence", "a machine answered"),
        ("completed", "machine_end_other", "a machine answered"),
        ("completed", "fax", "a machine answered"),
        ("in-progress", "machine_start", "a machine answered"),
        ("in-progress", "human", None),
        ("ringing", "", None),
        ("something new", "", None),
    ],
)
def test_why_nobody_was_reached(status: str, answered_by: str, why: str | None) -> None:
    assert missed_why(_report(status, AnsweredBy=answered_by)) == why


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "", "something new"])
def test_a_call_that_goes_on_is_neither_ended_nor_missed(status: str) -> None:
    report = _report(status)
    assert not report.ended
    assert missed_why(report) is None


@given(st.dictionaries(st.sampled_from(["CallSid", "CallStatus", "SequenceNumber", "AnsweredBy", "CallDuration"]),
                       st.text()))  # fmt: skip
def test_whatever_is_reported_can_be_read(fields: dict[str, str]) -> None:
    report = CallReport.read(fields)
    assert report.sequence >= -1
    assert missed_why(report) is None or missed_why(report)
