"""The changes of schema."""
