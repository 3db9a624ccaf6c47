"""The columns the import of marks looks for. A register with a column for each session has no more than the UPN;
its other headings are read as days and sessions."""

from __future__ import annotations

from comms.families.imports.fields import UPN
from comms.foundation.tables import Limits, WantedField
from comms.foundation.tables.table import MEGABYTE

MARK_FIELDS: tuple[WantedField, ...] = (
    UPN,
    WantedField("date", ("Date", "Attendance date", "Mark date", "Session date", "Day")),
    WantedField("session", ("Session", "AM/PM", "Session name", "Session type", "Half day")),
    WantedField("mark", ("Mark", "Attendance mark", "Attendance code", "Code", "Mark code", "Registration mark")),
)

MARK_LIMITS = Limits(file_size=60 * MEGABYTE, rows=1_000_000)
"""The largest register that is read: a year of 1,500 pupils is 600,000 rows when each mark has its own."""
