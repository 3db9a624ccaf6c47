"""The audit: who did or saw what, in which role, when. It can be added to and never changed."""

from __future__ import annotations

from comms.foundation.audit.anchoring import Anchors, anchor_files, write_anchor
from comms.foundation.audit.anchors import Head, anchor_age
from comms.foundation.audit.entry import Actor, AuditEntry
from comms.foundation.audit.tampering import Fault, Tampering
from comms.foundation.audit.trail import note
from comms.foundation.audit.verify import Report, examine, verify

__all__ = [
    "Actor",
    "Anchors",
    "AuditEntry",
    "Fault",
    "Head",
    "Report",
    "Tampering",
    "anchor_age",
    "anchor_files",
    "examine",
    "note",
    "verify",
    "write_anchor",
]
