"""What an interpreter has shown: qualifications and checks, each with the day it was issued and the day it runs out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class QualificationKind(StrEnum):
    """What can be shown. A check (DBS, vetting, a registration) runs out; a diploma does not."""

    DPSI = "DPSI"  # Diploma in Public Service Interpreting
    DPI = "DPI"  # Diploma in Police Interpreting
    RQF = "RQF"  # another qualification at a stated level
    NRPSI = "NRPSI"  # National Register of Public Service Interpreters, renewed each year
    DBS = "DBS"  # Disclosure and Barring Service
    VETTING = "police vetting"
    SIGN = "sign registration"  # of a register of sign-language interpreters


# These end by themselves, so their last day must be known.
RUN_OUT = frozenset({QualificationKind.NRPSI, QualificationKind.DBS, QualificationKind.VETTING, QualificationKind.SIGN})

# What is looked at before somebody works with children or in custody; without one that counts today nobody is booked.
CHECKS = frozenset({QualificationKind.DBS, QualificationKind.VETTING})

# The level of the Regulated Qualifications Framework at which a diploma stands by itself.
LEVEL_OF = {QualificationKind.DPSI: 6, QualificationKind.DPI: 6}


class Qualification(Record):
    """One qualification or check. ``language`` is empty where it is not for one language; ``detail`` is the option or
    level it names ("law", "enhanced", "NPPV 3")."""

    __tablename__ = "qualification"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interpreter_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20), default="")
    level: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str] = mapped_column(String(60), default="")
    number_locked: Mapped[bytes | None]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    number = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.interpreter_id

    def valid_on(self, day: date) -> bool:
        """Whether it counts on a day: issued by then, not run out, not withdrawn. The last day counts."""
        return self.ended_at is None and self.issued_on <= day and (self.expires_on is None or day <= self.expires_on)


def is_checked(found: Iterable[Qualification], day: date) -> bool:
    """Whether at least one check (DBS or police vetting) counts on a day."""
    return any(one.kind in CHECKS and one.valid_on(day) for one in found)


def run_out_between(found: Iterable[Qualification], today: date, day: date) -> list[Qualification]:
    """What counts today and will not on a later day: a booking on that day must be looked at."""
    return [one for one in found if one.valid_on(today) and not one.valid_on(day)]
