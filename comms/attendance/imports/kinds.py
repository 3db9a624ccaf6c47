"""Every import there is, by the word people say for it."""

from __future__ import annotations

from collections.abc import Mapping as ByName
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.imports.fields import MARK_FIELDS, MARK_LIMITS
from comms.attendance.imports.marks import import_marks
from comms.families.imports import CONTACT_FIELDS, PUPIL_FIELDS, ImportOutcome, Progress, import_contacts, import_pupils
from comms.foundation.tables import Limits, Mapping, Table, WantedField


class Import(Protocol):
    """Takes a table in. It never commits: a preview is the same, rolled back."""

    def __call__(
        self,
        session: Session,
        viewer: Viewer,
        table: Table,
        mapping: Mapping,
        now: datetime,
        progress: Progress | None = None,
    ) -> ImportOutcome:
        """Take the table in and say what became of each row."""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of import: the columns it looks for, how it takes them in, and how large a file may be."""

    fields: tuple[WantedField, ...]
    run: Import
    limits: Limits


IMPORTS: ByName[str, ImportKind] = MappingProxyType(
    {
        "pupils": ImportKind(PUPIL_FIELDS, import_pupils, Limits()),
        "contacts": ImportKind(CONTACT_FIELDS, import_contacts, Limits()),
        "marks": ImportKind(MARK_FIELDS, import_marks, MARK_LIMITS),
    }
)
