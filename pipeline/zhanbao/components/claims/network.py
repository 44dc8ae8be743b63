"""The network behind the claims: scores of pairs of a figure and a candidate, on the shared token vectors.

Three small networks, each a hidden layer and an output layer. A pair's hidden layer is the sum of projections of mean token vectors (the figure's,
the candidate's, and, once these are known, those of what is counted and of the verb) and of one vector per feature. The first finds the words
(``counted``, ``action``), the second joins the figure with spans, the third says what kind of thing is counted (``measure``).
"""

from typing import Any, Callable, NamedTuple

import numpy
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model, glorot_uniform_init
from thinc.types import Floats2d

from ...labels import MEASURES
from .candidates import FEATURES, N_FEATURES, OFFSETS, SPAN_FIELDS, WORD_FIELDS, Candidates, Pairs

Input = tuple[list[Doc], list[Candidates]]


#: Of the hidden layers, in training.
DROPOUT = 0.2
#: The networks and what each sums up the vectors of.
PARTS = {
    "words": ("figure", "candidate"), "spans": ("figure", "candidate", "counted", "action"), "measure": ("figure", "counted", "action"),
}
_OUTPUTS = {"words": len(WORD_FIELDS), "spans": len(SPAN_FIELDS), "measure": len(MEASURES)}


def build_claim_network(tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int = 64) -> Model[Input, Any]:
    """Registered as ``zhanbao.ClaimNetwork.v1``.

    tok2vec (Model): token vectors, usually a listener.
    hidden_width (int): of each of the three small networks.
    RETURNS (Model): from Docs and their candidates to :class:`Batch`, which scores ``measure`` too, once it is known what is counted.
    """
    model: Model = Model(
        "zhanbao_claims", _forward, init=_init, layers=[tok2vec], refs={"tok2vec": tok2vec}, dims={"nO": hidden_width, "nI": None},
        params={f"{net}_{part}": None for net, parts in PARTS.items() for part in (*parts, "features", "bias", "out", "out_bias")},
    )
    return model


@registry.architectures("zhanbao.ClaimNetwork.v1")
def create_claim_network(tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int = 64) -> Model[Input, Any]:
    """See :func:`build_claim_network`."""
    return build_claim_network(tok2vec, hidden_width)


def _init(model: Model, X: Input | None = None, Y: Any = None) -> Model:
    tok2vec = model.get_ref("tok2vec")
    if X is not None:
        tok2vec.initialize(X[0])
    width, hidden = tok2vec.get_dim("nO"), model.get_dim("nO")
    model.set_dim("nI", width)
    for net, outputs in _OUTPUTS.items():
        for part in PARTS[net]:
            model.set_param(f"{net}_{part}", glorot_uniform_init(model.ops, (width, hidden)))
        model.set_param(f"{net}_features", glorot_uniform_init(model.ops, (N_FEATURES, hidden)))
        model.set_param(f"{net}_bias", model.ops.alloc1f(hidden))
        model.set_param(f"{net}_out", glorot_uniform_init(model.ops, (hidden, outputs)))
        model.set_param(f"{net}_out_bias", model.ops.alloc1f(outputs))
    return model


class Ranges(NamedTuple):
    """Stretches of tokens whose vectors are averaged; empty ones give zeros."""

    start: numpy.ndarray
    end: numpy.ndarray

    def mean(self, sums: numpy.ndarray) -> numpy.ndarray:
        """Means of rows, from running sums that are one longer than the rows."""
        return (sums[self.end] - sums[self.start]) / numpy.maximum(self.end - self.start, 1)[:, None]

    def back(self, gradient: numpy.ndarray, length: int) -> numpy.ndarray:
        """The rows' gradient, from that of their means."""
        share = gradient / numpy.maximum(self.end - self.start, 1)[:, None]
        out = numpy.zeros((length + 1, gradient.shape[1]), dtype="f")
        _scatter(out, self.start, share)
        _scatter(out, self.end, -share)
        return numpy.cumsum(out, axis=0)[:length]


class Part(NamedTuple):
    """What is averaged for a part of the hidden layer: stretches of tokens (the tokens themselves if None), and which of them each pair takes (one
    each, in order, if None)."""

    ranges: Ranges | None
    index: numpy.ndarray | None


def _scatter(table: numpy.ndarray, rows: numpy.ndarray, values: numpy.ndarray) -> None:
    """Add each value to its row; rows may repeat. Sorting and adding runs is many times faster than ``numpy.add.at``."""
    if not len(rows):
        return
    order = numpy.argsort(rows, kind="stable")
    ordered = rows[order]
    first = numpy.flatnonzero(numpy.concatenate([[True], ordered[1:] != ordered[:-1]]))
    table[ordered[first]] += numpy.add.reduceat(values[order], first, axis=0)


class Net:
    """One of the three networks: forward, and gradients for what it was given."""

    def __init__(self, model: Model, name: str, dropout: float, rng: numpy.random.Generator | None):
        self.model, self.name, self.dropout, self.rng = model, name, dropout, rng

    def param(self, part: str) -> numpy.ndarray:
        return self.model.get_param(f"{self.name}_{part}")

    def hidden(
        self, X: numpy.ndarray, sums: numpy.ndarray, parts: dict[str, "Part"], features: numpy.ndarray
    ) -> tuple[numpy.ndarray, dict[str, numpy.ndarray]]:
        """The hidden layer before its rectifier, (pairs, hidden), and each part's mean vectors."""
        table = self.param("features")
        hidden = numpy.zeros((len(features), table.shape[1]), dtype="f") + self.param("bias")
        means = {}
        for name, part in parts.items():
            means[name] = X if part.ranges is None else part.ranges.mean(sums)
            projected = means[name] @ self.param(name)
            hidden += projected if part.index is None else projected[part.index]
        for column in range(features.shape[1]):
            hidden += table[features[:, column]]
        return hidden, means

    def __call__(
        self, X: numpy.ndarray, sums: numpy.ndarray, parts: dict[str, "Part"], features: numpy.ndarray
    ) -> tuple[numpy.ndarray, Callable]:
        """Scores of pairs.

        X (ndarray): token vectors, (tokens, width). sums (ndarray): their running sums, one longer. parts (dict): for each part, the tokens
            whose mean counts. features (ndarray): (pairs, features), indices into the table.
        RETURNS: scores (pairs, outputs), and the function from their gradient to that of X.
        """
        hidden, means = self.hidden(X, sums, parts, features)
        active = (hidden > 0).astype("f")
        if self.dropout and self.rng is not None:
            active *= (self.rng.random(hidden.shape) >= self.dropout) / (1.0 - self.dropout)
        hidden = hidden * active
        out = self.param("out")

        def backprop(gradient: numpy.ndarray) -> numpy.ndarray:
            inner = (gradient @ out.T) * active
            self._add("out", hidden.T @ gradient)
            self._add("out_bias", gradient.sum(axis=0))
            self._add("bias", inner.sum(axis=0))
            table = numpy.zeros_like(self.param("features"))
            for column in range(features.shape[1]):
                _scatter(table, features[:, column], inner)
            self._add("features", table)
            back = numpy.zeros_like(X)
            for name, part in parts.items():
                by_row = inner
                if part.index is not None:
                    by_row = numpy.zeros((len(means[name]), inner.shape[1]), dtype="f")
                    _scatter(by_row, part.index, inner)
                self._add(name, means[name].T @ by_row)
                by_vector = by_row @ self.param(name).T
                back += by_vector if part.ranges is None else part.ranges.back(by_vector, len(X))
            return back

        return hidden @ out + self.param("out_bias"), backprop

    def _add(self, part: str, gradient: numpy.ndarray) -> None:
        self.model.inc_grad(f"{self.name}_{part}", numpy.asarray(gradient, dtype="f"))


class Batch:
    """The scores of a batch of reports, all tokens in one row; ``offsets`` say where each report begins, ``first`` where its figures do.

    ``words`` is scored at once, (pairs, 2). Once it is known what each figure counts and with which verb, :meth:`join` scores ``spans``, (pairs, 4),
    and :meth:`measure` the classes, (figures, 17). ``counted`` and ``action`` are one stretch of tokens a figure, empty where there is none.
    """

    def __init__(self, model: Model, X: numpy.ndarray, offsets: numpy.ndarray, candidates: list[Candidates], train: bool):
        self.offsets, self.candidates, self._X = offsets, candidates, X
        # Seeded by numpy's own generator, which spaCy seeds: the same config trains the same pipeline.
        rng = numpy.random.default_rng(numpy.random.randint(1 << 30)) if train else None
        self.figures = _joined([c.figures for c in candidates], offsets)
        self.units = numpy.concatenate([c.units for c in candidates]) if candidates else numpy.zeros(0, dtype="i")
        self.first = numpy.cumsum([0, *[len(c.figures) for c in candidates]])
        self._nets = {name: Net(model, name, DROPOUT if train else 0.0, rng) for name in PARTS}
        self._back: dict[str, Callable] = {}
        self.word_pairs, self.span_pairs = self._gather("words"), self._gather("spans")
        self._sums = numpy.zeros((len(X) + 1, X.shape[1]), dtype="f")
        numpy.cumsum(X, axis=0, out=self._sums[1:])
        self.words = self._score("words", self._parts(self.word_pairs), self.word_pairs.features)

    def _gather(self, name: str) -> Pairs:
        parts: list[Pairs] = [getattr(c, name) for c in self.candidates]
        return Pairs(
            numpy.concatenate([p.figure + f for p, f in zip(parts, self.first)]),
            # `none` keeps an empty stretch wherever its report begins.
            numpy.concatenate([p.start + o for p, o in zip(parts, self.offsets)]),
            numpy.concatenate([p.end + o for p, o in zip(parts, self.offsets)]),
            numpy.concatenate([p.features.reshape(-1, len(FEATURES)) for p in parts]),
            numpy.concatenate([p.field for p in parts]),
        )

    def _parts(self, pairs: Pairs, counted: Ranges | None = None, action: Ranges | None = None) -> dict[str, Part]:
        single = counted is None or action is None  # words: a candidate is one token
        candidate = Part(None, pairs.start) if single else Part(Ranges(pairs.start, pairs.end), None)
        out = {"figure": Part(self.figures, pairs.figure), "candidate": candidate}
        if not single:
            out.update(counted=Part(counted, pairs.figure), action=Part(action, pairs.figure))
        return out

    def join(self, counted: Ranges, action: Ranges) -> numpy.ndarray:
        """Scores of figures with spans, (pairs, 4)."""
        return self._score("spans", self._parts(self.span_pairs, counted, action), self.span_pairs.features)

    def measure(self, counted: Ranges, action: Ranges) -> numpy.ndarray:
        """Scores of the classes, (figures, 17)."""
        parts = {"figure": Part(self.figures, None), "counted": Part(counted, None), "action": Part(action, None)}
        return self._score("measure", parts, OFFSETS["unit"] + self.units[:, None])

    def _score(self, name: str, parts: dict[str, Part], features: numpy.ndarray) -> numpy.ndarray:
        scores, self._back[name] = self._nets[name](self._X, self._sums, parts, features)
        return scores

    def backprop(self, gradients: dict[str, numpy.ndarray]) -> numpy.ndarray:
        """From the gradients of the scores to that of the token vectors."""
        out = numpy.zeros_like(self._X)
        for name, gradient in gradients.items():
            out += self._back[name](gradient.astype("f"))
        return out


def _joined(figures: list[numpy.ndarray], offsets: numpy.ndarray) -> Ranges:
    rows = numpy.concatenate([f.reshape(-1, 2) + o for f, o in zip(figures, offsets)]) if figures else numpy.zeros((0, 2), dtype="i")
    return Ranges(rows[:, 0], rows[:, 1])


def _forward(model: Model, X: Input, is_train: bool) -> tuple[Batch, Callable]:
    docs, candidates = X
    vectors, backprop_tok2vec = model.get_ref("tok2vec")(docs, is_train)
    lengths = [len(v) for v in vectors]
    flat = numpy.concatenate(vectors) if lengths else numpy.zeros((0, model.get_dim("nI")), dtype="f")
    offsets = numpy.cumsum([0, *lengths])[:-1]
    batch = Batch(model, flat, offsets, candidates, is_train)

    def backprop(gradients: dict[str, numpy.ndarray]) -> list[Doc]:
        d_flat = batch.backprop(gradients)
        backprop_tok2vec([d_flat[o:o + n] for o, n in zip(offsets, lengths)])
        return docs

    return batch, backprop
