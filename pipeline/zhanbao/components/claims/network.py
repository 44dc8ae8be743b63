"""The network behind the claims: scores of pairs of a figure and a candidate, on the shared token vectors.

Six small networks, each a hidden layer and an output layer (:mod:`.nets`). One finds the words (``counted``, ``action``), one for each span field
joins the figure with spans, one says what kind of thing is counted (``measure``). They see the mean token vectors of the figure, of the candidate,
of what stands between the two and, once these are known, of what is counted and of the verb; one vector per feature of the pair; and the figure's
and the candidate's place in the row of items (:mod:`.items`), as a convolution along that row sees it: a report's bodies, campaigns and offences
reach far.
"""

from typing import Any, Callable

import numpy
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Model, glorot_uniform_init
from thinc.types import Floats2d

from ...labels import MEASURES
from . import items
from .candidates import N_FEATURES, OFFSETS, SPAN_FIELDS, WORD_FIELDS, Candidates, Pairs
from .nets import Gradients, Net, Part, Ranges, Sources, Vectors

Input = tuple[list[Doc], list[Candidates]]

#: The networks and what each sums up the vectors of.
PARTS = {
    "items": ("item",),
    "words": ("figure", "candidate", "between", "figure_item"),
    **{field: ("figure", "candidate", "between", "counted", "action", "figure_item", "candidate_item") for field in SPAN_FIELDS},
    "measure": ("figure", "counted", "action", "figure_item"),
}
_OUTPUTS = {"words": len(WORD_FIELDS), **dict.fromkeys(SPAN_FIELDS, 1), "measure": len(MEASURES)}
_FROM_ITEMS = ("figure_item", "candidate_item")
#: Words between a figure and a candidate that count, those before the later of the two.
REACH = 60


@registry.architectures("zhanbao.ClaimNetwork.v2")
def create_claim_network(
    tok2vec: Model[list[Doc], list[Floats2d]], context: Model[list[Floats2d], list[Floats2d]], hidden_width: int = 64,
    upstream_gradient: float = 1.0,
) -> Model[Input, Any]:
    """Registered as ``zhanbao.ClaimNetwork.v2``.

    tok2vec (Model): token vectors, usually a listener. context (Model): along the row of items, from and to ``hidden_width``.
    hidden_width (int): of each of the small networks. upstream_gradient (float): share of the gradient that reaches the token vectors; claims are
        many and their losses large, and the recogniser, which shares the vectors, pays for what they pull.
    RETURNS (Model): from Docs and their candidates to :class:`Batch`.
    """
    names = [f"{net}_{part}" for net, parts in PARTS.items() for part in (*parts, "features", "bias")]
    names += [f"{net}_{part}" for net in _OUTPUTS for part in ("out", "out_bias")]
    return Model(
        "zhanbao_claims", _forward, init=_init, layers=[tok2vec, context], refs={"tok2vec": tok2vec, "context": context},
        dims={"nO": hidden_width, "nI": None}, params=dict.fromkeys(names), attrs={"upstream_gradient": upstream_gradient},
    )


def _init(model: Model, X: Input | None = None, Y: Any = None) -> Model:
    tok2vec, context = model.get_ref("tok2vec"), model.get_ref("context")
    if X is not None:
        tok2vec.initialize(X[0])
    width, hidden, ops = tok2vec.get_dim("nO"), model.get_dim("nO"), model.ops
    context.initialize([ops.alloc2f(2, hidden)], [ops.alloc2f(2, hidden)])
    model.set_dim("nI", width)
    for net, parts in PARTS.items():
        for part in parts:
            model.set_param(f"{net}_{part}", glorot_uniform_init(ops, (hidden if part in _FROM_ITEMS else width, hidden)))
        model.set_param(f"{net}_features", glorot_uniform_init(ops, (items.N_FEATURES if net == "items" else N_FEATURES, hidden)))
        model.set_param(f"{net}_bias", ops.alloc1f(hidden))
        if net in _OUTPUTS:
            model.set_param(f"{net}_out", glorot_uniform_init(ops, (hidden, _OUTPUTS[net])))
            model.set_param(f"{net}_out_bias", ops.alloc1f(_OUTPUTS[net]))
    return model


class Batch:
    """The scores of a batch of reports, all tokens in one row; ``offsets`` say where each report begins, ``first`` where its figures do.

    ``words`` is scored at once, (pairs, 2). Once it is known what each figure counts and with which verb, :meth:`join` scores the pairs of the span
    fields, and :meth:`measure` the classes, (figures, 17). ``counted`` and ``action`` are one stretch of tokens a figure, empty where there is none.
    """

    def __init__(self, model: Model, X: numpy.ndarray, offsets: numpy.ndarray, candidates: list[Candidates], train: bool):
        self.offsets, self.candidates = offsets, candidates
        # Seeded by numpy's own generator, which spaCy seeds: the same config trains the same pipeline.
        rng = numpy.random.default_rng(numpy.random.randint(1 << 30)) if train else None
        self.first = numpy.cumsum([0, *[len(c.figures) for c in candidates]])
        self._item_first = numpy.cumsum([0, *[len(c.items.start) for c in candidates]])
        rows = _rows([c.figures + o for c, o in zip(candidates, offsets)], 2)
        self.figures = Ranges(rows[:, 0], rows[:, 1])
        self.units = _rows([c.units for c in candidates])
        self.pairs = {name: self._gather(name) for name in ("words", *SPAN_FIELDS)}
        self._figure_item = _rows([c.figure_items + o for c, o in zip(candidates, self._item_first)])
        self._nets = {name: Net(model, name, rng) for name in PARTS}
        self._back: dict[str, Callable[[numpy.ndarray], Gradients]] = {}
        self._sources: Sources = {"tokens": Vectors(X)}
        self._sources["items"] = Vectors(self._context(model.get_ref("context"), train))
        self.words = self._score("words", self._parts("words"), self.pairs["words"].features)

    def _gather(self, name: str) -> Pairs:
        parts = [c.pairs[name] for c in self.candidates]
        item = [numpy.where(p.item < 0, -1, p.item + o) for p, o in zip(parts, self._item_first)]
        return Pairs(
            _rows([p.figure + f for p, f in zip(parts, self.first)]),
            # `none` keeps an empty stretch wherever its report begins.
            _rows([p.start + o for p, o in zip(parts, self.offsets)]), _rows([p.end + o for p, o in zip(parts, self.offsets)]),
            _rows(item), _rows([p.features for p in parts], parts[0].features.shape[1] if parts else 1),
        )

    def _context(self, context: Model[list[Floats2d], list[Floats2d]], train: bool) -> numpy.ndarray:
        """Vectors of the items as they stand in their row, and one of zeros at the end, for what has no place there."""
        rows = [c.items for c in self.candidates]
        stretches = Ranges(_rows([r.start + o for r, o in zip(rows, self.offsets)]), _rows([r.end + o for r, o in zip(rows, self.offsets)]))
        features = _rows([r.features for r in rows], len(items.SIZES))
        vectors, self._back["items"] = self._nets["items"](self._sources, {"item": Part("tokens", stretches)}, features)
        cuts = self._item_first[1:-1]
        seen, self._back_context = context(numpy.split(vectors, cuts), train)
        return numpy.concatenate([*seen, numpy.zeros((1, vectors.shape[1]), dtype="f")])

    def _parts(self, name: str, counted: Ranges | None = None, action: Ranges | None = None) -> dict[str, Part]:
        pairs = self.pairs[name]
        start, end = self.figures.start[pairs.figure], self.figures.end[pairs.figure]
        behind = pairs.start >= end
        high = numpy.where(behind, pairs.start, start)
        low = numpy.where(behind, end, numpy.minimum(pairs.end, high))
        low = numpy.where(pairs.end > pairs.start, numpy.maximum(low, high - REACH), high)  # nothing stands between a figure and `none`
        parts = {
            "figure": Part("tokens", self.figures, pairs.figure),
            "candidate": Part("tokens", None, pairs.start) if name == "words" else Part("tokens", Ranges(pairs.start, pairs.end)),
            "between": Part("tokens", Ranges(low, high)),
            "figure_item": Part("items", None, self._figure_item[pairs.figure]),
        }
        if counted is not None and action is not None:
            parts.update(counted=Part("tokens", counted, pairs.figure), action=Part("tokens", action, pairs.figure))
            parts["candidate_item"] = Part("items", None, pairs.item)
        return parts

    def join(self, counted: Ranges, action: Ranges) -> dict[str, numpy.ndarray]:
        """Scores of the pairs of each span field."""
        return {name: self._score(name, self._parts(name, counted, action), self.pairs[name].features)[:, 0] for name in SPAN_FIELDS}

    def measure(self, counted: Ranges, action: Ranges) -> numpy.ndarray:
        """Scores of the classes, (figures, 17)."""
        parts = {
            "figure": Part("tokens", self.figures), "counted": Part("tokens", counted), "action": Part("tokens", action),
            "figure_item": Part("items", None, self._figure_item),
        }
        return self._score("measure", parts, OFFSETS["unit"] + self.units[:, None])

    def _score(self, name: str, parts: dict[str, Part], features: numpy.ndarray) -> numpy.ndarray:
        scores, self._back[name] = self._nets[name](self._sources, parts, features)
        return scores

    def backprop(self, gradients: dict[str, numpy.ndarray]) -> numpy.ndarray:
        """From the gradients of the scores (``words``, the span fields, ``measure``) to that of the token vectors."""
        total = {name: numpy.zeros_like(source.rows) for name, source in self._sources.items()}
        for name, gradient in gradients.items():
            gradient = gradient if gradient.ndim == 2 else gradient[:, None]
            for source, back in self._back[name](gradient.astype("f")).items():
                total[source] += back
        d_vectors = self._back_context(numpy.split(total["items"][:-1], self._item_first[1:-1]))
        return total["tokens"] + self._back["items"](_rows(d_vectors, total["items"].shape[1]))["tokens"]


def _rows(parts: list[numpy.ndarray], width: int = 0) -> numpy.ndarray:
    """Arrays of many reports as one; of no reports, an empty one."""
    return numpy.concatenate(parts) if parts else numpy.zeros((0, width) if width else 0, dtype="i")


def _forward(model: Model, X: Input, is_train: bool) -> tuple[Batch, Callable]:
    docs, candidates = X
    vectors, backprop_tok2vec = model.get_ref("tok2vec")(docs, is_train)
    lengths = [len(v) for v in vectors]
    flat = numpy.concatenate(vectors) if lengths else numpy.zeros((0, model.get_dim("nI")), dtype="f")
    offsets = numpy.cumsum([0, *lengths])[:-1]
    batch = Batch(model, flat, offsets, candidates, is_train)

    def backprop(gradients: dict[str, numpy.ndarray]) -> list[Doc]:
        d_flat = batch.backprop(gradients) * numpy.float32(model.attrs["upstream_gradient"])
        backprop_tok2vec([d_flat[o:o + n] for o, n in zip(offsets, lengths)])
        return docs

    return batch, backprop
