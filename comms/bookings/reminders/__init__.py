"""Reminders before appointments, each to one person in their language."""
