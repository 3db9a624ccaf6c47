"""Numbers by which people find a thing again, made to be read out on the telephone."""

from __future__ import annotations

import secrets

# Without letters and figures that look alike.
READ_OUT = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A fresh number, as in "K7M3-92QX"."""
    letters = "".join(secrets.choice(READ_OUT) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
