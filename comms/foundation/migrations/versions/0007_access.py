"""Who may see whom: shares, families kept closed, look-ups; homes, numbers and safe contact as each agency knows them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.access_carried import carry_contact_points, carry_homes, carry_safe_contact
from comms.foundation.migrations.append_only import allow_changes, forbid_changes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_known",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_point_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_contact_known_agency_id")),
        sa.ForeignKeyConstraint(
            ["contact_point_id"], ["contact_point.id"], name=op.f("fk_contact_known_contact_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_known")),
        sa.UniqueConstraint("contact_point_id", "agency_id", name=op.f("uq_contact_known_contact_point_id_agency_id")),
    )
    op.create_index(op.f("ix_contact_known_agency_id"), "contact_known", ["agency_id"], unique=False)
    op.create_table(
        "share_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("why_locked", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_share_request_agency_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_share_request_asked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_share_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_request")),
    )
    for column in ("agency_id", "person_id"):
        op.create_index(op.f(f"ix_share_request_{column}"), "share_request", [column], unique=False)
    op.create_table(
        "family_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("why_locked", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_family_share_ended_by")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_family_share_from_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_family_share_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_share_person_id")),
        sa.ForeignKeyConstraint(["received_by"], ["staff.id"], name=op.f("fk_family_share_received_by")),
        sa.ForeignKeyConstraint(["request_id"], ["share_request.id"], name=op.f("fk_family_share_request_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_family_share_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_share")),
    )
    for column in ("from_agency_id", "person_id", "request_id", "to_agency_id"):
        op.create_index(op.f(f"ix_family_share_{column}"), "family_share", [column], unique=False)
    op.create_table(
        "closed_family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("because_locked", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_closed_family_agency_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_closed_family_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_closed_family_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_family")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_closed_family_agency_id_reference")),
    )
    op.create_table(
        "closed_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("closed_family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_family_id"], ["closed_family.id"], name=op.f("fk_closed_person_closed_family_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_closed_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_person")),
    )
    op.create_table(
        "closed_reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("closed_family_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_family_id"], ["closed_family.id"], name=op.f("fk_closed_reader_closed_family_id")
        ),
        sa.ForeignKeyConstraint(["named_by"], ["staff.id"], name=op.f("fk_closed_reader_named_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_closed_reader_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_reader")),
    )
    for table, column in (("closed_person", "person_id"), ("closed_reader", "staff_id")):
        op.create_index(op.f(f"ix_{table}_closed_family_id"), table, ["closed_family_id"], unique=False)
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    op.create_table(
        "family_lookup",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_locked", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("why_locked", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_family_lookup_agency_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_family_lookup_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_family_lookup_asked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_lookup_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_lookup")),
    )
    for column in ("agency_id", "person_id"):
        op.create_index(op.f(f"ix_family_lookup_{column}"), "family_lookup", [column], unique=False)

    with op.batch_alter_table("involvement") as involvement:
        involvement.add_column(sa.Column("household_id", sa.Uuid(), nullable=True))
        involvement.add_column(sa.Column("how", sa.String(length=20), nullable=False, server_default="recorded"))
        involvement.add_column(sa.Column("because_locked", sa.LargeBinary(), nullable=True))
        involvement.create_foreign_key(op.f("fk_involvement_household_id"), "household", ["household_id"], ["id"])
        involvement.create_index(op.f("ix_involvement_household_id"), ["household_id"], unique=False)
    carry_homes()
    with op.batch_alter_table("person") as person:
        person.drop_index(op.f("ix_person_household_id"))
        person.drop_constraint(op.f("fk_person_household_id"), type_="foreignkey")
        person.drop_column("household_id")
    carry_contact_points()
    allow_changes("safe_contact")
    op.add_column("safe_contact", sa.Column("agency_id", sa.Uuid(), nullable=True))
    carry_safe_contact()
    with op.batch_alter_table("safe_contact") as safe_contact:
        safe_contact.alter_column("agency_id", existing_type=sa.Uuid(), nullable=False)
        safe_contact.create_foreign_key(op.f("fk_safe_contact_agency_id"), "agency", ["agency_id"], ["id"])
    forbid_changes("safe_contact")
    # Which meetings are at the home of somebody who is kept closed is asked with every list of meetings.
    op.create_index(op.f("ix_appointment_home_of_id"), "appointment", ["home_of_id"], unique=False)
