"""The layers of a Transformer in numpy, each with its own way back.

A layer keeps what it saw in ``forward`` and hands on the gradient in ``backward``; its weights and their gradients lie
in ``weights`` and ``gradients`` under the same names. Pre-norm, as CTranslate2's plain Transformer computes it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = dict[str, Array]
EPSILON = np.float32(1e-5)
NEVER = np.float32(-1e9)


class Layer:
    def __init__(self, **weights: Array) -> None:
        self.weights: Weights = weights
        self.gradients: Weights = {name: np.zeros_like(weight) for name, weight in weights.items()}


class Linear(Layer):
    """``x @ weight.T + bias``, with the weight as CTranslate2 stores it: one row for each value that comes out."""

    def __init__(self, rng: np.random.Generator, given: int, made: int) -> None:
        limit = np.sqrt(6 / (given + made))
        weight = rng.uniform(-limit, limit, (made, given)).astype(np.float32)
        super().__init__(weight=weight, bias=np.zeros(made, np.float32))

    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.weights["weight"].T + self.weights["bias"]

    def backward(self, d: Array) -> Array:
        flat = d.reshape(-1, d.shape[-1])
        self.gradients["weight"] += flat.T @ self.x.reshape(-1, self.x.shape[-1])
        self.gradients["bias"] += flat.sum(0)
        return d @ self.weights["weight"]


class Norm(Layer):
    def __init__(self, width: int) -> None:
        super().__init__(gamma=np.ones(width, np.float32), beta=np.zeros(width, np.float32))

    def forward(self, x: Array) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        self.scale = 1 / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        self.normal = centred * self.scale
        return self.normal * self.weights["gamma"] + self.weights["beta"]

    def backward(self, d: Array) -> Array:
        width = d.shape[-1]
        self.gradients["gamma"] += (d * self.normal).reshape(-1, width).sum(0)
        self.gradients["beta"] += d.reshape(-1, width).sum(0)
        d = d * self.weights["gamma"]
        along = (d * self.normal).mean(-1, keepdims=True)
        return self.scale * (d - d.mean(-1, keepdims=True) - self.normal * along)


class Attention(Layer):
    """Several heads looking from ``x`` at ``memory``. ``hidden`` is true where there is nothing to look at."""

    def __init__(self, rng: np.random.Generator, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = Norm(width)
        self.query, self.key, self.value, self.out = (Linear(rng, width, width) for _ in range(4))

    def forward(self, x: Array, memory: Array | None, hidden: NDArray[np.bool_]) -> Array:
        normal = self.norm.forward(x)
        seen = normal if memory is None else memory
        self.looks_at_itself = memory is None
        self.q, self.k, self.v = (
            self._apart(layer.forward(given))
            for layer, given in ((self.query, normal), (self.key, seen), (self.value, seen))
        )
        scores = self.q @ self.k.swapaxes(-1, -2) / np.float32(np.sqrt(self.q.shape[-1]))
        scores = np.where(hidden, NEVER, scores)
        raised = np.exp(scores - scores.max(-1, keepdims=True))
        self.weight = raised / raised.sum(-1, keepdims=True)
        return x + self.out.forward(self._together(self.weight @ self.v))

    def backward(self, d: Array) -> tuple[Array, Array | None]:
        """The gradients of ``x`` and of ``memory``."""
        made = self._apart(self.out.backward(d))
        d_weight = made @ self.v.swapaxes(-1, -2)
        d_value = self.weight.swapaxes(-1, -2) @ made
        d_scores = self.weight * (d_weight - (d_weight * self.weight).sum(-1, keepdims=True))
        d_scores /= np.float32(np.sqrt(self.q.shape[-1]))
        d_query = self.query.backward(self._together(d_scores @ self.k))
        d_seen = self.key.backward(self._together(d_scores.swapaxes(-1, -2) @ self.q))
        d_seen = d_seen + self.value.backward(self._together(d_value))
        if self.looks_at_itself:
            return d + self.norm.backward(d_query + d_seen), None
        return d + self.norm.backward(d_query), d_seen

    def _apart(self, x: Array) -> Array:
        batch, length, width = x.shape
        return x.reshape(batch, length, self.heads, width // self.heads).swapaxes(1, 2)

    def _together(self, x: Array) -> Array:
        batch, heads, length, width = x.shape
        return x.swapaxes(1, 2).reshape(batch, length, heads * width)


class FeedForward(Layer):
    def __init__(self, rng: np.random.Generator, width: int, inner: int) -> None:
        super().__init__()
        self.norm, self.first, self.second = Norm(width), Linear(rng, width, inner), Linear(rng, inner, width)

    def forward(self, x: Array) -> Array:
        self.inner = np.maximum(self.first.forward(self.norm.forward(x)), 0)
        return x + self.second.forward(self.inner)

    def backward(self, d: Array) -> Array:
        return d + self.norm.backward(self.first.backward(self.second.backward(d) * (self.inner > 0)))


class Embedding(Layer):
    """Pieces of words as vectors, scaled by the root of their width, with their places in the sentence added."""

    def __init__(self, rng: np.random.Generator, pieces: int, width: int) -> None:
        super().__init__(weight=(rng.standard_normal((pieces, width)) * width**-0.5).astype(np.float32))

    def forward(self, pieces: NDArray[np.int64]) -> Array:
        width = self.weights["weight"].shape[1]
        return self.weights["weight"][pieces] * np.float32(np.sqrt(width)) + places(pieces.shape[1], width)

    def backward(self, pieces: NDArray[np.int64], d: Array) -> None:
        width = d.shape[-1]
        np.add.at(self.gradients["weight"], pieces.reshape(-1), d.reshape(-1, width) * np.float32(np.sqrt(width)))


def places(length: int, width: int) -> Array:
    """The places 1, 2, 3 … as sines and then cosines: what CTranslate2 adds where a model brings no places."""
    half = width // 2
    rates = np.exp(np.arange(half) * -(np.log(10_000) / (half - 1)))
    angles = np.arange(1, length + 1)[:, None] * rates[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
