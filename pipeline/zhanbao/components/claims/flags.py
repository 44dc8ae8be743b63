"""What a careful reader would check: flags on claims. Nothing is corrected.

- ``no-agency``: nobody is named whose figure it is.
- ``other-value``: the report says the same thing elsewhere with another value.
- ``sum``: parts that the sentence gives of a total come to more than the total.
- ``magnitude``: the size of the number is suspect. Machine translation loses 万 (10⁴) and 亿 (10⁸) or takes them for thousands and millions.
"""

import re
from bisect import bisect
from functools import lru_cache
from typing import Any, NamedTuple, Sequence

from ...knowledge import read_lines
from ..quantities.values import normalise

FLAGS = ("no-agency", "other-value", "sum", "magnitude")
#: Below this much money a case is none: the threshold of `a relatively large amount` for theft is 1,000 yuan (Supreme People's Court and
#: Procuratorate, interpretation on theft, 2013, article 1; for fraud it is 3,000: interpretation on fraud, 2011).
LEAST_PER_CASE = 1_000
#: And of gangs, each with more than one such case: the step to `a huge amount` (the same articles).
LEAST_PER_GANG = 30_000
#: Values this near to each other are one figure, rounded.
ROUNDED = 0.06
_BREAK = {"en": re.compile(r"[!?\n]|\.(?=\s*[A-Z“\"]|$)"), "zh": re.compile(r"[。！？\n]")}


class _Figure(NamedTuple):
    low: float
    high: float
    exact: bool
    unit: str


@lru_cache(maxsize=None)
def _words(lang: str) -> dict[str, re.Pattern]:
    rows = [line.split("\t") for line in read_lines(f"claims/flags_{lang}.txt")]
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in rows}


def flag(text: str, claims: Sequence[dict[str, Any]], lang: str) -> list[list[str]]:
    """The flags of a report's claims.

    text (str): the report. claims (Sequence[dict]): in the order of their figures, offsets in characters. lang (str): ``en`` or ``zh``.
    RETURNS (List[List[str]]): for each claim those of :data:`FLAGS` that hold, in that order.
    """
    figures = [_figure(text[slice(*claim["quantity"])], lang) for claim in claims]
    if not claims:
        return []
    ends = [match.start() for match in _BREAK[lang].finditer(text)]
    sentences = [bisect(ends, claim["quantity"][0]) for claim in claims]
    found: list[set[str]] = [set() if claim["agency"] else {"no-agency"} for claim in claims]
    by_subject: dict[tuple, list[int]] = {}
    for number, (claim, figure) in enumerate(zip(claims, figures)):
        if figure is None:
            continue
        if figure.unit == "1" and figure.exact and figure.low % 1 or figure.unit == "%" and figure.low > 100 and not claim["change"]:
            found[number].add("magnitude")
        if not claim["change"] and claim["counted"]:
            by_subject.setdefault(_subject(text, claim, figure), []).append(number)
    for group in by_subject.values():
        _compare(group, figures, sentences, found)
    for number in range(len(claims)):
        if _parts_exceed(number, text, claims, figures, sentences, lang):
            found[number].add("sum")
        if _too_little(number, text, claims, figures, sentences, lang):
            found[number].add("magnitude")
    return [[name for name in FLAGS if name in flags] for flags in found]


def _figure(words: str, lang: str) -> _Figure | None:
    value = normalise(words, lang)
    if value is None:
        return None
    low = value.value if value.low is None else value.low
    high = value.value if value.high is None else value.high
    return None if low is None or high is None else _Figure(low, high, value.bound == "=" and low == high, value.unit)


def _subject(text: str, claim: dict[str, Any], figure: _Figure) -> tuple:
    """What a figure is about: two with the same subject should agree."""
    def words(name: str) -> str:
        place = claim[name]
        return text[place[0]:place[1]].casefold() if place else ""

    crimes = frozenset(text[start:end].casefold() for start, end in claim["crimes"])
    return (figure.unit, claim["measure"], *(words(name) for name in ("counted", "action", "agency", "operation", "period")), crimes)


def _compare(group: list[int], figures: Sequence[_Figure | None], sentences: list[int], found: list[set[str]]) -> None:
    """Flag figures of one subject that do not agree. Those of one sentence are steps or parts, and not compared."""
    for place, first in enumerate(group):
        for second in group[place + 1:]:
            a, b = figures[first], figures[second]
            if a is None or b is None or sentences[first] == sentences[second] or not min(a.low, b.low) > 0:
                continue
            small, large = sorted((a.low, b.low))
            if large - small <= ROUNDED * large:
                continue
            powers = any(abs(large / small / 10**power - 1) < 1e-6 for power in (1, 3, 4, 8))
            for number in (first, second):
                found[number].add("magnitude" if powers else "other-value")


def _parts_exceed(
    number: int, text: str, claims: Sequence[dict[str, Any]], figures: Sequence[_Figure | None], sentences: list[int], lang: str
) -> bool:
    """Whether the parts that follow a total in its sentence (`of which`, 其中) come to more than it."""
    total = figures[number]
    if total is None or number + 1 == len(claims) or sentences[number + 1] != sentences[number]:
        return False
    if not _words(lang)["parts"].search(text, claims[number]["quantity"][1], claims[number + 1]["quantity"][0]):
        return False
    parts = 0.0
    for other in range(number + 1, len(claims)):
        figure = figures[other]
        alike = figure is not None and figure.unit == total.unit and claims[other]["measure"] == claims[number]["measure"]
        if not alike or sentences[other] != sentences[number]:
            break
        if _words(lang)["parts"].search(text, claims[other - 1]["quantity"][1], claims[other]["quantity"][0]) and other > number + 1:
            break  # parts of a part
        parts += figure.low if figure else 0.0
    return parts > total.high * (1.0 if total.exact else 1.0 + ROUNDED)


def _too_little(
    number: int, text: str, claims: Sequence[dict[str, Any]], figures: Sequence[_Figure | None], sentences: list[int], lang: str
) -> bool:
    """Whether the money of so many cases, counted in the same sentence, would be less than a case takes."""
    money = figures[number]
    if money is None or money.unit != "CNY" or claims[number]["measure"] != "money-involved" or claims[number]["change"]:
        return False
    if _words(lang)["each"].search(text, max(0, claims[number]["quantity"][0] - 30), claims[number]["quantity"][1] + 12):
        return False
    for other in range(number - 1, -1, -1):
        figure = figures[other]
        if sentences[other] != sentences[number]:
            return False
        if figure is None or figure.unit != "1" or claims[other]["change"] or claims[other]["measure"] not in ("cases", "gangs"):
            continue
        counted = claims[other]["counted"]
        gangs = claims[other]["measure"] == "gangs" or bool(counted and _words(lang)["gang"].search(text, *counted))
        return money.high < figure.low * (LEAST_PER_GANG if gangs else LEAST_PER_CASE)
    return False
