"""Writing to somebody by e-mail who was not reached otherwise: their language first, then English, and only the number
to ring."""

from __future__ import annotations

from comms.agencies.agency import Agency
from comms.families.contact_point import ContactPoint
from comms.follow_ups.case import Case
from comms.follow_ups.moving import ABOUT
from comms.foundation.languages import language
from comms.foundation.writing import isolate
from comms.messages.actions import MessageGiven, write_message
from comms.messages.find import line_of
from comms.messages.message import Message, MessageChannel, Purpose
from comms.translation.catalogues import is_english
from comms.translation.find import words
from comms.translation.short_words import PAGE, TEXT, short_words

# The words of a text that nobody can answer: an e-mail offers a number to ring as well, and no figures to reply with.
SAYS, SUBJECT, DRAFT = "again.one_way", "title", "draft"
TO = "person"


def mail_again(case: Case, to: ContactPoint) -> Message | None:
    """Write the e-mail; None where its words are missing in the language they read, or there is no number to ring."""
    written = _in_their_language(case)
    if written is None:
        return None
    subject, body = written
    given = MessageGiven(
        MessageChannel.EMAIL, TO, case.row.person_id, to.value or "", ABOUT, case.row.id, body, subject
    )  # fmt: skip
    made = write_message(case.session, case.viewer, given, case.now)
    made.purpose, made.language = Purpose.FOLLOW_UP, case.ways.reads
    return made


def _in_their_language(case: Case) -> tuple[str, str] | None:
    """The subject and the body; what no qualified person has approved says so."""
    tag, number = case.ways.reads, _number_to_ring(case)
    if not tag or not number:
        return None
    look_up = words(case.session, tag, case.viewer.agency_id)
    english = short_words(TEXT)[SAYS].text
    says, subject = look_up(TEXT, english), look_up(PAGE, short_words(PAGE)[SUBJECT].text)
    draft = look_up(PAGE, short_words(PAGE)[DRAFT].text)
    if says.missing or subject.missing or (says.draft and draft.missing):
        return None
    direction = language(tag).direction
    parts = [str(says.text).format(number=isolate(number, direction))]
    if says.draft and not is_english(tag):
        parts.append(str(draft.text))
    if not is_english(tag):
        parts.append(english.format(number=number))
    return str(subject.text), "\n\n".join(parts)


def _number_to_ring(case: Case) -> str:
    line = line_of(case.session, case.viewer)
    return (line.ring_number if line else "") or case.session.get_one(Agency, case.viewer.agency_id).telephone
