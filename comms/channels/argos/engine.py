"""One package at work: CTranslate2 with the package's own pieces of words.

Of ``argostranslate`` only its packages and tokenizers are used. Its ``translate`` would load MiniSBD (under the AGPL)
and ONNX Runtime, which writes into the home folder, to split sentences; and it takes one text at a time, where one
batch of many is ten times as fast. Nothing here is imported before the first text, because it takes a second and
about 100 MB.
"""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from comms.foundation.errors import BadInput

# How Argos asks CTranslate2; other figures would give other words than its packages were measured with.
LENGTH_PENALTY = 0.2
# The packages learned from single sentences. What is longer is cut, so that nothing is left out at an end unseen.
MOST_PIECES = 128
MOST_WRITTEN = 400
# In pieces of words with what fills up the shorter sentences; larger batches gain nothing on two processors.
LARGEST_BATCH, SMALLEST_BATCH = 1024, 64
MOST_THREADS = 4
_FOLDERS = (
    "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR", "ARGOS_TRANSLATE_PACKAGE_DIR",
)  # fmt: skip
FETCH_AGAIN = "Fetch its file again, and install that."
_importing = threading.Lock()

# One sentence in another language; None where the engine came to no end of it, or had no word for it.
Wording = str | None


class Engine:
    """One package in memory. Safe to use from several threads at once. Raises ``BadInput`` when it cannot be loaded."""

    def __init__(self, content: Path) -> None:
        with _importing:
            argos, ctranslate2 = _parts()
        try:
            self._package: Any = argos.Package(content)
            self._translator: Any = ctranslate2.Translator(
                str(content / "model"), device="cpu", inter_threads=threads(), intra_threads=1
            )
            self._package.tokenizer.encode("1")
        except (OSError, RuntimeError, ValueError, TypeError, AttributeError) as fault:
            raise BadInput(
                "The package's model cannot be loaded.", "Fetch its file again, and install that."
            ) from fault

    def pieces(self, sentence: str) -> list[str]:
        """The pieces of words a sentence is read as."""
        return list(self._package.tokenizer.encode(sentence))

    def translate(self, sentences: Sequence[Sequence[str]], beam: int, count: int) -> list[list[Wording]]:
        """For each sentence, given in pieces, ``count`` wordings at most; the likeliest first, at least one."""
        if not sentences:
            return []
        prefix = self._package.target_prefix
        batch = sum(map(len, sentences)) // threads()
        answers = self._translator.translate_batch(
            list(sentences),
            target_prefix=[[prefix]] * len(sentences) if prefix else None,
            replace_unknowns=True,
            max_batch_size=min(max(batch, SMALLEST_BATCH), LARGEST_BATCH),
            batch_type="tokens",
            beam_size=max(beam, count),
            num_hypotheses=count,
            length_penalty=LENGTH_PENALTY,
            max_input_length=0,
            max_decoding_length=MOST_WRITTEN,
        )
        return [[self._wording(pieces) for pieces in answer.hypotheses] for answer in answers]

    def _wording(self, pieces: Sequence[str]) -> Wording:
        if len(pieces) >= MOST_WRITTEN:
            return None
        text: str = self._package.tokenizer.decode(list(pieces))
        return text.removeprefix(self._package.target_prefix).strip() or None


def tried_out(content: Path) -> None:
    """Load an unpacked package and let it translate one word. Raises ``BadInput`` when that does not work."""
    engine = Engine(content)
    try:
        engine.translate([engine.pieces("1")], 1, 1)
    except (RuntimeError, ValueError, TypeError) as fault:
        raise BadInput("The package's model does not work.", FETCH_AGAIN) from fault


@cache
def threads() -> int:
    """How many batches are translated at once: one on each processor, four at most."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(there, MOST_THREADS)


@cache
def _parts() -> tuple[ModuleType, ModuleType]:
    """Argos' packages and CTranslate2."""
    with _away_from_home():
        argos = importlib.import_module("argostranslate.package")
    # It logs every text it is given.
    logger = logging.getLogger("argostranslate.utils")
    logger.disabled, logger.propagate = True, False
    return argos, importlib.import_module("ctranslate2")


@contextmanager
def _away_from_home() -> Iterator[None]:
    """Where Argos makes its folders when it is imported: it is told of ones that are gone afterwards."""
    before = {name: os.environ.get(name) for name in (*_FOLDERS, "SNAP", "ARGOS_DEBUG")}
    with tempfile.TemporaryDirectory(prefix="comms-argos-") as made:
        os.environ.update({name: f"{made}/{name}" for name in _FOLDERS})
        for name in ("SNAP", "ARGOS_DEBUG"):
            os.environ.pop(name, None)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
