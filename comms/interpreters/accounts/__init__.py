"""Interpreters who sign in: which account belongs to which entry of the register."""
