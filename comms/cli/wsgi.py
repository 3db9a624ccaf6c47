"""The application for a WSGI server of your own, such as gunicorn."""

from __future__ import annotations

import gc

from flask import Flask

from comms.app import create_app
from comms.cli.opening import opened
from comms.foundation.logs import start_logging


def application() -> Flask:
    """The application on the installation that the settings name."""
    installation = opened()
    start_logging(installation.settings.log_level)
    made = create_app(installation)
    # What is loaded by now stays; collecting garbage in it made one page in twenty wait 80 ms more.
    gc.freeze()
    return made
