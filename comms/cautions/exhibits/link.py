"""A link by which somebody outside the agency may look at one sealed record: a named person, for a while, read-only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.clock import london_date, london_moment
from comms.foundation.db import Record
from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_name

# As long as a court needs to prepare a hearing; whoever needs longer is given another.
MOST_DAYS = 28
# 256 bits: nobody guesses them.
SECRET_BYTES = 32
LONGEST_NAME, LONGEST_OFFICE, LONGEST_REASON = 200, 200, 300


class ExhibitLink(Record):
    """One link to one version of a record. ``for_name`` and ``for_office`` say who may look, ``why`` what for.

    ``token_hash`` is the SHA-256 of the letters in the address. They are shown once to whoever makes the link, and kept
    nowhere.
    """

    __tablename__ = "exhibit_link"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("caution_record.id"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    for_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    for_office: Mapped[str] = mapped_column(String(LONGEST_OFFICE))
    why: Mapped[str] = mapped_column(String(LONGEST_REASON))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    until: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))

    def standing(self, now: datetime) -> LinkStanding:
        """Whether it opens anything at this moment."""
        if self.withdrawn_at is not None:
            return LinkStanding.WITHDRAWN
        return LinkStanding.GOOD if now < self.until else LinkStanding.OVER

    @property
    def last_day(self) -> date:
        """The last day on which it is good, by the date in London."""
        return london_date(self.until - timedelta(microseconds=1))


class LinkStanding(StrEnum):
    """How a link stands."""

    GOOD = "good"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LinkGiven:
    """What is said of a new link: who may look, of which office, what for, and on how many days, today the first."""

    for_name: str
    for_office: str
    why: str
    days: int


class BadLink(BadInput):
    """A link that cannot be made like this. ``field`` is the name of what has to be corrected."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.field = field


def tidied(given: LinkGiven) -> LinkGiven:
    """The same, as it is kept."""
    return LinkGiven(tidy_name(given.for_name), tidy_name(given.for_office), tidy_name(given.why), given.days)


def wrong_with(given: LinkGiven) -> Iterator[BadLink]:
    """Everything that is wrong with a link that was asked for: it is for somebody who can be named, and never for
    long."""
    for field, text, most, missing in (
        ("for_name", given.for_name, LONGEST_NAME, "Nobody is named who may look."),
        ("for_office", given.for_office, LONGEST_OFFICE, "Their court or office is not named."),
        ("why", given.why, LONGEST_REASON, "It is not said what they need the record for."),
    ):
        if not text:
            yield BadLink(field, missing, "It stands in the export log, so that anybody can ask later.")
        elif len(text) > most:
            yield BadLink(field, f"This is {len(text)} characters long.", f"Shorten it to {most}.")
    if not 1 <= given.days <= MOST_DAYS:
        yield BadLink("days", f"A link is good for 1 to {MOST_DAYS} days.", "Choose fewer; another can be made later.")


def end_of(days: int, now: datetime) -> datetime:
    """The moment a link of so many days is over: midnight in London after the last of them, today being the first."""
    return london_moment(london_date(now) + timedelta(days=days), time(0))


def new_token() -> str:
    """Fresh letters for an address. They say nothing of whom the record is about."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(token: str) -> bytes:
    """What is kept of the letters, and compared."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
