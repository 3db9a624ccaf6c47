"""Previews: any kind in any language with lifelike values, and nothing stored."""

from __future__ import annotations

from datetime import date

import pytest

from comms.channels.pdf import print_pdf
from comms.foundation.errors import BadInput, CommsError
from comms.letters.previewing import SAMPLE_REFERENCE, SAMPLES, preview_paper
from comms.letters.templates.source import letter_kinds
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text

ON = date(2026, 11, 23)
COMPLETE = ("en", "pl", "lt", "ro", "ar", "ur")


@pytest.mark.parametrize("tag", COMPLETE)
@pytest.mark.parametrize("kind", letter_kinds())
def test_every_kind_can_be_looked_at_in_every_complete_language_and_format(kind: str, tag: str) -> None:
    paper = preview_paper(kind, tag, {}, ON)
    assert paper.parts[0].language == tag
    assert 1 <= print_pdf(paper).pages <= 10
    for text in (as_text(paper), as_html(paper)):
        assert SAMPLES["recipient"] in text
        assert SAMPLE_REFERENCE in text


def test_a_value_that_is_given_replaces_the_sample() -> None:
    text = as_text(preview_paper("L02", "en", {"child": "Łukasz", "absent": 7}, ON))
    assert "Łukasz" in text
    assert "missed 7 sessions" in text
    assert "Ugnė" not in text


@pytest.mark.parametrize(
    ("kind", "tag", "values", "said"),
    [
        ("L99", "lt", {}, "no letter L99"),
        ("L02", "lt", {"absent": "many"}, "absent"),
        ("L02", "lt", {"wizard": 1}, "wizard"),
        ("L02", "so", {}, "Somali"),
        ("L02", "klingon", {}, "No language is known by the tag “klingon”"),
        ("L02", "lt", {"child": "王小明"}, "In “child” there is a character that no font prints: U\\+738B"),
    ],
)
def test_a_preview_that_cannot_be_made_says_why(kind: str, tag: str, values: dict[str, object], said: str) -> None:
    with pytest.raises(CommsError, match=said):
        preview_paper(kind, tag, values, ON)


def test_a_kind_there_is_not_names_those_there_are() -> None:
    with pytest.raises(BadInput, match="L00"):
        preview_paper("L99", "lt", {}, ON)
