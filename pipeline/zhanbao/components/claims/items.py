"""A report as a row of items: its spans and phrases of time, with what stands between them.

The row is many times shorter than the text, so a small network can look along it from one paragraph to the next (:mod:`.network`).
"""

from typing import NamedTuple, Sequence

import numpy

from ...labels import LABELS

#: Features of an item and the sizes of their vocabularies: what it is; words, sentences and lines since the item before; class of a figure's
#: unit.
SIZES = {"kind": len(LABELS) + 2, "gap": 16, "sentences": 5, "lines": 4, "unit": 8}
_OFFSETS = dict(zip(SIZES, numpy.cumsum([0, *SIZES.values()])[:-1].tolist()))
N_FEATURES = sum(SIZES.values())


class Items(NamedTuple):
    """``start``, ``end``: tokens; ``features``: (items, features), indices into one table; ``index``: item of a place, by token start and end."""

    start: numpy.ndarray
    end: numpy.ndarray
    features: numpy.ndarray
    index: dict[tuple[int, int], int]


def items_of(
    ents: Sequence[tuple[str, int, int]], periods: Sequence[tuple[int, int]], units: dict[tuple[int, int], int], sentences: numpy.ndarray,
    lines: numpy.ndarray,
) -> Items:
    """The items of a report, in text order.

    ents (Sequence): label, token start and token end of the spans. periods (Sequence): token start and end of phrases of time; one that is a span
        as well is left out. units (Dict): class of unit by a figure's place. sentences, lines (ndarray): ends of sentences and of lines before each
        token, one longer than the text.
    """
    taken = {(start, end) for _, start, end in ents}
    rows = [(start, end, LABELS.index(label) + 1) for label, start, end in ents]
    rows += [(start, end, len(LABELS) + 1) for start, end in periods if (start, end) not in taken]
    rows.sort()
    table = numpy.array(rows, dtype="i").reshape(-1, 3)
    start, end = table[:, 0], table[:, 1]
    before = numpy.concatenate([[0], end[:-1]])  # where the item before ends
    gap = numpy.maximum(start - before, 0)
    columns = {
        "kind": table[:, 2],
        "gap": numpy.where(gap < 8, gap, 8 + numpy.minimum((numpy.log2(numpy.maximum(gap, 1) / 8) * 2).astype("i"), 7)),
        "sentences": sentences[start] - sentences[before],
        "lines": lines[start] - lines[before],
        "unit": numpy.array([units.get(row[:2], 0) for row in rows], dtype="i"),
    }
    features = numpy.zeros((len(rows), len(SIZES)), dtype="i")
    for number, (name, size) in enumerate(SIZES.items()):
        features[:, number] = _OFFSETS[name] + numpy.clip(columns[name], 0, size - 1)
    return Items(start, end, features, {row[:2]: number for number, row in enumerate(rows)})
