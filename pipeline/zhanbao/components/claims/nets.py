"""Small networks over pairs, in numpy: sums of projected mean vectors and of one vector per feature, a rectifier, an output layer; and their
gradients.

Projections are linear, so the mean of a stretch can be projected, or the vectors projected and then averaged; whichever is less work is done.
"""

from typing import Callable, NamedTuple

import numpy
from thinc.api import Model

#: Of the hidden layers, in training.
DROPOUT = 0.4
#: Rows that are summed up together, see :class:`Vectors`.
BLOCK = 32
_BEFORE = numpy.tril(numpy.ones((BLOCK, BLOCK), dtype="f"), -1)


class Vectors:
    """Rows of vectors, and sums over stretches of them.

    Sums are kept per block of rows, within it by a product with a triangle of ones: many times faster than numpy's running sums over rows, and
    exact: what else is in the batch changes no digit that matters.
    """

    def __init__(self, rows: numpy.ndarray):
        self.rows = rows
        self._sums: tuple[numpy.ndarray, numpy.ndarray] | None = None

    def between(self, start: numpy.ndarray, end: numpy.ndarray) -> numpy.ndarray:
        """Sums of the rows from start to end (exclusive), (stretches, width)."""
        if self._sums is None:
            self._sums = self._running()
        within, blocks = self._sums
        return within[end] - within[start] + (blocks[end // BLOCK] - blocks[start // BLOCK]).astype("f")

    def _running(self) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Sums of the rows before each in its block, and of the blocks before each block."""
        n, width = self.rows.shape
        padded = numpy.zeros(((n // BLOCK + 1) * BLOCK, width), dtype="f")
        padded[:n] = self.rows
        cut = padded.reshape(-1, BLOCK, width)
        blocks = numpy.zeros((len(cut) + 1, width), dtype="d")
        numpy.cumsum(cut.sum(axis=1), axis=0, out=blocks[1:])
        return numpy.matmul(_BEFORE, cut).reshape(-1, width), blocks


Sources = dict[str, Vectors]
Gradients = dict[str, numpy.ndarray]


class Ranges(NamedTuple):
    """Stretches of rows whose vectors are averaged; empty ones give zeros."""

    start: numpy.ndarray
    end: numpy.ndarray

    def mean(self, vectors: Vectors) -> numpy.ndarray:
        """Means of rows, (stretches, width)."""
        return vectors.between(self.start, self.end) / self._length()

    def back(self, gradient: numpy.ndarray, length: int) -> numpy.ndarray:
        """The rows' gradient, from that of their means."""
        share = gradient / self._length()
        steps = numpy.zeros((length + 1, gradient.shape[1]), dtype="f")
        scatter(steps, self.start, share)
        scatter(steps, self.end, -share)
        # The gradient of a row is the sum of all steps up to it.
        rows = numpy.arange(1, length + 1)
        return Vectors(steps).between(numpy.zeros_like(rows), rows)

    def _length(self) -> numpy.ndarray:
        return numpy.maximum(self.end - self.start, 1).astype("f")[:, None]


class Part(NamedTuple):
    """What a part of the hidden layer sums up: rows of a source, or means of stretches of them; and which of these each pair takes (one each, in
    order, if None)."""

    source: str
    ranges: Ranges | None = None
    index: numpy.ndarray | None = None


def scatter(table: numpy.ndarray, rows: numpy.ndarray, values: numpy.ndarray) -> None:
    """Add each value to its row; rows may repeat. Sorting and adding runs is many times faster than ``numpy.add.at``."""
    if not len(rows):
        return
    order = numpy.argsort(rows, kind="stable")
    ordered = rows[order]
    first = numpy.flatnonzero(numpy.concatenate([[True], ordered[1:] != ordered[:-1]]))
    table[ordered[first]] += numpy.add.reduceat(values[order], first, axis=0)


class Net:
    """One of the networks; its parameters are those of ``model`` whose names begin with ``name``. Without an output layer (``out``) it gives the
    hidden layer itself.

    train (Generator): draws what is dropped in training; None for prediction.
    """

    def __init__(self, model: Model, name: str, train: numpy.random.Generator | None):
        self.model, self.name, self.train = model, name, train

    def __call__(
        self, sources: Sources, parts: dict[str, Part], features: numpy.ndarray
    ) -> tuple[numpy.ndarray, Callable[[numpy.ndarray], Gradients]]:
        """Scores of pairs.

        sources (Dict[str, Vectors]): what there is to sum up. parts (Dict[str, Part]): what is summed up, by parameter.
        features (ndarray): (pairs, features), indices into the table.
        RETURNS: scores (pairs, outputs), and the function from their gradient to those of the sources.
        """
        table = self._param("features")
        hidden = numpy.zeros((len(features), table.shape[1]), dtype="f") + self._param("bias")
        backs = [self._project(name, part, sources[part.source], hidden) for name, part in parts.items()]
        for column in range(features.shape[1]):
            hidden += table[features[:, column]]
        active = (hidden > 0).astype("f")
        if self.train is not None:
            active *= (self.train.random(hidden.shape, dtype="f") >= DROPOUT) / numpy.float32(1.0 - DROPOUT)
        hidden *= active
        ends = self.model.has_param(f"{self.name}_out")

        def backprop(gradient: numpy.ndarray) -> Gradients:
            inner = gradient
            if ends:
                inner = gradient @ self._param("out").T
                self._add("out", hidden.T @ gradient)
                self._add("out_bias", gradient.sum(axis=0))
            inner = inner * active
            self._add("bias", inner.sum(axis=0))
            d_table = numpy.zeros_like(table)
            for column in range(features.shape[1]):
                scatter(d_table, features[:, column], inner)
            self._add("features", d_table)
            out: Gradients = {}
            for part, back in zip(parts.values(), backs):
                d_source = back(inner)
                out[part.source] = out[part.source] + d_source if part.source in out else d_source
            return out

        return (hidden @ self._param("out") + self._param("out_bias") if ends else hidden), backprop

    def _project(self, name: str, part: Part, source: Vectors, hidden: numpy.ndarray) -> Callable[[numpy.ndarray], numpy.ndarray]:
        """Add a part to the hidden layer. RETURNS: the function from the hidden layer's gradient to the source's."""
        weights, ranges, index = self._param(name), part.ranges, part.index
        length = len(source.rows)
        first = ranges is None or len(ranges.start) > length  # project the vectors, then average
        rows = source.rows if ranges is None or first else ranges.mean(source)
        projected = rows @ weights
        if ranges is not None and first:
            projected = ranges.mean(Vectors(projected))
        hidden += projected if index is None else projected[index]

        def back(gradient: numpy.ndarray) -> numpy.ndarray:
            if index is not None:
                taken = numpy.zeros(projected.shape, dtype="f")
                scatter(taken, index, gradient)
                gradient = taken
            if ranges is not None and first:
                gradient = ranges.back(gradient, length)
            self._add(name, rows.T @ gradient)
            by_row = gradient @ weights.T
            return ranges.back(by_row, length) if ranges is not None and not first else by_row

        return back

    def _param(self, part: str) -> numpy.ndarray:
        return self.model.get_param(f"{self.name}_{part}")

    def _add(self, part: str, gradient: numpy.ndarray) -> None:
        self.model.inc_grad(f"{self.name}_{part}", numpy.asarray(gradient, dtype="f"))
