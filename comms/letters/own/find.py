"""Questions about an agency's own letters and phrases, and the book it writes from."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.agency import AgencyKind
from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.letters.own.agency_template import AgencyPhrase, AgencyTemplate
from comms.letters.own.reading import own_kind, own_phrase
from comms.letters.templates.book import EASY_READ, LetterBook, packaged_book
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import letter_kinds
from comms.translation.replies import offered_phrases

Place = tuple[str, str]


def book_of(session: Session, viewer: Viewer) -> LetterBook:
    """The letters and phrases as they count for the viewer's agency: its own words above the packaged ones.

    A body that no longer fits the package counts no more; the packaged words stand in for it. Local kinds have the
    words of the local authority under whose code the agency stands, or which it is.
    """
    packaged = packaged_book()
    kinds, known = dict(packaged.kinds), dict(packaged.phrases)
    easy: dict[str, LetterKind] = {}
    versions: dict[Place, int] = {}
    for (kind, form), row in _counting(session, viewer).items():
        own = own_kind(kind, row.body)
        if own is not None:
            versions[kind, form] = row.version
            (easy if form == EASY_READ else kinds)[kind] = own
    for key, newest in own_phrases(session, viewer).items():
        phrase = own_phrase(key, newest.text)
        if phrase is not None:
            known[key] = phrase
    replies = tuple(phrase.text for phrase in offered_phrases(session, viewer))
    return LetterBook(kinds, known, easy, versions, replies)


def _counting(session: Session, viewer: Viewer) -> dict[Place, AgencyTemplate]:
    """The versions an agency writes its letters from: its own, and those of its local authority for local kinds."""
    own, local = letters_in_force(session, viewer), {kind.kind for kind in letter_kinds().values() if kind.local}
    if viewer.agency_kind == AgencyKind.LOCAL_AUTHORITY:
        return own
    mine = {place: row for place, row in own.items() if place[0] not in local}
    authority_id = own_agency(session, viewer).authority_id
    if authority_id is None:
        return mine
    theirs = _newest(session, authority_id, in_force=True)
    return mine | {place: row for place, row in theirs.items() if place[0] in local}


def letters_in_force(session: Session, viewer: Viewer) -> dict[Place, AgencyTemplate]:
    """The version of each letter the agency itself put in force last, by kind and form; its body may be empty."""
    return _newest(session, viewer.agency_id, in_force=True)


def newest_letters(session: Session, viewer: Viewer) -> dict[Place, AgencyTemplate]:
    """The newest version of each letter, in force or a draft, by kind and form."""
    return _newest(session, viewer.agency_id, in_force=False)


def _newest(session: Session, agency_id: UUID, *, in_force: bool) -> dict[Place, AgencyTemplate]:
    numbers = select(AgencyTemplate.kind, AgencyTemplate.form, func.max(AgencyTemplate.version).label("version"))
    numbers = numbers.where(AgencyTemplate.agency_id == agency_id)
    if in_force:
        numbers = numbers.where(AgencyTemplate.in_force_at.is_not(None))
    newest = numbers.group_by(AgencyTemplate.kind, AgencyTemplate.form).subquery()
    query = select(AgencyTemplate).join(
        newest,
        (AgencyTemplate.kind == newest.c.kind)
        & (AgencyTemplate.form == newest.c.form)
        & (AgencyTemplate.version == newest.c.version),
    )
    found = session.scalars(query.where(AgencyTemplate.agency_id == agency_id).order_by(AgencyTemplate.kind))
    return {(row.kind, row.form): row for row in found}


def versions(session: Session, viewer: Viewer, kind: str, form: str) -> Sequence[AgencyTemplate]:
    """Every version the viewer's agency has of a letter, the newest first."""
    query = select(AgencyTemplate).where(
        AgencyTemplate.agency_id == viewer.agency_id, AgencyTemplate.kind == kind, AgencyTemplate.form == form
    )
    return session.scalars(query.order_by(AgencyTemplate.version.desc())).all()


def version(session: Session, viewer: Viewer, kind: str, form: str, number: int) -> AgencyTemplate:
    """One version of a letter. Raises ``NotFound`` when the viewer's agency has none of that number."""
    found = next((row for row in versions(session, viewer, kind, form) if row.version == number), None)
    if found is None:
        raise NotFound("There is no such version of this letter.", "See the versions there are.")
    return found


def own_phrases(session: Session, viewer: Viewer) -> dict[str, AgencyPhrase]:
    """The newest version of each phrase the viewer's agency has written, by key; its text may be empty."""
    rows = select(AgencyPhrase).where(AgencyPhrase.agency_id == viewer.agency_id)
    found = session.scalars(rows.order_by(AgencyPhrase.version))
    return dict(sorted(((row.key, row) for row in found), key=lambda pair: (_list(pair[0]), _number(pair[0]))))


def _list(key: str) -> str:
    return key.partition(".")[0]


def _number(key: str) -> int:
    digits = key.rpartition("_")[2]
    return int(digits) if digits.isdecimal() else 0
