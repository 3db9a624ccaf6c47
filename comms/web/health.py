"""Whether the service lives and is ready, for whatever watches it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from comms.foundation.clock import utc_now
from comms.foundation.migrating import is_current
from comms.foundation.pulse import last_sweep
from comms.web.door import installation, work
from comms.web.viewing import public

bp = Blueprint("health", __name__)

STALE = timedelta(minutes=3)


@bp.get("/healthz")
@public("a watchdog asks it; it says nothing but that the process answers")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@bp.get("/readyz")
@public("a load balancer asks it; it says which part is not ready, and no more")
def ready() -> tuple[Response, int]:
    """The database answers, its schema is this version's, and the worker swept within three minutes."""
    checks = {"database": _database(), "schema": False, "worker": False}
    if checks["database"]:
        checks["schema"] = is_current(work().connection())
        swept = last_sweep(Path(installation().settings.home))
        checks["worker"] = swept is not None and utc_now() - swept < STALE
    return jsonify(ready=all(checks.values()), **checks), 200 if all(checks.values()) else 503


def _database() -> bool:
    try:
        work().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
