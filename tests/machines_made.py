"""A machine for tests: packages of which only the note is there, so that screens know of them, and an engine that knows
a few sentences by heart, in the worker."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comms.channels.argos.packages import CONTENT, NOTE
from comms.channels.translator import Hypotheses, NotTranslated, Pair, Translated, first_of
from comms.foundation.opening import Installation
from comms.translation.machine import working
from comms.worker.working import Worker

DO_NOT_KNOW = "I do not know it."


def note_package(folder: Path, from_code: str, to_code: str, version: str = "1.9") -> None:
    """Put the note of a package there, without its model."""
    here = folder / f"{from_code}_{to_code}-{version}"
    (here / CONTENT).mkdir(parents=True)
    said = {
        "from_code": from_code, "to_code": to_code, "package_version": version, "argos_version": "1.9",
        "sha256": "0" * 64, "size": 1, "installed_at": datetime(2026, 11, 1, tzinfo=UTC).isoformat(),
    }  # fmt: skip
    (here / NOTE).write_text(json.dumps(said), "utf-8")


class KnowsByHeart:
    """Translates what a table holds, in each direction of the table."""

    def __init__(self, known: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
        self.known = known
        self.asked: list[str] = []

    def pairs(self) -> Sequence[Pair]:
        """The directions of the table."""
        return [Pair(source, target, f"{source}_{target} 1.9") for source, target in self.known]

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        """What stands in the table."""
        del count
        self.asked += texts
        table = self.known.get((source, target), {})
        by = f"{source}_{target} 1.9"
        return [Hypotheses((table[one],), by) if one in table else NotTranslated(DO_NOT_KNOW) for one in texts]

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        """The first of each."""
        return [first_of(one) for one in self.hypotheses(texts, source, target)]


def install_machine(
    installation: Installation,
    patch: pytest.MonkeyPatch,
    known: Mapping[tuple[str, str], Mapping[str, str]],
    *,
    hinted: bool = True,
) -> KnowsByHeart:
    """Install an engine with the packages of a table. Where the worker is ``hinted``, it has done what it was told of
    before anybody looks."""
    engine, worker = KnowsByHeart(known), Worker(installation)
    for source, target in known:
        note_package(installation.settings.translation_folder, source, target)
    patch.setattr(working, "translator_for", lambda settings: engine)
    if hinted:
        patch.setattr(installation.database, "hint", lambda kind, row, *at: worker.act(kind, row))
    return engine
