"""A worker's own words in a thread, in the language they say they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.channels.sms import MOST_UNITS, count_units
from comms.families import find as find_family
from comms.families.reaching_hours import next_reachable
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.languages import language
from comms.foundation.writing import tidy_text
from comms.messages import find
from comms.messages.drafting import NO_LINE, HeldBack, TextGiven, way_to
from comms.messages.gathering import facts_of
from comms.messages.line import Line
from comms.messages.message import Message, Purpose
from comms.messages.new_text import NewText, add_text
from comms.messages.safety import Decision, decide
from comms.messages.thread import Thread
from comms.messages.threads import open_thread
from comms.messages.translated import names_behind
from comms.translation.catalogues import is_english
from comms.translation.replies.actions import count_sentences

MOST_SEGMENTS = 10
OF_USE_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class OwnTextGiven:
    """What a worker wrote, and to whom: into a thread, or to a person whose number is chosen by what is safe. ``long``
    says that they know that it is longer, and costs more, than texts of ours may.

    ``english`` is the English of words in another language, where there is one, and ``wording`` what the message keeps
    of where they come from: a machine with its version, or words that were approved."""

    body: str
    language: str
    thread_id: UUID | None = None
    person_id: UUID | None = None
    about_kind: str = ""
    about_id: UUID | None = None
    long: bool = False
    english: str = ""
    wording: Mapping[str, object] = field(default_factory=dict)


def write_own_words(session: Session, viewer: Viewer, given: OwnTextGiven, now: datetime) -> Message | HeldBack:
    """Write a worker's own words, to be sent when it is safe; or say why they must not go.

    Raises ``BadInput`` without words, for an unknown language, for a text that is too long, and where several people
    have the number and nobody said whose the thread is; ``Refused`` where nobody wrote to us from that number.
    """
    viewer.require(Permission.WRITE_TO_FAMILIES)
    given = replace(given, body=_checked(given))
    written = _write(session, viewer, given, now)
    english = given.english or (given.body if is_english(given.language) else "")
    if isinstance(written, Message) and english and written.thread_id is not None:
        names = names_behind(session, viewer, find.thread(session, viewer, written.thread_id))
        count_sentences(session, viewer, english, names, now)
    return written


def _write(session: Session, viewer: Viewer, given: OwnTextGiven, now: datetime) -> Message | HeldBack:
    line = find.line_of(session, viewer)
    if line is None:
        return NO_LINE
    thread = find.thread(session, viewer, given.thread_id) if given.thread_id else None
    person_id = given.person_id or (thread.person_id if thread else None)
    if person_id is None:
        return _to_nobody_known(session, viewer, line, thread, given, now)
    found = _to_person(session, viewer, person_id, thread, now)
    if isinstance(found, HeldBack):
        return found
    to, decision = found
    if decision.alias:
        return HeldBack("They want no text that says who writes, so nothing is written in your own words.", "alias")
    thread = thread or open_thread(session, viewer, line.number, to, now)
    new = _new(given, thread, ("person", person_id, to), decision.not_before)
    return add_text(session, viewer, line, thread, new, now)


def _checked(given: OwnTextGiven) -> str:
    body = tidy_text(given.body).strip()
    if not body:
        raise BadInput("The text has no words.", "Write them.")
    try:
        language(given.language)
    except NotFound as fault:
        raise BadInput("It does not say in which language this is written.", "Choose the language.") from fault
    units = count_units(body)
    if units.segments > MOST_SEGMENTS:
        said = f"This would travel in {units.segments} parts, and {MOST_SEGMENTS} are the most."
        raise BadInput(said, "Shorten it, or ring them.")
    if units.units > MOST_UNITS and not given.long:
        said = f"This text has {units.units} characters; {MOST_UNITS} are usual. It would cost {units.segments} texts."
        raise BadInput(said, "Shorten it, or say that it may be that long.")
    return body


def _to_person(
    session: Session, viewer: Viewer, person_id: UUID, thread: Thread | None, now: datetime
) -> tuple[str, Decision] | HeldBack:
    """The number, and what holds for it: in a thread that of the thread, else the first that is safe."""
    find_family.person(session, viewer, person_id)
    if thread is None:
        wanted = TextGiven(person_id, "", "", person_id, Purpose.REPLY, automatic=False)
        way = way_to(session, viewer, wanted, now)
        return way if isinstance(way, HeldBack) else (way[1], way[2])
    facts = facts_of(session, viewer, [(person_id, thread.number_hash)])[person_id, thread.number_hash]
    decision = decide(facts, Purpose.REPLY, now, automatic=False)
    return (thread.number, decision) if decision.allowed else HeldBack(decision.why, decision.code)


def _to_nobody_known(
    session: Session, viewer: Viewer, line: Line, thread: Thread | None, given: OwnTextGiven, now: datetime
) -> Message | HeldBack:  # fmt: skip
    """To a number nobody has on record, who wrote to us: only an answer, and at no quiet hour."""
    if thread is None:
        raise BadInput("It does not say to whom this goes.", "Choose the person.")
    if find.people_with_number(session, viewer, thread.number_hash):
        raise BadInput("Several people have this number.", "Say first who writes to you.")
    if not find.has_written(session, viewer, thread.id):
        raise Refused("Nobody has written to you from this number.", "Put it on record with the person it belongs to.")
    if thread.opted_out_at:
        return HeldBack("This number asked for no more texts.", "opted_out")
    to = ("thread", thread.id, thread.number)
    return add_text(session, viewer, line, thread, _new(given, thread, to, next_reachable(None, now)), now)


def _new(given: OwnTextGiven, thread: Thread, to: tuple[str, UUID, str], due: datetime) -> NewText:
    """What is put on record: ``to`` is what they are to us, their id, and their number."""
    return NewText(
        to_kind=to[0],
        to_id=to[1],
        to=to[2],
        about_kind=given.about_kind or "thread",
        about_id=given.about_id or thread.id,
        purpose=Purpose.REPLY,
        body=given.body,
        due_at=due,
        send_by=due + OF_USE_FOR,
        language=given.language,
        automatic=False,
        wording=given.wording,
    )
