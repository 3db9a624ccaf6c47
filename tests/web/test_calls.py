"""Ringing a family from the screens: two taps to a missed call, the interpreter first, and what follows said after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import an_interpreter
from browsers import District, signed_in
from carrier_servers import Carrier as CarrierServer
from carrier_servers import a_carrier
from carrier_voices import Voices
from factories import a_child, a_parent, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from text_factories import NUMBER, OUR_NUMBER, TO, WITH_ACCOUNT, a_father, a_line, a_mobile

from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.voice import Outcome, Rung, TwilioCarrier
from comms.families.actions import record_safe_contact, relate
from comms.families.contact_point import ReadBy, Safety
from comms.families.find import contact_points, person
from comms.follow_ups.call import Call, CallState, WhyMissed
from comms.follow_ups.calls import find
from comms.follow_ups.calls.actions import PERSON
from comms.follow_ups.calls.from_them import take_in_called
from comms.follow_ups.calls.reports import staff_answers, take_in_call_report
from comms.follow_ups.find import follow_ups_of
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database

OWN = "01632 960222"
STAFF_SID = "CA" + "1" * 32


@dataclass
class Family:
    """A Polish father of the school and his child, and who rings him."""

    viewer: Viewer
    father: UUID
    point: UUID
    child: UUID
    interpreter: UUID

    @property
    def ring(self) -> str:
        """The page before a call."""
        return f"/families/{self.father}/calls/ring"

    @property
    def missed(self) -> str:
        """The page before a missed call is put down."""
        return f"/families/{self.father}/calls/missed"


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """A father with one safe number that may be rung at any hour, so that no test depends on the clock."""
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        session.get_one(type(district.school), viewer.agency_id).interpreter_line = "01632 960290, code 2219"
        a_line(session, viewer, now)
        child = a_child(session, viewer, now, "Zosia", "Wójcik")
        father = a_father(session, viewer, now, child)
        hours = [{"days": list(range(7)), "from": "00:00", "to": "24:00"}]
        record_safe_contact(session, viewer, father.id, flagged=False, post_is_safe=True, said="", now=now, hours=hours)
        one = an_interpreter(session, viewer, now, "Ewa Nowak", "pl")
        point = contact_points(session, viewer, father.id)[0].id
        return Family(viewer, father.id, point, child.id, one.id)


@pytest.fixture
def voices(app: Flask, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Voices]:
    """A carrier for the installation."""
    made = Voices()
    app.extensions["comms"] = replace(installation, settings=replace(installation.settings, **WITH_ACCOUNT))
    monkeypatch.setattr("comms.web.calls.speaking.carrier_for", lambda settings: made)
    yield made
    app.extensions["comms"] = installation


@pytest.fixture
def calls(database: Database, family: Family) -> Callable[[], list[Call]]:
    """The calls with the father as they stand now, the newest first."""

    def look() -> list[Call]:
        with database.work() as session:
            return list(find.calls_with(session, family.viewer, family.father))

    return look


def choices(family: Family, **more: str) -> dict[str, str]:
    return {"point": str(family.point), "interpreter": "without", "child": "", "how": "hand"} | more


def begun(client: FlaskClient, family: Family, **more: str) -> str:
    """Begin a call; the address of its page."""
    answer = client.post(family.ring, data=choices(family, **more))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def by_carrier(client: FlaskClient, family: Family, **more: str) -> str:
    return begun(client, family, how="carrier", own_number=OWN, **more)


def picks_up(database: Database, call: Call) -> None:
    with database.work() as session:
        staff_answers(session, call.room, STAFF_SID)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_a_missed_call_is_two_taps_from_the_persons_page_and_says_what_follows(
    client: FlaskClient, family: Family, calls: Callable[[], list[Call]]
) -> None:
    seen = page(client, f"/families/{family.father}")
    assert f'href="{family.missed}"' in seen
    form = page(client, family.missed)
    chosen = re.findall(r'name="point"[^>]*value="([^"]*)" checked', form)
    assert chosen == [str(family.point)]
    answer = client.post(family.missed, data={"point": chosen[0], "child": str(family.child)}, follow_redirects=True)
    said = re.sub(r"\s+", " ", answer.get_data(as_text=True))
    assert "was not reached" in said
    assert "A text in Polish asks when to ring them: now" in said
    assert "Somebody is asked to ring again, at another time of day: on" in said
    assert "A manager decides: on" in said
    [call] = calls()
    assert (call.state, call.why_missed, call.child_id) == (CallState.MISSED, WhyMissed.BY_HAND, family.child)


def test_a_missed_call_recorded_twice_in_a_row_is_one(
    client: FlaskClient, family: Family, calls: Callable[[], list[Call]]
) -> None:
    first = client.post(family.missed, data={"point": "not known", "child": ""})
    again = client.post(family.missed, data={"point": "not known", "child": ""})
    assert first.headers["Location"] == again.headers["Location"]
    assert len(calls()) == 1


def test_the_page_says_which_number_is_safe_and_who_picks_up(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        father = person(session, family.viewer, family.father)
        a_mobile(session, family.viewer, now, father, "07700 900333", Safety.UNSAFE)
        a_mobile(session, family.viewer, now, father, "07700 900444", Safety.SAFE, ReadBy.OTHERS_TOO)
    seen = page(client, family.ring)
    assert "07700 900333</span>: They said it is not safe: do not ring it." in seen
    assert "Others may pick up: ask for them by name, and say nothing else until it is them." in seen
    assert "Ewa Nowak" in seen
    assert "The interpreter line (01632 960290)" in seen
    assert "Show the number to dial" in seen


def test_without_an_answer_about_the_interpreter_nothing_begins_and_nothing_is_lost(
    client: FlaskClient, family: Family, calls: Callable[[], list[Call]]
) -> None:
    answer = client.post(family.ring, data=choices(family, interpreter="", child=str(family.child)))
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert "Say whether there is to be an interpreter, and who." in said
    assert re.search(rf'value="{family.child}" selected', said)
    assert calls() == []


def test_by_hand_the_interpreter_comes_first_and_the_worker_says_what_became_of_it(
    client: FlaskClient, family: Family, calls: Callable[[], list[Call]]
) -> None:
    path = begun(client, family, interpreter="line")
    seen = page(client, path)
    assert seen.index("01632 960290") < seen.index(NUMBER)
    assert "ask for <strong>Polish</strong>" in seen
    assert "2219" in seen
    assert "hx-get" not in seen
    client.post(f"{path}/missed")
    assert calls()[0].state == CallState.MISSED
    assert "What follows" in page(client, path)
    client.post(f"{path}/talked")
    assert calls()[0].state == CallState.TALKED
    assert "You spoke with" in page(client, path)


def test_after_a_call_the_worker_dialled_the_page_asks_whether_there_was_an_interpreter(
    client: FlaskClient, family: Family
) -> None:
    path = begun(client, family, interpreter="line")
    asks = "Nobody has said yet whether there was an interpreter in this call."
    assert asks not in page(client, path)
    client.post(f"{path}/talked")
    seen = page(client, path)
    asking = path.replace("/calls/", "/interpreter-now/")
    assert asks in seen
    assert f'href="{asking}"' in seen
    assert "Did you get one?" in client.get(asking).text
    client.post(asking, data={"had": "yes"})
    assert asks not in page(client, path)
    alone = begun(client, family)
    client.post(f"{alone}/talked")
    assert asks not in page(client, alone)


def test_a_number_that_is_not_safe_any_more_is_refused_in_the_page_and_nothing_rings(
    client: FlaskClient, database: Database, family: Family, voices: Voices, now: datetime
) -> None:
    with database.work() as session:
        record_safe_contact(session, family.viewer, family.father, flagged=True, post_is_safe=None, said="", now=now)
    answer = client.post(family.ring, data=choices(family, how="carrier", own_number=OWN))
    assert answer.status_code == 409
    assert voices.rang == []
    assert "at which hours it is safe" in answer.get_data(as_text=True)
    assert "Take care" in page(client, family.ring)


def test_the_carrier_rings_the_worker_then_the_interpreter_then_the_family(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    path = by_carrier(client, family, interpreter=str(family.interpreter))
    [(worker, room)] = voices.rang
    call = calls()[0]
    assert (worker.to, worker.caller, worker.detect_machine, room) == ("+441632960222", OUR_NUMBER, False, "")
    assert worker.answer_address == f"https://comms.example/carrier/calls/{call.room}/staff/answer"
    assert worker.report_address == f"https://comms.example/carrier/calls/{call.room}/staff/report"
    assert "Your telephone rings" in page(client, path)
    assert "Ring the family now" not in page(client, path)
    picks_up(database, call)
    assert "Ring the interpreter" in page(client, path)
    client.post(f"{path}/interpreter")
    interpreter, room = voices.rang[-1]
    assert (interpreter.to, room) == ("+447700900500", call.room)
    assert "Ring the family now" in page(client, path)
    client.post(f"{path}/family")
    father, room = voices.rang[-1]
    assert (father.to, father.detect_machine, room) == (TO, True, "")
    assert 20 <= father.ring_seconds <= 25
    assert [len(voices.rang), calls()[0].provider_id] == [3, f"CA{3:032d}"]
    assert "telephone rings" in page(client, path)


def test_the_family_is_not_rung_before_the_interpreter_is_there(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    path = by_carrier(client, family, interpreter="line")
    said = client.post(f"{path}/family", follow_redirects=True).get_data(as_text=True)
    assert "You are not on the line yet." in said
    picks_up(database, calls()[0])
    said = client.post(f"{path}/family", follow_redirects=True).get_data(as_text=True)
    assert "The interpreter is not on the line." in said
    assert len(voices.rang) == 1


def test_an_interpreter_who_is_being_rung_is_not_rung_twice(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    path = by_carrier(client, family, interpreter=str(family.interpreter))
    picks_up(database, calls()[0])
    client.post(f"{path}/interpreter")
    client.post(f"{path}/interpreter")
    assert len(voices.rang) == 2


def test_the_page_looks_again_by_itself_and_is_whole_without_it(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    path = by_carrier(client, family)
    seen = page(client, path)
    asks = re.search(r'hx-get="([^"]+)"', seen)
    assert asks is not None
    assert "See how it stands now" in seen
    still = client.get(asks[1])
    assert (still.status_code, still.headers.get("HX-Refresh")) == (204, None)
    picks_up(database, calls()[0])
    changed = client.get(asks[1])
    assert (changed.status_code, changed.headers.get("HX-Refresh")) == (200, "true")


def test_what_the_carrier_refuses_is_said_and_nothing_is_followed_up(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    voices.answer = Rung(Outcome.REFUSED, why="The account may not ring this country.")
    seen = page(client, by_carrier(client, family))
    assert "Nothing rings. The account may not ring this country." in seen
    assert "It is no missed call" in seen
    assert calls()[0].state == CallState.GIVEN_UP
    with database.reading() as session:
        assert list(follow_ups_of(session, family.viewer, family.father)) == []


def test_the_workers_button_and_the_carriers_word_are_one_missed_call(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    path = by_carrier(client, family)
    picks_up(database, calls()[0])
    client.post(f"{path}/family")
    client.post(f"{path}/missed")
    call = calls()[0]
    assert voices.ended == [call.provider_id]
    told = {"CallSid": str(call.provider_id), "CallStatus": "canceled", "SequenceNumber": "3"}
    with database.work() as session:
        take_in_call_report(session, told, f"{call.room}:{PERSON}", utc_now())
    assert calls()[0].state == CallState.MISSED
    with database.reading() as session:
        assert len(follow_ups_of(session, family.viewer, family.father)) == 1


def test_a_call_that_is_ended_stops_every_telephone(
    client: FlaskClient, database: Database, family: Family, voices: Voices, calls: Callable[[], list[Call]]
) -> None:
    path = by_carrier(client, family)
    picks_up(database, calls()[0])
    client.post(f"{path}/family")
    client.post(f"{path}/end")
    assert set(voices.ended) == {STAFF_SID, calls()[0].provider_id}
    assert calls()[0].state == CallState.GIVEN_UP


def test_the_workers_own_number_is_asked_once_and_only_kept_for_them(
    client: FlaskClient, app: Flask, database: Database, district: District, family: Family, voices: Voices,
    now: datetime,
) -> None:  # fmt: skip
    answer = client.post(family.ring, data=choices(family, how="carrier", own_number="12"))
    assert answer.status_code == 422
    by_carrier(client, family)
    assert f'value="{OWN}"' in page(client, family.ring)
    with database.work() as session:
        other = a_staff_member(session, session.merge(district.school), now, roles=("reception",))
    assert f'value="{OWN}"' not in page(signed_in(app, other), family.ring)


def test_it_rings_through_twilio_as_twilio_wants_it(
    client: FlaskClient, family: Family, voices: Voices, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_carrier() as server:
        assert isinstance(server, CarrierServer)
        monkeypatch.setattr(
            "comms.web.calls.speaking.carrier_for", lambda settings: TwilioCarrier(settings, server.http())
        )
        by_carrier(client, family)
        [heard] = server.heard
        assert server.broken == []
        assert heard.form["To"] == ["+441632960222"]
        assert heard.form["From"] == [OUR_NUMBER]


def test_reception_may_ring_and_an_interpreter_coordinator_may_not(
    app: Flask, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        reception = a_staff_member(session, school, now, roles=("reception",))
        coordinator = a_staff_member(session, school, now, roles=("interpreter coordinator",))
    assert "Missed call" in page(signed_in(app, reception), f"/families/{family.father}")
    assert signed_in(app, coordinator).get(family.missed).status_code == 403
    assert "Missed call" not in page(signed_in(app, coordinator), f"/families/{family.father}")


def test_somebody_unknown_who_rang_is_given_a_name(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    fields = {"CallSid": "CA9", "From": "+447700900999", "To": OUR_NUMBER, "DialCallStatus": "no-answer"}
    with database.work() as session:
        call = take_in_called(session, fields, now)
        assert call is not None
        path = f"/calls/{call.id}"
    seen = page(client, path)
    assert "Somebody we do not know rang, and nobody answered" in seen
    assert "+447700900999" in seen
    found = client.post(f"{path}/who", data={"words": "wojcik"}).get_data(as_text=True)
    assert f'value="{family.father}"' in found
    assert "Nobody is called so." in client.post(f"{path}/who", data={"words": "zzz"}).get_data(as_text=True)
    said = client.post(f"{path}/who", data={"person": str(family.father)}, follow_redirects=True)
    assert "What follows" in said.get_data(as_text=True)
    with database.reading() as session:
        assert find.unknown_callers(session, family.viewer) == []


def test_of_a_shared_number_everybody_who_has_it_is_offered(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        child = person(session, family.viewer, family.child)
        mother = a_parent(session, family.viewer, now, given="Anna", family="Wójcik")
        relate(session, family.viewer, child, mother, "mother", responsible=True, now=now)
        a_mobile(session, family.viewer, now, mother)
        fields = {"CallSid": "CA9", "From": TO, "To": OUR_NUMBER, "DialCallStatus": "no-answer"}
        call = take_in_called(session, fields, now - timedelta(minutes=5))
        assert call is not None
        path, ids = f"/calls/{call.id}", {mother.id, family.father}
    seen = page(client, path)
    assert "2 people have this number" in seen
    assert {UUID(one) for one in re.findall(r'name="person" value="([^"]+)"', seen)} == ids
    client.post(f"{path}/dealt-with")
    assert "Nothing is left to do" in page(client, path)
