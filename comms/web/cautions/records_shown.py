"""What the page of a sealed record shows: its versions, the person's copy, who may look, and everything that left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.cautions import find as find_session
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.court import find
from comms.cautions.exhibits.export import ExhibitExport, ExportWay
from comms.cautions.exhibits.key import SealingKey
from comms.cautions.exhibits.keys.find import keys
from comms.cautions.exhibits.link import ExhibitLink, LinkStanding
from comms.cautions.exhibits.paper.plainly import plainly
from comms.cautions.exhibits.paper.sentence import what_happened
from comms.cautions.session import CautionSession

GONE = "a colleague who has left"
# What a colleague takes themselves: who did it and who has it is one.
TAKEN = (ExportWay.DOWNLOADED, ExportWay.COPY_TAKEN, ExportWay.RECORDING_TAKEN)
# How each line of the log is said.
SAID = {
    ExportWay.DOWNLOADED: "Downloaded by",
    ExportWay.COPY_TAKEN: "The person’s copy downloaded by",
    ExportWay.RECORDING_TAKEN: "A recording heard or downloaded by",
    ExportWay.COPY_GIVEN: "Copy given to",
    ExportWay.LINK_MADE: "Link made for",
    ExportWay.LOOKED_AT: "Looked at by",
    ExportWay.DOWNLOADED_BY_LINK: "Downloaded by link by",
}


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link as the page lists it, with the version it opens and how often its holder looked, and when last."""

    link: ExhibitLink
    version: int
    standing: LinkStanding
    made_by: str
    looks: int
    last_look: datetime | None


@dataclass(frozen=True, slots=True)
class ExportShown:
    """One line of the export log: what was done and by or to whom, with the office where a link says it."""

    at: datetime
    said: str
    whom: str
    office: str
    version: int
    language: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordShown:
    """The whole page. ``newest`` is None while the session is not sealed; ``happened`` is its first sentence."""

    session: CautionSession
    newest: CautionRecord | None
    versions: tuple[CautionRecord, ...]
    links: tuple[LinkShown, ...]
    exports: tuple[ExportShown, ...]
    key: SealingKey | None
    names: Mapping[UUID, str]
    happened: str = ""
    told: tuple[str, ...] = ()
    person: str = ""
    reference: str = ""
    copy_language: str = ""

    def name_of(self, staff_id: UUID | None) -> str:
        """A colleague's name."""
        return self.names.get(staff_id, GONE) if staff_id else ""


def record_shown(session: Session, viewer: Viewer, session_id: UUID, now: datetime) -> RecordShown:
    """Everything on the page of one session's record. Raises ``NotFound`` for another agency's session."""
    of = find_session.session(session, viewer, session_id)
    versions = tuple(find.records_of(session, viewer, of.id))
    names = {one.id: one.name for one in colleagues(session, viewer)}
    numbers = {one.id: one.version for one in versions}
    links, exports = find.links_of(session, viewer, of.id), find.exports_of(session, viewer, of.id)
    newest = versions[0] if versions else None
    return RecordShown(
        of, newest, versions,
        tuple(_link(one, numbers, exports, names, now) for one in links),
        tuple(_export(one, numbers, {link.id: link for link in links}, names) for one in exports),
        next((key for key in keys(session, viewer) if newest and key.id == newest.key_id), None),
        names, **(_read(newest) if newest else {}),
    )  # fmt: skip


def _read(newest: CautionRecord) -> dict[str, Any]:
    """What the page takes from the record as it was sealed."""
    record = json.loads(newest.record)
    made = record["copies_given"]["made"]
    return {
        "happened": what_happened(record),
        "told": plainly(record),
        "person": record["person"]["name"],
        "reference": record["record"]["reference"],
        "copy_language": made["language"] if made else "",
    }


def _link(
    link: ExhibitLink,
    versions: Mapping[UUID, int],
    exports: Sequence[ExhibitExport],
    names: Mapping[UUID, str],
    now: datetime,
) -> LinkShown:
    looks = [one.at for one in exports if one.link_id == link.id and one.way == ExportWay.LOOKED_AT]
    return LinkShown(
        link, versions[link.record_id], link.standing(now), names.get(link.made_by, GONE), len(looks),
        max(looks, default=None),
    )  # fmt: skip


def _export(
    line: ExhibitExport, versions: Mapping[UUID, int], links: Mapping[UUID, ExhibitLink], names: Mapping[UUID, str]
) -> ExportShown:
    link = links.get(line.link_id) if line.link_id else None
    by = names.get(line.by, GONE) if line.by and line.way not in TAKEN else ""
    return ExportShown(
        line.at, SAID[ExportWay(line.way)], line.to_whom, link.for_office if link else "", versions[line.record_id],
        line.language, by,
    )  # fmt: skip
