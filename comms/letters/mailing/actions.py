"""Sending a letter by e-mail: once, to an address its reader said is safe, and never again when it is in doubt."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.email import Answer, Attachment, Email, Outcome, from_us, mailer_for, message_id_of
from comms.channels.paper import paper_from_json
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.db import new_id
from comms.foundation.errors import Misconfigured, Refused
from comms.foundation.settings import Settings
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.letters.afterwards.letter_event import EventKind, LetterEvent
from comms.letters.find import reader
from comms.letters.letter import Letter, PrintedLetter
from comms.letters.mailing.find import may_go
from comms.letters.mailing.letter_email import MOVES, EmailState, LetterEmail
from comms.letters.ringing import ask_to_ring
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text

MAIL = "send letter by e-mail"
NOT_SAFE = "They no longer say that this e-mail address is safe, so it was not sent."
DIED = "The service stopped while it was handed over, so it is not known whether it went."
# A mail server that cannot be reached is tried again this often, and given up after a day.
TRY_AGAIN_AFTER = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(days=1)
STATES = {
    Outcome.SENT: EmailState.SENT,
    Outcome.IN_OUTBOX: EmailState.IN_OUTBOX,
    Outcome.LATER: EmailState.WAITING,
    Outcome.REFUSED: EmailState.REFUSED,
    Outcome.UNKNOWN: EmailState.UNKNOWN,
}


def mail_letter(session: Session, viewer: Viewer, letter: Letter, now: datetime) -> LetterEmail | None:
    """Have a printed letter sent by e-mail. Where its reader has no safe address any more, somebody is asked to ring
    and there is none."""
    to = reader(session, viewer, letter.recipient_id).email
    if to is None:
        _ask_to_ring(session, viewer, letter, NOT_SAFE, now)
        return None
    made = LetterEmail(
        id=new_id(), agency_id=letter.agency_id, letter_id=letter.id, recipient_id=letter.recipient_id, to=to,
        message_id="", made_at=now, state=EmailState.WAITING, work_state=WorkState.WAITING, next_action_at=now,
    )  # fmt: skip
    made.message_id = message_id_of(made.id, session.get_one(Agency, letter.agency_id).email)
    session.add(made)
    session.flush()
    note(session, viewer.actor, "ask for e-mail", ("letter", letter.id), now, {"e-mail": str(made.id)})
    hint_after_commit(session, MAIL, made.id)
    return made


def compose_email(session: Session, email_id: UUID) -> Email:
    """The e-mail as it will be handed over; nothing is changed. The plain form goes as text alone.

    Raises ``Misconfigured`` for a letter without its PDF.
    """
    row = session.get_one(LetterEmail, email_id)
    letter, printed = session.get_one(Letter, row.letter_id), session.get(PrintedLetter, row.letter_id)
    if letter.content is None or printed is None:
        raise Misconfigured("A letter by e-mail was never printed.", "Print it, and send it by hand.")
    paper = paper_from_json(letter.content)
    return Email(
        message_id=row.message_id,
        sender=(paper.sender.name, ""),
        reply_to=paper.sender.email or "",
        to=row.to or "",
        # Whoever else sees the list of mails learns neither whom nor what it is about.
        subject=f"{paper.sender.name} · {letter.reference}",
        written_at=row.made_at,
        text=as_text(paper),
        html=None if paper.plain else as_html(paper),
        attachment=None if paper.plain else Attachment(f"{letter.kind}-{letter.reference}.pdf", printed.pdf),
    )


def start_sending(session: Session, email_id: UUID, now: datetime) -> bool:
    """Put on record that the mail server is about to be spoken to; committed before it is. Whether it may be.

    It may not where an earlier try began and never ended, and where the address is no longer said to be safe.
    """
    row = session.get_one(LetterEmail, email_id)
    if row.state != EmailState.WAITING:
        return False
    viewer = _system(session, row)
    _move(row, EmailState.SENDING)
    if not may_go(session, viewer, row):
        row.why = NOT_SAFE
        return False
    note(session, viewer.actor, "start sending e-mail", ("letter", row.letter_id), now, {"e-mail": str(row.id)})
    return True


def hand_over(settings: Settings, email: Email) -> Answer:
    """Speak to the mail server, or learn that there is none. No transaction is open meanwhile."""
    return mailer_for(settings).send(from_us(settings, email))


def end_sending(session: Session, email_id: UUID, now: datetime, answer: Answer | None) -> datetime | None:
    """Record what became of it; when it is to be tried again, the moment. None in place of an answer means that nobody
    knows, because an earlier try never ended. Whatever did not reach its reader, somebody rings about.

    Raises ``Refused`` for an e-mail that is not being sent.
    """
    row = session.get_one(LetterEmail, email_id)
    letter, viewer = session.get_one(Letter, row.letter_id), _system(session, row)
    if answer is None:
        answer = Answer(Outcome.REFUSED, NOT_SAFE) if row.why == NOT_SAFE else Answer(Outcome.UNKNOWN, DIED)
    if answer.outcome == Outcome.LATER and now - row.made_at >= GIVE_UP_AFTER:
        answer = Answer(Outcome.REFUSED, f"{answer.why} It was tried for a day.")
    _move(row, STATES[answer.outcome])
    row.why = answer.why or None
    detail = {"e-mail": str(row.id), "outcome": str(answer.outcome)}
    note(session, viewer.actor, "send letter by e-mail", ("letter", letter.id), now, detail)
    if answer.outcome == Outcome.LATER:
        return now + TRY_AGAIN_AFTER
    row.ended_at = now
    if answer.outcome == Outcome.SENT:
        _note_sent(session, row, now)
    else:
        _ask_to_ring(session, viewer, letter, answer.why, now)
    return None


def ring_about_email(session: Session, email_id: UUID, now: datetime) -> None:
    """Ask somebody to ring about a letter whose e-mail could not even be made."""
    row = session.get_one(LetterEmail, email_id)
    letter = session.get_one(Letter, row.letter_id)
    why = DIED if row.state == EmailState.SENDING else "It could not be made ready for sending."
    if row.state == EmailState.SENDING:
        _move(row, EmailState.UNKNOWN)
        row.ended_at = now
    row.why = why
    _ask_to_ring(session, _system(session, row), letter, why, now)


def _note_sent(session: Session, row: LetterEmail, now: datetime) -> None:
    happened = {"happened_on": london_date(now), "recorded_at": now, "detail": {"message id": row.message_id}}
    who = {"agency_id": row.agency_id, "letter_id": row.letter_id, "recipient_id": row.recipient_id}
    session.add(LetterEvent(kind=EventKind.EMAILED, **who, **happened))


def _move(row: LetterEmail, after: EmailState) -> None:
    if after not in MOVES[EmailState(row.state)]:
        raise Refused(f"An e-mail that is {row.state} does not become {after}.", "Ring its reader.")
    row.state = after


def _system(session: Session, row: LetterEmail) -> Viewer:
    return system_viewer(session.get_one(Agency, row.agency_id))


def _ask_to_ring(session: Session, viewer: Viewer, letter: Letter, why: str, now: datetime) -> None:
    said = f"({letter.reference}) did not go by e-mail. {why} Ring them, and tell them what its page says."
    ask_to_ring(session, viewer, letter, "not_emailed", said, now)
