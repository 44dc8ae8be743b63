"""How sure a claim is, as a probability: the network's own belief, bent so that of the claims with 0.6 six in ten are right.

Platt scaling (Platt 1999, *Probabilistic outputs for support vector machines*): a logistic curve over the log-odds, fitted on the development split.
"""

from pathlib import Path
from typing import Callable, Iterable, Iterator

import numpy
from spacy.language import Language
from spacy.training import Example
from spacy.util import registry

from ...corpus.reader import MarkupCorpus
from .scorer import WHOLE, judged

#: Slope and intercept that change nothing.
NEUTRAL = (1.0, 0.0)
#: Fewer judged claims than this settle nothing.
LEAST = 50


def log_odds(probability: float) -> float:
    """Of a probability, kept off 0 and 1."""
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    return float(numpy.log(inside / (1 - inside)))


def calibrated(belief: float, curve: tuple[float, float]) -> float:
    """The probability that goes with a belief. curve: slope and intercept over the log-odds."""
    return float(1 / (1 + numpy.exp(-(curve[0] * log_odds(belief) + curve[1]))))


def fit(pairs: Iterable[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and intercept from beliefs and whether they were right (Newton's method, a weak pull towards :data:`NEUTRAL`).

    RETURNS (Tuple[float, float]): :data:`NEUTRAL` where there are fewer than :data:`LEAST` or all agree.
    """
    rows = list(pairs)
    right = numpy.array([float(good) for _, good in rows])
    if len(rows) < LEAST or right.min() == right.max():
        return NEUTRAL
    X = numpy.array([[log_odds(belief), 1.0] for belief, _ in rows])
    curve, neutral, pull = numpy.array(NEUTRAL), numpy.array(NEUTRAL), 1.0
    for _ in range(30):
        p = 1 / (1 + numpy.exp(-X @ curve))
        slope = X.T @ (p - right) + pull * (curve - neutral)
        bend = (X * (p * (1 - p))[:, None]).T @ X + pull * numpy.eye(2)
        step = numpy.linalg.solve(bend, slope)
        curve = curve - step
        if abs(step).max() < 1e-8:
            break
    return round(float(curve[0]), 4), round(float(curve[1]), 4)


def judge(example: Example) -> Iterator[tuple[float, bool]]:
    """Of each predicted claim whose figure is annotated: its confidence, and whether it is right as a whole."""
    for claim, fields in judged(example):
        if "confidence" in claim:
            yield claim["confidence"], all(fields[name] for name in WHOLE)


@registry.callbacks("zhanbao.calibrate.v1")
def create_calibrate(dev: Path | None, then: Callable[[Language], Language] | None = None) -> Callable[[Language], Language]:
    """Registered as ``zhanbao.calibrate.v1``, for ``[training.before_to_disk]``: fits the confidence of claims on annotated reports.

    dev (Path): annotated reports that were not trained on. then (Callable): the next callback.
    """

    corpus = MarkupCorpus(dev) if dev is not None else None  # reads its files once, and is asked at every save

    def calibrate(nlp: Language) -> Language:
        for _, pipe in nlp.pipeline:
            if corpus is not None and hasattr(pipe, "calibration"):
                pipe.calibration = NEUTRAL
                examples = list(corpus(nlp))
                docs = list(nlp.pipe(example.text for example in examples))
                pipe.calibration = fit(pair for doc, e in zip(docs, examples) for pair in judge(Example(doc, e.reference)))
        return then(nlp) if then else nlp

    return calibrate
