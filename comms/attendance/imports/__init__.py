"""Taking in a school's register, as its system exports it: a column for each session, or a row for each mark."""

from __future__ import annotations

from comms.attendance.imports.fields import MARK_FIELDS, MARK_LIMITS
from comms.attendance.imports.kinds import IMPORTS, ImportKind
from comms.attendance.imports.marks import import_marks

__all__ = ["IMPORTS", "MARK_FIELDS", "MARK_LIMITS", "ImportKind", "import_marks"]
