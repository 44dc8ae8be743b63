"""Phrases that say a period: candidates for a claim's ``period`` (patterns in ``knowledge/claims/periods_*.txt``)."""

import re
from functools import lru_cache
from typing import NamedTuple

from ...knowledge import read_lines

_CLAUSE_START = {"en": re.compile(r"[,.;:!?\n]|[a-z]\.(?=[A-Z])"), "zh": re.compile(r"[，。；：！？\n、（）]")}
#: No phrase of time is longer than this many characters.
_LONGEST = {"en": 160, "zh": 45}


class _Patterns(NamedTuple):
    start: re.Pattern  # where a phrase can begin: cheap, looked for everywhere
    phrases: tuple[re.Pattern, ...]  # tried there, the longest match counts
    tail: re.Pattern | None  # words that end a phrase which began with its clause (zh: 以来)


@lru_cache(maxsize=None)
def _patterns(lang: str) -> _Patterns:
    names: dict[str, str] = {}
    phrases, start, tail = [], "", None
    for line in read_lines(f"claims/periods_{lang}.txt"):
        name, pattern = line.split("\t")
        for key, value in names.items():
            pattern = pattern.replace("{" + key + "}", value)
        if name == "pattern":
            phrases.append(re.compile(pattern, re.IGNORECASE))
        elif name == "start":
            start = pattern
        elif name == "ends":
            tail = re.compile(pattern)
        else:
            names[name] = f"(?:{pattern})"
    return _Patterns(re.compile(start, re.IGNORECASE), tuple(phrases), tail)


def find_periods(text: str, lang: str) -> list[tuple[int, int]]:
    """Places of phrases that say a period, in text order, never overlapping.

    text (str): a report. lang (str): ``en`` or ``zh``.
    """
    patterns = _patterns(lang)
    found: list[tuple[int, int]] = []
    position = 0
    while first := patterns.start.search(text, position):
        matches = [match.span() for pattern in patterns.phrases if (match := pattern.match(text, first.start()))]
        if matches:
            found.append(max(matches, key=lambda place: place[1]))
            position = found[-1][1]
        else:
            position = max(first.end(), first.start() + 1)
    if patterns.tail:
        found += [(_clause(text, match.start(), lang), match.end()) for match in patterns.tail.finditer(text)]
    out: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda place: (place[0], -place[1])):
        while end > start and text[end - 1] in " ,，、的\n":
            end -= 1
        while start < end and text[start] in " ,，、\n":
            start += 1
        if start < end and (not out or start >= out[-1][1]):
            out.append((start, end))
    return out


def _clause(text: str, position: int, lang: str) -> int:
    """Where the clause of a position begins."""
    low = max(0, position - _LONGEST[lang])
    breaks = [match.end() for match in _CLAUSE_START[lang].finditer(text, low, position)]
    return breaks[-1] if breaks else low
