"""Candidates of a claim's fields, as arrays: which words and spans a figure may be joined with, and how each pair stands in the text.

A *pair* is a figure and a candidate. Words near a figure are candidates of ``counted`` and ``action``; bodies, campaigns, phrases of time and
offences are candidates of ``agency``, ``operation``, ``period`` and ``crimes``. Pairs have *features*, small integers that say how the two stand to
each other (distance, clauses and figures between, rank among its kind …); what the words themselves are, the network reads from the token vectors.
"""

from collections import Counter
from typing import Any, NamedTuple, Sequence

import numpy
from spacy.tokens import Doc

from ...labels import AGENCY, CRIME, LABELS, OPERATION, QUANTITY
from ..quantities.values import normalise
from .items import Items, items_of
from .periods import find_periods

#: Fields whose candidates are words, and those whose candidates are spans.
WORD_FIELDS = ("counted", "action")
SPAN_FIELDS = ("agency", "operation", "period", "crimes")
#: Labels of the candidates; those of ``period`` are no spans of the report, but phrases found by rules.
KIND_OF = {"agency": AGENCY, "operation": OPERATION, "crimes": CRIME}
#: Words before and behind a figure that are looked at.
WINDOW = {"en": (24, 16), "zh": (22, 12)}
#: Candidates of a span field: the nearest before the figure, and those behind it in its sentence.
BEFORE = {"agency": 6, "operation": 4, "period": 5, "crimes": 10}
BEHIND = {"agency": 2, "operation": 1, "period": 2, "crimes": 4}

_CLAUSE = frozenset(",，;；:：、(（)）—-–")
_STOP = frozenset("。！？!?;；")
_JOINING = {"en": frozenset(["and", "or"]), "zh": frozenset(["、", "和", "及", "与"])}
_MARKING = {
    "en": frozenset(["was", "were", "been", "be", "is", "are", "by", "of", "involving", "with"]),
    "zh": frozenset(["被", "其中", "共", "等", "的", "涉案", "均", "已"]),
}
_PAIRING = {"en": frozenset(["respectively"]), "zh": frozenset(["分别"])}
#: Sizes of the features' vocabularies; index 0 of each means that there is no candidate.
SIZES = {
    "distance": 60, "sentences": 10, "clauses": 10, "figures": 12, "rank": 22, "unit": 8, "unit_side": 18, "pairing": 13, "joins": 8, "marks": 10,
    "lines": 8, "label": 8,
}
FEATURES = tuple(SIZES)
#: Of span candidates alone: how many of the kind stand in the figure's sentence before and behind it, and in the report; how often the candidate is
#: mentioned; in which sentence it stands; which figure of its sentence, and in which sentence, the figure is; and two pairs of these.
SPAN_SIZES = {
    "in_before": 5, "in_behind": 5, "in_report": 6, "mentions": 6, "candidate_sentence": 7, "ordinal": 6, "figure_sentence": 7, "before_behind": 17,
    "before_ordinal": 21,
}
OFFSETS = dict(zip((*SIZES, *SPAN_SIZES), numpy.cumsum([0, *SIZES.values(), *SPAN_SIZES.values()])[:-1].tolist()))
N_FEATURES = sum(SIZES.values()) + sum(SPAN_SIZES.values())


class Pairs(NamedTuple):
    """``figure``: index of the figure; ``start``, ``end``: the candidate's tokens (both 0 where it is `none`); ``item``: its place in the row of
    items, -1 where it has none; ``features``: one row a pair, indices into one table."""

    figure: numpy.ndarray
    start: numpy.ndarray
    end: numpy.ndarray
    item: numpy.ndarray
    features: numpy.ndarray


class Candidates(NamedTuple):
    """All that the network needs to know of a report. ``pairs`` has ``words`` (for both word fields) and each of the span fields."""

    figures: numpy.ndarray  # (n, 2) token start and end
    units: numpy.ndarray  # (n,) class of unit
    figure_items: numpy.ndarray  # (n,) place in the row of items
    pairs: dict[str, Pairs]
    items: Items
    text: str


def candidates_of(doc: Doc, lang: str, ents: Sequence[tuple[str, int, int]] | None = None) -> Candidates:
    """The candidates of a report.

    doc (Doc): tokenised. lang (str): ``en`` or ``zh``.
    ents (Sequence): label, token start and token end of the spans; those of ``doc.ents`` if not given.
    """
    ents = [(e.label_, e.start, e.end) for e in doc.ents] if ents is None else ents
    figures = numpy.array([(s, e) for label, s, e in ents if label == QUANTITY], dtype="i").reshape(-1, 2)
    text = doc.text
    starts = doc.to_array("IDX").astype("i")
    ends = starts + doc.to_array("LENGTH").astype("i")

    def words(place: Sequence[int]) -> str:
        return text[starts[place[0]]:ends[place[1] - 1]]

    units = numpy.array([unit_class(words(place), lang) for place in figures.tolist()], dtype="i")
    periods = _periods(text, starts, lang)
    layout = _layout(doc, lang, ents, figures)
    items = items_of(ents, periods, {(s, e): u for (s, e), u in zip(figures.tolist(), units.tolist())}, layout.sentence, layout.lines)
    pairs = {"words": _words(figures, units, layout, lang)}
    for field in SPAN_FIELDS:
        spans = periods if field == "period" else [(s, e) for label, s, e in ents if label == KIND_OF[field]]
        pairs[field] = _spans(field, figures, units, layout, spans, [words(place).casefold() for place in spans], items)
    own = numpy.array([items.index[s, e] for s, e in figures.tolist()], dtype="i")
    return Candidates(figures, units, own, pairs, items, text)


def unit_class(figure: str, lang: str) -> int:
    """What a figure (its words) measures: 1 count, 2 money, 3 share, 4 duration, 5 other measure, 6 unknown."""
    quantity = normalise(figure, lang)
    unit = quantity.unit if quantity else None
    if unit is None:
        return 6
    if unit == "1":
        return 1
    if unit in ("%", "pp"):
        return 3
    if unit in ("s", "min", "h", "d", "wk", "mo", "a"):
        return 4
    return 2 if len(unit) == 3 and unit.isupper() else 5


def _periods(text: str, starts: numpy.ndarray, lang: str) -> list[tuple[int, int]]:
    places = find_periods(text, lang)
    if not places:
        return []
    first = numpy.searchsorted(starts, [start for start, _ in places], side="right") - 1
    behind = numpy.searchsorted(starts, [end for _, end in places], side="left")
    return list(zip(first.tolist(), behind.tolist()))


class _Layout(NamedTuple):
    """Running sums over the tokens (one longer than the text), for what stands between two places."""

    sentence: numpy.ndarray
    clauses: numpy.ndarray
    figures: numpy.ndarray
    joins: numpy.ndarray
    marks: numpy.ndarray
    lines: numpy.ndarray
    label: numpy.ndarray
    ordinal: numpy.ndarray  # of the figure in its sentence
    paired: numpy.ndarray  # whether the token's sentence holds `respectively`
    blocked: numpy.ndarray  # tokens that are no word candidates


def _layout(doc: Doc, lang: str, ents: Sequence[tuple[str, int, int]], figures: numpy.ndarray) -> _Layout:
    n = len(doc)
    orth = doc.to_array("ORTH")
    unique, inverse = numpy.unique(orth, return_inverse=True)
    # What a word is, is asked once per different word.
    kinds = numpy.array([_kinds(doc.vocab.strings[key], lang) for key in unique.tolist()], dtype="i").reshape(-1, len(_KINDS))[inverse].T
    stops, points, upper, clauses, joins, marks, lines, pairs, punct = kinds
    ends = stops.copy()
    ends[:-1] |= points[:-1] & upper[1:]  # a full stop before a capital

    def running(flag: numpy.ndarray) -> numpy.ndarray:
        return numpy.concatenate([[0], numpy.cumsum(flag)])

    starts = numpy.zeros(n + 1, dtype="i")
    starts[figures[:, 1]] = 1 if len(figures) else 0
    label = numpy.zeros(n, dtype="i")
    blocked = punct.astype(bool)
    for name, start, end in ents:
        label[start:end] = LABELS.index(name) + 1
        if name == QUANTITY:
            blocked[start:end] = True
    sentence = running(ends)
    paired = numpy.isin(sentence[:n], sentence[:n][pairs.astype(bool)])
    ordinal = numpy.zeros(len(figures), dtype="i")
    for i in range(1, len(figures)):
        ordinal[i] = ordinal[i - 1] + 1 if sentence[figures[i, 0]] == sentence[figures[i - 1, 0]] else 0
    sums = [running(clauses), numpy.cumsum(starts), *(running(each) for each in (joins, marks, lines))]
    return _Layout(sentence, *sums, label, ordinal, paired, blocked)


_KINDS = ("stop", "point", "upper", "clause", "joining", "marking", "line", "pairing", "punctuation")


def _kinds(word: str, lang: str) -> tuple[bool, ...]:
    """What a word is, in the order of _KINDS."""
    head, lower = word[0], word.lower()
    if head.isalnum():
        return False, False, head.isupper(), False, lower in _JOINING[lang], lower in _MARKING[lang], False, lower in _PAIRING[lang], False
    line = "\n" in word
    return head in _STOP or line, head == ".", False, head in _CLAUSE, word == "、", False, line, False, True


def _words(figures: numpy.ndarray, units: numpy.ndarray, layout: _Layout, lang: str) -> Pairs:
    before, behind = WINDOW[lang]
    n = len(layout.label)
    figure, token = [], []
    for number, (start, end) in enumerate(figures.tolist()):
        places = numpy.concatenate([numpy.arange(max(0, start - before), start), numpy.arange(end, min(n, end + behind))])
        near = layout.sentence[places] == layout.sentence[start]
        # One sentence back is allowed: headlines are cut from what they head.
        near |= layout.sentence[places] == layout.sentence[start] - 1
        places = places[near & ~layout.blocked[places]]
        figure.append(numpy.full(len(places), number))
        token.append(places)
    if not figure:
        return _pairs([], [], [], [], numpy.zeros((0, len(FEATURES)), dtype="i"))
    which, place = numpy.concatenate(figure), numpy.concatenate(token)
    features = _features(figures, units, layout, which, place, place + 1, numpy.zeros(len(place), dtype="i"))
    features[:, FEATURES.index("label")] = OFFSETS["label"] + 1 + layout.label[place]
    return _pairs(which, place, place + 1, numpy.full(len(place), -1), features)


def _spans(
    field: str, figures: numpy.ndarray, units: numpy.ndarray, layout: _Layout, spans: Sequence[tuple[int, int]], words: list[str], items: Items
) -> Pairs:
    rows: list[tuple[int, int, int, int, int, bool, int]] = []
    often = Counter(words)
    mentions = [often[each] for each in words]
    starts = numpy.array([s for s, _ in spans], dtype="i")
    inside, sentence = layout.sentence[starts], layout.sentence[figures[:, 0]]
    splits = numpy.searchsorted(starts, figures[:, 0])  # spans before each figure
    sentences = inside.tolist()
    for number, (split, mine) in enumerate(zip(splits.tolist(), sentence.tolist())):
        before = min(split, BEFORE[field])
        behind = sum(each == mine for each in sentences[split:split + BEHIND[field]])
        near = [(place, split - 1 - place) for place in range(before)] + [(10 + place, split + place) for place in range(behind)]
        # The report's first body or campaign is mostly the one that speaks.
        rows += [(number, *spans[n], items.index[spans[n]], place, n == 0, mentions[n]) for place, n in near]
        if field != "crimes":
            rows.append((number, 0, 0, -1, -1, False, 0))  # none of them
    which, start, end, item, rank, first, times = numpy.array(rows, dtype="i").reshape(-1, 7).T
    features = _features(figures, units, layout, which, start, end, rank)
    features[:, FEATURES.index("label")] = OFFSETS["label"] + first
    further = _span_features(layout, which, start, end, splits, inside, sentence, times)
    return _pairs(which, start, end, item, numpy.hstack([features, further]))


def _span_features(
    layout: _Layout, which: numpy.ndarray, start: numpy.ndarray, end: numpy.ndarray, split: numpy.ndarray, inside: numpy.ndarray,
    sentence: numpy.ndarray, times: numpy.ndarray,
) -> numpy.ndarray:
    """The further features of span candidates, (n pairs, n features), as indices into the table.

    split (ndarray): number of spans of the kind before each figure. inside, sentence (ndarray): sentences of these spans, of the figures.
    times (ndarray): how often each pair's candidate is mentioned.
    """
    before = numpy.minimum(split - numpy.searchsorted(inside, sentence), 3)[which]
    behind = numpy.minimum(numpy.searchsorted(inside, sentence, side="right") - split, 3)[which]
    ordinal = numpy.minimum(layout.ordinal, 4)[which]
    none = end == start
    columns = {
        "in_before": before, "in_behind": behind, "in_report": numpy.full(len(which), min(len(inside), 4)),
        "mentions": numpy.where(none, 4, numpy.minimum(times, 4) - 1),
        "candidate_sentence": numpy.where(none, 5, numpy.minimum(layout.sentence[start], 4)),
        "ordinal": ordinal, "figure_sentence": numpy.minimum(sentence, 5)[which], "before_behind": 4 * before + behind,
        "before_ordinal": 5 * before + ordinal,
    }
    return numpy.stack([OFFSETS[name] + 1 + columns[name] for name in SPAN_SIZES], axis=1).astype("i")


def _features(
    figures: numpy.ndarray, units: numpy.ndarray, layout: _Layout, which: numpy.ndarray, start: numpy.ndarray, end: numpy.ndarray,
    rank: numpy.ndarray,
) -> numpy.ndarray:
    """The features of pairs, (n pairs, n features), as indices into one table."""
    fs, fe = figures[which, 0], figures[which, 1]
    behind = (start >= fe).astype("i")
    low, high = numpy.where(behind, fe, end), numpy.where(behind, start, fs)
    high = numpy.maximum(low, high)
    gap = high - low
    bucket = numpy.where(gap < 14, gap, 14 + numpy.minimum((numpy.log2(numpy.maximum(gap, 1) / 14) * 2).astype("i"), 13))

    def between(sums: numpy.ndarray, most: int) -> numpy.ndarray:
        return numpy.minimum(sums[high] - sums[low], most)

    order = numpy.zeros(len(which), dtype="i") + 10
    paired = layout.paired[fs]
    # In `A and B rose by 3 and 5 respectively` the n-th figure goes with the n-th thing: how far is the candidate's rank from that?
    order[paired] = numpy.clip(layout.ordinal[which[paired]] - rank[paired], -4, 5) + 4
    none = (end == start).astype(bool)
    columns = {
        "distance": bucket + 28 * behind,
        "sentences": numpy.clip(layout.sentence[fs] - layout.sentence[start], -2, 6) + 2,
        "clauses": between(layout.clauses, 8),
        "figures": between(layout.figures, 4) + 5 * behind,
        "rank": numpy.clip(rank, 0, 20),
        "unit": units[which],
        "unit_side": units[which] + 8 * behind,
        "pairing": order,
        "joins": between(layout.joins, 6),
        "marks": between(layout.marks, 3) + 4 * behind,
        "lines": between(layout.lines, 6),
        "label": numpy.zeros(len(which), dtype="i"),
    }
    out = numpy.zeros((len(which), len(FEATURES)), dtype="i")
    for number, name in enumerate(FEATURES):
        value = 1 + columns[name]
        if name != "unit":
            value = numpy.where(none, 0, value)
        out[:, number] = OFFSETS[name] + numpy.minimum(value, SIZES[name] - 1)
    return out


def _pairs(which: Any, start: Any, end: Any, item: Any, features: numpy.ndarray) -> Pairs:
    which, start, end, item = (numpy.asarray(column, dtype="i") for column in (which, start, end, item))
    return Pairs(which, start, end, item, features)
