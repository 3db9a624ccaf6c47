"""What a backup says of itself: the first part of it, and what the rest is held against when it is put back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, inspect, text

from comms.foundation.errors import CommsError

# The queue's own tables, where it shares the database: hints, which are made anew from the rows.
QUEUE_TABLES = "huey_"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``name`` is 16 figures that no other backup has; ``made_at`` an ISO moment; ``engine`` sqlite or postgresql, and
    ``server`` its version; ``schema`` the revision; ``rows`` how many each table has; ``head`` the number and the link
    of the newest entry of the audit (0 and nothing where there is none); ``masters`` how many data keys stand under
    each master key, by its name."""

    name: str
    made_at: str
    version: str
    engine: str
    server: str
    schema: str
    rows: Mapping[str, int]
    head: int
    link: str
    masters: Mapping[str, int]

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def written(self) -> bytes:
        """The manifest as the backup holds it."""
        return json.dumps(asdict(self), sort_keys=True).encode()


def read_manifest(text: bytes) -> Manifest:
    """The manifest that a backup holds. Raises ``CommsError`` for one that this version cannot read."""
    try:
        given = json.loads(text)
        return Manifest(**{field.name: given[field.name] for field in fields(Manifest)})
    except (ValueError, KeyError, TypeError) as fault:
        raise CommsError(
            "This version cannot read what the backup says of itself.", "Use the version of comms that made it."
        ) from fault


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, as a manifest and the tombstones need it."""

    schema: str
    rows: Mapping[str, int]
    head: int
    link: str
    masters: Mapping[str, int]
    erased: frozenset[UUID]


def contents_of(connection: Connection) -> Contents:
    """Look through a database, of this version's schema or an earlier one's."""
    tables = [name for name in inspect(connection).get_table_names() if not name.startswith(QUEUE_TABLES)]

    def ask(question: str, table: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.execute(text(question))] if table in tables else []

    quote = connection.dialect.identifier_preparer.quote
    counts = {name: f"SELECT count(*) FROM {quote(name)}" for name in tables}  # nosec B608 # noqa: S608 - our tables
    rows = {name: connection.execute(text(counts[name])).scalar_one() for name in sorted(tables)}
    [(schema,)] = ask("SELECT version_num FROM alembic_version", "alembic_version") or [("",)]
    newest = ask("SELECT number, link FROM audit_entry ORDER BY number DESC LIMIT 1", "audit_entry")
    head, link = newest[0] if newest else (0, b"")
    masters = ask(
        "SELECT master_name, count(*) FROM data_key WHERE wrapped IS NOT NULL GROUP BY master_name", "data_key"
    )
    erased = ask("SELECT owner_id FROM data_key WHERE wrapped IS NULL", "data_key")
    return Contents(
        schema=schema,
        rows=rows,
        head=head,
        link=bytes(link).hex(),
        masters=dict(masters),
        erased=frozenset(UUID(str(owner)) for (owner,) in erased),
    )
