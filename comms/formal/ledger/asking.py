"""What the ledger asks somebody to look at: a notice that was posted later than was reckoned with, so that the days on
its paper are too early; one that was sent when nothing was asked by it any more; money that was heard of too late.

The paper's days are reckoned from the day on which it was to be posted. Where it counts as served later, the parent has
by law more days than the paper says, and somebody has to tell them so, or withdraw it and issue a new one.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.ledger.find import KeptNotice
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.letters.letter import Letter
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

SERVED_LATER, SENT_IN_VAIN, PAID_BEFORE = "served_later", "sent_in_vain", "paid_before_court"
# How a notice has ended by which nothing more is asked, in words.
ENDED = {"withdrawn": "withdrawn", "paid": "paid", "prosecuted": "taken to court"}


def printed_service(letter: Letter) -> date | None:
    """The day of service that stands on the paper."""
    with suppress(ValueError):
        return date.fromisoformat(str((letter.values or {}).get("served", "")))
    return None


def ask_where_served_later(session: Session, viewer: Viewer, kept: KeptNotice, letter: Letter, now: datetime) -> None:
    """Open a task where the notice counts as served later than its paper says."""
    stands, printed = kept.standing(london_date(now)), printed_service(letter)
    if printed is None or stands.served_on is None or stands.full_by is None or stands.served_on <= printed:
        return
    why = (
        f"The penalty notice {kept.notice.reference} counts as received on {stands.served_on:%-d %B %Y}; its paper "
        f"says {printed:%-d %B %Y}. By law they have until {stands.full_by:%-d %B %Y} to pay. Tell them so, with an "
        "interpreter where one is needed, or withdraw it and issue a new one."
    )
    _ask(session, viewer, kept, (SERVED_LATER, why), now)


def ask_where_sent_in_vain(session: Session, viewer: Viewer, kept: KeptNotice, ended: str, now: datetime) -> None:
    """Open a task where a notice was sent although it was ``ended`` ("withdrawn") before."""
    why = (
        f"The penalty notice {kept.notice.reference} was sent although it was {ended} before. Tell whoever got it how "
        "it stands, with an interpreter where one is needed, so that nobody pays what is not asked."
    )
    _ask(session, viewer, kept, (SENT_IN_VAIN, why), now)


def ask_where_paid_before_court(session: Session, viewer: Viewer, kept: KeptNotice, now: datetime) -> None:
    """Open a task where money turns out to have come in before the matter went to court."""
    why = (
        f"Money for the penalty notice {kept.notice.reference} came in before the matter went to court, and was heard "
        "of later. Tell the court and your legal team today, and tell the parent how it stands."
    )
    _ask(session, viewer, kept, (PAID_BEFORE, why), now)


def _ask(session: Session, viewer: Viewer, kept: KeptNotice, what: tuple[str, str], now: datetime) -> None:
    reason, why = what
    wanted = TaskWanted(
        TaskKind.CHECK_NOTICE, kept.notice.parent_id, reason, why, working_day_after(london_date(now)),
        child_id=kept.notice.child_id, about_kind="formal_step", about_id=kept.notice.step_id,
    )  # fmt: skip
    open_task(session, viewer, wanted, now)
