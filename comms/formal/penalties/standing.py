"""How a penalty notice stands on a day, folded from the entries of the ledger; and which notice may come next.

The fold asks nothing and changes nothing. It takes the entries of one notice, in whatever order they were written
down. Entries of a later day than the one asked for are not known yet; those said to be mistakes are left out, whenever
that was said.
Amounts are in pence.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeVar

from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.penalties.dates import pay_by, presumed_served, years_after
from comms.formal.penalties.terms import Rules, Terms, rules_on
from comms.foundation.errors import BadInput

PENCE = 100

Notice = TypeVar("Notice", bound=Hashable)

NoticeState = Literal["none", "considered", "issued", "posted", "served", "paid", "unpaid", "withdrawn", "prosecuted"]
"""How a notice stands. "posted" is on its way; "unpaid" is not paid to the end of the last day for it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger, without its record: what happened, and on which day.

    ``kind`` is a ``LedgerKind`` or its words. ``detail`` holds ``class`` of a posting ("first" or "second"), ``pence``
    of a payment, and, where it is known, ``posting``, the id of the posting that came back, of a return. ``mistaken``
    (or ``entry`` in the detail) is, of a mistake, the id of the entry that was one. Ids are compared as text.
    """

    kind: str
    on: date
    detail: Mapping[str, Any] = field(default_factory=dict)
    id: object = None
    mistaken: object = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in for a notice, in pence."""

    on: date
    pence: int


@dataclass(frozen=True, slots=True)
class NoticeStanding:
    """A notice on a day. Days are None while nothing has happened that would set them.

    ``served_on`` may lie ahead: it is the day on which a notice that was posted will count as served. ``reduced_by``
    and ``full_by`` are the last days for each amount; ``reduced_by`` is None, too, where there is no reduced amount.
    ``paid_total`` and ``amount_due`` are in pence. ``paid_on`` is the day of the payment that settled it. ``returned``
    says that it came back and has not been served since: no day runs.
    """

    state: NoticeState
    terms: Terms
    issued_on: date | None
    posted_on: date | None
    served_on: date | None
    reduced_by: date | None
    full_by: date | None
    payments: tuple[Payment, ...]
    paid_on: date | None
    reminded_on: date | None
    withdrawn_on: date | None
    prosecuted_on: date | None
    returned: bool

    @property
    def paid_total(self) -> int:
        """All that came in, in pence; of a withdrawn notice it is owed back."""
        return sum(payment.pence for payment in self.payments)

    @property
    def paid_late(self) -> bool:
        """Whether it was settled after the last day for it."""
        return self.paid_on is not None and self.full_by is not None and self.paid_on > self.full_by

    @property
    def counts(self) -> bool:
        """Whether it counts as a notice of the framework's years: it was issued, and not withdrawn."""
        return self.issued_on is not None and self.withdrawn_on is None

    def amount_due(self, on: date) -> int:
        """What would settle the notice on a day, in pence and never less than nothing, after the payments up to it.

        Nothing is due of a notice that was withdrawn or settled, or once it went to court. Until it is served no day
        has begun to run, so the reduced amount still settles it.
        """
        ended = [day for day in (self.withdrawn_on, self.prosecuted_on, self.paid_on) if day is not None]
        if self.issued_on is None or any(day <= on for day in ended):
            return 0
        reduced = self.terms.reduced
        in_time = reduced is not None and (self.served_on is None or self.reduced_by is None or on <= self.reduced_by)
        wanted = reduced if reduced is not None and in_time else self.terms.full
        return wanted * PENCE - sum(payment.pence for payment in self.payments if payment.on <= on)


def standing(entries: Iterable[Entry], terms: Terms, on: date) -> NoticeStanding:
    """How one notice, with the terms it was issued on, stands on a day.

    A notice that came back is not served, and one posted again, or handed over, counts from the last time, for those
    are the days on the paper the parent holds. A first notice is settled by the reduced amount up to its last day, by
    the full one from then on; payments in part add up. Raises ``BadInput`` for a payment that is no sum of money.
    Source: the national framework for penalty notices, as ``terms`` and ``data/penalties.toml`` tell; that a notice
    that came back is not served, and that the last service counts, are rules of the house.
    """
    known = [entry for entry in _not_mistaken(entries) if entry.on <= on]
    issued_on = _last(known, LedgerKind.ISSUED)
    rules = rules_on(issued_on or min((entry.on for entry in known), default=on))
    posted = _out_still(known)
    services = [presumed_served(entry.on, str(entry.detail.get("class") or ""), rules) for entry in posted]
    services += [entry.on for entry in known if entry.kind == LedgerKind.SERVED_IN_PERSON]
    served_on = max(services, default=None)
    reduced_by, full_by = _pay_by(served_on, terms, rules)
    payments = tuple(sorted((_payment(e) for e in known if e.kind == LedgerKind.PAID), key=lambda p: (p.on, p.pence)))
    found = NoticeStanding(
        state="none",
        terms=terms,
        issued_on=issued_on,
        posted_on=max((entry.on for entry in posted), default=None),
        served_on=served_on,
        reduced_by=reduced_by,
        full_by=full_by,
        payments=payments,
        paid_on=_settled_on(payments, terms, reduced_by),
        reminded_on=_last(known, LedgerKind.REMINDED),
        withdrawn_on=_last(known, LedgerKind.WITHDRAWN),
        prosecuted_on=_last(known, LedgerKind.PROSECUTED),
        returned=served_on is None and _last(known, LedgerKind.RETURNED) is not None,
    )
    considered = _last(known, LedgerKind.CONSIDERED) is not None
    return replace(found, state=_state(found, on, considered=considered))


def standings(
    entries: Iterable[tuple[Notice, Entry]], terms: Mapping[Notice, Terms], on: date
) -> dict[Notice, NoticeStanding]:
    """How several notices stand, each by its own key and from its own entries alone: a parent's notices for two
    children are never added up. ``terms`` holds those of each notice."""
    own: dict[Notice, list[Entry]] = {key: [] for key in terms}
    for key, entry in entries:
        if key in own:
            own[key].append(entry)
    return {key: standing(held, terms[key], on) for key, held in own.items()}


def stage_for(issued_days: Sequence[date], on: date) -> int | None:
    """Which notice one issued on a day would be: the first (1), the second (2), or None where no more can be issued.

    ``issued_days`` are the days on which notices to this parent for this child were issued, by anybody, without those
    that were withdrawn. Source: ``most_notices`` and ``within_years`` in ``data/penalties.toml``.
    """
    counted = len(counted_days(issued_days, on))
    return counted + 1 if counted < rules_on(on).most_notices.value else None


def counted_days(issued_days: Sequence[date], on: date) -> tuple[date, ...]:
    """Those of the days whose notices count on a day, in order: issued by then, and less than the framework's years
    before. On the same day so many years later a notice counts no more, and one from before the framework
    (``counts_from``) never does."""
    rules = rules_on(on)
    since, years = rules.counts_from.value, rules.within_years.value
    return tuple(sorted(day for day in issued_days if since <= day <= on < years_after(day, years)))


def issuable_from(issued_days: Sequence[date], on: date) -> date:
    """The first day, ``on`` or later, on which a notice could be issued by the number of those before it."""
    rules = rules_on(on)
    counted = counted_days(issued_days, on)
    if len(counted) < rules.most_notices.value:
        return on
    return years_after(counted[-rules.most_notices.value], rules.within_years.value)


def _not_mistaken(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that stand. A mistake can itself be said to be one: then what it took back stands again."""
    held = list(entries)
    takes_back: dict[str, list[Entry]] = {}
    for entry in held:
        taken_back = entry.mistaken or entry.detail.get("entry")
        if entry.kind == LedgerKind.MISTAKE and taken_back:
            takes_back.setdefault(str(taken_back), []).append(entry)

    def stands(entry: Entry, asked: frozenset[str]) -> bool:
        name = str(entry.id)
        if entry.id is None or name in asked:
            return True
        return not any(stands(mistake, asked | {name}) for mistake in takes_back.get(name, ()))

    return [entry for entry in held if stands(entry, frozenset())]


def _last(known: Sequence[Entry], kind: LedgerKind) -> date | None:
    return max((entry.on for entry in known if entry.kind == kind), default=None)


def _out_still(known: Sequence[Entry]) -> list[Entry]:
    """The postings that have not come back. A return names its posting, or takes back all before its own day: which of
    two envelopes came back cannot be known, and what cannot be known is not held against anybody. One posted on the
    day of a return is the next, for no letter comes back on the day it went out."""
    returns = [entry for entry in known if entry.kind == LedgerKind.RETURNED]
    named = {str(entry.detail["posting"]) for entry in returns if entry.detail.get("posting")}
    unnamed = max((entry.on for entry in returns if not entry.detail.get("posting")), default=date.min)
    posted = [entry for entry in known if entry.kind == LedgerKind.POSTED]
    return [entry for entry in posted if entry.on >= unnamed and str(entry.id) not in named]


def _pay_by(served_on: date | None, terms: Terms, rules: Rules) -> tuple[date | None, date | None]:
    if served_on is None:
        return None, None
    reduced_by = None if terms.reduced_days is None else pay_by(served_on, terms.reduced_days, rules)
    return reduced_by, pay_by(served_on, terms.full_days, rules)


def _payment(entry: Entry) -> Payment:
    pence = entry.detail.get("pence")
    if not isinstance(pence, int) or isinstance(pence, bool) or pence <= 0:
        raise BadInput(
            f"The payment of {entry.on.isoformat()} is no sum of money.", "Give it in pence, more than nothing."
        )
    return Payment(entry.on, pence)


def _settled_on(payments: Sequence[Payment], terms: Terms, reduced_by: date | None) -> date | None:
    """The day of the payment with which enough had come in, None while it has not."""
    total = 0
    for payment in payments:
        total += payment.pence
        in_time = reduced_by is None or payment.on <= reduced_by
        wanted = terms.reduced if terms.reduced is not None and in_time else terms.full
        if total >= wanted * PENCE:
            return payment.on
    return None


def _state(found: NoticeStanding, on: date, *, considered: bool) -> NoticeState:
    if found.issued_on is None:
        return "considered" if considered else "none"
    ends: tuple[tuple[NoticeState, date | None], ...] = (
        ("withdrawn", found.withdrawn_on),
        ("prosecuted", found.prosecuted_on),
        ("paid", found.paid_on),
    )
    for state, day in ends:
        if day is not None:
            return state
    if found.served_on is None or found.full_by is None:
        return "issued"
    if on < found.served_on:
        return "posted"
    return "served" if on <= found.full_by else "unpaid"
