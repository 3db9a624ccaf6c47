"""Gathering what a record is written from: the entries of a session, its files, the names they mean, the export log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.appending import staff_name
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.court import find as find_exports
from comms.cautions.exhibits.key import SigningKey
from comms.cautions.exhibits.printing import Attachment
from comms.cautions.exhibits.told import AgencyTold, Earlier, FileTold, Left, Sealing, Told, file_name
from comms.cautions.media import CautionMedia
from comms.foundation.work import address_of

VERIFY = "/verify"


def gathered(
    session: Session, viewer: Viewer, session_id: UUID, sealing: Sealing, files: Sequence[CautionMedia]
) -> Told:
    """Everything about one session of the viewer's agency.

    Staff keep the names that the first version has: whoever was renamed or has left since would otherwise make other
    entries of those that were sealed.
    """
    agency = session.get_one(Agency, viewer.agency_id)
    entries = find.entries(session, viewer, session_id)
    known = sealing.earlier.names if sealing.earlier else {}
    exports = sorted(find_exports.exports_of(session, viewer, session_id), key=lambda one: (one.at, one.id))
    return Told(
        session_id=session_id,
        agency=AgencyTold(agency.name, tuple(agency.address), agency.telephone, agency.email),
        standing=find.standing_of(entries),
        entries=entries,
        names={by: known.get(by) or staff_name(session, viewer, by) for by in {entry.by for entry in entries}},
        files=[FileTold(one.id, one.kind, one.mime, one.sha256, one.made_at) for one in files],
        sealing=sealing,
        left=[Left(one.way, one.to_whom, one.language, one.at) for one in exports],
    )


def sealing_of(
    session: Session, viewer: Viewer, record_id: UUID, key: SigningKey, at: datetime, earlier: Earlier | None
) -> Sealing:
    """How a record is sealed at this moment, by the viewer."""
    certificate = hashlib.sha256(key.certificate).hexdigest()
    return Sealing(record_id, at, viewer.name, key.name, certificate, f"{address_of(session)}{VERIFY}", earlier)


def earlier_version(newest: CautionRecord, why: str) -> Earlier:
    """The newest version so far, of which another takes the place."""
    written = json.loads(newest.record)["entries"]
    names = {UUID(one["by_id"]): one["by"] for one in written}
    return Earlier(newest.id, newest.version, newest.record_sha256, why, names)


def attachments(files: Sequence[CautionMedia]) -> tuple[Attachment, ...]:
    """The files with the names they have in the exhibit."""
    told = [FileTold(one.id, one.kind, one.mime, one.sha256, one.made_at) for one in files]
    return tuple(
        Attachment(file_name(place, one), one.mime, row.content)
        for place, (one, row) in enumerate(zip(told, files, strict=True), start=1)
    )
