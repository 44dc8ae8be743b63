"""Places by name: Chinese names full and short, pinyin whole and in pieces, established English names.

The table is made by ``training/places.py``; its codes are GB/T 2260: two digits province, two city, two county.
"""

import csv
import re
from functools import lru_cache
from typing import Iterator, NamedTuple

from ...knowledge import ROOT, read_lines

#: The four municipalities: provinces whose districts stand directly below them.
MUNICIPALITIES = ("110000", "120000", "310000", "500000")
#: Ranks of bodies, from the highest; ``level`` of a place is one of the middle three.
LEVELS = ("national", "province", "city", "county", "station")
#: English words for the rank of a division.
_RANK_WORDS = {"province": "province", "provincial": "province", "city": "city", "municipal": "city", "municipality": "city", "prefecture": "city",
               "county": "county", "district": "county", "banner": "county", "branch": "county"}
_EN_WORD = re.compile(r"[A-Za-z]+(?:['’](?!s\b)[a-z]+)?")
_EN_CAPITAL = re.compile(r"\b[A-Z][A-Za-z]+(?:['’](?!s\b)[a-z]+)?")
_LONGEST_SPAN = 200
_BRANCH_ZH = re.compile(r"(?:公安)?分局|公安局|警方|交警|(?:人民)?(?:法院|检察院)")
_PART_OF_NAME = re.compile(r"(?![省市州盟区县旗局院部和与及在由是到向从往])[\u4e00-\u9fff]")


class Place(NamedTuple):
    """A division: GB/T 2260 code, Chinese name, the same without its rank, the pinyin of that, its level."""

    code: str
    name: str
    short: str
    pinyin: str
    level: str


class Mention(NamedTuple):
    """A name in a text, and the codes it may mean; ``weak``: a common word that is a place only if the report speaks of the division around it."""

    start: int
    end: int
    codes: tuple[str, ...]
    weak: bool = False


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """All places by code."""
    with open(ROOT / "places" / "places.csv", encoding="utf8", newline="") as lines:
        return {row["code"]: Place(**row) for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _names_zh() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for place in places().values():
        for name in {place.name, place.short}:
            names.setdefault(name, []).append(place.code)
    return {name: tuple(codes) for name, codes in names.items()}


@lru_cache(maxsize=1)
def _common_zh() -> frozenset[str]:
    return frozenset(read_lines("places/common_words_zh.txt"))


@lru_cache(maxsize=1)
def _names_en() -> dict[str, tuple[str, ...]]:
    names: dict[str, set[str]] = {}
    for place in places().values():
        names.setdefault(place.pinyin, set()).add(place.code)
    # Shaanxi and Shanxi share their pinyin; the table of places holds the official spelling.
    for line in read_lines("places/aliases.tsv"):
        name, code = line.split("\t")
        names.setdefault(name, set()).add(code)
    return {name: tuple(sorted(codes)) for name, codes in names.items()}


@lru_cache(maxsize=1)
def _starts_zh() -> dict[str, int]:
    """The first two characters of the names, and how long the longest name with them is."""
    starts: dict[str, int] = {}
    for name in _names_zh():
        starts[name[:2]] = max(starts.get(name[:2], 0), len(name))
    return starts


def level_of(code: str) -> str:
    """The rank of a division, by its code."""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def inside(code: str, other: str) -> bool:
    """Whether a division lies in another (or is it)."""
    width = 2 if other.endswith("0000") else 4 if other.endswith("00") else 6
    return code[:width] == other[:width]


def find_places(text: str, lang: str) -> Iterator[Mention]:
    """Names of places in a text, longest first, never overlapping.

    text (str): a span, or a whole report. lang (str): ``en`` or ``zh``.
    """
    yield from (_find_zh(text) if lang == "zh" else _find_en(text))


def _find_zh(text: str) -> Iterator[Mention]:
    names, starts = _names_zh(), _starts_zh()
    position, length = 0, len(text)
    while position < length:
        longest = starts.get(text[position:position + 2], 0)
        for size in range(min(longest, length - position), 1, -1):
            codes = names.get(text[position:position + size])
            # 清河 in 清河市 is not 清河县: the rank behind a short name must not be another's.
            if codes:
                codes = tuple(code for code in codes if _fits_zh(code, text, position, position + size))
            if codes:
                yield Mention(position, position + size, codes, text[position:position + size] in _common_zh())
                position += size
                break
        else:
            position += 1


def _fits_zh(code: str, text: str, start: int, end: int) -> bool:
    place = places()[code]
    if text[start:end + 1].endswith("海关"):
        return False  # 拱北海关 is not 北海's
    if text[start:end] in _common_zh():
        return text[start:end] != "公安" and bool(_BRANCH_ZH.match(text, end))
    if text[start:end] == place.name:
        # 岚县 in an unknown 青岚县 is none: a name of two characters stands at the beginning, or behind another's rank.
        return len(place.name) > 2 or start == 0 or not _PART_OF_NAME.match(text, start - 1)
    rank = text[end:end + 1]
    if rank == "省":
        return place.level == "province"
    if rank in ("市", "县", "旗") and text[end + 1:end + 2] not in ("局", "委", "级"):
        return place.name.endswith(rank) or place.level == "province" and rank == "市" and code in MUNICIPALITIES or "自治" + rank in place.name
    if rank == "州":
        return place.name.endswith("自治州")
    return not (rank == "区" and text[end:end + 2] != "区公" and not place.name.endswith("区"))


def _find_en(text: str) -> Iterator[Mention]:
    # In running text a name has a capital; a body's name on its own may be written without (`dandong city public security bureau`).
    words = list((_EN_CAPITAL if len(text) > _LONGEST_SPAN else _EN_WORD).finditer(text))
    names, number = _names_en(), 0
    while number < len(words):
        for size in (3, 2, 1):
            part = words[number:number + size]
            if len(part) < size or any(text[a.end():b.start()].strip(" -") for a, b in zip(part, part[1:])):
                continue
            if not part[0][0][0].isupper() and text[0].isupper():
                continue
            if size > 1 and any(word[0].lower() in _RANK_WORDS for word in part):
                continue
            joined = "".join(re.sub(r"['’]", "", word[0]) for word in part).lower()
            codes = names.get(joined)
            if not codes and joined.endswith("s") and text[part[-1].end() - 2:part[-1].end() - 1] in "'’":
                codes = names.get(joined[:-1])
            if codes and (codes := _fits_en(codes, words, number + size)):
                yield Mention(part[0].start(), part[-1].end(), codes)
                number += size - 1
                break
        number += 1


def _fits_en(codes: tuple[str, ...], words: list[re.Match], behind: int) -> tuple[str, ...]:
    """Codes whose rank is that of the word directly behind the name (``Liaoyang Municipal``, ``Xinhe County``), or all."""
    rank = _RANK_WORDS.get(words[behind][0].lower()) if behind < len(words) else None
    if rank is None:
        return codes
    fitting = tuple(code for code in codes if _has_rank(code, rank, words[behind][0].lower()))
    # A branch may bear its city's name as well (`Wuhan Branch of the Yangtze River Shipping Public Security Bureau`).
    return fitting or (codes if words[behind][0].lower() == "branch" else ())


def _has_rank(code: str, rank: str, word: str) -> bool:
    level, name = level_of(code), places()[code].name
    if rank == "city":
        return level == "city" or code in MUNICIPALITIES or (level == "county" and name.endswith("市"))
    if rank == "county":
        return level == "county" and (word != "county" or not name.endswith("区")) and (word != "district" or name.endswith(("区", "旗")))
    return level == rank
