"""What the UIDs of our own calendar entries end with, so that they are known again in somebody's calendar."""

from __future__ import annotations

OUR_UIDS = "@bookings.comms"
