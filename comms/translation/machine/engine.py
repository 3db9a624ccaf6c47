"""The engine of a worker's process, warmed up before the first text comes."""

from __future__ import annotations

import logging

from comms.channels.argos import installed_packages
from comms.channels.translating import translator_for
from comms.foundation.settings import Settings
from comms.translation.catalogues import is_english

logger = logging.getLogger(__name__)

MEGABYTE = 1024**2


def warm_up(settings: Settings) -> None:
    """Have the packages read, so that the first who asks does not wait for it: as many as the engine keeps in memory,
    those that translate what families write first. Each worker's process does it for itself, after it was forked.

    A package that breaks costs nothing here; whoever needs it is told then.
    """
    room = settings.translation_memory_mb * MEGABYTE
    try:
        packages = installed_packages(settings.translation_folder)
        for package in sorted(packages, key=lambda one: not is_english(one.target)):
            room -= package.size
            if room < 0:
                return
            translator_for(settings).translate(["a"], package.source, package.target)
    except Exception as fault:  # noqa: BLE001 - a worker that does everything else is worth more than none
        logger.error("The engine could not be warmed up.", extra={"fault": type(fault).__name__})  # noqa: TRY400
