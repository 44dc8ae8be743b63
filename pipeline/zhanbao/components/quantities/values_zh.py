"""Chinese figures: digits, Chinese numerals and their mixtures (4.6万余名, 二十五万六千元, 百分之二十七点四, 三成多, 七八个)."""

import re
from functools import lru_cache

from ...knowledge import read_lines
from .patterns import FULLWIDTH_DIGITS, alternation
from .values import Quantity, clean, combine, table

# Full-width forms, and the numerals of banknotes and contracts (壹贰叁 …).
_ASCII = str.maketrans(FULLWIDTH_DIGITS + "．，／％￥（）壹贰叁肆伍陆柒捌玖拾佰仟", "0123456789.,/%¥()一二三四五六七八九十百千")
_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 1e4, "亿": 1e8}
_NUMERAL = "零〇○一二两俩三仨四五六七八九"
_RUN = re.compile(
    rf"[数几上过]*(?:\d[\d,]*(?:\.\d+)?|[{_NUMERAL}十百千万亿半])(?:[{_NUMERAL}几余多来许点半十百千万亿]|\d)*|[数几][十百千万亿]+[余多]?"
)
_PLAIN = re.compile(r"([0-9]{1,15})([\u4e00-\u9fff]{0,3})")
_LITERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_RANGE = re.compile(r"^(.+?)(?:至|到|—+|-+|－|～|~)(.+)$")
_FROM_UNTIL = re.compile(r"^(.+?)以上[，,]?(?:不满)?(.+?)(?:以下)?$")  # statutes: 二百元以上五百元以下
_SHARE = re.compile(r"^(.*?)(百|千|万)?分之(.+)$")
_TENTHS = re.compile(rf"^([{_NUMERAL}\d.]+)成(半|[{_NUMERAL}])?([多余])?(以上|左右|以下)?$")
_CURRENCIES = {"¥": "CNY", "$": "USD", "＄": "USD", "人民币": "CNY", "港币": "HKD", "港元": "HKD", "美元": "USD"}
#: Numerals that stand side by side without a scale and mean `so or so many` (七八个, 二三十人, 三五名).
_NEIGHBOURS = re.compile(r"(?<![一二两三四五六七八九])(一二|一两|两三|二三|三四|三五|四五|五六|六七|七八|八九)(?![一二三四五六七八九点])")


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[str, float]], re.Pattern, dict[str, str], re.Pattern, dict[str, str], dict[str, str]]:
    """Units; words before a numeral and their bounds; words behind and theirs; words inside and theirs."""
    rows = [line.split("\t")[:3] for line in read_lines("quantities/approximators_zh.tsv")]
    sides = {place: {word: bound for word, bound, at in rows if at == place} for place in ("before", "after", "inside", "scale")}
    before = re.compile(alternation(list(sides["before"])))
    after = re.compile(f"{alternation(list(sides['after']))}$")
    return table("units_zh.tsv"), before, sides["before"], after, sides["after"], {**sides["inside"], **sides["scale"]}


@lru_cache(maxsize=1)
def _plain_classifiers() -> frozenset[str]:
    """Classifiers that are nothing else: the short way through most figures."""
    return frozenset({"", *read_lines("quantities/classifiers_zh.txt")} - set(_tables()[0]))


def read_zh(text: str) -> Quantity | None:
    """Read a Chinese figure; see :func:`zhanbao.components.quantities.values.normalise`."""
    if (plain := _PLAIN.fullmatch(text)) and plain[2] in _plain_classifiers():
        return Quantity(int(plain[1]), None, None, "=", "1", plain[2] or None)
    text = re.sub(r"(?<=\d)[wW](?![a-zA-Z])", "万", re.sub(r"\s+", "", text.translate(_ASCII)))
    if (minus := re.match(r"(?:零下|负|-)(?=[\d十一二三四五六七八九])", text)) and (found := read_zh(text[minus.end():])):
        return found if found.value is None else found._replace(value=-found.value)
    units, before, before_bounds, after, after_bounds, _ = _tables()
    bound = None
    while match := before.match(text):
        bound = bound or before_bounds[match[0]]
        text = text[match.end():]
    currency = None
    for sign, code in _CURRENCIES.items():
        if text.startswith(sign):
            currency, text = code, text[len(sign):]
            break
    if (match := _FROM_UNTIL.match(text)) and _RUN.match(match[2]) and (quantity := _range(match[1], match[2], bound, currency)):
        return quantity
    if (match := after.search(text)) and match.start():
        if match[0] not in ("余", "多") or text[:match.start()][-1:] not in "零一二两三四五六七八九十百千万亿0123456789":
            behind = after_bounds[match[0]]
            bound = behind if bound is None or behind == ">" else bound
            text = text[:match.start()]
    if quantity := _share(text, bound):
        return quantity
    if match := _RANGE.match(text):
        quantity = _range(match[1], match[2], bound, currency)
        if quantity:
            return quantity
    if match := _NEIGHBOURS.search(text):
        low, high = (_read(text[:match.start()] + digit + text[match.end():]) for digit in match[1])
        if low and high:
            return Quantity(None, clean(low[0]), clean(high[0]), bound or "=", low[2], low[3])
    found = _read(text)
    if found is None:
        return None
    value, inner, unit, classifier, _ = found
    # 余 and 多 inside the numeral win over 近 and 约 before it.
    bound = inner if inner == ">" else bound or inner or "="
    return Quantity(clean(value), None, None, bound, currency or unit, classifier)


def _share(text: str, bound: str | None) -> Quantity | None:
    """Shares: 百分之五, 千分之三, 三分之一, 三成多, 一半, 过半."""
    if match := _SHARE.match(text):
        parts = {"百": 100.0, "千": 1000.0, "万": 10000.0}.get(match[2] or "")
        whole = parts if parts else _plain(match[1])
        share = _plain(match[3].rstrip("多余"))
        if whole and share is not None:
            inner = ">" if match[3][-1] in "多余" else None
            return Quantity(clean(100.0 * share / whole), None, None, inner or bound or "=", "%")
        return None
    if match := _TENTHS.match(text):
        base = _plain(match[1])
        rest = 0.5 if match[2] == "半" else _DIGITS[match[2]] / 10 if match[2] else 0.0
        if base is not None:
            return Quantity(clean(10.0 * (base + rest)), None, None, ">" if match[3] else bound or "=", "%")
    if match := re.fullmatch(r"(过|近|超)?(?:一半|半数)(多)?", text):
        return Quantity(50, None, None, ">" if match[2] or match[1] in ("过", "超") else "<" if match[1] else bound or "=", "%")
    if text in ("过半", "超半"):
        return Quantity(50, None, None, ">", "%")
    return None


def _range(left: str, right: str, bound: str | None, currency: str | None) -> Quantity | None:
    """Both ends; the first takes over unit and magnitude of the second where it has none (10至20万元)."""
    high = _read(right) or None
    if high is None:
        return None
    value, inner, unit, classifier, scale = high
    some = re.fullmatch(r"几(.*)", left)
    low = None if some else _read(left)
    if low is None and not some:
        return None
    start = None
    if low:
        start = low[0]
        if low[2] == "1" and low[3] is None:
            # 10至20万元: shared where the first has no magnitude of its own and is the smaller number.
            if low[4] == 1 and scale > 1 and start <= value / scale:
                start *= scale
            if unit not in (None, "1"):
                start *= _tables()[0].get(_tail_of(right), ("", 1.0))[1] if unit != "CNY" else 1.0
        elif classifier is None and unit == "1":
            classifier, unit = low[3], low[2]
    return Quantity(None, clean(start), clean(value), inner or bound or "=", currency or unit, classifier)


def _tail_of(text: str) -> str:
    run = _RUN.match(text)
    return text[run.end():] if run else ""


def _read(text: str) -> tuple[float, str | None, str | None, str | None, float] | None:
    """One numeral with its tail: value, bound said inside, unit, classifier, magnitude of its own."""
    run = _RUN.match(text)
    if run is None:
        return None
    units, _, _, _, _, inside = _tables()
    word, tail = run[0], text[run.end():]
    if word.endswith("两") and len(word) > 1 and not tail:
        word, tail = word[:-1], "两"  # 三两: the weight
    if word.endswith("千") and tail[:1] in ("克", "米", "瓦"):
        word, tail = word[:-1], "千" + tail  # 46千克
    parsed = _numeral(word)
    if parsed is None:
        return None
    value, bound, scale = parsed
    for mark in ("余", "多", "来", "许"):
        if tail.startswith(mark):
            bound, tail = inside[mark], tail[1:]
            break
    if (half := re.match(r"个?半(?=小时|月|钟头)", tail)):  # 两个半小时
        value, tail = value + 0.5, ("个" if tail[half.end()] == "月" else "") + tail[half.end():]
    if tail in ("分半", "分半钟"):
        value, tail = value + 0.5, "分钟"
    found = _unit(tail, units)
    if found is None:
        classifier = tail.rstrip("多余")
        if classifier != tail and classifier:
            bound = ">"
        if classifier.endswith("半") and len(classifier) == 2:  # 三个半
            classifier, value = classifier[:-1], value + 0.5
        return value, bound, "1", classifier.replace("(", "（").replace(")", "）") or None, scale
    unit, factor, rest, more = found
    bound = ">" if more else bound
    value *= factor
    if rest.startswith("半"):  # 一年半, 两吨半
        value, rest = value + 0.5 * factor, rest[1:]
    if rest in ("余", "多"):
        bound, rest = ">", ""
    if rest.lstrip("零又") and (second := _read(rest.lstrip("零又"))) and second[2]:
        together = combine((value, unit), (second[0], second[2]))
        if together:
            return together[0], bound or second[1], together[1], None, scale
        if unit == "CNY" and second[2] == "1" and second[3] is None and second[0] < 10:  # 三块五
            value += second[0] / 10
    return value, bound, unit, None, scale


def _unit(tail: str, units: dict[str, tuple[str, float]]) -> tuple[str, float, str, bool] | None:
    """The longest unit at the start of a tail: unit, factor, what follows, whether it holds a 多 (个多月)."""
    more = False
    plain = tail
    if match := re.match(r"(个)?[多余](?=月|小时|年|天)", tail):
        plain, more = (match[1] or "") + tail[match.end():], True
    for length in range(min(len(plain), 9), 0, -1):
        if plain[:length] in units:
            unit, factor = units[plain[:length]]
            return unit, factor, plain[length:], more or "多" in plain[:length]
    return None


def _plain(text: str) -> float | None:
    parsed = _numeral(text) if text else None
    return parsed[0] if parsed else None


def _numeral(word: str) -> tuple[float, str | None, float] | None:
    """A numeral without unit: value, bound said by a word in it, magnitude (万, 亿 …) of its own.

    Sections are summed up as the numeral is read: 二十五万六千 is 25 · 10⁴ + 6 · 10³; a last digit behind a magnitude counts
    tenths of it (三百五 is 350, 一万二 is 12,000) unless a 零 stands between.
    """
    inside = _tables()[5]
    total = section = 0.0
    number: float | None = None
    bound: str | None = None
    last, scale = 0.0, 1.0
    position, length = 0, len(word)
    if length > 1 and all(char in _NUMERAL for char in word) and (length > 2 or word[0] in "零〇○"):
        return float("".join(str(_DIGITS[char]) for char in word)), None, 1.0  # 一二〇, digit by digit
    while position < length:
        char = word[position]
        if char.isdigit():
            literal = _LITERAL.match(word, position)
            if number is not None:
                return None
            number = float(literal[0].replace(",", ""))
            position = literal.end()
            last = 0.0
            continue
        if char in ("数", "几", "上", "过"):
            if char in inside and position == 0:
                bound = inside[char]
            elif number is None and not (word[position - 1:position] in ("十", "百", "千") and position == length - 1):
                number, bound = 2.0, ">"  # 数十, 几百: at least two
            else:
                bound = ">"  # 十几
        elif char == "点":
            tenth = 0.1
            number = number or 0.0
            position += 1
            while position < length and (word[position] in _DIGITS or word[position].isdigit()):
                number += tenth * (_DIGITS[word[position]] if word[position] in _DIGITS else int(word[position]))
                tenth /= 10
                position += 1
            number = float(f"{number:.12g}")
            continue
        elif char in inside:
            bound = bound if bound == ">" else inside[char]
        elif char == "半":
            number = 0.5 if number is None and not section and not total else (number or 0.0) + 0.5 * (last or 1.0)
            if last and (section or total):
                section, number, last = section + number, None, 0.0
        elif char in _DIGITS:
            if number is not None:
                return None
            if _DIGITS[char] == 0:
                last = 10.0
            else:
                number = float(_DIGITS[char])
        elif char in _TENS:
            last = float(_TENS[char])
            section += (1.0 if number is None else number) * last
            number = None
        elif char not in _GROUPS:
            return None
        else:
            last = _GROUPS[char]
            amount = section + (number or 0.0)
            bare = number is None and not section  # 万, 亿 alone
            if last == 1e8:
                amount += total
                total = (1.0 if bare and not total else amount) * last
            elif bare:
                total = (total or 1.0) * last
            else:
                total += amount * last
            section, number = 0.0, None
            scale *= last
        position += 1
    if number is not None and last > 10 and word[-1] in _NUMERAL:
        number *= last / 10
    value = total + section + (number or 0.0)
    return float(f"{value:.15g}"), bound, scale
