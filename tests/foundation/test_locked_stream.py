"""The locked file of a backup: whatever is cut off, altered, left out, repeated or moved in it is found."""

from __future__ import annotations

import io
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.backup.locked_stream import (
    HEADER,
    LENGTH,
    MAGIC,
    NAME,
    PIECE,
    LockedReader,
    LockedWriter,
    SpoiltBackup,
)
from comms.foundation.errors import CommsError
from comms.foundation.locks.key_file import WrittenKey

KEY = WrittenKey(bytes(random.Random(1).randbytes(32)), purpose="backup")
OTHER = WrittenKey(bytes(random.Random(2).randbytes(32)), purpose="backup")
PARTS = {"manifest": b"{}", "empty": b"", "database": random.Random(3).randbytes(3 * PIECE + 100)}
BEGINNING = len(MAGIC) + NAME + HEADER


def _written(parts: dict[str, bytes], key: WrittenKey = KEY) -> bytes:
    file = io.BytesIO()
    writer = LockedWriter(file, key)
    for name, content in parts.items():
        writer.part(name, [content[:1000], content[1000:]])
    writer.end()
    assert writer.written == len(file.getvalue())
    return file.getvalue()


def _read(file: bytes, *keys: WrittenKey) -> dict[str, bytes]:
    return {name: b"".join(content) for name, content in LockedReader(io.BytesIO(file), keys or (KEY,)).parts()}


def _messages(file: bytes) -> list[bytes]:
    """The messages of a locked file, each with its length before it."""
    found, at = [], BEGINNING
    while at < len(file):
        end = at + LENGTH.size + LENGTH.unpack_from(file, at)[0]
        found.append(file[at:end])
        at = end
    return found


WHOLE = _written(PARTS)


@given(parts=st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=5000), max_size=4))
def test_what_was_written_comes_out(parts: dict[str, bytes]) -> None:
    assert _read(_written(parts)) == parts


def test_parts_come_out_in_their_order_whatever_their_length() -> None:
    sizes = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE)
    parts = {str(size): random.Random(size).randbytes(size) for size in sizes}
    assert list(_read(_written(parts)).items()) == list(parts.items())


def test_a_part_that_is_not_read_is_passed_over() -> None:
    assert [name for name, _ in LockedReader(io.BytesIO(WHOLE), (KEY,)).parts()] == list(PARTS)


def test_nothing_of_it_stands_open_and_no_two_are_alike() -> None:
    assert b"manifest" not in WHOLE
    assert PARTS["database"][:32] not in WHOLE
    again = _written(PARTS)
    assert again[len(MAGIC) + NAME :][:HEADER] != WHOLE[len(MAGIC) + NAME :][:HEADER]


def test_cut_off_anywhere_it_is_not_whole() -> None:
    ends = {BEGINNING, len(WHOLE) - 1, *random.Random(4).sample(range(len(WHOLE)), 60)}
    at = BEGINNING
    for message in _messages(WHOLE):
        ends |= {at, at + 1, at + len(message) - 1}
        at += len(message)
    for end in sorted(ends):
        with pytest.raises(SpoiltBackup):
            _read(WHOLE[:end])


def test_one_altered_bit_anywhere_is_found() -> None:
    small = _written({"manifest": b"{}", "database": b"rows"})
    for place in range(len(small)):
        altered = bytearray(small)
        altered[place] ^= 1
        with pytest.raises(CommsError):
            _read(bytes(altered))


def test_messages_that_were_left_out_repeated_or_moved_are_found() -> None:
    messages = _messages(WHOLE)
    begin = WHOLE[:BEGINNING]
    assert begin + b"".join(messages) == WHOLE
    for number in range(len(messages)):
        for changed in (
            messages[:number] + messages[number + 1 :],
            [*messages[: number + 1], messages[number], *messages[number + 1 :]],
        ):
            with pytest.raises(SpoiltBackup):
                _read(begin + b"".join(changed))
    for first, second in pairwise(range(len(messages))):
        swapped = list(messages)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        with pytest.raises(SpoiltBackup):
            _read(begin + b"".join(swapped))


def test_two_backups_cannot_be_made_into_one() -> None:
    other = _written(PARTS | {"database": b"another"})
    for number in range(len(_messages(other))):
        mixed = WHOLE[:BEGINNING] + b"".join(_messages(WHOLE)[:number] + _messages(other)[number:])
        with pytest.raises(SpoiltBackup):
            _read(mixed)
    with pytest.raises(SpoiltBackup):
        _read(WHOLE + other)
    with pytest.raises(SpoiltBackup):
        _read(WHOLE + b"\x00")


def test_it_opens_with_its_key_alone_also_when_that_is_an_older_one() -> None:
    assert _read(WHOLE, OTHER, KEY) == PARTS
    with pytest.raises(CommsError, match=KEY.name):
        _read(WHOLE, OTHER)
    # Somebody who writes another key's name over it gains nothing.
    renamed = WHOLE.replace(KEY.name.encode(), OTHER.name.encode(), 1)
    with pytest.raises(SpoiltBackup, match="altered"):
        _read(renamed, OTHER)


@pytest.mark.parametrize("file", [b"", b"SQLite format 3\x00", b"comms backup 2\n" + b"0" * 100, MAGIC])
def test_another_file_is_called_no_backup(file: bytes) -> None:
    with pytest.raises(CommsError):
        _read(file)


def test_a_length_that_would_fill_the_memory_is_refused_before_it_is_read() -> None:
    huge = WHOLE[:BEGINNING] + LENGTH.pack(0xFFFFFFFF) + b"\x00" * 100
    with pytest.raises(SpoiltBackup, match="altered"):
        _read(huge)
