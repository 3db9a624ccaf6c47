"""A small Transformer that translates, and how it learns from pairs of sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tiny_engine.layers import Array, Attention, Embedding, FeedForward, Layer, Linear, Norm

UNKNOWN, START, END = 0, 1, 2
NO_SLIP = -1
HEADS = 4
# What every piece is told to be worth, so that the model is never wholly sure.
SMOOTHED = 0.05
Pieces = NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Sentences side by side, in pieces, each filled up with END; ``lengths`` says how many of them count."""

    source: Pieces
    source_lengths: Pieces
    target: Pieces
    target_lengths: Pieces


class Transformer:
    """One layer that reads and one that writes, with the same pieces of words on both sides."""

    def __init__(self, seed: int, pieces: int, width: int = 64, inner: int = 128) -> None:
        rng = np.random.default_rng(seed)
        self.width = width
        self.source, self.target = Embedding(rng, pieces, width), Embedding(rng, pieces, width)
        self.reading = Attention(rng, width, HEADS), FeedForward(rng, width, inner)
        self.read = Norm(width)
        self.writing = Attention(rng, width, HEADS), Attention(rng, width, HEADS), FeedForward(rng, width, inner)
        self.written = Norm(width)
        self.projection = Linear(rng, width, pieces)

    def loss(self, batch: Batch, slips: Pieces) -> float:
        """How far the model is from a batch, for each piece; the gradients are added up on the way back.

        ``slips`` are pieces it is told to have written in place of the right ones, or NO_SLIP. So it learns to go on
        after a wrong piece as the sentence goes on; otherwise a search among several beginnings ends in nonsense.
        """
        right = np.concatenate([np.full((len(batch.target), 1), START), batch.target[:, :-1]], axis=1)
        before = np.where(slips == NO_SLIP, right, slips)
        before[:, 0] = START
        unread = _beyond(batch.source_lengths, batch.source.shape[1])[:, None, None, :]
        unwritten = np.triu(np.ones((before.shape[1], before.shape[1]), bool), 1)[None, None]
        memory = self.reading[0].forward(self.source.forward(batch.source), None, unread)
        memory = self.read.forward(self.reading[1].forward(memory))
        state = self.writing[0].forward(self.target.forward(before), None, unwritten)
        state = self.writing[2].forward(self.writing[1].forward(state, memory, unread))
        scores = self.projection.forward(self.written.forward(state))
        loss, d_scores = _cross_entropy(scores, batch)
        self._back(batch, before, d_scores)
        return loss

    def _back(self, batch: Batch, before: Pieces, d_scores: Array) -> None:
        d_state = self.writing[2].backward(self.written.backward(self.projection.backward(d_scores)))
        d_state, d_memory = self.writing[1].backward(d_state)
        self.target.backward(before, self.writing[0].backward(d_state)[0])
        assert d_memory is not None
        d_read, _ = self.reading[0].backward(self.reading[1].backward(self.read.backward(d_memory)))
        self.source.backward(batch.source, d_read)

    def layers(self) -> Iterator[Layer]:
        """Every layer that has weights."""
        yield from (self.source, self.target, self.read, self.written, self.projection)
        for block in (*self.reading, *self.writing):
            if isinstance(block, Attention):
                yield from (block.norm, block.query, block.key, block.value, block.out)
            else:
                yield from (block.norm, block.first, block.second)


def batch_of(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Batch:
    """Pairs of sentences as one batch; the end is written too."""
    source, source_lengths = _side_by_side([given for given, _ in pairs])
    target, target_lengths = _side_by_side([[*wanted, END] for _, wanted in pairs])
    return Batch(source, source_lengths, target, target_lengths)


class Adam:
    """Takes the steps: quickly up to the full rate, and then down to nothing in a straight line."""

    def __init__(self, model: Transformer, steps: int, rate: float) -> None:
        self.layers, self.steps, self.rate, self.step = list(model.layers()), steps, rate, 0
        self.first = [{name: np.zeros_like(w) for name, w in layer.weights.items()} for layer in self.layers]
        self.second = [{name: np.zeros_like(w) for name, w in layer.weights.items()} for layer in self.layers]

    def take(self) -> None:
        self.step += 1
        warm = self.steps // 10
        rate = self.rate * min(self.step / warm, (self.steps - self.step + 1) / (self.steps - warm))
        rate *= np.sqrt(1 - 0.98**self.step) / (1 - 0.9**self.step)
        for layer, first, second in zip(self.layers, self.first, self.second, strict=True):
            for name, gradient in layer.gradients.items():
                first[name] += np.float32(0.1) * (gradient - first[name])
                second[name] += np.float32(0.02) * (gradient**2 - second[name])
                layer.weights[name] -= np.float32(rate) * first[name] / (np.sqrt(second[name]) + np.float32(1e-8))
                gradient.fill(0)


def _cross_entropy(scores: Array, batch: Batch) -> tuple[float, Array]:
    counted = ~_beyond(batch.target_lengths, batch.target.shape[1])
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    likely = raised / raised.sum(-1, keepdims=True)
    rows, columns = np.indices(batch.target.shape)
    right = likely[rows, columns, batch.target]
    likely -= np.float32(SMOOTHED / likely.shape[-1])
    likely[rows, columns, batch.target] -= np.float32(1 - SMOOTHED)
    total = np.float32(counted.sum())
    return float(-(np.log(right + 1e-9) * counted).sum() / total), likely * counted[:, :, None] / total


def _beyond(lengths: Pieces, longest: int) -> NDArray[np.bool_]:
    return np.arange(longest)[None, :] >= lengths[:, None]


def _side_by_side(sentences: Sequence[Sequence[int]]) -> tuple[Pieces, Pieces]:
    lengths = np.array([len(sentence) for sentence in sentences])
    made = np.full((len(sentences), lengths.max()), END)
    for row, sentence in zip(made, sentences, strict=True):
        row[: len(sentence)] = sentence
    return made, lengths
