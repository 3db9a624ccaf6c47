"""What an interpreter who signs in sees of their own offers and bookings."""
