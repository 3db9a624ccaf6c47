"""How an appointment ended, through the screens: who was not there, what stood in the way, and a year of it as
facts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from booking_factories import an_appointment
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.bookings.absences.actions import record_absence
from comms.bookings.absences.find import absences_at, reasons_for
from comms.bookings.reminders.reminder import Reminder
from comms.families.person import Person
from comms.follow_ups.find import follow_ups_of
from comms.foundation.clock import utc_now
from comms.foundation.work import Database

DAY = timedelta(days=1)


@pytest.fixture
def family(database: Database, district: District) -> Family:
    return a_family(database, district, utc_now() - 400 * DAY)


def _appointment(
    database: Database, family: Family, *people: Person, state: str = "confirmed", days_ago: float = 0.1
) -> UUID:  # fmt: skip
    """An appointment with the mother and the child, or these people, that began a while ago."""
    with database.work() as session:
        now = utc_now()
        attending = [(session.merge(one), one.kind) for one in people or (family.mother, family.child)]
        starts_at = now - days_ago * DAY
        ended_at = None if state == "confirmed" else starts_at
        return an_appointment(
            session, family.viewer, now, attending, starts_at=starts_at, state=state, confirmed_at=starts_at,
            ended_at=ended_at,
        ).id  # fmt: skip


def _kinds(database: Database, family: Family, appointment_id: UUID) -> dict[UUID, str]:
    with database.reading() as session:
        found = absences_at(session, family.viewer, appointment_id)
        return {person_id: one.kind for person_id, one in found.items()}


def test_a_family_that_was_not_present_is_recorded_one_by_one_and_followed_up(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _appointment(database, family)
    page = client.get(f"/appointments/{made}")
    assert "Was Ugnė there?" in said(page)
    assert "Was not brought" in said(page)
    sent = {"outcome": "family not present", "because": "Nobody opened.", f"there-{family.mother.id}": "was there"}
    shown = said(client.post(f"/appointments/{made}/outcome", data=sent, follow_redirects=True))
    assert "Ugnė Kazlauskaitė" in shown
    assert "Was not brought." in shown
    assert _kinds(database, family, made) == {family.child.id: "was not brought"}
    with database.reading() as session:
        [one] = follow_ups_of(session, family.viewer, family.mother.id)
        assert (one.child_id, one.about_id) == (family.child.id, made)


@pytest.mark.parametrize(
    ("outcome", "kind", "words"),
    [
        ("failed by us", "we failed", "It failed through us: it never counts against anybody."),
        (
            "failed by the interpreter", "the interpreter failed",
            "It failed through the interpreter: it never counts against anybody.",
        ),
    ],
)  # fmt: skip
def test_who_failed_is_kept_with_each_and_never_counts(
    client: FlaskClient, database: Database, family: Family, outcome: str, kind: str, words: str
) -> None:
    made = _appointment(database, family)
    sent = {"outcome": outcome, "because": "Nobody came."}
    shown = said(client.post(f"/appointments/{made}/outcome", data=sent, follow_redirects=True))
    assert words in shown
    assert "It failed by us, and counts against nobody in the family" in shown
    assert set(_kinds(database, family, made).values()) == {kind}
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "1 appointment failed through us or the interpreter. That never counts against anybody." in page
    assert "supervision" not in page


def test_everybody_was_there_and_the_family_was_not_present_cannot_both_be(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _appointment(database, family)
    sent = {"outcome": "family not present", "because": "?"} | {
        f"there-{one.id}": "was there" for one in (family.mother, family.child)
    }
    answer = client.post(f"/appointments/{made}/outcome", data=sent)
    assert (answer.status_code, "Everybody is said to have been there." in said(answer)) == (422, True)
    assert 'value="was there" checked' in answer.text
    assert _kinds(database, family, made) == {}
    wrong = client.post(f"/appointments/{made}/outcome", data=sent | {f"there-{family.child.id}": "did not attend"})
    assert (wrong.status_code, "Say whether they were there." in said(wrong)) == (422, True)


def test_what_was_recorded_is_corrected_with_what_stood_in_the_way(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _appointment(database, family)
    client.post(f"/appointments/{made}/outcome", data={"outcome": "family not present", "because": "Nobody came."})
    address = f"/appointments/{made}/absences"
    assert address in client.get(f"/appointments/{made}").text
    form = client.get(address)
    assert 'value="did not attend" checked' in form.text
    mother = family.mother.id
    sent = {f"there-{mother}": "the interpreter failed", f"reason-{mother}": "transport"}
    missing = client.post(address, data=sent)
    assert (missing.status_code, "Say how they told you." in said(missing)) == (422, True)
    told = sent | {f"words-{mother}": "The bus did not come.", f"how-{mother}": "by telephone"}
    shown = said(client.post(address, data=told, follow_redirects=True))
    assert "It failed through the interpreter: it never counts against anybody." in shown
    assert "no way to get there: “The bus did not come.”" in shown
    assert _kinds(database, family, made) == {mother: "the interpreter failed", family.child.id: "was not brought"}
    with database.reading() as session:
        [reason] = reasons_for(session, family.viewer, [made])
        assert (reason.code, reason.told_how) == ("transport", "by telephone")


def test_before_it_is_over_nothing_is_said_of_who_was_there(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _appointment(database, family)
    assert client.get(f"/appointments/{made}/absences").status_code == 409
    assert client.post(f"/appointments/{made}/absences", data={}).status_code == 409


def test_what_the_family_called_off_is_recorded_for_each_of_them(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _appointment(database, family, days_ago=-3)
    sent = {"by": "family", "because": "They are ill.", "which": "this"}
    shown = said(client.post(f"/appointments/{made}/cancel", data=sent, follow_redirects=True))
    assert "The family cancelled." in shown
    assert set(_kinds(database, family, made).values()) == {"cancelled by the family"}


def test_a_year_is_shown_as_facts_with_no_word_for_anybody(
    client: FlaskClient, database: Database, family: Family
) -> None:
    ended = {"took place": None, "family not present": "did not attend", "failed by us": "we failed"}
    for number, (state, kind) in enumerate([*ended.items(), ("family not present", "did not attend")], start=1):
        made = _appointment(database, family, family.mother, state=state, days_ago=10 * number)
        if kind:
            with database.work() as session:
                record_absence(session, family.viewer, made, family.mother.id, kind, "", utc_now())
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "3 appointments: kept: 1, did not attend: 2." in page
    assert "Apart from these, 1 appointment failed through us or the interpreter." in page
    assert "supervision" not in page
    third = _appointment(database, family, family.mother, state="family not present", days_ago=60)
    with database.work() as session:
        record_absence(session, family.viewer, third, family.mother.id, "did not attend", "", utc_now())
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "talk over in supervision what would make it easier to come." in page
    for label in ("engage", "refus", "fail to", "non-", "difficult", "hard to reach"):
        assert label not in page.casefold()


def test_where_a_reminder_stands_is_said_beside_whoever_is_reminded(
    client: FlaskClient, database: Database, family: Family
) -> None:
    made = _appointment(database, family, days_ago=-3)
    with database.work() as session:
        session.add(
            Reminder(
                agency_id=family.viewer.agency_id,
                appointment_id=made,
                person_id=family.mother.id,
                state="they cannot come",
                made_at=utc_now(),
            )
        )
    assert "They answered the reminder: they cannot come." in said(client.get(f"/appointments/{made}"))


def test_reception_sees_who_was_not_there_and_records_nothing(
    app: Flask, database: Database, district: District, family: Family
) -> None:
    made = _appointment(database, family, state="family not present")
    with database.work() as session:
        record_absence(session, family.viewer, made, family.mother.id, "did not attend", "", utc_now())
        reception = a_staff_member(session, session.merge(district.school), utc_now(), roles=("reception",))
    browser = signed_in(app, reception)
    page = browser.get(f"/appointments/{made}")
    assert "Did not attend." in said(page)
    assert "/absences" not in page.text
    assert browser.get(f"/appointments/{made}/absences").status_code == 403
