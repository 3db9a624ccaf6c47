"""Making a link for a court and withdrawing it, and noting every time that a record left or was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.court import find
from comms.cautions.exhibits.court.find import Opened
from comms.cautions.exhibits.export import ExhibitExport, ExportWay
from comms.cautions.exhibits.link import ExhibitLink, LinkGiven, end_of, hash_of, new_token, tidied, wrong_with
from comms.foundation.audit import Actor, note
from comms.foundation.errors import BadInput, NotAllowed
from comms.foundation.languages import LANGUAGES
from comms.foundation.writing import tidy_name

LONGEST_TO_WHOM = 200


@dataclass(frozen=True, slots=True)
class CopyGiven:
    """That the person's copy was put into somebody's hands: whose, and in which language."""

    to_whom: str
    language: str


class BadCopy(BadInput):
    """A copy that cannot have been given like this. ``field`` is the name of what has to be corrected."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.field = field


def make_link(
    session: Session, viewer: Viewer, record_id: UUID, given: LinkGiven, now: datetime
) -> tuple[ExhibitLink, str]:
    """Let a named person look at one version of a record until a day; with the link the letters of its address, which
    are never shown again. Raises ``BadLink``."""
    viewer.require(Permission.TAKE_CAUTIONS)
    staff_id, kept = _staff(viewer), tidied(given)
    for fault in wrong_with(kept):
        raise fault
    record, token = find.record(session, viewer, record_id), new_token()
    made = ExhibitLink(
        record_id=record.id, token_hash=hash_of(token), for_name=kept.for_name, for_office=kept.for_office,
        why=kept.why, made_at=now, made_by=staff_id, until=end_of(kept.days, now),
    )  # fmt: skip
    session.add(made)
    session.flush()
    _log(session, record, ExportWay.LINK_MADE, made.for_name, now, by=staff_id, link_id=made.id)
    detail = {"record": str(record.id), "days": kept.days}
    note(session, viewer.actor, "make exhibit link", ("exhibit link", made.id), now, detail)
    return made, token


def withdraw_link(session: Session, viewer: Viewer, link_id: UUID, now: datetime) -> ExhibitLink:
    """Make a link open nothing from now on."""
    viewer.require(Permission.TAKE_CAUTIONS)
    found = find.link(session, viewer, link_id)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = now, viewer.staff_id
        detail = {"record": str(found.record_id)}
        note(session, viewer.actor, "withdraw exhibit link", ("exhibit link", found.id), now, detail)
    return found


def note_look(session: Session, opened: Opened, now: datetime, *, download: bool = False) -> None:
    """Note that whoever holds a link looked at the record, or took its file."""
    way = ExportWay.DOWNLOADED_BY_LINK if download else ExportWay.LOOKED_AT
    _log(session, opened.record, way, opened.link.for_name, now, by=None, link_id=opened.link.id)
    visitor = Actor("visitor", agency_id=opened.agency.id, role="exhibit link")
    action = "download caution record" if download else "view caution record"
    note(session, visitor, action, ("caution record", opened.record.id), now, {"link": str(opened.link.id)})


def note_file(session: Session, opened: Opened, now: datetime, *, recording: bool) -> None:
    """Note that whoever holds a link was handed a file of the record. A recording is theirs to keep: it left."""
    if recording:
        whom, link_id = opened.link.for_name, opened.link.id
        _log(session, opened.record, ExportWay.RECORDING_TAKEN, whom, now, by=None, link_id=link_id)
    visitor = Actor("visitor", agency_id=opened.agency.id, role="exhibit link")
    detail = {"link": str(opened.link.id)}
    note(session, visitor, "view file of caution record", ("caution record", opened.record.id), now, detail)


def note_taken(session: Session, viewer: Viewer, record_id: UUID, way: ExportWay, now: datetime) -> None:
    """Note that a member of staff took the person's copy, or a recording, to where this service sees no more of it."""
    viewer.require(Permission.SEE_CAUTIONS)
    record = find.record(session, viewer, record_id)
    _log(session, record, way, viewer.name, now, by=viewer.staff_id)


def note_download(session: Session, viewer: Viewer, record_id: UUID, now: datetime) -> CautionRecord:
    """The record whose exhibit a member of staff takes away, with that noted."""
    viewer.require(Permission.SEE_CAUTIONS)
    record = find.record(session, viewer, record_id)
    _log(session, record, ExportWay.DOWNLOADED, viewer.name, now, by=viewer.staff_id)
    note(session, viewer.actor, "download caution record", ("caution record", record.id), now)
    return record


def give_copy(session: Session, viewer: Viewer, record_id: UUID, given: CopyGiven, now: datetime) -> CautionRecord:
    """Note to whom the person's copy was given, and in which language."""
    viewer.require(Permission.TAKE_CAUTIONS)
    to_whom = tidy_name(given.to_whom)
    if not to_whom:
        raise BadCopy("to_whom", "It is not said who was given the copy.", "Give their name.")
    if len(to_whom) > LONGEST_TO_WHOM:
        raise BadCopy("to_whom", f"This is {len(to_whom)} characters long.", f"Shorten it to {LONGEST_TO_WHOM}.")
    if given.language not in LANGUAGES:
        raise BadCopy("language", "It is not said in which language the copy is.", "Choose the language.")
    record = find.record(session, viewer, record_id)
    _log(session, record, ExportWay.COPY_GIVEN, to_whom, now, by=_staff(viewer), language=given.language)
    detail = {"language": given.language}
    note(session, viewer.actor, "give copy of caution record", ("caution record", record.id), now, detail)
    return record


def _staff(viewer: Viewer) -> UUID:
    if viewer.staff_id is None:
        raise NotAllowed("Only a member of staff lets a record leave.", "Sign in first.")
    return viewer.staff_id


def _log(  # noqa: PLR0913 - the columns of one line of the log
    session: Session,
    record: CautionRecord,
    way: ExportWay,
    to_whom: str,
    now: datetime,
    *,
    by: UUID | None,
    link_id: UUID | None = None,
    language: str = "",
) -> None:
    session.add(
        ExhibitExport(record_id=record.id, link_id=link_id, way=way, to_whom=to_whom, language=language, by=by, at=now)
    )
    session.flush()
