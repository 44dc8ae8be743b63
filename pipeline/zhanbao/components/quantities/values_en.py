"""English figures: digits, words and their mixtures (``half a million``, ``3.06 hundred million``, ``US$3.2m``)."""

import re
from functools import lru_cache
from typing import NamedTuple

from ...knowledge import read_lines
from .patterns import FULLWIDTH_DIGITS, alternation
from .values import Quantity, clean, combine, table

_ASCII = str.maketrans(FULLWIDTH_DIGITS + "％，．–—－～\u00a0\u3000", "0123456789%,.----  ")
_TOKEN = re.compile(r"(\d+(?:, ?\d{3}(?!\d))*(?:\.\d+)?)|([a-z]+)")
_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){0,5}|[0-9]{1,15}")
_SEPARATOR = re.compile(r" ?(?:-|~| to | and | or ) ?")
_AFTER = re.compile(r"[ -]?(?:(?:or|and) (more|above|over|fewer|less|so)|(odd|plus))$|(?<=\d)\+$")
_AFTER_BOUND = {None: ">", "odd": ">", "plus": ">","more": ">=", "above": ">=", "over": ">=", "fewer": "<=", "less": "<=", "so": "~"}
_ATTACHED = {"m": 1e6, "mn": 1e6, "bn": 1e9, "k": 1e3, "tn": 1e12}
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10}
_VAGUE = re.compile(r"(tens|dozens|scores|hundreds|thousands|millions|billions)(?: of (thousands|millions|billions))?(?![a-z])")
_OUT_OF = re.compile(r" (?:in|out of)(?: every)? ")
_PLURAL = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
#: A vague plural is at least two of its kind (guidelines: ``dozens`` 24, ``hundreds`` 200).
_AT_LEAST = 2


class _Number(NamedTuple):
    """A number at the start of a text: its value, what it would be without its magnitude words, where it ends."""

    value: float
    literal: float
    magnitude: float
    end: int
    unit: str | None = None


@lru_cache(maxsize=1)
def _words() -> dict[str, float]:
    return {word: float(value) for word, value in (line.split("\t") for line in read_lines("quantities/number_words_en.tsv"))}


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, float]]:
    return table("units_en.tsv")


@lru_cache(maxsize=1)
def _bounds() -> tuple[re.Pattern, dict[str, str]]:
    bounds = dict(line.split("\t") for line in read_lines("quantities/approximators_en.tsv"))
    return re.compile(rf"(?:({alternation(list(bounds))[3:-1]})(?![a-z]) ?|(?:between|from|a total of) )", re.IGNORECASE), bounds


@lru_cache(maxsize=1)
def _currencies() -> tuple[re.Pattern, dict[str, str]]:
    signs = dict(line.split("\t") for line in read_lines("quantities/currencies.tsv"))
    return re.compile(f"({alternation(list(signs))[3:-1]}) ?(?=[\\d.a-z])"), signs


def read_en(text: str) -> Quantity | None:
    """Read an English figure; see :func:`zhanbao.components.quantities.values.normalise`."""
    if _PLAIN.fullmatch(text):
        return Quantity(int(text.replace(",", "")), None, None, "=", "1")
    text = re.sub(r"(?<=[a-z\d])-?fold$", "", " ".join(text.translate(_ASCII).lower().split()))
    bound, text = _bound(text)
    if vague := _VAGUE.match(text):
        times = _PLURAL[vague[2]] if vague[2] else 1
        unit, factor, _ = _unit(text[vague.end():]) or ("1" if vague.end() == len(text) else None, 1.0, 0)
        return Quantity(clean(_AT_LEAST * _PLURAL[vague[1]] * times * factor), None, None, ">", unit)
    first = _side(text)
    if first is None:
        return None
    number, unit, rest = first
    if bound in (">", ">=") and (until := re.match(r" (?:and|but) ", rest)):
        upper, other = _bound(rest[until.end():])  # more than three years but less than seven years
        if upper in ("<", "<=") and (second := _side(other)):
            return Quantity(None, clean(number.value), clean(second[0].value), "=", unit or second[1] or "1")
    if rest and (separator := _SEPARATOR.match(rest)) and (second := _side(rest[separator.end():])):
        if joined := _range(number, unit, second, separator[0].strip()):
            low, high, unit = joined
            return Quantity(None, clean(low), clean(high), bound, unit) if low is not None else Quantity(clean(high), None, None, bound, unit)
    if rest and (among := _OUT_OF.match(rest)) and (whole := _side(rest[among.end():])) and whole[0].value:
        return Quantity(clean(100.0 * number.value / whole[0].value), None, None, bound, "%")  # nine in ten
    factor = 1.0
    if unit is None:
        unit, factor = _units().get(rest.strip(), (None, 1.0)) if rest.strip() else ("1", 1.0)
    return Quantity(clean(number.value * factor), None, None, bound, unit)


def _bound(text: str) -> tuple[str, str]:
    """The bound that the words around a number say, and the number without them."""
    pattern, bounds = _bounds()
    bound = "="
    while match := pattern.match(text):
        if match[1] and bound == "=":
            bound = bounds[" ".join(match[1].split())]
        text = text[match.end():]
    if match := _AFTER.search(text):
        bound, text = _AFTER_BOUND[match[1] or match[2]], text[:match.start()]
    return bound, text


def _side(text: str) -> tuple[_Number, str | None, str] | None:
    """A number with its unit: value (unit's factor in it), unit (None where nothing known follows), what is left of the text."""
    if minus := re.match(r"(?:minus |-)(?=\d)", text):
        side = _side(text[minus.end():])
        return side and (side[0]._replace(value=-side[0].value), *side[1:])
    pattern, signs = _currencies()
    sign = pattern.match(text)
    currency = signs[sign[1]] if sign else None
    number = _number(text[sign.end():] if sign else text, bool(currency))
    if number is None:
        return None
    rest = text[(sign.end() if sign else 0) + number.end:]
    if number.unit or currency:
        found = _unit(rest)
        if currency and found and found[0] == currency:  # `RMB 50,000 yuan`
            rest = rest[found[2]:]
        return number, number.unit or currency, rest
    if found := _unit(rest):
        unit, factor, end = found
        return number._replace(value=number.value * factor, literal=number.literal * factor), unit, rest[end:]
    return number, None, rest


def _unit(text: str) -> tuple[str, float, int] | None:
    """The longest unit of the table at the start of a text, and where it ends."""
    offset = re.match(r"[ -]*(?:(?:of )?an? )?", text).end()  # half an hour
    stripped = text[offset:]
    units = _units()
    for end in range(min(len(stripped), 40), 0, -1):
        if stripped[:end] in units and not stripped[end:end + 1].isalpha():
            return (*units[stripped[:end]], offset + end)
    return None


def _range(first: _Number, unit: str | None, second: tuple[_Number, str | None, str], word: str) -> tuple[float | None, float, str] | None:
    """Low and high in one unit; low is None where the two are parts of one value (``two years and six months``)."""
    other, other_unit, _ = second
    if word == "and" and unit and other_unit:
        together = combine((first.value, unit), (other.value, other_unit))
        return (None, *together) if together else None
    low = first.value
    if unit is None:
        # 10 to 20 million: the magnitude is shared where the first end has none and is the smaller number.
        if first.magnitude == 1 and other.magnitude > 1 and first.literal <= other.literal:
            low = first.value * other.magnitude
        if other_unit:
            factor = other.value / (other.literal * other.magnitude) if other.literal else 1.0
            low *= factor
    return low, other.value, unit or other_unit or "1"


def _number(text: str, money: bool) -> _Number | None:
    """The number at the start of a text."""
    words = _words()
    total, current, literal, magnitude = 0.0, None, None, 1.0
    last_scale, end, pos, plain = 1.0, 0, 0, False
    while match := _TOKEN.match(text, pos):
        digits, word = match[1], match[2]
        if digits:
            if current is not None:
                break
            current, plain = float(digits.replace(",", "").replace(" ", "")), True
            literal = current if literal is None else literal
        elif plain and match.start() == end and word in _ATTACHED and not (word == "m" and text[match.end():match.end() + 1] in ("2", "3")):
            current, magnitude = current * _ATTACHED[word], _ATTACHED[word]
            plain = False
        elif word in ("a", "an", "and", "of"):
            if word == "and" and not re.match(r"(?: a)? half\b| [a-z]+", text[match.end():]):
                break
            following = _TOKEN.match(text, match.end() + 1)
            if not following or not (following[2] in words or following[2] in _FRACTIONS or following[2] == "a") or (word == "of" and current != 0.5):
                break
            if word == "and" and total + (current or 0) < 20 and magnitude == 1 and following[2] in words:
                break  # `one and two` are two figures, `one hundred and six` is one
            pos = match.end() + 1
            continue
        elif word in _FRACTIONS or (word.endswith("s") and word[:-1] in _FRACTIONS):
            whole = _fraction(text, match, current, plain)
            if whole is None:
                if current is None and total == 0:
                    current = literal = 0.5  # half an hour, half a million
                elif word == "half":
                    if current is None:
                        total += 0.5 * last_scale
                    else:
                        current += 0.5 * last_scale
                end = pos = match.end()
                pos = _skip(text, pos)
                continue
            return whole
        elif word in words:
            value = words[word]
            if value >= 100 or word in ("dozen", "score"):
                current, total, magnitude, last_scale = _scale(current, total, magnitude, value)
                literal = 1.0 if literal is None else literal
            elif current is None or (not plain and (current % 100 == 0 < current or (value < 10 and current % 10 == 0 and current % 100 >= 20))):
                current = (current or 0) + value
                literal = current if literal is None or (magnitude == 1 and total == 0) else literal
            elif value == 10 and text[match.end():].lstrip().startswith(("thousand", "million")):
                current, magnitude = current * 10, magnitude * 10  # 4.6 ten thousand: 万, word by word
            else:
                break
            plain = False
        else:
            break
        end = match.end()
        pos = _skip(text, end)
    if end == 0:
        return None
    return _Number(total + (current or 0.0), literal or 0.0, magnitude, end)


def _scale(current: float | None, total: float, magnitude: float, value: float) -> tuple[float | None, float, float, float]:
    """A magnitude word: hundreds and dozens stay with the current group, the others close it."""
    if value in (100, 12, 20):
        return (current or 1.0) * value, total, magnitude * value, value
    if current is None and total:
        return None, total * value, magnitude * value, value
    return None, total + (1.0 if current is None else current) * value, magnitude * value, value


def _fraction(text: str, match: re.Match, current: float | None, plain: bool) -> _Number | None:
    """``two thirds``, ``three-quarters``, ``a third``, ``half`` as a share, in per cent; None where it is none."""
    word = match[2]
    parts = _FRACTIONS.get(word) or _FRACTIONS[word[:-1]]
    rest = text[match.end():].strip()
    if parts == 2 and (rest or (current is not None and current != 1.0)):
        return None
    share = 100.0 * (current or 1.0) / parts
    return _Number(share, share, 1.0, match.end(), "%")


def _skip(text: str, pos: int) -> int:
    """Past the blank, hyphen or comma between two words of a number."""
    if text[pos:pos + 2] == ", " and _TOKEN.match(text, pos + 2):
        following = _TOKEN.match(text, pos + 2)
        return pos + 2 if following and following[2] in _words() else pos
    # Machine translation puts a blank before the hyphen: `twenty -two`.
    return pos + 2 if text[pos:pos + 2] == " -" and text[pos + 2:pos + 3].isalpha() else pos + 1 if text[pos:pos + 1] in (" ", "-") else pos
