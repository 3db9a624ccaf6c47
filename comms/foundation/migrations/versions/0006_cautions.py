"""Cautions: sessions, what was said in them, sealed records, the keys that seal them, links and the export log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.append_only import forbid_changes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What these hold is only ever added to; the database itself refuses the rest.
APPEND_ONLY = ("caution_entry", "caution_media", "caution_record", "exhibit_export")


def upgrade() -> None:
    op.create_table(
        "caution_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("script_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("last_entry", sa.Integer(), nullable=False),
        sa.Column("continues_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_caution_session_agency_id")),
        sa.ForeignKeyConstraint(
            ["continues_id"], ["caution_session.id"], name=op.f("fk_caution_session_continues_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["staff.id"], name=op.f("fk_caution_session_officer_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_caution_session_opened_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_caution_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caution_session")),
    )
    op.create_index(op.f("ix_caution_session_agency_id"), "caution_session", ["agency_id"], unique=False)
    op.create_index(op.f("ix_caution_session_person_id"), "caution_session", ["person_id"], unique=False)
    op.create_table(
        "caution_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("point", sa.String(length=60), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("said_locked", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_caution_entry_by")),
        sa.ForeignKeyConstraint(["session_id"], ["caution_session.id"], name=op.f("fk_caution_entry_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caution_entry")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_caution_entry_session_id_number")),
    )
    op.create_table(
        "caution_media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("content_locked", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_caution_media_made_by")),
        sa.ForeignKeyConstraint(["session_id"], ["caution_session.id"], name=op.f("fk_caution_media_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caution_media")),
    )
    op.create_index(op.f("ix_caution_media_session_id"), "caution_media", ["session_id"], unique=False)
    op.create_table(
        "sealing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("private_locked", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sealing_key_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_sealing_key_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealing_key")),
    )
    op.create_index(op.f("ix_sealing_key_agency_id"), "sealing_key", ["agency_id"], unique=False)
    op.create_table(
        "caution_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("record_locked", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_locked", sa.LargeBinary(), nullable=False),
        sa.Column("copy_locked", sa.LargeBinary(), nullable=True),
        sa.Column("record_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["sealing_key.id"], name=op.f("fk_caution_record_key_id")),
        sa.ForeignKeyConstraint(["sealed_by"], ["staff.id"], name=op.f("fk_caution_record_sealed_by")),
        sa.ForeignKeyConstraint(["session_id"], ["caution_session.id"], name=op.f("fk_caution_record_session_id")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["caution_record.id"], name=op.f("fk_caution_record_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caution_record")),
        sa.UniqueConstraint("session_id", "version", name=op.f("uq_caution_record_session_id_version")),
    )
    op.create_table(
        "exhibit_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("for_name", sa.String(length=200), nullable=False),
        sa.Column("for_office", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_exhibit_link_made_by")),
        sa.ForeignKeyConstraint(["record_id"], ["caution_record.id"], name=op.f("fk_exhibit_link_record_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_exhibit_link_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_exhibit_link_token_hash")),
    )
    op.create_table(
        "exhibit_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("to_whom", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_exhibit_export_by")),
        sa.ForeignKeyConstraint(["link_id"], ["exhibit_link.id"], name=op.f("fk_exhibit_export_link_id")),
        sa.ForeignKeyConstraint(["record_id"], ["caution_record.id"], name=op.f("fk_exhibit_export_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_export")),
    )
    for table in APPEND_ONLY:
        forbid_changes(table)
