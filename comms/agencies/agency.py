"""An agency: a school, a local authority's attendance team, children's social care, a police custody suite, a court."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record


class AgencyKind(StrEnum):
    """What an agency is; it decides which letters it may issue."""

    SCHOOL = "school"
    LOCAL_AUTHORITY = "local_authority"
    SOCIAL_CARE = "social_care"
    POLICE = "police"
    COURT = "court"
    INTERPRETING_SERVICE = "interpreting_service"


KIND_NAMES = {
    AgencyKind.SCHOOL: "school",
    AgencyKind.LOCAL_AUTHORITY: "local authority attendance team",
    AgencyKind.SOCIAL_CARE: "children's social care",
    AgencyKind.POLICE: "police",
    AgencyKind.COURT: "court",
    AgencyKind.INTERPRETING_SERVICE: "interpreting service",
}


class Agency(Record):
    """One agency and what its letters say of it. ``letter_settings`` holds only what differs from the defaults.

    ``signature`` is a picture (PNG or JPEG) that stands over ``signed_by``; ``reply_address`` is where slips are sent,
    when that is not ``address``; ``formats`` is the address book of formats: by format, who makes it, how to reach
    them. ``authority_id`` is the local authority under whose code of conduct a school stands, None where nobody said.
    """

    __tablename__ = "agency"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    address: Mapped[list[str]] = mapped_column(default=list)
    telephone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(60), default="hours.weekdays")
    opens: Mapped[time] = mapped_column(default=time(8, 30))
    closes: Mapped[time] = mapped_column(default=time(16, 0))
    interpreter_line: Mapped[str] = mapped_column(String(200), default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_by: Mapped[str] = mapped_column(String(200), default="")
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    reply_address: Mapped[list[str]] = mapped_column(default=list)
    formats: Mapped[Json] = mapped_column(default=dict)
    letter_settings: Mapped[Json] = mapped_column(default=dict)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    made_at: Mapped[datetime]
