"""Approvals that keep their words, certificates, reviews, jobs for the engine, keys of programs, phrases of replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.append_only import allow_changes, forbid_changes, forbid_changes_but
from comms.foundation.migrations.approved_words import fill_approved_words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What these hold is only ever added to; the database itself refuses the rest.
APPEND_ONLY = ("translation_review",)
# And of these all but that they were withdrawn.
WITHDRAWN = ("withdrawn_at", "withdrawn_by", "withdrawn_why")
BUT_FOR_WITHDRAWING = ("translation_approval", "translation_certificate")
# What a machine made of a family's answer is put beside it when the worker has it.
MACHINES = ("translation_locked", "translated_by", "translation_why")


def upgrade() -> None:
    op.create_table(
        "translation_certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column("approver_name", sa.String(length=200), nullable=False),
        sa.Column("qualification", sa.String(length=200), nullable=False),
        sa.Column("statement", sa.String(length=500), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_translation_certificate_agency_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name=op.f("fk_translation_certificate_approver_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_translation_certificate_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_certificate")),
    )
    op.create_index(
        op.f("ix_translation_certificate_agency_id"), "translation_certificate", ["agency_id"], unique=False
    )
    op.create_index("ix_translation_certificate_use", "translation_certificate", ["language", "use"], unique=False)
    op.create_table(
        "translation_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("context", sa.String(length=40), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("translation_hash", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_translation_review_agency_id")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_translation_review_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_review")),
    )
    op.create_index(
        "ix_translation_review_words", "translation_review", ["agency_id", "language", "source_hash"], unique=False
    )
    op.create_table(
        "translation_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("texts_locked", sa.LargeBinary(), nullable=True),
        sa.Column("names_locked", sa.LargeBinary(), nullable=True),
        sa.Column("answers_locked", sa.LargeBinary(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_translation_job_agency_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_translation_job_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_job")),
    )
    op.create_index(op.f("ix_translation_job_answered_at"), "translation_job", ["answered_at"], unique=False)
    op.create_index(op.f("ix_translation_job_next_action_at"), "translation_job", ["next_action_at"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("a_minute", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_api_key_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_api_key_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_key_secret_hash")),
    )
    op.create_index(op.f("ix_api_key_agency_id"), "api_key", ["agency_id"], unique=False)
    op.create_table(
        "reply_phrase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reply_phrase_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_phrase")),
        sa.UniqueConstraint("agency_id", "text_hash", name=op.f("uq_reply_phrase_agency_id_text_hash")),
    )
    with op.batch_alter_table("translation_approval") as approval:
        approval.add_column(sa.Column("source", sa.String(length=500), nullable=False, server_default=""))
        approval.add_column(sa.Column("source_plural", sa.String(length=500), nullable=True))
        approval.add_column(sa.Column("forms", sa.JSON(), nullable=False, server_default="[]"))
        approval.add_column(sa.Column("agency_id", sa.Uuid(), nullable=True))
        approval.add_column(sa.Column("certificate_id", sa.Uuid(), nullable=True))
        approval.add_column(sa.Column("basis", sa.String(length=20), nullable=False, server_default="read"))
        approval.add_column(sa.Column("carried_from_id", sa.Uuid(), nullable=True))
        approval.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
        approval.add_column(sa.Column("withdrawn_why", sa.String(length=300), nullable=False, server_default=""))
        approval.create_index(op.f("ix_translation_approval_certificate_id"), ["certificate_id"], unique=False)
        approval.create_foreign_key(op.f("fk_translation_approval_agency_id"), "agency", ["agency_id"], ["id"])
        approval.create_foreign_key(
            op.f("fk_translation_approval_certificate_id"), "translation_certificate", ["certificate_id"], ["id"]
        )
        approval.create_foreign_key(
            op.f("fk_translation_approval_carried_from_id"), "translation_approval", ["carried_from_id"], ["id"]
        )
        approval.create_foreign_key(op.f("fk_translation_approval_withdrawn_by"), "staff", ["withdrawn_by"], ["id"])
    op.add_column("own_words", sa.Column("machine", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("incoming", sa.Column("translation_why", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("family_answer", sa.Column("translation_locked", sa.LargeBinary(), nullable=True))
    for name, length in (("translated_by", 120), ("translation_why", 300)):
        op.add_column("family_answer", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))

    fill_approved_words()
    for table in APPEND_ONLY:
        forbid_changes(table)
    for table in BUT_FOR_WITHDRAWING:
        forbid_changes_but(table, WITHDRAWN)
    allow_changes("family_answer")
    forbid_changes_but("family_answer", MACHINES)
