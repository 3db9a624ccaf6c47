"""Printing issued letters: the worker's part."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.channels.paper import paper_from_json
from comms.channels.pdf import PrintedPdf, print_pdf
from comms.foundation.audit import note
from comms.foundation.errors import NotFound
from comms.letters.letter import Letter, PrintedLetter
from comms.letters.mailing.actions import mail_letter
from comms.letters.ringing import ask_to_ring
from comms.tasks.task import Task


def set_letter(session: Session, letter_id: UUID) -> PrintedPdf:
    """Set the pages of an issued letter; nothing is changed. Raises ``PrintingFailed`` or ``Unprintable``."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.content is None:
        raise NotFound("There is no such letter.")
    return print_pdf(paper_from_json(letter.content))


def keep_print(session: Session, letter_id: UUID, now: datetime, pdf: PrintedPdf) -> PrintedLetter:
    """Keep the PDF of a letter. The worker claims and finishes the row around it, so it happens once."""
    letter = session.get_one(Letter, letter_id)
    made = PrintedLetter(
        letter_id=letter.id,
        recipient_id=letter.recipient_id,
        pdf=pdf.content,
        sha256=hashlib.sha256(pdf.content).hexdigest(),
        pages=pdf.pages,
        printed_at=now,
    )
    session.add(made)
    session.flush()
    system = system_viewer(session.get_one(Agency, letter.agency_id))
    note(session, system.actor, "print letter", ("letter", letter.id), now, {"hash": made.sha256, "pages": made.pages})
    if letter.channel == "email":
        mail_letter(session, system, letter, now)
    return made


def print_letter(session: Session, letter_id: UUID, now: datetime) -> PrintedLetter:
    """Set an issued letter and keep its PDF, in one."""
    return keep_print(session, letter_id, now, set_letter(session, letter_id))


def ring_instead(session: Session, letter_id: UUID, now: datetime) -> Task:
    """Ask somebody to ring about a letter that could not be printed: it is on record as issued and told nobody."""
    letter = session.get_one(Letter, letter_id)
    system = system_viewer(session.get_one(Agency, letter.agency_id))
    why = f"({letter.reference}) could not be printed. Tell them what its page says."
    return ask_to_ring(session, system, letter, "not_printed", why, now)
