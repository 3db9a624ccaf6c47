"""The pattern review that a payment opens: paid is not closed."""
