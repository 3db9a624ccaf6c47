"""What is asked of the audit on a page, read from its address: who, which sort of thing, from which day until which.
An address holds ids, codes and days, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import request

from comms.foundation.clock import london_moment
from comms.foundation.tables import UnreadableDate, read_date
from comms.records.looks.action import KIND_WORDS, Kind, of_kind
from comms.records.looks.find import Asked
from comms.web.forms import Form

ON_A_PAGE = 50
LONGEST_NUMBER = 18
FILTERS = ("who", "kind", "from", "until")


@dataclass(frozen=True, slots=True)
class Asking:
    """What was asked, the form it was asked with, and the address of the same question."""

    asked: Asked
    form: Form

    @property
    def address(self) -> Mapping[str, str]:
        """The question as an address has it, without the place in the list."""
        return {name: self.form.line(name) for name in FILTERS if self.form.line(name)}


def asking() -> Asking:
    """Read the question of this request. One that cannot be read is noted in the form, and not asked."""
    form = Form(request.args.to_dict(flat=False))
    kind = form.line("kind")
    if kind and kind not in set(Kind):
        form.wrong("kind", "Choose one of the list.")
    asked = Asked(
        staff_id=_who(form),
        actions=of_kind(Kind(kind)) if kind in KIND_WORDS else None,
        since=_day(form, "from"),
        until=_day(form, "until", after=True),
        before=_number(form),
        # One more than is shown, to know whether there are older ones.
        most=ON_A_PAGE + 1,
    )
    return Asking(asked, form)


def _who(form: Form) -> UUID | None:
    said = form.line("who")
    try:
        return UUID(said) if said else None
    except ValueError:
        form.wrong("who", "Choose one of the list.")
        return None


def _day(form: Form, name: str, *, after: bool = False) -> datetime | None:
    said = form.line(name)
    if not said:
        return None
    try:
        day = read_date(said)
        return london_moment(day + timedelta(days=1) if after else day, time())
    except (UnreadableDate, OverflowError, ValueError):
        form.wrong(name, "This is not a day. Give one like 23/11/2026.")
        return None


def _number(form: Form) -> int | None:
    said = form.line("before")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER else None
