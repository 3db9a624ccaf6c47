"""Makes what tests of texts need: a line, somebody who may be written to, what the carrier sends us, and a carrier."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session
from twilio.request_validator import RequestValidator

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.sms import Answer, Outcome, Sent, TextMessage
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import ContactPoint, ReadBy, Safety
from comms.families.person import Person
from comms.foundation.work import Database
from comms.messages.drafting import HeldBack, TextGiven
from comms.messages.ended import Worked
from comms.messages.line import Line
from comms.messages.line_actions import LineGiven, set_line
from comms.messages.message import Message, Purpose
from comms.messages.sending import Batch, Said, end_batch, hand_over, start_batch
from comms.messages.texting import write_text
from comms.messages.thread import Thread
from comms.messages.threads import open_thread
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue
from comms.translation.short_words import TEXT, short_words

OUR_NUMBER = "+447700900100"
NUMBER = "07700 900821"
TO = "+447700900821"
ACCOUNT, TOKEN = "AC" + "1a" * 16, "the-secret-of-the-account"


def a_line(session: Session, viewer: Viewer, now: datetime, **given: Any) -> Line:
    """The line of the viewer's agency, with somebody at night unless the test says otherwise."""
    values: dict[str, Any] = {
        "number": OUR_NUMBER, "short_name": "Fen Edge", "alias": "Office", "ring_number": "01632 960100",
        "night_cover": True, "segments_a_second": 1000,
    }  # fmt: skip
    approve_texts(session, viewer, now)
    return set_line(session, viewer, LineGiven(**(values | given)), now)


def approve_texts(
    session: Session, viewer: Viewer, now: datetime, languages: Sequence[str] = ("pl", "lt", "ro", "ar", "ur")
) -> None:  # fmt: skip
    """Somebody has approved the words of texts in these languages; in others they are drafts, which do not go."""
    by = viewer.staff_id or a_staff_member(session, session.get_one(Agency, viewer.agency_id), now).id
    found = (Catalogue.of(tag).look_up(TEXT, one.text) for tag in languages for one in short_words(TEXT).values())
    session.add_all(
        TranslationApproval(
            language=one.language, context=TEXT, source_hash=one.source_hash, translation_hash=one.translation_hash,
            approved_by=by, approver_name="Made-up approver", qualification="Made up", approved_at=now,
        )
        for one in found
    )  # fmt: skip
    session.flush()


def a_mobile(
    session: Session, viewer: Viewer, now: datetime, person: Person, number: str = NUMBER, safety: Safety = Safety.SAFE,
    read_by: ReadBy = ReadBy.ONLY_THEY,
) -> ContactPoint:  # fmt: skip
    """A mobile number of somebody, which they say is safe and theirs alone unless the test says otherwise."""
    point = add_contact_point(session, viewer, person, "mobile", number, now)
    session.flush()
    record_contact_safety(session, viewer, point, safety, now, read_by)
    session.flush()
    return point


def a_father(
    session: Session, viewer: Viewer, now: datetime, child: Person | None = None, number: str = NUMBER,
    written: str | None = "pl",
) -> Person:  # fmt: skip
    """A father who reads Polish, with one mobile number that is safe and his alone."""
    father = a_parent(session, viewer, now, child, given="Tomasz", family="Wójcik")
    a_need(session, viewer, father, now, written)
    a_mobile(session, viewer, now, father, number)
    return father


def a_text_given(person: Person, key: str = "missed_call", **given: Any) -> TextGiven:
    """A text about a call that nobody answered, unless the test says otherwise."""
    values: dict[str, Any] = {"about_kind": "call", "about_id": uuid4(), "purpose": Purpose.FOLLOW_UP}
    return TextGiven(person.id, key, **(values | given))


def a_text(
    session: Session, viewer: Viewer, now: datetime, person: Person, key: str = "missed_call", **given: Any
) -> Message:
    """The same, written; one that answers a call answers one of just now, unless the test says otherwise."""
    if key == "you_rang":
        given.setdefault("since", now)
    written = write_text(session, viewer, a_text_given(person, key, **given), now)
    assert not isinstance(written, HeldBack), written
    return written


def a_thread(session: Session, viewer: Viewer, now: datetime, number: str = TO) -> Thread:
    """The thread of a number with our line."""
    return open_thread(session, viewer, OUR_NUMBER, number, now)


def a_text_came(body: str, sender: str = TO, **more: str) -> dict[str, str]:
    """What the carrier sends us when somebody wrote."""
    name = "SM" + uuid4().hex
    return {
        "MessageSid": name, "SmsSid": name, "AccountSid": ACCOUNT, "From": sender, "To": OUR_NUMBER, "Body": body,
        "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received",
    } | more  # fmt: skip


def a_report(status: str, code: int | None = None, provider_id: str = "SM" + "7" * 32) -> dict[str, str]:
    """What the carrier sends us of a text of ours."""
    fields = {"MessageSid": provider_id, "MessageStatus": status, "To": TO, "From": OUR_NUMBER, "AccountSid": ACCOUNT}
    return fields | ({"ErrorCode": str(code)} if code else {})


# What makes an installation one with a carrier: for ``dataclasses.replace``.
WITH_ACCOUNT = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "public_url": "https://comms.example"}


def signed(path: str, fields: Mapping[str, str], token: str = TOKEN, address: str = "https://comms.example") -> str:
    """The signature the carrier puts on a request."""
    return str(RequestValidator(token).compute_signature(address + path, dict(fields)))


def taken(number: int, status: str = "queued") -> Answer:
    """The carrier's yes."""
    return Answer(Outcome.SENT, f"SM{number:032d}", status)


@dataclass
class Carrier:
    """A carrier that keeps to the protocol of ``TextSender`` and keeps what it was given. ``answer`` decides what it
    says, a yes unless the test says otherwise; what it took is on its list, unless ``listed`` says what is."""

    answer: Callable[[TextMessage], Answer] | None = None
    listed: Callable[[], Sequence[Sent] | None] | None = None
    took: list[TextMessage] = field(default_factory=list)
    is_real: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: TextMessage) -> Answer:
        """Take a text."""
        with self._lock:
            self.took.append(message)
            number = len(self.took)
        return self.answer(message) if self.answer else taken(number)

    def find_sent(self, to: str, sender: str, since: datetime) -> Sequence[Sent] | None:
        """What it has on its list for a number."""
        if self.listed is not None:
            return self.listed()
        return [
            Sent(f"SM{number:032d}", "sent", one.body, None, since)
            for number, one in enumerate(self.took, 1)
            if (one.to, one.sender) == (to, sender)
        ]


def says(outcome: Outcome, code: int | None = None, why: str = "So it was.") -> Callable[[TextMessage], Answer]:
    """A carrier's answer to every text."""
    return lambda _: Answer(outcome, error_code=code, why=why)


def begin(database: Database, line_id: UUID, now: datetime) -> Batch | None:
    """The first third of a turn of work on a line, committed."""
    with database.work() as session:
        return start_batch(session, line_id, now)


def end(database: Database, line_id: UUID, now: datetime, said: Said | None) -> Worked:
    """The last third, committed."""
    with database.work() as session:
        return end_batch(session, line_id, now, said)


def turn(database: Database, line_id: UUID, carrier: Carrier, now: datetime) -> Worked:
    """One turn of work on a line with this carrier, as the worker makes it."""
    batch = begin(database, line_id, now)
    said = hand_over(carrier, batch) if batch is not None else None
    return end(database, line_id, now, said)


class School:
    """A school with a line and a Polish father, committed, and what tests ask about its texts."""

    def __init__(self, database: Database, now: datetime, **line: Any) -> None:
        self.database = database
        with database.work() as session:
            agency = an_agency(session, now)
            self.viewer = viewer_of(a_staff_member(session, agency, now, ("head teacher", "administrator")))
            self.line = a_line(session, self.viewer, now, **line).id
            child = a_child(session, self.viewer, now, "Zofia", "Wójcik")
            self.father, self.child = a_father(session, self.viewer, now, child).id, child.id

    def text(self, now: datetime, key: str = "missed_call", **more: Any) -> UUID:
        """A text to the father, committed."""
        with self.database.work() as session:
            return a_text(session, self.viewer, now, session.get_one(Person, self.father), key, **more).id

    def row(self, text: UUID) -> Message:
        """A text as it stands, without what is locked."""
        with self.database.reading() as session:
            row = session.get_one(Message, text)
            session.expunge(row)
            return row

    def why(self, text: UUID) -> str:
        """Why it stands so, in a sentence."""
        with self.database.reading() as session:
            return session.get_one(Message, text).why or ""

    def state(self, text: UUID) -> str:
        """Where it stands."""
        return self.row(text).state
