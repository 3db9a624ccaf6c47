"""The screens of appointments, bookings, and interpreters at once."""
