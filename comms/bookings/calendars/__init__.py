"""What calendars are told of bookings and appointments: files that invite and call off, and secret addresses."""

from __future__ import annotations

from comms.bookings.calendars.files import (
    appointment_cancellation_for,
    appointment_file,
    appointment_invitation_for,
    booking_file,
    cancellation_for,
    invitation_for,
)

__all__ = [
    "appointment_cancellation_for",
    "appointment_file",
    "appointment_invitation_for",
    "booking_file",
    "cancellation_for",
    "invitation_for",
]
