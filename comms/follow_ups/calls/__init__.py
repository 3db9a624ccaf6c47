"""Calls to a person and from one: ringing safely, with an interpreter who is briefed first, and what became of it."""
