"""The page of a letter about which somebody must ask: that nobody will ask is neither offered nor taken."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from browsers import District
from factories import a_child, a_need, a_parent
from flask.testing import FlaskClient
from screens import said

from comms.agencies.viewer import viewer_of
from comms.families.language_need import Interpreter
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.letters.actions import LetterAsked, issue_letter


@pytest.fixture
def agreement(database: Database, district: District) -> UUID:
    """An agreement about attendance with a mother who reads English."""
    now = utc_now()
    day = london_date(now)
    values: dict[str, object] = {
        "from": day.isoformat(), "to": (day + timedelta(days=60)).isoformat(), "ours": ["ours.ring"],
        "review_on": (day + timedelta(days=30)).isoformat(), "yours": ["yours.ring"],
    }  # fmt: skip
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, now)
        parent = a_parent(session, viewer, now, child)
        a_need(session, viewer, parent, now, "en", interpreter=Interpreter.NOT_NEEDED)
        letter = issue_letter(session, viewer, LetterAsked("L05", parent.id, child.id, values), now)
        assert letter.state == "issued", letter.why
        return letter.id


def test_that_nobody_will_ask_is_neither_offered_nor_taken(client: FlaskClient, agreement: UUID) -> None:
    page = client.get(f"/letters/{agreement}")
    assert "Say whether it was understood" in page.text or "/happened/understood" in page.text
    assert "not-checked" not in page.text
    today = london_date(utc_now()).isoformat()
    answer = client.post(f"/letters/{agreement}/happened/not-checked", data={"because": "They moved.", "on": today})
    assert "stays on the list until its reader was asked" in said(answer)
    assert "Did Rasa understand it?" in said(client.get("/letters/understanding"))
