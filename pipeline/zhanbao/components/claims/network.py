"""The network behind the claims: scores of pairs of a figure and a candidate, on the shared token vectors.

A pair's hidden layer is the sum of a projection of the figure's mean token vector, one of the candidate's, and one vector per feature; a
second layer turns it into the scores of the fields. A third, of its own, says what kind of thing is counted (``measure``).
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


class Scores(NamedTuple):
    """Raw scores of one report: words (pairs, 2), spans (pairs, 4 fields), and what ``measure`` needs: (figures, hidden)."""

    words: numpy.ndarray
    spans: numpy.ndarray
    hidden: numpy.ndarray


def build_claim_network(tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int = 64) -> Model[Input, Any]:
    """Registered as ``zhanbao.ClaimNetwork.v1``.

    tok2vec (Model): token vectors, usually a listener.
    hidden_width (int): of each of the three small networks.
    RETURNS (Model): from Docs and their candidates to :class:`Batch`, which scores ``measure`` too, once it is known what is counted.
    """
    model: Model = Model(
        "zhanbao_claims", _forward, init=_init, layers=[tok2vec], refs={"tok2vec": tok2vec}, dims={"nO": hidden_width, "nI": None},
        params={f"{net}_{part}": None for net in ("words", "spans", "measure") for part in ("figure", "candidate", "features", "bias", "out", "out_bias")},
    )
    return model


@registry.architectures("zhanbao.ClaimNetwork.v1")
def create_claim_network(tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int = 64) -> Model[Input, Any]:
    """See :func:`build_claim_network`."""
    return build_claim_network(tok2vec, hidden_width)


_OUTPUTS = {"words": len(WORD_FIELDS), "spans": len(SPAN_FIELDS), "measure": len(MEASURES)}


def _init(model: Model, X: Input | None = None, Y: Any = None) -> Model:
    tok2vec = model.get_ref("tok2vec")
    if X is not None:
        tok2vec.initialize(X[0])
    width, hidden = tok2vec.get_dim("nO"), model.get_dim("nO")
    model.set_dim("nI", width)
    for net, outputs in _OUTPUTS.items():
        model.set_param(f"{net}_figure", glorot_uniform_init(model.ops, (width, hidden)))
        model.set_param(f"{net}_candidate", glorot_uniform_init(model.ops, (width, hidden)))
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

    def __call__(self, X: numpy.ndarray, figures: Ranges, candidates: Ranges, features: numpy.ndarray) -> tuple[numpy.ndarray, Callable]:
        """Scores of pairs. X: token vectors (tokens, width). RETURNS: scores (pairs, outputs), and the function from their gradient to X's."""
        F, C, E, V = (self.param(part) for part in ("figure", "candidate", "features", "out"))
        hidden = self.hidden(X, figures, candidates, features)
        active = hidden > 0
        if self.dropout and self.rng is not None:
            keep = (self.rng.random(hidden.shape) >= self.dropout) / (1.0 - self.dropout)
            active = active * keep.astype("f")
        hidden = hidden * active

        def backprop(gradient: numpy.ndarray) -> numpy.ndarray:
            inner = (gradient @ V.T) * active
            self._add("out", hidden.T @ gradient)
            self._add("out_bias", gradient.sum(axis=0))
            self._add("bias", inner.sum(axis=0))
            table = numpy.zeros_like(E)
            for column in range(features.shape[1]):
                _scatter(table, features[:, column], inner)
            self._add("features", table)
            by_figure, by_candidate = figures.back(inner, len(X)), candidates.back(inner, len(X))
            self._add("figure", X.T @ by_figure)
            self._add("candidate", X.T @ by_candidate)
            return by_figure @ F.T + by_candidate @ C.T

        return hidden @ V + self.param("out_bias"), backprop

    def hidden(self, X: numpy.ndarray, figures: Ranges, candidates: Ranges, features: numpy.ndarray) -> numpy.ndarray:
        """The hidden layer before its rectifier, (pairs, hidden)."""
        F, C, E = (self.param(part) for part in ("figure", "candidate", "features"))
        projected = [numpy.zeros((len(X) + 1, F.shape[1]), dtype="f") for _ in range(2)]
        numpy.cumsum(X @ F, axis=0, out=projected[0][1:])
        numpy.cumsum(X @ C, axis=0, out=projected[1][1:])
        hidden = figures.mean(projected[0]) + candidates.mean(projected[1]) + self.param("bias")
        for column in range(features.shape[1]):
            hidden += E[features[:, column]]
        return hidden

    def _add(self, part: str, gradient: numpy.ndarray) -> None:
        self.model.inc_grad(f"{self.name}_{part}", numpy.asarray(gradient, dtype="f"))


class Batch:
    """The scores of a batch of reports, all tokens in one row; offsets say where each report begins.

    ``words``, ``spans``: (pairs, fields). ``measure(ranges)`` scores the classes once it is known which words are counted.
    """

    def __init__(self, model: Model, X: numpy.ndarray, offsets: numpy.ndarray, candidates: list[Candidates], train: bool):
        self.offsets, self.candidates, self._X = offsets, candidates, X
        # Seeded by numpy's own generator, which spaCy seeds: the same config trains the same pipeline.
        rng = numpy.random.default_rng(numpy.random.randint(1 << 30)) if train else None
        self.figures = _joined([c.figures for c in candidates], offsets)
        self.units = numpy.concatenate([c.units for c in candidates]) if candidates else numpy.zeros(0, dtype="i")
        self.first = numpy.cumsum([0, *[len(c.figures) for c in candidates]])
        self._nets = {name: Net(model, name, 0.2 if train else 0.0, rng) for name in _OUTPUTS}
        self._back: dict[str, Callable] = {}
        self._hidden: numpy.ndarray | None = None
        self.word_pairs, self.span_pairs = self._gather("words"), self._gather("spans")
        self.words = self._score("words", self.word_pairs)
        self.spans = self._score("spans", self.span_pairs)

    def _gather(self, name: str) -> Pairs:
        parts: list[Pairs] = [getattr(c, name) for c in self.candidates]
        return Pairs(
            numpy.concatenate([p.figure + f for p, f in zip(parts, self.first)]),
            # `none` keeps an empty stretch wherever its report begins.
            numpy.concatenate([p.start + o for p, o in zip(parts, self.offsets)]),
            numpy.concatenate([p.end + o for p, o in zip(parts, self.offsets)]),
            numpy.concatenate([p.features.reshape(-1, len(FEATURES)) for p in parts]),
            numpy.concatenate([p.field for p in parts]),
            numpy.concatenate([p.same for p in parts]),
        )

    def _score(self, name: str, pairs: Pairs) -> numpy.ndarray:
        figures = Ranges(self.figures.start[pairs.figure], self.figures.end[pairs.figure])
        scores, self._back[name] = self._nets[name](self._X, figures, Ranges(pairs.start, pairs.end), pairs.features)
        return scores

    def spans_given(self, rows: numpy.ndarray, feature: numpy.ndarray) -> numpy.ndarray:
        """The span scores of some pairs again, with what the figure before was joined with: (pairs, fields).

        rows (ndarray): indices into ``span_pairs``. feature (ndarray): index of the feature `previous` for each. Only for prediction.
        """
        net = self._nets["spans"]
        if self._hidden is None:
            pairs = self.span_pairs
            figures = Ranges(self.figures.start[pairs.figure], self.figures.end[pairs.figure])
            self._hidden = net.hidden(self._X, figures, Ranges(pairs.start, pairs.end), pairs.features)
            self._hidden -= net.param("features")[OFFSETS["previous"]]
        hidden = self._hidden[rows] + net.param("features")[feature]
        return numpy.maximum(hidden, 0) @ net.param("out") + net.param("out_bias")

    def measure(self, counted: Ranges) -> numpy.ndarray:
        """Scores of the classes, (figures, classes). counted: the tokens of what each figure counts; empty where nothing is said."""
        features = numpy.zeros((len(self.units), 1), dtype="i") + self.units[:, None]
        scores, self._back["measure"] = self._nets["measure"](self._X, self.figures, counted, features)
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
