"""Each of the thirty-six requirements is shown by tests that exist, or is said not to be met yet."""

from __future__ import annotations

import re
from pathlib import Path

import comms

ROOT = Path(comms.__file__).parent.parent
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _rows() -> dict[int, str]:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    return {int(number): shown for number, _, shown in ROW.findall(text)}


def test_none_of_the_thirty_six_is_missing_or_left_without_a_word() -> None:
    rows = _rows()
    assert sorted(rows) == list(range(1, 37))
    assert [number for number, shown in rows.items() if not NAMED.search(shown) and "**Not yet:**" not in shown] == []


def test_every_test_that_is_named_exists() -> None:
    missing = [
        f"{number}: {path}::{name}"
        for number, shown in _rows().items()
        for path, name in NAMED.findall(shown)
        if not (ROOT / path).is_file()
        or not re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ]
    assert missing == []
