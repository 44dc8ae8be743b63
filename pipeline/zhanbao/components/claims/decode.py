"""From the network's scores to claims: one per figure, as plain data with offsets in the text."""

from typing import Any, NamedTuple

import numpy
from spacy.tokens import Doc

from ...labels import MEASURES
from .candidates import SPAN_FIELDS, WORD_FIELDS
from .change import find_change
from .nets import Ranges
from .network import Batch
from .targets import CHOSEN, group_softmax, sigmoid, softmax

#: A word, an offence is taken from this probability on.
THRESHOLD = 0.5


class Words(NamedTuple):
    """For each figure and word field: first and last token (exclusive) in the batch, and how sure."""

    places: numpy.ndarray  # (figures, 2 fields, 2)
    sure: numpy.ndarray  # (figures, 2 fields)


def decode(docs: list[Doc], batch: Batch, lang: str) -> list[list[dict[str, Any]]]:
    """The claims of a batch of reports, figure by figure."""
    words = _words(batch)
    counted, action = (Ranges(words.places[:, column, 0], words.places[:, column, 1]) for column in range(2))
    measures = softmax(batch.measure(counted, action)) if len(words.places) else numpy.zeros((0, len(MEASURES)))
    chosen, sure = _spans(batch, batch.join(counted, action))
    out = []
    for number, (doc, candidates) in enumerate(zip(docs, batch.candidates)):
        first, offset = int(batch.first[number]), int(batch.offsets[number])
        figures = [(doc[s].idx, doc[e - 1].idx + len(doc[e - 1])) for s, e in candidates.figures.tolist()]
        changes = find_change(candidates.text, figures, candidates.units.tolist(), lang) if figures else []
        claims = []
        for i, place in enumerate(figures):
            row = first + i
            claim: dict[str, Any] = {"quantity": list(place)}
            for column, name in enumerate(WORD_FIELDS):
                claim[name] = _characters(doc, *(words.places[row, column] - offset)) if words.places[row, column, 1] else None
            for name in SPAN_FIELDS:
                places = [_characters(doc, s - offset, e - offset) for s, e in chosen[name][row]]
                claim[name] = places if name == "crimes" else places[0] if places else None
            claim["measure"] = MEASURES[int(measures[row].argmax())]
            claim["change"] = changes[i]
            claim["confidence"] = round(float(words.sure[row, 0] * sure[row]), 4)
            claims.append(claim)
        out.append(claims)
    return out


def _characters(doc: Doc, start: int, end: int) -> list[int]:
    last = doc[int(end) - 1]
    return [doc[int(start)].idx, last.idx + len(last)]


def _words(batch: Batch) -> Words:
    """The most probable word of each field, and the words beside it that are probable too."""
    pairs, probable = batch.pairs["words"], sigmoid(batch.words)
    n = len(batch.figures.start)
    places = numpy.zeros((n, len(WORD_FIELDS), 2), dtype="i")
    sure = numpy.ones((n, len(WORD_FIELDS)), dtype="f")
    bounds = numpy.searchsorted(pairs.figure, numpy.arange(n + 1))
    for figure in range(n):
        rows = slice(int(bounds[figure]), int(bounds[figure + 1]))
        if rows.start == rows.stop:
            continue
        tokens = pairs.start[rows]
        for column in range(len(WORD_FIELDS)):
            p = probable[rows, column]
            best = int(p.argmax())
            if p[best] < THRESHOLD:
                sure[figure, column] = 1.0 - p[best]
                continue
            low = high = best
            while low > 0 and tokens[low - 1] == tokens[low] - 1 and p[low - 1] >= THRESHOLD:
                low -= 1
            while high + 1 < len(tokens) and tokens[high + 1] == tokens[high] + 1 and p[high + 1] >= THRESHOLD:
                high += 1
            places[figure, column] = tokens[low], tokens[high] + 1
            sure[figure, column] = p[best]
    return Words(places, sure)


def _spans(batch: Batch, scores: dict[str, numpy.ndarray]) -> tuple[dict[str, list[list[tuple[int, int]]]], numpy.ndarray]:
    """Chosen spans by field and figure, and how sure the fields are together."""
    n = len(batch.figures.start)
    chosen: dict[str, list[list[tuple[int, int]]]] = {}
    sure = numpy.ones(n, dtype="f")
    for name in SPAN_FIELDS:
        places: list[list[tuple[int, int]]] = [[] for _ in range(n)]
        figure, start, end = batch.pairs[name].figure, batch.pairs[name].start, batch.pairs[name].end
        if name in CHOSEN:
            probable = group_softmax(scores[name], figure)
            top = numpy.zeros(n, dtype="f")
            for row in numpy.argsort(probable, kind="stable")[::-1].tolist():
                if not top[figure[row]]:
                    top[figure[row]] = probable[row]
                    if end[row] > start[row]:
                        places[figure[row]].append((int(start[row]), int(end[row])))
            if name != "period":
                sure *= numpy.where(top > 0, top, 1.0)
        else:
            probable = sigmoid(scores[name])
            for row in numpy.flatnonzero(probable >= THRESHOLD).tolist():
                places[figure[row]].append((int(start[row]), int(end[row])))
            numpy.multiply.at(sure, figure, numpy.maximum(probable, 1.0 - probable))
            places = [sorted(place) for place in places]
        chosen[name] = places
    return chosen, sure
