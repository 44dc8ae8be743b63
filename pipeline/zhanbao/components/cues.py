"""Tables of cues: which row of a knowledge table a span names, by the words it holds, in whatever order and form they stand.

A *cue* is a set of terms that must all occur in the span; the cue that covers most of the span's letters wins, then the one with more
terms, then the earlier row. A cell holds cues separated by ``|`` and terms separated by blanks; alternatives within a term are separated by
``/``; a term after ``!`` must not occur. English terms are whole lower-case words, or prefixes with ``*``; Chinese terms are substrings. So the
cell ``drunk*/alcohol driv* | dui`` reads `drunk driving`, `drive drunk` and `driving after alcohol`, and ``sell* fake medicine`` wins over
``fake medicine``.
"""

import csv
import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from ..knowledge import ROOT

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"['’`](?:s\b)?")
_BLANKS_AND_QUOTES = re.compile(r"[\s“”\"'‘’「」『』]")


class Cue(NamedTuple):
    """Terms that must occur and words that must not; each term is a tuple of alternatives."""

    terms: tuple[tuple[str, ...], ...]
    barred: tuple[str, ...]
    row: int


def parse_cues(cell: str, row: int) -> list[Cue]:
    """The cues of a table cell."""
    cues = []
    for alternative in cell.split("|"):
        words = alternative.split()
        terms = tuple(tuple(filter(None, word.split("/"))) for word in words if not word.startswith("!"))
        if terms:
            cues.append(Cue(terms, tuple(word[1:] for word in words if word.startswith("!")), row))
    return cues


def words_of(text: str) -> list[str]:
    """Lower-case words of an English span: possessives off, hyphens and glue opened."""
    return _WORD.findall(_APOSTROPHE.sub("", text.casefold()))


class CueTable:
    """A CSV table with cues in its columns ``en`` and ``zh``.

    name (str): path below ``knowledge/``.
    """

    def __init__(self, name: str):
        with open(ROOT / name, encoding="utf8", newline="") as lines:
            self.rows: list[dict[str, str]] = list(csv.DictReader(lines))
        self._index: dict[str, dict[str, list[Cue]]] = {"en": defaultdict(list), "zh": defaultdict(list)}
        for number, row in enumerate(self.rows):
            for lang in ("en", "zh"):
                for cue in parse_cues(row[lang], number):
                    # Only spans that hold an alternative of the first term are looked at: by its first letters, so that time
                    # does not grow with the table.
                    for key in {_key(term, lang) for term in cue.terms[0]}:
                        self._index[lang][key].append(cue)
        self.find = lru_cache(maxsize=20_000)(self._find)

    def _find(self, text: str, lang: str) -> dict[str, str] | None:
        """The row that a span names, or None. text (str): the span; lang (str): ``en`` or ``zh``."""
        index = self._index[lang]
        if lang == "en":
            words = words_of(text)
            keys = {word[:length] for word in words for length in (2, 3)}
            covered = lambda cue: _covered_en(cue, words)  # noqa: E731
        else:
            flat = _BLANKS_AND_QUOTES.sub("", text)
            keys = {flat[i:i + 2] for i in range(len(flat))} | set(flat)
            covered = lambda cue: _covered_zh(cue, flat)  # noqa: E731
        best, winner = (0, 0, 0), None
        for key in keys:
            for cue in index.get(key, ()):
                letters = covered(cue)
                if letters and (rank := (letters, len(cue.terms), -cue.row)) > best:
                    best, winner = rank, cue.row
        return None if winner is None else self.rows[winner]


@lru_cache(maxsize=None)
def table(name: str) -> CueTable:
    """A table of ``knowledge/``, read once."""
    return CueTable(name)


def _key(term: str, lang: str) -> str:
    return term.rstrip("*")[:3] if lang == "en" else term[:2]


def _is(word: str, term: str) -> bool:
    return word.startswith(term[:-1]) if term.endswith("*") else word == term


def _covered_en(cue: Cue, words: list[str]) -> int:
    """Letters of the span that the cue's terms cover; 0 if a term is missing or a barred word is there."""
    taken: set[int] = set()
    for term in cue.terms:
        found = next((n for n, word in enumerate(words) if n not in taken and any(_is(word, t) for t in term)), None)
        if found is None:
            return 0
        taken.add(found)
    if any(_is(word, barred) for barred in cue.barred for word in words):
        return 0
    return sum(len(words[number]) for number in taken)


def _covered_zh(cue: Cue, text: str) -> int:
    covered: set[int] = set()
    for term in cue.terms:
        found = max((t for t in term if t in text), key=len, default=None)
        if found is None:
            return 0
        start = text.find(found)
        covered.update(range(start, start + len(found)))
    return 0 if any(barred in text for barred in cue.barred) else len(covered)
