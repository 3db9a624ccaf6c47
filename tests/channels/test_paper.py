"""A letter's stored text: complete, canonical, and read back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from channels.papers import SENDER, paper
from hypothesis import given
from hypothesis import strategies as st

from comms.channels.paper import paper_as_json, paper_from_json
from comms.foundation.errors import BadInput


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_a_letter_is_read_back_exactly_as_it_was_stored(tag: str) -> None:
    letter = replace(paper(tag), sender=replace(SENDER, logo=b"\x89PNG\x00\xff"), large=True)
    assert paper_from_json(paper_as_json(letter)) == letter


def test_a_letter_without_slip_and_logo_is_read_back() -> None:
    letter = replace(paper("en"), slip=None, sender=replace(SENDER, logo=None, telephone=None, email=None))
    assert paper_from_json(paper_as_json(letter)) == letter


@given(st.text())
def test_any_text_at_all_survives_storing(text: str) -> None:
    letter = replace(paper("pl"), addressee=(text,), title=text)
    assert paper_from_json(paper_as_json(letter)) == letter


def test_the_same_letter_has_the_same_stored_text_with_names_as_written() -> None:
    stored = paper_as_json(paper("lt"))
    assert stored == paper_as_json(paper_from_json(stored))
    assert "Kazlauskienė" in stored
    assert stored.startswith('{"addressee":["Mrs ')


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"title": 1}', paper_as_json(paper()).replace("ltr", "up")])
def test_a_text_that_is_no_letter_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not the stored text of a letter"):
        paper_from_json(text)
