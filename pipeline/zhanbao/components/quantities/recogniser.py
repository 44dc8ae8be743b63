"""Figures in a text, by rules alone."""

import re
from typing import Iterator, NamedTuple

from .patterns import en_figure, not_figures, number_words, zh_figure

#: What a figure looks like, from most to least certain.
KINDS = ("money", "percent", "measure", "approximate", "large", "classified", "count", "word", "duration", "one")

_WORD = re.compile(r"\d+|[A-Za-z]+")
_DURATIONS_EN = ("second", "minute", "hour", "day", "week", "month", "year")
_DURATIONS_ZH = ("秒", "秒钟", "分钟", "小时", "天", "天多", "月", "年", "年多", "日")
_MONEY_EN = (
    "yuan", "of yuan", "rmb", "renminbi", "dollar", "pound", "euro", "yen", "won", "ruble", "patacas", "ringgit", "rupees", "naira", "baht", "pesos",
    "rand", "shillings",
)
_MONEY_ZH = ("元", "块", "毛", "币", "美金", "英镑", "卢布")
_MASS_ZH = ("吨", "斤", "克", "米", "公里", "海里", "亩", "公顷", "升", "立方", "千瓦时", "mg", "kg")


class Figure(NamedTuple):
    """A stretch of text that is a figure by its form. ``kind`` is one of :data:`KINDS`; offsets are code points."""

    start: int
    end: int
    kind: str


def find_figures(text: str, lang: str) -> Iterator[Figure]:
    """Find figures.

    text (str): any text; time is linear in its length.
    lang (str): ``en`` or ``zh``.
    YIELDS: figures in text order, never overlapping. Numerals that stand in dates, times of day, ordinals, ages, telephone
        numbers and the like (``knowledge/quantities/not_figures_*.txt``) are none.
    """
    for start, end in _stretches(text) if lang == "en" else ((0, len(text)),):
        yield from _find(text, lang, start, end)


#: Characters before a numeral that its figure, or a date or the like around it, can begin with, and behind it, that either can end with.
_REACH = (50, 60)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts of an English text that can hold figures: around digits and number words. The patterns are large, and most text has none."""
    words = number_words()
    start = end = -1
    for match in _WORD.finditer(text):
        if match[0][0].isdigit() or match[0].lower() in words:
            if match.start() - _REACH[0] > end:
                if end >= 0:
                    yield start, end
                start = max(0, match.start() - _REACH[0], end)
            end = min(len(text), match.end() + _REACH[1])
    if end >= 0:
        yield start, end


def _find(text: str, lang: str, begin: int, stop: int) -> Iterator[Figure]:
    blocked = [match.span() for match in not_figures(lang).finditer(text, begin, stop)]
    pattern, kind_of = (en_figure(), _kind_en) if lang == "en" else (zh_figure(), _kind_zh)
    index, pos = 0, begin
    while match := pattern.search(text, pos, stop):
        start, end = match.span()
        core = match.start("digits") if match["digits"] else max(match.start("words" if lang == "en" else "numeral"), start)
        while index < len(blocked) and blocked[index][1] <= core:
            index += 1
        if index < len(blocked) and blocked[index][0] < end and core < blocked[index][1]:
            pos = max(blocked[index][1], core + 1)
            continue
        kind = kind_of(match)
        if kind and match["range"] and not _one_range(match, text[max(0, start - 5):start], lang):
            end = match.start("range")
        pos = max(end, start + 1)
        if kind:
            while text[end - 1].isspace():
                end -= 1
            yield Figure(start, end, kind)


def _one_range(match, before: str, lang: str) -> bool:
    """Whether both ends make one figure (``10 to 20 kg``, 38元至78元), or two (``from 34% to 91%``, 2.3个百分点至91.9%)."""
    if lang == "zh":
        return not match["tail"] or (match["tail2"] or "").strip() == match["tail"].strip()
    if match["unit"] and before.lower() == "from ":
        return False
    # Where the first end has its unit, the second has one, too: `2.6 million yuan to 97 victims` is no range.
    return not (match["unit"] or match["currency"]) or bool(match["unit2"] or match["currency2"])


def _kind_en(match) -> str | None:
    unit = (match["unit"] or "").strip().lower()
    words = (match["words"] or "").lower()
    if match["currency"] or unit.startswith(_MONEY_EN):
        return "money"
    if unit.startswith(("%", "％", "per")):
        return "percent"
    if unit.startswith(_DURATIONS_EN):
        return "duration"
    if unit:
        return "measure"
    if match["approx"]:
        return "approximate"
    if match["magnitude"] or "," in (match["digits"] or ""):
        return "large"
    if words == "one":
        return "one"
    return "word" if words else "count"


def _kind_zh(match) -> str | None:
    tail = (match["tail"] or match["tail2"] or "").strip()
    digits, numeral = match["digits"], match["numeral"] or ""
    if not digits and (_part_of_word(match, tail, numeral) or not (tail or _large_zh(match) or numeral == "一半" or "分之" in numeral)):
        return None
    if tail.endswith(_MONEY_ZH) or match["sign"]:
        return "money"
    if tail.endswith(("%", "％", "百分点", "成", "成半", "倍")) or "分之" in numeral or numeral == "一半":
        return "percent"
    if tail.endswith(_DURATIONS_ZH):
        return "duration"
    if tail.endswith(_MASS_ZH):
        return "measure"
    if match["before"] or match["after"]:
        return "approximate"
    if numeral == "一":
        return "one"
    if tail:
        return "classified" if digits or _large_zh(match) else "word"
    return "count" if digits else "word"


def _part_of_word(match, tail: str, numeral: str) -> bool:
    """Chinese numerals that are part of a word: 半成品, 十分, 百家, 万元店."""
    following = match.string[match.end():match.end() + 1]
    lone = numeral in ("百", "千", "万", "亿", "百万", "千万")
    bare = lone and not (match["before"] or match["after"] or any(char in match[0] for char in "余多"))
    return bare or tail == "分" or (tail == "成" and following in tuple("品员功立果年都绩本熟型"))


def _large_zh(match) -> bool:
    text = match[0]
    return any(char in text for char in "十百千万亿") and len(text) > 1
