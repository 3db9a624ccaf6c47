"""How long a text is, what it costs, and what the carrier's words and codes mean."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.channels.sms import MOST_UNITS, Reaction, count_units, pence_for, rank_of, reaction_to, state_of
from comms.channels.sms.reactions import reactions
from comms.channels.sms.units import GSM_7, UCS_2, price

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
OF_ONE_UNIT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=MOST_UNITS)


@pytest.mark.parametrize(
    ("body", "units", "segments", "alphabet"),
    [
        ("", 0, 0, GSM_7),
        ("Please ring us.", 15, 1, GSM_7),
        ("a" * 160, 160, 1, GSM_7),
        ("a" * 161, 161, 2, GSM_7),
        ("a" * 306, 306, 2, GSM_7),
        ("a" * 307, 307, 3, GSM_7),
        # Brackets and the euro sign travel as two; of 80 all fit, and one more needs a second segment.
        ("€" * 80, 80, 1, GSM_7),
        ("€" * 81, 81, 2, GSM_7),
        # 152 letters leave room for half a bracket, so the whole of it goes into the next segment.
        ("a" * 152 + "[" + "a" * 152, 305, 3, GSM_7),
        ("ą" * 70, 70, 1, UCS_2),
        ("ą" * 71, 71, 2, UCS_2),
        ("ą" * 134, 134, 2, UCS_2),
        ("ą" * 135, 135, 3, UCS_2),
        ("Zadzwoń do nas, proszę.", 23, 1, UCS_2),
        ("براہ کرم ہمیں فون کریں", 22, 1, UCS_2),
        ("👋", 2, 1, UCS_2),
        ("👋" * 35, 70, 1, UCS_2),
        # 67 is odd, and no emoji is cut in two: 33 go into each segment.
        ("👋" * 66, 132, 2, UCS_2),
        ("👋" * 67, 134, 3, UCS_2),
    ],
)
def test_a_text_is_as_long_as_the_telephone_network_counts(body: str, units: int, segments: int, alphabet: str) -> None:
    counted = count_units(body)
    assert (counted.units, counted.segments, counted.alphabet) == (units, segments, alphabet)


@given(ANY)
def test_units_are_those_of_utf_16_in_any_alphabet(body: str) -> None:
    assert count_units(body).units == len(body.encode("utf-16-le")) // 2


@given(ANY, ANY)
def test_a_longer_text_never_costs_less(body: str, more: str) -> None:
    assert count_units(body).segments <= count_units(body + more).segments


@given(OF_ONE_UNIT)
def test_what_keeps_to_the_limit_goes_in_two_segments_in_any_language(body: str) -> None:
    assert count_units(body).segments <= 2


@given(ANY)
def test_one_letter_outside_the_old_alphabet_makes_the_whole_text_long(body: str) -> None:
    assert count_units(body + "ł").alphabet == UCS_2


def test_what_a_text_costs_is_shown_in_pence_with_its_date_and_source() -> None:
    assert pence_for(0) == 0
    assert pence_for(2) == 2 * pence_for(1) > 0
    assert isinstance(pence_for(3), Decimal)
    assert price().read_on <= date(2026, 12, 31)
    assert price().source


# The reactions of Twilio's error codes as they were agreed in November 2026.
AGREED = {
    Reaction.INVALID_NUMBER: [21211, 21614, 21217],
    Reaction.COUNTRY_NOT_ENABLED: [21408],
    Reaction.OPTED_OUT: [21610],
    Reaction.OUR_SET_UP: [21612, 21606, 21603, 21703, 30018],
    Reaction.OUR_FAULT: [21617, 21602],
    Reaction.SLOW_DOWN: [20429, 21611, 30001],
    Reaction.UNREACHABLE: [30003],
    Reaction.DEAD_NUMBER: [30005],
    Reaction.LANDLINE: [30006],
    Reaction.FILTERED: [30007],
    Reaction.ONCE_MORE: [30008, 30017, 30410],
    Reaction.ACCOUNT: [20003, 30002],
}


def test_every_error_has_the_reaction_that_was_agreed() -> None:
    assert {code: reaction_to(code) for codes in AGREED.values() for code in codes} == {
        code: reaction for reaction, codes in AGREED.items() for code in codes
    }


def test_a_text_that_waited_too_long_at_the_carrier_is_tried_once_more() -> None:
    assert reaction_to(30036) is Reaction.ONCE_MORE


@pytest.mark.parametrize("code", [None, 0, 99999])
def test_a_code_nobody_knows_has_no_reaction_of_its_own(code: int | None) -> None:
    assert reaction_to(code) is Reaction.UNKNOWN_CODE


def test_the_table_of_reactions_is_dated_and_has_each_code_once() -> None:
    text = resources.files("comms.channels.sms").joinpath("data", "reactions.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    codes = [code for one in table["reactions"].values() for code in one["codes"]]
    assert len(codes) == len(set(codes)) == len(reactions())
    assert isinstance(table["read_on"], date)
    assert set(reactions().values()) == set(Reaction) - {Reaction.UNKNOWN_CODE}


ORDER = ["queued", "sending", "sent", "delivered"]


def test_the_carriers_words_stand_in_their_order() -> None:
    ranks = [rank_of(word) or 0 for word in ORDER]
    assert ranks == sorted(set(ranks))
    assert rank_of("queued") == rank_of("accepted") == rank_of("scheduled")
    assert rank_of("delivered") == rank_of("undelivered") == rank_of("failed") == rank_of("canceled")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("queued", "sent"), ("accepted", "sent"), ("scheduled", "sent"), ("sending", "sent"), ("sent", "sent"),
        ("delivered", "delivered"), ("read", "delivered"),
        ("undelivered", "not delivered"), ("failed", "not delivered"), ("canceled", "not delivered"),
    ],
)  # fmt: skip
def test_each_word_of_the_carrier_says_one_thing_in_ours(word: str, state: str) -> None:
    assert state_of(word) == state


@pytest.mark.parametrize("word", ["", "partially_delivered", "received", "Delivered", "something new"])
def test_a_word_nobody_knows_has_no_rank_and_says_nothing(word: str) -> None:
    assert rank_of(word) is None
    assert state_of(word) is None
