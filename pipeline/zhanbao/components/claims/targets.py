"""What the network should say: annotated claims as targets over the candidates, and the gradients of the losses."""

from typing import Any, NamedTuple, Sequence

import numpy
from spacy.tokens import Doc

from ...labels import MEASURES
from .candidates import SPAN_FIELDS, WORD_FIELDS, Candidates
from .nets import Ranges
from .network import Batch

#: Fields of which one candidate is chosen (or none); of the others, any number.
CHOSEN = ("agency", "operation", "period")


class Targets(NamedTuple):
    """``words``, ``spans`` (by field): 1 where the pair's candidate is right for the field; ``measure``: class of each figure, -1 where unknown;
    ``counted``, ``action``: tokens of what each figure counts and of its verb; ``known``: figures that have a claim."""

    words: numpy.ndarray
    spans: dict[str, numpy.ndarray]
    measure: numpy.ndarray
    counted: Ranges
    action: Ranges
    known: numpy.ndarray


def targets_of(doc: Doc, candidates: Candidates, claims: Sequence[dict[str, Any]]) -> Targets:
    """Annotated claims over the candidates of a report.

    doc (Doc): tokenised. claims (Sequence[dict]): as ``doc.user_data`` keeps them, offsets in characters.
    """
    by_figure = {tuple(claim["quantity"]): claim for claim in claims}
    ends = [token.idx + len(token) for token in doc]
    starts = [token.idx for token in doc]

    def tokens(place: Sequence[int] | None) -> tuple[int, int]:
        if not place:
            return 0, 0
        first = int(numpy.searchsorted(ends, place[0], side="right"))
        return first, max(first, int(numpy.searchsorted(starts, place[1], side="left")))

    of = [by_figure.get((starts[s], ends[e - 1])) for s, e in candidates.figures.tolist()]
    words = numpy.zeros((len(candidates.pairs["words"].figure), len(WORD_FIELDS)), dtype="f")
    spans = {name: numpy.zeros(len(candidates.pairs[name].figure), dtype="f") for name in SPAN_FIELDS}
    measure = numpy.full(len(of), -1, dtype="i")
    near: dict[str, Ranges] = {}
    lower = candidates.text.casefold()

    def said(first: int, last: int) -> str:
        return lower[starts[first]:ends[last - 1]] if last > first else ""

    for column, name in enumerate(WORD_FIELDS):
        places = numpy.array([tokens(claim and claim.get(name)) for claim in of], dtype="i").reshape(-1, 2)
        if len(of):
            p = candidates.pairs["words"]
            words[:, column] = (p.start >= places[p.figure, 0]) & (p.start < places[p.figure, 1])
        near[name] = Ranges(places[:, 0], places[:, 1])
    for name, pairs in candidates.pairs.items():
        if name == "words":
            continue
        for row, (number, start, end) in enumerate(zip(pairs.figure.tolist(), pairs.start.tolist(), pairs.end.tolist())):
            claim = of[number]
            if claim is None:
                continue
            if name == "crimes":
                spans[name][row] = any(_share(tokens(place), (start, end)) for place in claim["crimes"])
            elif end == start:
                spans[name][row] = claim.get(name) is None
            else:
                place = tokens(claim.get(name))
                # Another mention with the same words is as right.
                spans[name][row] = _share(place, (start, end)) or (place[1] > place[0] and said(*place) == said(start, end))
    for number, claim in enumerate(of):
        if claim and claim.get("measure"):
            measure[number] = MEASURES.index(claim["measure"])
    return Targets(words, spans, measure, near["counted"], near["action"], numpy.array([claim is not None for claim in of], dtype=bool))


def gradients(batch: Batch, targets: Sequence[Targets]) -> tuple[dict[str, numpy.ndarray], float]:
    """Gradients of the losses on the scores, summed over the figures as spaCy's recogniser sums over its steps (both share the token vectors, and
    a mean would be drowned), and the mean loss of a figure.

    RETURNS (Tuple[Dict[str, ndarray], float]): for ``words``, each span field and ``measure``.
    """
    known = numpy.concatenate([t.known for t in targets])
    n = max(1, int(known.sum()))
    near = []
    for name in ("counted", "action"):
        ranges = [getattr(t, name) for t in targets]
        near.append(Ranges(*(numpy.concatenate([part + o for part, o in zip(side, batch.offsets)]) for side in zip(*ranges))))
    out: dict[str, numpy.ndarray] = {}
    usable = known[batch.pairs["words"].figure][:, None]
    out["words"], total = _binary(batch.words, numpy.concatenate([t.words for t in targets]), usable)
    for name, scores in batch.join(*near).items():
        figure, gold = batch.pairs[name].figure, numpy.concatenate([t.spans[name] for t in targets])
        out[name], loss = _one_of(scores, gold, figure) if name in CHOSEN else _binary(scores, gold, known[figure])
        total += loss
    scores = batch.measure(*near)
    label = numpy.concatenate([t.measure for t in targets])
    probable = softmax(scores)
    rows = numpy.flatnonzero(label >= 0)
    d_measure = numpy.zeros_like(scores)
    d_measure[rows] = probable[rows]
    d_measure[rows, label[rows]] -= 1.0
    total += float(-numpy.log(probable[rows, label[rows]] + 1e-9).sum())
    return {**out, "measure": d_measure}, total / n


def softmax(scores: numpy.ndarray) -> numpy.ndarray:
    """Of each row."""
    shifted = numpy.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    return shifted / shifted.sum(axis=1, keepdims=True) if len(scores) else scores


def sigmoid(scores: numpy.ndarray) -> numpy.ndarray:
    """Of each element."""
    return 1.0 / (1.0 + numpy.exp(-numpy.clip(scores, -30, 30)))


def group_softmax(scores: numpy.ndarray, group: numpy.ndarray) -> numpy.ndarray:
    """Over all rows with the same group (rows of a group need not stand together)."""
    if not len(scores):
        return scores
    top = numpy.full(int(group.max()) + 1, -numpy.inf, dtype="f")
    numpy.maximum.at(top, group, scores)
    raised = numpy.exp(scores - top[group])
    return raised / numpy.bincount(group, weights=raised, minlength=len(top))[group]


def _binary(scores: numpy.ndarray, gold: numpy.ndarray, usable: numpy.ndarray) -> tuple[numpy.ndarray, float]:
    probable = sigmoid(scores)
    loss = -(gold * numpy.log(probable + 1e-9) + (1 - gold) * numpy.log(1 - probable + 1e-9))
    return (probable - gold) * usable, float((loss * usable).sum())


def _one_of(scores: numpy.ndarray, gold: numpy.ndarray, group: numpy.ndarray) -> tuple[numpy.ndarray, float]:
    """One of the right candidates should be chosen: the loss is that of their summed probability. Figures without one in reach teach nothing."""
    if not len(scores):
        return scores, 0.0
    probable = group_softmax(scores, group)
    right = numpy.bincount(group, weights=probable * gold)
    usable = right[group] > 0
    share = numpy.where(gold > 0, probable / numpy.maximum(right[group], 1e-9), 0.0)
    groups = numpy.unique(group[usable])
    return (numpy.where(usable, probable - share, 0.0)).astype("f"), float(-numpy.log(right[groups] + 1e-9).sum())


def _share(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]
