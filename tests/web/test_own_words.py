"""What a script puts into a hidden field: bytes that arrived whole, or a sentence that says what to do."""

from __future__ import annotations

import pytest
from cautions_on_screen import a_picture, as_address
from hypothesis import given
from hypothesis import strategies as some

from comms.foundation.errors import BadInput
from comms.web.cautions.own_words import content_of


@given(some.binary(max_size=200))
def test_what_was_sent_arrives_byte_for_byte(content: bytes) -> None:
    assert content_of(as_address(content, "audio/webm;codecs=opus")) == content


@pytest.mark.parametrize(
    "address", [as_address(a_picture())[:-3], "javascript:alert(1)", "data:image/png,raw", "data:image/png;base64,é"]
)
def test_what_was_cut_off_or_is_no_address_says_to_do_it_once_more(address: str) -> None:
    with pytest.raises(BadInput, match="Clear it, and do it once more"):
        content_of(address)
