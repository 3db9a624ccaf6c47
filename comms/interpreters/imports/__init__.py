"""Taking in a register of interpreters from a spreadsheet: every good row lands, every bad one is told."""

from __future__ import annotations

from comms.interpreters.imports.fields import INTERPRETER_FIELDS
from comms.interpreters.imports.interpreters import KIND, import_interpreters

__all__ = ["INTERPRETER_FIELDS", "KIND", "import_interpreters"]
