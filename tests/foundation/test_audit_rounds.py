"""The worker's rounds over the audit: all of it in turn, what is wrong stays said, and then there is a rest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from audit_tampering import copied, tamper, write_entries

from comms.foundation.audit import rounds
from comms.foundation.audit.rounds import Round, go_round, last_round
from comms.foundation.opening import Installation

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "A_TURN", 2)


def _turn(installation: Installation, now: datetime) -> Round:
    home, anchors = installation.settings.home, installation.database.anchors
    with installation.database.reading() as session:
        made = go_round(session, home, anchors.files, now)
    assert made == last_round(home)
    return made


def test_a_round_goes_over_all_entries_in_turns_and_then_rests(installation: Installation, now: datetime) -> None:
    write_entries(installation.database, now)
    assert [_turn(installation, now).next for _ in range(3)] == [3, 5, 1]
    ended = last_round(installation.settings.home)
    assert (ended.whole_to, ended.ended, ended.wrong) == (5, now, "")
    assert _turn(installation, now + HOUR / 2) == ended
    assert _turn(installation, now + HOUR).next == 3


def test_before_the_first_entry_there_is_nothing_to_find(installation: Installation, now: datetime) -> None:
    assert _turn(installation, now) == Round(ended_at=now.isoformat())


def test_what_is_wrong_is_logged_once_and_stays_until_a_whole_round_finds_nothing(
    installation: Installation, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    write_entries(installation.database, now)
    tamper(installation.database, "UPDATE audit_entry SET action = 'nothing' WHERE number = 3")
    assert [bool(_turn(installation, now).wrong) for _ in range(3)] == [False, True, True]
    ended = last_round(installation.settings.home)
    assert ended.fault.startswith("changed: entry 3 was changed")
    assert [bool(_turn(installation, now + HOUR).wrong) for _ in range(3)] == [True, True, True]
    critical = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert [(record.message, record.entry, record.kind) for record in critical] == [  # type: ignore[attr-defined]
        ("The audit's trail is not whole.", 3, "changed")
    ]


def test_the_end_of_a_round_asks_the_anchors(installation: Installation, now: datetime) -> None:
    write_entries(installation.database, now)
    with installation.database.reading() as session:
        installation.database.anchors.write_head(session, now)
    tamper(installation.database, "DELETE FROM audit_entry WHERE number > 3")
    assert [_turn(installation, now).wrong for _ in range(2)][1].startswith("cut off: the trail was cut off")


def test_a_fault_between_two_turns_is_found(installation: Installation, now: datetime) -> None:
    write_entries(installation.database, now)
    tamper(installation.database, "DELETE FROM audit_entry WHERE number = 3")
    assert _turn(installation, now).wrong == ""
    assert _turn(installation, now).wrong.startswith("deleted: entry 3 was deleted")


def test_what_was_put_in_at_the_end_is_found(installation: Installation, now: datetime) -> None:
    write_entries(installation.database, now, 4)
    tamper(installation.database, copied(4, 5))
    assert [_turn(installation, now).wrong for _ in range(3)][2].startswith("changed: entry 5")


def test_a_file_that_says_nothing_sensible_begins_anew(installation: Installation, now: datetime) -> None:
    (installation.settings.home / rounds.NAME).write_text('{"never": 1}')
    assert last_round(installation.settings.home) == Round()
