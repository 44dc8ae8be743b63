"""Regular expressions of numerals and figures, built from the tables in ``knowledge/quantities``.

A *numeral* is anything that says a number. A *figure* is a numeral with all that belongs to its span: approximator, magnitude,
unit of measure, Chinese classifier, the other end of a range. What a figure is, ``corpus/GUIDELINES.md`` says.
"""

import re
from functools import lru_cache

from ...knowledge import read_lines

FULLWIDTH_DIGITS = "０１２３４５６７８９"
_ZH_DIGIT = f"0-9{FULLWIDTH_DIGITS}"
_ZH_NUMERAL = "零一二两三四五六七八九十百千万亿"
_MONTHS = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    "Nov(?:ember)?|Dec(?:ember)?)"
)

# English numerals: digits with thousands commas (machine translation puts a blank behind the comma) and a decimal part.
EN_DIGITS = r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:, ?\d{3}(?!\d))+|\d+)(?:\.\d+)?"
# Digits as they stand in addresses, ages and the like; bounded, so that scanning stays linear.
_BARE = r"\d{1,12}(?:[.,]\d{1,6}){0,3}"
_MAGNITUDE = r"(?:ten thousand|hundred million|hundred|thousand|million|billion|trillion)"
# `handed over 1,062 clues`: there `over` belongs to the verb.
_NO_PARTICLE = "".join(rf"(?<!\b{verb} )" for verb in ("hand", "handed", "turn", "turned", "take", "taken", "took", "pull", "pulled", "gone"))


def column(name: str) -> list[str]:
    """The first column of such a table, see :func:`_rows`."""
    return [row[0] for row in _rows(name)]


def _rows(name: str) -> list[list[str]]:
    """The rows of a tab-separated table of ``knowledge/quantities``, without those that are for values only."""
    return [line.split("\t") for line in read_lines(f"quantities/{name}") if not line.endswith("\tvalue")]


def alternation(words: list[str]) -> str:
    """Words as a group, longest first, so that no word hides a longer one."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s?" if "/" in word else r"\s") for word in longest_first) + ")"


@lru_cache(maxsize=1)
def number_words() -> frozenset[str]:
    """All English words (small letters) that a figure without digits can be made of."""
    plurals = ("tens", "dozens", "scores", "hundreds", "thousands", "millions", "billions", "halves")
    parts = [f"{part}{end}" for part in ("half", "third", "quarter", "fifth", "tenth") for end in ("", "s")]
    return frozenset([*column("number_words_en.tsv"), *plurals, *parts])


@lru_cache(maxsize=1)
def en_words() -> str:
    """English number words, single and compound: ``seventeen``, ``two hundred and six``, ``half a million``, ``dozens``."""
    table = dict(line.split("\t") for line in read_lines("quantities/number_words_en.tsv"))
    small = alternation([word for word, value in table.items() if int(value) < 100 and word not in ("dozen", "score")])
    below = rf"{small}(?:[- ]{small})?"
    scale = rf"(?:{_MAGNITUDE}|dozen)"
    compound = rf"{below}(?:(?: and a half)?(?:[ -]{scale})+(?:,? (?:and )?{below}(?: {_MAGNITUDE})?)*)?(?: and a half)?"
    vague = r"(?:(?:tens|hundreds|thousands|millions) of )?(?:thousands|millions|billions)|tens of thousands|dozens|scores|hundreds"
    parts = (
        r"half an? (?:million|dozen|billion|hour|ton|kilo|kilogram|mile)|(?:one|two|three|four) ?[- ]?(?:thirds?|quarters?|fifths?|tenths?|half)|"
        r"half|(?<=\ba )(?:third|quarter|fifth|tenth)(?= (?:of|lower|higher|more|less|over)\b)"
    )
    return rf"\b(?:{parts}|{vague}|{compound}|dozen|hundred|thousand)\b"


@lru_cache(maxsize=1)
def en_figure() -> re.Pattern:
    """An English figure; groups: ``approx``, ``currency``, ``digits``, ``words``, ``magnitude``, ``unit``, ``range``,
    ``currency2``, ``unit2``."""
    approx = alternation([word for word in column("approximators_en.tsv") if word != "over"])
    unit = alternation(column("units_en.tsv"))
    currency = r"(?:(?:US|HK|NZ|S|C|A|AU)?\$|£|€|¥|￥|\b(?:RMB|CNY|HKD|USD|GBP))\s?"
    magnitude = rf"[ -]?{_MAGNITUDE}(?: {_MAGNITUDE})?(?![a-z])|(?:m|bn|k|mn)(?![a-z])"
    tail = rf"(?:\s?(?:{unit}(?![a-z])|[%％]))"
    number = rf"(?:{EN_DIGITS}|{en_words()})"
    # Five years and eight months, two minutes and 50 seconds.
    longer, smaller = r"(?:(?<=years)|(?<=hours)|(?<=minutes)|(?<=year)|(?<=hour)|(?<=minute))", r"(?:months?|minutes?|seconds?)\b"
    until = r"\s?(?:to|-|–|—|~)\s?"
    return re.compile(
        rf"(?P<approx>\b(?:{approx}|{_NO_PARTICLE}over)(?:\s+|(?=[\d$£€¥￥])))?"
        rf"(?P<currency>{currency})?"
        rf"(?:(?P<digits>{EN_DIGITS})|(?P<words>{en_words()}))"
        rf"(?P<magnitude>{magnitude})?(?P<unit>{tail}{longer}(?: and {number} {smaller})?|{tail})?"
        rf"(?P<range>{until}(?P<currency2>{currency})?{number}(?:{magnitude})?(?P<unit2>{tail})?)?"
        r"(?P<after> (?:or|and) (?:more|above|over|fewer|less|so)\b)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def zh_figure() -> re.Pattern:
    """A Chinese figure; groups: ``before``, ``sign``, ``digits``, ``numeral``, ``tail``, ``range``, ``tail2``, ``after``."""
    rows = _rows("approximators_zh.tsv")
    before = alternation([word for word, _, place in rows if place == "before"])
    vague = alternation([word for word, _, place in rows if place == "scale"])
    after = alternation([word for word, _, place in rows if place == "after"])
    classifiers = alternation(list(read_lines("quantities/classifiers_zh.txt")))
    units = alternation([*column("units_zh.tsv"), "个多月", "个余月", "年多", "天多"])
    tail = rf"(?:{units}|{classifiers}(?:（{classifiers}）|\({classifiers}\))?次?)"
    digits = rf"(?<![{_ZH_DIGIT}])[{_ZH_DIGIT}]+(?:[,，][{_ZH_DIGIT}]{{3}}(?![{_ZH_DIGIT}]))*(?:[.．·][{_ZH_DIGIT}]+)?"
    numeral = (
        rf"[{_ZH_NUMERAL}]{{1,9}}分之[{_ZH_NUMERAL}点]{{1,9}}|[数几][十百千万亿]{{1,4}}|"
        rf"[{_ZH_NUMERAL}]{{1,16}}(?:点[{_ZH_NUMERAL}]{{1,9}})?半?|半"
    )
    more = r"(?:余|多|来|几)?[十百千万亿]*(?:余|多|来)?"
    # Old pages put a blank between Chinese characters and digits.
    scale = r"(?: ?[余多]?[百千万亿]+)?(?: ?(?:余|多|来))?"
    end = rf"(?:{digits}{scale}|(?:{numeral}){more})"
    return re.compile(
        rf"(?P<before>(?:(?:{before}|{vague}(?=[百千万亿])) ?)*)(?P<sign>[￥¥＄$]?)"
        rf"(?:(?P<digits>{digits})(?P<scale>{scale})|(?P<numeral>{numeral}){more}|(?P<some>几)(?=元))"
        rf"(?P<tail> ?{tail}(?:/[{_ZH_DIGIT}]*{tail})?)?"
        rf"(?P<months>(?<=年)(?:零)?{end}个月)?"
        rf"(?P<range> ?(?:至|到|-|—|－|～|~|以上) ?{end}(?P<tail2> ?{tail})?(?:(?<=年){end}个月)?)?"
        rf"(?P<after>{after})?"
    )


@lru_cache(maxsize=None)
def not_figures(lang: str, kinds: frozenset[str] | None = None) -> re.Pattern:
    """All that has numerals and is no figure: dates, times, ordinals, ages, telephone numbers, articles …

    lang (str): ``en`` or ``zh``.
    kinds (FrozenSet[str]): only these kinds of the table, all when None.
    """
    patterns = []
    for line in read_lines(f"quantities/not_figures_{lang}.txt"):
        kind, pattern = line.split("\t")
        if kinds is None or kind in kinds:
            if lang == "en":
                pattern = pattern.replace("{month}", _MONTHS).replace("{n}", _BARE).replace("{w}", en_words())
            else:
                pattern = pattern.format(d=_ZH_DIGIT, c="零〇一二三四五六七八九十百两")
            patterns.append(pattern)
    flags = re.IGNORECASE if lang == "en" else 0
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


#: Kinds that nobody has to excuse in the corpus.
PLAIN_KINDS = frozenset({"date", "time", "ordinal"})
#: Words and set phrases that hold a numeral and say none; nobody has to excuse them either.
IDIOM_KINDS = frozenset({"idiom", "half"})
# Classifiers with which 一 counts a thing rather than being part of a word.
_ONE_COUNTS = "起名件人宗辆部处家张把支"


@lru_cache(maxsize=None)
def _numeral(lang: str) -> re.Pattern:
    if lang == "en":
        return re.compile(rf"{EN_DIGITS}|{en_words()}", re.IGNORECASE)
    tail = alternation([*column("units_zh.tsv"), *read_lines("quantities/classifiers_zh.txt")])
    return re.compile(rf"[{_ZH_DIGIT}]+|一[{_ONE_COUNTS}]|(?![零一百千万亿][^{_ZH_NUMERAL}余多])[数几]?[{_ZH_NUMERAL}]+[余多]?(?=(?!批){tail})")


def open_numerals(text: str, lang: str) -> list[tuple[int, int]]:
    """Places of numerals that are not plainly part of a date, a time or an ordinal.

    text (str): any text.
    lang (str): ``en`` or ``zh``.
    RETURNS (List[Tuple[int, int]]): start and end, in text order.
    """
    plain = [m.span() for kinds in (PLAIN_KINDS, IDIOM_KINDS) for m in not_figures(lang, kinds).finditer(text)]
    out = []
    for match in _numeral(lang).finditer(text):
        start, end = match.span()
        if not any(a < end and start < b for a, b in plain):
            out.append((start, end))
    return out
