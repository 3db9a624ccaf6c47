"""A paper is set in a few seconds and little memory, whatever is filled in; what takes more is refused."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from channels.papers import paper, with_values

from comms.channels.paper import Block, Paper, Part, Run
from comms.channels.pdf import PrintingFailed, Unprintable, print_pdf, typesetting
from comms.channels.pdf.printing import MOST_BLOCKS, MOST_LETTERS
from comms.channels.pdf.sheet import sheet
from comms.channels.pdf.typesetting import LayoutRefused, Order, typeset

# On a busy machine; each takes less than four seconds on a quiet one.
AT_MOST = 40


def _saying(*texts: str) -> Paper:
    blocks = tuple(Block("paragraph", (Run(text),)) for text in texts)
    return replace(paper("en"), parts=(Part("en", "ltr", (), blocks, ""),), slip=None)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["word " * 2_000_000], "longer than 10 pages"),
        (["x" * MOST_LETTERS], "longer than 10 pages"),
        (["x"] * (MOST_BLOCKS + 1), "longer than 10 pages"),
        (["x" * (MOST_LETTERS - 1000)], "at most 10 can be posted"),
        (["لا" * (MOST_LETTERS // 3)] * 2, "."),
        (["y" * 30] * (MOST_BLOCKS - 10), "at most 10 can be posted"),
    ],
)
def test_a_letter_that_is_far_too_long_is_refused_at_once(texts: list[str], said: str) -> None:
    began = time.monotonic()
    with pytest.raises((PrintingFailed, Unprintable), match=said) as refused:
        print_pdf(_saying(*texts))
    assert refused.value.remedy
    assert time.monotonic() - began < AT_MOST


def test_a_pile_of_marks_on_one_letter_is_refused_and_marks_as_they_are_written_are_not() -> None:
    with pytest.raises(Unprintable, match="more marks stand on one letter"):
        print_pdf(_saying("e" + "\u0301" * 30_000))
    assert print_pdf(_saying("Vie\u0302\u0323t Nguye\u0302\u0303n, קָמַץ, مُحَمَّدٌ")).pages == 1


@pytest.mark.parametrize("text", ["a\u00ad" * 15_000, "a\u200b" * 15_000, "supercalifragilistic" * 1_500])
def test_words_that_may_be_broken_anywhere_are_set_in_time(text: str) -> None:
    began = time.monotonic()
    assert print_pdf(_saying(text)).pages <= 10
    assert time.monotonic() - began < AT_MOST


def test_a_sheet_without_measure_is_set_apart_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_SETTING", 5)
    monkeypatch.setitem(typesetting.LARGE, "letter", 10_000)
    endless = with_values(paper("en"), "e" + "\u0301" * 200_000)
    order = Order(json.dumps(sheet(endless)), "pdf", datetime(2026, 11, 28, tzinfo=UTC).isoformat())
    began = time.monotonic()
    with pytest.raises(LayoutRefused, match="more time or memory"):
        typeset(order)
    assert time.monotonic() - began < AT_MOST


def test_a_long_sheet_that_can_be_set_is_the_same_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    here = print_pdf(paper("lt"))
    monkeypatch.setitem(typesetting.LARGE, "letter", 100)
    assert print_pdf(paper("lt")) == here
