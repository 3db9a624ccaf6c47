"""Taking in what a school exports of its pupils and their contacts: every good row lands, every bad one is told."""

from __future__ import annotations

from comms.families.imports.contacts import import_contacts
from comms.families.imports.fields import CONTACT_FIELDS, PUPIL_FIELDS
from comms.families.imports.outcome import ImportOutcome, Progress
from comms.families.imports.pupils import import_pupils

__all__ = ["CONTACT_FIELDS", "PUPIL_FIELDS", "ImportOutcome", "Progress", "import_contacts", "import_pupils"]
