"""Letters by e-mail: each is handed over once, what is in doubt is never repeated, and what did not go is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from mail_servers import REFUSED, BrokenServer, a_mail_server, free_port
from sqlalchemy import select, update

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer, viewer_of
from comms.channels.email import SmtpMailer
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import ContactPoint, Safety
from comms.families.person import Person
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.settings import Settings, check_settings
from comms.letters import find
from comms.letters.actions import PRINT, LetterAsked, issue_letter, issue_prepared
from comms.letters.afterwards.letter_event import LetterEvent
from comms.letters.desk import desk_of
from comms.letters.letter import Letter, PrintedLetter
from comms.letters.mailing.actions import GIVE_UP_AFTER, MAIL, compose_email
from comms.letters.mailing.letter_email import EmailState, LetterEmail
from comms.letters.printing import print_letter
from comms.letters.reader import LetterWanted
from comms.tasks.task import Task
from comms.worker.working import Worker

VALUES: dict[str, object] = {
    "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
    "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
}  # fmt: skip
TO = "rasa@example.org"


@pytest.fixture
def earlier() -> datetime:
    """A little before the worker looks at the clock."""
    return utc_now() - timedelta(minutes=1)


def _printed(installation: Installation, at: datetime, to: str = TO) -> UUID:
    """A printed letter in Lithuanian that is to go by e-mail: the id of its e-mail."""
    with installation.database.work() as session:
        school = an_agency(session, at)
        school.email = "office@fenedge.example"
        viewer = viewer_of(a_staff_member(session, school, at))
        child = a_child(session, viewer, at)
        parent = a_parent(session, viewer, at, child)
        point = add_contact_point(session, viewer, parent, "email", to, at)
        record_contact_safety(session, viewer, point, Safety.SAFE, at)
        a_need(session, viewer, parent, at, format="e-mail")
        session.flush()
        letter = issue_letter(session, viewer, LetterAsked("L12", parent.id, child.id, VALUES), at)
        assert (letter.state, letter.channel) == ("issued", "email")
        printing = letter.id
    Worker(installation).act(PRINT, printing)
    with installation.database.reading() as session:
        return session.scalars(select(LetterEmail)).one().id


def _with_server(installation: Installation, port: int, **more: object) -> Worker:
    settings = replace(
        installation.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none",
        smtp_from="letters@fenedge.example", smtp_timeout=1, **more,
    )  # fmt: skip
    assert check_settings(settings) == []
    return Worker(replace(installation, settings=settings))


def _row(installation: Installation, email: UUID) -> LetterEmail:
    with installation.database.reading() as session:
        row = session.get_one(LetterEmail, email)
        session.expunge(row)
        return row


def _told(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.reading() as session:
        return [(task.reason, task.why or "") for task in session.scalars(select(Task))]


def _again(installation: Installation, worker: Worker, email: UUID, at: datetime) -> None:
    with installation.database.work() as session:
        session.execute(update(LetterEmail).values(next_action_at=at, lease_until=None))
    worker.act(MAIL, email)


@contextmanager
def _broken(at: str, how: str) -> Iterator[BrokenServer]:
    server = BrokenServer(at, how)
    try:
        yield server
    finally:
        server.close()


def test_a_letter_goes_once_with_everything_in_it_and_nobodys_name_in_its_head(
    installation: Installation, earlier: datetime
) -> None:
    email = _printed(installation, earlier)
    with a_mail_server() as (port, kept):
        worker = _with_server(installation, port)
        for _ in range(3):
            worker.act(MAIL, email)
    [message] = kept.messages
    row = _row(installation, email)
    assert (row.state, row.message_id) == (EmailState.SENT, message["Message-ID"].strip("<>"))
    head = "\n".join(f"{name}: {value}" for name, value in message.items())
    assert message["To"] == TO
    assert message["From"] == "Fen Edge Academy <letters@fenedge.example>"
    assert message["Reply-To"] == "office@fenedge.example"
    for name in ("Ugnė", "Kazlausk", "L12", "attendance"):
        assert name not in head
    _check_content(installation, message)
    with installation.database.reading() as session:
        event = session.scalars(select(LetterEvent)).one()
        assert (event.kind, event.letter_id) == ("e-mailed", row.letter_id)
    assert _told(installation) == []


def test_the_plain_form_goes_as_text_alone(installation: Installation, earlier: datetime) -> None:
    with installation.database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, earlier), earlier))
        child = a_child(session, viewer, earlier)
        parent = a_parent(session, viewer, earlier, child)
        point = add_contact_point(session, viewer, parent, "email", TO, earlier)
        record_contact_safety(session, viewer, point, Safety.SAFE, earlier)
        a_need(session, viewer, parent, earlier, format="plain text")
        session.flush()
        wanted = LetterWanted(
            "L12", find.reader(session, viewer, parent.id), child, earlier.date(), VALUES, by_email=True
        )
        letter = issue_prepared(session, viewer, wanted, desk_of(session, viewer), earlier)
        assert (letter.channel, letter.form) == ("email", "plain text")
        print_letter(session, letter.id, earlier)
        email = session.scalars(select(LetterEmail)).one()
        composed = compose_email(session, email.id)
    assert (composed.html, composed.attachment) == (None, None)
    assert composed.as_message().get_content_type() == "text/plain"
    assert "Kazlauskaitė" in composed.text


def _check_content(installation: Installation, message: EmailMessage) -> None:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Kazlauskaitė" in text.get_content()
    assert '<section class="letter-part" lang="lt" dir="ltr">' in html.get_content()
    [pdf] = message.iter_attachments()
    with installation.database.reading() as session:
        assert pdf.get_content() == session.scalars(select(PrintedLetter)).one().pdf
        assert pdf.get_filename() == f"L12-{session.scalars(select(Letter)).one().reference}.pdf"


def test_an_address_the_server_refuses_is_told_to_somebody_and_not_tried_again(
    installation: Installation, earlier: datetime
) -> None:
    email = _printed(installation, earlier, REFUSED)
    with a_mail_server() as (port, kept):
        worker = _with_server(installation, port)
        worker.act(MAIL, email)
        _again(installation, worker, email, earlier)
    assert kept.messages == []
    assert _row(installation, email).state == EmailState.REFUSED
    [(reason, why)] = _told(installation)
    assert reason == "not_emailed"
    assert "refused this e-mail address" in why


@pytest.mark.parametrize("how", ["dies", "silent"])
def test_when_the_server_fails_after_the_message_it_is_in_doubt_and_never_repeated(
    installation: Installation, earlier: datetime, how: str
) -> None:
    email = _printed(installation, earlier)
    with _broken("end of data", how) as server:
        worker = _with_server(installation, server.port)
        worker.act(MAIL, email)
        _again(installation, worker, email, earlier)
        assert server.connections == 1
    assert _row(installation, email).state == EmailState.UNKNOWN
    [(_, why)] = _told(installation)
    assert "not known whether it went" in why


@pytest.mark.parametrize(("at", "how"), [("greeting", "silent"), ("RCPT", "dies"), ("RCPT", "silent")])
def test_when_the_server_fails_before_the_message_it_is_tried_again_later(
    installation: Installation, earlier: datetime, at: str, how: str
) -> None:
    email = _printed(installation, earlier)
    with _broken(at, how) as server:
        _with_server(installation, server.port).act(MAIL, email)
    row = _row(installation, email)
    assert row.state == EmailState.WAITING
    assert row.next_action_at is not None
    assert row.next_action_at > utc_now()
    assert _told(installation) == []
    with a_mail_server() as (port, kept):
        _again(installation, _with_server(installation, port), email, earlier)
    assert len(kept.messages) == 1


def test_a_server_that_is_away_for_a_day_is_given_up_and_somebody_rings(
    installation: Installation, earlier: datetime
) -> None:
    email = _printed(installation, earlier)
    worker = _with_server(installation, free_port())
    worker.act(MAIL, email)
    assert _row(installation, email).state == EmailState.WAITING
    with installation.database.work() as session:
        session.execute(update(LetterEmail).values(made_at=earlier - GIVE_UP_AFTER))
    _again(installation, worker, email, earlier)
    assert _row(installation, email).state == EmailState.REFUSED
    assert "tried for a day" in _told(installation)[0][1]


def test_a_worker_that_died_while_it_was_speaking_leaves_the_letter_in_doubt(
    installation: Installation, earlier: datetime
) -> None:
    email = _printed(installation, earlier)
    with installation.database.work() as session:
        session.execute(update(LetterEmail).values(state=EmailState.SENDING, lease_until=earlier, attempts=1))
    with a_mail_server() as (port, kept):
        _with_server(installation, port).act(MAIL, email)
    assert kept.messages == []
    assert _row(installation, email).state == EmailState.UNKNOWN
    assert "service stopped" in _told(installation)[0][1]


def test_an_address_that_is_not_safe_any_more_is_not_written_to(installation: Installation, earlier: datetime) -> None:
    email = _printed(installation, earlier)
    with installation.database.work() as session:
        viewer = system_viewer(session.scalars(select(Agency)).one())
        point = session.scalars(select(ContactPoint)).one()
        record_contact_safety(session, viewer, point, Safety.UNSAFE, earlier)
    with a_mail_server() as (port, kept):
        _with_server(installation, port).act(MAIL, email)
    assert kept.messages == []
    assert _row(installation, email).state == EmailState.REFUSED
    assert "no longer say that this e-mail address is safe" in _told(installation)[0][1]


def test_a_newer_safe_address_takes_nothing_from_the_one_the_letter_goes_to(
    installation: Installation, earlier: datetime
) -> None:
    email = _printed(installation, earlier)
    with installation.database.work() as session:
        viewer = system_viewer(session.scalars(select(Agency)).one())
        parent = session.get_one(Person, session.get_one(LetterEmail, email).recipient_id)
        point = add_contact_point(session, viewer, parent, "email", "rasa.new@example.org", utc_now())
        record_contact_safety(session, viewer, point, Safety.SAFE, utc_now())
    with a_mail_server() as (port, kept):
        _with_server(installation, port).act(MAIL, email)
    assert [message["To"] for message in kept.messages] == [TO]
    assert _told(installation) == []


def test_without_a_mail_server_it_is_said_not_to_be_sent_and_no_file_is_written(
    installation: Installation, earlier: datetime
) -> None:
    email = _printed(installation, earlier)
    Worker(installation).act(MAIL, email)
    assert _row(installation, email).state == EmailState.IN_OUTBOX
    assert not (installation.settings.home / "outbox").exists()
    assert "is not sent" in _told(installation)[0][1]
    with installation.database.reading() as session:
        assert session.scalars(select(LetterEvent)).all() == []


def test_the_settings_of_a_mail_server_are_checked_and_tried() -> None:
    given = Settings(smtp_host="mail.example.org", smtp_security="none", smtp_from="letters", smtp_user="letters")
    said = " ".join(check_settings(given))
    for wrong in ("COMMS_SMTP_SECURITY", "COMMS_SMTP_FROM", "COMMS_SMTP_PASSWORD"):
        assert wrong in said
    with a_mail_server() as (port, _):
        here = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_from="a@example.org")
        assert SmtpMailer(here).fault() == ""
        assert "offers no STARTTLS" in SmtpMailer(replace(here, smtp_security="starttls")).fault()
        assert "offers no STARTTLS, or no sign-in" in SmtpMailer(
            replace(here, smtp_user="u", smtp_password="p")
        ).fault()  # fmt: skip
    assert "could not be reached" in SmtpMailer(replace(here, smtp_port=free_port(), smtp_timeout=1)).fault()
