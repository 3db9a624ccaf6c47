"""Formal attendance steps: cases, what must hold before each, the ledger of penalties, reviews, referrals, returns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.append_only import forbid_changes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPEND_ONLY = ("formal_record", "ledger_entry", "penalty_notice", "part_time_review", "enquiry_step", "local_code")


def upgrade() -> None:
    with op.batch_alter_table("agency") as agency:
        agency.add_column(sa.Column("authority_id", sa.Uuid(), nullable=True))
        agency.create_foreign_key(op.f("fk_agency_authority_id"), "agency", ["authority_id"], ["id"])
    op.create_table(
        "attendance_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("note_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_attendance_return_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_attendance_return_child_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_attendance_return_sent_by")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_attendance_return_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_return")),
        sa.UniqueConstraint(
            "agency_id",
            "child_id",
            "kind",
            "first_day",
            name=op.f("uq_attendance_return_agency_id_child_id_kind_first_day"),
        ),
    )
    op.create_index(op.f("ix_attendance_return_child_id"), "attendance_return", ["child_id"], unique=False)
    op.create_table(
        "formal_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_formal_case_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_formal_case_child_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_formal_case_closed_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_formal_case_opened_by")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_formal_case_parent_id")),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_formal_case_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_case")),
    )
    op.create_index("ix_formal_case_agency", "formal_case", ["agency_id", "state", "opened_at"], unique=False)
    op.create_index(op.f("ix_formal_case_child_id"), "formal_case", ["child_id"], unique=False)
    op.create_index(op.f("ix_formal_case_parent_id"), "formal_case", ["parent_id"], unique=False)
    op.create_index(
        "uq_formal_case_open",
        "formal_case",
        ["agency_id", "child_id", "parent_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "leave_enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_leave_enquiry_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_leave_enquiry_child_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_leave_enquiry_ended_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_leave_enquiry_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_enquiry")),
    )
    op.create_index(op.f("ix_leave_enquiry_child_id"), "leave_enquiry", ["child_id"], unique=False)
    op.create_index("ix_leave_enquiry_open", "leave_enquiry", ["agency_id", "ended_at"], unique=False)
    op.create_table(
        "local_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_local_code_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_local_code_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_code")),
        sa.UniqueConstraint("agency_id", "version", name=op.f("uq_local_code_agency_id_version")),
    )
    op.create_table(
        "part_time_timetable",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_part_time_timetable_agency_id")),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_part_time_timetable_agreed_by")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_part_time_timetable_child_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_part_time_timetable_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_part_time_timetable_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_time_timetable")),
    )
    op.create_index(op.f("ix_part_time_timetable_child_id"), "part_time_timetable", ["child_id"], unique=False)
    op.create_index(
        "ix_part_time_timetable_open", "part_time_timetable", ["agency_id", "ended_on", "review_on"], unique=False
    )
    op.create_table(
        "enquiry_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("detail_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_enquiry_step_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_enquiry_step_child_id")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["leave_enquiry.id"], name=op.f("fk_enquiry_step_enquiry_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_enquiry_step_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_step")),
    )
    op.create_index(op.f("ix_enquiry_step_enquiry_id"), "enquiry_step", ["enquiry_id"], unique=False)
    op.create_table(
        "formal_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("detail_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_formal_record_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_formal_record_case_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_formal_record_parent_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_formal_record_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_record")),
    )
    op.create_index("ix_formal_record_case", "formal_record", ["case_id", "recorded_at"], unique=False)
    op.create_table(
        "formal_referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("pack_locked", sa.LargeBinary(), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.Column("why_locked", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_formal_referral_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_formal_referral_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_formal_referral_child_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_formal_referral_parent_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_formal_referral_sent_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_formal_referral_settled_by")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_formal_referral_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_referral")),
    )
    op.create_index(op.f("ix_formal_referral_case_id"), "formal_referral", ["case_id"], unique=False)
    op.create_index("ix_formal_referral_from", "formal_referral", ["agency_id", "sent_at"], unique=False)
    op.create_index("ix_formal_referral_to", "formal_referral", ["to_agency_id", "state", "sent_at"], unique=False)
    op.create_table(
        "part_time_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("said_locked", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_part_time_review_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_part_time_review_child_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_part_time_review_recorded_by")),
        sa.ForeignKeyConstraint(
            ["timetable_id"], ["part_time_timetable.id"], name=op.f("fk_part_time_review_timetable_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_time_review")),
    )
    op.create_index(op.f("ix_part_time_review_timetable_id"), "part_time_review", ["timetable_id"], unique=False)
    op.create_table(
        "safeguarding_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("raised", sa.String(length=30), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("said_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_safeguarding_question_agency_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_safeguarding_question_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_safeguarding_question_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_safeguarding_question_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_safeguarding_question_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_question")),
    )
    op.create_index(op.f("ix_safeguarding_question_case_id"), "safeguarding_question", ["case_id"], unique=False)
    op.create_index(op.f("ix_safeguarding_question_child_id"), "safeguarding_question", ["child_id"], unique=False)
    op.create_index(
        "ix_safeguarding_question_open", "safeguarding_question", ["agency_id", "answered_at", "asked_at"], unique=False
    )
    op.create_table(
        "formal_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("sessions_locked", sa.LargeBinary(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("improved", sa.String(length=20), nullable=False),
        sa.Column("improved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("improved_by", sa.Uuid(), nullable=True),
        sa.Column("improved_because_locked", sa.LargeBinary(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("released_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_formal_step_agency_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_formal_step_appointment_id")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_formal_step_case_id")),
        sa.ForeignKeyConstraint(["improved_by"], ["staff.id"], name=op.f("fk_formal_step_improved_by")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_formal_step_letter_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_formal_step_made_by")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_formal_step_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_step")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_formal_step_letter_id")),
    )
    op.create_index("ix_formal_step_case", "formal_step", ["case_id", "made_at"], unique=False)
    op.create_table(
        "penalty_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_penalty_notice_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_penalty_notice_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_penalty_notice_child_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=op.f("fk_penalty_notice_issued_by")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_penalty_notice_parent_id")),
        sa.ForeignKeyConstraint(["step_id"], ["formal_step.id"], name=op.f("fk_penalty_notice_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_notice")),
        sa.UniqueConstraint("reference", name=op.f("uq_penalty_notice_reference")),
        sa.UniqueConstraint("step_id", name=op.f("uq_penalty_notice_step_id")),
    )
    op.create_index(op.f("ix_penalty_notice_case_id"), "penalty_notice", ["case_id"], unique=False)
    op.create_index("ix_penalty_notice_of", "penalty_notice", ["parent_id", "child_id", "issued_on"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("detail_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_ledger_entry_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_ledger_entry_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_ledger_entry_child_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["penalty_notice.id"], name=op.f("fk_ledger_entry_notice_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_ledger_entry_parent_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_ledger_entry_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(op.f("ix_ledger_entry_case_id"), "ledger_entry", ["case_id"], unique=False)
    op.create_index(op.f("ix_ledger_entry_notice_id"), "ledger_entry", ["notice_id"], unique=False)
    op.create_index("ix_ledger_entry_of", "ledger_entry", ["parent_id", "child_id", "recorded_at"], unique=False)
    op.create_table(
        "pattern_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("seen_locked", sa.LargeBinary(), nullable=True),
        sa.Column("decision", sa.String(length=30), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_pattern_review_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["formal_case.id"], name=op.f("fk_pattern_review_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_pattern_review_child_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_pattern_review_decided_by")),
        sa.ForeignKeyConstraint(["notice_id"], ["penalty_notice.id"], name=op.f("fk_pattern_review_notice_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_pattern_review_opened_by")),
        sa.ForeignKeyConstraint(["parent_id"], ["person.id"], name=op.f("fk_pattern_review_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_review")),
    )
    op.create_index(op.f("ix_pattern_review_case_id"), "pattern_review", ["case_id"], unique=False)
    op.create_index("ix_pattern_review_open", "pattern_review", ["agency_id", "decided_at", "due_on"], unique=False)
    for table in APPEND_ONLY:
        forbid_changes(table)
