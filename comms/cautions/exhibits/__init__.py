"""Exhibits: the sealed record of a caution session, the keys that seal it, and how anybody checks the seal."""
