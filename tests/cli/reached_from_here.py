"""A school with a line and a Polish father, for the commands about texts and follow-ups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from click.testing import CliRunner, Result
from follow_up_factories import a_father, followed_up
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.find import agency_named
from comms.agencies.viewer import system_viewer
from comms.cli import comms
from comms.cli.opening import opened
from comms.families.actions import record_safe_contact
from comms.follow_ups.moving import FOLLOW_UP
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.messages.new_text import LINE_WORK
from comms.worker.working import Worker

ANY_HOUR: list[dict[str, Any]] = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]


def run(home: Path, *words: str, **env: str) -> Result:
    """A command as somebody types it, for the installation in a home."""
    own = {
        "COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None,
        "COMMS_MODE": None, "COMMS_TWILIO_ACCOUNT_SID": None, "COMMS_TWILIO_AUTH_TOKEN": None,
    }  # fmt: skip
    return CliRunner().invoke(comms, list(words), env=own | env)


def a_school(home: Path) -> None:
    """An installation of a school with a line."""
    assert run(home, "init", "--agency", "Fen Edge Academy", "--kind", "school").exit_code == 0
    with opened().database.work() as session:
        a_line(session, system_viewer(agency_named(session, None)), utc_now(), alias="")


def a_missed_call() -> UUID:
    """A father who may be reached at any hour, rung in vain: his text lies in the outbox. The follow-up."""
    installation = opened()
    with installation.database.work() as session:
        viewer, now = system_viewer(agency_named(session, None)), utc_now()
        father = a_father(session, viewer, now)
        record_safe_contact(
            session, viewer, father.id, flagged=False, post_is_safe=True, said="", now=now, hours=ANY_HOUR
        )
        row = followed_up(session, viewer, now, father).id
        line = a_line(session, viewer, now, alias="").id
    worker = Worker(installation)
    worker.act(FOLLOW_UP, row)
    worker.act(LINE_WORK, line)
    return row


def lists_looked_at(session: Session) -> set[str]:
    """The lists that the audit says somebody looked at."""
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "view list"))
    return {str(json.loads(one.detail)["list"]) for one in entries}
