"""The default model in numpy, for questions: ready at once, where an inference engine costs half a second.

A question is a few tokens, so reading the weights is what it costs; they are mapped from the package's own
file, and of the words' table only the rows of the question's words are touched. In f32, equal to the
inference engine's f32 to seven digits (tests/nlp/test_question_engine.py).
"""

from __future__ import annotations

import json
import math
import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from nlp.two_threads import cores, do_both

Vectors = npt.NDArray[np.float32]

LAYERS, _HEADS = 6, 12
_EPSILON = np.float32(1e-12)
_TOGETHER = 64  # tokens of several questions that go through the weights together
_WORTH_A_THREAD = 12  # tokens from which a second core that reads the weights again is quicker
_IN_PLACE = 1_000_000  # multiplications up to which OpenBLAS copies nothing
_ABLE = ("SkylakeX", "Cooperlake", "SapphireRapids")  # OpenBLAS's processors on which it can
_WIDTH = 384  # numbers of a row that are multiplied at once; divides every row of the model
_HEIGHTS = (96, 48, 32, 16)  # rows of weights at once, the best first
# Abramowitz and Stegun 7.1.26: the error function to 1.5e-7
_P, _A = 0.3275911, (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


class QuestionEngine:
    """all-MiniLM-L6-v2 over mapped weights; safe to call from several threads."""

    vectors = 1  # that a row gives, one after the other, each of unit length

    def __init__(self, weights: Path, *, threads: int | None = None) -> None:
        """`weights`: the checked safetensors file of the model; `threads` None: all cores."""
        self._file, self._weights = _map_weights(weights)
        self._workers = min(threads or cores(), cores())
        self._asked = False
        self.dimension = int(self._of("embeddings.LayerNorm.bias").shape[0])
        # products so small are faster on one core, and a second one that waits for work keeps others from it
        self._threads = ThreadpoolController().select(internal_api="openblas")
        self._in_pieces = any(one.get("architecture") in _ABLE for one in self._threads.info())

    def embed(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Unit-length vectors, float32, shape (len(rows), vectors * dimension); rows of token numbers."""
        found = np.zeros((len(rows), self.vectors * self.dimension), dtype=np.float32)

        def infer(places: Sequence[int]) -> None:
            for start, end in _groups([len(rows[at]) for at in places]):
                found[places[start:end]] = self._infer([rows[at] for at in places[start:end]])

        larger, smaller = _halves([len(row) for row in rows])
        with self._threads.limit(limits=1):
            if self._workers > 1 and sum(len(rows[at]) for at in smaller) >= _WORTH_A_THREAD:
                do_both(lambda: infer(larger), lambda: infer(smaller))
            else:
                infer(range(len(rows)))
        self._asked = True
        apart = found.reshape(-1, self.dimension)
        apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-12)
        return found

    def _of(self, name: str) -> Vectors:
        return self._weights[name]

    def _infer(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """The mean of each row's tokens."""
        states, ranges, spare = self._read(rows)
        for layer in range(LAYERS):
            states = self._layer(states, f"encoder.layer.{layer}", ranges, spare)
            if not self._asked:  # most processes ask once: they hold one layer, not six
                self._file.madvise(mmap.MADV_DONTNEED)
        return means(states, ranges)

    def _read(self, rows: Sequence[Sequence[int]]) -> tuple[Vectors, list[tuple[int, int]], Vectors]:
        """The tokens before the first layer, (start, end) of each row in them, and room to work in.

        Tokens are columns: numpy's BLAS is twice as fast so with few.
        """
        numbers = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
        places = np.concatenate([np.arange(len(row)) for row in rows])
        states = self._of("embeddings.word_embeddings.weight")[numbers]
        states = states + self._of("embeddings.position_embeddings.weight")[places]
        states = (states + self._of("embeddings.token_type_embeddings.weight")[0]).T
        states = self._normal(states, "embeddings.LayerNorm")
        ends = np.cumsum([len(row) for row in rows]).tolist()
        ranges = list(zip([0, *ends], ends, strict=False))
        inner = len(self._of("encoder.layer.0.intermediate.dense.bias"))
        spare = np.empty((4, inner, len(numbers)), dtype=np.float32)  # asked for once: the system empties it
        return states, ranges, spare

    def _layer(
        self, states: Vectors, name: str, ranges: Sequence[tuple[int, int]], spare: Vectors
    ) -> Vectors:
        heads = (_HEADS, self.dimension // _HEADS, -1)
        asked, held, given = (
            self._linear(states, f"{name}.attention.self.{part}").reshape(heads)
            for part in ("query", "key", "value")
        )
        asked /= np.float32(math.sqrt(heads[1]))
        seen = np.empty_like(states)
        for start, end in ranges:  # a token sees those of its own question
            likeness = asked[:, :, start:end].transpose(0, 2, 1) @ held[:, :, start:end]
            likeness -= likeness.max(axis=2, keepdims=True)
            np.exp(likeness, out=likeness)
            likeness /= likeness.sum(axis=2, keepdims=True)
            mixed = given[:, :, start:end] @ likeness.transpose(0, 2, 1)
            seen[:, start:end] = mixed.reshape(self.dimension, end - start)
        seen = self._linear(seen, f"{name}.attention.output.dense")
        seen += states
        states = self._normal(seen, f"{name}.attention.output.LayerNorm")
        inner = self._linear(states, f"{name}.intermediate.dense", spare[0])
        inner = self._linear(_gelu(inner, spare[1:]), f"{name}.output.dense")
        inner += states
        return self._normal(inner, f"{name}.output.LayerNorm")

    def _linear(self, states: Vectors, name: str, into: Vectors | None = None) -> Vectors:
        found = _product(self._of(f"{name}.weight"), states, into, in_pieces=self._in_pieces)
        found += self._of(f"{name}.bias")[:, None]
        return found

    def _normal(self, states: Vectors, name: str) -> Vectors:
        """Each column at mean 0 and variance 1, then scaled; written into `states`."""
        states -= states.mean(axis=0)
        states /= np.sqrt(np.einsum("ij,ij->j", states, states) / np.float32(len(states)) + _EPSILON)
        states *= self._of(f"{name}.weight")[:, None]
        states += self._of(f"{name}.bias")[:, None]
        return states


def means(states: Vectors, ranges: Sequence[tuple[int, int]]) -> Vectors:
    """The mean of each row's tokens, one row below the other; tokens are columns."""
    return np.stack([states[:, start:end].mean(axis=1) for start, end in ranges])


def _product(weight: Vectors, states: Vectors, into: Vectors | None = None, *, in_pieces: bool) -> Vectors:
    """The weight by the states; `in_pieces` so small that OpenBLAS multiplies them where they lie.

    Of a larger product it makes a copy first, which for a few columns costs as much as the product.
    """
    rows, tokens = len(weight), states.shape[1]
    height = next((height for height in _HEIGHTS if height * _WIDTH * tokens <= _IN_PLACE), 0)
    found = np.empty((rows, tokens), dtype=np.float32) if into is None else into
    if not height or not in_pieces:
        return np.matmul(weight, states, out=found)
    pieces = found.reshape(-1, height, tokens)
    for at in range(0, len(states), _WIDTH):
        left, right = weight[:, at : at + _WIDTH].reshape(-1, height, _WIDTH), states[at : at + _WIDTH]
        if at:
            pieces += left @ right
        else:
            np.matmul(left, right, out=pieces)
    return found


def _gelu(values: Vectors, spare: Vectors) -> Vectors:
    """The positive part less |x| erfc(|x| / sqrt 2) / 2, in `values`; `spare`: three more like them."""
    size, part, tail = spare
    np.abs(values, out=size)
    np.multiply(size, np.float32(_P * math.sqrt(0.5)), out=part)
    part += 1
    np.reciprocal(part, out=part)
    np.multiply(part, np.float32(_A[-1] / 2), out=tail)
    for factor in reversed(_A[:-1]):
        tail += np.float32(factor / 2)
        tail *= part
    np.multiply(size, size, out=part)
    part *= np.float32(-0.5)
    tail *= np.exp(part, out=part)
    tail *= size
    found = np.maximum(values, 0, out=values)
    found -= tail
    return found


def _halves(lengths: Sequence[int]) -> tuple[list[int], list[int]]:
    """The places of all rows in two parts of about as many tokens, each in order; the larger part first."""
    parts: tuple[list[int], list[int]] = ([], [])
    tokens = [0, 0]
    for at in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        lesser = int(tokens[1] < tokens[0])
        parts[lesser].append(at)
        tokens[lesser] += lengths[at]
    larger = int(tokens[1] > tokens[0])
    return sorted(parts[larger]), sorted(parts[1 - larger])


def _groups(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(start, end) of the rows that go through the weights together."""
    start, tokens = 0, 0
    for at, length in enumerate(lengths):
        if at > start and tokens + length > _TOGETHER:
            yield start, at
            start, tokens = at, 0
        tokens += length
    if start < len(lengths):
        yield start, len(lengths)


def _map_weights(path: Path) -> tuple[mmap.mmap, Mapping[str, Vectors]]:
    """A safetensors file and its arrays by name, mapped: a page is read when it is used."""
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    data = np.frombuffer(mapped, dtype=np.uint8)[8 + length :]
    found: dict[str, Vectors] = {}
    for name, facts in header.items():
        if name != "__metadata__" and facts["dtype"] == "F32":
            start, end = facts["data_offsets"]
            found[name] = data[start:end].view(np.float32).reshape(facts["shape"])
    return mapped, found
