"""Anchors of the audit: written each minute and by whoever commits, sealed, in two places; and what is said where one
was edited, taken out, cut off or is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from audit_tampering import sealed, tamper, write_entries
from sqlalchemy import Connection, event

from comms.foundation.audit import Anchors, Tampering, anchor_files, examine, verify
from comms.foundation.work import Database

APART = timedelta(minutes=2)


@pytest.fixture
def anchors(database: Database) -> Path:
    """Where the heads of this test's trail are written down."""
    return database.anchors.files[0]


def _faults(database: Database, *files: Path) -> list[str]:
    with database.reading() as session:
        return [fault.what for fault in verify(session, files) if fault.kind is Tampering.ANCHORS]


def test_whoever_commits_writes_the_head_down_where_the_last_time_is_a_minute_ago(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now, 4, apart=timedelta(seconds=25))
    lines = anchors.read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["1", "4"]
    assert all(re.fullmatch(r"\S+ \d+ [0-9a-f]{64} [0-9a-f]{64}", line) for line in lines)


def test_a_commit_that_fails_writes_no_head_down(database: Database, now: datetime, anchors: Path) -> None:
    def fail(_: Connection) -> None:
        raise RuntimeError

    event.listen(database.engine, "commit", fail)
    try:
        with pytest.raises(RuntimeError):
            write_entries(database, now, 1)
    finally:
        event.remove(database.engine, "commit", fail)
    assert not anchors.exists()
    write_entries(database, now, 1)
    assert anchors.exists()


def test_a_head_that_stands_there_already_is_not_written_again_and_the_file_says_that_somebody_looked(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now, 1)
    before = anchors.stat().st_mtime_ns
    with database.reading() as session:
        assert database.anchors.write_head(session, now + APART) == 1
    assert len(anchors.read_text().splitlines()) == 1
    assert anchors.stat().st_mtime_ns > before


EDITS: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "another link": (lambda lines: [lines[0], lines[1].replace(lines[1].split()[2], "ab" * 32), *lines[2:]], "line 2"),
    "another number": (lambda lines: [lines[0].replace(" 1 ", " 2 ", 1), *lines[1:]], "line 1"),
    "another time": (lambda lines: ["2020" + lines[0][4:], *lines[1:]], "line 1"),
    "one taken out": (lambda lines: [lines[0], *lines[2:]], "line 2"),
    "the first taken out": (lambda lines: lines[1:], "line 1"),
    "two changed places": (lambda lines: [lines[1], lines[0], *lines[2:]], "line 1"),
    "one made unreadable": (lambda lines: [lines[0], "nothing at all", *lines[2:]], "line 3"),
    "the last made unreadable": (lambda lines: [*lines[:-1], "nothing at all"], "line 5 cannot be read"),
    "one without a seal put in": (lambda lines: [*lines, lines[-1].rsplit(" ", 1)[0]], "line 6 has no seal"),
    "all without a seal": (lambda lines: [line.rsplit(" ", 1)[0] for line in lines], "has no seal"),
    "sealed with another key": (lambda lines: sealed(lines, b"a key of one's own"), "line 1"),
    "cut off": (lambda lines: lines[:2], "end at entry 2"),
    "emptied": (lambda lines: [], "are empty, though the trail is not"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_book_that_was_edited_is_found(database: Database, now: datetime, anchors: Path, name: str) -> None:
    edit, said = EDITS[name]
    write_entries(database, now, 5, APART)
    assert _faults(database, anchors) == []
    lines = anchors.read_text().splitlines()
    assert len(lines) == 5
    anchors.write_text("".join(f"{line}\n" for line in edit(lines)))
    faults = _faults(database, anchors)
    assert faults
    assert said in faults[0]


def test_a_book_that_is_gone_is_said_and_not_passed_over(database: Database, now: datetime, anchors: Path) -> None:
    write_entries(database, now, 3)
    anchors.unlink()
    [said] = _faults(database, anchors)
    assert "are not there, though the trail has 3 entries" in said


def test_where_nobody_wrote_since_the_last_minute_nothing_is_wrong(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now, 2, apart=timedelta(seconds=50))
    assert [line.split()[1] for line in anchors.read_text().splitlines()] == ["1"]
    assert _faults(database, anchors) == []


def test_half_a_line_left_where_the_machine_stopped_takes_nothing_away(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now, 2, APART)
    anchors.write_text(anchors.read_text() + "2026-11-23T08:4")
    assert "cannot be read" in _faults(database, anchors)[0]
    write_entries(database, now + 2 * APART, 2, APART)
    assert len(anchors.read_text().splitlines()) == 5
    assert _faults(database, anchors) == []


def test_the_lines_of_an_earlier_version_are_kept_and_covered_by_the_first_seal(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now, 3, APART)
    anchors.write_text("".join(f"{line.rsplit(' ', 1)[0]}\n" for line in anchors.read_text().splitlines()))
    with database.reading() as session:
        database.anchors.write_head(session, now)
    assert _faults(database, anchors) == []
    lines = anchors.read_text().splitlines()
    assert [len(line.split()) for line in lines] == [3, 3, 3, 4]
    anchors.write_text("\n".join([lines[0].replace("08:40", "08:41"), *lines[1:]]) + "\n")
    assert "line 4 does not fit its seal" in _faults(database, anchors)[0]


def test_the_second_place_finds_what_was_cut_off_with_the_first(
    database: Database, now: datetime, anchors: Path, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    files = anchor_files(tmp_path, str(share))
    assert files == (anchors, share / "audit-anchors")
    database.anchors = Anchors(files)
    write_entries(database, now, 5, APART)
    assert files[0].read_text() == files[1].read_text()
    tamper(database, "DELETE FROM audit_entry WHERE number > 3")
    anchors.write_text("".join(anchors.read_text().splitlines(keepends=True)[:3]))
    with database.reading() as session:
        assert verify(session, anchors) == []
        [fault] = verify(session, files)
    assert (fault.number, fault.kind) == (4, Tampering.CUT_OFF)
    assert "entries 4 to 5 were there" in fault.what


def test_a_file_can_be_the_second_place(tmp_path: Path) -> None:
    assert anchor_files(tmp_path, str(tmp_path / "heads.txt")) == (tmp_path / "audit-anchors", tmp_path / "heads.txt")
    assert anchor_files(tmp_path) == (tmp_path / "audit-anchors",)


def test_a_place_that_cannot_be_written_costs_neither_the_work_nor_the_other_place(
    database: Database, now: datetime, anchors: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.anchors = Anchors((anchors, tmp_path / "not mounted" / "audit-anchors"))
    write_entries(database, now, 1)
    assert len(anchors.read_text().splitlines()) == 1
    assert [record.message for record in caplog.records] == ["The audit's anchor could not be written."]
    assert not (tmp_path / "not mounted").exists()
    said = _faults(database, *database.anchors.files)
    assert len(said) == 1
    assert "not mounted" in said[0]


def test_after_a_backup_was_put_back_the_anchors_of_what_is_lost_hold_no_longer(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now, 5, APART)
    tamper(database, "DELETE FROM audit_entry WHERE number > 2")
    with database.reading() as session:
        assert [fault.kind for fault in verify(session, anchors)] == [Tampering.CUT_OFF]
        database.anchors.write_head(session, now + 6 * APART, restored=True)
        report = examine(session, [anchors])
    assert report.faults == []
    assert [mark.number for mark in report.restored] == [2]
    write_entries(database, now + 7 * APART, 4, APART)
    with database.reading() as session:
        assert verify(session, anchors) == []
    tamper_after = now + 20 * APART
    write_entries(database, tamper_after, 1)
    anchors.write_text(anchors.read_text().replace(" restored", ""))
    assert "does not fit its seal" in _faults(database, anchors)[0]
