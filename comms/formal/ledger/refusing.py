"""What may not be recorded of a penalty notice as it stands, and what to do instead. Each rule is one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from comms.formal.ledger.entry_given import EntryGiven, Ground
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.penalties.standing import PENCE, NoticeStanding
from comms.foundation.errors import Refused

Why = tuple[str, str]

_WITHDRAWN: Why = (
    "This notice was withdrawn.",
    "Nothing more is asked of the parent by it. If it was withdrawn by mistake, say so at that entry.",
)
_AT_COURT: Why = ("This matter is at court.", "What happens now is recorded there. Ask your authority's legal team.")
_PAID: Why = (
    "This notice is paid already.",
    "If the same money is on record twice, say at one of the entries that it was a mistake.",
)
_NOT_OUT: Why = ("This notice was not posted and not handed over, so it cannot have come back.", "Record the posting.")
_NOT_OVER: Why = (
    "Nobody goes to court while there is still time to pay.",
    "Wait until the last day to pay has passed. Source: Education Act 1996, section 444A(3).",
)
_ENDED: Mapping[str, Why] = {"withdrawn": _WITHDRAWN, "prosecuted": _AT_COURT, "paid": _PAID}


def refuse(given: EntryGiven, stands: NoticeStanding) -> None:
    """Raises ``Refused`` where what is told cannot be true of a notice that stands so, or must not be done."""
    why = _RULES[given.kind](given, stands)
    if why is not None:
        raise Refused(*why)


def ended_before(stands: NoticeStanding, on: date) -> str:
    """How a notice had ended when it was sent on a day: "withdrawn", "paid" or "prosecuted"; empty where it had not. A
    posting may be recorded after the money came in: that it was sent before is what counts."""
    if stands.withdrawn_on is not None and on >= stands.withdrawn_on:
        return "withdrawn"
    ended = {"prosecuted": stands.prosecuted_on, "paid": stands.paid_on}
    return next((state for state, day in ended.items() if day is not None and on > day), "")


def _sent(given: EntryGiven, stands: NoticeStanding) -> Why | None:
    return _ENDED.get(ended_before(stands, given.on))


def _ended(stands: NoticeStanding) -> Why | None:
    return _ENDED.get(stands.state)


def _returned(_: EntryGiven, stands: NoticeStanding) -> Why | None:
    return None if stands.served_on is not None or stands.posted_on is not None else _NOT_OUT


def _paid(given: EntryGiven, stands: NoticeStanding) -> Why | None:
    # Money for a withdrawn notice did come in; the ledger then says that it is owed back.
    # What came in before the matter went to court is on record however late it is heard of.
    before_court = stands.prosecuted_on is not None and given.on < stands.prosecuted_on
    if stands.paid_on is not None or (stands.state == "prosecuted" and not before_court):
        return _ended(stands) or _PAID
    most = stands.terms.full * PENCE - stands.paid_total
    if (given.pence or 0) > most:
        pounds = f"£{most // PENCE:,}" if most % PENCE == 0 else f"£{most / PENCE:,.2f}"
        return (f"This is more than is left to pay: {pounds}.", "Look at the amount again, and at the notice's number.")
    return None


def _reminded(_: EntryGiven, stands: NoticeStanding) -> Why | None:
    return _ended(stands)


def _withdrawn(given: EntryGiven, stands: NoticeStanding) -> Why | None:
    if stands.state in {"withdrawn", "prosecuted"}:
        return _ended(stands)
    if given.ground == Ground.NO_COURT and not _unpaid_by(given.on, stands):
        return (
            "The last day to pay has not passed unpaid, so this ground does not fit.",
            "Choose the ground that does.",
        )
    return None


def _prosecuted(given: EntryGiven, stands: NoticeStanding) -> Why | None:
    return None if _unpaid_by(given.on, stands) else (_ended(stands) or _NOT_OVER)


def _unpaid_by(on: date, stands: NoticeStanding) -> bool:
    """Whether the last day to pay had passed unpaid by the day that is told, and not just by now."""
    return stands.state == "unpaid" and stands.full_by is not None and on > stands.full_by


_RULES: Mapping[LedgerKind, Callable[[EntryGiven, NoticeStanding], Why | None]] = {
    LedgerKind.POSTED: _sent,
    LedgerKind.SERVED_IN_PERSON: _sent,
    LedgerKind.RETURNED: _returned,
    LedgerKind.PAID: _paid,
    LedgerKind.REMINDED: _reminded,
    LedgerKind.WITHDRAWN: _withdrawn,
    LedgerKind.PROSECUTED: _prosecuted,
    LedgerKind.MISTAKE: lambda *_: None,
}
