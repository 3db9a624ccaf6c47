"""Every column is classified for whoever asks what is held of them: whose it is, and how it is given."""

from __future__ import annotations

from sqlalchemy import LargeBinary

from comms.foundation.db import Record
from comms.foundation.migrations import every_record  # noqa: F401
from comms.records.columns import TABLE, How, Whose, columns, given_columns

TABLES = Record.metadata.tables


def test_every_column_is_classified_and_no_vanished_one_is() -> None:
    there = {(table.name, column.name) for table in TABLES.values() for column in table.c}
    assert sorted(there - columns().keys()) == []
    assert sorted(columns().keys() - there) == []
    assert len(there) > 1000


def test_no_column_is_classified_twice() -> None:
    lines = [line.split("\t")[:2] for line in TABLE.read_text("utf-8").splitlines()[1:]]
    assert len({tuple(line) for line in lines}) == len(lines)
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)


def test_what_is_locked_is_opened_described_or_kept_back_and_never_given_as_it_stands() -> None:
    for (table, name), one in columns().items():
        if name.endswith("_locked"):
            assert one.how is not How.AS_IT_IS, (table, name)
        if one.how is How.OPENED:
            assert name.endswith("_locked"), (table, name)
        if one.how is How.AS_IT_IS:
            assert not isinstance(TABLES[table].c[name].type, LargeBinary), (table, name)


def test_what_tells_of_somebody_else_is_never_given_in_their_own_words() -> None:
    for key, one in columns().items():
        if one.whose is Whose.ANOTHER:
            assert one.how in {How.DESCRIBED, How.WITHHELD, How.TECHNICAL}, key
        if one.whose is Whose.NOBODY:
            assert one.how is How.TECHNICAL, key


def test_keys_and_what_opens_doors_is_given_to_nobody() -> None:
    secrets = (
        "hash",
        "secret",
        "password",
        "token",
        "wrapped",
        "private",
        "recovery_codes",
        "fs_uniquifier",
        "public_key",
    )
    for (table, name), one in columns().items():
        if any(word in name for word in secrets):
            assert not one.is_given, (table, name)


def test_who_refuses_an_interpreter_and_who_asked_for_a_closed_family_is_not_given() -> None:
    kept = {
        ("interpreter_conflict", "reason_locked"),
        ("closed_family", "because_locked"),
        ("booking", "feedback_locked"),
    }
    assert {columns()[key].how for key in kept} == {How.WITHHELD}


def test_a_persons_own_details_are_given() -> None:
    given = {one.name for one in given_columns("person")}
    assert given >= {"given_name", "family_name", "birth_date", "known_as"}
    assert "search_name" not in given
    assert [one.name for one in given_columns("data_key")] == []
