"""Tampering with the audit as somebody with the database's own rights would: the guards off first, then by hand."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from comms.foundation.audit import Actor, AuditEntry, note
from comms.foundation.audit.entry import line_of
from comms.foundation.audit.trail import FIRST_LINK
from comms.foundation.work import Database

ACTOR = Actor("staff", uuid4(), uuid4(), "attendance officer")


def write_entries(database: Database, now: datetime, count: int = 5, apart: timedelta = timedelta()) -> None:
    """So many entries, each in a unit of work of its own."""
    for number in range(count):
        with database.work() as session:
            at = now + number * apart
            note(session, ACTOR, f"action {number}", ("person", uuid4()), at, {"number": number})


def tamper(database: Database, *statements: str) -> None:
    """Do this to the table, its triggers off."""
    with database.work() as session:
        guards_off(session)
        for statement in statements:
            session.execute(text(statement))
        _guards_on(session)


def guards_off(session: Session) -> None:
    """Take the triggers away, as whoever owns the table can."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
    else:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("DROP TRIGGER audit_entry_no_delete"))


def _guards_on(session: Session) -> None:
    # On PostgreSQL the next test gets the same database; on SQLite each has a file of its own.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))


def numbered_anew(first: int, last: int, by: int) -> list[str]:
    """Statements that give these entries other numbers, one after the other so that none is there twice."""
    numbers = range(first, last + 1) if by < 0 else range(last, first - 1, -1)
    return [f"UPDATE audit_entry SET number = {number + by} WHERE number = {number}" for number in numbers]


def swapped(one: int, other: int) -> list[str]:
    """Statements that have two entries change places."""
    return [
        f"UPDATE audit_entry SET number = -1 WHERE number = {one}",
        f"UPDATE audit_entry SET number = {one} WHERE number = {other}",
        f"UPDATE audit_entry SET number = {other} WHERE number = -1",
    ]


def copied(number: int, to: int) -> str:
    """A statement that puts in an entry like another under a number of its own."""
    columns = "at, actor_kind, staff_id, agency_id, role, action, subject_kind, subject_id, detail, link"
    return (
        f"INSERT INTO audit_entry (number, {columns}) SELECT {to}, {columns} FROM audit_entry WHERE number = {number}"
    )


def chained_anew(database: Database, first: int, key: bytes, **changes: Any) -> None:
    """Change an entry, and compute every link from it on anew with a key, as somebody would who knows how."""
    with database.work() as session:
        guards_off(session)
        if changes:
            session.execute(update(AuditEntry).where(AuditEntry.number == first).values(**changes))
        before = session.scalar(select(AuditEntry.link).where(AuditEntry.number == first - 1)) or FIRST_LINK
        query = select(AuditEntry).where(AuditEntry.number >= first).order_by(AuditEntry.number)
        for entry in session.scalars(query.execution_options(populate_existing=True)).all():
            before = line_of(entry).chained(entry.number, before, key)
            session.execute(update(AuditEntry).where(AuditEntry.number == entry.number).values(link=before))
        session.expunge_all()
        _guards_on(session)


def sealed(lines: Sequence[str], key: bytes) -> list[str]:
    """The same lines of anchors with seals under another key."""
    made, before = [], hashlib.sha256(b"").digest()
    for line in lines:
        said = line.rsplit(" ", 1)[0]
        before = hmac.new(key, before + said.encode(), hashlib.sha256).digest()
        made.append(f"{said} {before.hex()}")
    return made
