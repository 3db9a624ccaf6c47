"""Opening a family's page: a birth date the family knows, and a code that goes to the same telephone. To look at the
link changes nothing, because telephones fetch links by themselves to show what is behind them."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.families.contact_point import ContactPoint
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.safe_number import why_no_link
from comms.follow_ups.family_page.subject import Subject, birth_dates, subject_of
from comms.foundation.audit import Actor, note
from comms.foundation.errors import NotFound
from comms.foundation.locks import Erased, keyring_of
from comms.messages.drafting import HeldBack, TextGiven
from comms.messages.gathering import facts_of
from comms.messages.message import Purpose
from comms.messages.texting import write_text

TEXT = "link.code"
MOST_CODES, MOST_TRIES = 8, 5
CODE_LETTERS = 6
CODE_FOR = timedelta(minutes=10)
# A second press within so long sends no second code.
PRESSED_TWICE = timedelta(minutes=1)


class CodeSent(StrEnum):
    """What came of asking for a code."""

    SENT = "sent"
    NONE_LEFT = "no more codes"
    NOT_POSSIBLE = "no text can go there now"
    CLOSED = "closed"


class Tried(StrEnum):
    """What came of trying to open a page. It never says which of the two was wrong."""

    OPENED = "opened"
    WRONG = "wrong"
    NOT_READ = "not a try: something is missing, or no code is good now"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What somebody typed: a birth date, None where it is no date at all, and a code, in figures 0 to 9."""

    born: date | None
    code: str


def why_closed(session: Session, link: FamilyLink, now: datetime) -> str:
    """Why a link shows nothing any more, as a code of the house; empty while it may be opened. What it is about may be
    settled, the number may be theirs no longer, or somebody may have said since that it is not safe."""
    if link.ended_at is not None:
        return "ended"
    if now >= link.expires_at:
        return "expired"
    subject = subject_behind(session, link)
    if subject is None or birth_dates(subject) is None:
        return "over"
    viewer, point = viewer_behind(session, link), session.get_one(ContactPoint, link.point_id)
    known = (link.person_id, point.value_hash)
    return "number" if why_no_link(facts_of(session, viewer, [known])[known]) is not None else ""


def subject_behind(session: Session, link: FamilyLink) -> Subject | None:
    """What a link is about; None where that is over, or was erased."""
    try:
        found = subject_of(session, viewer_behind(session, link), (link.about_kind, link.about_id), link.person_id)
    except (NotFound, Erased):
        return None
    return None if found.over else found


def send_code(session: Session, link_id: UUID, now: datetime) -> CodeSent:
    """Send a code to the number the link went to. Three for a link are all there are, each good for ten minutes."""
    link = _locked(session, link_id)
    if why_closed(session, link, now):
        return CodeSent.CLOSED
    if link.code_until is not None and now < link.code_until - CODE_FOR + PRESSED_TWICE:
        return CodeSent.SENT
    if link.codes_sent >= MOST_CODES:
        return CodeSent.NONE_LEFT
    code = f"{secrets.randbelow(10**CODE_LETTERS):0{CODE_LETTERS}}"
    text = TextGiven(
        link.person_id, TEXT, link.about_kind, link.about_id, Purpose.LINK, values={"code": code},
        point_id=link.point_id, automatic=False, since=now,
    )  # fmt: skip
    if isinstance(write_text(session, viewer_behind(session, link), text, now), HeldBack):
        return CodeSent.NOT_POSSIBLE
    link.code_hash, link.code_until = _hash(session, link, code), now + CODE_FOR
    link.codes_sent += 1
    note(session, family(link), "ask for code", ("family_link", link.id), now, {"codes": link.codes_sent})
    return CodeSent.SENT


def code_is_good(link: FamilyLink, now: datetime) -> bool:
    """Whether a code was sent that can still be typed."""
    return link.code_hash is not None and link.code_until is not None and now < link.code_until


def try_to_open(session: Session, link_id: UUID, given: Secrets, now: datetime) -> Tried:
    """Whether somebody may see what is behind a link. The row is locked meanwhile, so that many who try at once have no
    more tries than one; the door commits, also where it was wrong."""
    link = _locked(session, link_id)
    if why_closed(session, link, now):
        return Tried.CLOSED
    # What can never be right teaches nobody anything, so it costs no try.
    if given.born is None or len(given.code) != CODE_LETTERS or not code_is_good(link, now):
        return Tried.NOT_READ
    subject = subject_behind(session, link)
    known = birth_dates(subject) if subject else None
    code_is_right = hmac.compare_digest(link.code_hash or b"", _hash(session, link, given.code))
    date_is_right = known is not None and given.born in known.dates
    if code_is_right & date_is_right:
        link.code_hash, link.code_until, link.wrong = None, None, 0
        link.opened_at = link.opened_at or now
        note(session, family(link), "open family page", ("family_link", link.id), now)
        return Tried.OPENED
    link.wrong += 1
    note(session, family(link), "try wrong secrets", ("family_link", link.id), now, {"tries": link.wrong})
    if link.wrong >= MOST_TRIES:
        link.ended_at = now
        return Tried.CLOSED
    return Tried.WRONG


def viewer_behind(session: Session, link: FamilyLink) -> Viewer:
    """The agency's own eyes: what a family is shown is chosen here, and nothing else is asked."""
    return system_viewer(session.get_one(Agency, link.agency_id))


def family(link: FamilyLink) -> Actor:
    """Whoever holds the link, as the audit knows them."""
    return Actor("visitor", agency_id=link.agency_id, role="family")


def _locked(session: Session, link_id: UUID) -> FamilyLink:
    return session.get_one(FamilyLink, link_id, with_for_update=True, populate_existing=True)


def _hash(session: Session, link: FamilyLink, code: str) -> bytes:
    return keyring_of(session).search_hash(session, "family code", f"{link.id} {code}")
