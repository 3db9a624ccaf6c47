"""Files that were damaged on their way: read or refused with a reason, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translation.exchange_made import MISSED, MISSED_PL, NOW, a_sentence, three

from comms.foundation.errors import BadInput
from comms.foundation.languages import language
from comms.translation.exchange import weighing
from comms.translation.exchange.entry import Entry
from comms.translation.exchange.files import read, written
from comms.translation.exchange.report import NOT_OURS, Outcome
from comms.translation.exchange.sentence import FORMATS, Scope
from comms.translation.exchange.weighing import weigh

FILES = [written(three(), language("pl"), file_format, NOW, Scope.ALL) for file_format in FORMATS]
PIECES = [
    b"", b"<", b">", b'"', b"&", b"\\", b"\n", b"\x00", b"\xff", b"<!DOCTYPE a>", b"[0]", b"msgid", b"msgstr[1]",
    b"<ph/>", b"</seg>", b"{child}", b"#| msgid ", b"\xef\xbb\xbf", b"nplurals=0; plural=0;", "ą".encode(),
    b"id=", b"<target/>",
]  # fmt: skip


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES)), min_size=1, max_size=4),
)
def test_a_damaged_file_is_read_or_refused_and_brings_nothing_that_may_not_be_written(
    content: bytes, damage: list[tuple[float, int, bytes]]
) -> None:
    for where, length, piece in damage:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + length :]
    missing = [a_sentence((one.words.context, one.words.source, one.words.source_plural)) for one in three()]
    for row in weigh(_entries(content), missing, "pl"):
        if row.outcome is Outcome.NEW:
            assert all(form.count("{child}") == row.english[-1].count("{child}") for form in row.given)
            assert len(row.given) == (3 if len(row.english) > 1 else 1)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_file_are_refused(content: bytes) -> None:
    # Nothing but the refusal below is let through, whatever the bytes are.
    assert _entries(content) == [] or b"msgid" in content or b"<" in content


def _entries(content: bytes) -> list[Entry]:
    """What a file says; nothing where it is refused."""
    try:
        return read(content, "pl")
    except BadInput:
        return []


def test_sentences_that_are_none_of_ours_are_compared_a_limited_number_of_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weighing, "MOST_COMPARED", 1)
    changed = [a_sentence((context, "Your child missed one day.", None), "Dziecko") for context in ("L08", "L09")]
    content = written(changed, language("pl"), "po", NOW)
    rows = weigh(read(content, "pl"), [a_sentence(MISSED, *MISSED_PL)], "pl")
    assert "It resembles" in rows[0].what
    assert rows[1].what == NOT_OURS
