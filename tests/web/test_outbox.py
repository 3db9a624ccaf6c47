"""The outbox through the screens: what lies there, that it is not sent, and taking it out by hand."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from uuid import UUID

from browsers import District
from factories import a_child, a_need, a_parent
from flask.testing import FlaskClient
from letter_browsing import audited, heading
from screens import said
from sqlalchemy import select, update

from comms.agencies.viewer import viewer_of
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.foundation.clock import utc_now
from comms.foundation.locks import DataKey
from comms.foundation.opening import Installation
from comms.letters.actions import PRINT, LetterAsked, issue_letter
from comms.letters.letter import PrintedLetter
from comms.letters.mailing.actions import MAIL
from comms.letters.mailing.letter_email import LetterEmail
from comms.worker.working import Worker

VALUES: dict[str, object] = {
    "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
    "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
}  # fmt: skip


def _laid(installation: Installation, district: District) -> UUID:
    """A letter by e-mail that the worker is done with: the id of its e-mail."""
    email = _waiting(installation, district)
    Worker(installation).act(MAIL, email)
    return email


def _waiting(installation: Installation, district: District) -> UUID:
    """A printed letter that is to go by e-mail: the id of its e-mail."""
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
    Worker(installation).act(PRINT, letter)
    with installation.database.reading() as session:
        return session.scalars(select(LetterEmail)).one().id


def test_a_letter_in_the_outbox_is_said_not_to_be_sent_and_can_be_taken_out(
    client: FlaskClient, installation: Installation, district: District
) -> None:
    assert "Nothing lies in the outbox" in heading(client.get("/letters/outbox"))
    email = _waiting(installation, district)
    with installation.database.reading() as session:
        letter = session.get_one(LetterEmail, email).letter_id
    assert "It waits to be sent." in said(client.get(f"/letters/{letter}"))
    assert client.get(f"/letters/outbox/{email}.eml").status_code == 404
    Worker(installation).act(MAIL, email)
    assert "It lies in the outbox, not sent." in said(client.get(f"/letters/{letter}"))
    page = client.get("/letters/outbox")
    assert heading(page) == "1 letter lies in the outbox and is not sent"
    assert "No mail server is set" in said(page)
    answer = client.get(f"/letters/outbox/{email}.eml")
    assert answer.mimetype == "message/rfc822"
    assert "Rasa" not in answer.headers["Content-Disposition"]
    assert message_from_bytes(answer.data, policy=default)["To"] == "rasa@example.org"
    assert audited(installation.database)[-1] == "download letter"


def test_what_is_taken_out_is_the_stored_letter_and_no_copy_of_it_lies_unlocked(
    client: FlaskClient, installation: Installation, district: District
) -> None:
    email = _laid(installation, district)
    assert list(installation.settings.home.rglob("*.eml")) == []
    first, again = (client.get(f"/letters/outbox/{email}.eml").data for _ in range(2))
    message = message_from_bytes(first, policy=default)
    assert message["From"] == "Fen Edge Academy <not-sent@comms.invalid>"
    [pdf] = message.iter_attachments()
    with installation.database.reading() as session:
        assert pdf.get_content() == session.scalars(select(PrintedLetter)).one().pdf
    text = message_from_bytes(again, policy=default).get_body(("plain",))
    assert text is not None
    assert "Kazlauskaitė" in text.get_content()


def test_a_letter_whose_reader_was_erased_can_no_longer_be_taken_out(
    client: FlaskClient, installation: Installation, district: District
) -> None:
    email = _laid(installation, district)
    with installation.database.work() as session:
        owner = session.get_one(LetterEmail, email).recipient_id
        session.execute(update(DataKey).where(DataKey.owner_id == owner).values(wrapped=None))
    page = client.get(f"/letters/outbox/{email}.eml")
    assert page.status_code == 404
    assert "This was erased." in said(page)
    assert "rasa@example.org" not in page.text
