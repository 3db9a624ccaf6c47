"""Alembic's door into the models. It runs inside the connection that ``migrating`` opens and locks."""

from __future__ import annotations

from alembic import context

from comms.foundation.db import Record
from comms.foundation.migrations import every_record  # noqa: F401

target = Record.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=target,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
