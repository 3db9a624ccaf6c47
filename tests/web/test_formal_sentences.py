"""What the screens of formal steps say where it is easy to say too much: of a letter that went out, of who decides."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from formal_steps_made import a_penalty, improvement_made, ready_case
from signing_in_made import Clock

from comms.agencies.permissions import Permission, roles_with
from comms.agencies.viewer import viewer_of
from comms.foundation.work import Database
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven, Through, WhyReturned
from comms.letters.afterwards.letter_event import EventKind

TODAY = date(2026, 11, 23)
POSTED = EventGiven(EventKind.POSTED, TODAY, post_class="first class")
CAME_BACK = EventGiven(EventKind.RETURNED, TODAY, why_returned=WhyReturned.MOVED)
NOT_UNDERSTOOD = EventGiven(EventKind.NOT_UNDERSTOOD, TODAY, language="en", through=Through.SHARED, said="What fine?")


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([POSTED], "Nobody knows yet whether it was understood."),
        ([POSTED, CAME_BACK], "It came back on 23 November 2026."),
        ([POSTED, NOT_UNDERSTOOD], "They did not understand it"),
    ],
)
def test_the_page_of_a_letter_says_what_is_known_of_it_and_no_more(
    client: FlaskClient, database: Database, district: District, clock: Clock, events: list[EventGiven], says: str
) -> None:
    with database.work() as session:
        head = viewer_of(session.merge(district.head))
        made = improvement_made(session, head, ready_case(session, head, clock.now), clock.now)
        assert made.step is not None
        for one in events:
            record_event(session, head, made.letter.id, one, clock.now)
        address = f"/formal/letters/{made.step.id}"
    page = client.get(address).text
    assert says in page
    assert ("Nobody knows yet" in page) == (events == [POSTED])


def test_a_review_names_the_roles_that_decide_it_and_no_other(
    app: Flask, database: Database, district: District, clock: Clock
) -> None:
    with database.work() as session:
        head = viewer_of(session.merge(district.head))
        case_id = ready_case(session, head, clock.now).case.id
        officer = a_staff_member(session, session.merge(district.school), clock.now, ("attendance officer",), "Kit Ray")
    page = signed_in(app, officer).post(f"/formal/cases/{case_id}/reviews", follow_redirects=True).text
    assert roles_with(Permission.DECIDE_FORMAL) == ["attendance legal officer", "head teacher"]
    assert "Only an attendance legal officer or a head teacher decides it." in page


@pytest.mark.parametrize("typed", ["1,60", "٨٠", "-80", "0"])
def test_an_amount_that_may_mean_another_is_asked_again(
    client: FlaskClient, database: Database, district: District, clock: Clock, typed: str
) -> None:
    with database.work() as session:
        _, kept = a_penalty(session, viewer_of(session.merge(district.head)), clock.now)
        notice_id: UUID = kept.notice.id
    page = client.post(f"/formal/notices/{notice_id}/paid", data={"on": "2026-11-23", "pence": typed})
    assert (page.status_code, "Give the amount that came in" in page.text) == (422, True)
