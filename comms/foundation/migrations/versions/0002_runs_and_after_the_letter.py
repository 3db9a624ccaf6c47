"""Runs in the background, what happens after a letter, times without letters, e-mail, and an agency's own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.append_only import forbid_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What these hold is only ever added to; the database itself refuses the rest.
APPEND_ONLY = ("letter_event", "own_words")


def upgrade() -> None:
    op.create_table(
        "agency_phrase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_phrase_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_agency_phrase_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_phrase")),
        sa.UniqueConstraint("agency_id", "key", "version", name=op.f("uq_agency_phrase_agency_id_key_version")),
    )
    op.create_table(
        "agency_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("because", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_template_agency_id")),
        sa.ForeignKeyConstraint(["in_force_by"], ["staff.id"], name=op.f("fk_agency_template_in_force_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_agency_template_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_template")),
        sa.UniqueConstraint(
            "agency_id", "kind", "form", "version", name=op.f("uq_agency_template_agency_id_kind_form_version")
        ),
    )
    op.create_table(
        "letter_exclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note_locked", sa.LargeBinary(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["adult_id"], ["person.id"], name=op.f("fk_letter_exclusion_adult_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letter_exclusion_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_letter_exclusion_child_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_letter_exclusion_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_letter_exclusion_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_exclusion")),
    )
    op.create_index(
        "ix_letter_exclusion_child", "letter_exclusion", ["agency_id", "child_id", "until_day"], unique=False
    )
    op.create_table(
        "letter_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.Uuid(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letter_run_agency_id")),
        sa.ForeignKeyConstraint(["started_by"], ["staff.id"], name=op.f("fk_letter_run_started_by")),
        sa.ForeignKeyConstraint(["stopped_by"], ["staff.id"], name=op.f("fk_letter_run_stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_run")),
    )
    op.create_index("ix_letter_run_agency", "letter_run", ["agency_id", "started_at"], unique=False)
    op.create_index(op.f("ix_letter_run_next_action_at"), "letter_run", ["next_action_at"], unique=False)
    op.create_table(
        "own_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("context", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("source_plural", sa.String(length=500), nullable=True),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("translation_hash", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_own_words_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_own_words_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_words")),
    )
    op.create_index("ix_own_words_source", "own_words", ["language", "source_hash"], unique=False)
    op.create_table(
        "letter_email",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("to_locked", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letter_email_agency_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_email_letter_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_letter_email_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_email")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_letter_email_letter_id")),
    )
    op.create_index(op.f("ix_letter_email_next_action_at"), "letter_email", ["next_action_at"], unique=False)
    op.create_table(
        "letter_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("detail_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_letter_event_agency_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_event_letter_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_letter_event_recipient_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_letter_event_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_event")),
    )
    op.create_index("ix_letter_event_agency", "letter_event", ["agency_id", "kind", "recorded_at"], unique=False)
    op.create_index("ix_letter_event_letter", "letter_event", ["letter_id", "recorded_at"], unique=False)
    op.create_table(
        "run_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_run_letter_child_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_run_letter_letter_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_run_letter_recipient_id")),
        sa.ForeignKeyConstraint(["run_id"], ["letter_run.id"], name=op.f("fk_run_letter_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_letter")),
        sa.UniqueConstraint(
            "run_id", "kind", "recipient_id", "child_id", name=op.f("uq_run_letter_run_id_kind_recipient_id_child_id")
        ),
    )
    op.create_index("ix_run_letter_next", "run_letter", ["run_id", "outcome", "place"], unique=False)
    op.add_column("agency", sa.Column("signed_by", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("agency", sa.Column("signature", sa.LargeBinary(), nullable=True))
    op.add_column("agency", sa.Column("reply_address", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("agency", sa.Column("formats", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("run_id", sa.Uuid(), nullable=True))
        letter.add_column(sa.Column("template_version", sa.Integer(), nullable=False, server_default="0"))
        letter.add_column(sa.Column("form", sa.String(length=20), nullable=False, server_default=""))
        letter.add_column(sa.Column("check_by", sa.Date(), nullable=True))
        letter.create_foreign_key(op.f("fk_letter_run_id"), "letter_run", ["run_id"], ["id"])
        letter.create_index(op.f("ix_letter_run_id"), ["run_id"], unique=False)
    for table in APPEND_ONLY:
        forbid_changes(table)
