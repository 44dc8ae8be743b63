"""Scores of spans: exact, overlap and boundary, with bootstrap intervals over reports; confusion and errors by kind.

All functions take *reports*: one pair per report, the gold spans and the predicted spans, each span a ``(label, start, end)``.
"""

import random
from collections import Counter
from typing import Any, Iterable, Iterator, NamedTuple, Sequence

from ..labels import LABELS

Place = tuple[str, int, int]
Pair = tuple[Sequence[Place], Sequence[Place]]

#: Kinds of error, from the most to the least nearly right.
ERROR_KINDS = ("edges", "label", "edges and label", "missed", "spurious")
NONE = "none"
DRAWS = 1000
SEED = 0


class Counts(NamedTuple):
    """Right, predicted and gold spans."""

    right: int
    predicted: int
    gold: int


class SpanError(NamedTuple):
    """One difference; ``gold`` or ``predicted`` is None where there is nothing opposite."""

    kind: str
    gold: Place | None
    predicted: Place | None


def exact(gold: Sequence[Place], predicted: Sequence[Place], label: str | None = None) -> Counts:
    """Spans with the same label, start and end."""
    gold, predicted = _of(gold, label), _of(predicted, label)
    return Counts(len(set(gold) & set(predicted)), len(predicted), len(gold))


def overlap(gold: Sequence[Place], predicted: Sequence[Place], label: str | None = None) -> Counts:
    """Spans with the same label that share at least one character, one to one in text order."""
    gold, predicted = _of(gold, label), _of(predicted, label)
    right, taken = 0, set()
    for span in gold:
        for number, other in enumerate(predicted):
            if number not in taken and span[0] == other[0] and _touch(span, other):
                taken.add(number)
                right += 1
                break
    return Counts(right, len(predicted), len(gold))


def boundary(gold: Sequence[Place], predicted: Sequence[Place], label: str | None = None) -> Counts:
    """Spans with the same start and end, whatever the label of the other side."""
    gold_edges, found_edges = {g[1:] for g in gold}, {p[1:] for p in predicted}
    gold, predicted = _of(gold, label), _of(predicted, label)
    found = sum(p[1:] in gold_edges for p in predicted)
    if label is None:
        return Counts(found, len(predicted), len(gold))
    # By label, what counts is whether this label's gold edges were found and this label's predictions have gold edges; the
    # smaller of the two keeps precision and recall honest.
    return Counts(min(found, sum(g[1:] in found_edges for g in gold)), len(predicted), len(gold))


METRICS = {"exact": exact, "overlap": overlap, "boundary": boundary}


def prf(counts: Counts) -> dict[str, float]:
    """Precision, recall and F (0 to 1; 0 where undefined) and the numbers behind them."""
    p = counts.right / counts.predicted if counts.predicted else 0.0
    r = counts.right / counts.gold if counts.gold else 0.0
    f = 2 * p * r / (p + r) if p + r else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f": round(f, 4), "gold": counts.gold, "predicted": counts.predicted}


def bootstrap(counts: Sequence[Counts], draws: int = DRAWS, seed: int = SEED) -> list[float]:
    """The 95 % interval of F over reports: resampled with replacement, percentile method.

    counts (Sequence[Counts]): one per report.
    RETURNS (List[float]): lower and upper bound; the same seed gives the same interval.
    """
    rng = random.Random(seed)
    values = sorted(
        prf(_sum(rng.choices(counts, k=len(counts))))["f"] for _ in range(draws)
    ) if counts else [0.0]
    return [values[int(0.025 * (len(values) - 1))], values[int(round(0.975 * (len(values) - 1)))]]


def score(reports: Sequence[Pair], draws: int = DRAWS) -> dict[str, dict[str, Any]]:
    """All metrics, over all labels (``ALL``) and by label, each with its 95 % interval.

    RETURNS (dict): metric to label to ``{p, r, f, gold, predicted, interval}``.
    """
    out: dict[str, dict[str, Any]] = {}
    for name, metric in METRICS.items():
        out[name] = {}
        for label in (None, *LABELS):
            counts = [metric(gold, predicted, label) for gold, predicted in reports]
            out[name][label or "ALL"] = {**prf(_sum(counts)), "interval": bootstrap(counts, draws)}
    return out


def errors(gold: Sequence[Place], predicted: Sequence[Place]) -> Iterator[SpanError]:
    """Every difference of a report once, in text order: wrong spans are laid beside the gold span they share most with."""
    right = set(gold) & set(predicted)
    missed = [g for g in sorted(gold, key=lambda s: s[1]) if g not in right]
    wrong = [p for p in sorted(predicted, key=lambda s: s[1]) if p not in right]
    pairs = sorted(
        ((_shared(g, p), g[0] == p[0], -g[1], g, p) for g in missed for p in wrong if _touch(g, p)), reverse=True
    )
    done: set[tuple[str, Place]] = set()
    out: list[SpanError] = []
    for _, same, _, g, p in pairs:
        if ("g", g) not in done and ("p", p) not in done:
            done |= {("g", g), ("p", p)}
            kind = "edges" if same else "label" if g[1:] == p[1:] else "edges and label"
            out.append(SpanError(kind, g, p))
    out += [SpanError("missed", g, None) for g in missed if ("g", g) not in done]
    out += [SpanError("spurious", None, p) for p in wrong if ("p", p) not in done]
    yield from sorted(out, key=lambda e: (e.gold or e.predicted)[1])


def confusion(reports: Iterable[Pair]) -> dict[str, dict[str, int]]:
    """How often a gold label was read as which; ``none`` is nothing in its place, in rows (gold) and columns (predicted)."""
    table = {row: {column: 0 for column in (*LABELS, NONE)} for row in (*LABELS, NONE)}
    for gold, predicted in reports:
        for span in set(gold) & set(predicted):
            table[span[0]][span[0]] += 1
        for error in errors(gold, predicted):
            table[error.gold[0] if error.gold else NONE][error.predicted[0] if error.predicted else NONE] += 1
    return table


def error_kinds(reports: Iterable[Pair]) -> dict[str, dict[str, int]]:
    """Number of errors by label and kind (the gold label where there is one)."""
    counts: Counter = Counter()
    for gold, predicted in reports:
        counts.update(((e.gold or e.predicted)[0], e.kind) for e in errors(gold, predicted))
    return {label: {kind: counts[label, kind] for kind in ERROR_KINDS} for label in LABELS}


def reliability(judged: Iterable[tuple[float, bool]], bins: int = 10) -> dict[str, Any]:
    """Whether a confidence means what it says.

    judged (Iterable[Tuple[float, bool]]): confidence (0 to 1) and whether it was right.
    bins (int): of equal width.
    RETURNS (dict): ``bins`` (mean confidence, share right, number; empty bins left out), ``ece`` (expected calibration error: the mean
        gap between the two, weighted by number; Naeini et al. 2015) and ``n``.
    """
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in judged:
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
        groups[min(int(confidence * bins), bins - 1)].append((confidence, bool(right)))
    n = sum(map(len, groups))
    rows = [
        {"confidence": sum(c for c, _ in group) / len(group), "right": sum(r for _, r in group) / len(group), "n": len(group)}
        for group in groups if group
    ]
    ece = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in rows) / n if n else 0.0
    return {"bins": rows, "ece": round(ece, 4), "n": n}


def _of(spans: Sequence[Place], label: str | None) -> list[Place]:
    return sorted((s for s in spans if label is None or s[0] == label), key=lambda s: s[1:])


def _touch(a: Place, b: Place) -> bool:
    return a[1] < b[2] and b[1] < a[2]


def _shared(a: Place, b: Place) -> int:
    return min(a[2], b[2]) - max(a[1], b[1])


def _sum(counts: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(*counts))) if counts else Counts(0, 0, 0)
