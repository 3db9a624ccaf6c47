"""Cautions: what was explained, answered and understood, and the sealed record that proves it."""
