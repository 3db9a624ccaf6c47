"""Telephone numbers and e-mail addresses as schools type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.families.contact_point import Channel
from comms.families.imports.telephone import (
    ImpossibleAddress,
    ImpossibleNumber,
    Reachable,
    read_emails,
    read_numbers,
)


@pytest.mark.parametrize(
    ("cell", "value", "channel"),
    [
        ("07700 900821", "07700 900821", Channel.MOBILE),
        ("(07700) 900-821", "(07700) 900-821", Channel.MOBILE),
        ("+44 7700 900821", "+44 7700 900821", Channel.MOBILE),
        ("01632 960123", "01632 960123", Channel.LANDLINE),
        ("01632 960123 ext 12", "01632 960123 ext 12", Channel.LANDLINE),
        ("+370 612 34567", "+370 612 34567", Channel.MOBILE),
        ('="07700900821"', "07700900821", Channel.MOBILE),
        ("'07700900821", "07700900821", Channel.MOBILE),
        ("'+44 7700 900821", "+44 7700 900821", Channel.MOBILE),
    ],
)
def test_a_possible_number_is_kept_as_it_was_typed(cell: str, value: str, channel: Channel) -> None:
    assert read_numbers(cell, Channel.MOBILE) == (Reachable(channel, value),)


@pytest.mark.parametrize("cell", ["7700900821", "7700 900821", "1632960123", "2079460000", "7700900821.0"])
def test_a_zero_that_a_spreadsheet_dropped_is_put_back_where_nothing_else_can_be_meant(cell: str) -> None:
    [number] = read_numbers(cell, Channel.MOBILE)
    assert number.restored
    assert number.value == f"0{cell.removesuffix('.0')}"


@pytest.mark.parametrize(
    "cell",
    ["0770", "07700 9008211234", "n/a", "mum: 07700 900821", "7.7E+09", "07700 900821 after 6pm", "see file", "900821",
     "37061234567", "07700 900821 / 12", "=HYPERLINK(1)", "٠"],
)  # fmt: skip
def test_what_cannot_be_a_number_is_refused(cell: str) -> None:
    with pytest.raises(ImpossibleNumber):
        read_numbers(cell, Channel.MOBILE)


def test_several_numbers_in_one_cell_are_each_kept() -> None:
    numbers = read_numbers("07700 900821 / 01632 960123", Channel.MOBILE)
    assert [(number.channel, number.value) for number in numbers] == [
        (Channel.MOBILE, "07700 900821"),
        (Channel.LANDLINE, "01632 960123"),
    ]


def test_a_blank_cell_holds_no_number() -> None:
    assert read_numbers(" ", Channel.MOBILE) == ()
    assert read_emails("") == ()


def test_e_mail_addresses_are_kept_as_typed_and_checked() -> None:
    assert [found.value for found in read_emails("Rasa.K@example.org; jonas@example.org")] == [
        "Rasa.K@example.org",
        "jonas@example.org",
    ]
    for wrong in ("rasa", "rasa@", "@example.org", "rasa@example", f"{'x' * 260}@example.org"):
        with pytest.raises(ImpossibleAddress):
            read_emails(wrong)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(cell: str) -> None:
    with suppress(ImpossibleNumber):
        assert all(number.value for number in read_numbers(cell, Channel.LANDLINE))
