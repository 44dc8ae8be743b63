"""Pairs of what stands in two lists: reports by the figures that they share, claims by their figures.

All functions give the same pairs whichever list is named first.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import Any, Callable, Hashable, Sequence

#: Reports are paired by figures only if they share at least this part of them (Jaccard index).
JACCARD = 0.3

Claim = dict[str, Any]
Pairs = list[tuple[int, int]]


def in_order(a: Sequence[Hashable], b: Sequence[Hashable]) -> Pairs:
    """Pair the positions of equal keys, the first with the first, the second with the second; None pairs with nothing."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(range(len(b))):
        waiting[b[j]].append(j)
    return [(i, waiting[key].pop()) for i, key in enumerate(a) if key is not None and waiting[key]]


def by_figures(a: Sequence[Counter[str]], b: Sequence[Counter[str]]) -> Pairs:
    """Pair reports by the figures that they share, the best pair first, each report once.

    a, b (sequence): of each report, how often each figure stands in it.
    RETURNS (list): pairs of positions in the order of ``a``, with a Jaccard index of at least :data:`JACCARD`.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(b):
        for key in bag:
            holders[key].append(j)
    found = []
    for i, bag in enumerate(a):
        common: Counter[int] = Counter()
        for key, times in bag.items():
            for j in holders.get(key, ()):
                common[j] += min(times, b[j][key])
        for j, shared in common.items():
            jaccard = shared / (bag.total() + b[j].total() - shared)
            if jaccard >= JACCARD:
                found.append((-jaccard, abs(i - j), min(i, j), i, j))  # the same order from either side
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for *_, i, j in sorted(found):
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return sorted(pairs)


def align(a: list[Claim], b: list[Claim], same_text: bool = False) -> Pairs:
    """Align the claims of two reports by their figures, one to one.

    a, b (list): as :func:`zhanbao.export.compare.claims_of` makes them.
    same_text (bool): both are of one text; then the figures that overlap are aligned, whatever their values.
    RETURNS (list): pairs of positions. Of two texts, first the longest common sequence of equal figures (equal measures decide between sequences of
        the same length), then what is left of equal figures in order, then, between the same neighbours of that sequence, figures of other
        values with the same measure and unit.
    """
    if same_text:
        return _by_place(a, b)
    # Which of several longest sequences is taken must not depend on which file is named first.
    ours, theirs = ([(claim["key"], claim["measure"] or "") for claim in side] for side in (a, b))
    return sorted((i, j) for j, i in _by_figure(b, a)) if theirs < ours else sorted(_by_figure(a, b))


def _by_place(a: list[Claim], b: list[Claim]) -> Pairs:
    pairs, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        ours, theirs = a[i]["figure"], b[j]["figure"]
        meet = ours["start"] < theirs["end"] and theirs["start"] < ours["end"]
        if meet:
            pairs.append((i, j))
        i, j = i + (meet or ours["end"] <= theirs["end"]), j + (meet or ours["end"] > theirs["end"])
    return pairs


def _by_figure(a: list[Claim], b: list[Claim]) -> Pairs:
    sequence = _longest(a, b)
    pairs = list(sequence)

    def add(key: Callable[[Claim, int], Hashable]) -> None:
        keys: list[list[Hashable]] = []
        for side, claims in enumerate((a, b)):
            taken, marks = {pair[side] for pair in pairs}, [pair[side] for pair in sequence]
            keys.append([None if n in taken else key(claim, bisect_left(marks, n)) for n, claim in enumerate(claims)])
        pairs.extend(in_order(*keys))

    add(lambda claim, gap: (claim["key"], claim["measure"]))
    add(lambda claim, gap: claim["key"])
    add(lambda claim, gap: (gap, claim["measure"], claim["unit"]) if claim["measure"] and claim["unit"] else None)
    return pairs


def _longest(a: list[Claim], b: list[Claim]) -> Pairs:
    """The longest common sequence of equal figures; of several, one with the most equal measures."""
    many = len(a) + len(b) + 1

    def gain(i: int, j: int) -> int:
        return (many + (a[i]["measure"] == b[j]["measure"])) if a[i]["key"] == b[j]["key"] else 0

    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + gain(i, j))
    pairs, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if gain(i, j) and best[i][j] == best[i + 1][j + 1] + gain(i, j):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        else:
            i, j = (i + 1, j) if best[i][j] == best[i + 1][j] else (i, j + 1)
    return pairs
