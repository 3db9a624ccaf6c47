"""The outbox through the screens: what lies there, that it is not sent, and taking it out by hand."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from browsers import District
from factories import a_child, a_need, a_parent
from flask.testing import FlaskClient
from letter_browsing import audited, heading
from screens import said
from sqlalchemy import select

from comms.agencies.viewer import viewer_of
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.letters.actions import PRINT, LetterAsked, issue_letter
from comms.letters.mailing.actions import MAIL
from comms.letters.mailing.letter_email import LetterEmail
from comms.worker.working import Worker

VALUES: dict[str, object] = {
    "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
    "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
}  # fmt: skip


def test_a_letter_in_the_outbox_is_said_not_to_be_sent_and_can_be_taken_out(
    client: FlaskClient, installation: Installation, district: District
) -> None:
    assert "Nothing lies in the outbox" in heading(client.get("/letters/outbox"))
    at = utc_now() - timedelta(minutes=1)
    with installation.database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        child = a_child(session, viewer, at)
        parent = a_parent(session, viewer, at, child)
        point = add_contact_point(session, viewer, parent, "email", "rasa@example.org", at)
        record_contact_safety(session, viewer, point, Safety.SAFE, at)
        a_need(session, viewer, parent, at, format="e-mail")
        session.flush()
        letter = issue_letter(session, viewer, LetterAsked("L12", parent.id, child.id, VALUES), at).id
    assert "It waits to be sent." in said(client.get(f"/letters/{letter}"))
    worker = Worker(installation)
    worker.act(PRINT, letter)
    with installation.database.reading() as session:
        email = session.scalars(select(LetterEmail)).one().id
    assert client.get(f"/letters/outbox/{email}.eml").status_code == 404
    worker.act(MAIL, email)
    assert "It lies in the outbox, not sent." in said(client.get(f"/letters/{letter}"))
    page = client.get("/letters/outbox")
    assert heading(page) == "1 letter lies in the outbox and is not sent"
    assert "No mail server is set" in said(page)
    answer = client.get(f"/letters/outbox/{email}.eml")
    assert answer.mimetype == "message/rfc822"
    assert "Rasa" not in answer.headers["Content-Disposition"]
    assert message_from_bytes(answer.data, policy=default)["To"] == "rasa@example.org"
    assert audited(installation.database)[-1] == "download letter"
