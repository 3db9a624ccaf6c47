"""What an appointment's page says of a reminder."""

from __future__ import annotations

from comms.bookings.reminders.reminder import Reminder, ReminderState
from comms.web.bookings.appointments_times import clock
from comms.web.wording import weekday_in_words


def reminded_said(reminder: Reminder) -> str:
    """Where a reminder stands, in a sentence."""
    if reminder.state == ReminderState.PLANNED and reminder.next_action_at is not None:
        at = reminder.next_action_at
        return f"A text reminds them on {weekday_in_words(at)} from {clock(at)} on."
    return {
        ReminderState.PLANNED: "A text will remind them.",
        ReminderState.WRITTEN: "A text to remind them was written. They have not answered it.",
        ReminderState.LEFT_OUT: f"No text reminds them. {reminder.why}",
        ReminderState.COMING: "They answered the reminder: they will come.",
        ReminderState.NOT_COMING: "They answered the reminder: they cannot come.",
    }[ReminderState(reminder.state)]
