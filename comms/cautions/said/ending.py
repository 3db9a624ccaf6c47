"""How a session ends: whether anything was promised or threatened, the outcome, signatures, and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comms.cautions.said.payload import Said
from comms.cautions.said.words import Words


@dataclass(frozen=True, slots=True)
class Inducement(Said):
    """What the person said when they were asked whether anybody promised them something or threatened them. ``none``
    is that nobody did; otherwise ``what`` says what was promised or threatened."""

    KIND: ClassVar[str] = "inducement asked"

    words: Words
    none: bool
    what: str = ""


@dataclass(frozen=True, slots=True)
class Decided(Said):
    """The outcome, with the reason, and the person's own words where they consent."""

    KIND: ClassVar[str] = "decided"

    outcome: str
    why: str = ""
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Signed(Said):
    """Somebody signed: ``way`` is "drawn" (``media_id``), "aloud" (``heard_by``), "refused" or "unable" (``why`` and
    ``witness``)."""

    KIND: ClassVar[str] = "signed"

    who: str
    name: str
    way: str
    media_id: UUID | None = None
    heard_by: str = ""
    why: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Corrected(Said):
    """Something on the record is wrong: what, what it should say, and why. What it corrects stays as it is."""

    KIND: ClassVar[str] = "corrected"

    what: str
    says_now: str
    why: str
