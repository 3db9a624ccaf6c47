"""Writing a model as Argos packages hold it: CTranslate2's files, the pieces of words, and metadata, in one zip."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec
from tiny_engine.layers import Attention, FeedForward, Linear, Norm
from tiny_engine.transformer import HEADS, Transformer
from tiny_engine.zipping import write_zip


def pieces_of_words(sentences: Iterable[str], size: int) -> bytes:
    """A sentencepiece model of some sentences, as its file."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sorted(sentences)), model_writer=written, vocab_size=size, hard_vocab_limit=False,
        character_coverage=1.0, normalization_rule_name="identity", num_threads=1, minloglevel=2,
        model_type="bpe", unk_id=0, bos_id=1, eos_id=2,
    )  # fmt: skip
    return written.getvalue()


def package_file(model: Transformer, words: bytes, metadata: dict[str, str], file: Path) -> None:
    """Write an ``.argosmodel``: one folder in a zip file."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=words)
    with tempfile.TemporaryDirectory() as made:
        _spec(model, [processor.id_to_piece(one) for one in range(len(processor))]).save(made)
        inside = {f"model/{path.name}": path.read_bytes() for path in sorted(Path(made).iterdir())}
    inside |= {"sentencepiece.model": words, "metadata.json": json.dumps(metadata, indent=2).encode()}
    write_zip(file, {f"{metadata['from_code']}_{metadata['to_code']}/{name}": data for name, data in inside.items()})


def _spec(model: Transformer, pieces: list[str]) -> TransformerSpec:
    spec = TransformerSpec.from_config((1, 1), HEADS)
    read, written = spec.encoder, spec.decoder
    read.embeddings[0].weight, written.embeddings.weight = (
        model.source.weights["weight"],
        model.target.weights["weight"],
    )
    _norm(read.layer_norm, model.read)
    _norm(written.layer_norm, model.written)
    _linear(written.projection, [model.projection])
    _attention(read.layer[0].self_attention, model.reading[0], looks_at_itself=True)
    _forward(read.layer[0].ffn, model.reading[1])
    _attention(written.layer[0].self_attention, model.writing[0], looks_at_itself=True)
    _attention(written.layer[0].attention, model.writing[1], looks_at_itself=False)
    _forward(written.layer[0].ffn, model.writing[2])
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = pieces[:3]
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _attention(spec: Any, layer: Attention, *, looks_at_itself: bool) -> None:
    _norm(spec.layer_norm, layer.norm)
    if looks_at_itself:
        parts: list[Sequence[Linear]] = [[layer.query, layer.key, layer.value], [layer.out]]
    else:
        parts = [[layer.query], [layer.key, layer.value], [layer.out]]
    for place, linears in zip(spec.linear, parts, strict=True):
        _linear(place, linears)


def _forward(spec: Any, layer: FeedForward) -> None:
    _norm(spec.layer_norm, layer.norm)
    _linear(spec.linear_0, [layer.first])
    _linear(spec.linear_1, [layer.second])


def _norm(spec: Any, layer: Norm) -> None:
    spec.gamma, spec.beta = layer.weights["gamma"], layer.weights["beta"]


def _linear(spec: Any, layers: Sequence[Linear]) -> None:
    spec.weight = np.concatenate([layer.weights["weight"] for layer in layers])
    spec.bias = np.concatenate([layer.weights["bias"] for layer in layers])
