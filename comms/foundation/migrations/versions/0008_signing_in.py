"""Signing in: second factors, sessions kept here, invitations, agencies' own directories, interpreters who sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_directory",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=400), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("client_secret_locked", sa.LargeBinary(), nullable=True),
        sa.Column("email_domains", sa.JSON(), nullable=False),
        sa.Column("second_factor_there", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_directory_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_directory")),
    )
    op.create_index(op.f("ix_agency_directory_agency_id"), "agency_directory", ["agency_id"], unique=False)
    # Nobody had a second factor before: the two columns that Flask-Security has for one were never filled.
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("tf_primary_method")
        staff.drop_column("tf_totp_secret")
        staff.add_column(sa.Column("totp_secret_locked", sa.LargeBinary(), nullable=True))
        staff.add_column(sa.Column("totp_made_at", sa.DateTime(timezone=True), nullable=True))
        staff.add_column(sa.Column("totp_used_at_step", sa.BigInteger(), nullable=True))
        staff.add_column(sa.Column("recovery_codes", sa.JSON(), nullable=False, server_default="[]"))
        staff.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        staff.add_column(sa.Column("left_by", sa.Uuid(), nullable=True))
        staff.add_column(sa.Column("directory_id", sa.Uuid(), nullable=True))
        staff.add_column(sa.Column("directory_subject", sa.String(length=255), nullable=True))
        staff.create_foreign_key(op.f("fk_staff_left_by"), "staff", ["left_by"], ["id"])
        staff.create_foreign_key(op.f("fk_staff_directory_id"), "agency_directory", ["directory_id"], ["id"])
        staff.create_unique_constraint(
            op.f("uq_staff_directory_id_directory_subject"), ["directory_id", "directory_subject"]
        )
    with op.batch_alter_table("interpreter") as interpreter:
        interpreter.add_column(sa.Column("staff_id", sa.Uuid(), nullable=True))
        interpreter.create_foreign_key(op.f("fk_interpreter_staff_id"), "staff", ["staff_id"], ["id"])
        interpreter.create_unique_constraint(op.f("uq_interpreter_staff_id"), ["staff_id"])
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("factor", sa.String(length=20), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("new_secret_locked", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "staff_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenge_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_key_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_key")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_staff_key_credential_id")),
    )
    op.create_index(op.f("ix_staff_key_staff_id"), "staff_key", ["staff_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("qualification", sa.String(length=200), nullable=False),
        sa.Column("qualified_in", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("is_return", sa.Boolean(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_invitation_agency_id")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_invitation_interpreter_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_invitation_made_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_invitation_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_agency_id"), "invitation", ["agency_id"], unique=False)
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"], unique=False)
    op.create_index(op.f("ix_invitation_staff_id"), "invitation", ["staff_id"], unique=False)
