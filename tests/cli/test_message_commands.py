"""The commands about texts: what was not sent and why, and trying an answer without a telephone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.reached_from_here import a_missed_call, a_school, lists_looked_at, run
from sqlalchemy import select
from text_factories import ACCOUNT, NUMBER, TOKEN

from comms.cli import messages
from comms.cli.opening import opened
from comms.follow_ups.follow_up import FollowUp, FollowUpState
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.pulse import mark_sweep
from comms.messages.incoming import Incoming
from comms.messages.message import Message, MessageState
from comms.messages.webhook import Webhook

A_CARRIER = {
    "COMMS_TWILIO_ACCOUNT_SID": ACCOUNT, "COMMS_TWILIO_AUTH_TOKEN": TOKEN, "COMMS_PUBLIC_URL": "https://comms.example",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A school with a line, found by its home."""
    for name in ("DATABASE_URL", "QUEUE_URL", "MASTER_KEY", "MODE", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(f"COMMS_{name}", raising=False)
    monkeypatch.setenv("COMMS_HOME", str(tmp_path))
    a_school(tmp_path)
    return tmp_path


def test_an_empty_outbox_says_so(home: Path) -> None:
    done = run(home, "messages", "outbox")
    assert (done.exit_code, done.output) == (0, "Every text was sent, or waits for its hour.\n")


def test_the_outbox_says_to_whom_by_whom_and_why_and_no_word_of_a_text(home: Path) -> None:
    a_missed_call()
    done = run(home, "messages", "outbox")
    assert done.exit_code == 0, done.output
    assert "Marek Wójcik, follow-up, by the service: not sent: this installation has no carrier." in done.output
    assert "Not sent: 1 text." in done.output
    assert "dzwoniliśmy" not in done.output
    assert NUMBER not in done.output
    with opened().database.reading() as session:
        assert "texts not sent" in lists_looked_at(session)


def test_the_outbox_shows_the_words_to_whoever_asks_for_them(home: Path) -> None:
    a_missed_call()
    assert "[pl] Fen Edge: dzwoniliśmy" in run(home, "messages", "outbox", "--words").output
    [row] = json.loads(run(home, "messages", "outbox", "--json").output)
    assert (row["to"], row["language"], row["state"]) == ("Marek Wójcik", "pl", "in outbox")
    assert "words" not in row
    [row] = json.loads(run(home, "messages", "outbox", "--json", "--words").output)
    assert row["words"].startswith("Fen Edge")


def test_a_reply_is_handled_at_once_where_no_worker_runs(home: Path) -> None:
    follow_up = a_missed_call()
    done = run(home, "messages", "simulate-reply", "--to-last", "1 po 18")
    assert done.exit_code == 0, done.output
    assert "No worker runs, so it was handled here at once." in done.output
    assert "Sure: ring me after work, from 18:00." in done.output
    with opened().database.reading() as session:
        row = session.get_one(FollowUp, follow_up)
        assert row.state == FollowUpState.ANSWERED
        assert row.proposed_at is not None
        answer = session.scalars(select(Message).where(Message.purpose == "reply")).one()
        assert answer.state == MessageState.IN_OUTBOX
        assert f"/messages/threads/{answer.thread_id}" in done.output
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "simulate reply")).one()


def test_a_reply_in_a_thread_or_from_a_number_is_told_to_another_program(home: Path) -> None:
    a_missed_call()
    first = json.loads(run(home, "messages", "simulate-reply", "--number", NUMBER, "2", "--json").output)
    assert (first["meaning"], first["option"], first["sure"], first["handled"]) == (
        "option", "interpreter", True, "here",
    )  # fmt: skip
    second = json.loads(
        run(home, "messages", "simulate-reply", "--thread", first["thread"], "boję się", "--json").output
    )
    assert (second["thread"], second["meaning"], second["urgent"]) == (first["thread"], "danger", True)


def test_danger_is_told_to_whoever_tries_it(home: Path) -> None:
    a_missed_call()
    assert "It needs somebody now" in run(home, "messages", "simulate-reply", "--to-last", "boję się").output


def test_where_a_worker_should_run_and_does_nothing_it_is_handled_here(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_missed_call()
    mark_sweep(home, utc_now())
    monkeypatch.setattr(messages, "PATIENCE", 0.0)
    assert "handled here at once" in run(home, "messages", "simulate-reply", "--to-last", "1 po 18").output


def test_what_a_worker_has_handled_is_not_handled_twice(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_missed_call()
    # The worker that runs beside it is quicker than the first look.
    monkeypatch.setattr(messages, "_handled_by_worker", _a_quick_worker)
    done = run(home, "messages", "simulate-reply", "--to-last", "1 po 18")
    assert "The worker has handled it." in done.output
    with opened().database.reading() as session:
        assert len(session.scalars(select(Incoming)).all()) == 1


def _a_quick_worker(installation: messages.Installation, _name: str) -> bool:
    messages.Worker(installation).act(messages.WEBHOOKS_WORK, messages.DESK)
    return True


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--number", "12"), BadInput),
        (("--thread", "019acb1e-5b00-7000-8000-00000000000a"), NotFound),
        (("--to-last",), NotFound),
    ],
)
def test_nobody_answers_what_was_never_written(home: Path, words: tuple[str, ...], fault: type[Exception]) -> None:
    done = run(home, "messages", "simulate-reply", *words, "1")
    assert isinstance(done.exception, fault)
    with opened().database.reading() as session:
        assert session.scalars(select(Webhook)).all() == []


@pytest.mark.parametrize("words", [(), ("--to-last", "--number", NUMBER)])
def test_whose_answer_it_is_has_to_be_said_once(home: Path, words: tuple[str, ...]) -> None:
    assert run(home, "messages", "simulate-reply", *words, "1").exit_code == 2


@pytest.mark.parametrize(
    "env",
    [
        {
            "COMMS_MODE": "production",
            "COMMS_PUBLIC_URL": "https://comms.example",
            "COMMS_SECRET_KEY": "Vn3kQ8tZ1yLr6WxD0sHc5JmGfB7uPaEi",
            "COMMS_PROXIES": "1",
        },
        A_CARRIER,
    ],
)
def test_where_an_answer_could_reach_somebody_nothing_is_tried(home: Path, env: dict[str, str]) -> None:
    a_missed_call()
    done = run(home, "messages", "simulate-reply", "--to-last", "1 po 18", **env)
    assert isinstance(done.exception, Refused), done.output
    with opened().database.reading() as session:
        assert session.scalars(select(Webhook)).all() == []


def test_the_check_of_settings_says_that_texts_stay_in_the_outbox(home: Path) -> None:
    assert "texts stay in" in run(home, "settings", "check").output
    done = run(home, "settings", "check", **A_CARRIER)
    assert done.exit_code == 0, done.output
    assert "texts stay in" not in done.output
