"""How a penalty notice stands, in one sentence, and what each entry of the ledger says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from comms.formal.ledger.entry_given import GROUND_WORDS
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.penalties.standing import PENCE, NoticeStanding

STAGES = {1: "First notice", 2: "Second notice"}


def pounds(pence: int) -> str:
    """An amount as it is read: "£160", "£80.50"."""
    return f"£{pence // PENCE:,}" if pence % PENCE == 0 else f"£{pence / PENCE:,.2f}"


def said_day(day: date, on: date) -> str:
    """A day as the sentence says it, with its year where that is not the year of ``on``."""
    return f"{day.day} {day:%B}" if day.year == on.year or 0 <= (day - on).days <= 92 else f"{day.day} {day:%B %Y}"


def in_one_sentence(stage: int, stands: NoticeStanding, on: date) -> str:
    """How a notice stands on a day: "Second notice, £160, to be paid by 14 January; nothing was paid yet."."""
    return f"{STAGES[stage]}{_how(stands, on)}"


def _how(stands: NoticeStanding, on: date) -> str:
    if stands.withdrawn_on is not None:
        back = f" {pounds(stands.paid_total)} that was paid is owed back." if stands.paid_total else ""
        return f", withdrawn on {said_day(stands.withdrawn_on, on)}: nothing is to be paid.{back}"
    if stands.prosecuted_on is not None and stands.paid_on is None:
        return f", not paid: the matter went to court on {said_day(stands.prosecuted_on, on)}."
    if stands.paid_on is not None:
        late = ", after the last day for it" if stands.paid_late else ""
        court = ""
        if stands.prosecuted_on is not None:
            day = said_day(stands.prosecuted_on, on)
            court = f" The matter went to court on {day}: tell the court that it was paid before."
        return f", paid: {pounds(stands.paid_total)}, settled on {said_day(stands.paid_on, on)}{late}.{court}"
    if stands.served_on is None or stands.full_by is None:
        why = "it came back" if stands.returned else "it was not posted yet"
        return f", {pounds(stands.amount_due(on))}: {why}, so no day to pay runs."
    if on > stands.full_by:
        return (
            f", {pounds(stands.amount_due(on))}: the last day to pay was {said_day(stands.full_by, on)}, "
            f"and {_paid(stands)}."
        )
    reduced = stands.reduced_by is not None and on <= stands.reduced_by
    by = stands.reduced_by if reduced and stands.reduced_by is not None else stands.full_by
    then = ""
    if reduced:
        full = stands.terms.full * PENCE - stands.paid_total
        then = f", or {pounds(full)} by {said_day(stands.full_by, on)}"
    return f", {pounds(stands.amount_due(on))}, to be paid by {said_day(by, on)}{then}; {_paid(stands)} yet."


def _paid(stands: NoticeStanding) -> str:
    return f"no more than {pounds(stands.paid_total)} was paid" if stands.paid_total else "nothing was paid"


def entry_words(kind: str, detail: Mapping[str, Any], posted_by: str = "") -> str:
    """What an entry says, beside its day. ``posted_by`` is the name of whoever posted it."""
    words = {
        LedgerKind.CONSIDERED: "Considered, and no notice was issued",
        LedgerKind.ISSUED: "Issued",
        LedgerKind.POSTED: f"Posted{f' by {posted_by}' if posted_by else ''}, {detail.get('post_class', '')}",
        LedgerKind.SERVED_IN_PERSON: "Handed over to them",
        LedgerKind.RETURNED: f"Came back: {detail.get('why_returned', '')}",
        LedgerKind.PAID: f"Paid: {pounds(int(detail.get('pence', 0)))}",
        LedgerKind.REMINDED: "Reminded",
        LedgerKind.WITHDRAWN: f"Withdrawn: {GROUND_WORDS.get(str(detail.get('ground')), '').lower()}",
        LedgerKind.PROSECUTED: "Went to court",
    }
    return words.get(LedgerKind(kind), kind.capitalize())
