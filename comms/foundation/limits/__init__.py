"""Limits: how often something costly, or something a guesser would do, may be done. Shared between processes."""

from __future__ import annotations

from comms.foundation.limits.limit import HOUR, MINUTE, Limit
from comms.foundation.limits.limit_use import LimitUse
from comms.foundation.limits.taking import forget_past_uses, give_back, take

__all__ = ["HOUR", "MINUTE", "Limit", "LimitUse", "forget_past_uses", "give_back", "take"]
