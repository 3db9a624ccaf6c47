"""Appointments through the screens."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from booking_factories import a_place, appointment_made, booked_for, requests_for
from browsers import District, signed_in
from factories import a_need, a_parent, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.requests.escalating import IN_THE_MORNING
from comms.bookings.requests.find import requests_of
from comms.families.language_need import Source
from comms.foundation.clock import LONDON, london_date, utc_now
from comms.foundation.work import Database
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind


@pytest.fixture
def family(database: Database, district: District) -> Family:
    """Ugnė, her mother who speaks Lithuanian and needs an interpreter, and a place to meet."""
    now = utc_now()
    family = a_family(database, district, now)
    with database.work() as session:
        viewer = family.viewer
        a_need(session, viewer, family.mother, now, "lt", interpreter="needed", source=Source.ASKED_PERSON,
               mode_preferred="by video")  # fmt: skip
        a_need(session, viewer, family.child, now, "en", interpreter="not needed", source=Source.ASKED_PERSON)
        a_place(session, viewer, now)
    return family


def _day(days: int = 20) -> date:
    return london_date(utc_now()) + timedelta(days=days)


def _answers(database: Database, family: Family, **changed: object) -> dict[str, object]:
    """What is sent when somebody fills in the day and the time and leaves the rest as it is."""
    with database.work() as session:
        [place] = find.places(session, family.viewer)[:1]
    return {
        "purpose": "school_meeting", "day": _day().isoformat(), "at": "10:00", "minutes": "", "mode": "in person",
        "where": "one of our places", "place_id": str(place.id), "home_of_id": str(family.mother.id),
        "attendees": [str(family.mother.id), str(family.child.id)], "every_weeks": "0", "do": "make",
        "flexible_minutes": "0",
    } | changed  # fmt: skip


def _made(client: FlaskClient, database: Database, family: Family, **changed: object) -> str:
    sent = client.post(
        f"/families/{family.mother.id}/appointments/new", data=_answers(database, family, **changed)
    )  # fmt: skip
    assert sent.status_code == 303, said(sent)
    return str(sent.headers["Location"])


def _every(database: Database, family: Family) -> list[Appointment]:
    with database.work() as session:
        return list(find.appointments_with(session, family.viewer, family.mother.id))


def test_an_appointment_is_made_from_the_mothers_page_with_only_the_day_and_the_time_to_type(
    client: FlaskClient, database: Database, family: Family
) -> None:
    page = client.get(f"/families/{family.mother.id}")
    assert f"/families/{family.mother.id}/appointments/new" in page.text
    form = client.get(f"/families/{family.mother.id}/appointments/new")
    assert "Needs an interpreter: Lithuanian" in said(form)
    ticked = re.findall(r'name="attendees" type="checkbox" value="([^"]+)" checked', form.text)
    assert ticked == [str(family.mother.id)]  # a child may be at school; the father may not be meant to be there
    assert str(family.father.id) in form.text
    shown = client.get(_made(client, database, family))
    assert "Nobody is booked to interpret Lithuanian yet: 20 days left." in said(shown)
    assert "Rasa prefers an interpreter by video, and this is in person." in said(shown)
    [made] = _every(database, family)
    assert made.ends_at - made.starts_at == timedelta(minutes=45)
    assert made.starts_at.astimezone(LONDON).time() == time(10)
    assert "Nobody is booked to interpret Lithuanian yet" in said(client.get(f"/families/{family.mother.id}"))


@pytest.mark.parametrize(
    ("changed", "words", "field"),
    [
        ({"day": "2020-01-01"}, "This time is past.", "at"),
        ({"day": "31/2/2027"}, "Give a day with month and year", "day"),
        ({"at": "25:00"}, "Give a time like", "at"),
        ({"minutes": "soon"}, "Give minutes as a number", "minutes"),
        ({"minutes": "600"}, "more than 8 hours", "minutes"),
        ({"attendees": []}, "Nobody is to attend.", "attendees"),
        ({"where": "somewhere else", "address": "The library"}, "does not end with a postcode", "address"),
        ({"link": "javascript:alert(1)"}, "does not begin with https://", "link"),
        ({"every_weeks": "1", "until_day": ""}, "Give a day with month and year", "until_day"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, database: Database, family: Family, changed: dict[str, object], words: str, field: str
) -> None:
    answers = _answers(database, family, note="Bring the plan.", **changed)
    answer = client.post(f"/families/{family.mother.id}/appointments/new", data=answers)
    assert answer.status_code == 422
    assert words in said(answer)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert "Bring the plan." in answer.text
    assert _every(database, family) == []


def test_a_time_that_comes_twice_is_asked_for_and_one_that_does_not_exist_is_refused(
    client: FlaskClient, database: Database, family: Family
) -> None:
    year = _day().year + (1 if _day() > date(_day().year, 3, 20) else 0)
    spring = max(day for day in (date(year, 3, one) for one in range(25, 32)) if day.weekday() == 6)
    answer = client.post(
        f"/families/{family.mother.id}/appointments/new",
        data=_answers(database, family, day=spring.isoformat(), at="01:30"),
    )
    assert answer.status_code == 422
    assert "does not exist: the clocks go forward" in said(answer)
    year = _day().year + (1 if _day() > date(_day().year, 10, 20) else 0)
    autumn = max(day for day in (date(year, 10, one) for one in range(25, 32)) if day.weekday() == 6)
    typed = _answers(database, family, day=autumn.isoformat(), at="01:30")
    answer = client.post(f"/families/{family.mother.id}/appointments/new", data=typed)
    assert "Which is meant?" in said(answer)
    _made(client, database, family, day=autumn.isoformat(), at="01:30", which_time="second")
    [made] = _every(database, family)
    assert made.starts_at == datetime.combine(autumn, time(1, 30), UTC)


def test_a_form_sent_twice_makes_one_appointment(client: FlaskClient, database: Database, family: Family) -> None:
    assert _made(client, database, family) == _made(client, database, family)
    assert len(_every(database, family)) == 1


def test_somebody_else_is_found_by_name_and_can_be_ticked(
    client: FlaskClient, database: Database, family: Family
) -> None:
    with database.work() as session:
        stranger = a_parent(session, family.viewer, utc_now(), given="Ona", family="Petrauskienė").id
    typed = _answers(database, family, also="petrausk", do="look for")
    answer = client.post(f"/families/{family.mother.id}/appointments/new", data=typed)
    assert answer.status_code == 200
    assert f'value="{stranger}"' in answer.text
    assert 'value="10:00"' in answer.text
    people = [str(family.mother.id), str(stranger)]
    shown = client.get(_made(client, database, family, attendees=people, more=[str(stranger)]))
    assert "Ona Petrauskienė" in said(shown)
    assert "Nobody has asked whether Ona needs an interpreter." in said(shown)
    nobody = client.post(
        f"/families/{family.mother.id}/appointments/new", data=_answers(database, family, also="xyzzy", do="look for")
    )
    assert nobody.status_code == 422


def test_recording_a_need_asks_for_the_interpreter_by_itself(
    client: FlaskClient, database: Database, family: Family
) -> None:
    address = _made(client, database, family, attendees=[str(family.father.id)])
    assert "Nobody has asked whether Tomas needs an interpreter." in said(client.get(address))
    answers = {
        "source": "asked the person", "spoken_1": "pl", "written": "pl", "reads": "well", "interpreter": "needed",
        "english_speaks": "not asked", "english_understands": "not asked", "english_reads": "not asked",
    }  # fmt: skip
    assert client.post(f"/families/{family.father.id}/language", data=answers).status_code == 303
    assert "Nobody is booked to interpret Polish yet" in said(client.get(address))


def test_a_series_is_made_shown_and_changed_from_one_on(
    client: FlaskClient, database: Database, family: Family
) -> None:
    _made(client, database, family, every_weeks="2", until_day=_day(20 + 42).isoformat())
    each = _every(database, family)
    assert len(each) == 4
    form = client.get(f"/appointments/{each[1].id}/change")
    assert "All 4 that are still to come" in said(form)
    typed = _answers(database, family, at="11:30", day=_day(34).isoformat(), minutes="30", which="following")
    assert client.post(f"/appointments/{each[1].id}/change", data=typed).status_code == 303
    assert [f"{one.starts_at.astimezone(LONDON):%H:%M}" for one in _every(database, family)] == [
        "10:00", "11:30", "11:30", "11:30",
    ]  # fmt: skip


def _booked(database: Database, family: Family) -> UUID:
    with database.work() as session:
        start = datetime.combine(_day(), time(10), LONDON).astimezone(UTC)
        now = utc_now()
        made = appointment_made(session, family.viewer, now, family.mother, starts_at=start)
        [request] = requests_for(session, family.viewer, made)
        booked_for(session, family.viewer, now, request)
        return made.id


def test_before_it_is_moved_the_screen_says_what_becomes_of_who_is_booked(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _booked(database, family)
    page = said(client.get(f"/appointments/{made}"))
    assert "Rasa will be understood: Daiva Rimkutė interprets Lithuanian, in person." in page
    form = said(client.get(f"/appointments/{made}/change"))
    assert "Daiva Rimkutė stays if the new time" in form
    assert "Otherwise the booking is called off" in form
    with database.work() as session:
        place = find.appointment(session, family.viewer, made).place_id
    typed = _answers(database, family, at="14:00", minutes="60", attendees=[str(family.mother.id)], place_id=str(place))
    answer = client.post(f"/appointments/{made}/change", data=typed, follow_redirects=True)
    assert "Nobody is booked to interpret Lithuanian yet" in said(answer)
    assert "Daiva Rimkutė, cancelled by us" in said(answer)


def test_a_change_that_cannot_be_leaves_everything_as_it_was(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _booked(database, family)
    typed = _answers(database, family, day="2020-01-01", attendees=[str(family.mother.id)])
    answer = client.post(f"/appointments/{made}/change", data=typed)
    assert answer.status_code == 422
    assert "This time is past." in said(answer)
    with database.work() as session:
        [request] = requests_of(session, family.viewer, [made])[made]
        assert request.state == "filled"


def test_it_is_called_off_with_a_reason(client: FlaskClient, database: Database, family: Family) -> None:
    made = _booked(database, family)
    assert "Daiva Rimkutė is told" in said(client.get(f"/appointments/{made}/cancel"))
    refused = client.post(f"/appointments/{made}/cancel", data={"by": "family", "because": "", "which": "this"})
    assert (refused.status_code, "why it is called off" in said(refused)) == (422, True)
    answer = client.post(
        f"/appointments/{made}/cancel", data={"by": "family", "because": "She is ill.", "which": "this"},
        follow_redirects=True,
    )  # fmt: skip
    assert "Called off by the family" in said(answer)
    assert client.get(f"/appointments/{made}/change").status_code == 409


def test_somebody_decides_to_meet_without_an_interpreter_under_their_name(
    client: FlaskClient, database: Database, family: Family
) -> None:
    _made(client, database, family)
    [made] = _every(database, family)
    with database.work() as session:
        [request] = requests_of(session, family.viewer, [made.id])[made.id]
    address = f"/appointments/requests/{request.id}/without"
    assert "never the interpreter" in said(client.get(address))
    assert client.post(address, data={"because": "Nobody is free.", "instead": ""}).status_code == 422
    answer = client.post(
        address, data={"because": "Nobody is free.", "instead": "The telephone service."}, follow_redirects=True
    )
    assert "decided by Jo Marsh: Nobody is free; instead: The telephone service." in said(answer)
    assert "Confirm the appointment" in said(answer)
    confirmed = client.post(f"/appointments/{made.id}/confirm", follow_redirects=True)
    assert "Confirmed on" in said(confirmed)
    assert client.get(address).status_code == 409


def test_confirming_too_early_says_what_is_missing(client: FlaskClient, database: Database, family: Family) -> None:
    _made(client, database, family)
    [made] = _every(database, family)
    answer = client.post(f"/appointments/{made.id}/confirm", follow_redirects=True)
    assert "No interpreter of Lithuanian is booked." in said(answer)
    assert "Not confirmed yet." in said(answer)


def test_what_became_of_it_is_asked_once_it_has_begun(client: FlaskClient, database: Database, family: Family) -> None:
    made = _booked(database, family)
    assert "What became of it?" not in said(client.get(f"/appointments/{made}"))
    early = client.post(f"/appointments/{made}/outcome", data={"outcome": "took place", "because": ""})
    assert (early.status_code, "not begun yet" in said(early)) == (422, True)
    with database.work() as session:
        found = find.appointment(session, family.viewer, made)
        found.starts_at = utc_now() - timedelta(hours=2)
    assert "What became of it?" in said(client.get(f"/appointments/{made}"))
    answer = client.post(
        f"/appointments/{made}/outcome", data={"outcome": "family not present", "because": "She was at work."},
        follow_redirects=True,
    )  # fmt: skip
    assert "The family was not present" in said(answer)


def test_the_week_says_first_at_how_many_somebody_would_not_be_understood(
    client: FlaskClient, database: Database, family: Family
) -> None:
    assert "Nothing is planned" in said(client.get("/appointments"))
    _made(client, database, family)
    week = client.get(f"/appointments?week={_day().isoformat()}")
    assert "At 1 appointment somebody would not be understood yet." in said(week)
    assert client.get("/appointments?week=nonsense").status_code == 200


def test_a_task_leads_to_its_appointment(client: FlaskClient, database: Database, family: Family) -> None:
    # Somebody is asked at once from the morning of the day before on; in the small hours that is today's appointment.
    early = utc_now().astimezone(LONDON).time() < IN_THE_MORNING
    _made(client, database, family, day=_day(0 if early else 1).isoformat())
    [made] = _every(database, family)
    with database.work() as session:
        about = [one for one in open_tasks(session, family.viewer) if one.about_id == made.id]
        [task] = [one for one in about if one.kind == TaskKind.FIND_INTERPRETER]
    page = client.get(f"/tasks/{task.id}")
    assert f"/appointments/{made.id}" in page.text
    assert "Find an interpreter for Rasa Kazlauskienė" in said(page)
    assert client.get("/").status_code in {200, 302}


def test_reception_sees_appointments_and_makes_none(
    app: Flask, database: Database, district: District, family: Family, client: FlaskClient
) -> None:
    address = _made(client, database, family)
    with database.work() as session:
        reception = a_staff_member(session, session.merge(district.school), utc_now(), roles=("reception",))
    browser = signed_in(app, reception)
    page = browser.get(address)
    assert page.status_code == 200
    assert "Change it" not in said(page)
    assert browser.get(f"/families/{family.mother.id}/appointments/new").status_code == 403
    assert "Make an appointment" not in said(browser.get(f"/families/{family.mother.id}"))


def test_places_are_recorded_corrected_and_closed(client: FlaskClient, database: Database, family: Family) -> None:
    wrong = client.post("/places/new", data={"name": "The hall", "address": "Church Street"})
    assert (wrong.status_code, "postcode" in said(wrong)) == (422, True)
    assert (
        client.post("/places/new", data={"name": "The hall", "address": "Church Street\nPE13 1AA"}).status_code == 303
    )
    with database.work() as session:
        hall = next(one for one in find.places(session, family.viewer) if one.name == "The hall")
    changed = {"name": "The old hall", "address": "Church Street\nPE15 1AA"}
    assert client.post(f"/places/{hall.id}", data=changed).status_code == 303
    assert "The old hall" in said(client.get("/places"))
    _made(client, database, family, place_id=str(hall.id))
    moved = client.post(f"/places/{hall.id}", data={"name": "The hall", "address": "PE13 1AA"})
    assert (moved.status_code, "Appointments are planned at the old address." in said(moved)) == (422, True)
    assert client.post(f"/places/{hall.id}/close").status_code == 303
    assert "1 place can be chosen" in said(client.get("/places"))
    refused = client.post(
        f"/families/{family.mother.id}/appointments/new",
        data=_answers(database, family, place_id=str(hall.id), at="15:00"),
    )
    assert "is not used any more" in said(refused)
