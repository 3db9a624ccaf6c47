"""A made-up agency with a line, families who may be written to at any hour, and texts to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff, found_agency
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.families.actions import (
    PersonDetails,
    add_contact_point,
    record_contact_safety,
    record_person,
    record_safe_contact,
)
from comms.families.contact_point import ReadBy, Safety
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import PersonKind
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.follow_up import Because
from comms.foundation.clock import utc_now
from comms.foundation.db import new_id
from comms.foundation.work import Database
from comms.messages.drafting import HeldBack, TextGiven
from comms.messages.line import Line
from comms.messages.line_actions import LineGiven, set_line
from comms.messages.message import Message, MessageState, Purpose
from comms.messages.new_text import hint_line
from comms.messages.texting import write_text
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue
from comms.translation.short_words import TEXT, short_words

OUR_NUMBER = "+447700900999"
FAMILIES, FOLLOWED_UP, A_COMMIT = 400, 40, 100
# Their texts have one part or two, by the letters of the language.
LANGUAGES = ("pl", "en", "ro", "en", "lt", "en", "uk", "pt")
RATE = 100
ALWAYS = [{"days": list(range(7)), "from": "00:00", "to": "24:00"}]
LATER = timedelta(days=2)


def viewer_there(session: Session) -> Viewer:
    """The system, for the only agency."""
    return system_viewer(session.scalars(select(Agency)).one())


def number_of(family: int) -> str:
    """The number of a family, in international form."""
    return f"+447700{900_000 + family}"


def write_families(database: Database) -> list[UUID]:
    """The agency, its line, and a parent of each family."""
    now = utc_now()
    with database.work() as session:
        agency = found_agency(session, "Cambridgeshire", "social_care", now)
        session.flush()
        agency.telephone = "01632 960100"
        given = LineGiven(OUR_NUMBER, "Cambs Care", night_cover=True, segments_a_second=RATE)
        set_line(session, system_viewer(agency), given, now)
        _approve_texts(session, agency, now)
    people: list[UUID] = []
    for begin in range(0, FAMILIES, A_COMMIT):
        with database.work() as session:
            people += [_parent(session, viewer_there(session), one, now) for one in range(begin, begin + A_COMMIT)]
    return people


def _approve_texts(session: Session, agency: Agency, now: datetime) -> None:
    """Words that nobody has approved do not go."""
    by = add_staff(session, agency, "Made-up approver", "approver@example.org", ("translation approver",), now=now)
    session.flush()
    for tag in sorted(set(LANGUAGES) - {"en"}):
        for one in short_words(TEXT).values():
            found = Catalogue.of(tag).look_up(TEXT, one.text)
            session.add(TranslationApproval(
                language=found.language, context=TEXT, source_hash=found.source_hash,
                translation_hash=found.translation_hash, approved_by=by.id, approver_name=by.name,
                qualification="Made up", approved_at=now,
            ))  # fmt: skip


def _parent(session: Session, viewer: Viewer, family: int, now: datetime) -> UUID:
    parent = record_person(session, viewer, PersonDetails(PersonKind.PARENT, f"Parent {family}", "Nowak"), now)
    tag = LANGUAGES[family % len(LANGUAGES)]
    record_language_need(session, viewer, parent.id, NeedGiven(Source.ASKED_PERSON, [tag], tag), now)
    point = add_contact_point(session, viewer, parent, "mobile", number_of(family), now)
    session.flush()
    record_contact_safety(session, viewer, point, Safety.SAFE, now, ReadBy.ONLY_THEY)
    # So that a text can go whenever this is measured.
    record_safe_contact(session, viewer, parent.id, flagged=False, post_is_safe=True, said="", now=now, hours=ALWAYS)
    return parent.id


def follow_up(database: Database, people: list[UUID]) -> None:
    """Somebody rang a few of them, and nobody answered: what they write is an answer to it."""
    now = utc_now()
    with database.work() as session:
        for person in people[:FOLLOWED_UP]:
            given = OpenGiven(person, Because.MISSED_CALL, "call", new_id())
            open_follow_up(session, viewer_there(session), given, now)


def write_texts(database: Database, people: list[UUID], count: int) -> list[Message]:
    """So many texts, due in two days; whom they go to changes from one to the next."""
    now, written = utc_now(), []
    for begin in range(0, count, A_COMMIT):
        with database.work() as session:
            viewer = viewer_there(session)
            for one in range(begin, min(begin + A_COMMIT, count)):
                asked = TextGiven(people[one % len(people)], "missed_call", "call", new_id(), Purpose.FOLLOW_UP,
                                  not_before=now + LATER)  # fmt: skip
                made = write_text(session, viewer, asked, now)
                if isinstance(made, HeldBack):
                    raise SystemExit(f"A text was held back: {made.why}")
                written.append(made)
        # Read while its keys are at hand; afterwards nothing here is changed through it.
    return written


def mark_sent(database: Database, texts: list[Message], names: list[str]) -> None:
    """As if the carrier had taken them, under these names."""
    now = utc_now()
    values = [{"id": one.id, "state": MessageState.SENT, "delivery": "queued", "provider_id": name, "started_at": now,
               "ended_at": now} for one, name in zip(texts, names, strict=True)]  # fmt: skip
    with database.work() as session:
        session.execute(update(Message), values)


def make_due(database: Database, texts: list[Message], begin: datetime, a_second: float | None) -> dict[str, datetime]:
    """Let them be due from a moment on, so many a second, or all at once; and hint the line, as whoever writes a text
    does. By the token of each: when it is due."""
    moments = [begin + timedelta(seconds=number / a_second if a_second else 0) for number in range(len(texts))]
    with database.work() as session:
        values = [{"id": one.id, "due_at": at} for one, at in zip(texts, moments, strict=True)]
        session.execute(update(Message), values)
        hint_line(session, session.scalars(select(Line.id)).one())
    return {str(one.report_token): at for one, at in zip(texts, moments, strict=True)}
