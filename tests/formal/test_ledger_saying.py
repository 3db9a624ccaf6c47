"""How a notice stands, in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from comms.formal.ledger.saying import in_one_sentence, said_day
from comms.formal.penalties.standing import Entry, standing
from comms.formal.penalties.terms import terms_for

MONDAY = date(2026, 11, 23)
ISSUED = Entry("issued", MONDAY)
POSTED = Entry("posted", MONDAY, {"class": "first"}, "p")


def _paid(day: date, pence: int) -> Entry:
    return Entry("paid", day, {"pence": pence})


@pytest.mark.parametrize(
    ("stage", "entries", "on", "said"),
    [
        (1, [ISSUED], MONDAY, "First notice, £80: it was not posted yet, so no day to pay runs."),
        (1, [ISSUED, POSTED, Entry("returned", date(2026, 11, 27))], date(2026, 11, 30),
         "First notice, £80: it came back, so no day to pay runs."),
        (1, [ISSUED, POSTED], date(2026, 12, 15),
         "First notice, £80, to be paid by 15 December, or £160 by 22 December; nothing was paid yet."),
        (1, [ISSUED, POSTED], date(2026, 12, 16),
         "First notice, £160, to be paid by 22 December; nothing was paid yet."),
        (2, [Entry("issued", date(2026, 12, 14)), Entry("posted", date(2026, 12, 14), {"class": "first"})],
         date(2026, 12, 20), "Second notice, £160, to be paid by 12 January; nothing was paid yet."),
        (1, [ISSUED, POSTED, _paid(date(2026, 12, 16), 8000)], date(2026, 12, 17),
         "First notice, £80, to be paid by 22 December; no more than £80 was paid yet."),
        (1, [ISSUED, POSTED], date(2026, 12, 23),
         "First notice, £160: the last day to pay was 22 December, and nothing was paid."),
        (1, [ISSUED, POSTED, _paid(date(2026, 12, 1), 8000)], date(2026, 12, 2),
         "First notice, paid: £80, settled on 1 December."),
        (1, [ISSUED, POSTED, _paid(date(2026, 12, 28), 16000)], date(2026, 12, 29),
         "First notice, paid: £160, settled on 28 December, after the last day for it."),
        (1, [ISSUED, POSTED, _paid(date(2026, 12, 1), 8000), Entry("withdrawn", date(2026, 12, 2))],
         date(2026, 12, 3),
         "First notice, withdrawn on 2 December: nothing is to be paid. £80 that was paid is owed back."),
        (1, [ISSUED, POSTED, Entry("prosecuted", date(2027, 1, 11))], date(2027, 2, 1),
         "First notice, not paid: the matter went to court on 11 January."),
    ],
)  # fmt: skip
def test_a_notice_stands_in_one_sentence(stage: int, entries: list[Entry], on: date, said: str) -> None:
    terms = terms_for(stage, MONDAY)
    assert in_one_sentence(stage, standing(entries, terms, on), on) == said


def test_a_day_of_another_year_has_its_year() -> None:
    assert said_day(date(2026, 12, 1), date(2027, 6, 1)) == "1 December 2026"
    assert said_day(date(2027, 1, 14), date(2026, 12, 20)) == "14 January"
