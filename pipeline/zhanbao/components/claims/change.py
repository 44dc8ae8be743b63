"""Comparisons: which figures say a rise or a fall, and against what (words in ``knowledge/claims/change_*.txt``)."""

import re
from functools import lru_cache
from typing import Sequence

from ...knowledge import read_lines

#: Characters looked at before and behind a figure.
_REACH = {"en": 70, "zh": 16}
_BREAK = {"en": re.compile(r"[;:!?\n]|\.(?= ?[A-Z])"), "zh": re.compile(r"[。；！？\n]")}


@lru_cache(maxsize=None)
def _words(lang: str) -> dict[str, re.Pattern]:
    groups: dict[str, list[str]] = {}
    for line in read_lines(f"claims/change_{lang}.txt"):
        group, pattern = line.split("\t")
        groups.setdefault(group, []).append(pattern)
    return {group: re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE) for group, patterns in groups.items()}


def find_change(text: str, figures: Sequence[tuple[int, int]], units: Sequence[int], lang: str) -> list[dict[str, str | None] | None]:
    """What each figure says of a rise or a fall.

    text (str): the report. figures (Sequence[Tuple[int, int]]): places of its figures, in text order. units (Sequence[int]): their classes
        (:func:`zhanbao.components.claims.candidates.unit_class`). lang (str): ``en`` or ``zh``.
    RETURNS (List): ``{"direction": "up" | "down", "base": "year" | "month" | None}``, or None where it is no comparison.
    """
    words = _words(lang)
    out: list[dict[str, str | None] | None] = []
    for number, (start, end) in enumerate(figures):
        before = text[max(0, start - _REACH[lang]):start]
        after = text[end:end + _REACH[lang]]
        if breaks := list(_BREAK[lang].finditer(before)):
            before = before[breaks[-1].end():]
        if stop := _BREAK[lang].search(after):
            after = after[:stop.start()]
        # In `rose by 59% and 35%` the second follows the first.
        previous = figures[number - 1] if number else None
        joined = previous is not None and re.fullmatch(words["join"].pattern, text[previous[1]:start], re.IGNORECASE) is not None
        direction = None
        # Most figures are no comparisons, and a look for any word of change is cheaper than one for each.
        for name in ("up", "down") if words["cue"].search(before + "|" + after) else ():
            behind = list(words[f"{name}_before"].finditer(before))
            if behind and (direction is None or behind[-1].end() > direction[0]):
                direction = (behind[-1].end(), name)
        if direction is None or not _adjacent(before[direction[0]:], words):
            direction = None
            for name in ("up", "down"):
                if match := words[f"{name}_after"].match(after):
                    direction = (match.end(), name)
        if direction is None and joined and out[-1] and (units[number] == units[number - 1] or {units[number], units[number - 1]} <= {1, 3}):
            out.append(dict(out[-1]))
            continue
        if direction is None or units[number] in (4, 6):
            out.append(None)
            continue
        near = before[-_REACH[lang]:] + "|" + after
        base = next((name for name in ("year", "month") if words[f"base_{name}"].search(near)), None)
        if base is None and previous and out[-1] and not _BREAK[lang].search(text, previous[1], start):
            base = out[-1]["base"]  # said once for all the comparisons of a sentence
        out.append({"direction": direction[1], "base": base})
    return out


def _adjacent(between: str, words: dict[str, re.Pattern]) -> bool:
    """Whether only words like `by`, `respectively` stand between a verb of change and the figure."""
    return re.fullmatch(words["filler"].pattern, between, re.IGNORECASE) is not None
