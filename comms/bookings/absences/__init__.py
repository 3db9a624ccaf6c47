"""Appointments that somebody missed, why, and whose failure it was. What was ours never counts against a family."""
