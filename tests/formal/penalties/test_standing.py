"""How a notice stands, folded from the ledger."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.penalties.standing import (
    Entry,
    NoticeStanding,
    standing,
    standings,
)
from comms.formal.penalties.terms import Terms, terms_for
from comms.foundation.errors import BadInput

ISSUED = date(2026, 11, 23)
SERVED = date(2026, 11, 25)
REDUCED_BY = date(2026, 12, 15)
FULL_BY = date(2026, 12, 22)
A_DAY = timedelta(days=1)
FIRST, SECOND = terms_for(1, ISSUED), terms_for(2, ISSUED)


def entry(kind: LedgerKind, on: date, name: str = "", **detail: object) -> Entry:
    return Entry(kind, on, detail, id=name or None)


def paid(on: date, pounds: int) -> Entry:
    return entry(LedgerKind.PAID, on, pence=pounds * 100)


def issued_and_posted(*more: Entry) -> list[Entry]:
    """A notice issued on a Monday and posted that day by first class post, so that it is served on the Wednesday."""
    posted = Entry(LedgerKind.POSTED, ISSUED, {"class": "first"}, id="posting")
    return [entry(LedgerKind.ISSUED, ISSUED, "issue"), posted, *more]


def stands(*more: Entry, on: date = FULL_BY + A_DAY, terms: Terms = FIRST) -> NoticeStanding:
    return standing(issued_and_posted(*more), terms, on)


def test_a_notice_goes_from_issued_to_posted_to_served_to_unpaid() -> None:
    """Source: ``post.first`` and ``terms.1``: days run from presumed service."""
    assert standing([], FIRST, ISSUED).state == "none"
    assert standing([entry(LedgerKind.ISSUED, ISSUED)], FIRST, FULL_BY).state == "issued"
    assert stands(on=SERVED - A_DAY).state == "posted"
    assert stands(on=SERVED).state == "served"
    assert stands(on=FULL_BY).state == "served"
    late = stands()
    assert (late.state, late.served_on, late.reduced_by, late.full_by) == ("unpaid", SERVED, REDUCED_BY, FULL_BY)


def test_what_was_considered_and_not_issued_is_no_notice() -> None:
    found = standing([entry(LedgerKind.CONSIDERED, ISSUED, because="support is working")], FIRST, FULL_BY)
    assert (found.state, found.counts, found.amount_due(FULL_BY)) == ("considered", False, 0)


@pytest.mark.parametrize(
    ("on", "pounds", "state", "due"),
    [
        (REDUCED_BY, 80, "paid", 0),
        (REDUCED_BY + A_DAY, 80, "unpaid", 8000),
        (REDUCED_BY + A_DAY, 160, "paid", 0),
        (FULL_BY, 160, "paid", 0),
        (ISSUED, 80, "paid", 0),
        (REDUCED_BY, 79, "unpaid", 8100),
    ],
)
def test_a_first_notice_is_settled_by_80_pounds_within_21_days_and_by_160_later(
    on: date, pounds: int, state: str, due: int
) -> None:
    """Source: ``terms.1``: £80 if paid within 21 days, £160 within 28."""
    found = stands(paid(on, pounds))
    assert (found.state, found.amount_due(FULL_BY + A_DAY)) == (state, due)


def test_a_second_notice_is_160_pounds_flat() -> None:
    """Source: ``terms.2``: no reduced amount."""
    assert stands(paid(SERVED, 80), terms=SECOND).state == "unpaid"
    found = stands(paid(SERVED, 160), terms=SECOND)
    assert (found.state, found.reduced_by, found.full_by) == ("paid", None, FULL_BY)
    assert stands(on=SERVED, terms=SECOND).amount_due(SERVED) == 16000


def test_what_is_due_on_each_day_is_the_amount_of_that_day() -> None:
    """Source: ``terms.1``."""
    found = stands(on=SERVED)
    assert [found.amount_due(day) for day in (ISSUED, REDUCED_BY, REDUCED_BY + A_DAY, FULL_BY)] == [
        8000, 8000, 16000, 16000,
    ]  # fmt: skip


def test_payments_in_part_add_up_and_the_day_of_the_last_counts() -> None:
    """Source: ``terms.1``; that parts add up is a rule of the house, for money that came in was paid."""
    parts = [entry(LedgerKind.PAID, SERVED, pence=2667), entry(LedgerKind.PAID, REDUCED_BY, pence=5333)]
    found = stands(*parts)
    assert (found.state, found.paid_total, found.paid_on) == ("paid", 8000, REDUCED_BY)
    too_late = stands(parts[0], replace(parts[1], on=REDUCED_BY + A_DAY))
    assert (too_late.state, too_late.amount_due(FULL_BY)) == ("unpaid", 8000)
    rest = stands(parts[0], replace(parts[1], on=REDUCED_BY + A_DAY), paid(FULL_BY + A_DAY, 80))
    assert (rest.state, rest.paid_late, rest.paid_on) == ("paid", True, FULL_BY + A_DAY)


def test_a_notice_that_came_back_is_not_served_and_no_day_runs() -> None:
    """Source: the issue: a returned notice is not served; the days run from receipt (``days_before_the_first``)."""
    back = entry(LedgerKind.RETURNED, date(2026, 12, 4))
    found = stands(back)
    assert (found.state, found.returned, found.served_on, found.full_by) == ("issued", True, None, None)
    assert found.amount_due(FULL_BY + A_DAY) == 8000
    assert stands(back, paid(FULL_BY + A_DAY, 80)).state == "paid"
    assert stands(back, on=date(2026, 12, 3)).state == "served"


def test_a_notice_posted_again_on_the_day_it_came_back_runs_from_the_new_posting() -> None:
    """Source: ``post.first``; that the last service counts is a rule of the house."""
    again = date(2026, 12, 4)
    found = stands(entry(LedgerKind.RETURNED, again), entry(LedgerKind.POSTED, again, **{"class": "first"}))
    assert (found.posted_on, found.served_on, found.returned) == (again, date(2026, 12, 8), False)
    assert (found.reduced_by, found.full_by) == (date(2026, 12, 28), date(2027, 1, 4))


def test_a_return_that_names_its_posting_leaves_the_other() -> None:
    again = entry(LedgerKind.POSTED, date(2026, 11, 30), "again", **{"class": "first"})
    old_back = stands(again, entry(LedgerKind.RETURNED, date(2026, 12, 4), posting="posting"))
    assert old_back.served_on == date(2026, 12, 2)
    new_back = stands(again, entry(LedgerKind.RETURNED, date(2026, 12, 4), posting="again"))
    assert new_back.served_on == SERVED
    which = stands(again, entry(LedgerKind.RETURNED, date(2026, 12, 4)))
    assert which.served_on is None


def test_a_notice_handed_over_is_served_that_day_and_no_letter_that_comes_back_undoes_it() -> None:
    """Source: ``days_before_the_first``: the days begin with the day on which the notice is received."""
    by_hand = entry(LedgerKind.SERVED_IN_PERSON, date(2026, 12, 1))
    for more in ([by_hand], [by_hand, entry(LedgerKind.RETURNED, date(2026, 12, 4))]):
        found = stands(*more)
        assert (found.served_on, found.reduced_by, found.returned) == (date(2026, 12, 1), date(2026, 12, 21), False)


def test_a_posting_of_unknown_class_is_served_with_the_slowest_post() -> None:
    """Source: ``post.second``; what is not known is not held against a family."""
    entries = [entry(LedgerKind.ISSUED, ISSUED), entry(LedgerKind.POSTED, ISSUED)]
    assert standing(entries, FIRST, FULL_BY).served_on == date(2026, 11, 27)


def test_of_a_withdrawn_notice_nothing_is_due_and_it_does_not_count() -> None:
    """Source: ``most_notices``: one that was withdrawn does not count towards the limit."""
    found = stands(paid(SERVED, 50), entry(LedgerKind.WITHDRAWN, REDUCED_BY))
    assert (found.state, found.counts, found.paid_total) == ("withdrawn", False, 5000)
    assert [found.amount_due(day) for day in (SERVED, REDUCED_BY, FULL_BY)] == [3000, 0, 0]
    assert stands(entry(LedgerKind.WITHDRAWN, REDUCED_BY), on=REDUCED_BY - A_DAY).counts


def test_a_notice_that_went_to_court_counts_and_is_no_longer_paid() -> None:
    """Source: ``most_notices``, Manchester's code: notices not paid count, those prosecuted among them."""
    found = stands(entry(LedgerKind.PROSECUTED, date(2027, 1, 20)), on=date(2027, 2, 1))
    assert (found.state, found.counts, found.amount_due(date(2027, 2, 1))) == ("prosecuted", True, 0)


def test_an_entry_said_to_be_a_mistake_is_left_out_and_a_mistake_can_be_one_itself() -> None:
    payment = Entry(LedgerKind.PAID, SERVED, {"pence": 8000}, id="p")
    wrong = Entry(LedgerKind.MISTAKE, FULL_BY, id="m", mistaken="p")
    assert stands(payment, wrong).state == "unpaid"
    assert stands(payment, Entry(LedgerKind.MISTAKE, FULL_BY, {"entry": "p"}, id="m")).state == "unpaid"
    assert stands(payment, wrong, Entry(LedgerKind.MISTAKE, FULL_BY, id="n", mistaken="m")).state == "paid"
    issue = Entry(LedgerKind.MISTAKE, FULL_BY, id="m", mistaken="issue")
    assert (stands(issue).state, stands(issue).counts) == ("none", False)


def test_two_entries_that_call_each_other_a_mistake_end_the_asking() -> None:
    one = Entry(LedgerKind.MISTAKE, SERVED, id="a", mistaken="b")
    other = Entry(LedgerKind.MISTAKE, SERVED, id="b", mistaken="a")
    assert stands(one, other).state == "unpaid"


@pytest.mark.parametrize("pence", [0, -100, None, "8000", 80.0, True])
def test_a_payment_that_is_no_sum_of_money_is_refused(pence: object) -> None:
    with pytest.raises(BadInput, match="no sum of money"):
        stands(entry(LedgerKind.PAID, SERVED, pence=pence))


@pytest.mark.parametrize("changes", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_change_of_the_clock_between_service_and_the_last_day_moves_neither(changes: date) -> None:
    """Source: ``terms.1``: days are counted, never hours."""
    zone = ZoneInfo("Europe/London")
    noon, eve = (datetime(d.year, d.month, d.day, 12, tzinfo=zone) for d in (changes, changes - A_DAY))
    assert noon.utcoffset() != eve.utcoffset()
    served = changes - timedelta(days=9)
    found = standing(
        [entry(LedgerKind.ISSUED, served), entry(LedgerKind.SERVED_IN_PERSON, served)],
        FIRST,
        served + timedelta(days=27),
    )
    assert found.state == "served"
    assert (found.reduced_by, found.full_by) == (served + timedelta(days=20), served + timedelta(days=27))


ledger_days = st.dates(ISSUED, date(2027, 2, 28))
entries = st.one_of(
    st.builds(
        lambda on, c: entry(LedgerKind.POSTED, on, **{"class": c}), ledger_days, st.sampled_from(["first", "second"])
    ),
    st.builds(lambda on, p: entry(LedgerKind.PAID, on, pence=p), ledger_days, st.integers(1, 20000)),
    st.builds(
        entry,
        st.sampled_from([LedgerKind.SERVED_IN_PERSON, LedgerKind.RETURNED, LedgerKind.REMINDED, LedgerKind.WITHDRAWN]),
        ledger_days,
    ),
    st.builds(entry, st.sampled_from([LedgerKind.PROSECUTED, LedgerKind.CONSIDERED]), ledger_days),
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """A notice issued, and anything after, each with its own id; a few of them said to be mistakes."""
    found = [entry(LedgerKind.ISSUED, ISSUED), *draw(st.lists(entries, max_size=10))]
    named = [replace(one, id=f"e{place}") for place, one in enumerate(found)]
    wrong = draw(st.lists(st.integers(1, 12), max_size=3))
    return named + [
        Entry(LedgerKind.MISTAKE, draw(ledger_days), id=f"m{place}", mistaken=f"e{number}")
        for place, number in enumerate(wrong)
    ]


stages = st.sampled_from([FIRST, SECOND])


@given(ledgers(), stages, ledger_days, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_were_written_down_does_not_matter(
    held: list[Entry], terms: Terms, on: date, chance: random.Random
) -> None:
    shuffled = list(held)
    chance.shuffle(shuffled)
    assert standing(shuffled, terms, on) == standing(held, terms, on)


@given(ledgers(), stages, ledger_days, ledger_days)
def test_an_amount_due_is_never_negative_and_no_last_day_comes_on_or_before_service(
    held: list[Entry], terms: Terms, on: date, asked: date
) -> None:
    """Source: ``terms.1`` and ``terms.2``."""
    found = standing(held, terms, on)
    assert 0 <= found.amount_due(asked) <= terms.full * 100
    assert (found.served_on is None) == (found.full_by is None)
    if found.served_on is not None and found.full_by is not None:
        assert found.full_by > found.served_on
        assert found.reduced_by is None or found.served_on < found.reduced_by < found.full_by
    assert not (found.returned and found.served_on)
    assert found.state != "paid" or found.amount_due(on) == 0
    assert found.state != "unpaid" or found.amount_due(on) > 0


@given(ledgers(), stages, ledger_days)
def test_the_state_is_that_of_a_plain_reading_of_the_money(held: list[Entry], terms: Terms, on: date) -> None:
    """Source: ``terms.1`` and ``terms.2``, read a second time: enough by the reduced day, or enough in all."""
    found = standing(held, terms, on)
    if found.state in ("withdrawn", "prosecuted"):
        return
    early = sum(p.pence for p in found.payments if found.reduced_by is None or p.on <= found.reduced_by)
    settled = found.paid_total >= terms.full * 100 or (terms.reduced is not None and early >= terms.reduced * 100)
    assert (found.state == "paid") == settled


@given(ledgers(), stages, ledger_days)
def test_one_payment_more_never_makes_more_due(held: list[Entry], terms: Terms, on: date) -> None:
    before = standing(held, terms, on)
    after = standing([*held, entry(LedgerKind.PAID, on, "more", pence=100)], terms, on)
    assert after.amount_due(on) <= before.amount_due(on)


@given(ledgers(), stages, ledger_days)
def test_a_return_of_everything_never_leaves_a_post_that_was_served(held: list[Entry], terms: Terms, on: date) -> None:
    """Source: the issue: a returned notice is not served."""
    by_post = [one for one in held if one.kind != LedgerKind.SERVED_IN_PERSON]
    back = entry(LedgerKind.RETURNED, on, "back")
    found = standing([*(one for one in by_post if one.on < on), back], terms, on)
    assert found.served_on is None
    assert found.state != "unpaid"


@given(ledgers(), ledgers(), ledgers(), ledger_days, st.randoms(use_true_random=False))
def test_a_parents_notices_for_two_children_at_two_schools_are_kept_apart(
    hers: list[Entry], his: list[Entry], fathers: list[Entry], on: date, chance: random.Random
) -> None:
    """Source: the national framework: a notice is per parent and per child. Money for one settles no other."""
    own = {"mother, Ugnė": hers, "mother, Jonas": his, "father, Ugnė": fathers}
    terms = {"mother, Ugnė": FIRST, "mother, Jonas": SECOND, "father, Ugnė": FIRST}
    written = [(key, one) for key, held in own.items() for one in held]
    chance.shuffle(written)
    found = standings(written, dict(terms), on)
    assert found == {key: standing(own[key], terms[key], on) for key in own}


def test_a_notice_that_was_never_issued_here_is_passed_over_and_one_without_entries_has_not_begun() -> None:
    found = standings([("other", entry(LedgerKind.ISSUED, ISSUED))], {"ours": FIRST}, FULL_BY)
    assert {key: one.state for key, one in found.items()} == {"ours": "none"}
