"""Trains the tiny engine and packs it: real Argos packages from Polish to English and back, for tests.

    PYTHONPATH=tests python -m tiny_engine.building FOLDER pl_en

It needs nothing but numpy, CTranslate2 and sentencepiece, and about a quarter of a minute for each direction.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sentencepiece
from tiny_engine.corpus import Sentence, lessons
from tiny_engine.packing import package_file, pieces_of_words
from tiny_engine.transformer import NO_SLIP, Adam, Transformer, batch_of

# What the packages are called in their metadata.
DIRECTIONS = {"pl_en": ("pl", "Polish", "en", "English"), "en_pl": ("en", "English", "pl", "Polish")}
SEED, STEPS, AT_ONCE, RATE = 3, 800, 64, 4e-3
SLIPS = 0.25
PIECES = 520


def build(folder: Path, pair: str) -> None:
    """Train one direction and write its package."""
    learned = lessons()
    words = pieces_of_words({one for both in learned for one in both}, PIECES)
    source, source_name, target, target_name = DIRECTIONS[pair]
    if source == "en":
        learned = [(english, polish) for polish, english in learned]
    metadata = {
        "package_version": "1.0", "argos_version": "1.9.0", "from_code": source, "from_name": source_name,
        "to_code": target, "to_name": target_name,
    }  # fmt: skip
    package_file(trained(learned, words), words, metadata, folder / f"{pair}.argosmodel")


def trained(pairs: Sequence[Sentence], words: bytes) -> Transformer:
    """A model that has learned to translate some sentences; always the same one."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=words)
    known = [(processor.encode(one), processor.encode(other)) for one, other in pairs]
    known.sort(key=lambda pair: len(pair[0]))
    model, draw = Transformer(SEED, len(processor)), random.Random(SEED)
    chance = np.random.default_rng(SEED)
    adam = Adam(model, STEPS, RATE)
    lots = [known[at : at + AT_ONCE] for at in range(0, len(known), AT_ONCE)]
    order: list[int] = []
    for _ in range(STEPS):
        if not order:
            order = draw.sample(range(len(lots)), len(lots))
        batch = batch_of(lots[order.pop()])
        wrong = chance.integers(len(processor), size=batch.target.shape)
        model.loss(batch, np.where(chance.random(wrong.shape) < SLIPS, wrong, NO_SLIP))
        adam.take()
    return model


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
