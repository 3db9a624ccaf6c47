"""What the worker would have done at the time: made the letters of a run, printed them, laid e-mail into the outbox,
looked after requests for interpreters.

No mail server is ever spoken to, whatever the settings say: everybody in the district is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.requests.escalating import escalate
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.errors import Refused
from comms.foundation.settings import Settings
from comms.foundation.work_item import Work, again, claim, due_rows, finish
from comms.letters.letter import Letter
from comms.letters.mailing.actions import compose_email, end_sending, hand_over, start_sending
from comms.letters.mailing.find import email_of
from comms.letters.mailing.letter_email import LetterEmail
from comms.letters.printing import print_letter
from comms.letters.runs.actions import make_lot
from comms.letters.runs.letter_run import LetterRun


def make_letters(session: Session, run_id: UUID, now: datetime) -> None:
    """Make every letter of a run, lot by lot."""
    with _claimed(session, LetterRun, run_id, now):
        while make_lot(session, run_id, now) is Work.MORE:
            pass


def print_letters(session: Session, viewer: Viewer, settings: Settings, letters: Iterable[UUID], now: datetime) -> None:
    """Print these letters, and lay those that go by e-mail into the outbox."""
    for letter_id in letters:
        with _claimed(session, Letter, letter_id, now):
            print_letter(session, letter_id, now)
        email = email_of(session, viewer, letter_id)
        if email is not None:
            _lay_into_outbox(session, settings, email.id, now)


def look_after_requests(session: Session, now: datetime) -> None:
    """Bring before somebody each request for an interpreter whose time has come."""
    for row in due_rows(session, InterpreterRequest, now):
        work_on(session, InterpreterRequest, row, escalate, now)


def work_on(
    session: Session, record: type[Any], row: UUID, act: Callable[[Session, UUID, datetime], datetime | None],
    now: datetime,
) -> None:  # fmt: skip
    """Do one row's work as the worker does, and leave it due when its action says."""
    token = claim(session, record, row, now)
    if token is None:
        return
    session.expire(session.get_one(record, row))
    moment = act(session, row, now)
    session.flush()
    if moment is None:
        finish(session, record, row, token)
    else:
        again(session, record, row, token, moment)
    session.expire(session.get_one(record, row))


def _lay_into_outbox(session: Session, settings: Settings, email_id: UUID, now: datetime) -> None:
    with _claimed(session, LetterEmail, email_id, now):
        start_sending(session, email_id, now)
        answer = hand_over(replace(settings, smtp_host=""), compose_email(session, email_id))
        end_sending(session, email_id, now, answer)


@contextmanager
def _claimed(session: Session, record: type[Any], row: UUID, now: datetime) -> Iterator[None]:
    """Do one row's work as the worker does, so that it finds nothing left to do."""
    token = claim(session, record, row, now)
    if token is None:
        raise Refused("This work is done already.", "Nothing needs doing.")
    yield
    session.flush()
    finish(session, record, row, token)
    session.expire(session.get_one(record, row))
