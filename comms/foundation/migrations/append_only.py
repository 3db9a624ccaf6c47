"""Triggers that keep a table append-only, whatever the code above it does."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from alembic import op

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION comms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END $$
"""


def forbid_changes(table: str) -> None:
    """Make the database refuse UPDATE and DELETE on a table, and on PostgreSQL also TRUNCATE."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES_FUNCTION)
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION comms_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION comms_refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
        )


def forbid_changes_but(table: str, changing: Collection[str]) -> None:
    """The same, but for UPDATE of these columns. A later migration that makes the table anew on SQLite drops the
    triggers, and has to call this again."""
    kept = ", ".join(
        column["name"] for column in sa.inspect(op.get_bind()).get_columns(table) if column["name"] not in changing
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES_FUNCTION)
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {kept} OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION comms_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION comms_refuse_change()"
        )
        return
    for name, event in (("update", f"UPDATE OF {kept}"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
        )


def allow_changes(table: str) -> None:
    """Take away what ``forbid_changes`` or ``forbid_changes_but`` made, before the latter is called anew."""
    if op.get_bind().dialect.name == "postgresql":
        for name in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
        return
    for name in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{name}")
