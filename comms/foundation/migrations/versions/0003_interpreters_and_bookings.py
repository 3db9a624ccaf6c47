"""Interpreters, appointments, and the bookings that bring them together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comms.foundation.migrations.append_only import forbid_changes
from comms.foundation.migrations.no_double_booking import forbid_double_booking

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What these hold is only ever added to; the database itself refuses the rest.
APPEND_ONLY = ("interpreter_use",)


def upgrade() -> None:
    op.create_table(
        "travel_time",
        sa.Column("from_zone", sa.String(length=8), nullable=False),
        sa.Column("to_zone", sa.String(length=8), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("from_zone", "to_zone", name=op.f("pk_travel_time")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("to_kind", sa.String(length=20), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("to_locked", sa.LargeBinary(), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body_locked", sa.LargeBinary(), nullable=False),
        sa.Column("calendar_locked", sa.LargeBinary(), nullable=True),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_message_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_about", "message", ["about_kind", "about_id"], unique=False)
    op.create_index("ix_message_agency", "message", ["agency_id", "state", "made_at"], unique=False)
    op.create_index(op.f("ix_message_next_action_at"), "message", ["next_action_at"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_place_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_agency_id"), "place", ["agency_id"], unique=False)
    op.create_table(
        "register_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("keeper_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_register_share_agency_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["agency.id"], name=op.f("fk_register_share_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_share")),
        sa.UniqueConstraint("keeper_id", "agency_id", name=op.f("uq_register_share_keeper_id_agency_id")),
    )
    op.create_index(op.f("ix_register_share_agency_id"), "register_share", ["agency_id"], unique=False)
    op.create_table(
        "appointment_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_appointment_series_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_appointment_series_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_series")),
    )
    op.create_table(
        "booking_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_booking_plan_agency_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_booking_plan_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_booking_plan_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_plan")),
    )
    op.create_index(op.f("ix_booking_plan_agency_id"), "booking_plan", ["agency_id"], unique=False)
    op.create_table(
        "interpreter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_name", sa.String(length=700), nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("telephone_locked", sa.LargeBinary(), nullable=True),
        sa.Column("telephone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("email_locked", sa.LargeBinary(), nullable=True),
        sa.Column("email_hash", sa.LargeBinary(), nullable=True),
        sa.Column("base_zone", sa.String(length=8), nullable=False),
        sa.Column("travels_minutes", sa.Integer(), nullable=False),
        sa.Column("most_minutes_a_day", sa.Integer(), nullable=True),
        sa.Column("most_minutes_a_week", sa.Integer(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("note_locked", sa.LargeBinary(), nullable=True),
        sa.Column("calendar_address_locked", sa.LargeBinary(), nullable=True),
        sa.Column("calendar_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_fault", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_interpreter_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interpreter_person_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["staff.id"], name=op.f("fk_interpreter_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter")),
    )
    op.create_index(op.f("ix_interpreter_email_hash"), "interpreter", ["email_hash"], unique=False)
    op.create_index("ix_interpreter_register", "interpreter", ["agency_id", "active"], unique=False)
    op.create_index(op.f("ix_interpreter_telephone_hash"), "interpreter", ["telephone_hash"], unique=False)
    op.create_table(
        "supplier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("cost_code", sa.String(length=60), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_supplier_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_supplier_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
    )
    op.create_index(op.f("ix_supplier_agency_id"), "supplier", ["agency_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("occurrence_day", sa.Date(), nullable=True),
        sa.Column("own_way", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("note_locked", sa.LargeBinary(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("where_kind", sa.String(length=40), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("home_of_id", sa.Uuid(), nullable=True),
        sa.Column("address_locked", sa.LargeBinary(), nullable=True),
        sa.Column("link_locked", sa.LargeBinary(), nullable=True),
        sa.Column("zone", sa.String(length=8), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes_asked", sa.Integer(), nullable=False),
        sa.Column("risk", sa.String(length=10), nullable=False),
        sa.Column("flexible_minutes", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("organiser_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("called_off_by", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("delayed_from", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_appointment_agency_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f("fk_appointment_confirmed_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_appointment_ended_by")),
        sa.ForeignKeyConstraint(["home_of_id"], ["person.id"], name=op.f("fk_appointment_home_of_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_appointment_made_by")),
        sa.ForeignKeyConstraint(["organiser_id"], ["staff.id"], name=op.f("fk_appointment_organiser_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_appointment_place_id")),
        sa.ForeignKeyConstraint(["series_id"], ["appointment_series.id"], name=op.f("fk_appointment_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("series_id", "occurrence_day", name=op.f("uq_appointment_series_id_occurrence_day")),
    )
    op.create_index("ix_appointment_matter", "appointment", ["matter"], unique=False)
    op.create_index("ix_appointment_when", "appointment", ["agency_id", "starts_at"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_calendar_feed_agency_id")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_calendar_feed_interpreter_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_calendar_feed_made_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_calendar_feed_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feed_secret_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_interpreter_id"), "calendar_feed", ["interpreter_id"], unique=False)
    op.create_index(op.f("ix_calendar_feed_staff_id"), "calendar_feed", ["staff_id"], unique=False)
    op.create_table(
        "hours_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_hours_exception_interpreter_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_hours_exception_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_exception")),
    )
    op.create_index("ix_hours_exception_interpreter", "hours_exception", ["interpreter_id", "ends_at"], unique=False)
    op.create_table(
        "interpreter_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("community_locked", sa.LargeBinary(), nullable=True),
        sa.Column("declared_by", sa.String(length=20), nullable=False),
        sa.Column("reason_locked", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_because_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_interpreter_conflict_agency_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_interpreter_conflict_ended_by")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_interpreter_conflict_interpreter_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interpreter_conflict_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_interpreter_conflict_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_conflict")),
    )
    op.create_index(
        op.f("ix_interpreter_conflict_interpreter_id"), "interpreter_conflict", ["interpreter_id"], unique=False
    )
    op.create_index(op.f("ix_interpreter_conflict_person_id"), "interpreter_conflict", ["person_id"], unique=False)
    op.create_table(
        "interpreter_language",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("dialect", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreter.id"], name=op.f("fk_interpreter_language_interpreter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_language")),
        sa.UniqueConstraint(
            "interpreter_id",
            "language",
            "dialect",
            name=op.f("uq_interpreter_language_interpreter_id_language_dialect"),
        ),
    )
    op.create_index("ix_interpreter_language", "interpreter_language", ["language", "interpreter_id"], unique=False)
    op.create_table(
        "qualification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.Column("number_locked", sa.LargeBinary(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_qualification_interpreter_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_qualification_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
    )
    op.create_index(op.f("ix_qualification_interpreter_id"), "qualification", ["interpreter_id"], unique=False)
    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("until_time", sa.Time(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_weekly_hours_interpreter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
    )
    op.create_index("ix_weekly_hours_interpreter", "weekly_hours", ["interpreter_id", "weekday"], unique=False)
    op.create_table(
        "attendee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("need", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_attendee_appointment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendee_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint("appointment_id", "person_id", name=op.f("uq_attendee_appointment_id_person_id")),
    )
    op.create_index(op.f("ix_attendee_person_id"), "attendee", ["person_id"], unique=False)
    op.create_table(
        "interpreter_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("dialect_locked", sa.LargeBinary(), nullable=True),
        sa.Column("avoid_locked", sa.LargeBinary(), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=True),
        sa.Column("risk", sa.String(length=10), nullable=False),
        sa.Column("cost_code", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=True),
        sa.Column("escalated_to", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("instead_locked", sa.LargeBinary(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_interpreter_request_agency_id")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_interpreter_request_appointment_id")
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["staff.id"], name=op.f("fk_interpreter_request_raised_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_interpreter_request_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_interpreter_request_reference")),
    )
    op.create_index(
        op.f("ix_interpreter_request_appointment_id"), "interpreter_request", ["appointment_id"], unique=False
    )
    op.create_index(
        op.f("ix_interpreter_request_next_action_at"), "interpreter_request", ["next_action_at"], unique=False
    )
    op.create_index(
        "ix_interpreter_request_when", "interpreter_request", ["agency_id", "state", "starts_at"], unique=False
    )
    op.create_table(
        "interpreter_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("of_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("authorised_by", sa.Uuid(), nullable=True),
        sa.Column("adult_is", sa.String(length=40), nullable=False),
        sa.Column("adult_name_locked", sa.LargeBinary(), nullable=True),
        sa.Column("reason_locked", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_interpreter_use_agency_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_interpreter_use_appointment_id")),
        sa.ForeignKeyConstraint(["authorised_by"], ["staff.id"], name=op.f("fk_interpreter_use_authorised_by")),
        sa.ForeignKeyConstraint(["of_id"], ["interpreter_use.id"], name=op.f("fk_interpreter_use_of_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interpreter_use_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_interpreter_use_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_use")),
    )
    op.create_index(op.f("ix_interpreter_use_person_id"), "interpreter_use", ["person_id"], unique=False)
    op.create_index("ix_interpreter_use_when", "interpreter_use", ["agency_id", "at"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answer_minutes", sa.Integer(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_for_by", sa.Uuid(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("last_wrong_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_offer_agency_id")),
        sa.ForeignKeyConstraint(["answered_for_by"], ["staff.id"], name=op.f("fk_offer_answered_for_by")),
        sa.ForeignKeyConstraint(["checked_by"], ["staff.id"], name=op.f("fk_offer_checked_by")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_offer_interpreter_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_offer_made_by")),
        sa.ForeignKeyConstraint(["request_id"], ["interpreter_request.id"], name=op.f("fk_offer_request_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_offer_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_interpreter_id"), "offer", ["interpreter_id"], unique=False)
    op.create_index(op.f("ix_offer_next_action_at"), "offer", ["next_action_at"], unique=False)
    op.create_index("ix_offer_request", "offer", ["request_id", "state", "place"], unique=False)
    op.create_index(op.f("ix_offer_supplier_id"), "offer", ["supplier_id"], unique=False)
    op.create_table(
        "plan_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("why_not", sa.JSON(), nullable=False),
        sa.Column("move_minutes", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_plan_line_interpreter_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["booking_plan.id"], name=op.f("fk_plan_line_plan_id")),
        sa.ForeignKeyConstraint(["request_id"], ["interpreter_request.id"], name=op.f("fk_plan_line_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
    )
    op.create_index(op.f("ix_plan_line_plan_id"), "plan_line", ["plan_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("interpreter_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("interpreter_name_locked", sa.LargeBinary(), nullable=True),
        sa.Column("registration_locked", sa.LargeBinary(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("occupies", sa.Boolean(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("matter", sa.String(length=60), nullable=False),
        sa.Column("for_roles", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=True),
        sa.Column("names_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("miles", sa.Integer(), nullable=False),
        sa.Column("fee_pence", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("why_locked", sa.LargeBinary(), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("feedback_locked", sa.LargeBinary(), nullable=True),
        sa.Column("debrief_locked", sa.LargeBinary(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("work_state", sa.String(length=20), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_booking_agency_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_booking_appointment_id")),
        sa.ForeignKeyConstraint(["booked_by"], ["staff.id"], name=op.f("fk_booking_booked_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_booking_ended_by")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["interpreter.id"], name=op.f("fk_booking_interpreter_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_booking_offer_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["booking.id"], name=op.f("fk_booking_replaced_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["interpreter_request.id"], name=op.f("fk_booking_request_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_booking_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    op.create_index(op.f("ix_booking_appointment_id"), "booking", ["appointment_id"], unique=False)
    op.create_index(
        "ix_booking_interpreter",
        "booking",
        ["interpreter_id", "occupies", "starts_at", "ends_at", "held_until"],
        unique=False,
    )
    op.create_index("ix_booking_matter", "booking", ["matter"], unique=False)
    op.create_index(op.f("ix_booking_next_action_at"), "booking", ["next_action_at"], unique=False)
    op.create_index(op.f("ix_booking_request_id"), "booking", ["request_id"], unique=False)
    op.create_index("ix_booking_when", "booking", ["agency_id", "starts_at"], unique=False)
    op.create_index(
        "uq_booking_one_for_a_request",
        "booking",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('accepted, interpreter not yet named', 'arrived', 'confirmed', 'held')"),
        sqlite_where=sa.text("state IN ('accepted, interpreter not yet named', 'arrived', 'confirmed', 'held')"),
    )
    for table in APPEND_ONLY:
        forbid_changes(table)
    forbid_double_booking()
