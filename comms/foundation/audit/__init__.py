"""The audit: who did or saw what, in which role, when. It can be added to and never changed."""

from __future__ import annotations

from comms.foundation.audit.entry import Actor, AuditEntry
from comms.foundation.audit.trail import note
from comms.foundation.audit.verify import Fault, anchor_age, verify, write_anchor

__all__ = ["Actor", "AuditEntry", "Fault", "anchor_age", "note", "verify", "write_anchor"]
