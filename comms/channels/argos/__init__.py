"""Translation with Argos packages, on this machine alone: nothing is downloaded and no server is asked.

The engine is loaded when the first text is translated, so importing this room costs nothing.
"""

from __future__ import annotations

from comms.channels.argos.installing import Installed, install, remove
from comms.channels.argos.packages import Package, installed_packages
from comms.channels.argos.translating import ArgosTranslator, argos_translator

__all__ = [
    "ArgosTranslator",
    "Installed",
    "Package",
    "argos_translator",
    "install",
    "installed_packages",
    "remove",
]
