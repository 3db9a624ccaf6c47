"""Appointments, the interpreters they need, the offers that find them, and the bookings that hold them."""
