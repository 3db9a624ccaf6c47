"""Texts sent and received, calls, and the follow-ups that stay open until a person closes them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.append_only import forbid_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What these hold is only ever added to; the database itself refuses the rest.
APPEND_ONLY = ("delivery_report", "follow_up_event", "family_answer", "absence", "absence_reason")
# The one desk at which webhooks are handled. Its work is always due.
DESK = UUID("019acb1e-5b00-7000-8000-000000000001")


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("fields_locked", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("once", name=op.f("uq_webhook_once")),
    )
    op.create_index("ix_webhook_open", "webhook", ["handled_at", "received_at"], unique=False)
    op.create_table(
        "webhook_desk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_desk")),
    )
    op.create_index(op.f("ix_webhook_desk_next_action_at"), "webhook_desk", ["next_action_at"], unique=False)
    op.create_table(
        "agency_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("alias", sa.String(length=11), nullable=False),
        sa.Column("ring_number", sa.String(length=40), nullable=False),
        sa.Column("short_name", sa.String(length=20), nullable=False),
        sa.Column("night_cover", sa.Boolean(), nullable=False),
        sa.Column("duty", sa.JSON(), nullable=False),
        sa.Column("segments_a_second", sa.Integer(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_why", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_line_agency_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_agency_line_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_line")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_agency_line_agency_id")),
        sa.UniqueConstraint("number", name=op.f("uq_agency_line_number")),
    )
    op.create_index(op.f("ix_agency_line_next_action_at"), "agency_line", ["next_action_at"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("because", sa.String(length=60), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("next_step", sa.String(length=40), nullable=False),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_because", sa.String(length=80), nullable=False),
        sa.Column("closed_words_locked", sa.LargeBinary(), nullable=True),
        sa.Column("enquiries_locked", sa.LargeBinary(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_follow_up_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_follow_up_child_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_follow_up_closed_by")),
        sa.ForeignKeyConstraint(["manager_id"], ["staff.id"], name=op.f("fk_follow_up_manager_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_follow_up_opened_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_up_person_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["staff.id"], name=op.f("fk_follow_up_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_about", "follow_up", ["about_kind", "about_id"], unique=False)
    op.create_index("ix_follow_up_agency", "follow_up", ["agency_id", "state", "next_action_at"], unique=False)
    op.create_index(op.f("ix_follow_up_next_action_at"), "follow_up", ["next_action_at"], unique=False)
    op.create_index(op.f("ix_follow_up_person_id"), "follow_up", ["person_id"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.String(length=16), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("number_locked", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_to_stop_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_of_night_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_thread_agency_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["staff.id"], name=op.f("fk_thread_assigned_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thread_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_agency_id"), "thread", ["agency_id"], unique=False)
    op.create_index(op.f("ix_thread_number_hash"), "thread", ["number_hash"], unique=False)
    op.create_index(op.f("ix_thread_person_id"), "thread", ["person_id"], unique=False)
    op.create_index("uq_thread_number", "thread", ["sender", "number_hash"], unique=True)
    op.create_table(
        "family_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_family_link_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_family_link_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_link_person_id")),
        sa.ForeignKeyConstraint(["point_id"], ["contact_point.id"], name=op.f("fk_family_link_point_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_link")),
    )
    op.create_index("ix_family_link_about", "family_link", ["about_kind", "about_id"], unique=False)
    op.create_index(op.f("ix_family_link_person_id"), "family_link", ["person_id"], unique=False)
    op.create_table(
        "follow_up_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("words_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_follow_up_event_by")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_event_follow_up_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_up_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_event")),
    )
    op.create_index("ix_follow_up_event_of", "follow_up_event", ["follow_up_id", "at"], unique=False)
    op.create_index(op.f("ix_follow_up_event_person_id"), "follow_up_event", ["person_id"], unique=False)
    op.create_table(
        "incoming",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("body_locked", sa.LargeBinary(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("meaning", sa.String(length=20), nullable=False),
        sa.Column("meaning_detail", sa.JSON(), nullable=False),
        sa.Column("translated_locked", sa.LargeBinary(), nullable=True),
        sa.Column("translated_by", sa.String(length=120), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_locked", sa.LargeBinary(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_incoming_agency_id")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_incoming_done_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incoming_person_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_incoming_taken_by")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_incoming_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_incoming_provider_id")),
    )
    op.create_index("ix_incoming_agency", "incoming", ["agency_id", "state", "received_at"], unique=False)
    op.create_index(op.f("ix_incoming_next_action_at"), "incoming", ["next_action_at"], unique=False)
    op.create_index(op.f("ix_incoming_person_id"), "incoming", ["person_id"], unique=False)
    op.create_index(op.f("ix_incoming_thread_id"), "incoming", ["thread_id"], unique=False)
    op.create_table(
        "telephone_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("number_locked", sa.LargeBinary(), nullable=True),
        sa.Column("by_carrier", sa.Boolean(), nullable=False),
        sa.Column("with_interpreter", sa.Boolean(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("room", sa.String(length=43), nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=True),
        sa.Column("staff_leg", sa.String(length=40), nullable=True),
        sa.Column("interpreter_leg", sa.String(length=40), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("why_missed", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_telephone_call_agency_id")),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name=op.f("fk_telephone_call_child_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_telephone_call_follow_up_id")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_telephone_call_interpreter_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_telephone_call_person_id")),
        sa.ForeignKeyConstraint(["point_id"], ["contact_point.id"], name=op.f("fk_telephone_call_point_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_telephone_call_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telephone_call")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_telephone_call_provider_id")),
        sa.UniqueConstraint("room", name=op.f("uq_telephone_call_room")),
    )
    op.create_index("ix_telephone_call_person", "telephone_call", ["agency_id", "person_id", "began_at"], unique=False)
    op.create_index(op.f("ix_telephone_call_person_id"), "telephone_call", ["person_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("note_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_absence_agency_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_absence_appointment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_absence_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("appointment_id", "person_id", "at", name=op.f("uq_absence_appointment_id_person_id_at")),
    )
    op.create_index(op.f("ix_absence_appointment_id"), "absence", ["appointment_id"], unique=False)
    op.create_index("ix_absence_person", "absence", ["agency_id", "person_id", "at"], unique=False)
    op.create_table(
        "absence_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("told_how", sa.String(length=20), nullable=False),
        sa.Column("told_by_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("words_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_absence_reason_appointment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_reason_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_absence_reason_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_reason")),
    )
    op.create_index(op.f("ix_absence_reason_appointment_id"), "absence_reason", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_absence_reason_person_id"), "absence_reason", ["person_id"], unique=False)
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_delivery_report_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_report")),
    )
    op.create_index("uq_delivery_report_once", "delivery_report", ["message_id", "status"], unique=True)
    op.create_table(
        "family_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words_locked", sa.LargeBinary(), nullable=True),
        sa.Column("detail_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_family_answer_agency_id")),
        sa.ForeignKeyConstraint(["link_id"], ["family_link.id"], name=op.f("fk_family_answer_link_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_answer")),
    )
    op.create_index("ix_family_answer_about", "family_answer", ["about_kind", "about_id"], unique=False)
    op.create_index(op.f("ix_family_answer_link_id"), "family_answer", ["link_id"], unique=False)
    op.create_index(op.f("ix_family_answer_person_id"), "family_answer", ["person_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reminder_agency_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_reminder_appointment_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reminder_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "appointment_id", "person_id", "sequence", name=op.f("uq_reminder_appointment_id_person_id_sequence")
        ),
    )
    op.create_index(op.f("ix_reminder_appointment_id"), "reminder", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_reminder_next_action_at"), "reminder", ["next_action_at"], unique=False)
    op.create_index(op.f("ix_reminder_person_id"), "reminder", ["person_id"], unique=False)
    op.add_column(
        "contact_point", sa.Column("read_by", sa.String(length=20), nullable=False, server_default="not asked")
    )
    op.add_column("contact_point", sa.Column("fault", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("contact_point", sa.Column("fault_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("message") as message:
        message.add_column(sa.Column("purpose", sa.String(length=20), nullable=False, server_default="booking"))
        message.add_column(sa.Column("thread_id", sa.Uuid(), nullable=True))
        message.add_column(sa.Column("sender", sa.String(length=20), nullable=False, server_default=""))
        message.add_column(sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.true()))
        message.add_column(sa.Column("names_child", sa.Boolean(), nullable=False, server_default=sa.false()))
        message.add_column(sa.Column("wording", sa.JSON(), nullable=False, server_default="{}"))
        message.add_column(sa.Column("units", sa.Integer(), nullable=False, server_default="0"))
        message.add_column(sa.Column("segments", sa.Integer(), nullable=False, server_default="0"))
        message.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        message.add_column(sa.Column("send_by", sa.DateTime(timezone=True), nullable=True))
        message.add_column(sa.Column("report_token", sa.String(length=43), nullable=True))
        message.add_column(sa.Column("provider_id", sa.String(length=40), nullable=True))
        message.add_column(sa.Column("delivery", sa.String(length=20), nullable=False, server_default=""))
        message.add_column(sa.Column("error_code", sa.Integer(), nullable=True))
        message.add_column(sa.Column("again_of_id", sa.Uuid(), nullable=True))
        message.add_column(sa.Column("made_by", sa.Uuid(), nullable=True))
        message.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        message.alter_column(
            "state", existing_type=sa.VARCHAR(length=12), type_=sa.String(length=20), existing_nullable=False
        )
        message.create_index("ix_message_due", ["agency_id", "state", "due_at"], unique=False)
        message.create_index(op.f("ix_message_provider_id"), ["provider_id"], unique=False)
        message.create_index(op.f("ix_message_thread_id"), ["thread_id"], unique=False)
        message.create_unique_constraint(op.f("uq_message_report_token"), ["report_token"])
        message.create_foreign_key(op.f("fk_message_made_by"), "staff", ["made_by"], ["id"])
        message.create_foreign_key(op.f("fk_message_thread_id"), "thread", ["thread_id"], ["id"])
        message.create_foreign_key(op.f("fk_message_again_of_id"), "message", ["again_of_id"], ["id"])
    op.add_column("offer", sa.Column("reply_code", sa.Integer(), nullable=True))
    op.add_column("safe_contact", sa.Column("alias", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("safe_contact", sa.Column("hours_locked", sa.LargeBinary(), nullable=True))

    for table in APPEND_ONLY:
        forbid_changes(table)
    desk = sa.table(
        "webhook_desk",
        sa.column("id", sa.Uuid()),
        sa.column("work_state"),
        sa.column("next_action_at", sa.DateTime(timezone=True)),
        sa.column("token"),
        sa.column("attempts"),
    )
    began = datetime(2026, 11, 28, tzinfo=UTC)
    op.bulk_insert(desk, [{"id": DESK, "work_state": "waiting", "next_action_at": began, "token": "", "attempts": 0}])
