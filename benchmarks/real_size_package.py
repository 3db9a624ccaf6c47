"""A translation package of real size for the benchmarks: 6 and 6 layers, 512 wide, 8 heads, 32,000 pieces of words.

There is no real package to be had where the benchmarks run, so its weights come from a seed. Chance alone would never
come to the end of a sentence; so one attention looks at the same place of the source and writes the word for what
stands there, and all else is small chance: at the cost of a package that translates, it turns a made-up language into
English. That language is English in other small letters; codes and figures are the same in both, so that the fact guard
does what it does with a good translation.

    python benchmarks/real_size_package.py FILE
"""

from __future__ import annotations

import io
import json
import random
import string
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec
from made_up_messages import in_english, in_made_up, messages

SEED = 20261128
LAYERS, WIDE, HEADS, INNER, PIECES = 6, 512, 8, 2048, 32_000
# The last of each vector tell the place, the others the word.
PLACE = WIDE // HEADS
WORD = WIDE - PLACE
LONGEST = 512
SMALL, SHARP, LOUD = 0.002, 4.0, 4.0
WORDS = 50_000
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "ne", "pi", "ro", "su",
             "ta", "ve", "wi", "zo", "szcz", "rze", "ość", "ych", "ami", "nie", "prz")  # fmt: skip


def write_package(file: Path, source: str, target: str) -> Path:
    """Write the package for one direction, given as Argos' codes."""
    words = _pieces_of_words()
    processor = sentencepiece.SentencePieceProcessor(model_proto=words)
    pieces = [processor.id_to_piece(one) for one in range(len(processor))]
    about = {
        "package_version": "1.0", "argos_version": "1.9.0", "from_code": source, "from_name": source,
        "to_code": target, "to_name": target,
    }  # fmt: skip
    inside = {"sentencepiece.model": words, "metadata.json": json.dumps(about).encode()}
    with tempfile.TemporaryDirectory() as made:
        _spec(pieces).save(made)
        inside |= {f"model/{one.name}": one.read_bytes() for one in Path(made).iterdir()}
    with zipfile.ZipFile(file, "w") as opened:
        for name, data in inside.items():
            opened.writestr(f"{source}_{target}/{name}", data)
    return file


def _pieces_of_words() -> bytes:
    """Pieces of words, learned from the texts of the benchmark and from made-up words."""
    chance = random.Random(SEED)
    made_up = ("".join(chance.choices(SYLLABLES, k=chance.randint(1, 5))) for _ in range(WORDS))
    english = [*(one.english for one in messages(4000)), *made_up]
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*english, *map(in_made_up, english), string.printable]), model_writer=written,
        vocab_size=PIECES,
        hard_vocab_limit=False, character_coverage=1.0, num_threads=1, minloglevel=2, model_type="bpe",
        unk_id=0, bos_id=1, eos_id=2,
    )  # fmt: skip
    return written.getvalue()


def _spec(pieces: list[str]) -> TransformerSpec:
    chance = np.random.default_rng(SEED)
    spec = TransformerSpec.from_config((LAYERS, LAYERS), HEADS)
    words = _words(len(pieces), chance)
    places = np.zeros((LONGEST, WIDE), np.float32)
    places[:, WORD:] = chance.choice([-1.0, 1.0], (LONGEST, PLACE))
    written = _translated(words, pieces, chance)
    spec.encoder.embeddings[0].weight, spec.decoder.embeddings.weight = words, written
    spec.encoder.position_encodings.encodings = spec.decoder.position_encodings.encodings = places
    for layers in (spec.encoder.layer, spec.decoder.layer):
        for layer in layers:
            _fill_layer(layer, chance)
    _repeat(spec.decoder.layer[0].attention)
    for norm in (spec.encoder.layer_norm, spec.decoder.layer_norm):
        _fill_norm(norm)
    spec.decoder.projection.weight, spec.decoder.projection.bias = written, np.zeros(len(pieces), np.float32)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = pieces[:3]
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _translated(words: Any, pieces: list[str], chance: np.random.Generator) -> Any:
    """For each English piece the vector of the made-up one that it translates; any other for those that translate
    none."""
    place = {piece: number for number, piece in enumerate(pieces)}
    written = _words(len(pieces), chance)
    written[:3] = words[:3]
    for number, piece in enumerate(pieces):
        if number > 2 and (english := place.get(in_english(piece))) is not None:
            written[english] = words[number]
    return written


def _words(count: int, chance: np.random.Generator) -> Any:
    words = chance.normal(0, WIDE**-0.5, (count, WIDE)).astype(np.float32)
    words[:, WORD:] = 0
    return words


def _fill_layer(layer: Any, chance: np.random.Generator) -> None:
    for attention in filter(None, (layer.self_attention, getattr(layer, "attention", None))):
        _fill_norm(attention.layer_norm)
        shapes = {2: (3 * WIDE, WIDE), 3: (WIDE, 2 * WIDE, WIDE)}[len(attention.linear)]
        for linear, height in zip(attention.linear, shapes, strict=True):
            _fill(linear, (height, WIDE), chance)
    _fill_norm(layer.ffn.layer_norm)
    _fill(layer.ffn.linear_0, (INNER, WIDE), chance)
    _fill(layer.ffn.linear_1, (WIDE, INNER), chance)


def _fill(linear: Any, shape: tuple[int, int], chance: np.random.Generator) -> None:
    linear.weight = chance.normal(0, SMALL, shape).astype(np.float32)
    linear.bias = np.zeros(shape[0], np.float32)


def _fill_norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(WIDE, np.float32), np.zeros(WIDE, np.float32)


def _repeat(attention: Any) -> None:
    """Each head looks from its place at the same place of the source, and brings its part of the word there."""
    place = np.zeros((WIDE, WIDE), np.float32)
    for head in range(HEADS):
        place[head * PLACE : (head + 1) * PLACE, WORD:] = np.eye(PLACE)
    word = np.diag([1.0] * WORD + [0.0] * PLACE).astype(np.float32)
    asked, kept, out = attention.linear
    asked.weight, kept.weight, out.weight = SHARP * place, np.concatenate([place, word]), LOUD * word


if __name__ == "__main__":
    write_package(Path(sys.argv[1]), *(sys.argv[2:] or ["pl", "en"]))
