"""What strangers made is worked on by a process that is ended when it takes too much."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from comms.foundation import apart
from comms.foundation.apart import done_apart

HERE = "endless"


@pytest.fixture(autouse=True)
def _beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is run here lies among the tests, where no process of ours looks."""
    monkeypatch.setattr(apart, "_ROOT", f"{apart._ROOT}{os.pathsep}{Path(__file__).parent}")


def test_what_was_done_comes_back() -> None:
    assert done_apart(HERE, b"works", 30) == b"worked"


@pytest.mark.parametrize("what", [b"goes on for ever", b"fills the memory", b"raises"])
def test_what_takes_too_much_or_breaks_is_ended_and_said_to_be_not_done(what: bytes) -> None:
    began = time.monotonic()
    assert done_apart(HERE, what, 100) is None
    assert time.monotonic() - began < 90


def test_a_process_that_only_waits_is_ended_by_the_clock() -> None:
    began = time.monotonic()
    assert done_apart(HERE, b"waits", 2) is None
    assert time.monotonic() - began < 25


def test_it_is_told_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMS_MASTER_KEY", "secret")
    seen = done_apart(HERE, b"looks around", 30)
    assert seen is not None
    assert b"PYTHONPATH" in seen
    assert b"COMMS" not in seen
    assert b"HOME" not in seen
