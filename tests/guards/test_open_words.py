"""Every column that holds a longer text in the open is here with the reason why it may: what people say of people is
locked, and a new column for it cannot come in unlocked without somebody writing down why."""

from __future__ import annotations

from sqlalchemy import String, Text

from comms.foundation.db import Record
from comms.foundation.migrations import every_record  # noqa: F401

# Shorter ones hold codes, languages, states, hashes and references.
LONG = 120
NAMES = "names stand in the open, so that they can be searched and sorted"
WORK_ADDRESS = "an address or a post at work, of somebody who signs in or is written to for work"
OUR_WORDS = "a sentence of ours, chosen by the code; it says which kind of thing failed and never what it was"
WORDING = "wording of letters and texts before anything is filled in, or what was said of that wording"
OUTSIDE = "a name that another service gave to something"

OPEN = {
    "agency.name": NAMES, "agency.email": WORK_ADDRESS, "agency.contact_name": NAMES, "agency.signed_by": NAMES,
    "agency.interpreter_line": "the number and code of a telephone service",
    "agency_directory.issuer": OUTSIDE, "agency_directory.client_id": OUTSIDE,
    "agency_line.stopped_why": OUR_WORDS,
    "agency_phrase.text": WORDING, "agency_template.because": WORDING, "own_words.source": WORDING,
    "own_words.source_plural": WORDING, "reply_phrase.text": WORDING, "translation_approval.source": WORDING,
    "translation_approval.source_plural": WORDING, "translation_approval.withdrawn_why": WORDING,
    "translation_certificate.title": WORDING, "translation_certificate.statement": WORDING,
    "translation_certificate.withdrawn_why": WORDING, "translation_review.words": WORDING,
    "audit_entry.role": "names of roles",
    "role.description": "names of roles",
    "caution_entry.device": "which kind of device it was, by its browser's own words",
    "exhibit_export.to_whom": NAMES, "exhibit_link.for_name": NAMES, "exhibit_link.for_office": WORK_ADDRESS,
    "exhibit_link.why": "what a court looks at a record for, as “the hearing on 3 March”",
    "family_answer.translated_by": OUTSIDE, "incoming.translated_by": OUTSIDE, "own_words.machine": OUTSIDE,
    "family_answer.translation_why": OUR_WORDS, "incoming.translation_why": OUR_WORDS,
    "translation_job.why": OUR_WORDS, "reminder.why": OUR_WORDS, "interpreter.calendar_fault": OUR_WORDS,
    "interpreter.name": NAMES, "interpreter.search_name": NAMES,
    "invitation.name": NAMES, "invitation.email": WORK_ADDRESS, "invitation.qualification": WORK_ADDRESS,
    "letter_email.message_id": OUTSIDE, "message.message_id": OUTSIDE, "webhook.once": OUTSIDE,
    "local_code.source": "where an authority's code is written: a document, its day and page",
    "message.subject": "the agency's name, or what an e-mail to an interpreter is about: no family is named in it",
    "person.given_name": NAMES, "person.family_name": NAMES, "person.known_as": NAMES,
    "person.name_sounds_like": NAMES, "person.search_name": NAMES,
    "place.name": "an agency's own rooms and offices; a family's home stands in the appointment, locked",
    "staff.name": NAMES, "staff.email": WORK_ADDRESS, "staff.qualification": WORK_ADDRESS,
    "staff.password": "an Argon2id hash", "staff.directory_subject": OUTSIDE,
    "supplier.name": NAMES, "supplier.email": WORK_ADDRESS,
    "translation_approval.approver_name": NAMES, "translation_approval.qualification": WORK_ADDRESS,
    "translation_certificate.approver_name": NAMES, "translation_certificate.qualification": WORK_ADDRESS,
}  # fmt: skip


def test_every_longer_text_in_the_open_is_listed_with_its_reason() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in Record.metadata.tables.values()
        for column in table.c
        if isinstance(column.type, String) and not isinstance(column.type, Text) and (column.type.length or 0) >= LONG
    }
    assert found == set(OPEN)


def test_no_text_has_no_limit() -> None:
    endless = {
        f"{table.name}.{column.name}"
        for table in Record.metadata.tables.values()
        for column in table.c
        if isinstance(column.type, String) and not isinstance(column.type, Text) and column.type.length is None
    }
    assert endless == set()
