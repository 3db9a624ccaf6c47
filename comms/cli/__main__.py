"""``python -m comms.cli`` is ``comms``."""

from __future__ import annotations

from comms.cli import main

main()
