"""Adding to the audit. Entries wait in the session and are chained last, just before the commit, under one lock, so
that a long request never holds up another's audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from comms.foundation.audit.anchors import Head, anchor_key
from comms.foundation.audit.entry import Actor, AuditEntry, Line
from comms.foundation.locks import keyring_of

FIRST_LINK = bytes(32)
CHAIN_LOCK = 0x636F6D6D73  # "comms", as a number: the advisory lock of the chain on PostgreSQL

Detail = Mapping[str, object]


def note(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, UUID | None],
    now: datetime,
    detail: Detail | None = None,
    because: str = "",
) -> None:
    """Note that ``actor`` did ``action`` to the subject (its kind and id), and why where that was asked: a code.

    ``detail`` holds ids, codes, counts and names of fields. Never a name, a number, an address or words of a person:
    the audit outlives erasure.
    """
    known = dict(detail or {}) | ({"because": because} if because else {})
    said = json.dumps(known, ensure_ascii=False, sort_keys=True)
    waiting: list[Line] = session.info.setdefault("audit_waiting", [])
    waiting.append(Line(now, actor, action, subject[0], subject[1], said))


def write_waiting_entries(session: Session) -> None:
    """Chain and store what waits. Called once, last before the commit."""
    waiting: list[Line] = session.info.get("audit_waiting", [])
    if not waiting:
        return
    key = keyring_of(session).audit_key(session)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    head = session.execute(
        select(AuditEntry.number, AuditEntry.link).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    number, link = (head.number, head.link) if head else (0, FIRST_LINK)
    for line in waiting:
        number += 1
        link = line.chained(number, link, key)
        session.add(_entry(number, line, link))
    session.info["audit_waiting"] = []
    session.flush()
    # Once this is committed, it may be time to write the head down outside the database.
    session.info["audit_head"] = (Head(number, link, waiting[-1].at), anchor_key(key))


def _entry(number: int, line: Line, link: bytes) -> AuditEntry:
    return AuditEntry(
        number=number,
        at=line.at,
        actor_kind=line.actor.kind,
        staff_id=line.actor.staff_id,
        agency_id=line.actor.agency_id,
        role=line.actor.role,
        action=line.action,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        detail=line.detail,
        link=link,
    )


def forget_waiting_entries(session: Session) -> None:
    """Drop what waits: the thing it tells of was rolled back."""
    session.info["audit_waiting"] = []
    session.info.pop("audit_head", None)
