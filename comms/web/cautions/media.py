"""What was written by hand or spoken in a session: shown and heard again by those who may see the session."""

from __future__ import annotations

import io
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, g, send_file
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.foundation.audit import note
from comms.web.door import work
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_media", __name__)


@bp.get("/cautions/<uuid:session_id>/media/<uuid:media_id>")
@needs(Permission.SEE_CAUTIONS)
def show(session_id: UUID, media_id: UUID) -> Response:
    """One picture or recording, in the kind that its content was found to be. Each look is noted."""
    seen = viewer()
    kept = find.one_media(work(), seen, session_id, media_id)
    note(work(), seen.actor, "view caution media", ("caution media", kept.id), g.now, {"session": str(session_id)})
    # A player asks for parts of a recording.
    return send_file(io.BytesIO(kept.content), mimetype=kept.mime, conditional=True, etag=False)


def media_kinds(session: Session, viewer: Viewer, session_id: UUID) -> Mapping[UUID, str]:
    """Of each piece of a session, whether it is handwriting, a recording or a signature."""
    return {one.id: one.kind for one in find.media(session, viewer, session_id)}
